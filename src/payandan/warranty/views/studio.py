"""The terms studio: a document as controls and as text, each writing the other, beside a live example."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import yaml
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.catalog import queries as catalog
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.warranty import actions, forms, labels, queries
from payandan.warranty.forms import examples, studio, yaml_text
from payandan.warranty.models import Document
from payandan.warranty.rules import BadData, Pack, Terms, parse_document
from payandan.warranty.rules.publishing import DRAFT, PROPOSED, SENT_BACK
from payandan.warranty.views.example import example

_EXAMPLE_KEYS = ("case", "day", "law")


@staff_page("warranty.edit")
def new(request: ActorRequest) -> HttpResponse:
    """Write a new document, from an example."""
    kind = "pack" if request.GET.get("kind") == "pack" else "terms"
    initial = {"source": examples.EXAMPLES[kind], "offered": True}
    return _page(request, forms.DocumentForm(initial=initial), None)


@staff_page("warranty.edit")
def edit(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Write at a draft; of a published version, begin the next one."""
    document = _found(request, code, version)
    if document.state in (DRAFT, SENT_BACK):
        return _page(request, _form_of(document), document)
    if document.state == PROPOSED:
        messages.info(request, labels.refusal("under_review"))
        return HttpResponseRedirect(reverse("warranty-document", args=[code, version]))
    following = queries.versions(request.actor, code)[0].version + 1
    return _page(request, _new_version(document, following), None)


@staff_page("warranty.edit")
@require_POST
def live(request: ActorRequest) -> HttpResponse:
    """What follows from what was just done, as fragments. `act` is a button of a table; else `about` says where it was:
    in the `form`, in the `text`, in the `example`, or that the form is looked at again (`sheet`)."""
    act = request.POST.get("act", "")
    about = act or request.POST.get("about", "")
    state = _read(request.POST, about)
    context = _context(request, state, request.POST, with_sheet=about != "example")
    context["about"] = about
    context["live"] = {"form": bool(act) or about == "sheet", "text": bool(act) or about == "form"}
    return render(request, "warranty/studio/answer.html", context)


class _State:
    """The text as it stands after what was done, what it says, and where to look now."""

    def __init__(self, text: str, document: Any, problem: str = "", opened: str = "") -> None:
        self.text, self.document, self.problem, self.opened = text, document, problem, opened

    @property
    def mapping(self) -> Mapping[str, Any] | None:
        return self.document if isinstance(self.document, Mapping) else None

    @property
    def seen(self) -> str:
        """A mark of what the controls show, so that old controls never write over a newer text."""
        return mark(self.document)

    def parsed(self) -> Terms | Pack | None:
        try:
            return parse_document(self.document)
        except BadData:
            return None


def mark(document: Any) -> str:
    """A short digest of plain data."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _read(data: QueryDict, act: str) -> _State:
    """The text, with what was done in the controls written into it."""
    text = data.get("source", "").replace("\r\n", "\n")
    try:
        document = yaml_text.read(text)
    except yaml.YAMLError as error:
        return _State(text, None, yaml_text.not_yaml(error))
    except (ValueError, RecursionError):
        return _State(text, None, _("This cannot be read as YAML."))
    if not isinstance(document, Mapping):
        return _State(text, None, _("A document is a list of names with values, such as “id: tv-standard@4”."))
    if act in ("text", "example", "sheet") or data.get("seen") != mark(document):
        return _State(text, document)
    names, opened = _names(document), ""
    after = studio.changed(document, names, data)
    if ":" in act:
        after, opened = studio.moved(after, names, act)
    return _State(yaml_text.edited(text, document, after), after, opened=opened)


def _names(document: Mapping[str, Any]) -> studio.Names:
    """The company's kinds of products, and the components of those that the document is about."""
    language = reader.language()
    categories = {row.code: row.name_in(language) for row in catalog.categories()}
    scope = document.get("scope")
    asked = scope.get("categories") if isinstance(scope, Mapping) else None
    about = [code for code in asked if isinstance(code, str)] if isinstance(asked, list) else list(categories)
    found = catalog.component_names(about, language)
    return studio.Names(categories, {code: name for (_category, code), name in found.items()})


def _context(
    request: ActorRequest, state: _State, data: Mapping[str, Any], *, with_sheet: bool = True
) -> dict[str, Any]:
    context: dict[str, Any] = {"state": state, "seen": state.seen, "text": state.text, "text_problem": state.problem}
    if state.mapping is None:
        return context
    names = _names(state.mapping)
    if with_sheet:
        sheet = studio.sheet(state.mapping, names, opened=state.opened)
        context |= {"sheet": sheet, "problems": list(_problems(sheet))}
    parsed = state.parsed()
    if parsed is not None:
        asked = {key: str(data.get(key, "")) for key in _EXAMPLE_KEYS}
        context["example"] = example(
            parsed, asked, actor=request.actor, components=names.components, with_choices=with_sheet
        )
    return context


def _problems(sheet: studio.Sheet) -> Any:
    """Everything that is wrong, with the control it stands beside."""
    for group in sheet.groups:
        for one in group.controls:
            yield from ((one.identity, one.label, text) for text in one.problems)
        for table in group.tables:
            yield from (("", table.title, text) for text in table.problems)
            for row in table.rows:
                for one in row.controls:
                    place = f"{table.title} {row.place + 1}: {one.label}"
                    yield from ((one.identity, place, text) for text in one.problems)
    yield from (("", "", text) for text in sheet.problems)


def _page(request: ActorRequest, form: forms.DocumentForm, document: Document | None) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, form, document, _state_of(str(form.initial["source"])))
    act = request.POST.get("act", "")
    state = _read(request.POST, act or "save")
    bound = forms.DocumentForm({**request.POST.dict(), "source": state.text})
    if act:  # a button of a table, pressed where no script runs
        return _shown(request, bound, document, state)
    if bound.is_valid():
        try:
            return _saved(request, bound)
        except Refused as refused:
            field = "" if refused.code == "stale" else "source"
            add_refusal(bound, Refused(refused.code, field, **refused.params), labels.refusal)
    return _shown(request, bound, document, state, 422)


def _saved(request: ActorRequest, form: forms.DocumentForm) -> HttpResponse:
    data, now = form.cleaned_data, timezone.now()
    draft = actions.save_draft(
        document=form.document,
        source=data["source"],
        offered=data["offered"],
        sold_from=data["sold_from"],
        sold_until=data["sold_until"],
        revision=data["revision"],
        actor=request.actor,
        at=now,
    )
    messages.success(request, _("The draft was saved."))
    return HttpResponseRedirect(reverse("warranty-document", args=[draft.code, draft.version]))


def _state_of(text: str) -> _State:
    query = QueryDict(mutable=True)
    query["source"] = text
    return _read(query, "text")


def _shown(
    request: ActorRequest, form: forms.DocumentForm, document: Document | None, state: _State, status: int = 200
) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    context = _context(request, state, data)
    tab = data.get("tab", "")
    context |= {
        "form": form,
        "document": document,
        "heading": str(document or (state.mapping or {}).get("id") or ""),
        "tab": tab if tab in ("form", "text", "example") else "form" if state.mapping is not None else "text",
        "is_pack": bool(state.mapping and state.mapping.get("kind") == "pack"),
    }
    return render(request, "warranty/studio/page.html", context, status=status)


def _found(request: ActorRequest, code: str, version: int) -> Document:
    try:
        return queries.get(request.actor, code, version)
    except Document.DoesNotExist:
        raise Http404 from None


def _form_of(document: Document) -> forms.DocumentForm:
    initial = {
        "source": document.source or forms.as_yaml(document.body),
        "offered": document.offered,
        "sold_from": document.sold_from,
        "sold_until": document.sold_until,
        "revision": document.revision,
    }
    return forms.DocumentForm(initial=initial)


def _new_version(document: Document, version: int) -> forms.DocumentForm:
    form = _form_of(document)
    text = str(form.initial["source"]).replace(f"{document.code}@{document.version}", f"{document.code}@{version}", 1)
    form.initial.update({"source": text, "sold_from": None, "sold_until": None, "revision": None})
    return form
