"""What customers are told: once, in their language, with the reason and the way on."""

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from payandan.claims import actions, reactions, words
from payandan.claims.models import Claim
from payandan.customers.queries import follow
from payandan.platform.journal import rules as journal
from payandan.platform.journal.actions import listener
from payandan.platform.journal.models import Fact
from payandan.platform.notifications.models import Message
from tests.claims import factories as make

pytestmark = pytest.mark.django_db


def deliver() -> None:
    """Deliver every fact to the listeners of claims, twice: at least once is what is promised."""
    for _ in range(2):
        for fact in Fact.objects.order_by("id"):
            for name in [n for n in vars(reactions) if callable(getattr(reactions, n)) and not n.startswith("_")]:
                found = listener(fact.name, f"claims.reactions.{name}")
                if found:
                    event_type, handler = found
                    handler(journal.rebuild(event_type, fact.body), fact)


def now(**given: Any) -> Claim:
    return make.file_claim(at=timezone.now(), failed_on=None, **given)


def test_a_filed_claim_is_told_once_with_its_number_and_a_link_that_opens_it() -> None:
    claim = now()
    deliver()
    [message] = Message.objects.filter(template="claims.filed", channel="sms")
    assert claim.number in message.text
    token = message.text.split("/l/")[1].split("/")[0]
    target = follow(token, at=timezone.now())
    assert (target.customer, target.url) == (claim.customer, f"/my/claims/{claim.number}/")
    assert settings.BASE_URL in message.text


def test_the_decision_is_told_with_its_reason_in_the_customers_language() -> None:
    english = make.customer(name="Sara", language="en")
    day = timezone.now().date()
    for owner in (english, make.customer()):
        unit = make.unit(owner=owner, sold_on=day, delivered_on=day, installed_on=day)
        claim = now(unit=unit, cause="accident", source="technician", evidence=make.proofs())
        actions.state_fact(
            claim=claim, path="fault.failed_on", value=day, source="technician", actor=make.staff(), at=timezone.now()
        )
        actions.decide(claim=claim, reject=True, actor=make.staff(), at=timezone.now())
    deliver()
    texts = dict(Message.objects.filter(template="claims.rejected", channel="sms").values_list("language", "text"))
    assert "dropped" in texts["en"]
    assert "appeal" in texts["en"]
    assert "اعتراض" in texts["fa"]


def test_a_refusal_comes_with_a_signed_link_to_appeal_by_one_tap() -> None:
    owner = make.customer(email="sara@example.test")
    day = timezone.now().date()
    unit = make.unit(owner=owner, sold_on=day, delivered_on=day, installed_on=day)
    claim = make.file_claim(
        at=timezone.now(), failed_on=day, unit=unit, cause="accident", source="technician", evidence=make.proofs()
    )
    actions.decide(claim=claim, reject=True, actor=make.staff(), at=timezone.now())
    deliver()
    mail = Message.objects.get(template="claims.rejected", channel="email")
    links = [part.split("/")[0] for part in mail.text.split("/l/")[1:]]
    targets = [follow(token, at=timezone.now()) for token in links]
    assert [target.url for target in targets] == [f"/my/claims/{claim.number}/", f"/my/claims/{claim.number}/appeal/"]
    assert {target.customer for target in targets} == {owner}
    sms = Message.objects.get(template="claims.rejected", channel="sms")
    assert "ضربه خورده یا خیس شده" in sms.text


def test_a_question_reaches_the_customer_in_the_clerks_words_and_not_after_the_answer() -> None:
    claim = now()
    actions.ask(claim=claim, whom="customer", text="آیا افتاده بود؟", actor=make.staff(), at=timezone.now())
    answered = actions.ask(claim=claim, path="fault.cause", whom="customer", actor=make.staff(), at=timezone.now())
    actions.answer_question(question=answered, value=None, actor=make.owner_of(claim), at=timezone.now())
    deliver()
    [message] = Message.objects.filter(template="claims.question", channel="sms")
    assert "آیا افتاده بود؟" in message.text


def test_the_past_is_told_to_nobody() -> None:
    actions.file_claims(
        rows=[actions.PastClaim(unit=make.unit(), filed_at=make.AT.replace(year=2026, month=3))],
        actor=make.staff(),
        at=make.AT,
    )
    deliver()
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", sorted(words.MESSAGES))
def test_every_message_has_both_languages(name: str) -> None:
    template = words.MESSAGES[name]
    for texts in (template.sms, template.subject, template.email):
        assert set(texts) in ({"fa", "en"}, set())  # a channel may be left out
    assert template.email


def test_every_fact_has_a_sentence_in_both_languages() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, path="fault.cause", whom="technician", actor=make.staff(), at=make.AT)
    actions.answer_question(question=question, value="material", actor=make.staff(), at=make.AT)
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    actions.settle(claim=claim, actor=make.staff(), at=make.AT)
    for fact in Fact.objects.filter(name__startswith="claims."):
        told = {words.SENTENCES[fact.name](fact.body, language) for language in ("fa", "en")}
        assert len(told) == 2, fact.name
