"""A few claims about televisions, and scenarios over them."""

from datetime import date, timedelta
from typing import Any

from payandan.claims import actions as claims
from payandan.claims.models import Claim
from payandan.insights import actions, jobs
from payandan.insights.models import Scenario
from payandan.insights.rules import whatif as rules
from payandan.platform.kit.actors import Actor
from tests.claims import factories as make

AT = make.AT
SINCE, UNTIL = date(2026, 10, 1), date(2026, 12, 1)
LONGER = {"kind": "period", "document": "tv-standard", "period": {"months": 36}}
NO_LABOUR = {"kind": "share", "document": "tv-standard", "line": "labour", "share": 0}
NO_LAW = {"kind": "leave_out", "document": "ir-appliances"}


def decided(**given: Any) -> Claim:
    """A claim that the warranty pays, decided so."""
    claim = make.covered_claim(**given)
    claims.decide(claim=claim, actor=make.staff(), at=AT)
    claim.refresh_from_db()
    return claim


def too_late(**given: Any) -> Claim:
    """A claim about a television whose two years were over: rejected."""
    day = date(2026, 11, 17) - timedelta(days=800)
    unit = make.unit(sold_on=day, delivered_on=day, installed_on=day, registered_on=day)
    claim = make.covered_claim(unit=unit, **given)
    claims.decide(claim=claim, reject=True, actor=make.staff(), at=AT)
    claim.refresh_from_db()
    return claim


def scenario(*changes: dict[str, Any], actor: Actor | None = None, **given: Any) -> Scenario:
    values = {"title": "36 months", "since": SINCE, "until": UNTIL, "changes": list(changes or [LONGER]), **given}
    return actions.save_scenario(actor=actor or make.staff(), at=AT, **values)


def ran(row: Scenario, *, size: int = 500) -> Scenario:
    """Let it run to its end."""
    row = actions.begin_run(scenario=row, actor=make.staff(), at=AT)
    books = actions.Books(jobs.changes_of(row.pk))
    while True:
        found = actions.replay_piece(scenario_id=row.pk, run=row.run, books=books, at=AT, size=size)
        assert found is not None
        if found.state != rules.RUNNING:
            return found
