"""The `payandan` command, as an administrator runs it."""

import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.server import TOKEN, Installation, fresh_postgres

CASE = {
    "asked_on": "2025-03-01",
    "unit": {"category": "television", "country": "IR", "sold_on": "2024-05-01", "installed_on": "2024-05-04"},
    "fault": {
        "failed_on": "2025-02-20",
        "component": "panel",
        "cause": {"value": "material", "source": "technician"},
    },
    "evidence": [{"kind": "inspection_report", "about": "cause"}],
    "lines": [{"id": "1", "kind": "part", "component": "panel", "amount": "120000000", "currency": "IRR"}],
    "terms": ["tv-standard@3"],
    "packs": ["ir-appliances@1"],
}

_FILL = (
    TOKEN
    + """
from datetime import date
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category
from payandan.claims import actions as claims
from payandan.customers import actions as customers
from payandan.units import actions as units
model = catalog.create_model(
    category=Category.objects.get(code="television"), brand="آوا", code="X55", actor=SYSTEM, at=now
)
owner = customers.create_customer(actor=SYSTEM, at=now, name="سارا محمدی", mobile="+989120000001")
units.register_unit(
    actor=SYSTEM, at=now, serial="BK-1", model=model, owner=owner, sold_on=date(2026, 1, 1), channel="staff"
)
claims.file_claim(actor=SYSTEM, at=now, serial="BK-1", description="تصویر ندارد")
"""
)

_COUNT = """
from payandan.site import backups
print(json.dumps({model._meta.label: model._base_manager.count() for model in backups.tables()}))
"""


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    folder = tmp_path / "one"
    folder.mkdir()
    return Installation(folder, database_url=_database(), PAYANDAN_REQUIRE_MFA="0")


def _database() -> str:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return ""
    return fresh_postgres()


@pytest.mark.pure
def test_a_case_is_decided_without_any_installation(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE), encoding="utf-8")
    done = Installation(tmp_path, copied=False).command("assess", str(case))
    verdict = json.loads(done.stdout)
    assert done.returncode == 0
    assert verdict["outcome"] == "covered"
    assert verdict["lines"][0]["split"] == [{"payer": "warranty", "terms": "tv-standard@3", "amount": "120000000"}]


@pytest.mark.pure
def test_a_case_that_cannot_be_read_is_answered_with_its_paths(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE | {"asked_on": "2025-02-30", "lines": []}), encoding="utf-8")
    done = Installation(tmp_path, copied=False).command("assess", str(case))
    assert done.returncode == 1
    assert "asked_on" in done.stdout
    assert "Traceback" not in done.stderr


def test_backup_and_restore_are_equal(place: Installation, tmp_path: Path) -> None:
    place.python(_FILL)
    number = place.python(
        "import json\nfrom payandan.claims.models import Claim\nprint(json.dumps(Claim.objects.first().number))"
    )
    signed = tmp_path / "case.pdf"
    told = place.command("explain", number, "--for", "sms", "--pdf", str(signed))
    assert (told.returncode, number in told.stdout) == (0, True), told.stderr
    before = place.python(_COUNT)
    kept = tmp_path / "kept.zip"
    assert place.command("backup", str(kept)).returncode == 0
    assert kept.stat().st_mode & 0o077 == 0

    folder = tmp_path / "two"
    folder.mkdir()
    other = Installation(folder, database_url=_database(), PAYANDAN_REQUIRE_MFA="0")
    other.python("")  # it was served before: tables and the shipped rule book are there
    restored = other.command("restore", str(kept))
    assert restored.returncode == 0, restored.stderr
    assert other.python(_COUNT) == before
    assert other.command("check").returncode == 0
    assert (folder / "secret.key").read_text() == (place.folder / "secret.key").read_text()

    # The key that signs came along, and is still its owner's alone.
    assert (folder / "signing" / "key.pem").stat().st_mode & 0o077 == 0
    assert other.command("check-file", str(signed)).returncode == 0

    again = other.command("restore", str(kept))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)


@pytest.mark.pure
def test_a_damaged_backup_is_refused(place: Installation, tmp_path: Path) -> None:
    place.python("")
    kept, damaged = tmp_path / "kept.zip", tmp_path / "damaged.zip"
    place.command("backup", str(kept))
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content + b"{}\n" if name == "tables/people.Role.jsonl" else content)
    done = place.command("restore", str(damaged))
    assert (done.returncode, "damaged" in done.stderr) == (1, True)
    (tmp_path / "no.zip").write_text("no backup")
    assert place.command("restore", str(tmp_path / "no.zip")).returncode == 1


def test_the_first_administrator(place: Installation) -> None:
    done = place.command("admin", "mina@example.com", "--name", "مینا")
    assert done.returncode == 0
    assert "/sign-in/invitation/" in done.stdout
    assert place.command("admin", "not-an-address").returncode == 1
