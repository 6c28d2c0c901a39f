"""What the desk does with a job: each reads one form, calls one action, and shows the page again."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.parts.models import Part as MasterPart
from payandan.platform.files.actions import claim_files
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.words import name_in
from payandan.repairs import actions, forms, queries
from payandan.repairs.forms.intake import evening_of
from payandan.repairs.models import Exchange, Loan, Loaner, PlannedPart, RepairOrder, Repeat, WorkTimer
from payandan.repairs.rules import pools
from payandan.repairs.views import dialogs
from payandan.repairs.views.intake import check_code, issue_code
from payandan.repairs.views.records import done, refused, show
from payandan.repairs.views.shared import found, sentence_of, stored

Data = dict[str, Any]
Act = Callable[[ActorRequest, RepairOrder, Data], str]


@staff_page("repairs.view")
@require_POST
def act(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """Do an act that a dialog of the job's page asks for."""
    if name not in _ACTS:
        raise Http404
    order = found(request, number)
    form = dialogs.bound_form(request, order, name)
    if not form.is_valid():
        return show(request, number, dialog=name, form=form, status=422)
    try:
        message = _ACTS[name](request, order, form.cleaned_data | {"form": form})
    except Refused as refusal:
        if refusal.code in ("not_found", "stale"):
            return refused(request, number, refusal)
        add_refusal(form, refusal, sentence_of)
        return show(request, number, dialog=name, form=form, status=422)
    return done(request, number, message)


@staff_page("repairs.view")
@require_POST
def press(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """Do an act that is one press of a button: a move, a timer, telling the customer."""
    if name not in _PRESSES:
        raise Http404
    order = found(request, number)
    try:
        message = _PRESSES[name](request, order, {})
    except Refused as refusal:
        return refused(request, number, refusal)
    return done(request, number, message)


@staff_page("repairs.bench")
@require_POST
def passcode(request: ActorRequest, number: str) -> HttpResponse:
    """Show the passcode once, in place: a fragment; the look is written down."""
    order = found(request, number)
    try:
        shown = actions.look_at_passcode(order=order, actor=request.actor, at=timezone.now())
    except Refused as refusal:
        context = {"problem": sentence_of(refusal.code, refusal.params)}
        return render(request, "repairs/passcode.html", context, status=422)
    return render(request, "repairs/passcode.html", {"passcode": shown})


@staff_page("repairs.intake")
@require_POST
def send_code(request: ActorRequest, number: str) -> HttpResponse:
    """Send the customer a code to collect by: a fragment with how it went."""
    order = found(request, number)
    try:
        if not order.customer.mobile:
            raise Refused("customer_missing", field="mobile")
        issue_code(request, order.customer.mobile)
    except Refused as refusal:
        return render(request, "repairs/code_sent.html", {"problem": sentence_of(refusal.code, refusal.params)})
    return render(request, "repairs/code_sent.html", {"sent": _("The code is on its way.")})


# --- dialogs ---------------------------------------------------------------------------------------------------------


def _wait(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.move(
        order=order,
        act="wait_for_part",
        waits_for=data["waits_for"],
        expected_on=data["expected_on"],
        version=data["version"],
        **_who(request),
    )
    return _("The job waits for the part.")


def _describe(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    details = {name: data[name] for name in ("diagnosis", "cause", "work", "shelf")}
    actions.describe(order=order, version=data["version"], **_who(request), **details)
    return _("Written down.")


def _part_of(data: Data, *, serialised: bool = False) -> actions.Part:
    """The part that was chosen from the master, or written in words."""
    if not data["part"]:
        return actions.Part(data["label"], serialised=serialised)
    row = MasterPart.objects.prefetch_related("components").filter(pk=int(data["part"])).first()
    if row is None:
        raise Refused("part_missing", field="part")
    component = next((item.code for item in row.components.all()), "")
    return actions.Part(name_in(row), row.pk, row.code, component, serialised or row.kind == "rotable")


def _plan(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    planned = actions.plan_part(
        order=order,
        part=_part_of(data),
        quantity=data["quantity"],
        expected_on=data["expected_on"],
        version=data["version"],
        **_who(request),
    )
    if planned.state == PlannedPart.State.RESERVED:
        return _("The part is reserved.")
    return _("The part is planned; it is not in stock here yet.")


def _change(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    planned = data["planned"]
    part = _part_of(data, serialised=data["serialised"])
    if planned is not None and not part.label:
        part = actions.Part(planned.label, planned.part_id, planned.code, planned.component, data["serialised"])
    actions.change_part(
        order=order,
        part=part,
        planned=planned,
        quantity=data["quantity"],
        removed_serial=data["removed_serial"],
        installed_serial=data["installed_serial"],
        version=data["version"],
        **_who(request),
    )
    return _("The change of the part was written down.")


def _tests(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    run = actions.record_tests(
        order=order, answers=data["form"].answers(), note=data["note"], version=data["version"], **_who(request)
    )
    return _("All tests passed.") if run.passed else _("The tests were not passed.")


def _finish(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.finish(order=order, outcome=data["outcome"], work=data["work"], version=data["version"], **_who(request))
    return _("The job is ready for collection.")


def _deliver(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    shown_by = data["shown_by"]
    if shown_by == "code":
        check_code(request, order.customer, data["code"])
    files = stored(request, [data["signature"]])
    actions.deliver(
        order=order,
        to_name=data["to_name"],
        shown_by=shown_by,
        tried=data["tried"],
        signature=files[0] if files else None,
        note=data["note"],
        version=data["version"],
        **_who(request),
    )
    return _("Handed over.")


def _assign(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.assign(order=order, technician=data["technician"], version=data["version"], **_who(request))
    return _("Saved.")


def _promise(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.promise(order=order, promised_at=evening_of(data["promised_on"]), version=data["version"], **_who(request))
    return _("Promised.")


def _priority(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.prioritise(order=order, priority=int(data["priority"]), version=data["version"], **_who(request))
    return _("Saved.")


def _photos(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    if not (request.actor.can("repairs.intake") or request.actor.can("repairs.bench")):
        raise Refused("not_allowed")
    files = stored(request, data["photos"])
    claim_files([file.token for file in files], owner=("repair", order.pk), actor=request.actor)
    return _("The photos were added.")


def _send(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    given = {name: data[name] for name in ("target", "reason", "carrier", "waybill", "version")}
    actions.send_to_centre(order=order, **given, **_who(request))
    return _("The device is on its way.")


def _arrive(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.receive_from_centre(order=order, condition=data["condition"], **_who(request))
    return _("The device is here now.")


def _lend(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    loaner = Loaner.objects.visible_to(request.actor).filter(number=data["loaner"]).first()
    if loaner is None:
        raise Refused("not_found")
    actions.lend(
        loaner=loaner,
        order=order,
        due_on=data["due_on"],
        condition=data["condition"],
        accessories=data["accessories"],
        deposit=data["deposit"] or 0,
        **_who(request),
    )
    return _("The loaner is lent. Print the contract.")


def _loan_back(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    loan = Loan.objects.select_related("loaner", "order").filter(order=order, back_at=None).first()
    if loan is None:
        raise Refused("not_found")
    actions.take_loaner_back(loan=loan, condition=data["condition"], damaged=data["damaged"], **_who(request))
    return _("The loaner is back; it is checked before it is lent again.")


def _exchange(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    unit = queries.unit_for(request.actor, data["replacement"])
    if unit is None:
        raise Refused("unknown_serial", field="replacement")
    actions.offer_exchange(
        order=order,
        replacement=unit,
        kind=data["kind"],
        deposit=data["deposit"] or 0,
        core_due_on=data["core_due_on"],
        **_who(request),
    )
    return _("The exchange is offered.")


def _grade(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.grade_unit(order=order, grade=data["grade"], way=data["way"], note=data["note"], **_who(request))
    return _("Saved.")


def _class(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    repeat = Repeat.objects.filter(order=order).first()
    if repeat is None:
        raise Refused("not_found")
    actions.class_repeat(repeat=repeat, cause=data["cause"], note=data["note"], **_who(request))
    return _("Saved.")


_ACTS: dict[str, Act] = {
    "wait": _wait,
    "describe": _describe,
    "plan": _plan,
    "part": _change,
    "tests": _tests,
    "finish": _finish,
    "deliver": _deliver,
    "assign": _assign,
    "promise": _promise,
    "priority": _priority,
    "photos": _photos,
    "send": _send,
    "arrive": _arrive,
    "lend": _lend,
    "loan-back": _loan_back,
    "exchange": _exchange,
    "grade": _grade,
    "class": _class,
}


# --- one press -------------------------------------------------------------------------------------------------------


def _move(name: str) -> Act:
    def press_it(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
        actions.move(order=order, act=name, version=_version(request), **_who(request))
        return ""

    return press_it


def _start(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.start_timer(order=order, **_who(request))
    return _("Your time is running.")


def _stop(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.stop_timer(order=order, **_who(request))
    return _("Your time is paused.")


def _take(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    people = queries.benches(order.place_id).filter(pk=request.actor.person or 0)
    actions.assign(order=order, technician=people.first(), **_who(request))
    return _("The job is yours.")


def _tell(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.tell_ready(order=order, **_who(request))
    return _("The customer is being told.")


def _come_back(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.take_back(order=order, **_who(request))
    return _("The job is open again.")


def _abandon(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.abandon(order=order, version=_version(request), **_who(request))
    return _("The job counts as abandoned.")


def _recall(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.add_recall(order=order, code=request.POST.get("recall", "")[:80], **_who(request))
    return _("The recall is done with this job.")


def _drop(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    row = _row(order.planned.select_related("order"), request.POST.get("planned", ""))
    actions.drop_part(planned=row, **_who(request))
    return _("The part is no longer planned.")


def _exchange_act(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    rows = order.exchanges.select_related("order", "replacement")
    exchange: Exchange = _row(rows, request.POST.get("exchange", ""))
    name = request.POST.get("act", "")
    if name not in pools.EXCHANGE_MOVES:
        raise Refused("not_in_this_state", state=order.state, act=name[:20])
    if name in ("accept", "decline"):
        actions.answer_exchange(exchange=exchange, accept=name == "accept", **_who(request))
    else:
        done_by = {
            "hand_over": actions.hand_replacement_over,
            "core_back": actions.take_core_back,
            "charge": actions.keep_deposit,
        }
        done_by[name](exchange=exchange, **_who(request))
    return _("Saved.")


def _time(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    timer: WorkTimer = _row(order.timers.all(), request.POST.get("timer", ""))
    form = forms.TimeForm(request.POST)
    if not form.is_valid():
        raise Refused("too_long", field="minutes", most=720)
    actions.put_time_right(
        timer=timer, minutes=form.cleaned_data["minutes"], note=form.cleaned_data["note"], **_who(request)
    )
    return _("The time is put right.")


_PRESSES: dict[str, Act] = {
    **{name: _move(name) for name in ("triage", "diagnose", "revise", "repair", "test", "reopen", "give_up")},
    "start": _start,
    "stop": _stop,
    "take": _take,
    "tell": _tell,
    "come-back": _come_back,
    "abandon": _abandon,
    "drop-part": _drop,
    "recall": _recall,
    "exchange-act": _exchange_act,
    "time": _time,
}


def _row(rows: Any, pk: str) -> Any:
    """One row of the job's own by its number in the form. Raises Refused("not_found")."""
    row = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 16 else None
    if row is None:
        raise Refused("not_found")
    return row


def _version(request: ActorRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _who(request: ActorRequest) -> dict[str, Any]:
    return {"actor": request.actor, "at": timezone.now()}
