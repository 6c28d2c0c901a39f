"""The guarantee card of a unit: on the screen, on paper, and for many units at once."""

import io
from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, customer_page, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import forms, paper, queries
from payandan.warranty.labels.reading import read, title_of
from payandan.warranty.models import Document
from payandan.warranty.rules import Terms, parse_stored
from payandan.warranty.words import label

MOST = 100


@require_safe
@staff_page("warranty.cards")
def card(request: ActorRequest, number: str) -> HttpResponse:
    """A unit's card, for the desk."""
    return _page(request, number)


@require_safe
@staff_page("warranty.cards")
def card_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    return _pdf([_found(request, number)], f"card-{number}")


@require_safe
@customer_page
def my_card(request: ActorRequest, number: str) -> HttpResponse:
    """The card of my unit."""
    return _page(request, number, mine=True)


@require_safe
@customer_page
def my_card_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The same as PDF, to keep."""
    return _pdf([_found(request, number)], f"card-{number}")


@staff_page("warranty.cards")
def cards(request: ActorRequest) -> HttpResponse:
    """The cards of several units, each on its own sheet."""
    asked = "\n".join(request.GET.getlist("unit"))
    text = request.POST.get("serials", asked)[:10_000]
    found, unknown = forms.units_named(text, request.actor, MOST) if text.strip() else ([], [])
    if found and not unknown:
        return _pdf(found, "guarantee-cards")
    status = 422 if request.method == "POST" else 200
    missing = request.method == "POST" and not text.strip()
    context = {"text": text, "unknown": unknown, "missing": missing, "most": MOST}
    return render(request, "warranty/cards.html", context, status=status)


def _found(request: ActorRequest, number: str) -> Unit:
    try:
        return units.get(request.actor, number)
    except Unit.DoesNotExist:
        raise Http404 from None


def _page(request: ActorRequest, number: str, *, mine: bool = False) -> HttpResponse:
    unit = _found(request, number)
    return render(request, "warranty/card.html", {"card": card_of(unit), "unit": unit, "mine": mine})


def _pdf(found: list[Unit], name: str) -> HttpResponse:
    made = paper.cards_pdf([_for_paper(card_of(unit)) for unit in found], language=reader.language())
    disposition = f'inline; filename="{name}.pdf"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def card_of(unit: Unit) -> dict[str, Any]:
    """What a card says, in the reader's language. Six queries."""
    clocks = queries.clocks_for([unit])[unit.pk]
    documents = queries.documents_of(unit)
    terms = [row for row in documents if row.kind == Document.Kind.TERMS and row.terms_kind not in _BEHIND_THE_SCENES]
    main = next((row for row in terms if row.terms_kind == "manufacturer"), terms[0] if terms else None)
    return {
        "heading": _("Guarantee card"),
        "title": unit.model.name_in(reader.language()),
        "facts": [fact for fact in _facts(unit) if fact["value"]],
        "clocks": [
            {"label": _("Free repair until"), "value": _day(clocks.free_until)},
            {"label": _("Parts and service until"), "value": _day(clocks.parts_promised_until)},
        ],
        "promises": [{"title": title_of(row.body.get("title")), "text": _in_short(row)} for row in terms],
        "except_title": _("Not covered:"),
        "except": _exceptions(main) if main else "",
        "signs": [_("Seller's stamp and signature"), _("Buyer's signature")],
        "footer": _("Scan the code to see what is covered today, to report a fault, or to check that it is genuine."),
        "qr": _qr(unit),
    }


_BEHIND_THE_SCENES = ("repair", "replaced_part", "commitment", "supplier")
"""Promises that begin with a repair or stand behind the second clock: not for the face of the card."""


def _for_paper(card: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if name == "qr" else value for name, value in card.items()}


def _facts(unit: Unit) -> list[dict[str, Any]]:
    return [
        {"label": _("Serial number"), "value": unit.serial, "code": True},
        {"label": _("Model"), "value": f"{unit.model.brand} {unit.model.code}", "code": True},
        {"label": _("Owner"), "value": unit.owner.name if unit.owner else "", "code": False},
        {"label": _("Bought"), "value": _day(unit.sold_on, empty=""), "code": False},
        {"label": _("From"), "value": unit.seller, "code": False},
        {"label": _("Installed"), "value": _day(unit.installed_on, empty=""), "code": False},
        {"label": _("Registered"), "value": _day(unit.registered_on, empty=""), "code": False},
    ]


def _in_short(row: Document) -> str:
    """How long and what it pays, in one line."""
    parsed = parse_stored(row.body)
    if not isinstance(parsed, Terms):
        return ""
    how_long = next((section.items[0].text for section in read(parsed, {}, {}) if section.icon == "calendar-range"), "")
    paid = [label("line_kind", kind, reader.language()) for kind, share in parsed.lines.items() if share == 10_000]
    in_full = _("Paid in full: %(kinds)s.") % {"kinds": _(", ").join(paid)}
    return f"{how_long} {in_full}" if paid else how_long


def _exceptions(row: Document) -> str:
    parsed = parse_stored(row.body)
    if not isinstance(parsed, Terms):
        return ""
    language = reader.language()
    return _(", ").join(dict.fromkeys(label("exclusion", item.kind, language) for item in parsed.exclusions))


def _day(day: Any, *, empty: str = "—") -> str:
    return shown.day(day, "long") if day else empty


def _qr(unit: Unit) -> str:
    drawing = io.BytesIO()
    address = units.public_address(unit)
    segno.make(address, error="m").save(
        drawing, kind="svg", border=1, scale=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 - drawn here from our own address
