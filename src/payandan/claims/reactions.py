"""What claims does when something happened: tell the customer, keep claims findable."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from payandan.claims import actions
from payandan.claims.events import AppealDecided, ClaimDecided, ClaimFiled, ClaimSettled, InfoRequested
from payandan.claims.models import Claim, Decision, Question
from payandan.claims.queries.panels import LINK_PURPOSE
from payandan.claims.words.verdicts import main_reason, question_text
from payandan.customers.events import CustomerChanged
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import Language
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.people.actions import make_link
from payandan.platform.ui.words import money, name_in
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
        "why": main_reason(verdict, outcome, language) if decision else _next_step(claim),
        "question": _question_text(claim, question, language) if question else "",
        "customer_pays": money(customer_pays, claim.currency),
        "result": _("The first decision was changed in your favour.") if changed else _("The first decision stands."),
        "amount": money(amount, claim.currency),
    }


def claim_link(number: str, fact: Fact) -> str:
    """The address of a customer's page of one claim, for a message: signed, for two months."""
    token = make_link(LINK_PURPOSE, number, at=fact.recorded_at, days=LINK_DAYS)
    return f"{settings.BASE_URL}{reverse('customer-link', args=[token])}"


def _next_step(claim: Claim) -> str:
    if claim.outcome == "undecided":
        return _("Next, an expert looks for the cause; we tell you as soon as we know who pays.")
    return _("Next, an expert looks at it and decides; we tell you at once.")


def _question_text(claim: Claim, question: Question, language: Language) -> str:
    return question.text or question_text(claim.verdict, question.fact, language)
