"""The first page of numbers: how many claims, who paid, how long it took, what broke."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.insights import forms, queries, rules, words
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.calendars import next_month_start
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as ui
from payandan.platform.ui.charts import Bar, Chart, bar_chart
from payandan.warranty.words import label

Month = tuple[str, date]


@staff_page("insights.view")
def overview(request: HttpRequest) -> HttpResponse:
    """All numbers of a window; each bar and row leads to its cases."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    currencies = queries.currencies(actor) or [settings.CURRENCY]
    form = forms.WindowForm(request.GET, branches=_branches(actor), currencies=currencies)
    window, months = form.window(today=timezone.localdate(), calendar=reader.calendar(), currency=currencies[0])
    page = queries.overview(actor, window, [key for key, _first in months])
    return render(
        request,
        "insights/overview.html",
        {
            "form": form,
            "sees_agreement": actor.can("claims.agreement"),
            "window": window,
            "page": page,
            "charts": [_by_month(page, months), _money(page, months, window.currency), _waits(page)],
            "models": _ranking(
                [
                    (model.name_in(reader.language()), f"{model.brand} {model.code}", n)
                    for model, n, _money in page.models
                ],
                "q",
                months,
            ),
            "causes": _ranking(
                [(_cause(cause), cause, n) for cause, n, _money in page.causes],
                "cause",
                months,
            ),
            "median": words.WAITS.get(page.median_wait or ""),
        },
    )


def _branches(actor: Actor) -> object:
    branches = Branch.objects.filter(is_active=True)
    return branches if actor.sees_every_branch else branches.filter(pk__in=actor.branches or ())


def _cases(months: Sequence[Month], **filters: str) -> str:
    """The list of claims behind a number."""
    since, last = months[0][1], next_month_start(months[-1][1], reader.calendar()) - timedelta(days=1)
    return f"{reverse('claims-list')}?{urlencode({'filed_from': since, 'filed_to': last, **filters})}"


def _by_month(page: queries.Overview, months: Sequence[Month]) -> Chart:
    bars = [
        Bar(
            ui.month(first),
            parts=[(words.TONES[standing], page.by_outcome[key][standing]) for standing in words.STANDINGS],
            href=_cases([(key, first)]),
        )
        for key, first in months
    ]
    legend = [(words.TONES[standing], str(name)) for standing, name in words.STANDINGS.items()]
    return bar_chart(_("Claims by month and outcome"), bars, show=ui.digits, legend=legend)


def _money(page: queries.Overview, months: Sequence[Month], currency: str) -> Chart:
    payers = list(words.PAYER_TONES)
    bars = [
        Bar(
            ui.month(first),
            parts=[(words.PAYER_TONES[payer], page.by_payer[key][payer]) for payer in payers],
            href=_cases([(key, first)]),
        )
        for key, first in months
    ]
    used = [payer for payer in payers if any(page.by_payer[key][payer] for key, _first in months)]
    return bar_chart(
        _("Who paid, by month"),
        bars,
        show=lambda amount: ui.short_money(amount, currency),
        legend=[(words.PAYER_TONES[payer], label("payer", payer, reader.language())) for payer in used],
    )


def _waits(page: queries.Overview) -> Chart:
    bars = [Bar(str(words.WAITS[name]), page.waits[name], tone="brand") for name, _edge in rules.WAITS]
    return bar_chart(_("Time to the first decision"), bars, show=ui.digits)


def _cause(code: str) -> str:
    return _("Not found yet") if code == "unknown" else label("cause", code, reader.language())


def _ranking(found: Sequence[tuple[str, str, int]], name: str, months: Sequence[Month]) -> list[dict[str, object]]:
    return [
        {"label": text, "value": n, "shown": ui.digits(n), "href": _cases(months, **{name: value}), "tone": "brand"}
        for text, value, n in found
    ]
