"""What one unit was given alone, over REST."""

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import actions, queries
from payandan.warranty.api.operations import find, router
from payandan.warranty.api.schemas import BindIn, BindingOut, EndIn
from payandan.warranty.models import Binding

BindingId = Annotated[int, Field(ge=1, le=2_000_000_000)]


@router.get(
    "/units/{number}/terms",
    auth=rest.allow("warranty.view"),
    response=list[BindingOut],
    summary=_("List the terms of one unit alone"),
)
def list_unit_terms(request: ActorRequest, number: rest.Number) -> list[Any]:
    """What was bound to the unit, newest first, ended or not."""
    return [_out(row) for row in queries.bindings_of(_unit(request, number))]


@router.post(
    "/units/{number}/terms",
    auth=rest.allow("warranty.bind"),
    response={201: BindingOut},
    summary=_("Give terms to one unit"),
)
def bind_unit_terms(request: ActorRequest, number: rest.Number, body: BindIn) -> rest.Reply:
    """An extended warranty that was bought, a recall, goodwill. Giving again what it has changes nothing."""
    unit, document = _unit(request, number), find(request, body.document)
    if document is None:
        raise Refused("unknown_document", "document", document=body.document)
    binding = actions.bind(
        unit=unit,
        document=document,
        since=body.since,
        reason=body.reason,
        actor=request.actor,
        at=timezone.now(),
    )
    return rest.Reply(_out(binding), status=201)


@router.post(
    "/units/{number}/terms/{binding_id}/end",
    auth=rest.allow("warranty.bind"),
    response=BindingOut,
    summary=_("End the terms of one unit"),
)
def end_unit_terms(request: ActorRequest, number: rest.Number, binding_id: BindingId, body: EndIn) -> dict[str, Any]:
    """Faults from that day on are no longer their concern."""
    row = next((row for row in queries.bindings_of(_unit(request, number)) if row.pk == binding_id), None)
    if row is None:
        raise rest.Problem("not-found")
    ended = actions.unbind(
        binding=row, ended_on=body.ended_on, reason=body.reason, actor=request.actor, at=timezone.now()
    )
    return _out(ended)


def _unit(request: ActorRequest, number: str) -> Unit:
    found: Unit = rest.found(units.visible(request.actor), number=number)
    return found


def _out(row: Binding) -> dict[str, Any]:
    return {
        "number": row.pk,
        "document": str(row.document),
        "terms_kind": row.document.terms_kind,
        "since": row.since,
        "ended_on": row.ended_on,
        "reason": row.reason,
    }
