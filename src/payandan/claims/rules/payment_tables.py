"""The table of payment: ordered rules that say what happens to a claim when it is filed.

**Hit policy: the first rule that matches decides**, and only that one; what no rule matches goes to a person. A rule
matches when all of its conditions hold; what is not known never holds. A rule can be held back (`held_back`): a machine
pays only on a complete verdict, refuses only where the verdict itself covers nothing, and decides against no check that
its rule does not name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payandan.claims.rules.prevalidation import HOLDING, TELLING
from payandan.claims.rules.proposal import LineShare, shares
from payandan.warranty.rules.reading import BadData, Problem

PAY, CHANGE, REFUSE, INSPECT, PERSON = "pay", "pay_with_change", "refuse", "inspect", "person"
EFFECTS = (PAY, CHANGE, REFUSE, INSPECT, PERSON)
DECIDING = (PAY, CHANGE, REFUSE)
"""Effects that end in a decision."""

CHOICES = ("outcome", "category", "component", "cause", "centre", "level", "channel")
NUMBERS = (
    "amount", "company", "customer", "months_in_service", "suspicion", "customer_months", "customer_units",
)  # fmt: skip
MONEY = ("amount", "company", "customer")
FACTS = (*CHOICES, *NUMBERS, "checks")
CHECKS = (*HOLDING, *TELLING)
SKILLS = ("cost", "technical", "legal", "goodwill", "quality")
MOST_RULES = 100
MOST_NUMBER = 10**15

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
TABLE_STATES = (DRAFT, PUBLISHED, RETIRED)


class TableError(BadData):
    """A table that cannot be used, with every problem found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table may ask about a claim. None and empty are “not known”, and no condition holds on them.

    Amounts are in the company's currency; of a claim in another they are not known. `checks` are codes, of which
    `held_by` hold the claim for a person. `suspicion` is what the detectors say, 0 where they say nothing.
    """

    outcome: str = ""
    complete: bool = False
    category: str = ""
    component: str = ""
    cause: str = ""
    centre: str = ""
    level: str = ""
    channel: str = ""
    amount: int | None = None
    company: int | None = None
    customer: int | None = None
    months_in_service: int | None = None
    suspicion: int | None = 0
    customer_months: int | None = None
    customer_units: int | None = None
    checks: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What was asked, to be kept with what was answered."""
        return {name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in _ASKED}


_ASKED = ("complete", *CHOICES, *NUMBERS, "checks", "held_by")


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of a rule: one of these codes, or a number between these two (both inclusive, None is open).

    For `checks`: at least one of these was raised; with no codes named, none that holds a claim for a person was.
    """

    fact: str
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    def met(self, asked: Asked) -> bool:
        """Whether it holds; never on what is not known."""
        known = getattr(asked, self.fact)
        if self.fact == "checks":
            return bool(set(known) & set(self.values)) if self.values else not asked.held_by
        if self.fact in CHOICES:
            return known in self.values
        return (
            known is not None and (self.low is None or known >= self.low) and (self.high is None or known <= self.high)
        )

    def covers(self, other: "Condition") -> bool:
        """Whether this holds wherever the other one does."""
        if self.fact in CHOICES:
            return set(other.values) <= set(self.values)
        if self.fact == "checks":
            return set(other.values) <= set(self.values) if other.values and self.values else self == other
        return _not_above(self.low, other.low) and _not_below(self.high, other.high)


def _not_above(mine: int | None, theirs: int | None) -> bool:
    return mine is None or (theirs is not None and mine <= theirs)


def _not_below(mine: int | None, theirs: int | None) -> bool:
    return mine is None or (theirs is not None and mine >= theirs)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does.

    `to_list`: cut lines that ask for more than their formula down to it. `favour_bp`: take this share of what the
    customer would pay over as goodwill, `favour_cap` at most. `note` is the reason that goes with the act; for a
    refusal and an inspection it is told. `queue` and `skill` say which person, `whom` who inspects.
    """

    kind: str
    to_list: bool = False
    favour_bp: int = 0
    favour_cap: int | None = None
    note: str = ""
    queue: str = ""
    skill: str = ""
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table. With `advise` it only says what it would do, and a person decides."""

    id: str
    name: str
    when: tuple[Condition, ...]
    then: Effect
    advise: bool = False

    def matches(self, asked: Asked) -> bool:
        return all(condition.met(asked) for condition in self.when)

    def names(self, fact: str) -> tuple[str, ...]:
        """The codes that it asks for of a fact."""
        return next((condition.values for condition in self.when if condition.fact == fact), ())

    def covers(self, other: "Rule") -> bool:
        """Whether this matches wherever the other one does."""
        theirs = {condition.fact: condition for condition in other.when}
        return all(mine.fact in theirs and mine.covers(theirs[mine.fact]) for mine in self.when)


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in the order in which they are asked."""

    rules: tuple[Rule, ...] = ()

    def asks(self, fact: str) -> bool:
        """Whether any rule asks about this; what none asks for need not be looked up."""
        return any(condition.fact == fact for rule in self.rules for condition in rule.when)


def first_match(table: Table, asked: Asked) -> Rule | None:
    """The rule that decides; None where there is a gap, and a person decides."""
    return next((rule for rule in table.rules if rule.matches(asked)), None)


def held_back(rule: Rule, asked: Asked) -> str:
    """Why the rule may not do what it says by itself; empty where it may.

    incomplete: the verdict is not. not_refusable: only a verdict that covers nothing can be a refusal, and only as one.
    checks: something odd was found that the rule does not name. advice: it is only to advise.
    """
    if rule.then.kind not in DECIDING:
        return ""
    if not asked.complete:
        return "incomplete"
    pays = rule.then.kind == PAY or (rule.then.kind == CHANGE and not rule.then.favour_bp)
    if (rule.then.kind == REFUSE) != (asked.outcome == "not_covered") and (rule.then.kind == REFUSE or pays):
        return "not_refusable"
    if set(asked.held_by) - set(rule.names("checks")):
        return "checks"
    return "advice" if rule.advise else ""


def explain(rule: Rule, asked: Asked) -> tuple[tuple[Condition, bool], ...]:
    """Each condition and whether it holds, in the order of the facts."""
    ordered = sorted(rule.when, key=lambda condition: FACTS.index(condition.fact))
    return tuple((condition, condition.met(asked)) for condition in ordered)


def shadowed(table: Table) -> tuple[tuple[str, str], ...]:
    """Rules that can never be reached, each with the earlier rule that takes all of theirs."""
    found = []
    for place, rule in enumerate(table.rules):
        before = next((earlier for earlier in table.rules[:place] if earlier.covers(rule)), None)
        if before is not None:
            found.append((rule.id, before.id))
    return tuple(found)


def favoured(verdict: Mapping[str, Any], effect: Effect) -> dict[str, int]:
    """What the customer still pays per line once the rule has taken its share over, never above the cap in all."""
    left = effect.favour_cap if effect.favour_cap is not None else MOST_NUMBER
    pays: dict[str, int] = {}
    for line in shares(verdict):
        taken = min(line.customer * effect.favour_bp // 10_000, left)
        pays[line.line] = line.customer - taken
        left -= taken
    return pays


def advised(verdict: Mapping[str, Any], effect: Effect) -> dict[str, int]:
    """What the customer would pay per line if the rule decided; without lines for an effect that decides nothing."""
    if effect.kind not in DECIDING:
        return {}
    return favoured(verdict, effect) if effect.kind == CHANGE else _as_proposed(shares(verdict))


def _as_proposed(lines: Iterable[LineShare]) -> dict[str, int]:
    return {line.line: line.customer for line in lines}


# --- reading and writing ---------------------------------------------------------------------------------------------


def parse_table(body: Mapping[str, Any]) -> Table:
    """The table of a document. Raises TableError with all problems and their places (`rules[2].when.amount`)."""
    rows = body.get("rules")
    if not isinstance(rows, list | tuple):
        raise TableError([Problem("rules", "not_a_list")])
    problems: list[Problem] = []
    if len(rows) > MOST_RULES:
        problems.append(Problem("rules", "too_many", (("most", str(MOST_RULES)),)))
    rules, seen = [], set()
    for place, row in enumerate(rows[:MOST_RULES]):
        rule, wrong = read_rule(row if isinstance(row, Mapping) else {})
        if rule.id in seen:
            wrong.append(Problem("id", "twice"))
        seen.add(rule.id)
        problems += [Problem(f"rules[{place}].{problem.path}", problem.code, problem.params) for problem in wrong]
        rules.append(rule)
    if problems:
        raise TableError(problems)
    return Table(tuple(rules))


def read_rule(row: Mapping[str, Any]) -> tuple[Rule, list[Problem]]:
    """One rule as far as it can be read, and what is wrong with it."""
    problems: list[Problem] = []
    when, then = row.get("when") or {}, row.get("then") or {}
    conditions = [_condition(str(fact), said, problems) for fact, said in sorted(_mapping(when).items())]
    rule = Rule(
        id=_text(row.get("id"), 20),
        name=_text(row.get("name"), 120),
        when=tuple(condition for condition in conditions if condition is not None),
        then=_effect(_mapping(then), problems),
        advise=row.get("advise") is True,
    )
    if not rule.id:
        problems.append(Problem("id", "missing"))
    if not rule.name:
        problems.append(Problem("name", "missing"))
    problems += _sense(rule)
    return rule, problems


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """The rule as a document keeps it: `read_rule` reads the same rule from it."""
    when: dict[str, Any] = {}
    for condition in rule.when:
        numeric = condition.fact in NUMBERS
        when[condition.fact] = [condition.low, condition.high] if numeric else list(condition.values)
    then = {name: value for name in _EFFECT if (value := getattr(rule.then, name)) != getattr(_PLAIN, name)}
    return {
        "id": rule.id, "name": rule.name, "when": when, "then": {"kind": rule.then.kind, **then}, "advise": rule.advise,
    }  # fmt: skip


_PLAIN = Effect("")
_EFFECT = ("to_list", "favour_bp", "favour_cap", "note", "queue", "skill", "whom")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any, most: int) -> str:
    return value.strip()[:most] if isinstance(value, str) else ""


def _condition(fact: str, said: Any, problems: list[Problem]) -> Condition | None:
    if fact not in FACTS:
        problems.append(Problem(f"when.{fact}", "unknown_fact"))
        return None
    if not isinstance(said, list | tuple):
        problems.append(Problem(f"when.{fact}", "not_a_list"))
        return None
    if fact in NUMBERS:
        return _range(fact, said, problems)
    values = tuple(dict.fromkeys(value for value in said if isinstance(value, str)))
    if len(values) != len(said) or (fact == "checks" and set(values) - set(CHECKS)):
        problems.append(Problem(f"when.{fact}", "unknown_value"))
    elif fact in CHOICES and not values:
        problems.append(Problem(f"when.{fact}", "missing"))
    return Condition(fact, values)


def _range(fact: str, said: Sequence[Any], problems: list[Problem]) -> Condition | None:
    right = len(said) == 2 and all(end is None or _is_number(end) for end in said)
    if not right:
        problems.append(Problem(f"when.{fact}", "not_a_range"))
        return None
    low, high = said
    if low is None and high is None:
        problems.append(Problem(f"when.{fact}", "missing"))
    elif low is not None and high is not None and low > high:
        problems.append(Problem(f"when.{fact}", "upside_down"))
    return Condition(fact, low=low, high=high)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_NUMBER


def _effect(then: Mapping[str, Any], problems: list[Problem]) -> Effect:
    kind = _text(then.get("kind"), 20)
    if kind not in EFFECTS:
        problems.append(Problem("then.kind", "missing" if not kind else "unknown_effect"))
    bp, cap = then.get("favour_bp", 0), then.get("favour_cap")
    if not _is_number(bp) or bp > 10_000:
        problems.append(Problem("then.favour_bp", "not_a_share"))
        bp = 0
    if cap is not None and not _is_number(cap):
        problems.append(Problem("then.favour_cap", "not_an_amount"))
        cap = None
    skill, whom = _text(then.get("skill"), 20), _text(then.get("whom"), 20)
    if skill and skill not in SKILLS:
        problems.append(Problem("then.skill", "unknown_value"))
    if whom and whom not in ("technician", "laboratory"):
        problems.append(Problem("then.whom", "unknown_value"))
    note, queue = _text(then.get("note"), 500), _text(then.get("queue"), 40)
    return Effect(kind, then.get("to_list") is True, bp, cap, note, queue, skill, whom)


def _sense(rule: Rule) -> list[Problem]:
    """What a rule must say for its effect to be one that may happen."""
    then, found = rule.then, []
    if then.kind == REFUSE and rule.names("outcome") != ("not_covered",):
        found.append(Problem("when.outcome", "refuses_only_the_uncovered"))
    if then.kind == CHANGE and not (then.to_list or then.favour_bp):
        found.append(Problem("then.kind", "changes_nothing"))
    if not then.note and (then.kind in (REFUSE, INSPECT) or (then.kind == CHANGE and then.favour_bp)):
        found.append(Problem("then.note", "missing"))
    return found


# --- editing a draft -------------------------------------------------------------------------------------------------


def with_rule(body: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """The document with this rule for the one of the same id; a rule without an id gets a new one, at the end."""
    rows = [dict(row) for row in body.get("rules", ())]
    if rule.get("id"):
        return {**body, "rules": [dict(rule) if row["id"] == rule["id"] else row for row in rows]}
    last = int(body.get("last", 0)) + 1
    return {**body, "last": last, "rules": [*rows, {**rule, "id": f"r{last}"}]}


def without_rule(body: Mapping[str, Any], rule_id: str) -> dict[str, Any]:
    """The document without a rule. Its id is not given again, so that the record of a rule is of one rule."""
    return {**body, "rules": [row for row in body.get("rules", ()) if row["id"] != rule_id]}


def with_rule_moved(body: Mapping[str, Any], rule_id: str, by: int) -> dict[str, Any]:
    """The document with a rule some places earlier (negative) or later."""
    rows = list(body.get("rules", ()))
    place = next((index for index, row in enumerate(rows) if row["id"] == rule_id), None)
    if place is not None:
        row = rows.pop(place)
        rows.insert(max(0, min(len(rows), place + by)), row)
    return {**body, "rules": rows}
