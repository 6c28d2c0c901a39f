"""The shipped law packs: every rule says what it rests on, and its test vectors show that it does what it says."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import Pack, RuleBook, adjudicate, parse_case, parse_document, verdict_to_mapping
from payandan.warranty.rules.documents import protection
from payandan.warranty.rules.law import calendar_of
from payandan.warranty.rules.pack_reading import overlapping
from payandan.warranty.rules.vectors import failures

pytestmark = pytest.mark.pure

SHIPPED = shipped()


def pack_of(identity: str) -> Pack:
    read = parse_document(SHIPPED[identity])
    assert isinstance(read, Pack)
    return read


def newest() -> list[str]:
    """The newest version of each shipped pack."""
    last: dict[str, int] = {}
    for identity, document in SHIPPED.items():
        code, _, version = identity.partition("@")
        if document["kind"] == "pack":
            last[code] = max(last.get(code, 0), int(version))
    return sorted(f"{code}@{version}" for code, version in last.items())


RULES = [(identity, rule) for identity in newest() for rule in pack_of(identity).rules()]


@pytest.mark.parametrize("identity", newest())
def test_every_vector_comes_out_as_written(identity: str) -> None:
    assert failures(pack_of(identity)) == []


@pytest.mark.parametrize(("identity", "rule"), RULES)
def test_every_rule_says_what_it_rests_on(identity: str, rule: str) -> None:
    pack = pack_of(identity)
    ground = pack.grounds[rule]
    assert ground.source.title
    assert ground.source.article
    assert ground.source.confidence in ("high", "medium", "low")
    assert ground.vectors
    assert "checked_on" in str(SHIPPED[identity])


@pytest.mark.parametrize(("identity", "rule"), RULES)
def test_the_vectors_of_a_rule_fail_without_it(identity: str, rule: str) -> None:
    pack = pack_of(identity)
    broken = {failure.rule for failure in failures(pack, by=without(pack, rule))}
    assert rule in broken


def without(pack: Pack, rule: str) -> Pack:
    return replace(
        pack,
        floors=tuple(floor for floor in pack.floors if floor.name != rule),
        cannot_exclude=tuple(what for what in pack.cannot_exclude if protection(what) != rule),
        rights=tuple(right for right in pack.rights if right.name != rule),
        **({"keeps_presumption": False} if rule == "keeps_presumption" else {}),
        **({"stops_in_workshop": False} if rule == "clock_stops" else {}),
        **({rule: None} if rule in ("repair_due", "parts_promised", "withdrawal", "repair_duty") else {}),
    )


def test_the_countries_and_subjects_of_the_law_are_there() -> None:
    assert newest() == [
        "eg-consumer@1", "eu-conformity@1", "eu-repair@1", "ir-appliances@2", "ir-ecommerce@1", "ir-mobile@2",
        "ir-vehicles@2", "tr-consumer@1",
    ]  # fmt: skip


def test_no_two_shipped_packs_speak_of_the_same() -> None:
    packs = [pack_of(identity) for identity in newest()]
    assert all(overlapping([one], other) is None for one, other in combinations(packs, 2))


def test_two_packs_of_one_scope_are_found() -> None:
    pack = pack_of("ir-mobile@2")
    other = replace(pack, id="my-phones@1", scope=replace(pack.scope, categories=frozenset({"tablet", "radio"})))
    assert overlapping([pack], other) == pack
    assert overlapping([pack], replace(pack, id="ir-mobile@3")) is None
    assert overlapping([pack], replace(other, subject="withdrawal")) is None
    ended = replace(pack, scope=replace(pack.scope, until=date(2020, 1, 1)))
    assert overlapping([ended], replace(other, scope=replace(other.scope, since=date(2020, 1, 1)))) is None
    assert overlapping([ended], other) == ended


# --- low confidence, versions -------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", newest())
def test_what_nobody_has_checked_never_decides(identity: str) -> None:
    """With every rule marked low, no vector's verdict differs from one without any pack, but for what is named."""
    pack = pack_of(identity)
    low = replace(
        pack,
        source=replace(pack.source, confidence="low"),
        grounds={
            rule: replace(ground, source=replace(ground.source, confidence="low"))
            for rule, ground in pack.grounds.items()
        },
    )
    assert RuleBook((), (low,)).deciding == ()
    assert RuleBook((), (low,)).unchecked == (low,)
    sample = dict(pack.sample)
    case = parse_case(sample["case"])
    terms = tuple(parse_document(one) for one in sample.get("terms") or ())
    assert decided(adjudicate(case, RuleBook(terms, (low,)))) == decided(adjudicate(case, RuleBook(terms)))


def decided(verdict: Any) -> Any:
    mapping = verdict_to_mapping(verdict)
    return [(line["outcome"], line["split"]) for line in mapping["lines"]], mapping["remedies"], mapping["clocks"]


def test_a_later_version_never_changes_an_old_verdict() -> None:
    """A verdict names its documents and their digest: on the same ones it comes out the same, whatever came later."""
    terms = parse_document(SHIPPED["parts-only@1"])
    case = parse_case(pack_of("ir-appliances@2").sample["case"])
    first, second = pack_of("ir-appliances@1"), pack_of("ir-appliances@2")
    old = adjudicate(case, RuleBook((terms,), (first,)))
    new = adjudicate(case, RuleBook((terms,), (second,)))
    assert old.packs == ("ir-appliances@1",)
    assert old.digest != new.digest
    assert decided(old) != decided(new)
    assert adjudicate(case, RuleBook((terms,), (pack_of("ir-appliances@1"),))) == old


def test_a_pack_binds_what_begins_in_its_days() -> None:
    pack = pack_of("eu-conformity@1")
    case: dict[str, Any] = dict(pack.sample["case"])
    before = case | {
        "unit": case["unit"] | {"delivered_on": "2021-12-31"},
        "fault": case["fault"] | {"failed_on": "2022-02-01"},
    }
    after = case | {
        "unit": case["unit"] | {"delivered_on": "2022-01-01"},
        "fault": case["fault"] | {"failed_on": "2022-02-01"},
    }
    assert adjudicate(parse_case(before), RuleBook((), (pack,))).outcome == "not_covered"
    assert adjudicate(parse_case(after), RuleBook((), (pack,))).outcome == "covered"


# --- working days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "worked", "closed"),
    [
        ("IR", date(2024, 5, 9), date(2024, 5, 10)),  # Thursday counts, Friday does not
        ("TR", date(2024, 5, 11), date(2024, 5, 12)),  # Saturday counts, Sunday does not
        ("TR", date(2024, 5, 2), date(2024, 5, 1)),  # 1 May
        ("EG", date(2024, 5, 12), date(2024, 5, 11)),  # Sunday counts, Saturday does not
        ("DE", date(2024, 5, 10), date(2024, 5, 11)),
        ("FR", date(2024, 7, 14 + 1), date(2024, 7, 13)),  # no table: weekends only
        ("FR", date(2024, 12, 25), date(2024, 12, 28)),
    ],
)
def test_working_days_are_those_of_the_country(country: str, worked: date, closed: date) -> None:
    calendar = calendar_of(country)
    assert calendar.is_working_day(worked)
    assert not calendar.is_working_day(closed)
