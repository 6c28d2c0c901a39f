"""What the dialogs of a job's page do: each reads one form and calls one action."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from payandan.parts.models import Part as MasterPart
from payandan.platform.files.actions import claim_files
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui.words import name_in
from payandan.repairs import actions, queries
from payandan.repairs.forms.intake import evening_of
from payandan.repairs.models import Loan, Loaner, PlannedPart, RepairOrder, Repeat
from payandan.repairs.views.intake_codes import check_code
from payandan.repairs.views.shared import stored, who

Data = dict[str, Any]
Act = Callable[[ActorRequest, RepairOrder, Data], str]


def _wait(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.move(
        order=order,
        act="wait_for_part",
        waits_for=data["waits_for"],
        expected_on=data["expected_on"],
        version=data["version"],
        **who(request),
    )
    return _("The job waits for the part.")


def _describe(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    details = {name: data[name] for name in ("diagnosis", "cause", "work", "shelf")}
    actions.describe(order=order, version=data["version"], **who(request), **details)
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
        **who(request),
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
        **who(request),
    )
    return _("The change of the part was written down.")


def _tests(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    run = actions.record_tests(
        order=order, answers=data["form"].answers(), note=data["note"], version=data["version"], **who(request)
    )
    return _("All tests passed.") if run.passed else _("The tests were not passed.")


def _finish(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.finish(order=order, outcome=data["outcome"], work=data["work"], version=data["version"], **who(request))
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
        **who(request),
    )
    return _("Handed over.")


def _assign(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.assign(order=order, technician=data["technician"], version=data["version"], **who(request))
    return _("Saved.")


def _promise(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.promise(order=order, promised_at=evening_of(data["promised_on"]), version=data["version"], **who(request))
    return _("Promised.")


def _priority(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.prioritise(order=order, priority=int(data["priority"]), version=data["version"], **who(request))
    return _("Saved.")


def _photos(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    if not (request.actor.can("repairs.intake") or request.actor.can("repairs.bench")):
        raise Refused("not_allowed")
    files = stored(request, data["photos"])
    claim_files([file.token for file in files], owner=("repair", order.pk), actor=request.actor)
    return _("The photos were added.")


def _send(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    given = {name: data[name] for name in ("target", "reason", "carrier", "waybill", "version")}
    actions.send_to_centre(order=order, **given, **who(request))
    return _("The device is on its way.")


def _arrive(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.receive_from_centre(order=order, condition=data["condition"], **who(request))
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
        **who(request),
    )
    return _("The loaner is lent. Print the contract.")


def _loan_back(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    loan = Loan.objects.select_related("loaner", "order").filter(order=order, back_at=None).first()
    if loan is None:
        raise Refused("not_found")
    actions.take_loaner_back(loan=loan, condition=data["condition"], damaged=data["damaged"], **who(request))
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
        **who(request),
    )
    return _("The exchange is offered.")


def _grade(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    actions.grade_unit(order=order, grade=data["grade"], way=data["way"], note=data["note"], **who(request))
    return _("Saved.")


def _class(request: ActorRequest, order: RepairOrder, data: Data) -> str:
    repeat = Repeat.objects.filter(order=order).first()
    if repeat is None:
        raise Refused("not_found")
    actions.class_repeat(repeat=repeat, cause=data["cause"], note=data["note"], **who(request))
    return _("Saved.")


ACTS: dict[str, Act] = {
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
