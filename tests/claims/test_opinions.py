"""Second opinions: given without knowing the first decision, by another person, and then compared."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.claims import actions, queries
from payandan.claims.models import Claim, Opinion
from payandan.claims.permissions import may_see_files
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import create_token
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import actor_of, actor_of_token, person_behind
from tests.claims import factories as make
from tests.units.doors import member, staff
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db

SECRET = "اثر ضربه روشن است؛ با احترام رد شد"
"""What the first decider wrote: no reviewer may find a trace of it."""


FIRST = 90_001
"""Who decided first: nobody whom the doors sign in."""


def branch(code: str) -> Branch:
    return Branch.objects.get_or_create(code=code, defaults={"name_fa": code, "name_en": code})[0]


def at_centre(code: str, *, user: int = 7) -> Actor:
    """A technician of a centre."""
    held = frozenset({"claims.view", "claims.review", "claims.work", "claims.inspect"})
    return Actor(kind="staff", id=user, name=f"At {code}", capabilities=held, branches=frozenset({branch(code).pk}))


def told_off() -> Claim:
    """Rejected by somebody, with words, and appealed."""
    claim = make.accident(branch=branch("home"))
    actions.decide(claim=claim, reject=True, note=SECRET, actor=make.staff(user=FIRST), at=make.AT)
    return actions.appeal(claim=claim, text="نیفتاده است", actor=make.owner_of(claim), at=make.AT)


def refused(code: str, act: Any, **given: Any) -> None:
    before = Fact.objects.count()
    with pytest.raises(Refused) as caught:
        act(at=make.AT, **given)
    assert caught.value.code == code
    assert Fact.objects.count() == before


# --- another person, across doors ------------------------------------------------------------------------------------


def test_a_token_is_the_person_who_made_it() -> None:
    user = member("administrator")
    person = actor_of(user)
    token, raw = create_token(name="x", capabilities=["claims.view"], actor=person, at=make.AT)
    acting = actor_of_token(raw, at=make.AT)
    assert acting is not None
    assert (acting.person, person.person) == (user.pk, user.pk)
    assert person_behind("token", token.pk) == user.pk
    assert person_behind("staff", 5) == 5
    assert person_behind("customer", 5) is None
    assert Actor(kind="customer", id=user.pk).person is None


def test_who_decided_by_a_token_does_not_hear_the_appeal_at_the_desk_nor_the_other_way() -> None:
    person = actor_of(member("administrator"))
    held = sorted(person.capabilities)
    _token, raw = create_token(name="x", capabilities=held, actor=person, at=make.AT)
    program = actor_of_token(raw, at=make.AT)
    assert program is not None
    for first, second in ((person, program), (program, person)):
        claim = make.accident()
        actions.decide(claim=claim, reject=True, actor=first, at=make.AT)
        actions.appeal(claim=claim, actor=make.owner_of(claim), at=make.AT)
        opinion = claim.opinions.get()
        assert not queries.is_awaited(second, claim.number)
        refused(
            "same_person_opinion", actions.give_opinion, opinion=opinion, outcome="approved", reason="x", actor=second
        )
        make.heard(claim, actor=make.staff(user=999_999))
        refused("same_person", actions.decide_appeal, claim=claim, note="x", actor=second)


# --- the acts --------------------------------------------------------------------------------------------------------


def test_an_appeal_waits_for_a_blind_opinion_which_is_then_compared() -> None:
    claim = told_off()
    opinion = claim.opinions.get()
    assert (opinion.why, opinion.state, opinion.decider) == ("appeal", "waiting", FIRST)
    assert not Claim.objects.visible_to(make.staff(user=2)).filter(pk=claim.pk).exists()
    assert Claim.objects.visible_to(make.staff(user=FIRST)).filter(pk=claim.pk).exists()
    refused(
        "opinion_first",
        actions.decide_appeal,
        claim=claim,
        note="x",
        actor=make.staff(user=3, without=["claims.review"]),
    )
    refused(
        "reason_needed", actions.give_opinion, opinion=opinion, outcome="approved", reason=" ", actor=make.staff(user=2)
    )
    refused("no_outcome", actions.give_opinion, opinion=opinion, outcome="maybe", reason="x", actor=make.staff(user=2))
    given = actions.give_opinion(
        opinion=opinion, outcome="approved", reason="The corner is whole.", actor=make.staff(user=2), at=make.AT
    )
    assert (given.finding, given.given_by, given.state) == ("overturned", 2, "given")
    fact = Fact.objects.get(name="claims.opinion_given")
    assert (fact.body["first"], fact.body["outcome"], fact.body["finding"]) == ("rejected", "approved", "overturned")
    assert Claim.objects.visible_to(make.staff(user=2)).filter(pk=claim.pk).exists()
    refused(
        "opinion_given", actions.give_opinion, opinion=opinion, outcome="rejected", reason="x", actor=make.staff(user=3)
    )
    kind = actions.decide_appeal(
        claim=claim, customer_pays={"1": 0, "2": 0}, note="We pay.", actor=make.staff(user=2), at=make.AT
    )
    assert kind.outcome == "approved"


def test_more_evidence_is_asked_for_in_an_appeal_and_the_opinion_stays_awaited() -> None:
    claim = told_off()
    opinion, reviewer = claim.opinions.get(), make.staff(user=2)
    refused("no_question", actions.request_evidence, opinion=opinion, text=" ", actor=reviewer)
    actions.request_evidence(opinion=opinion, text="عکس گوشهٔ پایین", whom="customer", actor=reviewer, at=make.AT)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.finding) == ("waiting", "")
    question = claim.questions.get()
    assert (question.ask, question.text) == ("customer", "عکس گوشهٔ پایین")
    assert Fact.objects.filter(name="claims.info_requested").exists()
    actions.answer_question(question=question, text="این هم عکس", actor=make.owner_of(claim), at=make.AT)
    make.heard(claim, actor=reviewer)


def test_a_sample_of_a_decided_claim_that_cannot_be_judged_says_so() -> None:
    claim = make.rejected()
    opinion = actions.ask_opinion(claim=claim, actor=make.staff(user=3), at=make.AT)
    refused("opinion_waiting", actions.ask_opinion, claim=claim, actor=make.staff(user=3))
    refused(
        "same_person_opinion",
        actions.give_opinion,
        opinion=opinion,
        outcome="rejected",
        reason="x",
        actor=make.staff(user=3),
    )
    refused("not_allowed", actions.ask_opinion, claim=claim, actor=make.staff(user=3, without=["claims.ask_review"]))
    actions.request_evidence(opinion=opinion, text="A sharper photo.", actor=make.staff(user=2), at=make.AT)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.finding, opinion.outcome) == ("given", "more_evidence", "")
    assert not claim.questions.exists()


def test_what_is_not_decided_is_not_sampled() -> None:
    refused("not_in_this_state", actions.ask_opinion, claim=make.covered_claim(), actor=make.staff())
    claim = told_off()
    refused("not_in_this_state", actions.ask_opinion, claim=claim, actor=make.staff(user=FIRST))


def test_a_sample_that_waits_becomes_the_opinion_of_the_appeal() -> None:
    claim = make.rejected()
    actions.ask_opinion(claim=claim, actor=make.staff(user=3), at=make.AT)
    actions.appeal(claim=claim, actor=make.owner_of(claim), at=make.AT)
    opinion = claim.opinions.get()
    assert (opinion.why, opinion.state, opinion.asked_by) == ("appeal", "waiting", None)
    refused("appeal_is_heard", actions.drop_opinion, opinion=opinion, actor=make.staff(user=FIRST))


def test_a_sample_can_be_dropped() -> None:
    claim = make.rejected()
    opinion = actions.ask_opinion(claim=claim, actor=make.staff(user=3), at=make.AT)
    actions.drop_opinion(opinion=opinion, actor=make.staff(user=3), at=make.AT)
    assert not queries.is_awaited(make.staff(user=2), claim.number)
    assert queries.of_claim(claim) == []


# --- another centre --------------------------------------------------------------------------------------------------


def test_another_centre_sees_the_case_and_nobody_else_is_blind() -> None:
    claim = told_off()
    opinion, there = claim.opinions.get(), at_centre("shiraz")
    with pytest.raises(Opinion.DoesNotExist):
        queries.review(there, claim.number)
    assert not may_see_files(there, claim.pk)
    refused("same_centre", actions.assign_opinion, opinion=opinion, branch=branch("home"), actor=make.staff(user=FIRST))
    refused("not_allowed", actions.assign_opinion, opinion=opinion, branch=branch("shiraz"), actor=there)
    actions.assign_opinion(opinion=opinion, branch=branch("shiraz"), actor=make.staff(user=FIRST), at=make.AT)
    seen = queries.review(there, claim.number)
    assert (seen.blind, seen.open_claim) == (True, False)
    assert may_see_files(there, claim.pk)
    assert not Claim.objects.visible_to(there).filter(pk=claim.pk).exists()
    assert not queries.is_awaited(make.staff(user=2), claim.number)
    assert Claim.objects.visible_to(make.staff(user=2)).filter(pk=claim.pk).exists()
    with pytest.raises(Opinion.DoesNotExist):
        queries.review(at_centre("mashhad"), claim.number)
    actions.give_opinion(opinion=opinion, outcome="rejected", reason="I see it too.", actor=there, at=make.AT)
    assert queries.review(there, claim.number).blind is False
    actions.decide_appeal(claim=claim, note="Two of us see it.", actor=make.staff(user=2), at=make.AT)


def test_it_can_be_taken_back_from_a_centre() -> None:
    claim = told_off()
    opinion = claim.opinions.get()
    for target in (branch("shiraz"), None):
        actions.assign_opinion(opinion=opinion, branch=target, actor=make.staff(user=FIRST), at=make.AT)
    assert queries.is_awaited(make.staff(user=2), claim.number)
    closed = branch("closed")
    closed.is_active = False
    closed.save()
    refused("no_such_centre", actions.assign_opinion, opinion=opinion, branch=closed, actor=make.staff(user=FIRST))


# --- really blind ----------------------------------------------------------------------------------------------------

TRACES = ("rejected", "رد شد", f"Staff {FIRST}", SECRET, "paid_by_customer", "decided_as", "not_in_this_state")


def test_the_pages_hold_no_trace_of_the_first_decision_before_the_own_opinion() -> None:
    claim = told_off()
    client = staff("manager")
    record = client.get(reverse("claims-record", args=[claim.number]))
    assert (record.status_code, record.url) == (302, reverse("claims-review", args=[claim.number]))  # type: ignore[attr-defined]
    for name in ("claims-print", "claims-preview", "claims-explain", "claims-explain-codes", "claims-case-file"):
        assert client.get(reverse(name, args=[claim.number])).status_code == 404, name
    for name in ("claims-list", "desk"):
        page = client.get(reverse(name)).content.decode()
        assert claim.number not in page, name
    unit = client.get(reverse("units-record", args=[claim.unit.number])).content.decode()
    assert reverse("claims-record", args=[claim.number]) not in unit
    export = b"".join(client.get(reverse("claims-list"), {"export": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert claim.number.encode() not in export
    for address in (reverse("claims-opinions"), reverse("claims-review", args=[claim.number])):
        page = client.get(address).content.decode()
        assert claim.number in page
        for trace in (f"Staff {FIRST}", SECRET, claim.customer.name if claim.customer else "?"):
            assert trace not in page, trace
    assert "نیفتاده است" in client.get(reverse("claims-review", args=[claim.number])).content.decode()


def decided_otherwise(claim: Claim) -> None:
    """The same claim in a world where it was decided otherwise, by somebody else, with other words."""
    split = [{"id": "1", "amount": "120000000", "split": {"warranty": "120000000"}}]
    claim.decisions.update(outcome="approved", by_id=77, by_name="Somebody else", note="Other words", split=split)
    Claim.objects.filter(pk=claim.pk).update(
        decided_as="approved", paid_by_customer=0, paid_by_company=128_000_000, decided_at=make.AT - timedelta(days=9)
    )


@pytest.mark.parametrize("why", ["appeal", "sample"])
def test_the_page_is_the_same_to_the_byte_whatever_was_decided(why: str) -> None:
    claim = told_off() if why == "appeal" else make.rejected()
    if why == "sample":
        actions.ask_opinion(claim=claim, actor=make.staff(user=3), at=make.AT)
    client = staff("manager")
    addresses = (reverse("claims-review", args=[claim.number]), reverse("claims-opinions"))
    before = [still(client.get(address).content.decode()) for address in addresses]
    decided_otherwise(claim)
    if why == "sample":
        Claim.objects.filter(pk=claim.pk).update(state="settled")
    assert [still(client.get(address).content.decode()) for address in addresses] == before


def still(page: str) -> str:
    """A page without what is new in each answer: the tokens against forgery and against injected scripts."""
    return re.sub(r'\b[A-Za-z0-9]{64}\b|nonce="[^"]+"', "", page)


def test_the_api_holds_no_trace_either() -> None:
    claim = told_off()
    person = actor_of(member("manager"))
    maker = actor_of(member("administrator"))
    _token, raw = create_token(name="x", capabilities=sorted(person.capabilities), actor=maker, at=make.AT)
    client, headers = Client(), {"Authorization": f"Bearer {raw}"}
    assert client.get(f"/api/v1/claims/{claim.number}", headers=headers).status_code == 404
    assert client.get(f"/api/v1/claims/{claim.number}/timeline", headers=headers).status_code == 404
    assert client.get(f"/api/v1/claims/{claim.number}/explanation", headers=headers).status_code == 404
    assert claim.number not in client.get("/api/v1/claims", headers=headers).content.decode()
    waiting = client.get("/api/v1/opinions", headers=headers)
    assert [row["number"] for row in waiting.json()["items"]] == [claim.number]
    read = client.get(f"/api/v1/opinions/{claim.number}", headers=headers)
    assert read.status_code == 200
    for trace in TRACES:
        assert trace not in json.dumps(read.json(), ensure_ascii=False), trace
    decided_otherwise(claim)
    assert client.get(f"/api/v1/opinions/{claim.number}", headers=headers).json() == read.json()
    claim.decisions.update(outcome="rejected")
    body = {"outcome": "approved", "reason": "Whole."}
    given = client.post(
        f"/api/v1/opinions/{claim.number}", json.dumps(body), content_type="application/json", headers=headers
    )
    assert given.status_code == 200, given.content
    assert given.json()["compared"]["first"] == "rejected"
    assert client.get(f"/api/v1/claims/{claim.number}", headers=headers).status_code == 200


def test_the_page_takes_the_opinion_and_reveals_both() -> None:
    claim = told_off()
    client = staff("manager")
    give = reverse("claims-review-give", args=[claim.number])
    empty = client.post(give, {"outcome": "", "reason": "x"})
    assert empty.status_code == 422
    assert SECRET not in empty.content.decode()
    assert client.post(give, {"outcome": "approved", "reason": "گوشه سالم است"}).status_code == 302
    page = client.get(reverse("claims-review", args=[claim.number])).content.decode()
    assert SECRET in page
    assert "گوشه سالم است" in page
    assert reverse("claims-record", args=[claim.number]) + "?dialog=decide-appeal" in page
    record = client.get(reverse("claims-record", args=[claim.number])).content.decode()
    assert "گوشه سالم است" in record
    assert claim.number in client.get(reverse("claims-opinions-given")).content.decode()


def test_the_page_asks_for_more_assigns_and_drops() -> None:
    claim = told_off()
    client = staff("manager")
    more = reverse("claims-review-more", args=[claim.number])
    assert client.post(more, {"text": ""}).status_code == 422
    assert client.post(more, {"text": "عکس روشن‌تر", "whom": "technician"}).status_code == 302
    assert "عکس روشن‌تر" in client.get(reverse("claims-review", args=[claim.number])).content.decode()
    assign = reverse("claims-review-assign", args=[claim.number])
    assert client.post(assign, {"branch": branch("shiraz").pk}).status_code == 302
    assert client.get(reverse("claims-record", args=[claim.number])).status_code == 200
    sampled = make.rejected()
    ask = reverse("claims-review-ask", args=[sampled.number])
    assert client.post(ask, {"branch": 999}).status_code == 422
    assert client.post(ask, {"branch": ""}).status_code == 302
    assert client.post(ask, {"branch": ""}).status_code == 422
    assert client.post(reverse("claims-review-drop", args=[sampled.number])).status_code == 302
    assert Opinion.objects.get(claim=sampled).state == "dropped"
    dialog = client.get(reverse("claims-record", args=[sampled.number]) + "?dialog=opinion").content.decode()
    assert ask in dialog


def test_others_find_nothing() -> None:
    claim = told_off()
    for name in ("claims-review", "claims-opinions", "claims-opinions-given"):
        args = [claim.number] if name == "claims-review" else []
        assert staff("analyst").get(reverse(name, args=args)).status_code == 403
    assert staff("clerk").get(reverse("claims-agreement")).status_code == 403
    assert staff("analyst").get(reverse("claims-agreement")).status_code == 200
    stranger = staff("manager")
    for name in ("claims-review-give", "claims-review-more", "claims-review-assign", "claims-review-drop"):
        assert stranger.post(reverse(name, args=["CLM-NONE"])).status_code == 404, name


# --- the numbers -----------------------------------------------------------------------------------------------------


def span() -> dict[str, Any]:
    return {
        "since": make.AT - timedelta(days=1),
        "until": make.AT + timedelta(days=1),
        "names": {branch("home").pk: "Home"},
    }


def test_agreement_and_overturned_rejections_count_for_the_centre_and_person_that_decided() -> None:
    kept, turned, sampled = told_off(), told_off(), make.rejected(branch=branch("away"))
    make.heard(kept)
    actions.decide_appeal(claim=kept, note="x", actor=make.staff(user=2), at=make.AT)
    make.heard(turned, outcome="approved")
    actions.decide_appeal(
        claim=turned, note="We pay.", customer_pays={"1": 0, "2": 0}, actor=make.staff(user=2), at=make.AT
    )
    actions.ask_opinion(claim=sampled, actor=make.staff(user=3), at=make.AT)
    make.heard(sampled)
    found = queries.numbers(make.staff(), **span())
    assert (found.total.agreement.n, found.total.agreement.agreed) == (3, 2)
    assert (found.total.rejections, found.total.overturned) == (3, 1)
    assert (found.samples.agreement.n, found.appeals.agreement.n) == (1, 2)
    home = next(row for row in found.centres if row.name == "Home")
    assert (home.rejections, home.overturned, home.agreement.n, home.agreement.agreed) == (2, 1, 2, 1)
    assert [(row.name, row.rejections, row.overturned) for row in found.deciders] == [
        (f"Staff {FIRST}", 2, 1),
        ("Staff 1", 1, 0),
    ]
    nobody = queries.numbers(at_centre("mashhad"), **span())
    assert (nobody.total.agreement.n, nobody.total.rejections) == (0, 0)
    page = staff("manager").get(reverse("claims-agreement")).content.decode()
    assert f"Staff {FIRST}" in page


def test_the_queue_and_the_numbers_cost_the_same_for_many() -> None:
    client = staff("manager")
    told_off()
    addresses = (reverse("claims-opinions"), reverse("claims-opinions-given"), reverse("claims-agreement"))
    few = [count(lambda address=address: client.get(address)) for address in addresses]
    for _ in range(4):
        make.heard(told_off(), actor=make.staff(user=2))
        told_off()
    many = [count(lambda address=address: client.get(address)) for address in addresses]
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True))


def test_every_fact_of_an_opinion_has_a_sentence() -> None:
    from payandan.claims import words

    claim = told_off()
    opinion = claim.opinions.get()
    actions.request_evidence(opinion=opinion, text="x", actor=make.staff(user=2), at=make.AT)
    actions.assign_opinion(opinion=opinion, branch=branch("shiraz"), actor=make.staff(user=FIRST), at=make.AT)
    actions.assign_opinion(opinion=opinion, branch=None, actor=make.staff(user=FIRST), at=make.AT)
    make.heard(claim)
    dropped = actions.ask_opinion(claim=make.rejected(), actor=make.staff(user=3), at=make.AT)
    actions.drop_opinion(opinion=dropped, actor=make.staff(user=3), at=make.AT)
    for fact in Fact.objects.filter(name__startswith="claims."):
        told = {words.SENTENCES[fact.name](fact.body, language) for language in ("fa", "en")}
        assert len(told) == 2, fact.name
