"""The guarantee text: made of the document that decides, readable by its customer, in both languages."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given

from payandan.warranty import actions, rulebook
from payandan.warranty.labels.guarantee import guarantee_text
from payandan.warranty.labels.law import given_by
from payandan.warranty.models import Document
from payandan.warranty.rules import Pack, Terms, parse_document
from payandan.warranty.rules.vocabulary import EXCLUSION_CLASSES
from tests.claims import factories as make
from tests.units.doors import customer, staff
from tests.warranty.people import author, drafted, published, terms
from tests.warranty.rules.strategies import packs, round_trip
from tests.warranty.rules.strategies import terms as some_terms

SHIPPED = {name: parse_document(body) for name, body in rulebook.shipped().items()}
CODE = re.compile(r"[a-z]+_[a-z_]+|@\d|\bNone\b|%\(|\{|\}")
"""What only a machine would write."""


def sentences(document: Terms, *law_: Pack) -> list[str]:
    text = guarantee_text(document, law_, names={"television": "Television", "panel": "Panel"})
    parts = [line for part in text.parts for line in (part.title, *part.sentences)]
    return [text.title, text.heading, text.footer, *parts]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_reads_without_codes(name: str, language: str) -> None:
    document = SHIPPED[name]
    with translation.override(language):
        said = sentences(document) if isinstance(document, Terms) else [one.text for one in given_by(document)]
    assert said
    for sentence in said:
        assert not CODE.search(sentence), sentence
        if language == "fa" and isinstance(document, Pack):
            assert not re.search(r"[A-Za-z]{3}", sentence), sentence


@round_trip
@given(some_terms("a@1"), packs("p@1"))
def test_any_terms_can_be_printed(document: dict[str, Any], pack: dict[str, Any]) -> None:
    try:
        read, beside = parse_document(document), parse_document(pack)
    except ValueError:
        return
    for language in ("fa", "en"):
        with translation.override(language):
            assert isinstance(read, Terms)
            assert isinstance(beside, Pack)
            assert all(sentence.strip() for sentence in sentences(read, beside)[3:])


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_exclusion_has_words(language: str) -> None:
    for kind in EXCLUSION_CLASSES:
        row = {"class": kind, "effect": "claim", **({"max": 3} if kind == "pixels_within_tolerance" else {})}
        document = parse_document(terms(exclusions=[row]))
        assert isinstance(document, Terms)
        with translation.override(language):
            part = next(part for part in guarantee_text(document, names={}).parts if part.icon == "shield-x")
        assert not CODE.search(part.sentences[0])


def test_it_says_what_is_promised_and_what_is_not() -> None:
    tv = SHIPPED["tv-standard@3"]
    assert isinstance(tv, Terms)
    with translation.override("en"):
        said = "\n".join(sentences(tv))
        assert "It lasts 24 months, from: installation." in said
        assert "It begins no later than 3 months after: sale." in said
        assert "You pay nothing for: part, labour, travel." in said
        assert "In the first 7 days: you may ask for a new one." in said
        assert "remote control: 6 months, labour 0%." in said
        assert "Damage by a power surge." in said
    with translation.override("fa"):
        said = "\n".join(sentences(tv))
        assert "مدت آن ۲۴ ماه است، از روز نصب." in said
        assert "در ۷ روز نخست: می‌توانید تعویض با کالای نو بخواهید." in said


def test_unchecked_law_is_not_told_to_customers() -> None:
    pack = dict(rulebook.shipped()["ir-appliances@1"])
    low = parse_document({**pack, "source": {**pack["source"], "confidence": "low"}})
    sure = parse_document(pack)
    tv = SHIPPED["tv-standard@3"]
    assert isinstance(tv, Terms)
    assert isinstance(low, Pack)
    assert isinstance(sure, Pack)
    with translation.override("en"):
        assert not any("at least 18 months" in sentence for sentence in sentences(tv, low))
        assert any("at least 18 months" in sentence for sentence in sentences(tv, sure))


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.REQUIRE_MFA = False


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["fa", "en", "both"])
def test_terms_on_the_screen_and_on_paper(asked: str) -> None:
    make.catalogue()
    make.rule_book()
    client = staff("analyst")
    read = client.get(reverse("warranty-text", args=["tv-standard", 3]), {"in": asked}).content.decode()
    assert ("۲۴ ماه" in read, "24 months" in read) == (asked != "en", asked != "fa")
    assert "by law" in read or "قانونی" in read
    made = client.get(reverse("warranty-text-pdf", args=["tv-standard", 3]), {"in": asked})
    assert (made.status_code, made.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("warranty-text", args=["tv-standard", 3]), {"in": "xx"}).status_code == 200


@pytest.mark.django_db
def test_every_shipped_document_can_be_printed() -> None:
    make.rule_book()
    client = staff("analyst")
    for row in Document.objects.all():
        status = client.get(reverse("warranty-text", args=[row.code, row.version])).status_code
        assert status == (404 if row.kind == "pack" else 200), row


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fa", "en"])
def test_of_a_unit_with_its_own_days(language: str) -> None:
    make.rule_book()
    unit = make.unit(serial="<b>&#", serial_key="B")
    gold = published(terms(kind="extended", period={"months": 48}), offered=False)
    actions.bind(unit=unit, document=gold, since=make.AT.date(), actor=author(), at=make.AT)
    assert unit.owner is not None
    for client, name in ((staff("technician"), "warranty-unit-text"), (customer(unit.owner), "warranty-my-text")):
        client.cookies["lang"] = language
        read = client.get(reverse(name, args=[unit.number])).content.decode()
        assert "&lt;b&gt;" in read
        assert ("3 February 2028" if language == "en" else "۱۴ بهمن ۱۴۰۶") in read
        assert ("Shop warranty" if language == "en" else "گارانتی فروشگاه") in read
        made = client.get(reverse(f"{name}-pdf", args=[unit.number]))
        assert (made.status_code, made.content[:5]) == (200, b"%PDF-")
    mine = customer(unit.owner).get(reverse("my-unit", args=[unit.number])).content.decode()
    assert reverse("warranty-my-text", args=[unit.number]) in mine


@pytest.mark.django_db
def test_the_pages_are_closed_to_others() -> None:
    make.rule_book()
    unit = make.unit()
    assert unit.owner is not None
    row = drafted()
    for suffix in ("", "-pdf"):
        for name, args in (("text", [row.code, 1]), ("unit-text", [unit.number])):
            for client in (Client(), customer(unit.owner)):
                assert client.get(reverse(f"warranty-{name}{suffix}", args=args)).status_code == 302
        assert staff("clerk").get(reverse(f"warranty-text{suffix}", args=[row.code, 1])).status_code == 404
        assert staff("analyst").get(reverse(f"warranty-unit-text{suffix}", args=[unit.number])).status_code == 403
        stranger = customer(make.customer())
        assert stranger.get(reverse(f"warranty-my-text{suffix}", args=[unit.number])).status_code == 404
        assert Client().get(reverse(f"warranty-my-text{suffix}", args=[unit.number])).status_code == 302
    bare = make.unit(country="TR")
    assert staff("clerk").get(reverse("warranty-unit-text", args=[bare.number])).status_code in (200, 404)
