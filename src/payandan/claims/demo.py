"""Believable claims: played act by act to an ending, as people would, each act at its own moment."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from payandan.claims import actions, rules
from payandan.claims.actions import EvidenceDraft, LineDraft, PastClaim, grants, payment, suspicion
from payandan.claims.actions import cores as custody
from payandan.claims.actions import recovery as recovering
from payandan.claims.models import Claim, Core, Grant, Question, Recovery, Screening, Supplier
from payandan.claims.queries import payment as pay
from payandan.claims.queries import radar
from payandan.claims.rules.payment_prices import Basis
from payandan.customers.models import Customer
from payandan.platform.files.actions import store
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.units.models import Unit

FREE_QUESTIONS = (
    ("لطفاً از پلاک پشت دستگاه و جایی که ایراد دارد عکس روشنی بفرستید.", "photo"),
    ("ایراد از چه روزی شروع شد و آیا پیش از آن برق قطع شده بود؟", ""),
    ("آیا پیش از این کسی دستگاه را باز یا تعمیر کرده است؟ اگر فاکتور خرید دارید پیوست کنید.", "invoice"),
)
FREE_ANSWERS = (
    "عکس پلاک و محل ایراد را گذاشتم. اگر واضح نیست بفرمایید دوباره بگیرم.",
    "از هفتهٔ پیش شروع شد. نه، برق ما نوسان نداشت و محافظ هم داریم.",
    "نه، هیچ‌کس دست نزده. فاکتور هم پیوست است.",
)
REFUSING_NOTE = (
    "{found} با احترام، این آسیب طبق شرایط گارانتی در ضمانت نیست؛ اگر موافق نیستید می‌توانید درخواست بررسی دوباره بدهید."
)
APPEALS = (
    "من اصلاً به این دستگاه ضربه نزده‌ام. لطفاً یک نفر دیگر هم نگاه کند.",
    "این رأی منصفانه نیست! کارشناس شما پنج دقیقه هم نگاه نکرد. عکس‌های بیشتری فرستادم.",
    "با سلام، خواهشمندم پرونده را با توجه به عکس‌های تازه دوباره بررسی بفرمایید.",
)
KINDNESS = "مشتری وفادار ماست و نخستین بار است که چنین آسیبی پیش می‌آید؛ با حسن نیت، نیمی از هزینه را شرکت می‌پردازد."
UPHELD = "کارشناس دیگری دستگاه را دید و همان را یافت: {found} رأی نخست می‌ماند."
SAW_IT_TOO = ("نشانه‌ها در عکس‌ها روشن است و با گزارش تکنسین می‌خواند.", "گزارش و عکس‌ها کافی است؛ همین نتیجه را می‌گرفتم.")
SAW_NOTHING = "در عکس‌ها اثری از آسیب بیرونی نمی‌بینم؛ به عیب ساخت بیشتر می‌ماند. آزمایشگاه هم ببیند."
OVERTURNED = "آزمایشگاه اثری از آسیب بیرونی نیافت و عیب را از ساخت دانست؛ حق با شماست و هزینه با شرکت است."


LONGEST_STAY = 40
"""Days: a repair of the story that was filed longer ago is over."""
NOT_HERE = "دستگاه در این روزها نزد خود مشتری بود و روز پذیرش اشتباه ثبت شده است."


@dataclass(frozen=True, slots=True)
class Company:
    """Who works on a claim: who files and asks, who inspects, who decides first, and who decides last and pays."""

    branch: Branch
    front: Actor
    bench: Actor
    judge: Actor
    chief: Actor
    elsewhere: tuple[Branch, Actor] | None = None
    """Another centre, and who looks there at the decisions of this one."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One claim to be played. `backing` are the kinds of evidence that show the cause.

    `photos` are the customer's, `bench` is the technician's, `better` goes with an appeal; each is kept when needed.
    """

    ending: str
    unit: Unit
    customer: Customer
    company: Company
    at: datetime
    until: datetime
    channel: str
    symptom: str
    component: str
    description: str
    failed_on: date
    cause: str
    found: str
    lines: tuple[LineDraft, ...]
    backing: tuple[str, ...]
    photos: Sequence[SimpleUploadedFile]
    bench: SimpleUploadedFile
    better: SimpleUploadedFile
    invoice: SimpleUploadedFile
    number: int


@dataclass(slots=True)
class _Stage:
    scene: Scene
    now: datetime
    claim: Claim
    question: Question | None = None

    @property
    def caller(self) -> Actor:
        customer = self.scene.customer
        return Actor(kind="customer", id=customer.pk, name=customer.name)

    def later(self, **span: int) -> datetime:
        """Some time passes; work is done by day, and nothing after the end of the story."""
        moment = (self.now + timedelta(**span)).astimezone(ZoneInfo(settings.TIME_ZONE))
        if not 9 <= moment.hour < 17 and span.get("days", 0) + span.get("hours", 0) > 0:
            moment = moment.replace(hour=9 + self.scene.number % 7) + timedelta(days=moment.hour >= 17)
        self.now = min(moment, self.scene.until - timedelta(minutes=4))
        return self.now

    def pick(self, sentences: Sequence[str]) -> str:
        return sentences[self.scene.number % len(sentences)]


Step = Callable[[_Stage], None]


TURNS = frozenset({"not_in_this_state", "undecided", "nothing_to_settle", "no_rejection_without_evidence"})
"""Refusals that only say that the rule book decided otherwise than the scene supposed."""


def play(scene: Scene, *, after: Callable[[], None]) -> Claim:
    """Play a claim towards its ending, as far as the rule book lets it go there; returns it as it then stands.

    `after` is called after each step, so that messages stand between the acts.
    """
    stage = _Stage(scene, scene.at, Claim())
    for step in ENDINGS[scene.ending]:
        try:
            step(stage)
        except Refused as refused:
            if refused.code not in TURNS:
                raise
            break
        stage.claim.refresh_from_db()
        after()
    return stage.claim


def _file(stage: _Stage) -> None:
    scene = stage.scene
    actor = stage.caller if scene.channel == "portal" else scene.company.front
    shots = scene.photos if scene.channel == "portal" else scene.photos[:1]
    evidence = [
        EvidenceDraft("photo", "cause", store(shot, owner=None, actor=actor, at=stage.now), source="customer")
        for shot in shots
    ]
    stage.claim = actions.file_claim(
        actor=actor,
        at=stage.now,
        unit=scene.unit,
        customer=scene.customer,
        branch=scene.company.branch,
        channel=scene.channel,
        symptom=scene.symptom,
        component=scene.component,
        description=scene.description,
        failed_on=scene.failed_on,
        evidence=evidence,
    )


def _ask_customer(stage: _Stage) -> None:
    text, evidence = FREE_QUESTIONS[stage.scene.number % len(FREE_QUESTIONS)]
    wanted = [item for item in stage.claim.verdict["questions"] if item["ask"] == "customer"]
    asked = {"path": wanted[0]["fact"]} if wanted else {"text": text, "evidence": evidence}
    stage.question = actions.ask(
        claim=stage.claim, actor=stage.scene.company.front, at=stage.later(hours=2), whom="customer", **asked
    )


def _answer_customer(stage: _Stage) -> None:
    assert stage.question is not None
    at = stage.later(hours=5)
    proof = store(stage.scene.invoice, owner=None, actor=stage.caller, at=at)
    bought = stage.scene.unit.registered_on
    actions.answer_question(
        question=stage.question,
        actor=stage.caller,
        at=at,
        value=bought if stage.question.fact == "unit.sold_on" else None,
        text=stage.pick(FREE_ANSWERS),
        evidence=[EvidenceDraft("invoice", "sold_on", proof)],
    )


def _take_to_bench(stage: _Stage) -> None:
    stage.question = actions.ask(
        claim=stage.claim,
        actor=stage.scene.company.front,
        at=stage.later(hours=4),
        path="fault.cause",
        whom="technician",
        evidence="inspection_report",
    )


def _find_cause(stage: _Stage) -> None:
    """The technician estimates, names the cause, and backs it with a photo and a report where that is needed."""
    _estimate(stage)
    _name_cause(stage, stage.scene.backing)


def _suspect(stage: _Stage) -> None:
    """The technician names a cause that costs the customer the claim, and has not shown it yet."""
    _estimate(stage)
    _name_cause(stage, ())


def _estimate(stage: _Stage) -> None:
    bench = stage.scene.company.bench
    actions.set_lines(claim=stage.claim, lines=stage.scene.lines, actor=bench, at=stage.later(hours=26))


def _name_cause(stage: _Stage, backing: Sequence[str]) -> None:
    assert stage.question is not None
    scene, bench, at = stage.scene, stage.scene.company.bench, stage.later(minutes=22)
    proofs = [
        EvidenceDraft(
            kind,
            "cause",
            store(scene.bench, owner=None, actor=bench, at=at) if kind == "photo" else None,
            note=scene.found if kind != "photo" else "",
            source="technician",
        )
        for kind in backing
    ]
    actions.answer_question(
        question=stage.question,
        actor=bench,
        at=at,
        value=scene.cause,
        text=scene.found,
        source="technician",
        evidence=proofs,
    )


def _decide(stage: _Stage) -> None:
    outcome = rules.proposed_outcome(stage.claim.verdict)
    note = REFUSING_NOTE.format(found=stage.scene.found) if outcome == "rejected" else ""
    actions.decide(
        claim=stage.claim,
        actor=stage.scene.company.judge,
        at=stage.later(days=1, hours=3),
        reject=outcome == "rejected",
        note=note,
    )


def _decide_kindly(stage: _Stage) -> None:
    """Otherwise than proposed: of what the customer would pay, the company takes half."""
    pays = {share.line: share.customer // 2 for share in rules.shares(stage.claim.verdict)}
    chief = stage.scene.company.chief
    actions.decide(claim=stage.claim, actor=chief, at=stage.later(days=2), customer_pays=pays, note=KINDNESS)


def _appeal(stage: _Stage) -> None:
    at = stage.later(days=2, hours=6)
    shot = store(stage.scene.better, owner=None, actor=stage.caller, at=at)
    evidence = [EvidenceDraft("photo", "cause", shot)]
    actions.appeal(claim=stage.claim, actor=stage.caller, at=at, text=stage.pick(APPEALS), evidence=evidence)


def _hear(stage: _Stage) -> None:
    """Somebody who does not know the decision gives an opinion: at another centre every other time, else the chief."""
    scene, opinion = stage.scene, stage.claim.opinions.get(state="waiting")
    reviewer = scene.company.chief
    if scene.company.elsewhere is not None and scene.number % 2:
        branch, reviewer = scene.company.elsewhere
        actions.assign_opinion(opinion=opinion, branch=branch, actor=scene.company.chief, at=stage.later(hours=5))
    turns = scene.ending == "overturned"
    outcome, reason = ("approved", SAW_NOTHING) if turns else ("rejected", stage.pick(SAW_IT_TOO))
    actions.give_opinion(opinion=opinion, outcome=outcome, reason=reason, actor=reviewer, at=stage.later(days=1))


def _send_to_laboratory(stage: _Stage) -> None:
    actions.state_fact(
        claim=stage.claim,
        path="fault.cause",
        value="material",
        actor=stage.scene.company.chief,
        at=stage.later(days=4),
        source="laboratory",
        evidence=[EvidenceDraft("laboratory_report", "cause", source="laboratory")],
    )


def _uphold(stage: _Stage) -> None:
    note = UPHELD.format(found=stage.scene.found)
    actions.decide_appeal(claim=stage.claim, actor=stage.scene.company.chief, at=stage.later(days=3), note=note)


def _overturn(stage: _Stage) -> None:
    actions.decide_appeal(claim=stage.claim, actor=stage.scene.company.chief, at=stage.later(days=1), note=OVERTURNED)


def _settle(stage: _Stage) -> None:
    reference = f"ACH-{stage.now:%y%m}-{1000 + stage.scene.number}"
    actions.settle(
        claim=stage.claim, actor=stage.scene.company.chief, at=stage.later(days=6, hours=2), reference=reference
    )


def _close(stage: _Stage) -> None:
    actions.close(claim=stage.claim, actor=stage.scene.company.chief, at=stage.later(days=5))


def _withdraw(stage: _Stage) -> None:
    actions.withdraw(claim=stage.claim, actor=stage.caller, at=stage.later(hours=20))


_FOUND: tuple[Step, ...] = (_file, _take_to_bench, _find_cause)

ENDINGS: dict[str, tuple[Step, ...]] = {
    "filed": (_file,),
    "asked": (_file, _ask_customer),
    "answered": (_file, _ask_customer, _answer_customer),
    "inspected": (_file, _take_to_bench),
    "raised": (_file, _take_to_bench, _suspect),
    "ready": _FOUND,
    "remote": _FOUND,
    "approved": (*_FOUND, _decide),
    "partly": (*_FOUND, _decide),
    "rejected": (*_FOUND, _decide),
    "appealed": (*_FOUND, _decide, _appeal),
    "upheld": (*_FOUND, _decide, _appeal, _hear, _uphold),
    "overturned": (*_FOUND, _decide, _appeal, _hear, _send_to_laboratory, _overturn),
    "settled": (*_FOUND, _decide, _settle),
    "closed": (*_FOUND, _decide, _settle, _close),
    "goodwill": (*_FOUND, _decide_kindly, _settle),
    "withdrawn": (_file, _withdraw),
}
"""How claims end, and what leads there."""


# --- second opinions -------------------------------------------------------------------------------------------------

SAMPLED = 6
"""One in so many decided claims is looked at again."""
SAME = "مدرک‌ها و شرایط را دیدم؛ من هم همین رأی را می‌دادم."
OTHER = "با همین مدرک‌ها رأی دیگری می‌دادم: گزارش بازرسی علت را روشن نشان نمی‌دهد."
UNSURE = "عکس از نزدیک نیست و جای آسیب پیدا نیست؛ عکس روشن‌تری لازم است."


def look_again(
    filed: Sequence[Claim],
    *,
    asker: Actor,
    elsewhere: Callable[[Claim], tuple[Branch, Actor]],
    until: datetime,
    chance: Callable[[], float],
) -> int:
    """Have every sixth decided claim looked at by another centre, blind; returns how many were."""
    latest = until - timedelta(days=9)
    # After all that happened to the claim: its history is told in the order of its days.
    rested = [(claim, claim.settled_at or claim.decided_at) for claim in filed]
    sampled = [(claim, at) for claim, at in rested if at and at < latest][::SAMPLED]
    for claim, at in sampled:
        branch, reviewer = elsewhere(claim)
        asked = at + timedelta(days=3)
        opinion = actions.ask_opinion(claim=claim, branch=branch, actor=asker, at=asked)
        given, luck = asked + timedelta(days=2, hours=3), chance()
        if luck < 0.06:
            actions.request_evidence(opinion=opinion, text=UNSURE, actor=reviewer, at=given)
            continue
        others = [outcome for outcome in ("approved", "partly_approved", "rejected") if outcome != claim.decided_as]
        outcome, reason = (claim.decided_as, SAME) if luck > 0.2 else (others[int(luck * 100) % 2], OTHER)
        actions.give_opinion(opinion=opinion, outcome=outcome, reason=reason, actor=reviewer, at=given)
    return len(sampled)


# --- radar -----------------------------------------------------------------------------------------------------------


def let_fall_due(claim: Claim, *, clerk: Actor, until: datetime, number: int) -> None:
    """A repair that is still open at the end of the story: granted what fell due, each right on its morning.

    What was decided long ago was handed back in time; every fifth came in two days after it was filed.
    """
    if (until - claim.filed_at).days > LONGEST_STAY:
        back = claim.filed_at + timedelta(days=6)
        grants.hand_back(claim=claim, on=timezone.localdate(back), actor=clerk, at=back)
        return
    if number % 5 == 0 and claim.filed_at + timedelta(days=2) < until:
        came = claim.filed_at + timedelta(days=2)
        grants.hand_in(claim=claim, on=timezone.localdate(came), actor=clerk, at=came)
    row = radar.by_id(claim.pk)
    if row is None or not radar.is_under_way(row):
        return
    fallen = radar.watch_one(row, today=timezone.localdate(until)).clocks.fallen
    for day in sorted({right.due_on for right in fallen}):
        morning = datetime.combine(day, time(8, 5), ZoneInfo(settings.TIME_ZONE))
        moment = max(morning, claim.decided_at or claim.filed_at)
        if moment < until:
            grants.grant_rights(claim=row, at=moment)
    grants.follow(claim_id=claim.pk, at=until)


def want_back(grant: Grant, *, chief: Actor, at: datetime) -> None:
    """Somebody asks to take a right back; nobody has agreed yet."""
    grants.ask_cancel(grant=grant, reason=NOT_HERE, actor=chief, at=at)


# --- payment ---------------------------------------------------------------------------------------------------------

RATES = {"labour_hour": 7_200_000, "handling_bp": 500, "travel_km": 60_000, "admin_fee": 900_000, "tax_bp": 1000}
ZONES = [2_500_000, 4_500_000, 7_000_000]
MINUTES = {"replace": 75, "repair": 60, "adjust": 20, "clean": 30, "diagnose": 30, "update_software": 25}
TABLE: tuple[dict[str, Any], ...] = (
    {
        "name": "درخواست‌های سنگین را کارشناس هزینه ببیند", "when": {"amount": [600_000_000, None]},
        "then": {"kind": "person", "queue": "پرداخت‌های سنگین", "skill": "cost"},
    },
    {
        "name": "عیب ساخت و بی‌ابهام: همان لحظه پرداخت شود",
        "when": {"outcome": ["covered"], "amount": [None, 350_000_000], "checks": []}, "then": {"kind": "pay"},
    },
    {
        "name": "بیش از فهرست خواسته‌اند: تا سقف فهرست پرداخت شود",
        "when": {
            "outcome": ["covered"], "amount": [None, 350_000_000], "checks": ["above_price", "over_standard_time"],
        },
        "then": {"kind": "pay_with_change", "to_list": True},
    },
    {
        "name": "فرسودگی در سال نخست: نیمی با حسن نیت",
        "when": {"cause": ["wear"], "months_in_service": [0, 12]}, "advise": True,
        "then": {
            "kind": "pay_with_change", "favour_bp": 5000, "favour_cap": 40_000_000,
            "note": "فرسودگی زودهنگام است؛ با حسن نیت، نیمی از هزینه را شرکت می‌پردازد.",
        },
    },
    {
        "name": "آسیب بیرونی با مدرک کامل", "when": {"outcome": ["not_covered"], "cause": ["accident", "liquid"]},
        "advise": True,
        "then": {"kind": "refuse", "note": "آسیب بیرونی است و عکس و گزارش کارشناس آن را نشان می‌دهد."},
    },
    {
        "name": "آنچه هنوز روشن نیست، به میز فنی", "when": {"outcome": ["undecided"]},
        "then": {"kind": "person", "queue": "بررسی فنی", "skill": "technical"},
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What somebody asked for a part, before any list was written: lists follow what is usual."""

    model_id: int
    category_id: int
    component: str
    amount: int
    on: date


def make_prices(
    asked: Sequence[AskedPart],
    *,
    centres: Mapping[str, Sequence[Branch]],
    editions: Sequence[date],
    actor: Actor,
    at: datetime,
) -> None:
    """Rates, part prices, standard times and authorisations. `centres` are by level; each edition begins on a day."""
    everywhere = {"country": settings.COUNTRY, "branch_id": None, "until": None}
    tariffs = [
        {**everywhere, **RATES, "level": level, "currency": settings.CURRENCY, "since": day, "travel_zones": ZONES,
         "labour_hour": RATES["labour_hour"] * (80 + 20 * place) // 100 * more // 100}
        for place, day in enumerate(editions)
        for level, more in (("", 100), ("a", 115))
    ]  # fmt: skip
    payment.put_prices(kind="tariffs", rows=tariffs, actor=actor, at=at)
    payment.put_prices(kind="parts", rows=list(_list_prices(asked, editions, everywhere)), actor=actor, at=at)
    categories = {row.category_id for row in asked}
    times = [
        {**everywhere, "category_id": category, "model_id": None, "component": "", "operation": operation,
         "since": editions[0], "minutes": minutes}
        for category in sorted(categories)
        for operation, minutes in MINUTES.items()
    ]  # fmt: skip
    payment.put_prices(kind="times", rows=times, actor=actor, at=at)
    # The smaller centre repairs no more than every second kind of product.
    rights = [
        {"branch_id": branch.pk, "category_id": category, "level": level, "since": editions[0], "until": None}
        for level, branches in centres.items()
        for branch in branches
        for category in sorted(categories)
        if level != "c" or category % 2
    ]
    payment.put_prices(kind="authorisations", rows=rights, actor=actor, at=at)


def _list_prices(
    asked: Sequence[AskedPart], editions: Sequence[date], everywhere: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """For each part and edition nearly the most that was asked then, without handling and tax, in round numbers."""
    ends = [*editions[1:], date.max]
    most: dict[tuple[int, int, str, date], int] = {}
    for row in asked:
        for since, until in zip(editions, ends, strict=True):
            if row.on < until and (row.on >= since or since == editions[0]):
                key = (row.category_id, row.model_id, row.component, since)
                most[key] = max(most.get(key, 0), row.amount)
    for (category, model, component, since), amount in sorted(most.items()):
        # Now and then the list lags behind what is asked.
        usual = 90 if model % 5 == 0 else 103
        price = amount * 100 * 100 // 105 // 110 * usual // 100 // 100_000 * 100_000
        yield {
            **everywhere, "category_id": category, "model_id": model, "component": component, "since": since,
            "currency": settings.CURRENCY, "price": price,
        }  # fmt: skip


def publish_first_table(*, actor: Actor, at: datetime) -> None:
    """A careful beginning: one rule that pays, one that sends to a person."""
    table = payment.begin_table(actor=actor, at=at)
    for rule in (*TABLE[:2], *TABLE[-1:]):
        table = payment.save_rule(table=table, rule=_as_document(rule), actor=actor)
    note = "آغاز با یک قاعده: درخواست‌های روشن و کوچک، بی‌درنگ."
    payment.publish_table(table=table, actor=actor, at=at, note=note)


def publish_second_table(*, actor: Actor, at: datetime) -> None:
    """The version in force: more rules, two of which only advise."""
    table = payment.begin_table(actor=actor, at=at, copy_of=pay.table_in_force())
    for place, rule in enumerate(TABLE[2:-1], start=4):
        table = payment.save_rule(table=table, rule=_as_document(rule), actor=actor)
        table = payment.move_rule(table=table, rule=f"r{place}", by=-1, actor=actor)
    note = "بریدن تا سقف فهرست، و دو قاعدهٔ پیشنهادی برای حسن نیت و آسیب بیرونی."
    payment.publish_table(table=table, actor=actor, at=at, note=note)


def draft_third_table(*, actor: Actor, at: datetime) -> None:
    """What somebody works on."""
    table = payment.begin_table(actor=actor, at=at, copy_of=pay.table_in_force())
    payment.move_rule(table=table, rule="r5", by=1, actor=actor)


def _as_document(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "", "advise": False, **rule}


def file_at_counter(row: PastClaim, *, clerk: Actor, judge: Actor, minutes: int) -> Claim:
    """A claim whose cause is known when it is filed: the table decides it at once, or the judge some days later."""
    lines = [
        replace(line, amount=0, basis=Basis("replace", minutes)) if line.kind == "labour" else line
        for line in row.lines
    ]
    claim = actions.file_claim(
        actor=clerk,
        at=row.filed_at,
        unit=row.unit,
        branch=row.branch,
        channel="staff",
        symptom=row.symptom,
        component=row.component,
        description=row.description,
        failed_on=row.failed_on,
        cause=row.cause,
        source=row.source,
        facts=row.facts,
        lines=lines,
        evidence=row.evidence,
        straight_through=True,
    )
    if claim.decided_at is None and row.decided_at is not None and rules.proposed_outcome(claim.verdict):
        rejects = rules.proposed_outcome(claim.verdict) == "rejected"
        try:
            actions.decide(claim=claim, actor=judge, at=row.decided_at, reject=rejects, note=row.note)
        except Refused as refused:
            if refused.code not in TURNS:
                raise
    return claim


@dataclass(frozen=True, slots=True)
class Month:
    """One centre's month: its days, how far its statement has come, who drafts it and when; nothing after `end`."""

    branch: Branch
    since: date
    until: date
    reached: str
    drafter: Actor
    chief: Actor
    at: datetime
    end: datetime
    number: int


def pay_centre(month: Month) -> None:
    """Draft, send, approve and pay a statement, as far as it has come; a month in which nothing was owed has none."""
    try:
        statement = payment.draft_statement(
            branch=month.branch, since=month.since, until=month.until, actor=month.drafter, at=month.at
        )
    except Refused as refused:
        if refused.code != "nothing_owed":
            raise
        return
    later = [min(month.at + timedelta(days=days, hours=2), month.end) for days in (0, 1, 3, 6)]
    if month.number % 3 == 0:
        statement = payment.deduct(
            statement=statement, reason="part_not_returned", amount=min(8_500_000, statement.due // 4),
            text="داغی دو دستگاه تا پایان ماه نرسید", actor=month.drafter, at=later[0],
        )  # fmt: skip
    if month.reached == "draft":
        return
    statement = payment.send_statement(statement=statement, actor=month.drafter, at=later[1])
    if month.reached == "sent":
        return
    statement = payment.approve_statement(statement=statement, actor=month.chief, at=later[2])
    if month.reached == "paid":
        reference = f"ACH-{month.at:%y%m}-{7000 + month.number}"
        payment.pay_statement(statement=statement, actor=month.chief, at=later[3], reference=reference)


# --- suspicion -------------------------------------------------------------------------------------------------------


def file_twice(*, until: datetime, clerk: Actor) -> int:
    """What is filed twice now and then: the newest open claims of some units again, by telephone. Returns how many."""
    seen = Claim.objects.visible_to(clerk).exclude(branch=None).exclude(symptom="")
    open_ones = seen.filter(state="submitted", filed_at__lt=until - timedelta(days=2))
    rows = list(open_ones.select_related("unit__model__category", "unit__owner", "branch").order_by("-filed_at")[:3])
    for place, claim in enumerate(rows):
        actions.file_claim(
            actor=clerk,
            at=until - timedelta(hours=30 - 7 * place),
            unit=claim.unit,
            branch=claim.branch,
            symptom=claim.symptom,
            component=claim.component,
            description="مشتری تلفنی پیگیری کرد و درخواست دوباره ثبت شد.",
            failed_on=claim.failed_on,
        )
    return len(rows)


def judge_doubts(*, until: datetime, chief: Actor) -> None:
    """What the detectors compare with is counted, and somebody has looked at half of what is held."""
    suspicion.count_peers(at=until)
    # A claim on which the manager owes a second opinion is kept from the manager until it is given.
    seen = Claim.objects.visible_to(chief)
    held = list(Screening.objects.filter(held=True, claim__in=seen).select_related("claim").order_by("-held_at"))
    for place, row in enumerate(held):
        if place < 4 or place % 2:
            continue
        for one in row.claim.suspicions.filter(stands=True):
            right = one.code in ("duplicate", "meter_falls", "clone_alarm")
            word = "همان ایراد است؛ یک بار حساب می‌شود." if right else "دیدم؛ دلیل روشنی دارد."
            outcome = "right" if right else "wrong"
            suspicion.judge(claim=row.claim, code=one.code, outcome=outcome, word=word, actor=chief, at=until)
        row.refresh_from_db()
        if row.held:
            word = "با مرکز صحبت شد؛ فقط یکی پرداخت می‌شود."
            suspicion.release(claim=row.claim, word=word, actor=chief, at=until)


# --- suppliers and defective parts -----------------------------------------------------------------------------------

SUPPLIERS: tuple[tuple[dict[str, Any], dict[str, int], tuple[str, ...]], ...] = (
    (
        {
            "name_fa": "پارس‌کمپرسور", "name_en": "Pars Compressor", "contact": "مهندس رضوی", "phone": "021-88001200",
            "email": "claims@parscompressor.example", "days_to_claim": 60, "days_to_answer": 30, "part_back": True,
            "address": "تهران، شهرک صنعتی عباس‌آباد، خیابان پنجم",
        },
        {"part": 10_000, "labour": 5_000, "travel": 2_500},
        ("compressor", "motor", "drum", "pump", "fan_motor"),
    ),
    (
        {
            "name_fa": "آریا الکترونیک شرق", "name_en": "Arya Electronics East", "contact": "خانم نادری",
            "phone": "051-38004400", "email": "returns@aryaelectronics.example", "days_to_claim": 45,
            "days_to_answer": 21, "address": "مشهد، بلوار وکیل‌آباد",
        },
        {"part": 9_000, "labour": 3_000},
        (),
    ),
)  # fmt: skip
"""Who they are, what they pay in hundredths of a percent, and for which parts; without any named, for every part."""
ENDS = ("paid", "accepted", "negotiated", "refused", "sent", "open", "part_paid", "closed", "given_up", "withdrawn")
PLACES = ("supplier", "expected", "transit", "received", "no_fault", "scrapped", "missing", "returned")


def make_suppliers(*, actor: Actor, at: datetime) -> list[Supplier]:
    """Two suppliers, and what the installation orders for defective parts."""
    found = []
    for given, shares, components in SUPPLIERS:
        row = recovering.put_supplier(given=given, actor=actor, at=at)
        for component in components or ("",):
            terms = {"component": component, "since": (at - timedelta(days=900)).date(), "shares": shares,
                     "causes": ["material", "workmanship", "design", "performance"]}  # fmt: skip
            recovering.put_supply_terms(supplier=row, given=terms, actor=actor, at=at)
        found.append(row)
    for value, order in ((0, "scrap"), (20_000_000, "return")):
        given = {"category_id": None, "component": "", "least_value": value, "order": order, "days": 30}
        custody.put_core_order(given=given, actor=actor, at=at)
    return found


def follow_parts(claims: Sequence[Claim], *, keeper: Actor, until: datetime) -> None:
    """What decisions of the last months brought: money asked back, and defective parts on their way."""
    for number, claim in enumerate(claims):
        assert claim.decided_at is not None
        for recovery in recovering.open_recoveries(claim=claim, actor=keeper, at=claim.decided_at):
            _pursue(recovery, ENDS[number % len(ENDS)], keeper, until)
        for core in custody.expect_cores(claim=claim, actor=keeper, at=claim.decided_at):
            try:
                _carry(core, PLACES[number % len(PLACES)], keeper, until)
            except Refused as refused:
                if refused.code not in ("core_not_in_this_state", "nothing_to_recover", "no_centre"):
                    raise
    custody.notice_due(actor=keeper, at=until - timedelta(days=8))
    custody.charge_overdue(actor=keeper, at=until)


def _pursue(row: Recovery, end: str, keeper: Actor, until: datetime) -> None:
    """One recovery towards its end, act by act."""

    def when(days: int) -> datetime:
        return min(row.opened_at + timedelta(days=days, hours=3), until)

    if end == "open":
        return
    if end == "withdrawn":
        recovering.withdraw_recovery(recovery=row, reason="دو بار باز شده بود.", actor=keeper, at=when(2))
        return
    recovering.send(supplier=row.supplier, recoveries=[row], actor=keeper, at=when(4))
    if end == "sent":
        return
    if end in ("refused", "closed"):
        recovering.refuse(recovery=row, reason="بچ این قطعه را ما نساخته‌ایم.", actor=keeper, at=when(15))
        if end == "closed":
            recovering.close_recovery(recovery=row, actor=keeper, at=when(18))
        return
    agreed = row.claimed
    if end in ("negotiated", "given_up"):
        agreed = row.claimed * 8 // 10
        reason = "بر سر اجرت، هشتاد درصد توافق شد."
        recovering.negotiate(recovery=row, amount=agreed, reason=reason, actor=keeper, at=when(16))
    else:
        recovering.accept(recovery=row, actor=keeper, at=when(12))
    paid = {"paid": agreed, "part_paid": agreed // 2}.get(end, 0)
    if paid:
        reference = f"SUP-{row.pk:05d}"
        recovering.receive_payment(recovery=row, amount=paid, reference=reference, actor=keeper, at=when(25))
    if end == "given_up":
        recovering.give_up(recovery=row, reason="مبلغ در تسویهٔ سالانه دیده شد.", actor=keeper, at=when(30))


def _carry(core: Core, end: str, keeper: Actor, until: datetime) -> None:
    """One part towards its place, move by move."""

    def when(days: int) -> datetime:
        return min(core.expected_at + timedelta(days=days, hours=2), until)

    common: dict[str, Any] = {"core": core, "actor": keeper}
    if end == "expected":
        return
    if core.order == "scrap":
        custody.scrap(**common, at=when(6), note="قطعهٔ ارزان؛ در مرکز دور ریخته شد.")
        return
    if end == "missing":
        custody.report_missing(**common, at=when(20), note="جعبه خالی رسید.")
        return
    custody.hand_over(**common, at=when(5), seal=f"SL-{4000 + core.pk}")
    if end == "transit":
        return
    custody.receive(**common, at=when(9), seal=f"SL-{4000 + core.pk + (end == 'no_fault')}")
    if end == "received":
        return
    finding = {"no_fault": "no_fault", "returned": "wrong_part"}.get(end, "confirmed")
    custody.inspect(**common, at=when(11), finding=finding)
    if end == "returned":
        custody.give_back(**common, at=when(12), note="قطعهٔ مدل دیگری است.")
    elif end == "scrapped":
        custody.scrap(**common, at=when(14))
    elif end == "supplier":
        custody.ship(**common, at=when(13))
