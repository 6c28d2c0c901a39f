"""Believable parcels of a workshop: sent and fetched, most of them there, some late, one lost."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.returns import actions, rules
from payandan.returns.actions import Parcel
from payandan.returns.models import Shipment

HOMES = (
    ("تهران", "تهران", "خیابان ولیعصر، کوچهٔ بهار، پلاک ۱۲"),
    ("البرز", "کرج", "گوهردشت، خیابان هشتم، پلاک ۳۱"),
    ("اصفهان", "اصفهان", "خیابان چهارباغ بالا، کوچهٔ ۹، پلاک ۴"),
    ("فارس", "شیراز", "خیابان زند، کوچهٔ ۵، پلاک ۷"),
    ("خراسان رضوی", "مشهد", "بلوار سجاد، بهارستان ۲، پلاک ۱۸"),
    ("آذربایجان شرقی", "تبریز", "خیابان امام، کوی فردوسی، پلاک ۲۲"),
)
SHOP = ("تهران", "تهران", "خیابان جمهوری، پاساژ آوا، پلاک ۵۴")
SHOPS = {
    "shiraz": ("فارس", "شیراز", "بلوار چمران، ساختمان آوا، طبقهٔ همکف"),
    "mashhad": ("خراسان رضوی", "مشهد", "خیابان احمدآباد، نبش عارف ۳، پلاک ۱"),
}
SERVICES = (("post_counter", 6), ("courier", 2), ("own_fleet", 2))
ENDS = (("there", 34), ("way", 8), ("near", 3), ("counter", 2), ("absent", 2), ("late", 4), ("draft", 3), ("off", 2))
"""What became of how many of sixty; two more are damaged and lost."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A repair job whose device travels, with the branch that ships it."""

    kind: str
    id: int
    customer: Customer
    branch: str
    done: bool


def make_shipments(*, subjects: Sequence[Subject], clerk: Actor, until: datetime, count: int, seed: int = 1405) -> int:
    """Tell the story of so many parcels; how many were told."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is secret
    fates = [fate for fate, weight in ENDS for _time in range(weight)]
    dice.shuffle(fates)
    fates = (["lost", "damaged", *fates] * (1 + count // len(fates)))[: min(count, len(subjects))]
    for fate, subject in zip(fates, subjects, strict=False):
        _tell(fate, subject, clerk, until, dice)
    return len(fates)


def _tell(fate: str, subject: Subject, clerk: Actor, until: datetime, dice: random.Random) -> None:
    leg = "outbound" if subject.done else "inbound"
    age = {"there": dice.uniform(4, 150), "late": 7, "lost": 12, "damaged": 9}.get(fate, dice.uniform(0.9, 2.2))
    begun = until - timedelta(days=age)
    row = actions.ship(
        owner=(subject.kind, subject.id), leg=leg, parcel=_parcel(subject, leg, dice), actor=clerk, at=begun
    )
    if fate == "off":
        actions.cancel(number=row.number, reason="مشتری خودش مراجعه کرد", actor=clerk, at=begun + timedelta(hours=2))
    if fate in ("draft", "off"):
        return
    if row.state == rules.DRAFT:
        _hand_in(row, clerk, begun, dice)
    _travel(fate, row, clerk, begun, until)


def _hand_in(row: Shipment, clerk: Actor, begun: datetime, dice: random.Random) -> None:
    waybill = "".join(str(dice.randint(0, 9)) for _digit in range(24))
    actions.name_waybill(
        number=row.number, waybill=waybill, price=dice.randint(9, 24) * 100_000, actor=clerk,
        at=begun + timedelta(minutes=40),
    )  # fmt: skip


def _travel(fate: str, row: Shipment, clerk: Actor, begun: datetime, until: datetime) -> None:
    """The checkpoints of a parcel, as far as it has come by now."""
    origin, target = row.sender["city"], row.receiver["city"]
    seen = [(rules.IN_TRANSIT, "", origin), (rules.IN_TRANSIT, "", target)]
    ends = {
        "there": [(rules.OUT_FOR_DELIVERY, "", target), (rules.DELIVERED, "", target)],
        "near": [(rules.OUT_FOR_DELIVERY, "", target)],
        "counter": [(rules.AVAILABLE_FOR_PICKUP, "", target)],
        "absent": [(rules.ATTEMPT_FAIL, "", target)],
        "lost": [(rules.EXCEPTION, "lost", target)],
        "damaged": [(rules.EXCEPTION, "damaged", target)],
    }
    for step, (tag, trouble, city) in enumerate([*seen, *ends.get(fate, [])]):
        moment = min(begun + timedelta(hours=4 + 13 * step), until)
        actions.add_checkpoint(number=row.number, tag=tag, trouble=trouble, place=city, actor=clerk, at=moment)
    if fate == "late":
        actions.call_late(row.pk, at=until)


def _parcel(subject: Subject, leg: str, dice: random.Random) -> Parcel:
    province, city, address = dice.choice(HOMES)
    customer = subject.customer
    home = {
        "name": customer.name, "mobile": customer.mobile or "", "province": customer.province or province,
        "city": customer.city or city, "address": customer.address or address, "postcode": customer.postal_code,
    }  # fmt: skip
    province, city, address = SHOPS.get(subject.branch, SHOP)
    shop = {"name": "مرکز خدمات آوا", "mobile": "", "province": province, "city": city, "address": address}
    services = [service for service, weight in SERVICES for _time in range(weight)]
    return Parcel(
        service=dice.choice(services),
        weight=dice.randint(3, 240) * 100,
        declared=dice.randint(4, 60) * 10_000_000,
        sender=shop if leg == "outbound" else home,
        receiver=home if leg == "outbound" else shop,
    )
