"""The write door of customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import IntegrityError, transaction

from payandan.customers import events, rules
from payandan.customers.models import Customer
from payandan.customers.queries import by_exact_mobile
from payandan.platform.journal.actions import record, record_many
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import sort_key


class Details(TypedDict, total=False):
    """What may be known of a customer beside the name and the mobile number."""

    kind: str
    email: str
    national_id: str
    language: str
    province: str
    city: str
    address: str
    postal_code: str
    accepts_offers: bool
    note: str


class Changes(Details, total=False):
    """What may be changed."""

    name: str
    mobile: str


class NewCustomer(Changes, total=False):
    """One row of `find_or_create_many`; `name` is needed for a customer who is new."""


def create_customer(*, name: str, mobile: str = "", actor: Actor, at: datetime, **details: Unpack[Details]) -> Customer:
    """A new customer. `mobile` in any spelling; details as people type them.

    Allowed to staff and programs with `customers.edit`, the system, and a customer who proved the number
    (an actor of kind customer who has no id yet). Refused: not_allowed, name_missing, mobile_wrong, mobile_taken,
    email_wrong, national_id_wrong, postal_code_wrong, too_long.
    """
    _guard_create(actor)
    values = _cleaned({"name": name, "mobile": mobile, **details}, str(details.get("kind", "person")))
    try:
        with transaction.atomic():
            customer = _new(values, at)
            customer.save(force_insert=True)
            record(_created(customer), actor=actor, at=at, about=[("customer", customer.pk)])
    except IntegrityError as error:
        if by_exact_mobile(values["mobile"]):
            raise Refused("mobile_taken", "mobile") from error
        raise
    return customer


def find_or_create(*, mobile: str, name: str = "", actor: Actor, at: datetime, **details: Unpack[Details]) -> Customer:
    """The customer with this mobile number, made now if there is none. Refused as `create_customer`.

    An existing customer is returned as it is: what somebody types on a form does not overwrite what is known.
    """
    found = by_exact_mobile(rules.clean_mobile(mobile, settings.COUNTRY))
    if found:
        return found
    try:
        return create_customer(name=name, mobile=mobile, actor=actor, at=at, **details)
    except Refused as refusal:
        # Somebody else was a moment quicker with the same number.
        found = by_exact_mobile(rules.clean_mobile(mobile, settings.COUNTRY))
        if refusal.code == "mobile_taken" and found:
            return found
        raise


def find_or_create_many(
    *, people: Sequence[NewCustomer], actor: Actor, at: datetime, times: Sequence[datetime] = ()
) -> list[Customer | Refused]:
    """`find_or_create` for thousands, in a few statements: for each row its customer, or why not.

    Rows are matched by mobile number, else by national id; a row with neither is a new customer. `times` gives each
    row its own moment.
    """
    _guard_create(actor)
    cleaned = [_cleaned_or_refused(person) for person in people]
    moments = list(times) or [at] * len(people)
    try:
        return _find_or_create_all(cleaned, moments, actor)
    except IntegrityError:  # somebody added one of the numbers meanwhile: it is known now
        return _find_or_create_all(cleaned, moments, actor)


def _find_or_create_all(
    cleaned: Sequence[dict[str, Any] | Refused], moments: Sequence[datetime], actor: Actor
) -> list[Customer | Refused]:
    with transaction.atomic():
        known = _known(values for values in cleaned if isinstance(values, dict))
        new: list[tuple[Customer, datetime]] = []
        answer: list[Customer | Refused] = []
        for values, moment in zip(cleaned, moments, strict=True):
            answer.append(values if isinstance(values, Refused) else _match(values, known, new, moment))
        made = Customer.objects.bulk_create([customer for customer, _ in new], batch_size=500)
        facts = [(_created(customer), [("customer", customer.pk)]) for customer in made]
        record_many(facts, actor=actor, times=[moment for _, moment in new])
    return answer


def update_customer(
    *, customer: Customer, actor: Actor, at: datetime, version: int | None = None, **changes: Unpack[Changes]
) -> Customer:
    """Change what is given and leave the rest; nothing is recorded where nothing changed.

    `version` is what the form was filled from: a later change by somebody else refuses it (`stale`). A customer may
    change `rules.OWN_FIELDS` of itself. Refused further as `create_customer`.
    """
    _guard_change(actor, customer, changes)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(pk=customer.pk)
        if version is not None and version != customer.version:
            raise Refused("stale")
        values = _cleaned(dict(changes), str(changes.get("kind", customer.kind)))
        changed = tuple(sorted(name for name, value in values.items() if getattr(customer, name) != value))
        if not changed:
            return customer
        if "mobile" in changed and (other := by_exact_mobile(values["mobile"])) and other.pk != customer.pk:
            raise Refused("mobile_taken", "mobile")
        for name in changed:
            setattr(customer, name, values[name])
        customer.version += 1
        _derive(customer)
        customer.save()
        event = events.CustomerChanged(customer_id=customer.pk, number=customer.number, changed=changed)
        record(event, actor=actor, at=at, about=[("customer", customer.pk)])
    return customer


def record_unmasking(*, customer: Customer, fields: Sequence[str], actor: Actor, at: datetime) -> None:
    """Note that somebody looked at what is hidden of a customer. Refused: not_allowed."""
    if not actor.can("customers.unmask"):
        raise Refused("not_allowed")
    with transaction.atomic():
        event = events.CustomerUnmasked(customer_id=customer.pk, number=customer.number, fields=tuple(fields))
        record(event, actor=actor, at=at, about=[("customer", customer.pk)])


def _guard_create(actor: Actor) -> None:
    proved = actor.kind == "customer" and actor.id is None
    if not proved and not actor.can("customers.edit"):
        raise Refused("not_allowed")


def _guard_change(actor: Actor, customer: Customer, changes: Changes) -> None:
    if actor.kind == "customer":
        if actor.id != customer.pk or not changes.keys() <= rules.OWN_FIELDS:
            raise Refused("not_allowed")
    elif not actor.can("customers.edit"):
        raise Refused("not_allowed")


def _cleaned(values: dict[str, Any], kind: str) -> dict[str, Any]:
    return rules.clean(values, kind=kind, region=settings.COUNTRY)


def _cleaned_or_refused(person: NewCustomer) -> dict[str, Any] | Refused:
    try:
        return _cleaned({"name": "", "mobile": "", **person}, str(person.get("kind", "person")))
    except Refused as refusal:
        return refusal


def _new(values: dict[str, Any], at: datetime) -> Customer:
    customer = Customer(number=public_id("CUS"), created_at=at, **values)
    _derive(customer)
    return customer


def _derive(customer: Customer) -> None:
    """Set what follows from the rest: how it is found and where it sorts."""
    customer.sort_key = sort_key(customer.name)[:400]
    customer.search_key = rules.search_text(
        number=customer.number,
        name=customer.name,
        mobile=customer.mobile,
        national_id=customer.national_id,
        city=customer.city,
    )


def _created(customer: Customer) -> events.CustomerCreated:
    return events.CustomerCreated(customer_id=customer.pk, number=customer.number, kind=customer.kind)


def _known(rows: Iterable[dict[str, Any]]) -> dict[str, Customer]:
    """Customers that the rows may mean, by mobile and by national id."""
    wanted = list(rows)
    known: dict[str, Customer] = {}
    for field in ("national_id", "mobile"):
        values = list({row[field] for row in wanted if row.get(field)})
        for start in range(0, len(values), 500):
            part = Customer.objects.filter(**{f"{field}__in": values[start : start + 500]})
            known.update({str(getattr(customer, field)): customer for customer in part})
    return known


def _match(
    values: dict[str, Any], known: dict[str, Customer], new: list[tuple[Customer, datetime]], at: datetime
) -> Customer:
    name = values["mobile"] or values.get("national_id", "")
    if name and name in known:
        return known[name]
    customer = _new(values, at)
    new.append((customer, at))
    if name:
        known[name] = customer
    return customer
