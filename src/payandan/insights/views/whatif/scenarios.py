"""The list of scenarios, and writing one: its claims, its name, copying and deleting it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.insights import actions, forms
from payandan.insights.models import Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.views.whatif.telling import MAY, choices, currencies_in, done, found, record_of, version_of
from payandan.insights.words import whatif as words
from payandan.platform.kit.calendars import month_start
from payandan.platform.kit.periods import add_months
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, ListPage


@staff_page(MAY)
@require_safe
def scenarios(request: ActorRequest) -> HttpResponseBase:
    """All scenarios, newest first."""
    listing = ListPage(
        queries.scenarios(request.actor),
        request,
        name="what-if",
        filters=[Choice("state", _("State"), words.STATES, field="state")],
        columns=[
            Column("title", _("Scenario"), link=record_of),
            Column("period", _("Claims filed"), value=_period),
            Column("state", _("State"), badge=lambda row: (words.STATES[row.state], words.STATE_TONES[row.state])),
            Column("claims", _("Claims"), kind="number", value=lambda row: row.tally.get("claims")),
            Column("flipped", _("Verdicts that flip"), kind="number", value=_flipped),
            Column("difference", _("The company pays more or less"), value=_difference),
            Column("by", _("Written by"), value="created_by_name", hidden=True),
            Column("changed_at", _("When"), kind="moment", sort="changed_at"),
        ],
        sort="-changed_at",
        row_link=record_of,
        empty=Empty(
            title=_("Nobody has asked yet"),
            text=_("Take the claims of a past period, change the terms, and see what they would have cost."),
            action_label=_("Ask the first question"),
            action_href=reverse("what-if-new"),
        ),
    )
    comparable = queries.scenarios(request.actor).filter(state="done").count() > 1
    return render(request, "insights/whatif/list.html", {"list": listing, "comparable": comparable})


@staff_page(MAY)
def new(request: ActorRequest) -> HttpResponse:
    """Begin a scenario: choose its claims."""
    today = timezone.localdate()
    first = month_start(add_months(month_start(today, reader.calendar()), -12, reader.calendar()), reader.calendar())
    return _write(request, None, {"since": first, "until": today})


@staff_page(MAY)
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Choose other claims."""
    scenario = found(request, number)
    kept = scenario.filters
    initial = {name: kept.get(name, []) for name in ("category", "branch", "outcome")}
    initial |= {"title": scenario.title, "note": scenario.note, "since": scenario.since, "until": scenario.until}
    return _write(request, scenario, {**initial, "model": next(iter(kept.get("model", [])), "")})


def _write(request: ActorRequest, scenario: Scenario | None, initial: dict[str, object]) -> HttpResponse:
    form = forms.ScenarioForm(request.POST or None, initial=initial, **choices())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.save_scenario(
                title=data["title"],
                since=data["since"],
                until=data["until"],
                filters=form.filters(),
                note=data["note"],
                scenario=scenario,
                version=version_of(request),
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return HttpResponseRedirect(record_of(row))
    context = {"form": form, "scenario": scenario, "count": None if form.is_bound else _count(form, initial)}
    return render(request, "insights/whatif/write.html", context, status=422 if form.errors else 200)


@staff_page(MAY)
@require_POST
def count(request: ActorRequest) -> HttpResponse:
    """How many claims a form asks for, while it is filled in."""
    form = forms.ScenarioForm(request.POST, **choices())
    form.is_valid()
    return render(request, "insights/whatif/count.html", {"count": _count(form, form.cleaned_data)})


def _count(form: forms.ScenarioForm, data: dict[str, object]) -> int | None:
    since, until = data.get("since"), data.get("until")
    if not since or not until:
        return None
    filters = form.filters() if form.is_bound else {k: v for k, v in data.items() if k in queries.FILTERS and v}
    filters = {name: [values] if isinstance(values, str) else values for name, values in filters.items()}
    return queries.claims_of(since, until, filters).count()  # type: ignore[arg-type]


@staff_page(MAY)
@require_POST
def rename(request: ActorRequest, number: str) -> HttpResponse:
    """Another name and note."""
    scenario, form = found(request, number), forms.NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, words.refusal("title_needed"))
        return HttpResponseRedirect(record_of(scenario))
    return done(
        request,
        scenario,
        lambda: actions.rename_scenario(
            scenario=scenario,
            **form.cleaned_data,
            version=version_of(request),
            actor=request.actor,
            at=timezone.now(),
        ),
        _("The name was saved."),
    )


@staff_page(MAY)
@require_POST
def copy(request: ActorRequest, number: str) -> HttpResponse:
    """The same question once more, to be changed."""
    scenario = found(request, number)
    title = _("%(title)s (copy)") % {"title": scenario.title[:100]}
    return done(
        request,
        scenario,
        lambda: actions.copy_scenario(scenario=scenario, title=title, actor=request.actor, at=timezone.now()),
        _("This is the copy. Change it, then run it."),
    )


@staff_page(MAY)
@require_POST
def delete(request: ActorRequest, number: str) -> HttpResponse:
    """Delete a scenario with all that was found."""
    scenario = found(request, number)
    try:
        actions.delete_scenario(scenario=scenario, version=version_of(request), actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
        return HttpResponseRedirect(record_of(scenario))
    messages.success(request, _("The scenario was deleted."))
    return HttpResponseRedirect(reverse("what-if"))


def _period(row: Scenario) -> str:
    return _("%(start)s to %(until)s") % {
        "start": shown.day(row.since, "short"),
        "until": shown.day(row.until, "short"),
    }


def _flipped(row: Scenario) -> int | None:
    return row.tally.get("flipped", 0) if row.state == "done" else None


def _difference(row: Scenario) -> str:
    if row.state != "done":
        return ""
    currency = currencies_in(row.tally)[0]
    sides = row.tally.get("money", {}).get(currency, {})
    before, after = (
        sum(amount for payer, amount in sides.get(name, {}).items() if payer not in ("customer", "open"))
        for name in ("before", "after")
    )
    return words.difference(after - before, currency)
