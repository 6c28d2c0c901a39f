"""Counts: the sheets, opening one, writing what was found, booking the differences."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from payandan.parts import actions, words
from payandan.parts.actions import Counted
from payandan.parts.forms.stock import EndForm, SheetForm, counts
from payandan.parts.models import CountSheet
from payandan.parts.queries import master, stock
from payandan.parts.views.finding import node_choices, tabs
from payandan.parts.views.moving import done
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage

COLUMNS = [
    Column("number", gettext_lazy("Number"), kind="code"),
    Column("node", gettext_lazy("Store"), value=lambda row: row.node.name_in(reader.language())),
    Column(
        "state",
        gettext_lazy("State"),
        badge=lambda row: (words.label(words.SHEET_STATES, row.state), words.tone(row.state)),
    ),
    Column("opened", gettext_lazy("Begun"), kind="moment", value="opened_at", sort="opened_at"),
    Column("by", gettext_lazy("Begun by"), value="opened_by"),
    Column("ended", gettext_lazy("Booked"), kind="moment", value="ended_at"),
    Column("note", gettext_lazy("Note"), hidden=True),
]


@require_safe
@staff_page("parts.view", "stock.count")
def sheets(request: ActorRequest) -> HttpResponseBase:
    """The counts of the stores that the reader sees."""
    listing = ListPage(
        CountSheet.objects.visible_to(request.actor).select_related("node"),
        request,
        name="counts",
        filters=[
            Choice("state", _("State"), words.SHEET_STATES, field="state"),
            Choice("node", _("Store"), node_choices(request), field="node__code"),
            DateRange("opened", _("Begun"), field="opened_at"),
        ],
        columns=COLUMNS,
        sort="-opened_at",
        export=Export("counts"),
        row_link=lambda row: reverse("parts-count", args=[row.number]),
        empty=Empty(
            title=_("No counts yet"),
            text=_("Count a few bins each week rather than all of them once a year."),
            icon="list-checks",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "parts/counts.html", {"list": listing, "tabs": tabs(request, "parts-counts")})


@staff_page("parts.view", "stock.count")
def begin(request: ActorRequest) -> HttpResponse:
    """Begin a count."""
    form = SheetForm(request.POST or None, initial={"node": request.GET.get("node", "")}, actor=request.actor)

    def act() -> CountSheet:
        data = form.cleaned_data
        return actions.open_sheet(
            node_id=data["node"].pk,
            bins=data["bins"],
            note=data["note"],
            key=form.key_for(request.actor),
            actor=request.actor,
            at=timezone.now(),
        )

    if (made := done(request, form, act)) is not None:
        return HttpResponseRedirect(reverse("parts-count", args=[made.number]))
    context = {
        "form": form,
        "title": _("Begin a count"),
        "icon": "list-checks",
        "note": _("A sheet of what is kept; what people find is compared with the books only at the end."),
        "back": reverse("parts-counts"),
        "button": _("Begin"),
    }
    return render(request, "parts/lines.html", context, status=422 if form.errors else 200)


@staff_page("parts.view", "stock.count")
def sheet(request: ActorRequest, number: str) -> HttpResponse:
    """One count: write what was found, add a part by scan, book or put away."""
    row = get_object_or_404(CountSheet.objects.visible_to(request.actor).select_related("node"), number=number)
    form, problem = EndForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            booked = _act(request, row, form)
        except Refused as refused:
            problem = words.refusal(refused.code, refused.params)
        else:
            messages.success(request, _("Booked.") if booked else _("Saved."))
            return HttpResponseRedirect(reverse("parts-count", args=[number]))
    lines = list(row.lines.select_related("part"))
    context: dict[str, Any] = {
        "row": row,
        "lines": [_line(request, line) for line in lines],
        "counted": sum(line.counted is not None for line in lines),
        "differing": sum(bool(line.difference) for line in lines),
        "state": words.label(words.SHEET_STATES, row.state),
        "tone": words.tone(row.state),
        "form": form,
        "problem": problem,
        "may_act": row.state == "open"
        and stock.nodes_to_act_at(request.actor, "stock.count").filter(pk=row.node_id).exists(),
    }
    return render(request, "parts/count.html", context, status=422 if problem or form.errors else 200)


def _act(request: ActorRequest, row: CountSheet, form: EndForm) -> bool:
    """Do what the button says; whether the sheet is done with."""
    actor, now, act = request.actor, timezone.now(), request.POST.get("act", "save")
    if act == "drop":
        actions.drop_sheet(sheet_id=row.pk, actor=actor, at=now)
        return True
    found, wrong = counts(request.POST, {line.part_id: line.part for line in row.lines.select_related("part")})
    if wrong:
        raise Refused("line_unreadable", "lines", line=", ".join(wrong))
    if scan := request.POST.get("scan", "").strip():
        part = master.scanned(actor, scan[:80])
        if part is None:
            raise Refused("unknown_part", "scan")
        before = found.get(part.pk)
        found[part.pk] = Counted(before.quantity + 1 if before else 1, before.reason if before else "")
    if found:
        actions.write_counts(sheet_id=row.pk, counts=found, actor=actor, at=now)
    if act == "book":
        reason, key = form.cleaned_data["reason"], form.key_for(actor)
        actions.book_sheet(sheet_id=row.pk, reason=reason, key=key, actor=actor, at=now)
    return act == "book"


def _line(request: ActorRequest, line: Any) -> dict[str, Any]:
    typed = request.POST.get(f"q-{line.part_id}")
    reason = request.POST.get(f"r-{line.part_id}")
    found = line.difference or 0
    told = ngettext("%(count)s piece more", "%(count)s pieces more", found)
    if found < 0:
        told = ngettext("%(count)s piece fewer", "%(count)s pieces fewer", -found)
    return {
        "line": line,
        "told": told % {"count": shown.digits(abs(found))},
        "typed": ("" if line.counted is None else line.counted) if typed is None else typed,
        "reason": line.reason if reason is None else reason,
    }
