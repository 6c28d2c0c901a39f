"""The guarantee text for the customer: of terms, and of one unit with its own days; on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, customer_page, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import paper, queries
from payandan.warranty.labels.guarantee import Days, GuaranteeText, guarantee_text
from payandan.warranty.models import Document
from payandan.warranty.queries.periods import unit_days
from payandan.warranty.rules import BadData, Pack, Terms, parse_stored
from payandan.warranty.views.documents import found, names

BOTH = ("fa", "en")
_BEHIND_THE_SCENES = ("repair", "replaced_part", "commitment", "supplier", "recall")


@require_safe
@staff_page("warranty.view")
def text(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """What terms promise, as their customer reads it."""
    return _page(request, _of_terms(request, code, version), reverse("warranty-text-pdf", args=[code, version]))


@require_safe
@staff_page("warranty.view")
def text_pdf(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """The same as PDF."""
    return _pdf(_of_terms(request, code, version), f"guarantee-{code}-{version}")


@require_safe
@staff_page("warranty.cards")
def unit_text(request: ActorRequest, number: str) -> HttpResponse:
    """All that was promised for one unit, for the desk."""
    return _page(request, _of_unit(request, number), reverse("warranty-unit-text-pdf", args=[number]))


@require_safe
@staff_page("warranty.cards")
def unit_text_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    return _pdf(_of_unit(request, number), f"guarantee-{number}")


@require_safe
@customer_page
def my_text(request: ActorRequest, number: str) -> HttpResponse:
    """All that was promised for my unit."""
    return _page(request, _of_unit(request, number), reverse("warranty-my-text-pdf", args=[number]))


@require_safe
@customer_page
def my_text_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The same as PDF, to keep."""
    return _pdf(_of_unit(request, number), f"guarantee-{number}")


def _languages(request: ActorRequest) -> tuple[str, ...]:
    """The language that was asked for, or both; else the reader's."""
    asked = request.GET.get("in", "")
    return BOTH if asked == "both" else (asked,) if asked in BOTH else (reader.language(),)


def _of_terms(request: ActorRequest, code: str, version: int) -> list[GuaranteeText]:
    document = found(request, code, version)
    terms = _parsed(document)
    if not isinstance(terms, Terms):
        raise Http404
    country = document.country or settings.COUNTRY
    categories = document.categories or [""]
    books = [
        book.pack
        for book in queries.law_books(reader.local_day(timezone.now()))
        if any(book.speaks_of(country, category) for category in categories)
    ]
    texts = []
    for language in _languages(request):
        with translation.override(language), reader.reading(lambda: None):
            texts.append(guarantee_text(terms, books, names=names()))
    return texts


def _of_unit(request: ActorRequest, number: str) -> list[GuaranteeText]:
    """The texts of a unit: the maker's promise first, with the law at its end; then what was bought or given."""
    try:
        unit = units.get(request.actor, number)
    except Unit.DoesNotExist:
        raise Http404 from None
    documents = queries.documents_of(unit)
    packs = [pack for row in documents if isinstance(pack := _parsed(row), Pack)]
    promises = [terms for row in documents if isinstance(terms := _parsed(row), Terms)]
    promises = [terms for terms in promises if terms.kind not in _BEHIND_THE_SCENES]
    promises.sort(key=lambda terms: (terms.kind != "manufacturer", terms.id))
    if not promises:
        raise Http404
    today = reader.local_day(timezone.now())
    address = f"{settings.BASE_URL}{reverse('my-unit', args=[unit.number])}"
    texts = []
    for language in _languages(request):
        with translation.override(language), reader.reading(lambda: None):
            for place, terms in enumerate(promises):
                days = Days(*unit_days(terms, unit, on=unit.sold_on or today))
                law = packs if place == 0 else ()
                texts.append(guarantee_text(terms, law, names=names(), facts=_facts(unit), days=days, address=address))
    return texts


def _parsed(document: Document) -> Terms | Pack | None:
    try:
        return parse_stored(document.body)
    except BadData:
        raise Http404 from None


def _facts(unit: Unit) -> list[tuple[str, str, bool]]:
    rows = [
        (_("Product"), unit.model.name_in(reader.language()), False),
        (_("Serial number"), unit.serial, True),
        (_("Owner"), unit.owner.name if unit.owner else "", False),
        (_("Bought"), shown.day(unit.sold_on, "long") if unit.sold_on else "", False),
    ]
    return [row for row in rows if row[1]]


def _page(request: ActorRequest, texts: Sequence[GuaranteeText], pdf: str) -> HttpResponse:
    asked = request.GET.get("in", "")
    context: dict[str, Any] = {
        "texts": texts,
        "language": texts[0].language,
        "asked": asked if asked in (*BOTH, "both") else reader.language(),
        "pdf": f"{pdf}?in={asked}" if asked in (*BOTH, "both") else pdf,
    }
    return render(request, "warranty/guarantee.html", context)


def _pdf(texts: Sequence[GuaranteeText], name: str) -> HttpResponse:
    made = paper.guarantee_pdf([_for_paper(text) for text in texts])
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _for_paper(text: GuaranteeText) -> dict[str, Any]:
    facts = [{"label": label, "value": value, "code": code} for label, value, code in text.facts]
    return {**asdict(text), "facts": facts}
