"""A believable store: a central one, three centres and a van, six hundred parts, two years of moves."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from payandan.catalog.models import Component, ProductModel
from payandan.parts import actions
from payandan.parts.actions import Counted, Line, PastMove
from payandan.parts.models import Balance, Node, Part, PartPrice
from payandan.parts.rules.master import CONSUMABLE, ROTABLE, SAFETY, FitRange, NewPart
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch

PARTS = 600
SUPPLIERS = (
    ("آوا قطعه", 7), ("پارس الکترونیک", 14), ("بازرگانی خلیج فارس", 30), ("شنژن کامپوننتس", 60), ("نیک‌ابزار", 10),
)  # fmt: skip
LETTERS = "ABCDEFGH"
SAFETY_WORDS = ("fuse", "gas", "thermostat", "valve", "lock")
NO_PARTS = ("software", "firmware", "refrigerant", "other")
KITS = (
    ("compressor", "تعویض کمپرسور", "Compressor change"),
    ("panel", "تعویض پنل", "Panel change"),
    ("main_board", "تعویض برد اصلی", "Main board change"),
    ("drain_pump", "تعویض پمپ تخلیه", "Drain pump change"),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part at a store: how many a week go, and what a piece costs."""

    node: Node
    part: Part
    weekly: float
    cost: int


@dataclass(frozen=True, slots=True)
class Story:
    """What was told: the stores by branch code (the central one under ""), and the parts."""

    nodes: dict[str, Node]
    parts: list[Part]


def make_stock(
    *,
    models: Sequence[ProductModel],
    branches: Sequence[Branch],
    chief: Actor,
    keeper: Actor,
    since: datetime,
    until: datetime,
    currency: str,
    seed: int = 1405,
) -> Story:
    """Stores, parts and two years of moves, then what is going on now: reservations, transfers, a count, proposals."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is secret
    nodes = _nodes(branches, chief, since, currency)
    parts = _parts(models, dice, chief, since, currency)
    shelves = _shelves(parts, list(nodes.values()), dice)
    actions.book_moves(moves=_past(shelves, since, until, dice), actor=chief, at=until)
    _bins(shelves[:40], dice, chief, until)
    _kits(parts, chief, since)
    _chains(parts, dice, chief, since + timedelta(days=300))
    _now(nodes, dice, keeper, chief, until)
    return Story(nodes, parts)


def _nodes(branches: Sequence[Branch], chief: Actor, at: datetime, currency: str) -> dict[str, Node]:
    central = actions.save_node(
        code="central", kind="central", name_fa="انبار مرکزی", name_en="Central store", currency=currency,
        service_level=980, review_days=30, actor=chief, at=at,
    )  # fmt: skip
    found = {"": central}
    for branch in branches:
        found[branch.code] = actions.save_node(
            code=branch.code,
            kind="centre",
            name_fa=f"انبار {branch.name_fa}",
            name_en=f"{branch.name_en} store",
            currency=currency,
            branch=branch,
            actor=chief,
            at=at,
        )
    first = branches[0]
    found["van"] = actions.save_node(
        code=f"{first.code}-van-1", kind="van", name_fa=f"خودرو سرویس {first.city}", name_en="Service van 1",
        currency=currency, branch=first, allows_negative=True, service_level=900, review_days=7, actor=chief, at=at,
    )  # fmt: skip
    return found


# --- the parts --------------------------------------------------------------------------------------------------------


def _parts(
    models: Sequence[ProductModel], dice: random.Random, chief: Actor, at: datetime, currency: str
) -> list[Part]:
    by_category: dict[int, list[Component]] = {}
    for component in Component.objects.filter(category__in={model.category_id for model in models}).order_by("id"):
        if component.code in NO_PARTS:
            continue
        by_category.setdefault(component.category_id, []).append(component)
    pairs = [(model, component) for model in models for component in by_category.get(model.category_id, [])]
    rows = [_row(pairs[place % len(pairs)], place // len(pairs), dice, currency) for place in range(PARTS)]
    return actions.create_parts(rows=rows, actor=chief, at=at)


def _row(pair: tuple[ProductModel, Component], edition: int, dice: random.Random, currency: str) -> NewPart:
    model, component = pair
    supplier, lead = SUPPLIERS[(component.pk + edition) % len(SUPPLIERS)]
    short = "".join(word[0] for word in component.code.split("_")).upper() + component.code[-1].upper()
    safety = any(word in component.code for word in SAFETY_WORDS)
    kind = CONSUMABLE if component.consumable else SAFETY if safety else ROTABLE
    price = dice.choice((4, 7, 12, 20, 45, 80, 140)) * 1_000_000
    return NewPart(
        code=f"{model.code.replace(' ', '')}-{short}{component.pk:03}{LETTERS[edition % len(LETTERS)]}",
        kind=kind,
        name_fa=f"{component.name_fa} {model.code}",
        name_en=f"{component.name_en} {model.code}",
        category_id=model.category_id,
        component_ids=(component.pk,),
        core=kind != CONSUMABLE and price >= 20_000_000,
        supplier_name=supplier,
        supplier_code=f"S{component.pk:04}-{edition}",
        lead_days=lead,
        fits=(FitRange(model.pk),),
        prices=((currency, price),),
    )


def _chains(parts: Sequence[Part], dice: random.Random, chief: Actor, at: datetime) -> None:
    """Editions follow one another; some parts of a kind stand in for each other."""
    by_stem: dict[str, list[Part]] = {}
    for part in parts:
        by_stem.setdefault(part.code[:-1], []).append(part)
    chained = [editions for editions in by_stem.values() if len(editions) > 1]
    for old, new in (editions[:2] for editions in dice.sample(chained, min(12, len(chained)))):
        direction = dice.choice(("both", "forward", "forward", "neither"))
        actions.supersede(old=old, new=new, direction=direction, actor=chief, at=at)
    for part, substitute in zip(parts[:6], parts[6:12], strict=False):
        actions.set_substitute(part=part, substitute=substitute, actor=chief, at=at)


def _kits(parts: Sequence[Part], chief: Actor, at: datetime) -> None:
    for component, name_fa, name_en in KITS:
        wanted = [part for part in parts if component.replace("_", " ") in part.name_en.lower()][:1]
        if wanted:
            more = [part for part in parts if part.category_id == wanted[0].category_id and part.kind == CONSUMABLE][:2]
            lines = {part.pk: 1 for part in (*wanted, *more)}
            code = component.replace("_", "-")
            actions.save_kit(code=code, name_fa=name_fa, name_en=name_en, lines=lines, actor=chief, at=at)


# --- two years --------------------------------------------------------------------------------------------------------


def _shelves(parts: Sequence[Part], nodes: Sequence[Node], dice: random.Random) -> list[Shelf]:
    """The central store keeps every part, a centre some, a van few; most are asked for seldom."""
    found = []
    prices = dict(PartPrice.objects.filter(part__in=parts).values_list("part_id", "amount"))
    for place, part in enumerate(parts):
        cost = prices[part.pk] * 6 // 10
        weekly = dice.choice((0.01, 0.02, 0.03, 0.05, 0.05, 0.1, 0.2, 0.5)) * (3 if part.kind == CONSUMABLE else 1)
        for node in nodes:
            share = {"central": 1.0, "centre": 0.3, "van": 0.04}[node.kind]
            if dice.random() < share:
                found.append(Shelf(node, part, weekly if node.kind != "central" or place % 3 else weekly * 2, cost))
    return found


def _past(shelves: Sequence[Shelf], since: datetime, until: datetime, dice: random.Random) -> list[PastMove]:
    weeks = (until - since).days // 7
    return [move for shelf in shelves for move in _life(shelf, weeks, since, dice)]


def _life(shelf: Shelf, weeks: int, since: datetime, dice: random.Random) -> list[PastMove]:
    """First stock, then what went out, now and then two or three at once, and what was bought when it ran low."""
    node, part = shelf.node.pk, shelf.part.pk
    there = 2 + round(shelf.weekly * 8)
    moves = [PastMove("open", node, part, there, since, there * shelf.cost)]
    gap, at = dice.expovariate(shelf.weekly), since
    while gap < weeks - 1:
        at = max(at + timedelta(hours=1), since + timedelta(weeks=gap, hours=dice.randrange(4, 10)))
        wanted = dice.choice((1, 1, 1, 1, 2, 3))
        if there < wanted:
            bought = 3 + round(shelf.weekly * 8)
            cost = round(shelf.cost * (1 + gap / 100)) * bought
            moves.append(PastMove("receive", node, part, bought, at - timedelta(minutes=20), cost))
            there += bought
        moves.append(PastMove("issue", node, part, wanted, at))
        there -= wanted
        if dice.random() < 0.04:
            moves.append(PastMove("take_back", node, part, 1, at + timedelta(minutes=30)))
            there += 1
        gap += dice.expovariate(shelf.weekly)
    return moves


def _bins(shelves: Sequence[Shelf], dice: random.Random, chief: Actor, at: datetime) -> None:
    for shelf in shelves:
        place = f"{dice.choice(LETTERS)}-{dice.randrange(1, 30):02}"
        actions.set_place(node_id=shelf.node.pk, part=shelf.part, bin=place, actor=chief, at=at)


# --- now --------------------------------------------------------------------------------------------------------------


def _now(nodes: dict[str, Node], dice: random.Random, keeper: Actor, chief: Actor, until: datetime) -> None:
    """The last weeks: transfers that came, one on its way and one short, a count that was booked, purchases."""
    central = nodes[""]
    centres = [node for code, node in nodes.items() if code not in ("", "van")]
    plenty = list(Balance.objects.filter(node=central, on_hand__gte=4).select_related("part").order_by("id")[:60])
    for days, centre in enumerate(centres * 2, 1):
        chosen = dice.sample(plenty, min(3, len(plenty)))
        at = until - timedelta(days=12 - days)
        sent = actions.send(
            origin_id=central.pk, to_id=centre.pk, lines=[Line(row.part_id, 1) for row in chosen], actor=keeper, at=at
        )
        plenty = [row for row in plenty if row not in chosen]
        if days == len(centres) * 2:
            break
        came = {row.part_id: 1 for row in (chosen[:-1] if days == 2 else chosen)}
        actions.receive_transfer(
            transfer_id=sent.pk,
            received=came,
            close=True,
            reason="در راه گم شد",
            actor=keeper,
            at=at + timedelta(days=1),
        )
    _count(centres[0], dice, keeper, until - timedelta(days=3))
    for node in (central, centres[0]):
        orders = actions.propose_purchases(node_id=node.pk, actor=chief, at=until - timedelta(hours=30))
        for order in orders[:1]:
            actions.approve_order(order=order, actor=chief, at=until - timedelta(hours=28))


def _count(node: Node, dice: random.Random, keeper: Actor, at: datetime) -> None:
    rows = list(Balance.objects.filter(node=node, on_hand__gte=2).order_by("id")[:12])
    if not rows:
        return
    ids = [row.part_id for row in rows]
    sheet = actions.open_sheet(node_id=node.pk, part_ids=ids, actor=keeper, at=at)
    counts = {row.part_id: Counted(row.on_hand + dice.choice((0, 0, 0, 0, -1, 1))) for row in rows}
    actions.write_counts(sheet_id=sheet.pk, counts=counts, actor=keeper, at=at)
    actions.book_sheet(sheet_id=sheet.pk, reason="شمارش ماهانه", actor=keeper, at=at + timedelta(hours=2))
