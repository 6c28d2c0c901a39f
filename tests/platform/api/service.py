"""A small API of its own over the things, as a package would write it."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import include, path
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from tests.platform.things import Thing

CAPABLE = Actor(kind="token", id=7, name="shop", capabilities=frozenset({"things.view", "things.make"}))
ACTORS = {
    "pyd_capable": CAPABLE,
    "pyd_other": Actor(kind="token", id=8, name="other", capabilities=CAPABLE.capabilities),
    "pyd_reader": Actor(kind="token", id=9, name="reader", capabilities=frozenset({"things.view"})),
}
TOKEN = {"Authorization": "Bearer pyd_capable"}

router = rest.router(tag="things", refusal=lambda code, params: {"taken": f"{params.get('serial')} is taken."}[code])


class ThingsQuery(rest.PageQuery):
    sort: Literal["-id", "id", "-made_at", "made_at", "rank", "-rank", "serial"] = "-id"
    rank: int | None = Field(None, ge=0, le=1000)
    names: list[Literal["a", "b"]] = Field(default=[], max_length=5)


class Part(rest.In):
    amount: rest.Amount
    count: int = Field(1, ge=1, le=100)


class ThingIn(rest.In):
    serial: Annotated[str, Field(min_length=1, max_length=60)]
    name: rest.Text = ""
    made_on: rest.Day | None = None
    at: rest.Moment | None = None
    kind: Literal["new", "old"] = "new"
    is_good: bool = True
    parts: Annotated[list[Part], Field(max_length=3)] = []


class ThingOut(rest.Out):
    serial: str
    name: str
    rank: rest.AmountOut


@router.get("/things", auth=rest.allow("things.view"), response=rest.Page[ThingOut])
def list_things(request: HttpRequest, query: rest.Query[ThingsQuery]) -> dict[str, Any]:
    rows = Thing.objects.all()
    return rest.page(rows if query.rank is None else rows.filter(rank=query.rank), query, sort=query.sort)


@router.get("/things/{serial}", auth=rest.allow("things.view"), response=ThingOut)
def read_thing(request: HttpRequest, serial: rest.Number) -> Any:
    return rest.found(Thing.objects.all(), serial=serial)


@router.post("/things", auth=rest.allow("things.make"), response={201: ThingOut})
@rest.idempotent(required=True)
def make_thing(request: HttpRequest, body: ThingIn) -> Any:
    """Make a thing."""
    made = Thing.objects.create(serial=body.serial, name=body.name, rank=sum(part.amount for part in body.parts))
    match body.serial:
        case "TAKEN":
            raise Refused("taken", "serial", serial=body.serial)
        case "STALE":
            raise Refused("stale")
        case "FORBIDDEN":
            raise Refused("not_allowed")
        case "BROKEN":
            raise ZeroDivisionError
    return rest.Reply(made, status=201, headers={"Location": f"/api/v1/things/{made.serial}"})


@router.patch("/things/{serial}", auth=rest.allow("things.make"), response=ThingOut)
def change_thing(request: HttpRequest, serial: rest.Number, body: Part) -> Any:
    found = rest.found(Thing.objects.all(), serial=serial)
    Thing.objects.filter(pk=found.pk).update(rank=body.amount)
    return Thing.objects.get(pk=found.pk)


@router.delete("/things/{serial}", auth=rest.allow("things.make"), response={204: None})
def drop_thing(request: HttpRequest, serial: rest.Number) -> None:
    rest.found(Thing.objects.all(), serial=serial).delete()


@router.post("/echo", auth=rest.allow("things.view"), response=dict[str, Any])
@rest.idempotent(ignored=True)
def echo(request: HttpRequest, document: rest.Body[dict[str, Any]]) -> Any:
    return rest.raw(document)


@router.get("/overflow/{number}", auth=rest.allow("things.view"), response=rest.Page[ThingOut])
def overflow(request: HttpRequest, number: int) -> Any:
    """Lets every number through to the database, which a package should not."""
    return {"items": list(Thing.objects.extra(where=["rank = %s"], params=[number])), "next": None}


@router.post("/photos", auth=rest.allow("things.make"), response={201: dict[str, Any]})
def add_photo(request: HttpRequest, about: rest.Form[str], photo: rest.File[rest.UploadedFile]) -> Any:
    return {"about": about, "size": photo.size}


@router.get("/open", auth=rest.public(limit=3, per=60), response=dict[str, Any])
def open_door(request: HttpRequest) -> Any:
    return {"kind": request.actor.kind}  # type: ignore[attr-defined]


def build() -> rest.Api:
    api = rest.Api(title="Things", version="1", prefix="/api/v1/")
    api.add_router("", router)
    return api


api = build()
urlpatterns = [path("api/v1/", include((api.routes(), "api")))]
