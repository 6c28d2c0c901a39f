"""The radar: which rights fall due next, what hangs on it, the ways out; and taking a granted right back."""

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.claims import words
from payandan.claims.actions import grants
from payandan.claims.models import Grant, RepairClock
from payandan.claims.models.grants import NEVER
from payandan.claims.queries import radar as queries
from payandan.claims.rules.radar import KINDS
from payandan.claims.views import radar_record
from payandan.claims.views.radar_record import DayForm, ReasonForm
from payandan.claims.views.records import done, found, refused, show
from payandan.claims.words import radar as radar_words
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.working_time import working_days_between
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.filters import Filter
from payandan.warranty.rules.law import calendar_of


@staff_page("claims.radar")
@require_safe
def radar(request: ActorRequest) -> HttpResponseBase:
    """The repairs under way, the one in which a right falls due soonest first."""
    actor, today = request.actor, timezone.localdate()
    listing = ListPage(
        queries.list_radar(actor),
        request,
        name="radar",
        filters=_filters(today),
        columns=_columns(today),
        sort="next_on",
        sorts={"next_on": _("Due soonest"), "-stake": _("Most money"), "started_on": _("Longest here")},
        page_size=25,
        export=Export("radar") if actor.can("claims.export") else None,
        row_link=_record,
        preview=lambda row: reverse("claims-radar-panel", args=[row.claim.number]),
        empty=Empty(
            title=_("No repair is under way"),
            text=_("As soon as a claim is filed, its repair stands here with the days that law and terms leave it."),
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "claims/radar.html", {"list": listing})


def _filters(today: date) -> list[Filter]:
    language = reader.language()
    branches = [(str(row.pk), row.name_en if language == "en" else row.name_fa) for row in Branch.objects.all()]
    spans = {
        "soon": (_("Within the days of warning"), queries.warning_day(queries.country_calendar(), today)),
        "week": (_("Within a week"), today + timedelta(days=7)),
        "month": (_("Within a month"), today + timedelta(days=30)),
    }
    rial = 1 if settings.CURRENCY == "IRR" else 10_000
    sums = {name: int(name) * 1_000_000 // rial for name in ("10", "100", "500")}
    return [
        Choice(
            "left", _("Falls due"), {name: label for name, (label, _day) in spans.items()}, multiple=False,
            conditions={name: Q(next_on__lte=day) for name, (_label, day) in spans.items()},
        ),
        Choice("right", _("Next right"), {kind: words.REMEDIES[kind] for kind in KINDS}, field="next_kind"),
        Choice("branch", _("Branch"), branches, field="claim__branch_id"),
        Choice(
            "money", _("At stake"), {name: _from(n) for name, n in sums.items()},
            multiple=False, conditions={name: Q(stake__gte=n) for name, n in sums.items()},
        ),
        YesNo("late", _("Already late"), condition=Q(fallen__gt=0)),
        YesNo("held", _("Waits for a decision"), condition=Q(held=True)),
    ]  # fmt: skip


def _from(amount: int) -> str:
    return _("from %(sum)s") % {"sum": shown.short_money(amount, settings.CURRENCY)}


def _columns(today: date) -> list[Column]:
    language = reader.language()
    return [
        Column("number", _("Claim"), kind="code", value="claim.number", link=_record),
        Column("product", _("Product"), value=lambda row: row.claim.unit.model.name_in(language)),
        Column("next", _("Next right"), badge=_next),
        Column("next_on", _("Falls due"), value=lambda row: _short(_next_on(row)), sort="next_on", write=_next_on),
        Column("left", _("Left"), badge=lambda row: _left(row, today)),
        Column(
            "stake", _("At stake"), kind="money", value=lambda row: row.stake or None, sort="stake",
            currency="claim.currency",
        ),
        Column("way", _("Cheapest way out"), value=_way),
        Column("fallen", _("Fallen due"), badge=_fallen),
        Column(
            "started_on", _("Here since"), value=lambda row: _short(row.started_on), sort="started_on", write=_since
        ),
        Column("repair_due_on", _("Repair due by"), kind="day", hidden=True),
        Column("customer", _("Customer"), value="claim.customer.name", hidden=True),
        Column("branch", _("Branch"), value=_branch, hidden=True),
        Column("state", _("State"), badge=_state, hidden=True),
    ]  # fmt: skip


def _record(row: RepairClock) -> str:
    return reverse("claims-record", args=[row.claim.number])


def _next(row: RepairClock) -> tuple[str, str]:
    if row.next_kind:
        return words.label(words.REMEDIES, row.next_kind), radar_words.TONES.get(row.next_kind, "muted")
    return (_("not checked"), "muted") if row.unchecked else ("", "muted")


def _branch(row: RepairClock) -> str:
    return shown.name_in(row.claim.branch) if row.claim.branch else ""


def _since(row: RepairClock) -> date:
    return row.started_on


def _short(day: date | None) -> str:
    return shown.day(day, "short") if day else ""


def _next_on(row: RepairClock) -> date | None:
    return row.next_on if row.next_on != NEVER else None


def days_left(row: RepairClock, today: date) -> int | None:
    """Working days before the next right falls due, of which today may be one."""
    if row.next_on == NEVER:
        return None
    calendar = calendar_of(row.claim.unit.country)
    yesterday = today - timedelta(days=1)
    return working_days_between(calendar, yesterday, max(yesterday, row.next_on - timedelta(days=1)))


def _left(row: RepairClock, today: date) -> tuple[str, str]:
    days = days_left(row, today)
    return radar_words.left(days), radar_words.left_tone(days)


def _way(row: RepairClock) -> str:
    return words.label(radar_words.WAYS, row.way) if row.way else ""


def _fallen(row: RepairClock) -> tuple[str, str]:
    if not row.fallen:
        return "", "muted"
    return shown.digits(row.fallen), "warn" if row.held else "bad"


def _state(row: RepairClock) -> tuple[str, str]:
    return words.label(words.STATES, row.claim.state), words.STATE_TONES.get(row.claim.state, "muted")


@staff_page("claims.radar")
@require_safe
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """One repair's clocks beside the list."""
    claim = found(request, number)
    context = {"claim": claim, "radar": radar_record.of_record(claim, request.actor), "aside": True}
    return render(request, "claims/radar_panel.html", context)


# --- acts ------------------------------------------------------------------------------------------------------------


@staff_page("claims.work")
@require_POST
def handed_in(request: ActorRequest, number: str) -> HttpResponse:
    """Write down when the unit came in."""
    return _day(request, number, "handed-in", grants.hand_in, _("The days are counted from then."))


@staff_page("claims.work")
@require_POST
def handed_back(request: ActorRequest, number: str) -> HttpResponse:
    """Write down when the customer had it back."""
    return _day(request, number, "handed-back", grants.hand_back, _("The repair's clock has stopped."))


def _day(
    request: ActorRequest, number: str, dialog: str, act: Callable[..., RepairClock], message: str
) -> HttpResponse:
    claim = found(request, number)
    form = DayForm(request.POST, auto_id=f"{dialog.replace('-', '_')}-%s")
    if not form.is_valid():
        return show(request, number, status=422, dialog=dialog, day_form=form)
    try:
        act(claim=claim, on=form.cleaned_data["on"], actor=request.actor, at=timezone.now())
    except Refused as refusal:
        return refused(request, number, refusal, dialog=dialog, day_form=form)
    return done(request, number, message)


@staff_page("claims.cancel_rights")
@require_POST
def ask_cancel(request: ActorRequest, number: str, grant: int) -> HttpResponse:
    """Ask to take a right back."""
    form = ReasonForm(request.POST)
    row, dialog = _found(request, number, grant), f"right-{grant}"
    if not form.is_valid():
        return show(request, number, status=422, dialog=dialog, reason_form=form)
    try:
        grants.ask_cancel(grant=row, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
    except Refused as refusal:
        return refused(request, number, refusal, dialog=dialog, reason_form=form)
    return done(request, number, _("It stands until somebody else agrees."))


@staff_page("claims.cancel_rights")
@require_POST
def cancel(request: ActorRequest, number: str, grant: int) -> HttpResponse:
    """Agree that it is taken back."""
    return _answer(request, number, grant, grants.cancel_grant, _("It was taken back; the customer is told why."))


@staff_page("claims.cancel_rights")
@require_POST
def keep(request: ActorRequest, number: str, grant: int) -> HttpResponse:
    """Leave it granted."""
    return _answer(request, number, grant, grants.keep_grant, _("The right stays granted."))


def _answer(request: ActorRequest, number: str, grant: int, act: Callable[..., Grant], message: str) -> HttpResponse:
    row = _found(request, number, grant)
    try:
        act(grant=row, actor=request.actor, at=timezone.now())
    except Refused as refusal:
        return refused(request, number, refusal, dialog=f"right-{grant}")
    return done(request, number, message)


def _found(request: ActorRequest, number: str, grant: int) -> Grant:
    row: Grant | None = found(request, number).grants.filter(pk=grant).first()
    if row is None:
        raise Http404
    return row
