"""Every code of the adjudicator in Persian and English: reasons, questions, labels, and one sentence for an SMS.

Days are Jalali in Persian and Gregorian in English.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from payandan.platform.kit.calendars import NoSuchDate, format_date
from payandan.platform.kit.money import UnknownCurrency, format_money
from payandan.platform.kit.text import persian_digits
from payandan.warranty.rules import Problem, Question, Reason, Verdict, verdict_to_mapping
from payandan.warranty.words.names import LABELS, LANGUAGES, Language, Pair, Titles, label
from payandan.warranty.words.problems import NEAREST, PROBLEMS
from payandan.warranty.words.sentences import (
    APPROVER,
    BY_EFFECT,
    CONDITION_UNKNOWN,
    CONDITIONS,
    COSTS,
    ENDED_ANYWAY,
    FREIGHT,
    HAPPENED,
    LEFT,
    LIMIT_SINCE,
    NEEDED,
    ONE_OF,
    OUT_OF_SCOPE,
    PIECES,
    PROPOSED,
    QUESTION_SHAPES,
    QUESTIONS,
    REASONS,
    SMS,
    WITHDRAWAL,
)

__all__ = [
    "LABELS", "LANGUAGES", "Language", "explain", "explain_problem", "label", "render_verdict", "sms", "spoken_beside",
]  # fmt: skip


def explain(spoken: Reason | Question, language: Language, titles: Titles | None = None) -> str:
    """A reason or a question as a sentence for people. `titles` are those of a verdict."""
    if isinstance(spoken, Question):
        return _question(spoken, language)
    side = LANGUAGES.index(language)
    values = _values(spoken, language, titles or {})
    said = _template(spoken)[side].format_map(values)
    if _named(titles, spoken.terms, side) and not _is_floor(spoken):
        return _finished(said)
    # What stands for a promise without a title of its own is no name, and bears no quotation marks.
    title = values["title"]
    return _finished(said.replace(f"«{title}»", title).replace(f"“{title}”", title))


def _is_floor(reason: Reason) -> bool:
    """Whether the law itself speaks as a promise."""
    return reason.law is not None and reason.terms.partition("#")[0] == reason.law


def explain_problem(problem: Problem, language: Language) -> str:
    """What is wrong in a document or case, with the path of it."""
    side = LANGUAGES.index(language)
    params = dict(problem.params)
    pair = PROBLEMS.get(problem.code)
    said = problem.code if pair is None else pair[side].format_map(_Absent(params))
    if params.get("nearest"):
        said += NEAREST[side].format(nearest=params["nearest"])
    return f"{problem.path}: {said}" if problem.path else said


def render_verdict(verdict: Verdict) -> dict[str, Any]:
    """The contract's JSON with both languages: what the API and the command line give."""
    rendered = verdict_to_mapping(verdict)
    for written, reason in zip(rendered["reasons"], verdict.reasons, strict=True):
        written["text"] = _both(reason, verdict.titles)
    for written, question in zip(rendered["questions"], verdict.questions, strict=True):
        written["text"] = _both(question, verdict.titles)
    for written, recovery in zip(rendered["recovery"], verdict.recovery, strict=True):
        for told, reason in zip(written["reasons"], recovery.reasons, strict=True):
            told["text"] = _both(reason, verdict.titles)
    return rendered | spoken_beside(rendered, verdict.titles)


def spoken_beside(kept: Mapping[str, Any], titles: Titles) -> dict[str, Any]:
    """What a verdict holds beside its lines, each with its sentence: contracts, proposals and the right to withdraw.

    Works on the contract's JSON, so that a verdict that was kept speaks like a new one.
    """
    beside: dict[str, Any] = {}
    for name, tell in (("entitlements", _left), ("proposals", _proposed)):
        if kept.get(name):
            beside[name] = [
                {**one, "text": {tongue: tell(one, tongue, titles) for tongue in LANGUAGES}} for one in kept[name]
            ]
    if kept.get("withdrawal"):
        one = kept["withdrawal"]
        beside["withdrawal"] = {**one, "text": {tongue: _withdrawal(one, tongue) for tongue in LANGUAGES}}
    return beside


def _left(one: Mapping[str, Any], language: Language, titles: Titles) -> str:
    side = LANGUAGES.index(language)
    pair = LEFT["promised" if one["left"] is None else "counted" if one["left"] else "none"]
    return pair[side].format(
        count=_digits(f"{one['count']:g}", language),
        left=_digits(f"{one['left'] or 0:g}", language),
        what=label("entitlement", one["what"], language),
        title=_named(titles, one["terms"], side) or _WARRANTY[side],
    )


def _proposed(one: Mapping[str, Any], language: Language, _titles: Titles) -> str:
    side = LANGUAGES.index(language)
    borne: dict[tuple[str, str], int] = {}
    for line in one["lines"]:
        for who, amount in line["split"].items():
            if who != "customer":
                borne[line["currency"], who] = borne.get((line["currency"], who), 0) + int(amount)
    sums: dict[str, int] = {}
    for (currency, _), amount in borne.items():
        sums[currency] = sums.get(currency, 0) + amount
    shares = [
        f"{label('bearer', who, language)} {_money(sum_, money, language)}" for (money, who), sum_ in borne.items()
    ]
    name = label("approver", one["approver"], language) if one["approver"] else ""
    return PROPOSED[side].format(
        sum=_and(language).join(_money(amount, currency, language) for currency, amount in sums.items()),
        split=("، " if side == 0 else ", ").join(shares),
        approver=APPROVER["some" if name else "none"][side].format(name=name),
    )


def _withdrawal(one: Mapping[str, Any], language: Language) -> str:
    side = LANGUAGES.index(language)
    until = date.fromisoformat(one["until"]) if one.get("until") else None
    said = WITHDRAWAL[one["outcome"]][side].format(
        last=_day(until - timedelta(days=1) if until else None, language),
        freight=FREIGHT[one["return_freight"]][side],
    )
    return _finished(said)


def _both(spoken: Reason | Question, titles: Titles) -> dict[str, str]:
    return {tongue: explain(spoken, tongue, titles) for tongue in LANGUAGES}


def sms(verdict: Verdict, language: Language) -> str:
    """The verdict in one sentence."""
    side = LANGUAGES.index(language)
    if verdict.outcome == "undecided":
        asked = _question(verdict.questions[0], language) if verdict.questions else ""
        return f"{SMS['undecided'][side]} {asked}".strip()
    owed: dict[str, int] = {}
    for line in verdict.lines:
        for share in line.split:
            if share.payer == "customer":
                owed[line.currency] = owed.get(line.currency, 0) + share.amount
    sums = [_money(amount, currency, language) for currency, amount in sorted(owed.items()) if amount]
    joined = _and(language).join(sums)
    outcome = verdict.outcome if sums or verdict.outcome == "covered" else f"{verdict.outcome}_unpriced"
    return SMS[outcome][side].format(sum=joined)


_STATUTORY: Pair = ("ضمانت قانونی", "the statutory guarantee")
_WARRANTY: Pair = ("گارانتی", "the warranty")


class _Absent(dict[str, str]):
    """Values for a template; one that is missing leaves nothing behind."""

    def __missing__(self, key: str) -> str:
        return ""


def _template(reason: Reason) -> Pair:
    params = dict(reason.params)
    if reason.code == "condition_failed":
        return CONDITIONS[str(params["kind"])]
    if reason.code == "out_of_scope":
        return OUT_OF_SCOPE[str(params["what"])]
    if reason.effect in BY_EFFECT and reason.code in HAPPENED:
        return BY_EFFECT[reason.effect]
    return _variant(reason) or REASONS[reason.code]


def _variant(reason: Reason) -> Pair | None:
    """Where the facts behind a reason ask for another sentence than the usual one."""
    if reason.code == "condition_unknown":
        return CONDITION_UNKNOWN
    if reason.code == "period_ended" and reason.dates[1] is None:
        return ENDED_ANYWAY
    return LIMIT_SINCE if reason.code == "limit_reached" and "history" in reason.facts else None


def _values(reason: Reason, language: Language, titles: Titles) -> _Absent:
    side = LANGUAGES.index(language)
    params = {name: str(value) for name, value in reason.params}
    since, until, on = reason.dates
    values = _Absent(
        {name: _digits(_grouped(value), language) for name, value in params.items()},
        title=_title(reason, titles, side),
        clause=_clause(reason, side),
        happened=HAPPENED[reason.code][side] if reason.code in HAPPENED else "",
        on=_day(on, language),
        last=_day(until - timedelta(days=1) if until else None, language),
        sum=_arithmetic(params, language),
    )
    values["from"] = _day(since, language)
    if "meter" in params:
        values["meter"] = label("meter", params["meter"], language)
    if reason.code == "condition_unknown":
        values["condition"] = label("condition", params["kind"], language)
    elif params.get("kind") in COSTS:
        values["kind"] = COSTS[params["kind"]][side]
    if reason.code == "used_up":
        values["what"] = label("entitlement", params["what"], language)
    if "remedy" in params:
        values["remedy"] = _remedy(params["remedy"], language)
    if "currency" in params:
        values["money"] = _money(int(params["amount"]), params["currency"], language)
    return values


def _remedy(kind: str, language: Language) -> str:
    name = label("remedy", kind, language)
    return name if language == "fa" else f"a {name.lower()}"


def _title(reason: Reason, titles: Titles, side: int) -> str:
    named = _named(titles, reason.terms, side)
    if named and _is_floor(reason):
        return f"{_STATUTORY[side]} ({named})"
    return named or (_STATUTORY if reason.law else _WARRANTY)[side]


def _named(titles: Titles | None, terms: str, side: int) -> str:
    title = (titles or {}).get(terms)
    if isinstance(title, Mapping):
        return str(title.get(LANGUAGES[side]) or next(iter(title.values()), ""))
    return title or ""


def _clause(reason: Reason, side: int) -> str:
    if not reason.clause:
        return ""
    if side == 0:
        return f" (بند {persian_digits(reason.clause).replace('.', '٫')})"
    return f" (clause {reason.clause})"


def _grouped(value: str) -> str:
    """A large number is read in groups of three."""
    return f"{int(value):,}" if value.isascii() and value.isdigit() and len(value) > 3 else value


def _arithmetic(params: Mapping[str, str], language: Language) -> str:
    """What was added up to find the end of the period."""
    side = LANGUAGES.index(language)
    pieces = [
        (ONE_OF[name] if params[name] == "1" else pair)[side].format(count=_digits(params[name], language))
        for name, pair in PIECES.items()
        if name in params
    ]
    return f" ({' + '.join(pieces)})" if pieces else ""


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return "روزی نامعلوم" if language == "fa" else "an unknown day"
    try:
        return format_date(day, calendar="jalali" if language == "fa" else "gregorian", language=language, style="long")
    except NoSuchDate:
        return format_date(day, calendar="gregorian", language=language, style="long")


def _money(amount: int, currency: str, language: Language) -> str:
    try:
        return format_money(amount, currency, language)
    except UnknownCurrency:
        return f"{_digits(f'{amount:,}', language)} {currency}"


def _digits(text: str, language: Language) -> str:
    return persian_digits(text).replace(",", "٬") if language == "fa" else text


def _finished(sentence: str) -> str:
    """A sentence begins with a capital letter, where its script has one."""
    return sentence[:1].upper() + sentence[1:]


def _question(question: Question, language: Language) -> str:
    side = LANGUAGES.index(language)
    pair = QUESTIONS.get(question.fact)
    if pair is None:
        pair = next((pair for shape, pair in QUESTION_SHAPES if shape in question.fact), QUESTIONS["fault.cause"])
    meter = label("meter", question.fact.rsplit(".", 1)[-1], language)
    said = pair[side].format_map(_Absent(meter=meter))
    if not question.evidence:
        return said
    joint = " یا " if language == "fa" else " or "
    kinds = [label("evidence", kind, language) for kind in question.evidence]
    needed = (joint if question.fact == "unit.sold_on" else _and(language)).join(kinds)
    return said + NEEDED[side].format(evidence=needed if language == "fa" else needed.lower())


def _and(language: Language) -> str:
    return " و " if language == "fa" else " and "
