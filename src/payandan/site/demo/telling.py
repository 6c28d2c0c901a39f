"""Telling the tale: every line of it is an act that anybody could have done, at the time when it was done.

All of it is one transaction: broken off half-way it leaves nothing, and can be begun again.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.db import transaction

from payandan.catalog import actions as catalog
from payandan.catalog import queries as catalog_queries
from payandan.catalog.demo import NewModel, make_models
from payandan.catalog.models import ProductModel
from payandan.claims import actions as claims
from payandan.claims.actions import EvidenceDraft, LineDraft, PastClaim
from payandan.claims.demo import (
    AskedPart,
    Company,
    Month,
    Scene,
    draft_third_table,
    file_at_counter,
    file_twice,
    follow_parts,
    judge_doubts,
    let_fall_due,
    look_again,
    make_prices,
    make_suppliers,
    pay_centre,
    play,
    publish_first_table,
    publish_second_table,
    want_back,
)
from payandan.claims.models import Claim, Grant
from payandan.claims.queries import radar
from payandan.customers.actions import NewCustomer
from payandan.customers.demo import make_customers
from payandan.customers.models import Customer
from payandan.insights.actions import recount
from payandan.insights.demo import Asked, ask
from payandan.parts.demo import make_stock
from payandan.platform.files import actions as files
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.calendars import month_start
from payandan.platform.people import actions as people
from payandan.platform.people.demo import make_people
from payandan.platform.people.models import Branch, User
from payandan.platform.people.queries import actor_of
from payandan.repairs.demo import Story as Mended
from payandan.repairs.demo import Workshop, make_money, make_pool, make_repairs
from payandan.repairs.models import RepairOrder
from payandan.returns.demo import Subject, make_shipments
from payandan.site.demo import cast, messages, pictures
from payandan.site.demo.cast import Tale, Thing, Trouble
from payandan.units.demo import Arrival, Lives, make_lives, make_units
from payandan.units.models import Unit
from payandan.units.rules import NewUnit
from payandan.warranty import demo as warranty
from payandan.warranty import rulebook

Say = Callable[[str], None]

TERMS = ("cooler-standard", "tv-remote-control")
DRAFT = "tv-standard-draft"
RECALL = "dishwasher-recall"
GOLD = frozenset({"television", "refrigerator", "washing_machine", "dishwasher"})
METERS = {"washing_machine": "cycles", "dishwasher": "cycles", "air_conditioner": "hours"}
CHUNK = 100
REPAIRS = 400
PARCELS = 60
TILLS = 24


@dataclass(frozen=True, slots=True)
class Told:
    """Who may sign in now, and with what."""

    manager: str
    customer: str
    token: str = ""


def tell(*, story: Tale, password: str, say: Say, token: bool = False) -> Told:
    """Fill an empty installation with the story; all of it or nothing. `say` gets a line for each part."""
    with transaction.atomic():
        stage = _prepare(story, password)
        say(f"{len(stage.models)} models, {len(stage.branches)} branches, {len(stage.staff)} members of staff")
        post = messages.Post(story.until)
        _sell(stage)
        post.go()
        say(f"{len(stage.customers):,} customers, {len(stage.units):,} units")
        _price(stage)
        stocked = _stock(stage)
        say(f"{stocked} spare parts in five stores")
        done = _remember(stage)
        post.go()
        say(f"{done} claims of the past")
        looked = _look_again(stage)
        post.go()
        say(f"{looked} decisions looked at again by another centre")
        _live(stage)
        post.go()
        played = _play(stage, post)
        say(f"{played} claims played act by act")
        _follow_parts(stage)
        _pay_centres(stage)
        post.go()
        fallen = _let_fall_due(stage)
        post.go()
        say(f"{fallen} rights that fell due in late repairs")
        mended = _repair(stage)
        post.go()
        say(f"{mended.past + mended.open} repair jobs, {mended.open} of them open, {mended.repeats} that came again")
        pool = make_pool(things=_unclaimed(stage), shops=_shops(stage), chief=stage.staff["manager"], until=story.until)
        post.go()
        say(f"{pool.units} units that stand in for others, {pool.exchanges} devices exchanged")
        till = _cash_up(stage)
        post.go()
        say(f"{till} repairs estimated, paid and collected")
        sent = _send(stage)
        post.go()
        say(f"{sent} parcels sent and fetched")
        warranty.call_back(*_document(RECALL), actor=SYSTEM, at=story.until - timedelta(days=20))
        recount()
        file_twice(until=story.until, clerk=stage.staff["clerk"])
        delivered = post.deliver()
        judge_doubts(until=story.until, chief=stage.staff["manager"])
        post.forget_old()
        say(f"{delivered:,} facts brought to who listens; every message kept in the house")
        asked = _ask(stage)
        say(f"{asked} questions asked about other terms")
        raw = _token(stage) if token else ""
    return Told("manager@ava.example", story.people[0].mobile, raw)


@dataclass(slots=True)
class _Stage:
    story: Tale
    branches: dict[str, Branch]
    staff: dict[str, Actor]
    models: list[ProductModel]
    suspects: dict[tuple[str, str], str]
    chance: random.Random
    customers: list[Customer] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def ruled_from(self) -> datetime:
        """When the first table of payment was put in force."""
        return self.story.until - timedelta(days=100)

    @property
    def stated_from(self) -> datetime:
        """When centres began to be paid by statements: the first day of the fourth month back."""
        return _midnight(_months_back(self.story.until, 4))

    def company(self, trouble: Trouble) -> Company:
        """Who works on a trouble: the centre that is nearest to the customer."""
        owner = self.story.things[trouble.thing].owner
        place = self.story.people[owner or 0].nearest
        front, bench, judge = {
            "tehran": ("clerk", "technician", "clerk"),
            "shiraz": ("clerk.shiraz", "clerk.shiraz", "clerk.shiraz"),
            "mashhad": ("technician.mashhad", "technician.mashhad", "admin"),
        }[place]
        people = (self.staff[front], self.staff[bench], self.staff[judge], self.staff["manager"])
        return Company(self.branches[place], *people, elsewhere=self.elsewhere(place))

    def elsewhere(self, place: str) -> tuple[Branch, Actor]:
        """Another centre than this one, and who gives second opinions there."""
        other, reviewer = {"tehran": ("shiraz", "clerk.shiraz")}.get(place, ("tehran", "technician"))
        return self.branches[other], self.staff[reviewer]

    def component(self, trouble: Trouble) -> str:
        """The component at fault: named, or the usual suspect of the symptom."""
        fault = trouble.fault
        return fault.component or self.suspects[fault.category, fault.symptom]

    def lines(self, trouble: Trouble) -> tuple[LineDraft, ...]:
        usual = self.component(trouble)
        return tuple(
            LineDraft(kind, amount, (component or usual) if kind == "part" else "")
            for kind, component, amount in trouble.lines
        )


def _prepare(story: Tale, password: str) -> _Stage:
    """What stands before the first customer: words for faults, terms, people, products."""
    begins = story.begins - timedelta(days=3)
    people.ensure_roles(actor=SYSTEM, at=begins)
    catalog.load_catalog(documents=catalog_queries.bundled_catalog(), actor=SYSTEM, at=begins)
    made = make_people(password=password, at=begins)
    staff = {mailbox: actor_of(user) for mailbox, user in made.staff.items()}
    warranty.make_rule_book([_document(name) for name in TERMS], actor=SYSTEM, at=begins)
    warranty.make_draft(*_document(DRAFT), actor=staff["manager"], at=story.until - timedelta(days=2))
    models = make_models([_model(product, story) for product in story.products], actor=staff["admin"], at=begins)
    suspects = {
        (category.code, symptom.code): symptom.component.code if symptom.component else ""
        for category in catalog_queries.categories()
        for symptom in catalog_queries.symptoms_of(category.code)
    }
    chance = random.Random(cast.SEED)  # noqa: S311 - nothing here is secret
    return _Stage(story, made.branches, staff, models, suspects, chance)


def _document(name: str) -> tuple[dict[str, object], str]:
    source = cast.text(f"terms/{name}")
    return yaml.safe_load(source), source


def _model(product: cast.Product, story: Tale) -> NewModel:
    gone = product.months_gone
    return NewModel(
        product.category,
        product.brand,
        product.code,
        product.fa,
        product.en,
        product.pattern,
        (story.until - timedelta(days=30 * gone)).date() if gone else None,
    )


# --- selling


def _sell(stage: _Stage) -> None:
    story = stage.story
    first: dict[int, datetime] = {}
    for thing in story.things:
        if thing.owner is not None:
            first[thing.owner] = min(thing.at, first.get(thing.owner, thing.at))
    order = sorted(first, key=lambda place: (first[place], place))
    buyers = [_customer(story.people[place]) for place in order]
    made = make_customers(buyers, times=[first[place] for place in order], actor=SYSTEM)
    by_place = dict(zip(order, made, strict=True))
    stage.customers = [by_place[place] for place in sorted(by_place)]
    actors = {"qr": SYSTEM, "form": SYSTEM, "staff": stage.staff["manager"], "import": stage.staff["manager"]}
    arrivals = [_arrival(stage, thing, by_place) for thing in story.things]
    ids = make_units(arrivals, actors=actors, at=story.until)
    rows = Unit.objects.select_related("model__category", "owner").in_bulk(ids)
    stage.units = [rows[unit_id] for unit_id in ids]
    warranty.sell_extended_warranties(list(_gold(stage)), actor=stage.staff["manager"])


def _customer(person: cast.Person) -> NewCustomer:
    return {
        "name": person.name,
        "mobile": person.mobile,
        "kind": person.kind,
        "email": person.email,
        "city": person.city,
        "province": person.province,
        "address": person.address,
        "language": person.language,
        "accepts_offers": person.accepts_offers,
    }


def _arrival(stage: _Stage, thing: Thing, customers: dict[int, Customer]) -> Arrival:
    place = stage.story.people[thing.owner].nearest if thing.owner is not None else "head-office"
    unit = NewUnit(
        serial=thing.serial,
        model_id=stage.models[thing.product].pk,
        owner_id=customers[thing.owner].pk if thing.owner is not None else None,
        made_on=thing.made_on,
        imported_on=thing.imported_on,
        sold_on=thing.sold_on,
        delivered_on=thing.sold_on if thing.installed_on else None,
        installed_on=thing.installed_on,
        installed_by=thing.installed_by,
        activated_on=thing.activated_on,
        seller=thing.seller,
        lot=thing.lot,
        branch_id=stage.branches[place].pk,
    )
    return Arrival(unit, thing.channel, thing.at)


def _gold(stage: _Stage) -> Iterator[tuple[Unit, datetime]]:
    """One in fifteen buys two more years within a week or two; nobody whose claim must end as it was written."""
    played = {trouble.thing for trouble in stage.story.troubles if trouble.ending}
    for place, (unit, thing) in enumerate(zip(stage.units, stage.story.things, strict=True)):
        wanted = unit.owner_id is not None and unit.model.category.code in GOLD and place not in played
        if wanted and stage.chance.random() < 0.07:
            yield unit, min(thing.at + timedelta(days=stage.chance.randint(0, 12)), stage.story.until)


# --- claims


def _remember(stage: _Stage) -> int:
    """The claims that are long done, each centre's by the hundred."""
    past = [trouble for trouble in stage.story.troubles if not trouble.ending]
    _at_the_counter(stage, [trouble for trouble in past if trouble.filed_at > stage.ruled_from])
    by_centre: dict[int, list[Trouble]] = {}
    for trouble in past:
        if trouble.filed_at <= stage.ruled_from:
            by_centre.setdefault(stage.company(trouble).branch.pk, []).append(trouble)
    for troubles in by_centre.values():
        for start in range(0, len(troubles), CHUNK):
            _file(stage, troubles[start : start + CHUNK])
    return len(past)


def _look_again(stage: _Stage) -> int:
    """Some of what was decided is looked at by another centre, which does not know how."""
    codes = {branch.pk: code for code, branch in stage.branches.items()}
    filed = list(Claim.objects.filter(decided_at__isnull=False).order_by("filed_at", "id"))
    return look_again(
        filed,
        asker=stage.staff["manager"],
        elsewhere=lambda claim: stage.elsewhere(codes.get(claim.branch_id or 0, "")),
        until=stage.story.until,
        chance=stage.chance.random,
    )


def _file(stage: _Stage, troubles: Sequence[Trouble]) -> None:
    company = stage.company(troubles[0])
    kept = [_photos(stage, trouble, company.front) for trouble in troubles]
    filed = claims.file_claims(
        rows=[_past(stage, trouble, photos) for trouble, photos in zip(troubles, kept, strict=True)],
        actor=company.front,
        decider=company.judge,
        at=stage.story.until,
    )
    for claim, photos in zip(filed, kept, strict=True):
        files.claim_files([photo.token for photo in photos], owner=("claim", claim.pk), actor=company.front)


def _photos(stage: _Stage, trouble: Trouble, actor: Actor) -> list[StoredFile]:
    """Many claims with something to see came with a photograph."""
    kinds = trouble.fault.photos[: stage.chance.choice((0, 0, 1, 1, 2))]
    return [
        files.store(pictures.upload(kind, trouble.variant + place), owner=None, actor=actor, at=trouble.filed_at)
        for place, kind in enumerate(kinds)
    ]


def _past(stage: _Stage, trouble: Trouble, photos: Sequence[StoredFile]) -> PastClaim:
    fault, story = trouble.fault, stage.story
    unit, thing = stage.units[trouble.thing], story.things[trouble.thing]
    decided = _working(trouble.filed_at + timedelta(days=stage.chance.choice((1, 1, 2, 2, 3, 4, 5, 7, 9))), stage)
    settled = _working(decided + timedelta(days=stage.chance.randint(4, 20)), stage)
    # What was decided in the last months is paid to the centres by their statements.
    pays = settled < story.until and stage.chance.random() < 0.92 and decided < stage.stated_from
    shown = [EvidenceDraft("photo", "cause", photo, source="customer") for photo in photos]
    backing = [
        EvidenceDraft(kind, "cause", note=fault.found if kind != "photo" else "", source="technician")
        for kind in cast.backing(fault)
        if kind != "photo" or not shown
    ]
    facts = {} if thing.sold_on else {"unit.sold_on": {"value": thing.at.date().isoformat(), "source": "seller"}}
    asked_for = thing.sold_on is None or stage.component(trouble) == "remote_control"
    proof = [EvidenceDraft("invoice", "sold_on", source="seller")] if asked_for else []
    return PastClaim(
        unit=unit,
        filed_at=trouble.filed_at,
        branch=stage.company(trouble).branch,
        channel=trouble.channel,
        symptom=fault.symptom,
        component=stage.component(trouble),
        description=trouble.voice,
        failed_on=trouble.failed_on,
        cause=fault.cause,
        facts=facts,
        lines=stage.lines(trouble),
        evidence=[*shown, *backing, *proof],
        decided_at=min(decided, story.until),
        note=fault.found if fault.cause in cast.EXCLUDED else "",
        settled_at=settled if pays else None,
        reference=f"ACH-{settled:%y%m}-{stage.chance.randint(1000, 9999)}" if pays else "",
        days_out=1 + trouble.variant % 8 if pays else None,
    )


def _working(moment: datetime, stage: _Stage) -> datetime:
    """A moment of a working day: not on Fridays, between nine and four."""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.weekday() == 4:
        local += timedelta(days=1)
    return local.replace(hour=stage.chance.randint(9, 15), minute=stage.chance.randint(0, 59))


def _play(stage: _Stage, post: messages.Post) -> int:
    """The claims that are played act by act, in the order in which they began, each with its messages."""
    troubles = [trouble for trouble in stage.story.troubles if trouble.ending]
    for number, trouble in enumerate(troubles):
        play(_scene(stage, trouble, number), after=post.go)
    return len(troubles)


def _scene(stage: _Stage, trouble: Trouble, number: int) -> Scene:
    fault, unit = trouble.fault, stage.units[trouble.thing]
    assert unit.owner is not None
    kinds = fault.photos or ("serial_plate",)
    return Scene(
        ending=trouble.ending,
        unit=unit,
        customer=unit.owner,
        company=stage.company(trouble),
        at=trouble.filed_at,
        until=stage.story.until,
        channel=trouble.channel,
        symptom=fault.symptom,
        component=stage.component(trouble),
        description=trouble.voice,
        failed_on=trouble.failed_on,
        cause=fault.cause,
        found=fault.found,
        lines=stage.lines(trouble),
        backing=cast.backing(fault),
        photos=[pictures.upload(kind, trouble.variant + place) for place, kind in enumerate(kinds)],
        bench=pictures.upload(kinds[-1], trouble.variant + len(kinds)),
        better=pictures.upload(kinds[0], trouble.variant + pictures.VARIANTS - len(kinds)),
        invoice=pictures.upload("invoice", trouble.variant),
        number=number,
    )


def _let_fall_due(stage: _Stage) -> int:
    """The repairs that are still open, by the radar; one right somebody wants to take back. How many were granted."""
    until, clerk, chief = stage.story.until, stage.staff["manager"], stage.staff["manager"]
    for number, claim in enumerate(radar.under_way().exclude(state="appealed")):
        let_fall_due(claim, clerk=clerk, until=until, number=number)
    rows = Grant.objects.order_by("due_on", "id")
    if newest := rows.last():
        want_back(newest, chief=chief, at=until - timedelta(hours=3))
    return rows.count()


# --- payment


def _stock(stage: _Stage) -> int:
    """Stores, parts and two years of their moves; how many parts."""
    told = make_stock(
        models=stage.models,
        branches=[stage.branches[code] for code in ("tehran", "shiraz", "mashhad")],
        chief=stage.staff["manager"],
        keeper=stage.staff["storekeeper"],
        since=stage.story.begins,
        until=stage.story.until,
        currency=settings.CURRENCY,
    )
    return len(told.parts)


def _repair(stage: _Stage) -> Mended:
    """The workshop: jobs of the last year, and those that lie there today; nothing with a claim to be played."""
    free = _unclaimed(stage)
    return make_repairs(
        things=free,
        shops=_shops(stage),
        chief=stage.staff["manager"],
        until=stage.story.until,
        jobs=min(REPAIRS, len(free)),
    )


def _cash_up(stage: _Stage) -> int:
    """The till of the last weeks: estimates, deposits, invoices, receipts, and drawers that were counted."""
    things = _unclaimed(stage)
    till = make_money(
        things=things,
        shops=_shops(stage),
        chief=stage.staff["manager"],
        until=stage.story.until,
        jobs=min(TILLS, len(things) // 4),
    )
    return till.collected


def _send(stage: _Stage) -> int:
    """Parcels of the workshop's newest jobs."""
    newest = RepairOrder.objects.select_related("customer", "place").order_by("-received_at", "-id")
    jobs = [
        Subject("repair", job.pk, job.customer, job.place.code if job.place else "", bool(job.ready_at))
        for job in newest.exclude(customer__mobile=None)[:PARCELS]
    ]
    return make_shipments(subjects=jobs, clerk=stage.staff["manager"], until=stage.story.until, count=len(jobs))


def _shops(stage: _Stage) -> list[Workshop]:
    """Who works where."""
    people = {
        "tehran": ("clerk", "technician"),
        "shiraz": ("clerk.shiraz", "manager"),
        "mashhad": ("technician.mashhad", "technician.mashhad"),
    }
    return [
        Workshop(
            branch=stage.branches[code],
            counter=stage.staff[counter],
            bench=stage.staff[bench],
            person=User.objects.get(pk=stage.staff[bench].id),
        )
        for code, (counter, bench) in people.items()
    ]


def _unclaimed(stage: _Stage) -> list[Unit]:
    """Units with no claim to be played."""
    claimed = {trouble.thing for trouble in stage.story.troubles if trouble.ending}
    rows = Unit.objects.select_related("model__category", "owner").in_bulk([unit.pk for unit in stage.units])
    return [rows[unit.pk] for place, unit in enumerate(stage.units) if place not in claimed]


def _price(stage: _Stage) -> None:
    """What work and parts cost, who may repair what, and the tables of payment."""
    begins, until = stage.story.begins.date(), stage.story.until
    asked = [
        AskedPart(unit.model_id, unit.model.category_id, component, amount, trouble.failed_on)
        for trouble in stage.story.troubles
        for unit in [stage.units[trouble.thing]]
        for kind, named, amount in trouble.lines
        for component in [named or stage.component(trouble)]
        if kind == "part" and component
    ]
    centres = {"a": [stage.branches["tehran"]], "b": [stage.branches["shiraz"]], "c": [stage.branches["mashhad"]]}
    year = month_start(_months_back(until, 8), "jalali")
    chief = stage.staff["manager"]
    make_prices(asked, centres=centres, editions=(begins, year), actor=chief, at=stage.story.begins)
    publish_first_table(actor=chief, at=stage.ruled_from)


def _at_the_counter(stage: _Stage, troubles: Sequence[Trouble]) -> None:
    """The claims since there is a table, each in its time; half-way the second version is put in force."""
    chief, second = stage.staff["manager"], stage.story.until - timedelta(days=50)
    for late in (False, True):
        for trouble in troubles:
            if (trouble.filed_at > second) is late:
                company = stage.company(trouble)
                row = _past(stage, trouble, _photos(stage, trouble, company.front))
                minutes = (45, 60, 75, 60, 110)[trouble.variant % 5]
                file_at_counter(row, clerk=company.front, judge=company.judge, minutes=minutes)
        if not late:
            publish_second_table(actor=chief, at=second)
    draft_third_table(actor=chief, at=stage.story.until - timedelta(days=1))


def _follow_parts(stage: _Stage) -> None:
    """The last four months: what suppliers are asked for, and where the defective parts of fifty claims are."""
    manager = stage.staff["manager"]
    make_suppliers(actor=manager, at=stage.stated_from - timedelta(days=10))
    decided = Claim.objects.filter(decided_at__gte=stage.stated_from, paid_by_company__gt=0).exclude(channel="import")
    follow_parts(list(decided.order_by("-decided_at", "pk")[:50]), keeper=manager, until=stage.story.until)


def _pay_centres(stage: _Stage) -> None:
    """The statements of the last four months: two long paid, one just approved, one on the way."""
    drafters = {"tehran": "clerk", "shiraz": "clerk.shiraz", "mashhad": "admin"}
    reached = {4: ("paid", "paid", "paid"), 3: ("paid", "paid", "paid"), 2: ("paid", "approved", "approved"),
               1: ("sent", "sent", "draft")}  # fmt: skip
    number = 0
    for back, states in reached.items():
        since, until = _months_back(stage.story.until, back), _months_back(stage.story.until, back - 1)
        for (place, drafter), state in zip(drafters.items(), states, strict=True):
            number += 1
            at = min(_working(_midnight(until) + timedelta(days=2), stage), stage.story.until)
            pay_centre(
                Month(
                    branch=stage.branches[place], since=since, until=until, reached=state,
                    drafter=stage.staff[drafter], chief=stage.staff["manager"], at=at, end=stage.story.until,
                    number=number,
                )
            )  # fmt: skip


def _months_back(until: datetime, count: int) -> date:
    """The first day of the Jalali month so many months before the one of `until`."""
    day = month_start(until.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), "jalali")
    for _ in range(count):
        day = month_start(day - timedelta(days=1), "jalali")
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


# --- what else happens


def _live(stage: _Stage) -> None:
    """New owners, readings, theft, copies: with units that no claim is about."""
    claimed = {trouble.thing for trouble in stage.story.troubles}
    quiet = [
        unit
        for place, (unit, thing) in enumerate(zip(stage.units, stage.story.things, strict=True))
        if place not in claimed and unit.owner_id is not None and (stage.story.until - thing.at).days > 160
    ]
    stage.chance.shuffle(quiet)
    share = max(1, len(quiet) // 100)
    take = iter(quiet).__next__
    metered = [unit for unit in quiet[9 * share :] if unit.model.category.code in METERS]
    make_lives(
        Lives(
            checked=quiet[-6 * share :],
            handed_over=[(take(), stage.customers[-1 - place]) for place in range(min(share, 12))],
            asked_for=[_asked_for(stage, take(), stage.customers[-20 - place]) for place in range(min(share, 4))],
            read=[(unit, METERS[unit.model.category.code], 180 + unit.pk % 900) for unit in metered[: 3 * share]],
            stolen=[take() for _ in range(min(share, 2))],
            copied=[take() for _ in range(min(share, 2))],
            worn_out=[take() for _ in range(min(share, 3))],
        ),
        manager=stage.staff["manager"],
        until=stage.story.until,
    )


def _asked_for(stage: _Stage, unit: Unit, customer: Customer) -> tuple[Unit, Customer, StoredFile]:
    """A unit, somebody who says that it is theirs, and the invoice they show."""
    buyer = Actor(kind="customer", id=customer.pk, name=customer.name)
    at = stage.story.until - timedelta(days=25)
    shown = pictures.upload("invoice", customer.pk)
    return unit, customer, files.store(shown, owner=("unit", unit.pk), actor=buyer, at=at)


def _ask(stage: _Stage) -> int:
    """What would have been: three questions about the claims of all two years."""
    story, chief = stage.story, stage.staff["manager"]
    questions = [
        Asked(
            one["title"],
            one["note"],
            [_change(change) for change in one["changes"]],
            one.get("filters", {}),
            story.until - timedelta(days=3 - place, hours=2),
        )
        for place, one in enumerate(cast.read("questions"))
    ]
    return len(ask(questions, since=story.begins.date(), until=story.until.date(), actor=chief))


def _change(change: dict[str, object]) -> dict[str, object]:
    """A change as it is made; `pack` names a document of the shelf to put in."""
    pack = change.pop("pack", None)
    return change if pack is None else {**change, "body": rulebook.shipped()[str(pack)]}


def _token(stage: _Stage) -> str:
    """A key for programs that may read, file and register."""
    capabilities = ["claims.view", "claims.file", "units.view", "units.register", "customers.view", "warranty.assess"]
    _, raw = people.create_token(
        name="فروشگاه اینترنتی دکان‌آنلاین", capabilities=capabilities, actor=stage.staff["admin"], at=stage.story.until
    )
    return raw
