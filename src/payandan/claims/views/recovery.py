"""Money back from suppliers: the list, one recovery and its acts, debit notes, and how old the debts are."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog import queries as catalog
from payandan.claims import queries as claims
from payandan.claims.actions import recovery as actions
from payandan.claims.models import Claim, DebitNote, Recovery, Supplier
from payandan.claims.queries import cores
from payandan.claims.queries import recovery as queries
from payandan.claims.rules import recovery as rules
from payandan.claims.views.recovery_forms import ByHandForm, RecoveryActForm, supplier_name
from payandan.claims.words import cores as core_words
from payandan.claims.words import history as told
from payandan.claims.words import recovery as words
from payandan.claims.words.labels import LINE_KINDS, label
from payandan.claims.words.refusals import refusal
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists import export as files

ACT_ICONS = {
    "send": "send", "accept": "check", "negotiate": "handshake", "refuse": "circle-x", "receive": "banknote",
    "give_up": "hand", "close": "archive", "withdraw": "undo-2",
}  # fmt: skip
FIRST_ACTS = ("send", "accept", "receive")
"""What is usually done next in its state: the primary button."""
PLAIN_ACTS = ("send", "accept", "close")
"""Acts that need no word more."""


@require_safe
@staff_page(rules.RECOVER)
def recoveries(request: ActorRequest) -> HttpResponseBase:
    """All recoveries that this member of staff may see, with what came back of what is owed."""
    today = timezone.localdate()
    listing = ListPage(
        queries.recoveries(request.actor),
        request,
        name="recoveries",
        filters=[
            Choice("state", _("State"), words.RECOVERY_STATES, field="state"),
            Choice(
                "supplier",
                _("Supplier"),
                [(row.number, supplier_name(row)) for row in queries.suppliers(request.actor)],
                field="supplier__number",
            ),
            YesNo("late", _("Deadline missed"), condition=queries.late_condition(today)),
            Choice(
                "age",
                _("Age"),
                words.BUCKETS,
                conditions={str(place): queries.age_condition(place, today) for place in range(len(rules.BUCKETS))},
            ),
            DateRange("opened", _("Opened"), field="opened_at"),
        ],
        columns=_columns(today),
        sort="-opened_at",
        export=Export("recoveries"),
        row_link=_address,
        empty=Empty(
            title=_("Nothing to recover yet"),
            text=_("Write down what suppliers pay; from then on each decision opens what can be asked back."),
            action_label=_("Suppliers"),
            action_href=reverse("claims-suppliers"),
            icon="undo-2",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    sums = queries.sums(request.actor, currency=settings.CURRENCY)
    context = {"list": listing, "sums": sums, "currency": settings.CURRENCY, "rate": rate_text(sums)}
    return render(request, "claims/recovery_list.html", context)


@require_safe
@staff_page(rules.RECOVER)
def ageing(request: ActorRequest) -> HttpResponse:
    """Who owes how much since when."""
    rows = queries.ageing(request.actor, today=timezone.localdate())
    shown_rows = [
        {
            "age": row,
            "name": supplier_name(row.supplier),
            "url": reverse("claims-supplier", args=[row.supplier.number]),
            "cells": [
                (amount, f"{reverse('claims-recoveries')}?supplier={row.supplier.number}&age={place}")
                for place, amount in enumerate(row.amounts)
            ],
        }
        for row in rows
    ]
    sums = queries.sums(request.actor, currency=settings.CURRENCY)
    context = {
        "rows": shown_rows, "buckets": list(words.BUCKETS.values()), "sums": sums, "rate": rate_text(sums),
        "currency": settings.CURRENCY,
    }  # fmt: skip
    return render(request, "claims/recovery_ageing.html", context)


@require_safe
@staff_page(rules.RECOVER)
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One recovery: what it stands on, what may be done, and what happened."""
    return _show(request, number)


@require_POST
@staff_page(rules.RECOVER)
def act(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Send, write the answer down, record a payment, give up, close or withdraw."""
    row = _found(request, number)
    if act not in _ACTS:
        raise Http404
    form = RecoveryActForm(request.POST, currency=row.currency)
    if not form.is_valid():
        return _show(request, number, form=form, open=act, status=422)
    try:
        _ACTS[act](row, form.cleaned_data, request.actor)
    except Refused as refused:
        if refused.field in form.fields:
            add_refusal(form, refused, refusal)
            return _show(request, number, form=form, open=act, status=422)
        return _show(request, number, problem=refusal(refused.code, refused.params), status=422)
    return HttpResponseRedirect(_address(row))


@staff_page(rules.RECOVER)
def by_hand(request: ActorRequest, number: str) -> HttpResponse:
    """Open a recovery from the page of its claim."""
    try:
        claim = claims.record(request.actor, number)
    except Claim.DoesNotExist:
        raise Http404 from None
    form = by_hand_form(claim, request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.open_by_hand(
                claim=claim,
                position=int(data["position"]),
                supplier=Supplier.objects.visible_to(request.actor).get(number=data["supplier"]),
                amount=data["amount"],
                reason=data["reason"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, refusal)
        else:
            return HttpResponseRedirect(_address(row))
    return render(
        request, "claims/recovery_by_hand.html", {"form": form, "claim": claim}, status=422 if form.errors else 200
    )


# --- debit notes -----------------------------------------------------------------------------------------------------


@require_POST
@staff_page(rules.RECOVER)
def send(request: ActorRequest, number: str) -> HttpResponse:
    """Send what was chosen of a supplier's open recoveries on one debit note."""
    supplier = found_supplier(request, number)
    chosen = queries.recoveries(request.actor).filter(supplier=supplier, number__in=request.POST.getlist("recovery"))
    try:
        note = actions.send(supplier=supplier, recoveries=list(chosen), actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, refusal(refused.code, refused.params))
        return HttpResponseRedirect(reverse("claims-supplier", args=[number]))
    return HttpResponseRedirect(reverse("claims-debit-note", args=[note.number]))


@require_safe
@staff_page(rules.RECOVER)
def note(request: ActorRequest, number: str) -> HttpResponse:
    """One debit note on the desk."""
    return render(request, "claims/recovery_note.html", _note_context(request, number))


@require_safe
@staff_page(rules.RECOVER)
def note_printed(request: ActorRequest, number: str) -> HttpResponse:
    """The debit note on paper, in the reader's language."""
    return render(request, "claims/recovery_note_print.html", _note_context(request, number))


@require_safe
@staff_page(rules.RECOVER)
def note_export(request: ActorRequest, number: str) -> HttpResponseBase:
    """What a debit note asks for, as a file."""
    found = _note(request, number)
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    rows = queries.of_note(request.actor, found)
    return files.response(rows, _note_columns(found.currency), Export(f"debit-note-{number}"), kind)


# --- within ----------------------------------------------------------------------------------------------------------

_ACTS: dict[str, Callable[[Recovery, dict[str, Any], Actor], Any]] = {
    "send": lambda row, data, actor: actions.send(  # noqa: ARG005 - one shape for all
        supplier=row.supplier, recoveries=[row], actor=actor, at=timezone.now()
    ),
    "accept": lambda row, data, actor: actions.accept(
        recovery=row, version=data["version"], actor=actor, at=timezone.now()
    ),
    "negotiate": lambda row, data, actor: actions.negotiate(
        recovery=row,
        amount=data["amount"] or 0,
        reason=data["reason"],
        version=data["version"],
        actor=actor,
        at=timezone.now(),
    ),
    "refuse": lambda row, data, actor: actions.refuse(
        recovery=row, reason=data["reason"], version=data["version"], actor=actor, at=timezone.now()
    ),
    "receive": lambda row, data, actor: actions.receive_payment(
        recovery=row,
        amount=data["amount"] or 0,
        reference=data["reference"],
        version=data["version"],
        actor=actor,
        at=timezone.now(),
    ),
    "give_up": lambda row, data, actor: actions.give_up(
        recovery=row, reason=data["reason"], version=data["version"], actor=actor, at=timezone.now()
    ),
    "close": lambda row, data, actor: actions.close_recovery(
        recovery=row, version=data["version"], actor=actor, at=timezone.now()
    ),
    "withdraw": lambda row, data, actor: actions.withdraw_recovery(
        recovery=row, reason=data["reason"], version=data["version"], actor=actor, at=timezone.now()
    ),
}


def found_supplier(request: ActorRequest, number: str) -> Supplier:
    """The supplier, if this member of staff may see it; else 404."""
    row = queries.with_terms(queries.suppliers(request.actor)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def rate_text(sums: queries.Sums) -> str:
    """The recovery rate, or a dash where nothing is owed."""
    return "—" if sums.rate is None else shown.percent(sums.rate, 1)


def state_badge(row: Recovery) -> tuple[str, str]:
    return label(words.RECOVERY_STATES, row.state), words.RECOVERY_TONES[row.state]


def part_name(component: str, names: dict[str, str] | None = None) -> str:
    """A component in the reader's language."""
    known = component_names() if names is None else names
    return known.get(component, component) or _("Part")


def component_names() -> dict[str, str]:
    """The names of all components by code. One query."""
    codes = [row.code for row in catalog.categories()]
    return {code: name for (_category, code), name in catalog.component_names(codes, reader.language()).items()}


def timeline_of(kind: str, pk: int) -> list[dict[str, Any]]:
    """What happened, the newest first, as the timeline draws it."""
    lines = []
    for fact in history(kind, pk, limit=50):
        title, text, tone = told.sentence(fact.name, fact.body)
        if title:
            lines.append({"title": title, "text": text, "tone": tone, "at": fact.at, "by": fact.actor_name})
    return lines


def by_hand_form(claim: Claim, actor: Actor, data: Any = None) -> ByHandForm:
    """The form that opens a recovery for a part of a claim."""
    names = component_names()
    parts = [
        (str(line.position), f"{part_name(line.component, names)} · {shown.money(line.amount, claim.currency)}")
        for line in claim.lines.all()
        if line.kind == "part"
    ]
    active = list(Supplier.objects.visible_to(actor).filter(is_active=True))
    return ByHandForm(data, parts=parts, suppliers=active, currency=claim.currency)


def _found(request: ActorRequest, number: str) -> Recovery:
    row = queries.recoveries(request.actor).select_related("terms").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _show(request: ActorRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    row = _found(request, number)
    names = component_names()
    state, tone = state_badge(row)
    held = cores.of_claim(request.actor, row.claim) if request.actor.can("claims.cores") else []
    late = queries.late_of(row, timezone.localdate())
    acts = [move.act for move in rules.recovery_moves_from(row.state) if move.act in words.RECOVERY_ACTS]
    due = queries.due_of(row)
    context = {
        "row": row,
        "title": _("Recovery %(number)s") % {"number": row.number},
        "part": part_name(row.component, names),
        "supplier": supplier_name(row.supplier),
        "state": state,
        "tone": tone,
        "late": label(words.LATE, late) if late else "",
        "due": due,
        "lines": [
            {**item, "label": label(LINE_KINDS, item["kind"]), "part": Decimal(item["share"]) / rules.WHOLE}
            for item in row.items
        ],
        "moves": [
            {
                "act": act, "label": label(words.RECOVERY_ACTS, act), "icon": ACT_ICONS[act],
                "plain": act in PLAIN_ACTS, "first": act in FIRST_ACTS,
                "amount": act in ("negotiate", "receive"), "reason": act not in ("receive", *PLAIN_ACTS),
                "reference": act == "receive",
            }
            for act in dict.fromkeys(acts)
        ],
        "cores": [
            (core, label(core_words.CORE_STATES, core.state), core_words.CORE_TONES[core.state])
            for core in held
            if core.position == row.position
        ],
        "form": RecoveryActForm(currency=row.currency, initial={"version": row.version}),
        "timeline": timeline_of("recovery", row.pk),
        **more,
    }  # fmt: skip
    return render(request, "claims/recovery_record.html", context, status=status)


def _columns(today: Any) -> list[Column]:
    names = component_names()

    def late(row: Recovery) -> tuple[str, str]:
        missed = queries.late_of(row, today)
        return (label(words.LATE, missed), "bad") if missed else ("", "muted")

    return [
        Column("number", _("Recovery"), kind="code", link=_address),
        Column("supplier", _("Supplier"), value=lambda row: supplier_name(row.supplier)),
        Column("part", _("Part"), value=lambda row: part_name(row.component, names)),
        Column("claim", _("Claim"), kind="code", value="claim.number"),
        Column("product", _("Product"), value=lambda row: shown.name_in(row.claim.unit.model), hidden=True),
        Column("serial", _("Serial"), kind="code", value="claim.unit.serial", hidden=True),
        Column("state", _("State"), badge=state_badge),
        Column("late", _("Deadline"), badge=late),
        Column("claimed", _("Amount asked for"), kind="money", sort="claimed"),
        Column("agreed", _("Agreed"), kind="money", hidden=True),
        Column("paid", _("Received"), kind="money", value=lambda row: row.paid or None),
        Column("opened", _("Opened"), kind="moment", value="opened_at", sort="opened_at"),
        Column("claim_by", _("Claim by"), kind="day", hidden=True),
        Column("answer_by", _("Answer by"), kind="day", hidden=True),
        Column("note", _("Debit note"), kind="code", value="note.number", hidden=True),
    ]


def _note(request: ActorRequest, number: str) -> DebitNote:
    found = queries.notes(request.actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _note_context(request: ActorRequest, number: str) -> dict[str, Any]:
    found = _note(request, number)
    names = component_names()
    rows = list(queries.of_note(request.actor, found).order_by(F("claim__filed_at"), "id"))
    return {
        "note": found,
        "supplier": found.supplier,
        "name": supplier_name(found.supplier),
        "title": _("Debit note %(number)s") % {"number": found.number},
        "rows": [
            {
                "row": row,
                "part": part_name(row.component, names),
                "state": state_badge(row),
                "items": [(label(LINE_KINDS, item["kind"]), item["amount"]) for item in row.items if item["amount"]],
            }
            for row in rows
        ],
    }


def _note_columns(currency: str) -> list[Column]:
    names = component_names()

    def kind_of(kind: str) -> Column:
        def amount(row: Recovery) -> int:
            return sum(item["amount"] for item in row.items if item["kind"] == kind)

        return Column(kind, label(LINE_KINDS, kind), kind="money", value=amount, currency=currency)

    return [
        Column("number", _("Recovery"), kind="code"),
        Column("claim", _("Claim"), kind="code", value="claim.number"),
        Column("serial", _("Serial"), kind="code", value="claim.unit.serial"),
        Column("product", _("Product"), value=lambda row: shown.name_in(row.claim.unit.model)),
        Column("part", _("Part"), value=lambda row: part_name(row.component, names)),
        Column("failed_on", _("Day of the fault"), kind="day", value="claim.failed_on"),
        *[kind_of(kind) for kind in rules.KINDS],
        Column("claimed", _("Amount asked for"), kind="money", currency=currency),
        Column("state", _("State"), value=lambda row: label(words.RECOVERY_STATES, row.state)),
    ]


def _address(row: Recovery) -> str:
    return reverse("claims-recovery", args=[row.number])
