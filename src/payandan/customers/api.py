"""Customers over REST."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.customers import actions, words
from payandan.customers.models import Customer
from payandan.customers.rules import mask_national_id
from payandan.platform.api import rest
from payandan.platform.kit.identifiers import mask_mobile
from payandan.platform.people.permissions import ActorRequest

router = rest.router(tag="customers", refusal=words.refusal)

Short = Annotated[str, Field(max_length=120)]
Long = Annotated[str, Field(max_length=400)]
Kind = Literal["person", "company"]
Language = Literal["fa", "en"]


class CustomersQuery(rest.PageQuery):
    q: Annotated[str, Field(max_length=200)] = ""
    city: Annotated[str, Field(max_length=60)] = ""
    kind: Kind | None = None
    sort: Literal["-created_at", "created_at"] = "-created_at"


class CustomerIn(rest.In):
    name: Short
    mobile: Annotated[str, Field(max_length=30)] = ""
    kind: Kind = "person"
    language: Language = "fa"
    email: Annotated[str, Field(max_length=254)] = ""
    national_id: Annotated[str, Field(max_length=20)] = ""
    province: Annotated[str, Field(max_length=60)] = ""
    city: Annotated[str, Field(max_length=60)] = ""
    address: Long = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    accepts_offers: bool = False


class CustomerPatch(rest.In):
    name: Short | None = None
    mobile: Annotated[str, Field(max_length=30)] | None = None
    kind: Kind | None = None
    language: Language | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    national_id: Annotated[str, Field(max_length=20)] | None = None
    province: Annotated[str, Field(max_length=60)] | None = None
    city: Annotated[str, Field(max_length=60)] | None = None
    address: Long | None = None
    postal_code: Annotated[str, Field(max_length=20)] | None = None
    accepts_offers: bool | None = None
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class CustomerOut(rest.Out):
    number: str
    name: str
    kind: str
    mobile: str | None
    email: str
    national_id: str
    language: str
    province: str
    city: str
    address: str
    postal_code: str
    accepts_offers: bool
    created_at: datetime
    version: int


def customer_out(customer: Customer, *, whole: bool) -> dict[str, Any]:
    """A customer as the API gives it; phone and national id are masked for who may not see them in full."""
    shown = {name: getattr(customer, name) for name in CustomerOut.model_fields}
    if not whole:
        shown["mobile"] = customer.mobile and mask_mobile(customer.mobile)
        shown["national_id"] = mask_national_id(customer.national_id)
    return shown


@router.get(
    "/customers", auth=rest.allow("customers.view"), response=rest.Page[CustomerOut], summary=_("List customers")
)
def list_customers(request: ActorRequest, query: rest.Query[CustomersQuery]) -> dict[str, Any]:
    """Customers, newest first; `q` finds by name, number, phone or national id. Phones are masked in lists."""
    rows = Customer.objects.visible_to(request.actor).search(query.q)
    if query.city:
        rows = rows.filter(city=query.city)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    return rest.page(rows, query, sort=query.sort, row=lambda customer: customer_out(customer, whole=False))


@router.get(
    "/customers/{number}", auth=rest.allow("customers.view"), response=CustomerOut, summary=_("Read a customer")
)
def read_customer(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One customer; in full, and noted, for who may see it in full."""
    customer = rest.found(Customer.objects.visible_to(request.actor), number=number)
    whole = request.actor.can("customers.unmask")
    if whole and (customer.mobile or customer.national_id):
        fields = [name for name in ("mobile", "national_id") if getattr(customer, name)]
        actions.record_unmasking(customer=customer, fields=fields, actor=request.actor, at=timezone.now())
    return customer_out(customer, whole=whole)


@router.post("/customers", auth=rest.allow("customers.edit"), response={201: CustomerOut}, summary=_("Add a customer"))
def create_customer(request: ActorRequest, body: CustomerIn) -> rest.Reply:
    """A new customer; 422 on `mobile` where the number belongs to another."""
    customer = actions.create_customer(**body.model_dump(), actor=request.actor, at=timezone.now())
    return rest.Reply(customer_out(customer, whole=True), status=201)


@router.patch(
    "/customers/{number}", auth=rest.allow("customers.edit"), response=CustomerOut, summary=_("Change a customer")
)
def update_customer(request: ActorRequest, number: rest.Number, body: CustomerPatch) -> dict[str, Any]:
    """Change what is given; with `version`, only if nobody was quicker (409 `stale`)."""
    customer = rest.found(Customer.objects.visible_to(request.actor), number=number)
    changes = body.model_dump(exclude_unset=True, exclude_none=True)
    version = changes.pop("version", None)
    changed = actions.update_customer(
        customer=customer, version=version, actor=request.actor, at=timezone.now(), **changes
    )
    return customer_out(changed, whole=request.actor.can("customers.unmask"))
