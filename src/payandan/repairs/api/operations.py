"""Jobs over REST."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payandan.customers.models import Customer
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.repairs import actions, queries
from payandan.repairs.api.answers import brief, timer_out, whole
from payandan.repairs.api.router import router
from payandan.repairs.api.schemas import (
    DeliveryIn,
    FiguresOut,
    FinishIn,
    MoveIn,
    OrderIn,
    OrderOut,
    OrdersQuery,
    PartIn,
    RepeatsQuery,
    TestsIn,
    TimerOut,
    WholeOrderOut,
)
from payandan.repairs.models import RepairOrder, Visit
from payandan.units import queries as units
from payandan.units.models import Unit


@router.get("/repairs", auth=rest.allow("repairs.view"), response=rest.Page[OrderOut], summary=_("List repair jobs"))
def list_repairs(request: ActorRequest, query: rest.Query[OrdersQuery]) -> dict[str, Any]:
    """The jobs that this token may see."""
    asked = query.model_dump(exclude={"limit", "cursor", "sort"})
    return rest.page(queries.list_orders(request.actor, asked), query, sort=query.sort, row=brief)


@router.get(
    "/repairs/{number}", auth=rest.allow("repairs.view"), response=WholeOrderOut, summary=_("Read a repair job")
)
def read_repair(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One job with what was written at the counter, its tests and its changed parts. Never its passcode."""
    return _whole(request, number)


@router.post("/repairs", auth=rest.allow("repairs.intake"), response={201: WholeOrderOut}, summary=_("Take in"))
@rest.idempotent(required=True)
def take_in(request: ActorRequest, body: OrderIn) -> rest.Reply:
    """Take a device in for its owner, or for the customer named."""
    unit = _unit(request, body)
    customer = rest.found(Customer.objects.visible_to(request.actor), number=body.customer) if body.customer else None
    if customer is None and unit.owner is None:
        raise Refused("customer_missing", field="customer")
    branches = Branch.objects.visible_to(request.actor)
    order = actions.receive_device(
        intake=actions.Intake(
            unit=unit,
            customer=customer or unit.owner,  # type: ignore[arg-type]
            symptoms=body.symptoms,
            words=body.words,
            condition=[line.model_dump() for line in body.condition],
            accessories=body.accessories,
            appearance=body.appearance,
            passcode=body.passcode,
            data_consent=body.data_consent,
            signed_by=body.signed_by,
            promised_at=body.promised_at,
            priority=body.priority,
            branch=rest.found(branches, code=body.branch) if body.branch else None,
            failed_on=body.failed_on,
            open_claim=body.open_claim,
            recalls=body.recalls,
            channel="api",
        ),
        visit=rest.found(_visits(request), number=body.visit) if body.visit else None,
        actor=request.actor,
        at=timezone.now(),
    )
    rows = RepairOrder.objects.filter(pk=order.pk)
    answer = whole(queries.with_parts(rows).get())
    return rest.Reply(answer, status=201, headers={"Location": f"/api/v1/repairs/{order.number}"})


def _unit(request: ActorRequest, body: OrderIn) -> Unit:
    rows = Unit.objects.visible_to(request.actor).select_related("model__category", "owner")
    if body.unit:
        named: Unit = rest.found(rows, number=body.unit)
        return named
    known = units.by_serial(body.serial)
    if known is None or not rows.filter(pk=known.pk).exists():
        raise Refused("unknown_serial", field="serial")
    return known


def _visits(request: ActorRequest) -> Any:
    rows = Visit.objects.select_related("customer")
    return rows if request.actor.sees_every_branch else rows.filter(branch_id__in=request.actor.branches or ())


@router.post(
    "/repairs/{number}/moves", auth=rest.allow("repairs.bench"), response=WholeOrderOut, summary=_("Move a job")
)
def move_repair(request: ActorRequest, number: rest.Number, body: MoveIn) -> dict[str, Any]:
    """Do one of the job's `acts` that needs nothing but a hand."""
    given = body.model_dump()
    actions.move(order=_found(request, number), actor=request.actor, at=timezone.now(), **given)
    return _whole(request, number)


@router.post(
    "/repairs/{number}/tests", auth=rest.allow("repairs.bench"), response=WholeOrderOut, summary=_("Keep test results")
)
def test_repair(request: ActorRequest, number: rest.Number, body: TestsIn) -> dict[str, Any]:
    """Keep a walk through the test list: `yes`, `no`, or the measured value, by the code of the line."""
    actions.record_tests(
        order=_found(request, number), answers=body.answers, note=body.note, actor=request.actor, at=timezone.now()
    )
    return _whole(request, number)


@router.post(
    "/repairs/{number}/parts", auth=rest.allow("repairs.bench"), response=WholeOrderOut, summary=_("Change a part")
)
def change_part_of_repair(request: ActorRequest, number: rest.Number, body: PartIn) -> dict[str, Any]:
    """Write down that a part went in for another; of a serialised part both serials."""
    actions.change_part(
        order=_found(request, number),
        part=actions.Part(body.label, None, body.code, body.component, body.serialised),
        quantity=body.quantity,
        removed_serial=body.removed_serial,
        installed_serial=body.installed_serial,
        actor=request.actor,
        at=timezone.now(),
    )
    return _whole(request, number)


@router.post(
    "/repairs/{number}/finish", auth=rest.allow("repairs.bench"), response=WholeOrderOut, summary=_("Finish a job")
)
def finish_repair(request: ActorRequest, number: rest.Number, body: FinishIn) -> dict[str, Any]:
    """Say how it ended; what works has passed its tests."""
    actions.finish(
        order=_found(request, number), outcome=body.outcome, work=body.work, actor=request.actor, at=timezone.now()
    )
    return _whole(request, number)


@router.post(
    "/repairs/{number}/notice", auth=rest.allow("repairs.intake"), response=WholeOrderOut, summary=_("Tell it is ready")
)
def tell_repair_ready(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """Tell the customer that it can be collected."""
    actions.tell_ready(order=_found(request, number), actor=request.actor, at=timezone.now())
    return _whole(request, number)


@router.post(
    "/repairs/{number}/delivery", auth=rest.allow("repairs.intake"), response=WholeOrderOut, summary=_("Hand it over")
)
def deliver_repair(request: ActorRequest, number: rest.Number, body: DeliveryIn) -> dict[str, Any]:
    """Hand one device over; blocked while a loaner is out."""
    actions.deliver(order=_found(request, number), actor=request.actor, at=timezone.now(), **body.model_dump())
    return _whole(request, number)


@router.post(
    "/repairs/{number}/timers", auth=rest.allow("repairs.bench"), response={201: TimerOut}, summary=_("Start my time")
)
def start_repair_timer(request: ActorRequest, number: rest.Number) -> rest.Reply:
    """Begin to count the token's maker's time on the job."""
    order = _found(request, number)
    timer = actions.start_timer(order=order, actor=request.actor, at=timezone.now())
    return rest.Reply(timer_out(timer), status=201)


@router.post(
    "/repairs/{number}/timers/stop", auth=rest.allow("repairs.bench"), response=TimerOut, summary=_("Pause my time")
)
def stop_repair_timer(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """Pause the token's maker's time on the job."""
    timer = actions.stop_timer(order=_found(request, number), actor=request.actor, at=timezone.now())
    return timer_out(timer)


@router.get(
    "/repairs-figures", auth=rest.allow("repairs.view"), response=FiguresOut, summary=_("Repeat repairs in numbers")
)
def repeat_figures(request: ActorRequest, query: rest.Query[RepeatsQuery]) -> dict[str, Any]:
    """Over jobs handed back from `since` to `until`, the last day included.

    A repair was handed back as repaired. It is a repeat within W days if the same unit had a repair for the same
    symptom group handed back at most W days before this one was taken in. What likeness found stands beside, not in it.
    """
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (query.since, query.until))
    found = queries.figures(request.actor, since=since, until=until + timedelta(days=1))
    return {
        "rates": [
            {"days": rate.days, "repeats": rate.repeats, "repairs": rate.repairs, "share": rate.share}
            for rate in found.rates
        ],
        "found_by_text": found.by_text,
        "found_by_part": found.by_part,
        "not_classed": found.unclassed,
        "classed_as_ours": found.ours,
        "handling_seconds": found.handling.seconds,
        "solved": found.handling.solved,
        "average_handling_minutes": found.handling.minutes,
    }


def _found(request: ActorRequest, number: str) -> RepairOrder:
    order: RepairOrder = rest.found(RepairOrder.objects.visible_to(request.actor), number=number)
    return order


def _whole(request: ActorRequest, number: str) -> dict[str, Any]:
    return whole(rest.found(queries.with_parts(RepairOrder.objects.visible_to(request.actor)), number=number))
