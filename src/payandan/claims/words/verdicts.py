"""A verdict as a person reads it: line by line who pays, and under each why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payandan.claims import rules
from payandan.claims.words import labels
from payandan.warranty.labels import spoken
from payandan.warranty.labels.reasons import Why, of_line, whys

_AGAINST = ("voids", "excludes", "rejects", "suspends", "sets_aside", "limits")


@dataclass(frozen=True, slots=True)
class LineText:
    """One line: what it is, who pays how much, and why. Amounts are None while nobody knows."""

    id: str
    kind: str
    label: str
    amount: int
    outcome: str
    outcome_label: str
    tone: str
    company: int | None
    customer: int | None
    payers: tuple[tuple[str, int], ...]
    whys: tuple[Why, ...]
    aside: tuple[Why, ...]
    repeats: bool = False

    @property
    def payer_note(self) -> str:
        """Who of the company's side pays, where it is not simply the warranty."""
        names = [name for name, _amount in self.payers]
        return " + ".join(names) if len(names) > 1 or names[:1] != [labels.label(labels.PAYERS, "warranty")] else ""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What would decide open lines."""

    fact: str
    label: str
    text: str
    ask: str
    ask_label: str
    evidence: str
    needs: tuple[tuple[str, str], ...]
    decides: tuple[str, ...]
    decides_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemedyText:
    kind: str
    label: str
    due_label: str
    whose_choice: str
    because: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class VerdictText:
    """The whole verdict in the reader's language."""

    outcome: str
    label: str
    tone: str
    lines: tuple[LineText, ...]
    questions: tuple[QuestionText, ...]
    remedies: tuple[RemedyText, ...]
    presumed: tuple[str, ...]
    totals: rules.Totals
    free_until: date | None
    parts_promised_until: date | None
    documents: tuple[str, ...]
    digest: str

    @property
    def company_most(self) -> int:
        """What the company pays at most, if all that is open turns out for the customer."""
        return self.totals.amount - self.totals.customer

    @property
    def at_stake(self) -> int:
        """What is not decided yet."""
        return self.totals.customer_most - self.totals.customer


def verdict_text(
    verdict: Mapping[str, Any], language: str, *, components: Mapping[str, str], lines: Mapping[str, Mapping[str, str]]
) -> VerdictText:
    """The verdict in one language. `components` names components by code; `lines` describes lines by id (kind,
    component, label).
    """
    told = spoken(verdict)
    known = whys(told, language)
    described = {line["id"]: line_label(lines.get(line["id"], {}), components) for line in told.get("lines", ())}
    texts = _lines(told, known, described, lines)
    clocks, book = told.get("clocks", {}), told.get("rule_book", {})
    return VerdictText(
        outcome=told["outcome"],
        label=labels.label(labels.OUTCOMES, told["outcome"]),
        tone=labels.OUTCOME_TONES.get(told["outcome"], "muted"),
        lines=texts,
        questions=tuple(_question(question, language, described) for question in told.get("questions", ())),
        remedies=tuple(_remedy(remedy, known) for remedy in told.get("remedies", ())),
        presumed=tuple(labels.fact_label(path) for path in told.get("presumed", ())),
        totals=rules.totals(told),
        free_until=_day(clocks.get("free_until")),
        parts_promised_until=_day(clocks.get("parts_promised_until")),
        documents=(*book.get("terms", ()), *book.get("packs", ())),
        digest=book.get("digest", ""),
    )


def line_label(line: Mapping[str, str], components: Mapping[str, str]) -> str:
    """What a line is for, in a few words: the clerk's own, else the component's name, else the kind."""
    if line.get("label"):
        return line["label"]
    component = components.get(line.get("component") or "", "")
    if line.get("kind") == "part" and component:
        return component
    kind = labels.label(labels.LINE_KINDS, line.get("kind") or "part")
    return f"{kind} · {component}" if component else kind


def main_reason(verdict: Mapping[str, Any], outcome: str, language: str) -> str:
    """The one sentence that says why a claim was decided as it was; empty where the verdict has none."""
    told = spoken(verdict)
    reasons = list(told.get("reasons", ()))
    wanted: Sequence[str] = ("grants",) if outcome == "approved" else _AGAINST
    for effect in wanted:
        for reason in reasons:
            if reason["effect"] == effect:
                return str(reason["text"][language])
    return str(reasons[0]["text"][language]) if reasons else ""


def _lines(
    told: Mapping[str, Any],
    known: Mapping[str, Why],
    described: Mapping[str, str],
    lines: Mapping[str, Mapping[str, str]],
) -> tuple[LineText, ...]:
    shares = {share.line: share for share in rules.shares(told)}
    texts: list[LineText] = []
    before: set[tuple[Why, ...]] = set()
    for line in told.get("lines", ()):
        open_line = line["outcome"] == "undecided"
        share, reasons = shares[line["id"]], of_line(line, known)
        texts.append(
            LineText(
                id=line["id"],
                kind=lines.get(line["id"], {}).get("kind", ""),
                label=described[line["id"]],
                amount=share.amount,
                outcome=line["outcome"],
                outcome_label=labels.label(labels.OUTCOMES, line["outcome"]),
                tone=labels.OUTCOME_TONES.get(line["outcome"], "muted"),
                company=None if open_line else share.company,
                customer=None if open_line else share.customer,
                payers=tuple(
                    (labels.label(labels.PAYERS, payer), amount)
                    for payer, amount in share.by_payer
                    if payer != "customer"
                ),
                whys=reasons.main,
                aside=reasons.aside,
                repeats=reasons.main in before,
            )
        )
        before.add(reasons.main)
    return tuple(texts)


def _question(question: Mapping[str, Any], language: str, described: Mapping[str, str]) -> QuestionText:
    evidence = question.get("evidence") or ""
    needs = question.get("needs") or ([evidence] if evidence else [])
    return QuestionText(
        fact=question["fact"],
        label=labels.fact_label(question["fact"]),
        text=question["text"][language],
        ask=question["ask"],
        ask_label=labels.label(labels.SOURCES, question["ask"]),
        evidence=evidence,
        needs=tuple((kind, labels.label(labels.EVIDENCE_KINDS, kind)) for kind in needs),
        decides=tuple(question["decides"]),
        decides_labels=tuple(described.get(line, line) for line in question["decides"]),
    )


def _remedy(remedy: Mapping[str, Any], known: Mapping[str, Why]) -> RemedyText:
    because = known.get(remedy.get("because") or "")
    return RemedyText(
        kind=remedy["kind"],
        label=labels.label(labels.REMEDIES, remedy["kind"]),
        due_label=labels.label(labels.DUE, remedy["kind"]),
        whose_choice=remedy["whose_choice"],
        because=because.text if because else "",
        due_on=_day(remedy.get("due_on")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def question_text(verdict: Mapping[str, Any], path: str, language: str) -> str:
    """The sentence by which the verdict asks for a fact; the fact's own name where the verdict does not ask."""
    for question in spoken(verdict).get("questions", ()):
        if question["fact"] == path:
            return str(question["text"][language])
    return labels.fact_label(path)
