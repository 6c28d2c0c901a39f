"""A list of spare parts as people keep it: what comes in, what is refused, and how it is taken back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from payandan.integrations import actions
from payandan.integrations.models import ImportRun
from payandan.integrations.queries import remarked_rows
from payandan.parts import actions as parts_actions
from payandan.parts.models import Balance, Part
from payandan.parts.queries import disagreements
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from tests.parts import factories as parts
from tests.units.doors import staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "parts-fa.csv"


@pytest.fixture
def store() -> Any:
    parts.a_model("X55")
    return parts.a_node("central", kind="central", name_fa="انبار مرکزی")


def received(path: Path = EXAMPLE) -> ImportRun:
    return actions.receive(path=path, name=path.name, kind="parts", actor=SYSTEM, at=NOW)


def test_the_list_that_people_have(store: Any) -> None:
    run = received()
    assert sorted(run.mapping.values()) == sorted(
        ["part_code", "name_fa", "part_kind", "fits", "price", "supplier", "lead_days", "store", "stock", "reorder"]
    )
    checked = dict(actions.check(run=run, actor=SYSTEM, at=NOW).counts)
    assert not Part.objects.exists(), "a rehearsal writes nothing"
    run = actions.bring_in(run=run, actor=SYSTEM, at=NOW)
    assert dict(run.counts) == checked
    assert {name: run.counts[name] for name in ("parts", "pieces", "known", "refused", "repaired")} == {
        "parts": 4, "pieces": 22, "known": 0, "refused": 3, "repaired": 1,
    }  # fmt: skip
    panel = Part.objects.get(code_key="AV90001")
    assert (panel.name_fa, panel.kind, panel.supplier_name, panel.lead_days) == (
        "پنل نمایشگر ۵۵ اینچ", "consumable", "پخش آوا", 21,
    )  # fmt: skip
    assert panel.prices.get().amount == 120_000_000
    assert panel.fits.get().model.code == "X55"
    held = Balance.objects.get(part=panel, node=store)
    assert (held.on_hand, held.reorder_point) == (4, 2)
    assert Part.objects.get(code_key="AV90002").kind == "rotable"
    codes = {row.number: row.remarks[0]["code"] for row in remarked_rows(run)}
    assert codes == {4: "unknown_fit", 6: "doubled_part", 7: "name_missing", 9: "unknown_store"}
    assert not disagreements()


def test_again_books_no_stock_twice_and_writes_the_new_price(store: Any, tmp_path: Path) -> None:
    actions.bring_in(run=received(), actor=SYSTEM, at=NOW)
    dearer = tmp_path / "parts.csv"
    dearer.write_text("part number,name,price,store,stock\nAV-90001,Panel,130000000,central,4\n", encoding="utf-8")
    run = actions.bring_in(run=received(dearer), actor=SYSTEM, at=NOW)
    assert (run.counts["parts"], run.counts["known"], run.counts["pieces"]) == (0, 1, 0)
    panel = Part.objects.get(code_key="AV90001")
    assert panel.prices.latest("id").amount == 130_000_000
    assert Balance.objects.get(part=panel, node=store).on_hand == 4


def test_an_import_of_parts_is_taken_back_as_far_as_nobody_touched_it(store: Any) -> None:
    run = actions.bring_in(run=received(), actor=SYSTEM, at=NOW)
    used = Part.objects.get(code_key="AV90002")
    parts_actions.issue(part_id=used.pk, node_id=store.pk, quantity=1, actor=SYSTEM, at=NOW)
    gone, pieces = actions.undo(run=run, actor=SYSTEM, at=NOW)
    assert (gone, pieces) == (3, 16)
    assert not Part.objects.filter(code_key="AV90005").exists(), "it never had stock, so nothing is left of it"
    assert not Part.objects.get(code_key="AV90001").is_active
    assert Part.objects.get(code_key="AV90002").is_active
    assert Balance.objects.get(part=used, node=store).on_hand == 5
    assert not disagreements()
    with pytest.raises(Refused, match="not_now"):
        actions.undo(run=run, actor=SYSTEM, at=NOW)


def test_a_sheet_without_part_numbers_is_refused(tmp_path: Path, store: Any) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("name,price\nPanel,1\n", encoding="utf-8")
    with pytest.raises(Refused, match="part_code_unmapped"):
        actions.check(run=received(bare), actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="unknown_field"):
        actions.map_columns(run=received(bare), mapping={0: "serial"}, constants={}, actor=SYSTEM)


def test_the_pages_take_a_list_of_parts(store: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = False
    desk: Client = staff("manager")
    assert 'value="parts" ' in desk.get("/imports/new/?kind=parts").content.decode()
    assert "/imports/new/?kind=parts" in desk.get("/parts/").content.decode()
    file = SimpleUploadedFile("parts.csv", EXAMPLE.read_bytes(), content_type="text/csv")
    answer = desk.post("/imports/new/", {"kind": "parts", "file": file})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/imports/{run.number}/columns/"
    page = desk.get(answer["Location"]).content.decode()
    assert "part_code" in page
    assert "owner_name" not in page
    actions.check(run=run, actor=SYSTEM, at=NOW)
    shown = desk.get(f"/imports/{run.number}/").content.decode()
    assert "انبار گمشده" in shown
    assert desk.post("/imports/new/", {"kind": "else", "file": file}).status_code == 422
