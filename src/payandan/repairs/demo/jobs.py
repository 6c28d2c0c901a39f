"""A believable workshop: hundreds of jobs that are over, some that came again, and a board at work today."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from payandan.catalog.models import Symptom
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch, User
from payandan.repairs import actions, queries
from payandan.repairs.actions import Intake, Part, PastJob
from payandan.repairs.models import RepairOrder
from payandan.units.models import Unit

OUTCOMES = (
    ("repaired", 78), ("no_fault_found", 9), ("returned_unrepaired", 6), ("beyond_economic_repair", 5),
    ("dead_on_arrival", 2),
)  # fmt: skip
STAGES = (
    ("received", 9), ("triage", 4), ("diagnosing", 8), ("waiting_part", 8), ("repairing", 9), ("testing", 5),
    ("ready", 5), ("notified", 8), ("sent_to_centre", 3), ("irreparable", 2),
)  # fmt: skip
WAYS = {
    "received": (),
    "triage": ("triage",),
    "diagnosing": ("diagnose", "work"),
    "sent_to_centre": ("diagnose", "work", "send"),
    "irreparable": ("diagnose", "work", "describe", "give_up"),
    "waiting_part": ("diagnose", "work", "describe", "plan", "wait_for_part"),
    "repairing": ("diagnose", "work", "describe", "repair"),
    "testing": ("diagnose", "work", "describe", "repair", "change", "test"),
    "ready": ("diagnose", "work", "describe", "repair", "change", "test", "pass"),
    "notified": ("diagnose", "work", "describe", "repair", "change", "test", "pass", "tell"),
}
"""What is done with a job of today, in order, until it stands at its stage."""
SAID = ("", "", "", "از دیروز", "گاهی", "بعد از قطعی برق", "لطفاً زودتر")
DONE = "%s عوض شد و دستگاه دو ساعت زیر بار آزموده شد."
DEAD = ("does_not_turn_on", "does_not_start")
SEEN_WITHOUT_POWER = ("body_whole", "serial_readable", "seals_whole", "no_liquid")
FOUND = "با اندازه‌گیری روی برد، ایراد در همین جزء دیده شد."
CAUSES = ("part", "workmanship", "diagnosis", "new", "use")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Who works where: each centre with its counter, its bench, and the bench's account."""

    branch: Branch
    counter: Actor
    bench: Actor
    person: User

    def brought(self, unit: Unit, symptom: Symptom, **more: Any) -> Intake:
        """What is said at this counter of a unit and its fault, signed on paper."""
        assert unit.owner is not None
        holds_data = queries.sheet_of(unit.model.category.code).data
        return Intake(
            unit=unit,
            customer=unit.owner,
            symptoms=[symptom.code],
            data_consent="backed_up" if holds_data else "",
            signed_by="paper",
            branch=self.branch,
            **{"words": symptom.name_fa, **more},
        )


@dataclass(frozen=True, slots=True)
class Story:
    """What was told: past jobs, open jobs, and how many came again."""

    past: int
    open: int
    repeats: int


def make_repairs(
    *, things: Sequence[Unit], shops: Sequence[Workshop], chief: Actor, until: datetime, jobs: int, seed: int = 1405
) -> Story:
    """Tell the story of a workshop over units that have owners; a sixth of the jobs are open."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is secret
    teller = _Teller(shops, _symptoms(things), dice, until, chief)
    able = [unit for unit in things if teller.symptoms.get(unit.model.category_id) and unit.owner_id is not None]
    dice.shuffle(able)
    running = min(len(able) // 3, jobs // 6 + 1)
    fresh, old = able[:running], able[running:]
    made = actions.take_in_past(rows=teller.past(old, jobs - running) if old else [], actor=chief, at=until)
    linked = actions.search_for_repeats(orders=sorted(made, key=lambda order: order.received_at), at=until)
    teller.class_some()
    opened = sum(teller.play(unit, place) for place, unit in enumerate(fresh))
    teller.lend_some(things)
    return Story(len(made), opened, linked)


def _symptoms(things: Sequence[Unit]) -> Mapping[int, list[Symptom]]:
    found: dict[int, list[Symptom]] = {}
    wanted = {unit.model.category_id for unit in things}
    for row in Symptom.objects.filter(category_id__in=wanted).select_related("component"):
        found.setdefault(row.category_id, []).append(row)
    return found


@dataclass(slots=True)
class _Teller:
    """Who tells the story: the shops, the words for faults, and chance."""

    shops: Sequence[Workshop]
    symptoms: Mapping[int, list[Symptom]]
    dice: random.Random
    until: datetime
    chief: Actor

    def moment(self, day: datetime) -> datetime:
        """A moment of that day at which a workshop is open."""
        local = day.astimezone(ZoneInfo(settings.TIME_ZONE))
        return local.replace(hour=self.dice.randint(9, 15), minute=self.dice.randint(0, 59), second=0, microsecond=0)

    def past(self, things: Sequence[Unit], count: int) -> list[PastJob]:
        """Jobs of the last year; about one in nine is the same problem of an earlier one."""
        rows: list[PastJob] = []
        while len(rows) < count:
            again = self.again(self.dice.choice(rows)) if rows and self.dice.random() < 0.11 else None
            rows.append(again or self.first(self.dice.choice(things)))
        return rows

    def first(self, unit: Unit) -> PastJob:
        """A problem that was not there before."""
        symptom = self.dice.choice(self.symptoms[unit.model.category_id])
        return self.row(unit, symptom, self.moment(self.until - timedelta(days=self.dice.randint(25, 360))))

    def again(self, before: PastJob) -> PastJob | None:
        """The same problem some weeks later, unless that is still to come."""
        received = self.moment(before.delivered_at + timedelta(days=self.dice.choice((6, 14, 25, 40, 75, 150))))
        if received > self.until - timedelta(days=12):
            return None
        known = self.symptoms[before.unit.model.category_id]
        return self.row(before.unit, next(row for row in known if row.code == before.symptom), received)

    def row(self, unit: Unit, symptom: Symptom, received: datetime) -> PastJob:
        """A job that is over, in any of the centres."""
        dice, shop = self.dice, self.dice.choice(self.shops)
        ready = received + timedelta(days=dice.choice((0, 1, 1, 2, 3, 5, 9)), hours=3)
        outcome = dice.choices([code for code, _ in OUTCOMES], [weight for _, weight in OUTCOMES])[0]
        name = symptom.component.name_fa if symptom.component and outcome == "repaired" else ""
        assert unit.owner is not None
        return PastJob(
            unit=unit,
            customer=unit.owner,
            branch=shop.branch,
            received_at=received,
            ready_at=ready,
            delivered_at=min(ready + timedelta(days=dice.randint(0, 6), hours=2), self.until - timedelta(hours=1)),
            outcome=outcome,
            symptom=symptom.code,
            words=f"{symptom.name_fa} {dice.choice(SAID)}".strip(),
            work=DONE % name if name else "",
            technician=shop.person,
            work_from=received + timedelta(hours=1),
            minutes=dice.choice((15, 20, 25, 35, 40, 55, 70, 90)),
            part=name if dice.random() < 0.7 else "",
            component=symptom.component.code if symptom.component else "",
        )

    def class_some(self) -> None:
        """Most repeats were looked at by a person."""
        for place, repeat in enumerate(queries.list_repeats(self.chief)):
            if place % 4:
                cause = self.dice.choices(CAUSES, (5, 3, 2, 3, 2))[0]
                actions.class_repeat(repeat=repeat, cause=cause, actor=self.chief, at=self.until - timedelta(days=1))

    def play(self, unit: Unit, place: int) -> int:
        """One job of today, act by act, as far as its stage; 0 where nobody brings the unit any more."""
        dice, shop = self.dice, self.shops[place % len(self.shops)]
        stage = dice.choices([code for code, _ in STAGES], [weight for _, weight in STAGES])[0]
        old = {"received": 0, "triage": 1}.get(stage, dice.choice((1, 2, 3, 4, 6, 9)))
        at = min(self.moment(self.until - timedelta(days=old)), self.until - timedelta(hours=2))
        symptom = dice.choice(self.symptoms[unit.model.category_id])
        try:
            order = actions.receive_device(intake=self.intake(unit, symptom, shop, at), actor=shop.counter, at=at)
        except Refused:
            return 0  # lost, stolen or replaced since
        for hour, act in enumerate(WAYS[stage], start=1):
            moment = min(at + timedelta(hours=hour), self.until - timedelta(minutes=1))
            self.do(act, order, shop, symptom, moment)
        return 1

    def intake(self, unit: Unit, symptom: Symptom, shop: Workshop, at: datetime) -> Intake:
        """What is said at the counter."""
        dice, sheet = self.dice, queries.sheet_of(unit.model.category.code)
        return shop.brought(
            unit,
            symptom,
            words=f"{symptom.name_fa} {dice.choice(SAID)}".strip(),
            condition=[{"code": code, "value": self.looked_at(code, symptom)} for code in sheet.checklist],
            accessories=list(sheet.accessories)[: dice.randint(0, 2)],
            passcode="2580" if sheet.passcode else "",
            promised_at=at + timedelta(days=dice.choice((1, 2, 3, 5, 8))),
            priority=dice.choices((0, 1, 2, 3), (1, 3, 12, 2))[0],
        )

    def looked_at(self, code: str, symptom: Symptom) -> str:
        """What the counter finds: nearly everything is whole; what was complained of shows, or could not be tried."""
        subject, _, _ = code.partition("_")
        about = f"{symptom.code}_{symptom.component.code if symptom.component else ''}"
        if symptom.code in DEAD and code not in SEEN_WITHOUT_POWER:
            return "no" if code == "powers_on" else "unknown"
        if subject in about.split("_") and code not in SEEN_WITHOUT_POWER:
            return "no"
        return self.dice.choices(("yes", "no", "unknown"), (94, 2, 4))[0]

    def do(self, act: str, order: RepairOrder, shop: Workshop, symptom: Symptom, at: datetime) -> None:
        """One act of the way."""
        who: Any = {"order": order, "actor": shop.bench, "at": at}
        name = symptom.component.name_fa if symptom.component else "قطعهٔ معیوب"
        code = symptom.component.code if symptom.component else ""
        if act == "work":
            actions.start_timer(**who)
            later = min(at + timedelta(minutes=self.dice.randint(8, 50)), self.until)
            actions.stop_timer(order=order, actor=shop.bench, at=later)
        elif act == "describe":
            actions.describe(diagnosis=FOUND, cause=code, **who)
        elif act == "plan":
            actions.plan_part(part=Part(name, component=code), **who)
        elif act == "change":
            actions.change_part(part=Part(name, component=code), **who)
        elif act == "pass":
            actions.record_tests(answers=right_answers(order), **who)
            actions.finish(outcome="repaired", work=DONE % name, **who)
        elif act == "tell":
            actions.tell_ready(order=order, actor=shop.counter, at=at)
        elif act == "send":
            target = next(other.branch for other in self.shops if other.branch.pk != shop.branch.pk)
            actions.send_to_centre(target=target, reason="تعمیر برد", carrier="تیپاکس", waybill="4821077", **who)
        else:
            actions.move(act=act, **who)

    def lend_some(self, things: Sequence[Unit]) -> None:
        """Two loaners a centre of what nobody owns, one of them out."""
        spare = [unit for unit in things if unit.owner_id is None and unit.state in ("made", "sold")]
        at = self.until - timedelta(hours=20)
        for shop in self.shops:
            ours, spare = spare[:2], spare[2:]
            made = [actions.add_loaner(unit=unit, branch=shop.branch, actor=self.chief, at=at) for unit in ours]
            stuck = queries.visible(self.chief).filter(place=shop.branch, state="waiting_part").first()
            if made and stuck is not None:
                actions.lend(
                    loaner=made[0],
                    order=stuck,
                    due_on=(self.until + timedelta(days=5)).date(),
                    condition="سالم، بدون خط‌وخش",
                    actor=shop.counter,
                    at=at,
                )


def right_answers(order: RepairOrder) -> dict[str, str]:
    """A walk through the test list in which everything is right."""
    answers = {}
    for check in queries.sheet_of(order.unit.model.category.code).checks:
        middle = check.low if check.low is not None else check.high
        answers[check.code] = str(middle if middle is not None else 1) if check.kind == "number" else "yes"
    return answers
