"""Terms and packs: the shelf, one document in plain language, as YAML, its versions, and writing a new one."""

import difflib
from typing import Any

import yaml
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog import queries as catalog
from payandan.catalog.models import Component
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.warranty import actions, forms, labels, queries
from payandan.warranty.labels.reading import read, title_of
from payandan.warranty.models import Document
from payandan.warranty.rules import BadData, parse_document
from payandan.warranty.views import trying
from payandan.warranty.words import explain_problem, label


@staff_page("warranty.view")
@require_safe
def terms(request: ActorRequest) -> HttpResponse:
    """All terms, newest version first."""
    return _shelf(request, Document.Kind.TERMS)


@staff_page("warranty.view")
@require_safe
def packs(request: ActorRequest) -> HttpResponse:
    """All law packs."""
    return _shelf(request, Document.Kind.PACK)


@staff_page("warranty.view")
@require_safe
def record(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """One version of a document."""
    document = _found(request, code, version)
    return render(request, "warranty/document.html", _context(request, document))


@staff_page("warranty.view")
@require_safe
def differences(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """What a version changed against an earlier one."""
    document = _found(request, code, version)
    asked = request.GET.get("with", "")
    versions = queries.versions(request.actor, code).exclude(pk=document.pk)
    other = (
        versions.filter(version=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    )
    other = other or versions.filter(version__lt=version).first() or versions.first()
    lines = _difference(other, document) if other else []
    context = {"document": document, "other": other, "versions": versions, "lines": lines, "title": _title(document)}
    return render(request, "warranty/differences.html", context)


@staff_page("warranty.edit")
def edit(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Write at a draft; of a published version, begin the next one."""
    document = _found(request, code, version)
    if document.state != Document.State.DRAFT and request.method == "GET":
        following = queries.versions(request.actor, code)[0].version + 1
        return _editor(request, _new_version(document, following), document)
    return _editor(request, _form_of(document), document)


@staff_page("warranty.edit")
def new(request: ActorRequest) -> HttpResponse:
    """Write a new document, from an example."""
    kind = "pack" if request.GET.get("kind") == "pack" else "terms"
    return _editor(request, forms.DocumentForm(initial={"source": EXAMPLES[kind], "offered": True}), None)


@staff_page("warranty.edit")
@require_POST
def validate(request: ActorRequest) -> HttpResponse:
    """What is wrong in the text as it stands now."""
    problems = forms.problems_of(request.POST.get("source", ""))
    return render(request, "warranty/problems.html", {"problems": problems})


@staff_page("warranty.publish")
@require_POST
def publish(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Publish a draft."""
    document = _found(request, code, version)
    try:
        actions.publish(document=document, actor=request.actor, at=timezone.now())
    except Refused as refused:
        problems = [explain_problem(item, reader.language()) for item in refused.params.get("problems", ())]
        context = _context(request, document) | {"refusal": labels.refusal(refused.code, refused.params)}
        return render(request, "warranty/document.html", context | {"problems": problems}, status=422)
    messages.success(request, _("%(document)s is published; from now on it never changes.") % {"document": document})
    return _to(document)


@staff_page("warranty.publish")
@require_POST
def withdraw(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Offer it no longer."""
    document = _found(request, code, version)
    now = timezone.now()
    try:
        actions.withdraw(document=document, actor=request.actor, at=now, day=reader.local_day(now))
        messages.success(request, _("It is no longer offered. Units sold before today keep it."))
    except Refused as refused:
        messages.error(request, labels.refusal(refused.code, refused.params))
    return _to(document)


@staff_page("warranty.edit")
@require_POST
def drop(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Forget a draft."""
    document = _found(request, code, version)
    try:
        actions.drop_draft(document=document, actor=request.actor)
    except Refused as refused:
        messages.error(request, labels.refusal(refused.code, refused.params))
        return _to(document)
    messages.success(request, _("The draft was dropped."))
    return HttpResponseRedirect(reverse("warranty-packs" if document.kind == "pack" else "warranty-terms"))


def _shelf(request: ActorRequest, kind: str) -> HttpResponse:
    language = reader.language()
    names = {row.code: row.name_in(language) for row in catalog.categories()}
    rows = [
        {
            "document": row,
            "title": _title(row),
            "kind": label("terms_kind", row.terms_kind or "pack", language),
            "state": labels.STATES[row.state],
            "tone": labels.STATE_TONES[row.state],
            "categories": _(", ").join(names.get(code, code) for code in row.categories),
            "confidence": _confidence(row),
        }
        for row in queries.newest(request.actor).filter(kind=kind)
    ]
    context = {"rows": rows, "kind": kind, "can_edit": request.actor.can("warranty.edit")}
    return render(request, "warranty/shelf.html", context)


def _confidence(row: Document) -> tuple[str, str]:
    if row.kind != Document.Kind.PACK:
        return "", ""
    code = (row.body.get("source") or {}).get("confidence", "medium")
    return label("confidence", code, reader.language()), {"high": "good", "medium": "warn"}.get(code, "bad")


def _title(row: Document) -> str:
    return title_of(row.body.get("title")) or str(row)


def _found(request: ActorRequest, code: str, version: int) -> Document:
    try:
        return queries.get(request.actor, code, version)
    except Document.DoesNotExist:
        raise Http404 from None


def _context(request: ActorRequest, document: Document) -> dict[str, Any]:
    actor = request.actor
    draft = document.state == Document.State.DRAFT
    sections, problems = _read(document)
    versions = [
        {"document": row, "state": labels.STATES[row.state], "tone": labels.STATE_TONES[row.state]}
        for row in queries.versions(actor, document.code)
    ]
    return {
        "document": document,
        "title": _title(document),
        "kind": label("terms_kind", document.terms_kind or "pack", reader.language()),
        "state": labels.STATES[document.state],
        "tone": labels.STATE_TONES[document.state],
        "sections": sections,
        "problems": problems,
        "confidence": _confidence(document),
        "source": document.source or as_yaml(document.body),
        "versions": versions,
        "can_edit": actor.can("warranty.edit"),
        "can_publish": actor.can("warranty.publish"),
        "is_draft": draft,
        "bound": document.bindings.count(),
        **trying.context_for(request, document),
    }


def _read(document: Document) -> tuple[list[Any], list[str]]:
    """The document in plain language, or what is wrong with the draft."""
    try:
        parsed = parse_document(document.body)
    except BadData as error:
        return [], [explain_problem(problem, reader.language()) for problem in error.problems]
    language = reader.language()
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    rows = (
        Component.objects.filter(category__code__in=document.categories) if document.categories else Component.objects
    )
    components = {row.code: row.name_in(language) for row in rows.all()}
    return read(parsed, categories, components), []


def as_yaml(body: Any) -> str:
    """A document as YAML that people can read."""
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)


def _difference(before: Document, after: Document) -> list[tuple[str, str]]:
    """The lines of both versions: same, gone or new."""
    kinds = {"- ": "gone", "+ ": "new", "  ": "same"}
    old, new_ = as_yaml(before.body).splitlines(), as_yaml(after.body).splitlines()
    return [(kinds[line[:2]], line[2:]) for line in difflib.ndiff(old, new_) if line[:2] in kinds]


def _form_of(document: Document) -> forms.DocumentForm:
    initial = {
        "source": document.source or as_yaml(document.body),
        "offered": document.offered,
        "sold_from": document.sold_from,
        "sold_until": document.sold_until,
    }
    return forms.DocumentForm(initial=initial)


def _new_version(document: Document, version: int) -> forms.DocumentForm:
    form = _form_of(document)
    text = str(form.initial["source"]).replace(f"{document.code}@{document.version}", f"{document.code}@{version}", 1)
    form.initial.update({"source": text, "sold_from": None, "sold_until": None})
    return form


def _editor(request: ActorRequest, form: forms.DocumentForm, document: Document | None) -> HttpResponse:
    problems: list[str] = []
    if request.method == "POST":
        form = forms.DocumentForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                draft = actions.save_draft(
                    document=form.document,
                    source=data["source"],
                    offered=data["offered"],
                    sold_from=data["sold_from"],
                    sold_until=data["sold_until"],
                    actor=request.actor,
                    at=timezone.now(),
                )
            except Refused as refused:
                add_refusal(form, Refused(refused.code, "source", **refused.params), labels.refusal)
            else:
                messages.success(request, _("The draft was saved."))
                return _to(draft)
        problems = forms.problems_of(request.POST.get("source", ""))
    else:
        problems = forms.problems_of(str(form.initial["source"]))
    status = 422 if form.is_bound else 200
    context = {"form": form, "document": document, "problems": problems}
    return render(request, "warranty/edit.html", context, status=status)


def _to(document: Document) -> HttpResponse:
    return HttpResponseRedirect(reverse("warranty-document", args=[document.code, document.version]))


EXAMPLES = {
    "terms": """id: my-terms@1
kind: manufacturer
title: {fa: گارانتی من, en: My warranty}
scope: {categories: [television], countries: [COUNTRY]}
start: {basis: delivered, else: sold}
period: {months: 24}
lines: {part: 100, labour: 100}
exclusions:
  - {class: accident, effect: claim, evidence: [photo, inspection_report],
     found_by: [technician, laboratory], clause: "4.1"}
remedies:
  - {kind: repair, clause: "5.1"}
""".replace("COUNTRY", settings.COUNTRY),
    "pack": """id: my-country@1
kind: pack
title: {fa: قانون من, en: My law}
scope: {country: COUNTRY, categories: [television]}
source: {title: {fa: نام قانون, en: Name of the law}, article: "1", confidence: low}
floor: {period: {months: 12}, lines: {part: 100, labour: 100}}
""".replace("COUNTRY", settings.COUNTRY),
}
