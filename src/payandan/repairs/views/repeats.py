"""The same problem again: the rates with their definition, the handling time beside them, and the list to class."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, ListPage, YesNo
from payandan.platform.ui.words import name_in
from payandan.repairs import forms, queries, words
from payandan.repairs.models import Repeat

_DAYS = 365


@staff_page("repairs.view")
@require_safe
def repeats(request: ActorRequest) -> HttpResponseBase:
    """How often the same problem came again, and which jobs those were."""
    form = forms.SpanForm(request.GET or None)
    since, until = span_of(form)
    listing = ListPage(
        queries.list_repeats(request.actor),
        request,
        name="repairs-repeats",
        filters=[
            YesNo("open", _("Not classed yet"), condition=Q(cause="")),
            Choice("cause", _("Why it came again"), words.CAUSES, field="cause"),
            Choice("found_by", _("Found by"), words.FOUND_BY, field="found_by"),
            DateRange("found", _("Found"), field="found_at"),
        ],
        columns=_columns(),
        sort="-found_at",
        page_size=20,
        row_link=_record,
        empty=Empty(title=_("Nothing came again"), text=_("Jobs that repeat an earlier one are listed here.")),
    )
    figures = queries.figures(request.actor, since=since, until=until)
    context = {
        "list": listing,
        "form": form,
        "figures": figures,
        "rates": [{"days": rate.days, "share": rate.share, "rate": rate} for rate in figures.rates],
        "minutes": round(figures.handling.minutes, 1) if figures.handling.minutes is not None else None,
        "people": queries.minutes_by_person(request.actor, since=since, until=until),
        "since": since,
        "until": until - timedelta(days=1),
    }
    return render(request, "repairs/repeats.html", context)


def span_of(form: forms.SpanForm) -> tuple[datetime, datetime]:
    """The time that is looked at: as asked, else the last year; whole days on the company's clock."""
    data = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    first = data.get("since") or today - timedelta(days=_DAYS)
    last = max(data.get("until") or today, first)
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _columns() -> list[Column]:
    language = reader.language()
    return [
        Column("number", _("Job"), kind="code", value="order.number", link=_record),
        Column("product", _("Product"), value=lambda row: row.order.unit.model.name_in(language)),
        Column("serial", _("Serial"), kind="code", value="order.unit.serial", hidden=True),
        Column("found_by", _("Found by"), value=lambda row: words.label(words.FOUND_BY, row.found_by)),
        Column("likeness", _("Likeness"), kind="number", hidden=True),
        Column("days", _("Days between"), kind="number", sort="days"),
        Column("earlier", _("Repaired before by"), value=_earlier),
        Column(
            "technician", _("Now with"), value=lambda row: row.order.technician.name if row.order.technician else ""
        ),
        Column("cause", _("Why it came again"), badge=_cause),
        Column("found_at", _("Found"), kind="moment", sort="found_at"),
    ]


def _earlier(row: Repeat) -> str:
    parts = [
        row.earlier.technician.name if row.earlier.technician else "",
        name_in(row.earlier.branch) if row.earlier.branch else "",
    ]
    return " · ".join(part for part in parts if part)


def _cause(row: Repeat) -> tuple[str, str]:
    if not row.cause:
        return _("Not classed yet"), "warn"
    return words.label(words.CAUSES, row.cause), words.CAUSE_TONES[row.cause]


def _record(row: Repeat) -> str:
    return reverse("repairs-record", args=[row.order.number])
