"""The customer's pages: three screens, the verdict in plain words, one tap to disagree."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.claims import actions
from payandan.claims.models import Claim, Draft
from tests.claims import factories as make
from tests.claims.test_pages import photo
from tests.units.doors import customer, staff

pytestmark = pytest.mark.django_db


def signed_in(claim: Claim) -> Client:
    assert claim.customer is not None
    return customer(claim.customer)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def rejected() -> Claim:
    claim = make.accident()
    actions.decide(claim=claim, reject=True, note="گوشهٔ پایین", actor=make.staff(), at=make.AT)
    return claim


def test_a_fault_is_reported_in_three_screens_saved_as_one_goes() -> None:
    unit = make.unit()
    assert unit.owner is not None
    client = customer(unit.owner)
    first, when, last = (reverse(f"claims-report{step}", args=[unit.number]) for step in ("", "-when", "-photos"))
    assert client.get(when).url == first  # type: ignore[attr-defined]
    assert client.post(first, {"symptom": "nonsense"}).status_code == 422
    assert client.post(first, {"symptom": "dark_screen"}).url == when  # type: ignore[attr-defined]
    assert client.get(last).url == when  # type: ignore[attr-defined]
    assert client.post(when, {"failed_on": "1405/08/26", "description": "تاریک است"}).url == last  # type: ignore[attr-defined]
    assert "تاریک است" in client.get(when).content.decode()
    key = Draft.objects.get().form_key
    sent = client.post(last, {"photos": [photo(), photo()], "form_key": key})
    claim = Claim.objects.get()
    assert sent.url == reverse("claims-mine-record", args=[claim.number]) + "?new=1"  # type: ignore[attr-defined]
    assert (claim.channel, claim.evidence.count(), Draft.objects.count()) == ("portal", 2, 0)
    again = client.post(last, {"form_key": key})
    assert claim.number in again.url  # type: ignore[attr-defined]
    assert Claim.objects.count() == 1


def test_a_photo_that_cannot_be_taken_loses_nothing() -> None:
    unit = make.unit()
    assert unit.owner is not None
    client = customer(unit.owner)
    actor = make.Actor(kind="customer", id=unit.owner.pk, name="x")
    draft = actions.open_draft(unit=unit, actor=actor, at=make.AT)
    actions.save_draft(draft=draft, symptom="dark_screen", failed_on=make.AT.date(), actor=actor, at=make.AT)
    broken = photo()
    broken.file.write(b"broken")  # type: ignore[union-attr]
    broken.file.truncate(6)  # type: ignore[union-attr]
    answer = client.post(reverse("claims-report-photos", args=[unit.number]), {"photos": [broken]})
    assert answer.status_code == 422
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert client.post(reverse("claims-report-drop", args=[unit.number])).status_code == 302
    assert not Draft.objects.exists()


def test_a_stranger_finds_nothing() -> None:
    claim = rejected()
    question = claim.questions.create(fact="", ask="customer", text="?", asked_at=make.AT)
    stranger = customer(make.customer())
    for name in ("claims-mine-record", "claims-mine-appeal"):
        assert stranger.get(reverse(name, args=[claim.number])).status_code == 404
    for name in ("claims-mine-photos", "claims-mine-appeal", "claims-mine-withdraw"):
        assert stranger.post(reverse(name, args=[claim.number])).status_code == 404
    assert stranger.get(reverse("claims-mine-answer", args=[claim.number, question.pk])).status_code == 404
    assert stranger.get(reverse("claims-report", args=[claim.unit.number])).status_code == 404
    for client in (Client(), staff()):
        answer = client.get(reverse("claims-mine-record", args=[claim.number]))
        assert (answer.status_code, "sign-in" in answer.url) == (302, True)  # type: ignore[attr-defined]


def test_the_customer_reads_why_and_appeals_with_one_tap() -> None:
    claim = rejected()
    client = signed_in(claim)
    read = page(client, "claims-mine-record", claim.number)
    assert "گوشهٔ پایین" in read
    assert "ضربه" in read
    assert not re.search(r"fault\.|not_covered|accident_", read)
    assert client.post(reverse("claims-mine-appeal", args=[claim.number])).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "appealed"
    assert client.get(reverse("claims-mine-appeal", args=[claim.number])).status_code == 302


def test_an_appeal_may_have_words_and_photos() -> None:
    claim = rejected()
    client = signed_in(claim)
    page(client, "claims-mine-appeal", claim.number)
    client.post(reverse("claims-mine-appeal", args=[claim.number]), {"text": "نیفتاده", "photos": [photo()]})
    claim.refresh_from_db()
    assert (claim.appeal_text, claim.evidence.count()) == ("نیفتاده", 3)


def test_a_question_is_answered_with_a_choice_or_honestly_not() -> None:
    for typed, kept in (("accident", "accident"), ("", None)):
        claim = make.file_claim()
        client = signed_in(claim)
        question = actions.ask(claim=claim, path="fault.cause", whom="customer", actor=make.staff(), at=make.AT)
        assert reverse("claims-mine-answer", args=[claim.number, question.pk]) in page(
            client, "claims-mine-record", claim.number
        )
        page(client, "claims-mine-answer", claim.number, question.pk)
        data = {"value": typed, "text": "", "photos": [photo()]}
        assert client.post(reverse("claims-mine-answer", args=[claim.number, question.pk]), data).status_code == 302
        question.refresh_from_db()
        assert question.answer["value"] == kept
        assert client.get(reverse("claims-mine-answer", args=[claim.number, question.pk])).status_code == 302


def test_photos_are_added_and_the_report_taken_back() -> None:
    claim = make.file_claim()
    client = signed_in(claim)
    assert client.post(reverse("claims-mine-photos", args=[claim.number]), {"photos": [photo()]}).status_code == 302
    assert client.post(reverse("claims-mine-photos", args=[claim.number]), {}).status_code == 422
    file = claim.evidence.get().file
    assert file is not None
    assert client.get(reverse("file", args=[file.token])).status_code == 200
    assert customer(make.customer()).get(reverse("file", args=[file.token])).status_code == 404
    assert client.post(reverse("claims-mine-withdraw", args=[claim.number])).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    page(client, "claims-mine-record", claim.number)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_stage_has_a_page(language: str) -> None:
    covered = make.covered_claim()
    client = signed_in(covered)
    client.cookies["lang"] = language
    page(client, "claims-mine-record", covered.number)
    actions.decide(claim=covered, actor=make.staff(), at=make.AT)
    page(client, "claims-mine-record", covered.number)
    actions.settle(claim=covered, actor=make.staff(), at=make.AT)
    read = page(client, "claims-mine-record", covered.number)
    assert ("Settled" if language == "en" else "تسویه") in read
    assert covered.number in page(client, "claims-mine")
    assert covered.unit.number in page(client, "portal")
