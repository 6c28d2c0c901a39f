"""Random terms, packs and cases as plain data: small worlds in which many things can happen at once.

They are made from one drawn number each, not from hundreds of draws: a law is tried thirty times faster so. A
failing example shows the data itself.
"""

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from payandan.warranty.rules import Pack, RuleBook, Terms, parse_stored

IN_CI = bool(os.environ.get("CI")) or os.environ.get("HYPOTHESIS_PROFILE") == "ci"

law = settings(
    max_examples=2000 if IN_CI else 200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""How thoroughly a law is tried."""

round_trip = settings(law, max_examples=500 if IN_CI else 100)
"""And what is no law of coverage: what is written is read again, and what is no document is refused cleanly."""

Mapping = dict[str, Any]
Book = tuple[list[Mapping], list[Mapping]]
T = TypeVar("T")

COMPONENTS = ["panel", "board", "lamp"]
DAYS = [
    "2022-12-31", "2023-01-01", "2023-03-20", "2023-06-30", "2024-01-31", "2024-02-29", "2024-03-19", "2024-12-31",
    "2025-01-01", "2025-06-01",
]  # fmt: skip
CAUSES = ["material", "software", "wear", "accident", "misuse", "unauthorised_repair", "none_found"]
EVIDENCE = ["photo", "inspection_report"]
SOURCES = ["customer", "technician", "laboratory", "system"]
BASES = ["sold", "installed", "delivered"]
KINDS = [
    "manufacturer", "manufacturer", "manufacturer", "extended", "extended", "part", "contract", "goodwill", "recall",
    "statutory", "repair", "replaced_part", "commitment",
]  # fmt: skip
SYMPTOMS = ["noise", "dark", "hot"]
GROUPS = ["sound", "picture"]
CLASSES = [
    "wear", "accident", "misuse", "consumable", "unauthorised_repair", "preexisting", "counterfeit", "software",
]  # fmt: skip


def said(**values: Any) -> Mapping:
    """The values that say something; a trailing underscore frees a name that Python keeps to itself."""
    return {name.rstrip("_"): value for name, value in values.items() if value is not None}


def made(build: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """A strategy from a function of chance."""
    return st.integers(0, 2**40).map(lambda seed: build(Random(seed)))


def maybe(chance: Random, value: Any, often: float = 0.5) -> Any:
    return value if chance.random() < often else None


def some(chance: Random, members: Sequence[str], least: int = 0) -> list[str]:
    return chance.sample(list(members), chance.randint(least, len(members)))


def a_period(chance: Random) -> Mapping:
    unit = chance.choice(["months", "days", "years"])
    most = {"months": 36, "days": 900, "years": 3}[unit]
    return {unit: chance.randint(1, most), "calendar": chance.choice(["gregorian", "jalali"])}


def some_shares(chance: Random) -> Mapping:
    return {kind: chance.choice([0, 30, 50, 70, 100, 100, 100, 12.5]) for kind in ("part", "labour", "travel")}


def an_exclusion(chance: Random) -> Mapping:
    kind = chance.choice(CLASSES)
    listed = kind in ("wear", "accident", "misuse") and chance.random() < 0.5
    return said(
        class_=kind,
        causes=some(chance, CAUSES[:-1], 1) if listed else None,
        effect=chance.choice(["line", "component", "claim", "suspend", "void"]),
        evidence=some(chance, EVIDENCE),
        found_by=maybe(chance, some(chance, SOURCES, 1)),
        presume=chance.choice([None, None, "unknown"]),
    )


def some_conditions(chance: Random) -> list[Mapping]:
    kinds = ["registered_within", "installed_by", "maintenance_done", "proof_of_purchase"]
    return [
        said(
            kind=kind,
            days=30 if kind == "registered_within" else None,
            on_failure=chance.choice([None, "set_aside", "suspend"]),
            presume=chance.choice([None, "customer", "unknown"]),
        )
        for kind in chance.sample(kinds, chance.choice([0, 0, 1, 2]))
    ]


def a_sum(chance: Random, most: int) -> Mapping:
    return {"amount": str(chance.randint(0, most)), "currency": chance.choice(["IRR", "IRR", "EUR"])}


def a_start(chance: Random, kind: str) -> Mapping:
    if kind in ("repair", "replaced_part"):
        return {"basis": "repaired" if kind == "repair" else "replaced"}
    basis = chance.choice(BASES)
    latest = {"months": 3, "after": chance.choice(BASES)}
    others = [other for other in BASES if other != basis]
    return said(basis=basis, else_=some(chance, others), latest=maybe(chance, latest))


def some_components(chance: Random) -> list[Mapping]:
    return [
        said(
            component=component,
            period=maybe(chance, a_period(chance)),
            lines=maybe(chance, some_shares(chance)),
            consumable=chance.random() < 0.4,
        )
        for component in chance.sample(COMPONENTS, chance.choice([0, 0, 1, 2]))
    ]


STAGES = [{"until": {"months": 6}, "share": 100}, {"until": {"months": 18}, "share": 40}]


def some_terms(chance: Random, name: str, *, capped: bool) -> Mapping:
    kind = chance.choice(KINDS)
    return said(
        id=name,
        kind=kind,
        scope=maybe(chance, a_scope(chance), 0.3),
        start=a_start(chance, kind),
        period=a_period(chance),
        limits=maybe(chance, [{"meter": "km", "max": 1000}], 0.3),
        lines=some_shares(chance),
        components=some_components(chance),
        pro_rata=maybe(chance, STAGES, 0.3),
        deductible=maybe(chance, a_sum(chance, 300)) if capped else None,
        caps=said(
            per_claim=maybe(chance, a_sum(chance, 2000)),
            total=maybe(chance, a_sum(chance, 3000), 0.2),
        )
        if capped
        else None,
        late_claim=maybe(chance, {"days": 30}),
        transferable=chance.choice([None, None, False]),
        clock_stops=maybe(chance, {"in_workshop": True}),
        conditions=some_conditions(chance),
        exclusions=[an_exclusion(chance) for _ in range(chance.randint(0, 3))],
        grants=maybe(chance, [{"causes": ["material"], "found_by": some(chance, SOURCES, 1)}], 0.2),
        entitlements={"visits": chance.randint(0, 2), "labour_hours": chance.randint(0, 4)}
        if capped and kind == "contract"
        else None,
    )


def a_scope(chance: Random) -> Mapping:
    return chance.choice([
        {"components": some(chance, COMPONENTS, 1)},
        {"serials": [{"from": "AV-100", "to": "AV-499"}]},
        {"territory": ["IR"]},
    ])  # fmt: skip


def a_supplier(chance: Random, name: str) -> Mapping:
    return {**some_terms(chance, name, capped=True), "kind": "supplier", "start": a_start(chance, "supplier"),
            "entitlements": None}  # fmt: skip


def a_policy(chance: Random, name: str) -> Mapping:
    rows = [
        {"when": said(months_after_end_max=maybe(chance, chance.randint(0, 24)), repairs_min=maybe(chance, 1)),
         "split": chance.choice([{"brand": 50, "importer": 12.5, "customer": 37.5}, {"brand": 33.33, "dealer": 66.67}])}
        for _ in range(chance.randint(0, 2))
    ]  # fmt: skip
    budgets = [{"approver": "clerk", "per_claim": {"amount": "100", "currency": "IRR"}}, {"approver": "manager"}]
    return {
        "id": name, "kind": "goodwill", "start": {"basis": "sold"}, "lines": some_shares(chance),
        "goodwill": {"matrix": rows, "budgets": chance.choice([[], budgets])},
    }  # fmt: skip


RIGHTS: list[list[Mapping]] = [
    [],
    [{"kind": "extend", "when": {"repair_working_days_over": 7}, "by": {"months": 1}, "per": "week"}],
    [{"kind": "extend", "when": {"repair_days_over": 0}, "by": {"months": 12}, "per": "once"}],
    [{"kind": "replace", "when": {"days_since_start_max": 90}, "choice": "customer"}],
]
LOW = {"source": {"confidence": "low"}}


def a_pack(chance: Random, name: str) -> Mapping:
    own = maybe(chance, [an_exclusion(chance) for _ in range(chance.randint(0, 2))], 0.3)
    limits = maybe(chance, [{"meter": "km", "max": 1000}], 0.2)
    floor: Any = said(period=a_period(chance), lines=some_shares(chance), exclusions=own, limits=limits)
    if chance.random() < 0.3:
        second = said(name="more", lines=some_shares(chance), period=maybe(chance, a_period(chance)))
        parts = {"name": "parts", "kind": "replaced_part", "start": {"basis": "replaced"}, "period": a_period(chance),
                 "lines": some_shares(chance), "exclusions": [an_exclusion(chance)]}  # fmt: skip
        floor = [floor | chance.choice([{}, LOW]), chance.choice([second, second | LOW, parts])]
    return said(
        id=name,
        kind="pack",
        scope=said(country="IR", from_=chance.choice([None, None, "2023-06-01"])),
        source={"title": "An act", "confidence": chance.choice(["high", "medium", "medium", "low"])},
        floor=maybe(chance, floor, 0.7),
        cannot_exclude=some(chance, ["software", "wear", "consumable", "preexisting"]),
        keeps_presumption=maybe(chance, True),
        rights=chance.choice(RIGHTS),
        clock_stops=maybe(chance, {"in_workshop": True}, 0.2),
    )


def stated(chance: Random, values: Sequence[Any]) -> Any:
    """A fact: unknown, bare, or with its source."""
    value = chance.choice(list(values))
    return chance.choice([None, value, {"value": value, "source": chance.choice(SOURCES)}])


def an_act(chance: Random) -> Mapping:
    kind = chance.choice(["repair", "repair", "repair", "maintenance", "part_replaced", "part_replaced", "extension"])
    used = [{"terms": f"{chance.choice('abc')}@1", "what": "visits", "count": 1}]
    return said(
        kind=kind,
        extends={"months": 2} if kind == "extension" else None,
        symptom=chance.choice([None, *SYMPTOMS]),
        symptom_group=chance.choice([None, *GROUPS]),
        meters=chance.choice([None, {"km": 500}]),
        used=maybe(chance, used, 0.2),
        on=chance.choice([None, *DAYS]),
        by=chance.choice([None, "authorised", "authorised", "owner", "unauthorised"]),
        component=chance.choice([None, *COMPONENTS]),
        same_problem=chance.choice([None, True, False]),
        days_out_of_service=chance.choice([None, 0, 3, 20, 60]),
    )


def some_lines(chance: Random, currencies: Sequence[str]) -> list[Mapping]:
    return [
        said(
            id=str(number),
            kind=chance.choice(["part", "labour", "travel"]),
            hours=chance.choice([None, 0, 1, 2.5]),
            component=chance.choice([None, *COMPONENTS]),
            amount=str(chance.choice([0, 1, 7, 100, chance.randint(0, 999)])),
            currency=chance.choice(currencies),
        )
        for number in range(1, chance.randint(1, 3) + 1)
    ]


def a_case(chance: Random, currencies: Sequence[str] = ("IRR",)) -> Mapping:
    often = chance.choice([0.5, 0.9, 0.9])  # how much is known

    def known(values: Sequence[Any]) -> Any:
        return maybe(chance, chance.choice(list(values)), often)

    about = ["cause", "visible_at_purchase", "genuine", "sold_on", "history"]
    cause = {"value": chance.choice(CAUSES), "source": "technician"}
    return {
        "asked_on": known(["2025-06-02", "2025-12-31", "2026-06-01"]),
        "unit": {
            "country": chance.choice(["IR", "IR", "IR", "IR", "DE", None]),
            "category": chance.choice(["television", None]),
            "serial": chance.choice([None, "AV-250", "AV-250", "AV-900"]),
            "genuine": stated(chance, [True, False]),
            "sold_on": known(DAYS),
            "installed_on": known(DAYS),
            "delivered_on": maybe(chance, chance.choice(DAYS)),
            "registered_on": maybe(chance, chance.choice(DAYS)),
            "installed_by": chance.choice([None, "authorised", "owner"]),
            "maintenance_done": chance.choice([None, None, True, False]),
            "owner_changed_on": chance.choice([None, None, "2024-01-31"]),
        },
        "fault": {
            "failed_on": known(DAYS),
            "component": known(COMPONENTS),
            "symptom": chance.choice([None, *SYMPTOMS]),
            "symptom_group": chance.choice([None, *GROUPS]),
            "country": chance.choice([None, "IR", "DE"]),
            "cause": chance.choice([cause, cause, stated(chance, CAUSES)]),
            "visible_at_purchase": stated(chance, [True, False]),
            "meters": chance.choice([{}, {"km": None}, {"km": 999}, {"km": 1000}]),
        },
        "history": maybe(chance, [an_act(chance) for _ in range(chance.randint(0, 2))]),
        "evidence": [
            {"kind": chance.choice([*EVIDENCE, "invoice"]), "about": chance.choice(about)}
            for _ in range(chance.randint(0, 4))
        ],
        "lines": some_lines(chance, currencies),
    }


def a_book(chance: Random, *, capped: bool) -> Book:
    named = [some_terms(chance, f"{letter}@1", capped=capped) for letter in "abc"[: chance.randint(1, 3)]]
    return named, [a_pack(chance, f"law{number}@1") for number in range(chance.choice([0, 0, 1, 2]))]


def book(documents: Book) -> RuleBook:
    """The rule book of documents as plain data, senseless ones as well: they might have been published."""
    return _book(tuple(json.dumps(document, sort_keys=True) for document in (*documents[0], *documents[1])))


@lru_cache(maxsize=8)
def _book(texts: tuple[str, ...]) -> RuleBook:
    """A rule book and its documents are read once for all the verdicts of an example."""
    read = [_read(text) for text in texts]
    return RuleBook(
        tuple(one for one in read if isinstance(one, Terms)), tuple(one for one in read if isinstance(one, Pack))
    )


@lru_cache(maxsize=32)
def _read(text: str) -> Terms | Pack:
    return parse_stored(json.loads(text))


def cases(currencies: Sequence[str] = ("IRR",)) -> st.SearchStrategy[Mapping]:
    return made(lambda chance: a_case(chance, currencies))


def books(*, capped: bool = True) -> st.SearchStrategy[Book]:
    """Documents of a rule book: one to three terms, and perhaps packs."""
    return made(lambda chance: a_book(chance, capped=capped))


def terms(name: str, *, capped: bool = True) -> st.SearchStrategy[Mapping]:
    return made(lambda chance: some_terms(chance, name, capped=capped))


def suppliers(name: str) -> st.SearchStrategy[Mapping]:
    return made(lambda chance: a_supplier(chance, name))


def policies(name: str) -> st.SearchStrategy[Mapping]:
    return made(lambda chance: a_policy(chance, name))


def packs(name: str) -> st.SearchStrategy[Mapping]:
    return made(lambda chance: a_pack(chance, name))


def exclusions() -> st.SearchStrategy[Mapping]:
    return made(an_exclusion)


def periods() -> st.SearchStrategy[Mapping]:
    return made(a_period)
