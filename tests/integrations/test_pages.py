"""The import as its user goes through it: upload, columns, rehearsal, the work itself, the report, undo."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from payandan.integrations.models import ImportRun
from payandan.platform.jobs.actions import run_by_name
from payandan.site import installation
from payandan.units.models import Unit
from tests.integrations.test_import import SHEET
from tests.units.doors import staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _installed(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    installation.settle()


@pytest.fixture
def manager() -> Client:
    return staff("manager")


def uploaded(client: Client, text: str = SHEET) -> ImportRun:
    file = SimpleUploadedFile("فروش.csv", text.encode(), content_type="text/csv")
    answer = client.post("/imports/new/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return ImportRun.objects.latest("pk")


def work() -> None:
    run_by_name("platform.jobs.jobs.do_work", on_schedule=False, clock=timezone.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_from_upload_to_undo(manager: Client, language: str) -> None:
    def page(run: ImportRun) -> str:
        answer = manager.get(f"/imports/{run.number}/?lang={language}")
        assert answer.status_code == 200
        return str(answer.content.decode())

    run = uploaded(manager)
    columns = manager.get(f"/imports/{run.number}/columns/").content.decode()
    assert "AV-0001" in columns, "each column shows what stands in it"
    chosen: dict[str, str] = {f"column_{place}": name for place, name in enumerate(_mapping(run))}
    assert manager.post(f"/imports/{run.number}/columns/", chosen).status_code == 302
    assert page(run), "while the rehearsal waits"
    work()
    run.refresh_from_db()
    assert run.state == "checked"
    rehearsed = page(run)
    assert "1404/12/30" in rehearsed or "۱۴۰۴/۱۲/۳۰" in rehearsed, "the row with no such day is named"
    assert Unit.objects.count() == 0

    assert manager.post(f"/imports/{run.number}/run/").status_code == 302
    work()
    run.refresh_from_db()
    assert run.state == "done"
    assert page(run)
    assert Unit.objects.count() == 3
    assert manager.get(f"/imports/{run.number}/report.csv").content.decode().count("\n") >= 4

    assert manager.post(f"/imports/{run.number}/undo/").status_code == 302
    run.refresh_from_db()
    assert (run.state, Unit.objects.count()) == ("undone", 0)
    assert page(run)


def _mapping(run: ImportRun) -> list[str]:
    """What each column was taken for, in the order of the columns."""
    return [run.mapping.get(column, "") for column in sorted(run.mapping, key=int)]


@pytest.mark.parametrize("address", ["/imports/", "/imports/new/", "/imports/IMP-NONE/", "/imports/IMP-NONE/columns/"])
def test_a_technician_may_not(address: str) -> None:
    assert staff("technician").get(address).status_code in (403, 404)


def test_what_is_no_sheet_is_said_in_the_form(manager: Client) -> None:
    answer = manager.post("/imports/new/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")})
    assert answer.status_code == 422
    assert ImportRun.objects.count() == 0
