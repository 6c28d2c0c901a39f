"""The verdict made again as of a day: on the rule book of then and what was known then, beside what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from payandan.claims import rules
from payandan.claims.models import Claim, Decision, Evidence, Question
from payandan.claims.queries.earlier import past_of
from payandan.claims.rules.explaining import Difference, differences
from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.units import queries as units
from payandan.warranty import queries as warranty


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict made again, and how it compares with the one that was kept.

    `at` is the moment that was put together again; `decision` the one it is compared with, None while nobody has
    decided. `unsure` names what of that moment could not be put together: facts by their paths, `lines`, `evidence`.
    """

    claim: Claim
    at: datetime
    case: dict[str, Any]
    verdict: dict[str, Any]
    kept: dict[str, Any]
    decision: Decision | None
    differences: tuple[Difference, ...]
    unsure: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def explain(claim: Claim, *, now: datetime, as_of: date | None = None) -> Explanation:
    """Decide the claim again as it stood on a day, else at its newest decision (or now). `claim` has all its parts.

    On the day of a decision the moment is that of the decision, on any other its end. Raises Refused: before_filed,
    as_of_future.
    """
    decisions = sorted(claim.decisions.all(), key=lambda one: (one.at, one.pk))
    decision, at = _moment(claim, decisions, now=now, as_of=as_of)
    exact = decision is not None and decision.at == at and bool(decision.case)
    case, unsure = (decision.case, ()) if exact and decision is not None else _put_together(claim, at)
    failed_on = case["fault"].get("failed_on")
    shelf = warranty.shelf_at(at, unit_id=claim.unit_id)
    book = shelf.book(case["unit"], unit_id=claim.unit_id, on=date.fromisoformat(failed_on) if failed_on else None)
    verdict = rules.without_sentences(warranty.verdict_of(case, book))
    kept = decision.verdict if decision else claim.verdict
    return Explanation(claim, at, case, verdict, kept, decision, differences(kept, verdict), unsure)


def _moment(
    claim: Claim, decisions: Sequence[Decision], *, now: datetime, as_of: date | None
) -> tuple[Decision | None, datetime]:
    newest = decisions[-1] if decisions else None
    if as_of is None:
        return newest, newest.at if newest else now
    if as_of < timezone.localdate(claim.filed_at):
        raise Refused("before_filed", field="as_of")
    if as_of > timezone.localdate(now):
        raise Refused("as_of_future", field="as_of")
    that_day = [one for one in decisions if timezone.localdate(one.at) == as_of]
    if that_day:
        return that_day[-1], that_day[-1].at
    ends = timezone.make_aware(datetime.combine(as_of + timedelta(days=1), time.min)) - timedelta(microseconds=1)
    at = min(ends, now)
    return next((one for one in reversed(decisions) if one.at <= at), newest), at


# --- what was known then ---------------------------------------------------------------------------------------------


def _put_together(claim: Claim, at: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The case of a moment, from the history of the claim and of its unit, and what of it the history does not tell."""
    told = _told("claim", claim.pk)
    facts, unsure = _facts_then(claim, told, at)
    filed: Mapping[str, Any] = next((fact.body for fact in told if fact.name == "claims.claim_filed"), {})
    component = facts.get("fault.component", {}).get("value", filed.get("component", claim.component))
    failed_on = facts.get("fault.failed_on", {}).get("value", filed.get("failed_on", _iso(claim.failed_on)))
    then = Claim(
        number=claim.number,
        unit=claim.unit,
        symptom=claim.symptom,
        component=component or "",
        failed_on=date.fromisoformat(failed_on) if failed_on else None,
        facts=facts,
        currency=claim.currency,
        filed_at=claim.filed_at,
    )
    lines, lines_unsure = _lines_then(claim, told, at)
    register, unit_unsure = _unit_then(claim, at)
    problem, earlier = past_of(claim, at=at)
    problem = replace(problem, component=then.component, failed_on=then.failed_on)
    case = rules.compose_case(
        asked_on=timezone.localdate(claim.filed_at),
        unit=register,
        fault=rules.Fault(failed_on=then.failed_on, component=then.component, symptom=then.symptom),
        facts=facts,
        lines=lines,
        evidence=_evidence_then(claim.evidence.all(), told, at),
        history=rules.history(problem, earlier, facts),
        currency=claim.currency,
    )
    return case, (*unsure, *lines_unsure, *unit_unsure)


def _told(kind: str, object_id: int) -> list[Fact]:
    """The history of an object, the eldest first."""
    rows = Fact.objects.filter(mentions__kind=kind, mentions__object_id=object_id)
    return list(rows.order_by("at", "id"))


def _facts_then(claim: Claim, told: Sequence[Fact], at: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What was known by the moment, learned anew in the order in which it was stated."""
    answers = {row.pk: row for row in claim.questions.all()}
    statements = [(fact, *_statement(fact, answers)) for fact in told if _statement(fact, answers) is not None]  # type: ignore[misc]
    first = next((fact.body.get("facts") for fact in told if fact.name == "claims.claim_filed"), None)
    restated = {path for _fact, path, _value, _source in statements}
    # Of claims filed before facts were told with the filing, what was never stated again is from the beginning.
    known = dict(first) if first is not None else {p: fact for p, fact in claim.facts.items() if p not in restated}
    later = {path for fact, path, _value, _source in statements if fact.at > at}
    unsure = () if first is not None else tuple(sorted(path for path in later if path not in known))
    for fact, path, value, source in statements:
        if fact.at <= at:
            known = _learned(known, path, value, source)
    return known, unsure


def _statement(fact: Fact, answers: Mapping[int, Question]) -> tuple[str, Any, str] | None:
    """The fact that was stated: path, value, source; None for a fact of the history that states nothing."""
    body = fact.body
    if fact.name == "claims.fact_stated":
        return body["path"], body["value"], body["source"]
    if fact.name == "claims.question_answered" and body["path"]:
        asked = answers.get(body["question_id"])
        value = (asked.answer or {}).get("value") if asked else None
        return None if value is None else (body["path"], value, body["source"])
    return None


def _learned(known: dict[str, Any], path: str, value: Any, source: str) -> dict[str, Any]:
    try:
        return rules.learn(known, path, value, source)
    except Refused:
        return known


def _evidence_then(evidence: Iterable[Evidence], told: Sequence[Fact], at: datetime) -> list[rules.Given]:
    """The evidence that was there, taken for what it was taken for then."""
    then = {item.position: rules.Given(item.kind, item.about) for item in evidence if item.at <= at}
    for fact in reversed(told):
        if fact.name == "claims.evidence_bound" and fact.at > at and fact.body["position"] in then:
            then[fact.body["position"]] = rules.Given(fact.body["kind_before"], fact.body["about_before"])
    return [then[position] for position in sorted(then)]


def _lines_then(
    claim: Claim, told: Sequence[Fact], at: datetime
) -> tuple[list[tuple[str, rules.LineDraft]], tuple[str, ...]]:
    """The estimate of the moment; unsure where it was changed later and the old one was not told."""
    changes = [fact for fact in told if fact.name in ("claims.claim_filed", "claims.lines_changed")]
    then = [fact for fact in changes if fact.at <= at]
    now = [
        (str(row.position), rules.LineDraft(row.kind, row.amount, row.component, row.label))
        for row in claim.lines.all()
    ]
    if len(then) == len(changes):
        return now, ()
    lines = then[-1].body.get("lines") if then else None
    if not lines:
        return now, ("lines",)
    return [(row["id"], rules.LineDraft(row["kind"], int(row["amount"]), row["component"])) for row in lines], ()


_LOST: Mapping[str, tuple[str, ...]] = {
    "units.unit_installed": ("unit.installed_on", "unit.installed_by"),
    "units.unit_transferred": ("unit.owner_changed_on",),
    "units.reading_recorded": ("fault.meters",),
}
"""What later acts on a unit put in the place of what stood there, without telling it."""


def _unit_then(claim: Claim, at: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The unit's register of the moment, walked back through what was put right since."""
    register = units.facts_for_case(claim.unit)
    unsure: dict[str, None] = {}
    for fact in reversed(_told("unit", claim.unit_id)):
        if fact.at <= at:
            break
        if fact.name == "units.unit_corrected":
            register |= {name: value for name, value in fact.body["before"].items() if name in register}
        elif fact.name == "units.purchase_stated":
            register["sold_on"] = None
        unsure |= dict.fromkeys(_LOST.get(fact.name, ()))
    return register, tuple(unsure)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
