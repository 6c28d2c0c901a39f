"""A year of claims as plain data, with planted cases of every detector, and what the detectors see of each.

The world knows nothing of the program's tables: it is made by plain generators from a seed, so that recall and false
alarms can be counted on claims that nobody tuned a detector to.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from payandan.claims.rules.suspicion import signals as see
from payandan.claims.rules.suspicion.centres import ROUND
from payandan.claims.rules.suspicion.cover import EDGE
from payandan.claims.rules.suspicion.figures import spread
from payandan.claims.rules.suspicion.photos import MOST_BITS, bands, says_something
from payandan.claims.rules.suspicion.repeats import WINDOW

BEGIN = date(2025, 11, 20)
CENTRES, APPROVERS, CATEGORIES = 12, 8, 6
CITIES = ("تهران", "مشهد", "شیراز", "تبریز", "اصفهان", "رشت", "")
MINUTES = {"replace": 75, "repair": 60, "clean": 30}
PER_CASE = 40


@dataclass(slots=True)
class Raw:
    """A claim as it would be written down."""

    number: str
    unit: int
    customer: int
    centre: int
    category: int
    filed: date
    failed: date
    symptom: str
    operation: str
    minutes: int
    price: int
    technician: int
    city: str
    on_site: bool
    photo: str
    cause: str
    sold: date
    registered: date
    approver: int
    approved: bool
    listed: int | None = None
    taken: date | None = None
    serial_fits: bool = True
    in_books: bool = True
    clone: int = 0
    meter: tuple[int, int] | None = None
    removed: str = ""
    installed: str = ""
    planted: set[str] = field(default_factory=set)

    @property
    def until(self) -> date:
        return self.sold + timedelta(days=548)


def make(seed: int, many: int = 5_000) -> list[Raw]:
    """A year of claims in the order of their filing, most of them clean."""
    chance = Random(seed)
    claims = [_clean(chance, number, many) for number in range(many)]
    _come_back(chance, claims)
    free = [claim for claim in claims if claim.centre < 6]
    chance.shuffle(free)
    for code, plant in PLANTS.items():
        for _ in range(PER_CASE):
            claim = free.pop()
            plant(chance, claim, claims)
            claim.planted.add(code)
    _bad_centres(chance, claims)
    return sorted(claims, key=lambda claim: (claim.filed, claim.number))


def _clean(chance: Random, number: int, many: int) -> Raw:
    filed = BEGIN + timedelta(days=365 * number // many)
    if filed.weekday() == 4 and chance.random() < 0.9:
        filed += timedelta(days=1)
    failed = filed - timedelta(days=chance.choice((0, 1, 1, 2, 3, 5, 8, 14)))
    category = chance.randrange(CATEGORIES)
    operation = chance.choices(("replace", "repair", "clean"), (45, 40, 15))[0]
    price = 20_000_000 + 15_000_000 * category
    sold = failed - timedelta(days=chance.randrange(0, 548))
    none = chance.random() < 0.08
    late = chance.random() < 0.1
    return Raw(
        number=f"C{number:05d}",
        unit=number,
        customer=chance.randrange(many * 3),
        centre=chance.randrange(CENTRES),
        category=category,
        filed=filed,
        failed=failed,
        symptom=chance.choice(("dark", "noise", "leak", "dead")),
        operation=operation,
        minutes=max(10, round(MINUTES[operation] * chance.lognormvariate(0, 0.2))),
        price=round(price * chance.uniform(0.93, 1.07)) // 1000 * 1000 + 1000,
        listed=price if chance.random() < 0.5 else None,
        technician=chance.randrange(60),
        city=chance.choice(CITIES),
        on_site=False,
        photo=f"{chance.getrandbits(64):016x}" if chance.random() < 0.9 else "0000000000000001",
        taken=failed + timedelta(days=chance.choice((0, 0, 1))) if chance.random() < 0.5 else None,
        cause="none_found" if none else "material",
        sold=sold,
        registered=failed + timedelta(days=1) if late else sold + timedelta(days=chance.randrange(0, 10)),
        approver=chance.randrange(APPROVERS),
        approved=chance.random() < 0.7,
        meter=(1000 + number, 900 + number) if chance.random() < 0.3 else None,
    )


def _come_back(chance: Random, claims: list[Raw]) -> None:
    """Honest repeats: one in a hundred units comes again with another problem, or with the same one much later."""
    for claim in chance.sample(claims[2000:], len(claims) // 100):
        first = claims[int(claim.number[1:]) - 1000 - chance.randrange(900)]
        claim.unit, claim.sold = first.unit, min(first.sold, claim.sold)


# --- planted cases ---------------------------------------------------------------------------------------------------


def _duplicate(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    first = claims[max(0, int(claim.number[1:]) - 1 - chance.randrange(300))]
    while first is claim or first.filed > claim.filed:
        first = claims[max(0, int(first.number[1:]) - 7)]
    claim.unit, claim.symptom, claim.category, claim.sold = first.unit, first.symptom, first.category, first.sold
    claim.failed = first.failed if chance.random() < 0.5 else max(first.filed, claim.failed)
    claim.taken = None


def _photo(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    first = claims[chance.randrange(max(1, int(claim.number[1:]) - 60))]
    while not says_something(first.photo):
        first = claims[chance.randrange(max(1, int(claim.number[1:]) - 60))]
    bits = int(first.photo, 16)
    for _ in range(chance.randrange(MOST_BITS + 1)):
        bits ^= 1 << chance.randrange(64)
    claim.photo = f"{bits:016x}"


def _labour(chance: Random, claim: Raw, _claims: list[Raw]) -> None:
    claim.minutes = round(MINUTES[claim.operation] * chance.uniform(2.5, 5))


def _day(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    """Fifteen hours and more by one technician on one day."""
    person = 1_000 + int(claim.number[1:])
    claim.technician = person
    total, near = claim.minutes, int(claim.number[1:])
    for other in claims[max(0, near - 40) : near]:
        if total > 15 * 60:
            break
        if not other.planted and other.filed <= claim.filed:
            other.filed, other.technician = claim.filed, person
            other.planted.add("beside")
            total += other.minutes


def _travel(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    person = 10_000 + int(claim.number[1:])
    other = claims[max(0, int(claim.number[1:]) - 1 - chance.randrange(20))]
    other.planted.add("beside")
    other.filed = min(other.filed, claim.filed)
    claim.filed = max(other.filed, claim.filed)
    other.filed = claim.filed
    claim.city, other.city = chance.choice((("تهران", "مشهد"), ("شیراز", "تبریز"), ("مشهد", "اصفهان")))
    claim.on_site = other.on_site = True
    claim.technician = other.technician = person
    claim.minutes, other.minutes = max(60, claim.minutes), max(60, other.minutes)


def _serials(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    """Six and more units registered within a month under one number."""
    near = int(claim.number[1:])
    for other in [*claims[max(0, near - 60) : near : 9], claim][:8]:
        other.customer = 90_000 + near
        other.registered = claim.filed - timedelta(days=chance.randrange(20))
        other.planted.add("beside")
    claim.registered = claim.filed - timedelta(days=1)


def _one_customer(chance: Random, claim: Raw, claims: list[Raw]) -> None:
    near = int(claim.number[1:])
    for other in [*claims[max(0, near - 60) : near : 10], claim]:
        other.customer, other.centre = 80_000 + near, claim.centre
        other.planted.add("beside")


def _set(**values: Callable[[Random, Raw], object]) -> Callable[[Random, Raw, list[Raw]], None]:
    def plant(chance: Random, claim: Raw, _claims: list[Raw]) -> None:
        for name, value in values.items():
            setattr(claim, name, value(chance, claim))

    return plant


PLANTS: dict[str, Callable[[Random, Raw, list[Raw]], None]] = {
    "duplicate": _duplicate,
    "photo_reused": _photo,
    "photo_date": _set(taken=lambda chance, claim: claim.failed - timedelta(days=chance.randrange(4, 120))),
    "serial_unknown": _set(serial_fits=lambda chance, _: chance.random() < 0.5, in_books=lambda *_: False),
    "clone_alarm": _set(clone=lambda chance, _: chance.randrange(40, 100)),
    "registered_after": _set(registered=lambda chance, claim: claim.failed + timedelta(days=chance.randrange(2, 30))),
    "first_days": _set(sold=lambda chance, claim: claim.failed - timedelta(days=chance.randrange(EDGE))),
    "last_days": _set(sold=lambda chance, claim: claim.failed - timedelta(days=548 - 1 - chance.randrange(EDGE))),
    "meter_falls": _set(meter=lambda chance, claim: (chance.randrange(100, 900), 1000)),
    "labour_hours": _labour,
    "hours_of_day": _day,
    "impossible_travel": _travel,
    "price_above_list": _set(
        listed=lambda _, claim: claim.price,
        price=lambda chance, claim: round(claim.price * chance.uniform(1.15, 2.5)),
    ),
    "price_above_peers": _set(
        listed=lambda *_: None, price=lambda chance, claim: round(claim.price * chance.uniform(1.7, 4))
    ),
    "same_part": _set(removed=lambda chance, claim: claim.number, installed=lambda chance, claim: claim.number),
    "many_serials": _serials,
    "one_customer": _one_customer,
}

BAD = {"no_fault_found": 7, "replacing": 8, "round_amounts": 9, "rest_days": 10, "pair": 11}
"""A centre with each habit."""


def _bad_centres(chance: Random, claims: list[Raw]) -> None:
    for claim in claims:
        if claim.centre == BAD["no_fault_found"] and chance.random() < 0.35:
            claim.cause = "none_found"
        elif claim.centre == BAD["replacing"] and chance.random() < 0.8:
            claim.operation, claim.minutes = "replace", 75
        elif claim.centre == BAD["round_amounts"] and chance.random() < 0.5:
            claim.price = round(claim.price / ROUND) * ROUND
        elif claim.centre == BAD["rest_days"] and chance.random() < 0.3:
            claim.filed += timedelta(days=(4 - claim.filed.weekday()) % 7)
        elif claim.centre == BAD["pair"] and claim.approver == 0:
            claim.approved = True
    for claim in claims:
        for code, centre in BAD.items():
            if claim.centre == centre and _has(code, claim):
                claim.planted.add(code)
        if claim.centre in BAD.values():
            claim.planted.add("beside")


def _has(code: str, claim: Raw) -> bool:
    return {
        "no_fault_found": claim.cause == "none_found",
        "replacing": claim.operation == "replace",
        "round_amounts": claim.price % ROUND == 0,
        "rest_days": claim.filed.weekday() == 4,
        "pair": claim.approver == 0 and claim.approved,
    }[code]


# --- what the detectors see ------------------------------------------------------------------------------------------


class Eyes:
    """The signals of each claim, from all claims."""

    def __init__(self, claims: Sequence[Raw]) -> None:
        self.claims = claims
        self.minutes, self.prices = defaultdict(list), defaultdict(list)
        self.of_unit, self.of_day, self.of_customer = defaultdict(list), defaultdict(list), defaultdict(list)
        self.bands: dict[tuple[int, int], list[Raw]] = defaultdict(list)
        for claim in claims:
            self.minutes[claim.category, claim.operation].append(claim.minutes)
            self.prices[claim.category].append(claim.price)
            self.of_unit[claim.unit].append(claim)
            self.of_day[claim.technician, claim.filed].append(claim)
            self.of_customer[claim.customer].append(claim)
            if says_something(claim.photo):
                for place, band in enumerate(bands(claim.photo)):
                    self.bands[place, band].append(claim)
        self.spreads = {key: spread(values) for key, values in self.minutes.items()}
        self.asked = {key: spread(values) for key, values in self.prices.items()}
        self.shares = {code: self._counts(lambda c, code=code: _has(code, c)) for code in BAD if code != "pair"}
        mended = [claim for claim in claims if claim.operation in ("replace", "repair")]
        self.shares["replacing"] = self._counts(lambda c: c.operation == "replace", mended)
        self.first = self._share([0 <= (c.failed - c.sold).days < EDGE for c in claims])
        self.last = self._share([0 < (c.until - c.failed).days <= EDGE for c in claims])

    def _share(self, hits: Sequence[bool]) -> see.Share:
        return see.Share(sum(hits), len(hits), 0, 0)

    def _counts(self, has: Callable[[Raw], bool], among: Sequence[Raw] | None = None) -> dict[int, see.Share]:
        claims = among if among is not None else self.claims
        n, hits = defaultdict(int), defaultdict(int)
        for claim in claims:
            n[claim.centre] += 1
            hits[claim.centre] += has(claim)
        total, all_hits = sum(n.values()), sum(hits.values())
        return {c: see.Share(hits[c], n[c], all_hits - hits[c], total - n[c]) for c in n}

    def pair(self, claim: Raw) -> tuple[see.Share, see.Share]:
        key = ("pair", claim.approver, claim.centre)
        if key not in self.shares:
            own = [c for c in self.claims if (c.approver, c.centre) == key[1:]]
            there = [c for c in self.claims if c.centre == claim.centre and c.approver != claim.approver]
            away = [c for c in self.claims if c.centre != claim.centre and c.approver == claim.approver]
            first, second = (
                see.Share(sum(c.approved for c in own), len(own), sum(c.approved for c in rest), len(rest))
                for rest in (there, away)
            )
            self.shares[key] = (first, second)  # type: ignore[index, assignment]
        return self.shares[key]  # type: ignore[index, return-value]

    def of(self, claim: Raw) -> see.Signals:
        """Everything about one claim, of what was known when it was filed; peers are of the year."""
        before = (claim.filed, claim.number)
        earlier = [c for c in self.of_unit[claim.unit] if c is not claim and (c.filed, c.number) < before]
        today = [c for c in self.of_day[claim.technician, claim.filed] if c.number <= claim.number]
        like = {
            c.number: c
            for place, band in enumerate(bands(claim.photo))
            if says_something(claim.photo)
            for c in self.bands[place, band]
            if c.unit != claim.unit and c.filed <= claim.filed
        }
        differ = {n: (int(c.photo, 16) ^ int(claim.photo, 16)).bit_count() for n, c in like.items()}
        mine = [c for c in self.of_customer[claim.customer] if c.filed <= claim.filed]
        month = claim.filed - timedelta(days=30)
        at_centre, elsewhere = self.pair(claim)
        city = claim.city if claim.on_site else ""
        others = sorted({c.city for c in today if c.on_site and c.city and c.city != city})
        return see.Signals(
            filed_on=claim.filed,
            failed_on=claim.failed,
            symptom=claim.symptom,
            component="part",
            cause=claim.cause,
            decided_as="approved" if claim.approved else "rejected",
            amount=claim.price,
            earlier=tuple(
                see.Earlier(c.number, c.filed, c.failed, c.symptom, "part", "settled")
                for c in earlier
                if (claim.filed - c.filed).days <= WINDOW
            ),
            serial_fits=claim.serial_fits,
            in_books=claim.in_books,
            books=see.Share(95, 100, 0, 0),
            clone_score=claim.clone,
            registered_on=claim.registered,
            sold_on=claim.sold,
            meters=(see.Meter("km", *claim.meter, claim.sold),) if claim.meter else (),
            cover_since=claim.sold,
            cover_until=claim.until,
            first_days=self.first,
            last_days=self.last,
            units_registered=len({c.unit for c in mine if month < c.registered <= claim.filed}),
            units_here=len({c.unit for c in mine if c.centre == claim.centre and (claim.filed - c.filed).days < 90}),
            claims_here=100,
            labour=(see.Labour(claim.minutes, claim.operation, self.spreads[claim.category, claim.operation]),),
            parts=(
                see.Part("part", claim.price, claim.listed, self.asked[claim.category], claim.removed, claim.installed),
            ),
            day=see.Day(claim.filed, sum(c.minutes for c in today), len(today), (city, *others)),
            matches=tuple(see.Match(n, bits) for n, bits in differ.items() if bits <= MOST_BITS),
            taken_on=(claim.taken,) if claim.taken else (),
            none_found=self.shares["no_fault_found"][claim.centre],
            replaces=self.shares["replacing"].get(claim.centre),
            round_amounts=self.shares["round_amounts"][claim.centre],
            rest_days=self.shares["rest_days"][claim.centre],
            pair_at_centre=at_centre,
            pair_elsewhere=elsewhere,
        )
