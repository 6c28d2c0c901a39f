"""What happened to Ava Electronics in two years, from a seed: people, things, troubles. No database, no clock.

The same seed, end and size tell the same story, name for name.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from payandan.site.demo.cast import (
    EXCLUDED,
    HEROINE,
    SEED,
    YEARS,
    Fault,
    Person,
    Tale,
    Thing,
    Trouble,
    faults,
    products,
    read,
)

CARDED = timedelta(days=185)
"""Since when every box holds a card with a QR code; before that, shops sent lists."""

EARLIER = timedelta(days=400)
"""How far back the sales reach that were brought in from the books of before."""

MILLION = 1_000_000
INFLATION = 0.36
"""What prices rose by in a year."""

WEIGHT = {
    "television": 26, "refrigerator": 17, "washing_machine": 18, "dishwasher": 8, "air_conditioner": 20,
    "vacuum_cleaner": 8, "mobile_phone": 22, "laptop": 10,
}  # fmt: skip
"""How often a category brings trouble, against the others."""

SUMMER = (0.1, 0.1, 0.2, 0.6, 1.7, 3.0, 3.6, 3.2, 1.5, 0.4, 0.1, 0.1)
WINTER = (2.6, 2.2, 1.0, 0.3, 0, 0, 0, 0, 0, 0.3, 1.4, 2.6)
MONTHS = {
    "air_conditioner": (0.3, 0.3, 0.4, 0.7, 1.7, 2.8, 3.2, 2.9, 1.3, 0.4, 0.3, 0.3),
    "refrigerator": (0.7, 0.7, 0.8, 0.9, 1.1, 1.5, 1.7, 1.6, 1.1, 0.8, 0.7, 0.7),
    "television": (1.1, 1.0, 1.3, 1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 1.0, 1.2, 1.2),
    "laptop": (1.0, 0.9, 0.7, 0.9, 1.0, 1.1, 0.8, 0.8, 1.2, 1.4, 1.2, 1.1),
}
"""How troubles lie over the months of the year, January first."""

SALES = {
    "air_conditioner": (0.2, 0.3, 0.8, 1.6, 2.6, 2.4, 1.6, 0.9, 0.4, 0.2, 0.2, 0.2),
    "laptop": (0.9, 1.2, 0.8, 0.8, 0.9, 0.9, 1.0, 1.3, 1.8, 1.2, 1.1, 0.9),
}
USUAL_SALES = (0.8, 1.6, 1.7, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 1.2, 1.0)
"""The weeks before Nowruz sell most."""

INSTALLED = frozenset({"television", "washing_machine", "dishwasher", "air_conditioner"})
ACTIVATED = frozenset({"mobile_phone", "laptop"})
CARRIED = frozenset({"mobile_phone", "laptop", "vacuum_cleaner"})
"""What people carry or send to the counter; to the rest somebody comes."""

SCENES: tuple[tuple[str, str, int, int], ...] = (
    ("filed", "", 0, 1), ("asked", "", 1, 7), ("inspected", "", 1, 7), ("ready", "defect", 2, 10),
    ("approved", "defect", 6, 18), ("partly", "cooler", 8, 24), ("rejected", "excluded", 8, 24),
    ("appealed", "excluded", 12, 22), ("overturned", "excluded", 24, 50), ("settled", "defect", 20, 60),
    ("closed", "defect", 40, 100), ("withdrawn", "", 3, 40), ("answered", "", 2, 9), ("raised", "excluded", 3, 12),
    ("upheld", "excluded", 24, 60), ("goodwill", "excluded", 20, 70), ("filed", "", 0, 3), ("ready", "defect", 1, 12),
    ("inspected", "", 1, 6), ("settled", "defect", 14, 50), ("asked", "", 1, 10), ("approved", "defect", 4, 16),
)  # fmt: skip
"""Claims that are played act by act: how each ends, what it needs, and how many days before the end it begins."""

SENT = 1_600_000
"""What a parcel to the service centre costs, in rials of today."""


def tell(*, until: datetime, units: int, claims: int, zone: ZoneInfo, seed: int = SEED) -> Tale:
    """The story that ends at `until`: so many units, so many claims."""
    teller = _Teller(random.Random(seed), until, zone)  # noqa: S311 - nothing here is secret
    teller.sell(units)
    teller.break_down(claims)
    teller.troubles.sort(key=lambda trouble: trouble.filed_at)
    return Tale(until, products(), tuple(teller.people), tuple(teller.things), tuple(teller.troubles))


@dataclass(slots=True)
class _Teller:
    chance: random.Random
    until: datetime
    zone: ZoneInfo
    people: list[Person] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=lambda: read("people"))
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.until.astimezone(self.zone).date()

    # --- how things are sold

    def sell(self, count: int) -> None:
        """Sell so many things, in the order of the days on which they came onto the books."""
        sold = sorted(self._sale() for _ in range(count - 1))
        things = [self._heroines(), *(self._thing(day, product) for day, product in sold)]
        self.things = sorted(things, key=lambda thing: thing.at)

    def _heroines(self) -> Thing:
        """Sara Mohammadi's television, which every tour of the program begins with."""
        self.people.append(
            Person(
                name="سارا محمدی", mobile="+989700006789", kind="person", email="sara@example.com", city="شیراز",
                province="فارس", nearest="shiraz", address="بلوار ارم، کوچهٔ ۱۲، پلاک ۸", language="fa",
                accepts_offers=True,
            )
        )  # fmt: skip
        sold = self.today - timedelta(days=568)
        place = next(place for place, product in enumerate(products()) if product.code == "X55")
        return Thing(
            product=place, serial=HEROINE, lot="8K3F", made_on=sold - timedelta(days=150),
            imported_on=sold - timedelta(days=98), sold_on=sold, installed_on=sold + timedelta(days=3),
            installed_by="authorised", activated_on=None, seller=self.names["shops"][0], owner=0, channel="qr",
            at=self._moment(sold + timedelta(days=3), 18, 26),
        )  # fmt: skip

    def _sale(self) -> tuple[date, int]:
        whole = list(products())
        while True:
            before = self.chance.random() < 0.13
            back = YEARS.days + self.chance.randint(1, EARLIER.days) if before else self._days_back()
            day = self.today - timedelta(days=back)
            place = self.chance.choices(range(len(whole)), [product.share for product in whole])[0]
            product = whole[place]
            months = SALES.get(product.category, USUAL_SALES)
            on_sale = product.months_gone * 30 <= back <= product.months_from * 30
            if on_sale and self.chance.random() < months[day.month - 1] / max(months):
                return day, place

    def _days_back(self) -> int:
        """Sales grow: more of them lie near the end."""
        return 2 + int((1 - self.chance.random() ** 0.7) * (YEARS.days - 10))

    def _thing(self, sold: date, place: int) -> Thing:
        product, chance = products()[place], self.chance
        made = sold - timedelta(days=chance.randint(70, 260))
        imported = made + timedelta(days=chance.randint(25, 60))
        old = sold < self.today - YEARS
        carded = (self.today - sold).days < CARDED.days
        shares = (56, 15, 12, 17) if carded else (0, 4, 12, 84)
        channel = "import" if old else chance.choices(("qr", "form", "staff", "import"), shares)[0]
        owner = None if channel == "import" and chance.random() < 0.16 else self._buyer()
        installed, by = self._installation(product.category, sold) if owner is not None else (None, "")
        lot = f"{made.year % 10}{'ABCDEFGHJKLM'[made.month - 1]}{chance.randint(1, 4)}{chance.choice('FHK')}"
        number = self.numbers.get((place, lot), chance.randint(80, 700)) + chance.randint(1, 40)
        self.numbers[place, lot] = number
        forgot = channel == "form" and chance.random() < 0.3
        return Thing(
            product=place,
            serial=f"{product.prefix[:2]}-{product.prefix[2:]}-{lot}-{number:05}",
            lot=lot,
            made_on=made,
            imported_on=imported,
            sold_on=None if forgot else sold,
            installed_on=None if forgot else installed,
            installed_by="" if forgot else by,
            activated_on=sold if product.category in ACTIVATED and owner is not None and not forgot else None,
            seller="" if forgot else chance.choice(self.names["shops"]),
            owner=owner,
            channel=channel,
            at=self._registered(channel, max(sold, installed or sold), old=old),
        )

    def _installation(self, category: str, sold: date) -> tuple[date | None, str]:
        if category not in INSTALLED or self.chance.random() < 0.12:
            return None, ""
        by = self.chance.choices(("authorised", "owner", "unauthorised"), (88, 8, 4))[0]
        return min(sold + timedelta(days=self.chance.choice((1, 1, 2, 2, 3, 4, 6, 9))), self.today), by

    def _registered(self, channel: str, day: date, *, old: bool) -> datetime:
        """When it came onto the books: at once by its code, in the office's hours by staff, on a Saturday by import."""
        if old:
            return self._moment(self.today - YEARS, 9, 10)
        if channel == "import":
            day += timedelta(days=(5 - day.weekday()) % 7 or 7)
            return self._no_later(self._moment(day, 8, 5))
        delay = {"qr": (0, 0, 0, 1, 2), "form": (0, 1, 3, 9, 20, 41), "staff": (0, 1, 1, 4)}[channel]
        day += timedelta(days=self.chance.choice(delay))
        hours = (9, 16) if channel == "staff" else (9, 22)
        return self._no_later(self._moment(day, self.chance.randint(*hours), self.chance.randint(0, 59)))

    def _buyer(self) -> int:
        """Somebody new, or somebody who has bought before."""
        if self.people and self.chance.random() < 0.16:
            return self.chance.randrange(len(self.people))
        self.people.append(self._person())
        return len(self.people) - 1

    def _person(self) -> Person:
        chance, names = self.chance, self.names
        company = len(self.people) % 61 == 60 and len(self.people) // 61 < len(names["companies"])
        name = names["companies"][len(self.people) // 61] if company else self._name()
        city, province, nearest, _ = chance.choices(names["cities"], [row[3] for row in names["cities"]])[0]
        number = len(self.people)
        english = not company and chance.random() < 0.015
        house = f"کوچهٔ {chance.randint(1, 48)}، پلاک {chance.randint(1, 220)}"
        return Person(
            name=name,
            mobile=f"+98970000{number:04}" if number < 10_000 else f"+9897{number:08}",
            kind="company" if company else "person",
            email=f"customer{number}@example.com" if company or chance.random() < 0.2 else "",
            city=city,
            province=province,
            nearest=nearest,
            address=f"{chance.choice(names['streets'])}، {house}" if chance.random() < 0.6 else "",
            language="en" if english else "fa",
            accepts_offers=chance.random() < 0.4,
        )

    def _name(self) -> str:
        given = self.chance.choice(self.names[self.chance.choice(("women", "men"))])
        family = self.chance.choice(self.names["families"])
        if self.chance.random() < 0.06:
            family = f"{family} {self.chance.choice(self.names['families'])}"
        return f"{given} {family}"

    # --- how things break

    def break_down(self, count: int) -> None:
        """So many troubles: those that are played, and those that are long done, one in twenty of which came back."""
        owned: dict[str, list[int]] = {}
        for place, thing in enumerate(self.things):
            if thing.owner is not None:
                owned.setdefault(products()[thing.product].category, []).append(place)
        played = min(max(count // 5, len(SCENES) - 5), count - 3)
        self._heroine_calls()
        for scene in range(played):
            self._play(owned, *SCENES[scene % len(SCENES)])
        while len(self.troubles) < count:
            again = self._comes_back() if self.chance.random() < 0.05 else None
            found = again or self._trouble(owned, self._day_of_trouble(), tuple(WEIGHT))
            if found:
                self.troubles.append(found)

    def _heroine_calls(self) -> None:
        """Her panel fails, and a remote control whose guarantee waits for an invoice; months ago it had no sound."""
        place = next(place for place, thing in enumerate(self.things) if thing.serial == HEROINE)
        panel, sound = (
            next(fault for fault in faults() if (fault.category, fault.symptom) == ("television", symptom))
            for symptom in ("lines_on_screen", "no_sound")
        )
        before = self._report(place, sound, self.today - timedelta(days=212))
        lines = (("part", "panel", 120 * MILLION), ("labour", "", 8 * MILLION), ("part", "remote_control", 3_500_000))
        now = Trouble(
            thing=place, fault=panel, failed_on=self.today - timedelta(days=4),
            filed_at=self._moment(self.today - timedelta(days=3), 21, 14), voice=panel.voices[0], channel="portal",
            lines=lines, variant=0, ending="remote",
        )  # fmt: skip
        self.troubles += [before, now]
        self.used.add(panel.voices[0])

    def _play(self, owned: dict[str, list[int]], ending: str, wanted: str, newest: int, oldest: int) -> None:
        """A trouble that suits an ending, or none where nobody has a thing that it could happen to."""
        categories = ("air_conditioner",) if wanted == "cooler" else tuple(WEIGHT)
        for attempt in range(400):
            if attempt == 200:  # a small company sells no coolers, perhaps
                categories = tuple(WEIGHT)
            day = self.today - timedelta(days=self.chance.randint(newest, oldest))
            found = self._trouble(owned, day, categories, seasons=False)
            if found and self._suits(found, wanted):
                filed = max(found.filed_at, self._moment(day, 9, 0))
                soon = filed if filed.date() <= day + timedelta(days=1) else self._moment(day, 20, 40)
                filed = self._no_later(soon)
                failed = min(found.failed_on, filed.astimezone(self.zone).date())
                at_desk = found.channel == "staff" and 9 <= filed.astimezone(self.zone).hour < 17
                channel = found.channel if at_desk or found.channel == "api" else "portal"
                made = replace(found, ending=ending, filed_at=filed, failed_on=failed, channel=channel)
                self.troubles.append(made)
                return

    def _suits(self, found: Trouble, wanted: str) -> bool:
        """Whether the ending can come of it: inside the time of a promise, its dates known, installed as it should."""
        if not wanted:
            return True
        thing = self.things[found.thing]
        in_time = thing.sold_on is not None and (found.failed_on - thing.sold_on).days < 500
        as_it_should = thing.installed_by in ("", "authorised") and found.fault.cause != "wear"
        return in_time and as_it_should and (found.fault.cause in EXCLUDED) == (wanted == "excluded")

    def _day_of_trouble(self) -> date:
        """Troubles grow with the things that are sold, and follow the seasons; the last weeks are for those played."""
        while True:
            day = self.today - timedelta(days=32 + int((1 - self.chance.random() ** 0.7) * (YEARS.days - 52)))
            if self.chance.random() < _rate(day.month) / max(map(_rate, range(1, 13))):
                return day

    def _trouble(
        self, owned: dict[str, list[int]], day: date, categories: Sequence[str], *, seasons: bool = True
    ) -> Trouble | None:
        chance, month = self.chance, day.month - 1
        names = [name for name in categories if owned.get(name)]
        if not names:
            return None
        weights = [WEIGHT[name] * (MONTHS.get(name, (1,) * 12)[month] if seasons else 1) for name in names]
        category = chance.choices(names, weights)[0]
        kinds = [fault for fault in faults() if fault.category == category]
        season = {"summer": SUMMER[month], "winter": WINTER[month], "": 1.0}
        fault = chance.choices(kinds, [fault.weight * (season[fault.season] + 0.001) for fault in kinds])[0]
        known = [place for place in owned[category] if self.things[place].at.date() < day]
        if not known:
            return None
        place = chance.choice(known)
        thing = self.things[place]
        age = (day - (thing.installed_on or thing.sold_on or thing.at.date())).days
        likely = age < 730 or chance.random() < 0.4
        wanted = age >= 4 and likely and (fault.cause != "wear" or age > 150)
        taken = any(trouble.thing == place for trouble in self.troubles)
        return self._report(place, fault, day) if wanted and not taken else None

    def _comes_back(self) -> Trouble | None:
        """The same fault of the same thing, some weeks after it was reported first."""
        done = [trouble for trouble in self.troubles if not trouble.ending]
        if not done:
            return None
        first = self.chance.choice(done)
        day = first.filed_at.date() + timedelta(days=self.chance.randint(24, 110))
        several = sum(trouble.thing == first.thing for trouble in self.troubles)
        if (self.today - day).days < 12 or several > 1 or first.fault.cause not in ("material", "workmanship"):
            return None
        return self._report(first.thing, first.fault, day)

    def _report(self, place: int, fault: Fault, day: date) -> Trouble:
        chance = self.chance
        fresh = [voice for voice in fault.voices if voice not in self.used] or list(fault.voices)
        voice = chance.choice(fresh)
        self.used.add(voice)
        later = chance.choice((0, 0, 0, 1, 1, 2, 3, 5, 9))
        channel = chance.choices(("portal", "staff", "api"), (48, 40, 12))[0]
        hour = chance.randint(9, 16) if channel == "staff" else chance.choice((*range(8, 24), 21, 22))
        filed = self._no_later(self._moment(day + timedelta(days=later), hour, chance.randint(0, 59)))
        return Trouble(
            thing=place,
            fault=fault,
            failed_on=min(day, filed.astimezone(self.zone).date()),
            filed_at=filed,
            voice=voice,
            channel=channel,
            lines=self._lines(place, fault, day),
            variant=chance.randint(0, 30),
        )

    def _lines(self, place: int, fault: Fault, day: date) -> tuple[tuple[str, str, int], ...]:
        thing = self.things[place]
        product = products()[thing.product]
        then = (1 + INFLATION) ** (-(self.today - day).days / 365)
        lines = []
        if fault.part:
            lines.append(("part", fault.component, _rounded(fault.part * product.price * MILLION * then)))
        lines.append(("labour", "", _rounded(fault.labour * MILLION * then)))
        if fault.travel:
            lines.append(("travel", "", _rounded(fault.travel * MILLION * then)))
        owner = self.people[thing.owner or 0]
        far = owner.city not in ("تهران", "شیراز", "مشهد")
        if far and product.category in CARRIED:
            lines.append(("shipping", "", _rounded(SENT * then)))
        return tuple(lines)

    # --- time

    def _moment(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute, self.chance.randint(0, 59)), self.zone)

    def _no_later(self, moment: datetime) -> datetime:
        return min(moment, self.until - timedelta(minutes=self.chance.randint(20, 600)))


def _rate(month: int) -> float:
    """How much breaks in a month of the year, over all categories."""
    return sum(weight * MONTHS.get(name, (1,) * 12)[month - 1] for name, weight in WEIGHT.items())


def _rounded(amount: float) -> int:
    """To a hundred thousand rials, as price lists are."""
    return max(100_000, round(amount / 100_000) * 100_000)
