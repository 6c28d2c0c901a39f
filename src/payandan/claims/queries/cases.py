"""A claim as a case for the adjudicator, and where an answer would lead it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from payandan.claims import rules
from payandan.claims.models import Claim, Evidence, Line
from payandan.claims.queries.earlier import Past, histories_of, history_of, past_of
from payandan.units import queries as units
from payandan.warranty import queries as warranty
from payandan.warranty.rules import LineRuling, RuleBook, Verdict, alike


def case_of(
    claim: Claim,
    *,
    lines: Sequence[Line],
    evidence: Sequence[Evidence],
    unit_facts: Mapping[str, Any] | None = None,
    history: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The claim as the adjudicator's case. Line ids are positions, evidence keeps its positions.

    `history` is what was granted for the unit before, asked for in one query where it is not given.
    """
    return rules.compose_case(
        asked_on=timezone.localdate(claim.filed_at),
        unit=units.facts_for_case(claim.unit) if unit_facts is None else unit_facts,
        fault=rules.Fault(failed_on=claim.failed_on, component=claim.component, symptom=claim.symptom),
        facts=claim.facts,
        lines=[
            (str(line.position), rules.LineDraft(line.kind, line.amount, line.component, line.label)) for line in lines
        ],
        evidence=[rules.Given(item.kind, item.about) for item in evidence],
        history=history_of(claim) if history is None else history,
        currency=claim.currency,
    )


def cases_of(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """The cases that these claims are, for replaying them under other terms; use `with_parts` rows for few queries."""
    many = list(claims)
    return [
        case_of(claim, lines=list(claim.lines.all()), evidence=list(claim.evidence.all()), history=history)
        for claim, history in zip(many, histories_of(many), strict=True)
    ]


def pieces_of(evidence: Iterable[Evidence]) -> list[rules.Piece]:
    """The evidence as the rule of rejections looks at it."""
    return [
        rules.Piece(item.kind, item.about, has_file=item.file_id is not None, has_words=bool(item.note.strip()))
        for item in evidence
    ]


@dataclass(frozen=True, slots=True)
class Lead:
    """Where one answer to a question would lead: the outcome over the lines it decides, and the evidence it takes."""

    value: Any
    outcome: str
    evidence: tuple[str, ...] = ()


def leads(claim: Claim, path: str, values: Sequence[Any], *, source: str, lines: Sequence[str] = ()) -> list[Lead]:
    """For each possible value of a fact, what the verdict on these lines would be.

    Where the value alone would leave them undecided for want of evidence, the evidence is supposed to be there and
    named. Three queries for all values together; `claim` comes with its lines and evidence.
    """
    past = past_of(claim)
    base = _case(claim, past)
    book = warranty.rule_book_for(base["unit"], on=claim.failed_on, unit_id=claim.unit_id)
    groups = alike(values, book) if path == "fault.cause" else [[value] for value in values]
    cases = [_with_fact(claim, path, group[0], source, past) for group in groups]
    found: dict[Any, Lead] = {}
    for group, case, ruling in zip(groups, cases, warranty.rulings(cases, book), strict=True):
        outcome = _outcome_over(ruling.lines, lines)
        told = _supposed(case, book, path, lines) if outcome == "undecided" else (outcome, ())
        found.update({value: Lead(value, *told) for value in group})
    return [found[value] for value in values]


def _supposed(case: dict[str, Any], book: RuleBook, path: str, lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The outcome of an undecided case with the evidence that it waits for, and which that is."""
    wanted = _wanted(warranty.judge(case, book), path)
    if not wanted:
        return "undecided", ()
    about = rules.about_of(path)
    case["evidence"] = [*case["evidence"], *({"kind": kind, "about": about} for kind in wanted)]
    (ruling,) = warranty.rulings([case], book)
    return _outcome_over(ruling.lines, lines), wanted


def _with_fact(claim: Claim, path: str, value: Any, source: str, past: Past) -> dict[str, Any]:
    supposed = Claim(
        number=claim.number,
        unit=claim.unit,
        failed_on=claim.failed_on,
        component=claim.component,
        symptom=claim.symptom,
        facts={**claim.facts, path: {"value": rules.check_fact(path, value), "source": source}},
        currency=claim.currency,
        filed_at=claim.filed_at,
    )
    if path == "fault.failed_on" and value:
        supposed.failed_on = value if isinstance(value, date) else date.fromisoformat(value)
    if path == "fault.component" and value:
        supposed.component = value
    about, earlier = past
    about = replace(about, failed_on=supposed.failed_on, component=supposed.component)
    return _case(claim, (about, earlier), supposed)


def _case(claim: Claim, past: Past, supposed: Claim | None = None) -> dict[str, Any]:
    """The case of a claim, or of what it is supposed to be, on its lines and evidence, without a query."""
    judged = supposed or claim
    history = rules.history(*past, judged.facts)
    return case_of(judged, lines=list(claim.lines.all()), evidence=list(claim.evidence.all()), history=history)


def _outcome_over(decided: Sequence[LineRuling], lines: Sequence[str]) -> str:
    """One word over some lines: the same word where they agree, else partly or undecided."""
    words_of = {line.outcome for line in decided if not lines or line.id in lines}
    if len(words_of) == 1:
        return words_of.pop()
    return "undecided" if "undecided" in words_of or not words_of else "partly"


def _wanted(verdict: Verdict, path: str) -> tuple[str, ...]:
    kinds = [kind for question in verdict.questions if question.fact == path for kind in question.evidence]
    return tuple(dict.fromkeys(kinds))
