"""Believable claims: played act by act to an ending, as people would, each act at its own moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from payandan.claims import actions, rules
from payandan.claims.actions import EvidenceDraft, LineDraft
from payandan.claims.models import Claim, Question
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
OVERTURNED = "آزمایشگاه اثری از آسیب بیرونی نیافت و عیب را از ساخت دانست؛ حق با شماست و هزینه با شرکت است."


@dataclass(frozen=True, slots=True)
class Company:
    """Who works on a claim: who files and asks, who inspects, who decides first, and who decides last and pays."""

    branch: Branch
    front: Actor
    bench: Actor
    judge: Actor
    chief: Actor


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
    "upheld": (*_FOUND, _decide, _appeal, _uphold),
    "overturned": (*_FOUND, _decide, _appeal, _send_to_laboratory, _overturn),
    "settled": (*_FOUND, _decide, _settle),
    "closed": (*_FOUND, _decide, _settle, _close),
    "goodwill": (*_FOUND, _decide_kindly, _settle),
    "withdrawn": (_file, _withdraw),
}
"""How claims end, and what leads there."""
