"""Bringing a sheet in: what is written, what is refused, and how it is taken back."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from payandan.claims.models import Claim
from payandan.customers.models import Customer
from payandan.integrations import actions
from payandan.integrations.models import ImportRun
from payandan.integrations.queries import remarked_rows, report, sheets
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.site import installation
from payandan.units.models import Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SHEET = """گزارش فروش,,,,,
شماره سريال,نام مشتری,موبايل,برند,مدل,تاریخ خرید,نوع کالا
AV-0001,علي كريمي,9120000001,آوا,X55,۱۴۰۴/۰۱/۰۵,تلویزیون
AV-0002,مریم محمدی,۰۹۱۲۰۰۰۰۰۰۲,آوا,X55,04/02/06,تلویزیون
av 0001,رضا احمدی,09120000003,آوا,X55,1404/03/01,تلویزیون
AV-0004,سارا یزدانی,09120000004,آوا,X55,1404/12/30,تلویزیون
AV-0005,,,آوا,X55,1404/05/01,تلویزیون
,نرگس اکبری,09120000006,آوا,X55,1404/05/01,تلویزیون
"""


@pytest.fixture(autouse=True)
def _settled() -> None:
    installation.settle()


def received(tmp_path: Path, text: str, name: str = "فروش.csv") -> ImportRun:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return actions.receive(path=path, name=name, actor=SYSTEM, at=NOW)


def test_the_sheet_that_people_have(tmp_path: Path) -> None:
    run = received(tmp_path, SHEET)
    assert sorted(run.mapping.values()) == ["brand", "category", "mobile", "model", "owner_name", "serial", "sold_on"]
    run = actions.bring_in(run=run, actor=SYSTEM, at=NOW)
    assert {name: run.counts[name] for name in ("units", "refused", "repaired", "known", "claims")} == {
        "units": 3,
        "refused": 3,
        "repaired": 2,
        "known": 0,
        "claims": 0,
    }
    first = Unit.objects.get(serial_key="AV0001")
    assert (first.owner.name, first.owner.mobile, str(first.sold_on)) == ("علی کریمی", "+989120000001", "2025-03-25")
    assert Unit.objects.get(serial_key="AV0005").owner is None
    codes = {row.number: row.remarks[0]["code"] for row in remarked_rows(run, "refused")}
    assert codes == {5: "doubled", 6: "no_such_day", 8: "missing"}
    assert Customer.objects.count() == 2


def test_a_rehearsal_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    run = actions.check(run=received(tmp_path, SHEET), actor=SYSTEM, at=NOW)
    said = dict(run.counts)
    assert Unit.objects.count() == Customer.objects.count() == 0
    run = actions.bring_in(run=run, actor=SYSTEM, at=NOW)
    assert dict(run.counts) == said


def test_again_changes_nothing(tmp_path: Path) -> None:
    actions.bring_in(run=received(tmp_path, SHEET), actor=SYSTEM, at=NOW)
    again = actions.bring_in(run=received(tmp_path, SHEET), actor=SYSTEM, at=NOW)
    assert (again.counts["units"], again.counts["known"]) == (0, 3)
    assert Unit.objects.count() == 3


def test_broken_off_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payandan.integrations.actions.bringing.CHUNK", 2)
    run = received(tmp_path, SHEET)

    def die(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.bring_in(run=run, actor=SYSTEM, at=NOW, say=die)
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.done, Unit.objects.count()) == ("running", 2, 2)
    run = actions.bring_in(run=run, actor=SYSTEM, at=NOW)
    assert (run.state, run.counts["units"], Unit.objects.count()) == ("done", 3, 3)


FAILURES = """vin,mileage,production_date,registration_date,repair_date,report_date,country,brand,vehicle_model
100.0,2578,2014-03-19,2014-06-05,2014-10-17,2014-11-02,Spain,brand 7,model 81
101.0,,2014-03-19,2014-06-05,,,Germany,brand 7,model 81
102.0,90000,2011-01-01,2011-02-01,2014-10-17,2014-11-02,Turkey,brand 1,model 3
"""


def test_failures_become_decided_claims(tmp_path: Path) -> None:
    run = actions.bring_in(run=received(tmp_path, FAILURES, "cars.csv"), actor=SYSTEM, at=NOW)
    assert (run.counts["units"], run.counts["claims"]) == (3, 2)
    decided = {claim.unit.serial: (claim.state, claim.outcome) for claim in Claim.objects.select_related("unit")}
    assert decided == {"100": ("approved", "covered"), "102": ("rejected", "not_covered")}
    claim = Claim.objects.get(unit__serial="100")
    assert (str(claim.failed_on), claim.filed_at.date().isoformat(), claim.unit.country) == (
        "2014-10-17",
        "2014-11-02",
        "ES",
    )


def test_an_import_is_taken_back(tmp_path: Path) -> None:
    run = actions.bring_in(run=received(tmp_path, FAILURES, "cars.csv"), actor=SYSTEM, at=NOW)
    assert actions.undo(run=run, actor=SYSTEM, at=NOW) == (3, 2)
    assert Unit.objects.count() == Claim.objects.count() == 0
    with pytest.raises(Refused, match="not_now"):
        actions.undo(run=run, actor=SYSTEM, at=NOW)


def test_what_has_lived_since_stays(tmp_path: Path) -> None:
    from payandan.claims import actions as claims

    run = actions.bring_in(run=received(tmp_path, FAILURES, "cars.csv"), actor=SYSTEM, at=NOW)
    claims.file_claim(actor=SYSTEM, at=NOW, serial="101")
    assert actions.undo(run=run, actor=SYSTEM, at=NOW) == (2, 2)
    assert list(Unit.objects.values_list("serial", flat=True)) == ["101"]


def test_only_who_may(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        actions.receive(path=tmp_path / "x.csv", name="x.csv", actor=ANONYMOUS, at=NOW)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"this is no workbook", "file_broken"),
        ("a.xlsx", b"PK\x03\x04 cut short", "file_broken"),
        ("a.csv", b"", "sheet_empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "file_type"),
        ("a.csv", b"x" * (sheets.LARGEST_FILE + 1), "file_too_large"),
        ("a.csv", (",".join("abcdefghij" * 11) + "\n").encode(), "too_many_columns"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_and_not_kept(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=code):
        actions.receive(path=path, name=name, actor=SYSTEM, at=NOW)
    assert not ImportRun.objects.exists()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out,
    ):
        for _ in range(301):
            out.write(b"0" * 2**20)
    with pytest.raises(Refused, match="file_too_large"):
        sheets.read(path)


def test_a_windows_file_in_arabic_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("سريال;مدل\nA1;X".encode("windows-1256"))
    assert sheets.read(path).rows == [["سريال", "مدل"], ["A1", "X"]]


def test_the_report_holds_no_formula(tmp_path: Path) -> None:
    run = received(tmp_path, "serial,sold on,brand,model\n=1+1,1404/13/01,آوا,X\n")
    run = actions.bring_in(run=run, actor=SYSTEM, at=NOW)
    assert ",=1+1," not in report(run)


def test_pages_are_for_those_who_may(client: Client) -> None:
    assert client.get("/imports/").status_code == 302
    assert client.get("/imports/IMP-NONE/report.csv").status_code == 302


def test_the_kept_file_lies_in_the_data_folder(tmp_path: Path) -> None:
    run = received(tmp_path, SHEET)
    assert (Path(settings.DATA) / run.path).read_text(encoding="utf-8") == SHEET
