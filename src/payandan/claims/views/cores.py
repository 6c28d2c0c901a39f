"""Defective parts on the desk: the list, one part and its journey, receiving by scan, labels, and the orders."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.claims.actions import cores as actions
from payandan.claims.models import Core, CoreOrder
from payandan.claims.queries import cores as queries
from payandan.claims.rules import cores as rules
from payandan.claims.views.cores_forms import CoreActForm, InspectForm, OrderForm, ScanForm
from payandan.claims.views.payment_forms import References
from payandan.claims.views.recovery import component_names, part_name, timeline_of
from payandan.claims.views.recovery_forms import supplier_name
from payandan.claims.words import cores as words
from payandan.claims.words.labels import label
from payandan.claims.words.refusals import refusal
from payandan.platform.files.actions import store
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import token
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage

MOST_LABELS = 200
ACT_ICONS = {
    "hand_over": "package", "receive": "package-check", "inspect": "microscope", "ship": "truck",
    "take_back": "undo-2", "give_back": "corner-up-left", "scrap": "trash-2", "destroy": "hammer", "waive": "hand",
    "report_missing": "search-x",
}  # fmt: skip
PHOTO_ACTS = ("destroy",)
SEAL_ACTS = ("hand_over", "receive", "ship")
REASON_ACTS = ("waive", "report_missing")
FIRST_ACTS = ("hand_over", "receive", "inspect", "ship", "destroy")
_Do = Callable[..., Core]


@require_safe
@staff_page(rules.CAPABILITY)
def cores(request: ActorRequest) -> HttpResponseBase:
    """All defective parts that this member of staff may see: where they are, and which are late."""
    today = timezone.localdate()
    branches = [(str(row.pk), shown.name_in(row)) for row in Branch.objects.visible_to(request.actor)]
    listing = ListPage(
        queries.cores(request.actor),
        request,
        name="cores",
        filters=[
            Choice("place", _("Where"), words.PLACES, field="place"),
            Choice("state", _("State"), words.CORE_STATES, field="state"),
            Choice(
                "due",
                _("Due"),
                {"late": _("Overdue"), "soon": _("Within a week")},
                conditions={"late": queries.overdue_condition(today), "soon": queries.due_condition(today)},
            ),
            Choice("branch", _("Centre"), branches, field="branch_id"),
            Choice("finding", _("Inspection"), words.FINDINGS, field="finding"),
            DateRange("expected", _("Expected since"), field="expected_at"),
        ],
        columns=_columns(today),
        sort="-expected_at",
        export=Export("cores"),
        row_link=_address,
        empty=Empty(
            title=_("No defective part here"),
            text=_("As soon as a claim is decided, the parts that the company pays for are expected here."),
            icon="package-search",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    balance = queries.balance(request.actor)
    context = {
        "list": listing,
        "places": [
            (label(words.PLACES, place), count, f"{reverse('claims-cores')}?place={place}")
            for place, count in balance.held.items()
            if count or place in (rules.CENTRE, rules.STORE)
        ],
        "balance": balance,
        "may_receive": request.actor.sees_every_branch,
        "may_order": request.actor.can("claims.rules"),
    }
    return render(request, "claims/core_list.html", context)


@require_safe
@staff_page(rules.CAPABILITY)
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One part: where it is, what may be done with it, its journey, and the money."""
    return _show(request, number)


@require_POST
@staff_page(rules.CAPABILITY)
def act(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Move a part: send in, receive, ship, take back, give back, scrap, destroy, let it stay, report it missing."""
    row = _found(request, number)
    if act not in _ACTS and act != "destroy":
        raise Http404
    form = CoreActForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, number, form=form, status=422)
    data, now = form.cleaned_data, timezone.now()
    common: dict[str, Any] = {"version": data["version"], "key": data["key"], "actor": request.actor, "at": now}
    try:
        if act == "destroy":
            if not data["photo"]:
                raise Refused("no_photo", field="photo")
            photo = store(data["photo"][0], owner=None, actor=request.actor, at=now)
            actions.destroy(core=row, photo=photo, **common)
        else:
            do, takes = _ACTS[act]
            actions_given = {name: data[name] for name in takes}
            do(core=row, **actions_given, **common)
    except Refused as refused:
        return _show(request, number, problem=refusal(refused.code, refused.params), status=422)
    return HttpResponseRedirect(_address(row))


@require_POST
@staff_page(rules.CAPABILITY)
def inspect(request: ActorRequest, number: str) -> HttpResponse:
    """Write down what a part is like, and what follows."""
    row = _found(request, number)
    form = InspectForm(request.POST)
    if not form.is_valid():
        return _show(request, number, inspect_form=form, status=422)
    data = form.cleaned_data
    try:
        actions.inspect(
            core=row,
            finding=data["finding"],
            resolution=data["resolution"],
            note=data["note"],
            version=data["version"],
            key=data["key"],
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        if refused.field in form.fields:
            add_refusal(form, refused, refusal)
            return _show(request, number, inspect_form=form, status=422)
        return _show(request, number, problem=refusal(refused.code, refused.params), status=422)
    return HttpResponseRedirect(_address(row))


@staff_page(rules.CAPABILITY)
def receive(request: ActorRequest) -> HttpResponse:
    """The central store's page: scan a label, and the part is received; the next one may follow at once."""
    form = ScanForm(request.POST or None, initial={"key": token(16)})
    just = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found = queries.scanned(request.actor, data["label"])
        try:
            if found is None:
                raise Refused("unknown_core", field="label")
            just = actions.receive(
                core=found,
                seal=data["seal"],
                key=f"{request.actor.id}:{data['key']}" if data["key"] else "",
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            if refused.field not in form.fields:
                form.add_error("label", refusal(refused.code, refused.params))
            else:
                add_refusal(form, refused, refusal)
        else:
            return HttpResponseRedirect(f"{reverse('claims-cores-receive')}?just={just.number}")
    if number := request.GET.get("just", ""):
        just = queries.cores(request.actor).filter(number=number[:20]).first()
    names = component_names()
    waiting = queries.cores(request.actor).filter(state=rules.RECEIVED).order_by("-received_at", "-id")[:12]
    context = {
        "form": form,
        "just": _brief(just, names) if just else None,
        "waiting": [_brief(row, names) for row in waiting],
        "on_way": queries.cores(request.actor).filter(state=rules.HANDED).count(),
    }
    return render(request, "claims/core_receive.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page(rules.CAPABILITY)
def labels(request: ActorRequest) -> HttpResponse:
    """Labels to print: for the parts that are named, or for all that a centre has still to send in."""
    rows = queries.cores(request.actor)
    if named := request.GET.getlist("core"):
        rows = rows.filter(number__in=named[:MOST_LABELS])
    else:
        rows = rows.filter(state=rules.EXPECTED, order=rules.RETURN)
    names = component_names()
    drawn = [_brief(row, names) for row in rows.order_by("branch", "due_on", "id")[:MOST_LABELS]]
    return render(request, "claims/core_labels.html", {"labels": drawn})


@require_safe
@staff_page(rules.CAPABILITY)
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """The number of a part as a QR code, for its label."""
    drawing = io.BytesIO()
    code = segno.make(_found(request, number).number, error="m", micro=False)
    code.save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit="")
    return HttpResponse(
        drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
    )


@staff_page("claims.rules")
def orders(request: ActorRequest) -> HttpResponse:
    """What the installation orders for defective parts."""
    form = OrderForm(request.POST or None, known=References(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_core_order(given=form.given(), actor=request.actor, at=timezone.now())
        except Refused as refused:
            add_refusal(form, refused, refusal)
        else:
            messages.success(request, _("Kept. It holds for parts that are expected from now on."))
            return HttpResponseRedirect(reverse("claims-core-orders"))
    names = component_names()
    rows = [
        {
            "row": row,
            "what": part_name(row.component, names) if row.component else _("Every part"),
            "category": shown.name_in(row.category) if row.category else _("Any"),
            "order": label(words.ORDERS, row.order),
        }
        for row in CoreOrder.objects.select_related("category")
    ]
    context = {"form": form, "rows": rows, "usual": rules.USUAL.days}
    return render(request, "claims/core_orders.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page("claims.rules")
def drop_order(request: ActorRequest, row: int) -> HttpResponse:
    """Take an order away."""
    found = CoreOrder.objects.filter(pk=row).first()
    if found is None:
        raise Http404
    actions.drop_core_order(row=found, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("claims-core-orders"))


# --- within ----------------------------------------------------------------------------------------------------------

_ACTS: dict[str, tuple[_Do, tuple[str, ...]]] = {
    "hand_over": (actions.hand_over, ("seal",)),
    "receive": (actions.receive, ("seal",)),
    "ship": (actions.ship, ("seal",)),
    "take_back": (actions.take_back_core, ("note",)),
    "give_back": (actions.give_back, ("note",)),
    "scrap": (actions.scrap, ("note",)),
    "waive": (actions.waive, ("note",)),
    "report_missing": (actions.report_missing, ("note",)),
}


def state_badge(row: Core) -> tuple[str, str]:
    return label(words.CORE_STATES, row.state), words.CORE_TONES[row.state]


def holder_name(holder: str, branches: dict[int, str], supplier: str = "") -> str:
    """A holder of the ledger by its own name."""
    kind, _sign, number = holder.partition(":")
    if kind == rules.CENTRE and number.isdigit():
        return branches.get(int(number), words.holder_text(holder))
    if kind == rules.SUPPLIER and supplier:
        return supplier
    return words.holder_text(holder)


def acts_of(row: Core, actor: Actor) -> list[str]:
    """What this actor may do with a part now, in the order of the table."""
    moves = rules.moves_of(row.state, row.place, row.order)
    found = [move.act for move in moves if actor.sees_every_branch or not move.central]
    if row.branch_id is None and "give_back" in found:
        found.remove("give_back")
    if "ship" in found and row.recovery_id is None and queries.recoverable(row) is None:
        found.remove("ship")
    return found


def _found(request: ActorRequest, number: str) -> Core:
    try:
        return queries.record(request.actor, number)
    except Core.DoesNotExist:
        raise Http404 from None


def _show(request: ActorRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    row = _found(request, number)
    today = timezone.localdate()
    branches = {branch.pk: shown.name_in(branch) for branch in Branch.objects.all()}
    supplier = supplier_name(row.supplier) if row.supplier else ""
    state, tone = state_badge(row)
    acts = acts_of(row, request.actor)
    key = token(16)
    context = {
        "row": row,
        "title": _("Defective part %(number)s") % {"number": row.number},
        "part": part_name(row.component, component_names()),
        "state": state,
        "tone": tone,
        "place": holder_name(queries.holder_of(row), branches, supplier),
        "order": label(words.ORDERS, row.order),
        "due": words.days_text(row.due_on, today) if row.due_on and row.state == rules.EXPECTED else "",
        "is_late": bool(row.due_on and row.state == rules.EXPECTED and row.due_on < today),
        "finding": label(words.FINDINGS, row.finding) if row.finding else "",
        "finding_tone": words.FINDING_TONES.get(row.finding, "muted"),
        "resolution": label(words.RESOLUTIONS, row.resolution) if row.resolution else "",
        "journey": [
            {
                "move": move,
                "origin": holder_name(move.origin, branches, supplier),
                "to": holder_name(move.to, branches, supplier),
            }
            for move in row.journey.all()
        ],
        "charges": [_charge(charge) for charge in row.charges.all()],
        "moves": [
            {
                "act": act, "label": label(words.CORE_ACTS, act), "icon": ACT_ICONS[act], "first": act in FIRST_ACTS,
                "seal": act in SEAL_ACTS, "photo": act in PHOTO_ACTS, "reason": act in REASON_ACTS,
            }
            for act in acts
            if act != "inspect"
        ],
        "more": [action for ask in queries.core_actions for action in ask(request.actor, row)],
        "may_inspect": "inspect" in acts,
        "key": key,
        "inspect_form": InspectForm(initial={"version": row.version, "key": key}),
        "may_recover": request.actor.can("claims.recover"),
        "timeline": timeline_of("core", row.pk),
        **more,
    }  # fmt: skip
    return render(request, "claims/core_record.html", context, status=status)


def _charge(charge: Any) -> dict[str, Any]:
    statement = charge.deduction.statement if charge.deduction else None
    return {
        "charge": charge,
        "reason": label(words.CHARGE_REASONS, charge.reason),
        "amount": abs(charge.amount),
        "gives": charge.amount < 0,
        "statement": statement,
    }


def _brief(row: Core, names: dict[str, str]) -> dict[str, Any]:
    state, tone = state_badge(row)
    return {
        "row": row,
        "part": part_name(row.component, names),
        "product": shown.name_in(row.claim.unit.model),
        "centre": shown.name_in(row.branch) if row.branch else "",
        "state": state,
        "tone": tone,
    }


def _columns(today: date) -> list[Column]:
    names = component_names()

    def due(row: Core) -> tuple[str, str]:
        if row.due_on is None or row.state != rules.EXPECTED:
            return "", "muted"
        return words.days_text(row.due_on, today), "bad" if row.due_on < today else "info"

    def where(row: Core) -> str:
        if row.place == rules.CENTRE and row.branch:
            return shown.name_in(row.branch)
        if row.place == rules.SUPPLIER and row.supplier:
            return supplier_name(row.supplier)
        return label(words.PLACES, row.place)

    def finding(row: Core) -> tuple[str, str]:
        if not row.finding:
            return "", "muted"
        return label(words.FINDINGS, row.finding), words.FINDING_TONES[row.finding]

    return [
        Column("number", _("Label"), kind="code", link=_address),
        Column("part", _("Part"), value=lambda row: part_name(row.component, names)),
        Column("product", _("Product"), value=lambda row: shown.name_in(row.claim.unit.model)),
        Column("claim", _("Claim"), kind="code", value="claim.number", hidden=True),
        Column("serial", _("Serial"), kind="code", value="claim.unit.serial", hidden=True),
        Column("where", _("Where"), value=where),
        Column("state", _("State"), badge=state_badge),
        Column("due", _("Due"), badge=due),
        Column("finding", _("Inspection"), badge=finding),
        Column("value", _("Value"), kind="money", sort="value"),
        Column("charged", _("Charged"), kind="money", value=lambda row: row.charged or None, hidden=True),
        Column("seal", _("Seal"), kind="code", hidden=True),
        Column("branch", _("Centre"), value=lambda row: shown.name_in(row.branch) if row.branch else "", hidden=True),
        Column("due_on", _("Due day"), kind="day", hidden=True),
        Column("expected", _("Expected since"), kind="moment", value="expected_at", sort="expected_at", hidden=True),
    ]


def _address(row: Core) -> str:
    return reverse("claims-core", args=[row.number])
