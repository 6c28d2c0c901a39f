"""Scenarios over REST: asking what would have been, and reading what came of it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.insights import actions, jobs
from payandan.insights.api.router import router
from payandan.insights.models import CAPABILITY, Scenario, ScenarioClaim
from payandan.insights.queries import whatif as queries
from payandan.insights.words import whatif as words
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.warranty.rules import Problem

State = Literal["draft", "running", "done", "failed"]
Outcome = Literal["covered", "partly_covered", "not_covered", "undecided"]
Code = Annotated[str, Field(max_length=60)]


class ScenariosQuery(rest.PageQuery):
    state: State | None = None
    sort: Literal["-created_at", "created_at"] = "-created_at"


class FiltersIn(rest.In):
    """Which claims of the period; an empty list takes all. `outcome` is what people decided."""

    category: Annotated[list[Code], Field(max_length=50)] = []
    model: Annotated[list[Code], Field(max_length=50)] = []
    branch: Annotated[list[Code], Field(max_length=50)] = []
    outcome: Annotated[list[Literal["approved", "partly_approved", "rejected"]], Field(max_length=3)] = []


class ScenarioIn(rest.In):
    """Claims filed from `since` to `until`, both counted.

    `changes` are made in their order, each with its `kind`: `period` (document, component, period), `share` (document,
    component, line, share), `drop_exclusion` (document, class), `add_exclusion` (document, exclusion), `deductible`
    (document, sum), `cap` (document, of, sum), `replace` (document, body), `put_in` (body, country), `leave_out`
    (document). A document is named by its code, `tv-standard`, and changed in every version.
    """

    title: Annotated[str, Field(min_length=1, max_length=120)]
    since: rest.Day
    until: rest.Day
    filters: FiltersIn = FiltersIn()
    changes: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    note: Annotated[str, Field(max_length=2000)] = ""


class ScenarioOut(rest.Out):
    number: str
    title: str
    note: str
    since: date
    until: date
    filters: dict[str, list[str]]
    changes: list[dict[str, Any]]
    state: str
    claims: int
    done: int
    created_at: datetime
    finished_at: datetime | None


class FlipOut(rest.Out):
    before: str
    after: str
    claims: int


class MoneyOut(rest.Out):
    """What a payer pays before and after. `open`: what is not decided yet."""

    currency: str
    payer: str
    before: rest.AmountOut
    after: rest.AmountOut


class GroupOut(rest.Out):
    """Claims of a month or a model: how many are better and worse for the customer, and what the company pays."""

    key: str
    claims: int
    better: int
    worse: int
    currency: str
    company_before: rest.AmountOut
    company_after: rest.AmountOut


class ResultOut(rest.Out):
    """What came of it; `differs` are claims that people decided otherwise than the rules of their day."""

    claims: int
    flipped: int
    flipped_better: int
    flipped_worse: int
    customers: int
    differs: int
    skipped: int
    money: list[MoneyOut]
    flips: list[FlipOut]
    jalali_months: list[GroupOut]
    gregorian_months: list[GroupOut]
    models: list[GroupOut]


class WholeScenarioOut(ScenarioOut):
    """`result` is null until it has run; `problem` says why a run broke off."""

    result: ResultOut | None
    problem: str


class ScenarioClaimsQuery(rest.PageQuery):
    direction: Literal["better", "worse", "elsewhere", "same"] | None = None
    before: Outcome | None = None
    after: Outcome | None = None
    sort: Literal["-id", "id"] = "id"


class ScenarioClaimOut(rest.Out):
    """A claim before and after; amounts by payer. `direction` is what the change is to the customer."""

    claim: str
    month: str
    currency: str
    before_outcome: str
    after_outcome: str
    before: dict[str, rest.AmountOut]
    after: dict[str, rest.AmountOut]
    direction: str
    decided_as: str
    differs: bool


@router.get(
    "/what-if", auth=rest.allow(CAPABILITY), response=rest.Page[ScenarioOut], summary=_("List what-if scenarios")
)
def list_scenarios(request: ActorRequest, query: rest.Query[ScenariosQuery]) -> dict[str, Any]:
    """Scenarios, newest first. Only who sees the claims of every branch sees any."""
    rows = queries.scenarios(request.actor)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    return rest.page(rows, query, sort=query.sort, row=_scenario)


@router.post(
    "/what-if", auth=rest.allow(CAPABILITY), response={201: WholeScenarioOut}, summary=_("Begin a what-if scenario")
)
def begin_scenario(request: ActorRequest, body: ScenarioIn) -> Any:
    """Save a question; `POST …/run` answers it. Changes that cannot be made are named by their paths (422)."""
    try:
        row = actions.save_scenario(
            title=body.title,
            since=body.since,
            until=body.until,
            filters=body.filters.model_dump(),
            changes=body.changes,
            note=body.note,
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        raise _invalid(refused) from refused
    return _whole(row)


@router.get(
    "/what-if/{number}",
    auth=rest.allow(CAPABILITY),
    response=WholeScenarioOut,
    summary=_("Read a what-if scenario and its result"),
)
def read_scenario(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """A scenario with everything that came of it."""
    return _whole(_found(request, number))


@router.get(
    "/what-if/{number}/claims",
    auth=rest.allow(CAPABILITY),
    response=rest.Page[ScenarioClaimOut],
    summary=_("The claims behind a what-if scenario"),
)
def list_scenario_claims(
    request: ActorRequest, number: rest.Number, query: rest.Query[ScenarioClaimsQuery]
) -> dict[str, Any]:
    """Every claim before and after."""
    rows = queries.rows_of(request.actor, _found(request, number))
    for name in ("direction", "before", "after"):
        value = getattr(query, name)
        if value is not None:
            rows = rows.filter(**{name if name == "direction" else f"{name}_outcome": value})
    return rest.page(rows, query, sort=query.sort, row=_claim)


@router.post(
    "/what-if/{number}/run",
    auth=rest.allow(CAPABILITY),
    response={202: WholeScenarioOut},
    summary=_("Run a what-if scenario"),
)
def run_what_if(request: ActorRequest, number: rest.Number) -> Any:
    """Rule its claims again in the background; read the scenario until its state is `done`."""
    row = jobs.start_run(scenario=_found(request, number), actor=request.actor, at=timezone.now())
    return rest.Reply(_whole(row), status=202)


def _found(request: ActorRequest, number: str) -> Scenario:
    row: Scenario = rest.found(queries.scenarios(request.actor), number=number)
    return row


def _invalid(refused: Refused) -> Exception:
    """Each problem of a change under its own path; any other refusal as it stands."""
    found = refused.params.get("problems") or ()
    if not found:
        return refused
    said = words.problems(found)
    errors = [
        rest.FieldError(problem.path, problem.code, sentence)
        for problem, sentence in zip(found, said, strict=True)
        if isinstance(problem, Problem)
    ]
    return rest.invalid(*errors)


def _scenario(row: Scenario) -> dict[str, Any]:
    names = ("number", "title", "note", "since", "until", "filters", "changes", "state", "done", "created_at")
    return {name: getattr(row, name) for name in names} | {"claims": row.total, "finished_at": row.finished_at}


def _whole(row: Scenario) -> dict[str, Any]:
    problem = words.refusal(row.error["code"], row.error) if row.error else ""
    return _scenario(row) | {"result": _result(row.tally) if row.state == "done" else None, "problem": problem}


def _result(tally: dict[str, Any]) -> dict[str, Any]:
    counts = ("claims", "flipped", "flipped_better", "flipped_worse", "customers", "differs", "skipped")
    months = tally.get("months", {})
    return {name: tally.get(name, 0) for name in counts} | {
        "money": [
            {"currency": currency, "payer": payer, "before": before.get(payer, 0), "after": after.get(payer, 0)}
            for currency, sides in sorted(tally.get("money", {}).items())
            for before, after in [(sides.get("before", {}), sides.get("after", {}))]
            for payer in sorted({*before, *after})
        ],
        "flips": [
            {"before": before, "after": after, "claims": count}
            for before, row in sorted(tally.get("flips", {}).items())
            for after, count in sorted(row.items())
        ],
        "jalali_months": _groups(months.get("jalali", {})),
        "gregorian_months": _groups(months.get("gregorian", {})),
        "models": _groups(tally.get("models", {}), {str(pk): row.number for pk, row in _models(tally).items()}),
    }


def _models(tally: dict[str, Any]) -> dict[int, Any]:
    return queries.models_in(tally)


def _groups(tree: dict[str, Any], names: dict[str, str] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "key": (names or {}).get(key, key),
            "claims": sums.get("claims", 0),
            "better": sums.get("better", 0),
            "worse": sums.get("worse", 0),
            "currency": currency,
            "company_before": sides.get("before", {}).get("company", 0),
            "company_after": sides.get("after", {}).get("company", 0),
        }
        for key, sums in sorted(tree.items())
        for currency, sides in sorted(sums.get("money", {}).items())
    ]


def _claim(row: ScenarioClaim) -> dict[str, Any]:
    names = ("currency", "before_outcome", "after_outcome", "before", "after", "direction", "decided_as", "differs")
    return {name: getattr(row, name) for name in names} | {"claim": row.claim.number, "month": row.gregorian_month}
