"""What the law gives, by country and kind of product, in plain language, and how sure that is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.platform.kit.text import sort_key
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.warranty import queries
from payandan.warranty.labels.law import Given, given_by
from payandan.warranty.labels.places import country_name
from payandan.warranty.labels.reading import title_of
from payandan.warranty.queries import LawBook
from payandan.warranty.rules.vocabulary import REGIONS


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one pack gives for the kind of product that was asked for."""

    book: LawBook
    title: str
    given: list[Given]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product in the overview: how many rights it has there and by which packs."""

    code: str
    name: str
    sure: int
    unsure: int


@staff_page("warranty.view")
@require_safe
def law(request: ActorRequest) -> HttpResponse:
    """What the law gives here: the overview of a country, and one kind of product in full."""
    language = reader.language()
    books = queries.law_books(reader.local_day(timezone.now()))
    countries = _countries(books)
    asked = request.GET.get("country", "")
    country = asked if asked in countries else settings.COUNTRY
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    told = {book.document.pk: given_by(book.pack) for book in books}
    kinds = [_kind(code, name, country, books, told) for code, name in categories.items()]
    chosen = request.GET.get("category", "")
    if chosen not in categories:
        chosen = max(kinds, key=lambda kind: kind.sure).code if kinds else ""
    spoken = [
        Spoken(book, title_of(book.pack.title) or str(book.document), told[book.document.pk])
        for book in books
        if book.speaks_of(country, chosen)
    ]
    context: dict[str, Any] = {
        "country": country,
        "country_name": country_name(country),
        "countries": sorted(((code, country_name(code)) for code in countries), key=lambda pair: sort_key(pair[1])),
        "kinds": kinds,
        "chosen": chosen,
        "chosen_name": categories.get(chosen, ""),
        "spoken": spoken,
    }
    return render(request, "warranty/law.html", context)


def _countries(books: list[LawBook]) -> list[str]:
    """The countries that some pack speaks of, and the company's own; of a region, its name."""
    named = {country for book in books for country in book.pack.scope.countries or ()}
    members = {country for name in named & set(REGIONS) for country in REGIONS[name]}
    return sorted({settings.COUNTRY} | (named - set(REGIONS)) | members)


def _kind(code: str, name: str, country: str, books: list[LawBook], told: dict[int, list[Given]]) -> Kind:
    given = [one for book in books if book.speaks_of(country, code) for one in told[book.document.pk]]
    sure = sum(one.sure for one in given)
    return Kind(code, name, sure, len(given) - sure)
