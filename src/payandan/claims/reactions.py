"""What claims does when something happened: tell the customer, keep claims findable."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from payandan.claims import actions
from payandan.claims.actions import cores, grants, recovery, suspicion
from payandan.claims.events import (
    AppealDecided,
    ClaimAppealed,
    ClaimClosed,
    ClaimDecided,
    ClaimFiled,
    ClaimSettled,
    ClaimWithdrawn,
    CoresNoticed,
    EvidenceAdded,
    EvidenceBound,
    FactStated,
    GrantCancelled,
    InfoRequested,
    LinesChanged,
    QuestionAnswered,
    Reassessed,
    RightGranted,
    StatementDrafted,
)
from payandan.claims.models import Claim, Decision, Grant, Question, Statement
from payandan.claims.queries import radar
from payandan.claims.queries.cores import keepers
from payandan.claims.queries.panels import APPEAL_PURPOSE, LINK_PURPOSE
from payandan.claims.words.explaining import why as short_reason
from payandan.claims.words.radar import given, given_together, source_text
from payandan.claims.words.verdicts import main_reason, question_text
from payandan.customers.events import CustomerChanged
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Language
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.people.actions import make_link
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import person_behind
from payandan.platform.ui.words import day, digits, money, name_in
from payandan.units.events import UnitCorrected

LINK_DAYS = 60


@listens(ClaimFiled)
def tell_that_it_was_filed(event: ClaimFiled, fact: Fact) -> None:
    """Give the customer the number and the link; an import of the past tells nobody."""
    if event.channel != "import":
        _tell(event.claim_id, "claims.filed", fact)


@listens(InfoRequested)
def tell_the_question(event: InfoRequested, fact: Fact) -> None:
    """Put the question to the customer, with a link to answer it by."""
    if event.ask == "customer":
        question = Question.objects.filter(pk=event.question_id, answered_at=None).first()
        if question is not None:
            _tell(event.claim_id, "claims.question", fact, question=question)


@listens(ClaimDecided)
def tell_the_decision(event: ClaimDecided, fact: Fact) -> None:
    """Tell what was decided, why in one sentence, and how to appeal."""
    decision = Decision.objects.filter(pk=event.decision_id).first()
    _tell(event.claim_id, f"claims.{event.outcome}", fact, decision=decision)


@listens(AppealDecided)
def tell_the_final_decision(event: AppealDecided, fact: Fact) -> None:
    decision = Decision.objects.filter(pk=event.decision_id).first()
    _tell(event.claim_id, "claims.appeal_decided", fact, decision=decision, changed=event.changed)


@listens(ClaimSettled)
def tell_the_settlement(event: ClaimSettled, fact: Fact) -> None:
    _tell(event.claim_id, "claims.settled", fact, amount=event.amount)


@listens(RightGranted)
def tell_the_right(event: RightGranted, fact: Fact) -> None:
    """Tell what the customer may ask for, or was given; what was granted at the same moment in one message."""
    rows = Grant.objects.filter(claim_id=event.claim_id, granted_at=fact.at).order_by("due_on", "id")
    standing = [row for row in rows if row.state != Grant.State.CANCELLED]
    if not standing:
        return
    late = any(radar.is_timed(row) for row in standing)

    def more() -> dict[str, object]:
        sources = dict.fromkeys(source_text(row.source) for row in standing)
        what = given_together([(row.kind, row.by) for row in standing])
        return {"what": what, "source": "\n".join(text for text in sources if text)}

    template = "claims.right_granted" if late else "claims.right_held"
    _tell_of_right(event.claim_id, template, fact, f"claims.right:{event.claim_id}:{fact.at.isoformat()}", more)


@listens(GrantCancelled)
def tell_that_a_right_was_taken_back(event: GrantCancelled, fact: Fact) -> None:
    """Tell that a right was taken back, and why."""

    def more() -> dict[str, object]:
        return {"what": given(event.kind, event.by), "reason": event.reason}

    _tell_of_right(event.claim_id, "claims.right_cancelled", fact, f"claims.right_cancelled:{event.grant_id}", more)


@listens(ClaimFiled, ClaimDecided, ClaimAppealed, AppealDecided, ClaimSettled, ClaimWithdrawn, ClaimClosed)
def keep_the_radar_true(event: Any, fact: Fact) -> None:
    """The clock of a repair begins, goes on and stops with its claim; between these the hourly job looks."""
    if getattr(event, "channel", "") != radar.IMPORT:
        grants.follow(claim_id=event.claim_id, at=fact.recorded_at)


def _tell_of_right(
    claim_id: int, template: str, fact: Fact, unique_key: str, more: Callable[[], dict[str, object]]
) -> None:
    """Queue one message about a right, in the customer's language."""
    claim = Claim.objects.select_related("unit__model", "customer").filter(pk=claim_id).first()
    if claim is None or claim.customer is None or _is_past(fact):
        return
    customer = claim.customer
    language: Language = "en" if customer.language == "en" else "fa"
    with translation.override(language):
        context = {
            "name": customer.name,
            "product": name_in(claim.unit.model),
            "number": claim.number,
            "link": claim_link(claim.number, fact),
            **more(),
        }
        notify(
            template=template,
            to=Recipient(name=customer.name, mobile=customer.mobile or "", email=customer.email, language=language),
            context=context,
            about=("claim", claim.pk),
            unique_key=unique_key,
            at=fact.recorded_at,
        )


@listens(ClaimDecided, AppealDecided, ClaimSettled)
def follow_the_parts(event: ClaimDecided | AppealDecided | ClaimSettled, fact: Fact) -> None:
    """What the company pays for is asked back from suppliers, and the defective parts are expected; safe to repeat.

    An import of the past opens nothing: its deadlines and its parts are long gone.
    """
    claim = Claim.objects.filter(pk=event.claim_id).exclude(channel="import").first()
    if claim is not None:
        recovery.open_recoveries(claim=claim, actor=SYSTEM, at=fact.at)
        cores.expect_cores(claim=claim, actor=SYSTEM, at=fact.at)


@listens(StatementDrafted)
def reckon_parts_up(event: StatementDrafted, fact: Fact) -> None:
    """What a centre owes for parts that did not come back stands in its statement."""
    statement = Statement.objects.filter(pk=event.statement_id).first()
    if statement is not None:
        cores.reckon_up(statement=statement, actor=SYSTEM, at=fact.at)


@listens(CoresNoticed)
def tell_the_keepers(event: CoresNoticed, fact: Fact) -> None:
    """Tell whoever keeps parts at a centre which fall due, before it is charged for any."""
    branch = Branch.objects.filter(pk=event.branch_id).first()
    if branch is None or _is_past(fact):
        return
    for keeper in keepers(branch):
        language: Language = "en" if keeper.language == "en" else "fa"
        with translation.override(language):
            notify(
                template="claims.cores_due",
                to=Recipient(name=keeper.name, mobile="", email=keeper.email, language=language),
                context={
                    "name": keeper.name,
                    "centre": name_in(branch),
                    "count": digits(len(event.core_ids)),
                    "day": day(date.fromisoformat(event.earliest)),
                    "link": f"{settings.BASE_URL}{reverse('claims-cores')}?due=soon",
                },
                about=None,
                unique_key=f"claims.cores_due:{fact.pk}:{keeper.pk}",
                at=fact.recorded_at,
            )


@listens(CustomerChanged)
def follow_the_customers_name(event: CustomerChanged, _fact: Fact) -> None:
    """A claim is found by its customer's name and number as they are now."""
    if {"name", "mobile"} & set(event.changed):
        actions.refresh_names(customer_id=event.customer_id)


@listens(UnitCorrected)
def follow_the_units_serial(event: UnitCorrected, _fact: Fact) -> None:
    """A claim is found by its unit's serial and model as they are now."""
    if {"serial", "model"} & set(event.after):
        actions.refresh_names(unit_id=event.unit_id)


@listens(ClaimFiled, LinesChanged)
def note_who_worked(event: ClaimFiled | LinesChanged, fact: Fact) -> None:
    """Keep who wrote the work down; what a rule cut to the list is still that person's."""
    imported = isinstance(event, ClaimFiled) and event.channel == "import"
    person = person_behind(fact.actor_kind, fact.actor_id)
    if person is not None and not imported:
        suspicion.note_work(claim_id=event.claim_id, person=person, at=fact.at)


@listens(
    ClaimFiled, LinesChanged, FactStated, EvidenceAdded, EvidenceBound, QuestionAnswered, Reassessed, ClaimDecided,
    AppealDecided, ClaimWithdrawn,
)  # fmt: skip
def look_at_it(event: Any, fact: Fact) -> None:
    """Ask the detectors about a new claim, and again when something about it changed. Imports of the past are peers."""
    if getattr(event, "channel", "") != "import":
        suspicion.screen(claim_id=event.claim_id, at=fact.at)


def _tell(claim_id: int, template: str, fact: Fact, **more: Any) -> None:
    """Queue one message, in the customer's language. The fact's number makes its key, so that it is told once."""
    claim = Claim.objects.select_related("unit__model", "customer").filter(pk=claim_id).first()
    if claim is None or claim.customer is None or _is_past(fact):
        return
    customer = claim.customer
    language: Language = "en" if customer.language == "en" else "fa"
    with translation.override(language):
        notify(
            template=template,
            to=Recipient(name=customer.name, mobile=customer.mobile or "", email=customer.email, language=language),
            context=_context(claim, language, fact, **more),
            about=("claim", claim.pk),
            unique_key=f"{template}:{fact.pk}",
            at=fact.recorded_at,
        )


def _is_past(fact: Fact) -> bool:
    """Whether the fact was recorded long after it happened: believable data and imports tell nobody."""
    return (fact.recorded_at - fact.at).total_seconds() > 86_400


def _context(
    claim: Claim,
    language: Language,
    fact: Fact,
    *,
    question: Question | None = None,
    decision: Decision | None = None,
    changed: bool = False,
    amount: int = 0,
) -> dict[str, object]:
    verdict = decision.verdict if decision else claim.verdict
    outcome = decision.outcome if decision else ""
    customer_pays = claim.paid_by_customer or 0
    return {
        "name": claim.customer.name if claim.customer else "",
        "product": name_in(claim.unit.model),
        "number": claim.number,
        "link": claim_link(claim.number, fact),
        "appeal_link": claim_link(claim.number, fact, purpose=APPEAL_PURPOSE),
        "short": short_reason(verdict, outcome, language) if decision else "",
        "why": main_reason(verdict, outcome, language) if decision else _next_step(claim),
        "question": _question_text(claim, question, language) if question else "",
        "customer_pays": money(customer_pays, claim.currency),
        "result": _("The first decision was changed in your favour.") if changed else _("The first decision stands."),
        "amount": money(amount, claim.currency),
    }


def claim_link(number: str, fact: Fact, *, purpose: str = LINK_PURPOSE) -> str:
    """The address of a customer's page of one claim, or of its appeal, for a message: signed, for two months."""
    token = make_link(purpose, number, at=fact.recorded_at, days=LINK_DAYS)
    return f"{settings.BASE_URL}{reverse('customer-link', args=[token])}"


def _next_step(claim: Claim) -> str:
    if claim.outcome == "undecided":
        return _("Next, an expert looks for the cause; we tell you as soon as we know who pays.")
    return _("Next, an expert looks at it and decides; we tell you at once.")


def _question_text(claim: Claim, question: Question, language: Language) -> str:
    return question.text or question_text(claim.verdict, question.fact, language)
