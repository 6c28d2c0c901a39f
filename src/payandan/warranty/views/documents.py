"""Terms and packs: the shelf, one document in plain language and as YAML, its versions, and how it came about."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.catalog.models import Component
from payandan.platform.journal.queries import history, sentence_of
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.warranty import forms, labels, queries
from payandan.warranty.labels.changes import ChangeText, in_words
from payandan.warranty.labels.law import tried_rules
from payandan.warranty.labels.reading import read, title_of
from payandan.warranty.models import Document
from payandan.warranty.rules import BadData, Pack, parse_document, parse_stored
from payandan.warranty.rules.differences import differences as changes_between
from payandan.warranty.rules.publishing import UNPUBLISHED, acts_of
from payandan.warranty.views import trying
from payandan.warranty.words import explain_problem, label


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history of a document."""

    title: str
    at: datetime
    by: str
    text: str = ""
    href: str = ""


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
    document = found(request, code, version)
    return render(request, "warranty/document.html", context_of(request, document))


@staff_page("warranty.view")
@require_safe
def differences(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """What a version changed against an earlier one."""
    document = found(request, code, version)
    asked = request.GET.get("with", "")
    versions = queries.versions(request.actor, code).exclude(pk=document.pk)
    other = (
        versions.filter(version=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    )
    other = other or versions.filter(version__lt=version).first() or versions.first()
    context: dict[str, Any] = {"document": document, "other": other, "versions": versions, "title": name_of(document)}
    if other:
        context |= _compared(other.body, document.body)
    return render(request, "warranty/differences.html", context)


@staff_page("warranty.view")
@require_safe
def revision(request: ActorRequest, code: str, version: int, number: int) -> HttpResponse:
    """What one save of a draft changed."""
    document = found(request, code, version)
    saves = {row.number: row for row in queries.revisions(document) if row.number in (number, number - 1)}
    if number not in saves:
        raise Http404
    row, before = saves[number], saves.get(number - 1)
    context = {"document": document, "title": name_of(document), "revision": row, "first": before is None}
    context |= _compared(before.body if before else {}, row.body)
    return render(request, "warranty/revision.html", context)


# --- what other pages of documents need ------------------------------------------------------------------------------


def found(request: ActorRequest, code: str, version: int) -> Document:
    """The document, if this actor may see it; else 404, as for one that does not exist."""
    try:
        return queries.get(request.actor, code, version)
    except Document.DoesNotExist:
        raise Http404 from None


def name_of(row: Document) -> str:
    """A document's title in the reader's language."""
    return title_of(row.body.get("title")) or str(row)


def confidence_of(row: Document) -> tuple[str, str]:
    """How far a pack's text is trusted, and the tone of it; nothing for terms."""
    if row.kind != Document.Kind.PACK:
        return "", ""
    code = (row.body.get("source") or {}).get("confidence", "medium")
    return label("confidence", code, reader.language()), {"high": "good", "medium": "warn"}.get(code, "bad")


def names() -> dict[str, str]:
    """Names of kinds of products and of components, by code, in the reader's language."""
    language = reader.language()
    components = {row.code: row.name_in(language) for row in Component.objects.all()}
    return {**components, **{row.code: row.name_in(language) for row in catalog.categories()}}


def context_of(request: ActorRequest, document: Document) -> dict[str, Any]:
    """What the page of a document shows."""
    actor = request.actor
    language = request.GET.get("in", "")
    language = language if language in ("fa", "en") else reader.language()
    with translation.override(language):
        sections, problems = _read(document)
        title = name_of(document)
    versions = [
        {"document": row, "state": labels.STATES[row.state], "tone": labels.STATE_TONES[row.state]}
        for row in queries.versions(actor, document.code)
    ]
    return {
        "document": document,
        "title": title,
        "read_in": language,
        "kind": label("terms_kind", document.terms_kind or "pack", reader.language()),
        "state": labels.STATES[document.state],
        "tone": labels.STATE_TONES[document.state],
        "sections": sections,
        "problems": problems,
        "confidence": confidence_of(document),
        "source": document.source or forms.as_yaml(document.body),
        "versions": versions,
        "may": _may(request, document),
        "bound": document.bindings.filter(ended_on=None).count(),
        "lines": list(_happened(document)),
        "changed": _since_forerunner(request, document),
        "tested": _tested(document),
        **trying.context_for(request, document),
    }


def _tested(document: Document) -> list[Any]:
    """The test vectors of a pack, run now; none where it cannot be read."""
    try:
        parsed = parse_stored(document.body)
        return tried_rules(parsed) if isinstance(parsed, Pack) else []
    except BadData:
        return []


def _may(request: ActorRequest, document: Document) -> dict[str, bool]:
    """Which buttons the page has for this reader: what the table of moves and the reader's rights allow."""
    actor, state = request.actor, document.state
    acts = acts_of(actor, state)
    second, alone = queries.may_be_second(actor, document), settings.ONE_PERSON
    return {
        "edit": actor.can("warranty.edit") and state != Document.State.PROPOSED,
        "second": second,
        **{act: act in acts for act in ("drop", "propose", "take_back", "withdraw")},
        "publish": "publish" in acts and (second or alone),
        "send_back": "send_back" in acts and (second or alone),
        "waits": "publish" in acts and not (second or alone),
        "alone": alone and "propose" in acts and actor.can("warranty.publish"),
    }


def _happened(document: Document) -> Any:
    """The history of a document: what the journal tells, each save with the way to what it changed."""
    kept = set(queries.revisions(document).values_list("number", flat=True))
    for fact in history("document", document.pk):
        number = fact.body.get("revision")
        saved = fact.name == "warranty.draft_saved" and number in kept
        yield Happened(
            title=sentence_of(fact, reader.language()),
            at=fact.at,
            by=_("The system") if fact.actor_kind == "system" else fact.actor_name,
            text=fact.body.get("reason", ""),
            href=reverse("warranty-revision", args=[document.code, document.version, number]) if saved else "",
        )


def _since_forerunner(request: ActorRequest, document: Document) -> dict[str, Any]:
    """What a document that is not published yet would change against the version before it."""
    if document.state not in UNPUBLISHED:
        return {}
    earlier = queries.versions(request.actor, document.code).filter(version__lt=document.version)
    before = earlier.exclude(state__in=UNPUBLISHED).first()
    if before is None:
        return {}
    return {"before": before, "changes": in_words(changes_between(before.body, document.body), names())}


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Both ways to show a comparison: in words, and line by line of the text."""
    changes: list[ChangeText] = in_words(changes_between(before, after), names()) if before else []
    kinds = {"- ": "gone", "+ ": "new", "  ": "same"}
    old, new = forms.as_yaml(before).splitlines(), forms.as_yaml(after).splitlines()
    lines = [(kinds[line[:2]], line[2:]) for line in difflib.ndiff(old, new) if line[:2] in kinds]
    return {"changes": changes, "diff": lines}


def _shelf(request: ActorRequest, kind: str) -> HttpResponse:
    language = reader.language()
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    rows = [
        {
            "document": row,
            "title": name_of(row),
            "kind": label("terms_kind", row.terms_kind or "pack", language),
            "state": labels.STATES[row.state],
            "tone": labels.STATE_TONES[row.state],
            "categories": _(", ").join(categories.get(code, code) for code in _categories(row)),
            "confidence": confidence_of(row),
        }
        for row in queries.newest(request.actor).filter(kind=kind)
    ]
    may_publish = request.actor.can("warranty.publish")
    context = {
        "rows": rows,
        "kind": kind,
        "can_edit": request.actor.can("warranty.edit"),
        "waiting": list(queries.waiting(request.actor).filter(kind=kind)) if may_publish else [],
    }
    return render(request, "warranty/shelf.html", context)


def _categories(row: Document) -> list[str]:
    """The kinds of products that a document is for; of one that is not published yet, as it stands in its text."""
    if row.state not in UNPUBLISHED:
        return list(row.categories)
    scope = row.body.get("scope")
    named = scope.get("categories") if isinstance(scope, Mapping) else None
    return sorted(code for code in named if isinstance(code, str)) if isinstance(named, list) else []


def _read(document: Document) -> tuple[list[Any], list[str]]:
    """The document in plain language, or what is wrong with the draft."""
    try:
        drafted = document.state in UNPUBLISHED
        parsed = parse_document(document.body) if drafted else parse_stored(document.body)
    except BadData as error:
        return [], [explain_problem(problem, reader.language()) for problem in error.problems]
    language = reader.language()
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    rows = (
        Component.objects.filter(category__code__in=document.categories) if document.categories else Component.objects
    )
    components = {row.code: row.name_in(language) for row in rows.all()}
    return read(parsed, categories, components), []
