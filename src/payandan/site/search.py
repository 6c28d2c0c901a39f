"""One search over everything, and the suggestions under the search box; each package shows only what may be seen."""

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from payandan.platform.kit.identifiers import BadIdentifier, from_wedge, gs1
from payandan.platform.people.permissions import staff_page
from payandan.platform.search import queries
from payandan.platform.search.rules import LONGEST

_SUGGESTED = 4
_LISTED = 25
_MARKED = re.compile(r"https?://|\]|\(", re.IGNORECASE)


@staff_page()
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the text finds, kind by kind. A scan (or a whole identity) that means one record opens that record."""
    actor = request.actor  # type: ignore[attr-defined]
    typed = _typed(request)
    is_scan = request.GET.get("scan") == "1"
    text = scanned(typed, sure=is_scan)
    if is_scan:
        meant = queries.exact(actor, text)
        if len(meant) == 1:
            return HttpResponseRedirect(meant[0].url)
    kind = request.GET.get("kind", "")
    groups = queries.search(actor, text, limit=_LISTED, kind=kind)
    context = {"text": text, "typed": typed, "groups": groups, "kind": kind, "is_scan": is_scan}
    return render(request, "site/search.html", context)


@staff_page()
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box, while one types."""
    text = scanned(_typed(request))
    groups = queries.search(request.actor, text, limit=_SUGGESTED)  # type: ignore[attr-defined]
    return render(request, "site/search_suggestions.html", {"text": text, "groups": groups})


def scanned(text: str, *, sure: bool = False) -> str:
    """What a scanned text identifies: the serial of a GS1 code, the end of one of our addresses, else the text.

    Keys that came through the Persian keyboard layout are put right; `sure` when a scanner certainly typed them.
    """
    plain = from_wedge(text, sure=sure).strip()
    try:
        elements = gs1(plain)
    except BadIdentifier:
        return plain
    # A bare serial may happen to read as elements; only an article number or an explicit mark makes it a GS1 code.
    if "gtin" not in elements and not _MARKED.match(plain):
        return plain
    if elements.get("serial"):
        return elements["serial"]
    if "gtin" in elements:
        return elements["gtin"].removeprefix("0")
    steps = [step for step in urlsplit(plain).path.split("/") if step]
    return unquote(steps[-1]) if "url" in elements and steps else plain


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST].replace("\x00", "")


urlpatterns = [
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search-suggest"),
]
