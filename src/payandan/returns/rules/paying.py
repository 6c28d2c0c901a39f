"""Who pays for the way: cause × coverage × distance × law, as one table of which the first line that fits speaks.

The lines of the law stand first, and no setting changes them. A house line may be given another payer by the
installation; without one it says what is usual.
"""

from collections.abc import Mapping
from dataclasses import dataclass

COMPANY, CUSTOMER, SHARED = "company", "customer", "shared"
PAYERS: tuple[str, ...] = (COMPANY, CUSTOMER, SHARED)
"""Shared: the company pays what the way would cost inside the city, the customer what it costs more."""

CAUSES: tuple[str, ...] = (
    "defect", "dead_on_arrival", "repair", "no_fault", "withdrawal", "wrong_item", "damaged_on_the_way", "recall",
    "loaner", "internal", "convenience",
)  # fmt: skip
COVERAGES: tuple[str, ...] = ("covered", "partly_covered", "not_covered", "unknown")
DISTANCES: tuple[str, ...] = ("same_city", "other_city", "unknown")

EUROPE = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
_FAULT = ("defect", "dead_on_arrival")


@dataclass(frozen=True, slots=True)
class Way:
    """What decides who pays: why it travels, what the promise says, how far, and under which country's law."""

    cause: str
    coverage: str = "unknown"
    distance: str = "unknown"
    country: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; an empty condition fits everything. `law` names the article where the law speaks."""

    code: str
    payer: str
    causes: tuple[str, ...] = ()
    coverages: tuple[str, ...] = ()
    distances: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    law: str = ""

    def fits(self, way: Way) -> bool:
        """Whether this line speaks of that way."""
        return (
            way.cause in (self.causes or (way.cause,))
            and way.coverage in (self.coverages or (way.coverage,))
            and way.distance in (self.distances or (way.distance,))
            and (not self.countries or way.country in self.countries)
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """Who pays, and the line that says so."""

    payer: str
    line: str


_PROMISED = ("covered", "partly_covered")
LINES: tuple[Line, ...] = (
    Line("law_eu_fault", COMPANY, _FAULT, _PROMISED, countries=EUROPE, law="2019/771, 2(14), 14(1)(a)"),
    Line("law_eg_fault", COMPANY, _FAULT, _PROMISED, countries=frozenset({"EG"}), law="181/2018, 23"),
    Line("law_eg_withdrawal", COMPANY, ("withdrawal",), countries=frozenset({"EG"}), law="181/2018, 17"),
    Line("law_ir_withdrawal", CUSTOMER, ("withdrawal",), countries=frozenset({"IR"}), law="1382, 37"),
    Line("law_eu_withdrawal", CUSTOMER, ("withdrawal",), countries=EUROPE, law="2011/83, 14(1)"),
    Line("our_mistake", COMPANY, ("wrong_item", "damaged_on_the_way", "recall")),
    Line("among_ourselves", COMPANY, ("internal",)),
    Line("loaner", COMPANY, ("loaner",)),
    Line("dead_on_arrival", COMPANY, ("dead_on_arrival",), _PROMISED),
    Line("convenience", CUSTOMER, ("convenience", "withdrawal")),
    Line("no_fault", CUSTOMER, ("no_fault",)),
    Line("covered_near", COMPANY, coverages=("covered",), distances=("same_city", "unknown")),
    Line("covered_far", SHARED, coverages=("covered",)),
    Line("partly_covered", SHARED, coverages=("partly_covered",)),
    Line("not_covered", CUSTOMER),
)
HOUSE: tuple[str, ...] = tuple(line.code for line in LINES if not line.law)
"""The lines to which an installation may give another payer."""


def who_pays(way: Way, house: Mapping[str, str] | None = None) -> Decision:
    """The first line that fits, with the payer that the installation gave it where it is a house line.

    >>> who_pays(Way("defect", "covered", "other_city", "IR"))
    Decision(payer='shared', line='covered_far')
    >>> who_pays(Way("defect", "covered", "other_city", "DE"), {"covered_far": "customer"})
    Decision(payer='company', line='law_eu_fault')
    """
    line = next(line for line in LINES if line.fits(way))
    payer = line.payer if line.law else (house or {}).get(line.code, line.payer)
    return Decision(payer, line.code)


def distance(origin: str, target: str) -> str:
    """How far two cities are, by their names as `kit.text.key` writes them; unknown where one is.

    >>> distance("تهران", "تهران"), distance("تهران", "شیراز"), distance("", "شیراز")
    ('same_city', 'other_city', 'unknown')
    """
    if not origin or not target:
        return "unknown"
    return "same_city" if origin == target else "other_city"
