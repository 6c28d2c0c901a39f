"""Try it: a made-up case, and what the rule book decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.warranty import forms, labels, queries
from payandan.warranty.labels import reasons
from payandan.warranty.models import Document
from payandan.warranty.rules import BadData, Pack, RuleBook, Terms, parse_document, parse_stored
from payandan.warranty.rules.publishing import UNPUBLISHED
from payandan.warranty.rules.vocabulary import EVIDENCE_KINDS
from payandan.warranty.views.example import TONES, paid
from payandan.warranty.words import label

_ABOUT = ("cause", "visible_at_purchase", "genuine", "history")


@dataclass(frozen=True, slots=True)
class TriedLine:
    """One line of a tried case."""

    label: str
    outcome: str
    tone: str
    company: int | None
    customer: int | None
    whys: reasons.Whys


@staff_page("warranty.view")
@require_safe
def check(request: ActorRequest) -> HttpResponse:
    """A case of any kind of product against the rule book as it stands."""
    language = reader.language()
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    category = request.GET.get("category", "") or next(iter(categories), "")
    form = forms.CaseForm(
        request.GET if "sold_on" in request.GET else None,
        categories=categories,
        components=_components([category]),
        currency=settings.CURRENCY,
        initial={**_example(), "category": category},
    )
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        case = _case(form.cleaned_data, form.cleaned_data["category"])
        book = queries.rule_book_for(case["unit"], on=form.cleaned_data["failed_on"])
        context |= _tried(case, book)
    template = "warranty/tried.html" if request.headers.get("HX-Request") else "warranty/check.html"
    return render(request, template, context)


@staff_page("warranty.view")
@require_safe
def try_document(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """A case against one document alone."""
    try:
        document = queries.get(request.actor, code, version)
    except Document.DoesNotExist:
        raise Http404 from None
    return render(request, "warranty/tried.html", context_for(request, document))


def context_for(request: ActorRequest, document: Document) -> dict[str, Any]:
    """The box beside a document: its form and, for what was asked or else for an example, the verdict."""
    try:
        parsed = parse_document(document.body) if document.state in UNPUBLISHED else parse_stored(document.body)
    except BadData:
        return {}
    category = (document.categories or ["television"])[0]
    components = _components(document.categories or [category])
    asked = request.GET if "sold_on" in request.GET else None
    example = _example()
    form = forms.TryForm(asked, components=components, currency=settings.CURRENCY, initial=example)
    data = example if asked is None else form.cleaned_data if form.is_valid() else None
    context: dict[str, Any] = {"try_form": form}
    if data is not None:
        case = _case(data, category)
        context |= _tried(case, _book_with(parsed, case))
    return context


def _book_with(document: Terms | Pack, case: Mapping[str, Any]) -> RuleBook:
    """Terms are tried alone; a pack, beside the terms that a unit of the kind is given, for it only adds to them."""
    if isinstance(document, Terms):
        return RuleBook(terms=(document,))
    return RuleBook(terms=queries.rule_book_for(case["unit"]).terms, packs=(document,))


def _example() -> dict[str, Any]:
    today = reader.local_day(timezone.now())
    return {
        "sold_on": today - timedelta(days=300),
        "failed_on": today - timedelta(days=3),
        "cause": "material",
        "component": "",
        "part": 120_000_000 if settings.CURRENCY == "IRR" else 12_000,
        "labour": 8_000_000 if settings.CURRENCY == "IRR" else 800,
        "proven": True,
    }


def _case(data: Mapping[str, Any], category: str) -> dict[str, Any]:
    sold, failed = data["sold_on"].isoformat(), data["failed_on"].isoformat()
    every = [{"kind": kind, "about": about} for kind in EVIDENCE_KINDS for about in _ABOUT]
    component = data.get("component") or None
    lines = [("part", component, data.get("part")), ("labour", None, data.get("labour"))]
    return {
        "asked_on": failed,
        "unit": {
            "category": category,
            "country": settings.COUNTRY,
            "sold_on": sold,
            "delivered_on": sold,
            "installed_on": sold,
            "activated_on": sold,
            "registered_on": sold,
            "installed_by": "authorised",
            "genuine": True,
        },
        "fault": {
            "failed_on": failed,
            "component": component,
            "cause": {"value": data["cause"], "source": "technician"} if data.get("cause") else None,
        },
        "evidence": every if data.get("proven") else [],
        "lines": [
            {
                "id": str(place),
                "kind": kind,
                "component": part,
                "amount": str(amount or 0),
                "currency": settings.CURRENCY,
            }
            for place, (kind, part, amount) in enumerate(lines, start=1)
        ],
    }


def _tried(case: Mapping[str, Any], book: RuleBook) -> dict[str, Any]:
    """The verdict on a tried case, as its template shows it."""
    language = reader.language()
    try:
        told = labels.spoken(queries.verdict_of(case, book))
    except Refused as refused:
        return {"tried_problem": labels.refusal(refused.code, refused.params)}
    known = reasons.whys(told, language)
    kinds = {line["id"]: line["kind"] for line in case["lines"]}
    lines = [
        TriedLine(
            label=label("line_kind", kinds[line["id"]], language),
            outcome=label("outcome", line["outcome"], language),
            tone=TONES[line["outcome"]],
            company=None if line["outcome"] == "undecided" else paid(line, company=True),
            customer=None if line["outcome"] == "undecided" else paid(line, company=False),
            whys=reasons.of_line(line, known),
        )
        for line in told["lines"]
    ]
    return {
        "tried": lines,
        "tried_outcome": label("outcome", told["outcome"], language),
        "tried_tone": TONES[told["outcome"]],
        "tried_questions": [question["text"][language] for question in told["questions"]],
        "tried_documents": [*told["rule_book"]["terms"], *told["rule_book"]["packs"]],
        "currency": settings.CURRENCY,
    }


def _components(categories: list[str]) -> dict[str, str]:
    names = catalog.component_names(categories, reader.language())
    return {code: name for (_category, code), name in names.items()}
