"""What the pages of scenarios share: finding one, saying its period, its filters and its changes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from payandan.catalog import queries as catalog
from payandan.catalog.models import ProductModel
from payandan.insights.models import Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.words import whatif as words
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown

MAY = "insights.whatif"
MOST_MODELS = 500

Documents = Mapping[str, Mapping[str, Any]]
"""The newest published version of each document, by its code."""


def found(request: ActorRequest, number: str) -> Scenario:
    """The scenario with this number, or 404."""
    try:
        return queries.get(request.actor, number)
    except Scenario.DoesNotExist:
        raise Http404 from None


def record_of(scenario: Scenario) -> str:
    """The address of its page."""
    return reverse("what-if-record", args=[scenario.number])


def version_of(request: HttpRequest) -> int | None:
    """The version of the page that a form was sent from."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text[:9].isdigit() else None


def done(request: ActorRequest, scenario: Scenario, act: Callable[[], Scenario], message: str) -> HttpResponseRedirect:
    """Do an act and go to the scenario's page; where it is refused, say why there."""
    try:
        scenario = act()
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    else:
        if message:
            messages.success(request, message)
    return HttpResponseRedirect(record_of(scenario))


def choices() -> dict[str, list[tuple[str, str]]]:
    """What claims may be narrowed to, by code and name. Three queries."""
    language = reader.language()
    models = ProductModel.objects.order_by("brand", "code")[:MOST_MODELS]
    branches = Branch.objects.filter(is_active=True).order_by("pk")
    return {
        "categories": [(row.code, row.name_in(language)) for row in catalog.categories()],
        "models": [(row.number, row.name_in(language)) for row in models],
        "branches": [(row.code, shown.name_in(row)) for row in branches],
    }


def about(scenario: Scenario) -> list[tuple[str, str]]:
    """Which claims it is about, as labels and values."""
    period = _("%(start)s to %(until)s") % {"start": shown.day(scenario.since), "until": shown.day(scenario.until)}
    told: list[tuple[str, str]] = [(_("Claims filed"), period)]
    if not any(scenario.filters.values()):
        return told
    known = choices()
    names: dict[str, tuple[str, Mapping[str, Any]]] = {
        "category": (_("Kinds of products"), dict(known["categories"])),
        "model": (_("Model"), dict(known["models"])),
        "branch": (_("Branches"), dict(known["branches"])),
        "outcome": (_("As they were decided"), words.DECISIONS),
    }
    for name, (title, labels) in names.items():
        values = scenario.filters.get(name)
        if values:
            told.append((title, _(", ").join(str(labels.get(value, value)) for value in values)))
    return told


def component_names(categories: list[str] | None = None) -> dict[str, str]:
    """The names of components by code, of some kinds of products or of all; of two with one code, either."""
    codes = categories if categories is not None else [row.code for row in catalog.categories()]
    return {code: name for (_category, code), name in catalog.component_names(codes, reader.language()).items()}


def newest(versions: words.Versions) -> Documents:
    """The newest version of each document."""
    return {code: bodies[0] for code, bodies in versions.items()}


def sentences(scenario: Scenario, versions: words.Versions, names: Mapping[str, str]) -> list[words.Said]:
    """Its changes, each in a sentence."""
    return [words.sentence(change, versions, names) for change in scenario.changes]


def currencies_in(tally: Mapping[str, Any]) -> list[str]:
    """The currencies of a tally, the installation's own first."""
    held = sorted(tally.get("money", {}))
    return sorted(held, key=lambda code: code != settings.CURRENCY) or [settings.CURRENCY]
