"""The example that we hand out comes in as it says, from both files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from tools import example_sheet

from payandan.catalog.actions import load_catalog
from payandan.catalog.queries import bundled_catalog
from payandan.customers.models import Customer
from payandan.integrations import actions
from payandan.platform.kit.actors import SYSTEM
from payandan.units.models import Unit

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EXAMPLES = example_sheet.ROOT / "examples"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["units-fa.csv", "units-fa.xlsx"])
def test_the_example_comes_in_with_exactly_its_faults(name: str) -> None:
    load_catalog(documents=bundled_catalog(), actor=SYSTEM, at=AT)
    run = actions.receive(path=EXAMPLES / name, name=name, actor=SYSTEM, at=AT)
    run = actions.map_columns(
        run=run, mapping={int(column): field for column, field in run.mapping.items()}, constants={}, actor=SYSTEM
    )
    rehearsal = dict(actions.check(run=run, actor=SYSTEM, at=AT).counts)

    run = actions.bring_in(run=run, actor=SYSTEM, at=AT)

    assert run.rows == 120
    assert run.counts == example_sheet.EXPECTED
    assert {count: rehearsal[count] for count in ("units", "refused", "repaired")} == {
        count: run.counts[count] for count in ("units", "refused", "repaired")
    }
    codes = [remark["code"] for row in run.imported.filter(outcome="refused") for remark in row.remarks]
    assert codes.count("doubled") == 3
    assert codes.count("no_such_day") == 2
    assert Unit.objects.count() == 108
    assert not Customer.objects.exclude(mobile=None).exclude(mobile__startswith="+98970").exists()
    (Path(settings.DATA) / run.path).unlink()


def test_the_files_are_what_the_tool_writes(tmp_path: Path) -> None:
    for written in example_sheet.write(tmp_path):
        assert written.read_bytes() == (EXAMPLES / written.name).read_bytes()
