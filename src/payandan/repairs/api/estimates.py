"""Estimates over REST, with their consent."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payandan.platform.api import rest
from payandan.repairs import actions
from payandan.repairs.api.money_rows import estimate_of, estimate_out, order_of
from payandan.repairs.api.money_schemas import AnswerIn, EstimateIn, EstimateOut, PapersQuery
from payandan.repairs.api.router import router
from payandan.repairs.queries import money

ESTIMATE = "repairs.estimate"


@router.get("/estimates", auth=rest.allow("repairs.view"), response=rest.Page[EstimateOut], summary=_("List estimates"))
def list_estimates(request: rest.Request, query: rest.Query[PapersQuery]) -> dict[str, Any]:
    """Estimates of the jobs that the key may see, with their lines."""
    rows = money.visible_estimates(request.actor).prefetch_related("lines")
    if query.state:
        rows = rows.filter(state=query.state)
    return rest.page(rows, query, sort=query.sort, row=estimate_out)


@router.get("/estimates/{number}", auth=rest.allow("repairs.view"), response=EstimateOut, summary=_("Read an estimate"))
def read_estimate(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """One version of an estimate."""
    return estimate_out(estimate_of(request, number))


@router.post(
    "/repairs/{number}/estimates",
    auth=rest.allow("repairs.view", ESTIMATE),
    response={201: EstimateOut},
    summary=_("Write an estimate"),
)
@rest.idempotent(required=True)
def create_estimate(request: rest.Request, number: rest.Number, body: EstimateIn) -> rest.Reply:
    """Write the next version as a draft (or the open draft anew); it is priced and shared out."""
    now = timezone.now()
    items = [line.item() for line in body.lines]
    estimate = actions.draft_estimate(
        order=order_of(request, number), items=items, cause=body.cause, actor=request.actor, at=now
    )
    estimate = actions.write_estimate(
        estimate=estimate,
        items=items,
        cause=body.cause,
        note=body.note,
        deposit=body.deposit,
        actor=request.actor,
        at=now,
    )
    return rest.Reply(estimate_out(estimate_of(request, estimate.number)), status=201)


@router.post(
    "/estimates/{number}/send",
    auth=rest.allow("repairs.view", ESTIMATE),
    response=EstimateOut,
    summary=_("Send an estimate"),
)
@rest.idempotent(required=True)
def submit_estimate(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """Freeze a draft and send it to the customer."""
    actions.send_estimate(estimate=estimate_of(request, number), actor=request.actor, at=timezone.now())
    return estimate_out(estimate_of(request, number))


@router.post(
    "/estimates/{number}/answer",
    auth=rest.allow("repairs.view", ESTIMATE),
    response=EstimateOut,
    summary=_("Note a customer's consent"),
)
@rest.idempotent(required=True)
def answer_estimate(request: rest.Request, number: rest.Number, body: AnswerIn) -> dict[str, Any]:
    """Note what the customer said line by line, and how."""
    answers = {int(position): said for position, said in body.answers.items()}
    actions.answer_estimate(
        estimate=estimate_of(request, number), answers=answers, note=body.note, actor=request.actor, at=timezone.now()
    )
    return estimate_out(estimate_of(request, number))
