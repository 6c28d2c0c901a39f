"""Counts of stock over REST."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.parts import actions
from payandan.parts.actions import Counted
from payandan.parts.api.master import Code, part_of
from payandan.parts.api.purchases import narrowed
from payandan.parts.api.router import router
from payandan.parts.api.stock import Note, key_of, node_of
from payandan.parts.models import CountSheet
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest


class CountsQuery(rest.PageQuery):
    state: Literal["open", "booked", "dropped"] | None = None
    node: Code = ""
    sort: Literal["-id", "id"] = "-id"


class SheetIn(rest.In):
    """A count of these parts, of the bins that begin with `bins`, or of all that the store keeps."""

    node: Code
    parts: Annotated[list[rest.Number], Field(max_length=500)] = []
    bins: Annotated[str, Field(max_length=40)] = ""
    note: Note = ""


class CountedIn(rest.In):
    part: rest.Number
    quantity: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Note = ""


class CountsIn(rest.In):
    lines: Annotated[list[CountedIn], Field(min_length=1, max_length=500)]


class BookIn(rest.In):
    reason: Note = ""


class CountLineOut(rest.Out):
    part: str
    code: str
    bin: str
    expected: int | None
    counted: int | None
    reason: str


class SheetOut(rest.Out):
    number: str
    node: str
    state: str
    note: str
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None


class WholeSheetOut(SheetOut):
    lines: list[CountLineOut]


def sheet_out(row: CountSheet) -> dict[str, Any]:
    """A count as a line of the list."""
    plain = ("number", "state", "note", "opened_at", "opened_by", "ended_at")
    return {**{name: getattr(row, name) for name in plain}, "node": row.node.code}


def _whole_sheet(request: ActorRequest, number: str) -> dict[str, Any]:
    row = _sheet(request, number)
    plain = ("bin", "expected", "counted", "reason")
    lines = [
        {"part": line.part.number, "code": line.part.code, **{name: getattr(line, name) for name in plain}}
        for line in row.lines.select_related("part")
    ]
    return {**sheet_out(row), "lines": lines}


def _sheet(request: ActorRequest, number: str) -> CountSheet:
    rows = CountSheet.objects.visible_to(request.actor).select_related("node")
    found: CountSheet = rest.found(rows, number=number)
    return found


@router.get("/stock/counts", auth=rest.allow("stock.count"), response=rest.Page[SheetOut], summary=_("List counts"))
def list_counts(request: ActorRequest, query: rest.Query[CountsQuery]) -> dict[str, Any]:
    """Counts of the stores that the token sees."""
    rows = CountSheet.objects.visible_to(request.actor).select_related("node")
    return rest.page(narrowed(rows, query.state, query.node), query, sort=query.sort, row=sheet_out)


@router.get("/stock/counts/{number}", auth=rest.allow("stock.count"), response=WholeSheetOut, summary=_("Read a count"))
def read_count(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One count with its lines."""
    return _whole_sheet(request, number)


@router.post("/stock/counts", auth=rest.allow("stock.count"), response={201: WholeSheetOut}, summary=_("Open a count"))
@rest.idempotent(required=True)
def open_count(request: ActorRequest, body: SheetIn) -> rest.Reply:
    """Open a sheet of what is to be counted."""
    made = actions.open_sheet(
        node_id=node_of(request, body.node).pk,
        part_ids=[part_of(request, number, field="parts").pk for number in body.parts],
        bins=body.bins,
        note=body.note,
        key=key_of(request),
        actor=request.actor,
        at=timezone.now(),
    )
    headers = {"Location": f"/api/v1/stock/counts/{made.number}"}
    return rest.Reply(_whole_sheet(request, made.number), status=201, headers=headers)


@router.post(
    "/stock/counts/{number}/lines",
    auth=rest.allow("stock.count"),
    response=WholeSheetOut,
    summary=_("Write what was counted"),
)
def write_count(request: ActorRequest, number: rest.Number, body: CountsIn) -> dict[str, Any]:
    """Write down what was found; nothing is booked yet."""
    row = _sheet(request, number)
    found = {part_of(request, line.part, field="part").pk: Counted(line.quantity, line.reason) for line in body.lines}
    actions.write_counts(sheet_id=row.pk, counts=found, actor=request.actor, at=timezone.now())
    return _whole_sheet(request, number)


@router.post(
    "/stock/counts/{number}/booking", auth=rest.allow("stock.count"), response=WholeSheetOut, summary=_("Book a count")
)
@rest.idempotent(required=True)
def book_count(request: ActorRequest, number: rest.Number, body: BookIn) -> dict[str, Any]:
    """Book the differences."""
    row, key = _sheet(request, number), key_of(request)
    actions.book_sheet(sheet_id=row.pk, reason=body.reason, key=key, actor=request.actor, at=timezone.now())
    return _whole_sheet(request, number)


@router.post(
    "/stock/counts/{number}/drop", auth=rest.allow("stock.count"), response=WholeSheetOut, summary=_("Drop a count")
)
def drop_count(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """Throw a sheet away; nothing is booked."""
    actions.drop_sheet(sheet_id=_sheet(request, number).pk, actor=request.actor, at=timezone.now())
    return _whole_sheet(request, number)
