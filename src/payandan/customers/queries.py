"""The read door of customers, and where the packages above add to their pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payandan.customers import rules
from payandan.customers.models import Customer
from payandan.platform.journal.queries import history, sentence_of
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import mask_mobile
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import read_link
from payandan.platform.search.queries import Source

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Panel(Generic[Subject]):
    """A part of a record page that a package above brings.

    `template` reads what `context` returned as `panel`; where that is None there is nothing to show. `context` must
    itself ask whether the actor may see it. Lower `order` comes first.
    """

    title: str | Promise
    template: str
    context: Callable[[Actor, Subject], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel with what it shows."""

    title: str | Promise
    template: str
    context: dict[str, Any]


panels: list[Panel[Customer]] = []
"""Of the record page that staff see; packages above append to it in their AppConfig.ready."""

home_panels: list[Panel[Customer]] = []
"""Of a customer's own first page: units, open cases, offers."""


def fill(wanted: Iterable[Panel[Subject]], actor: Actor, subject: Subject) -> list[FilledPanel]:
    """The panels that have something to show this actor about the subject, in order."""
    filled = []
    for panel in sorted(wanted, key=lambda panel: panel.order):
        context = panel.context(actor, subject)
        if context is not None:
            filled.append(FilledPanel(panel.title, panel.template, context))
    return filled


def get(actor: Actor, number: str) -> Customer:
    """The customer with this public number, if the actor may see it. Raises Customer.DoesNotExist."""
    return Customer.objects.visible_to(actor).get(number=number)


def cities(actor: Actor) -> list[tuple[str, str]]:
    """The cities that customers live in, to choose from."""
    found = Customer.objects.visible_to(actor).exclude(city="").order_by("city").values_list("city", flat=True)
    return [(city, city) for city in found.distinct()[:300]]


def by_mobile(mobile: str) -> Customer | None:
    """The customer with this number in any spelling; None where there is none or the number is no number.

    For actions and the system: it asks nobody's rights.
    """
    try:
        exact = rules.clean_mobile(mobile, settings.COUNTRY)
    except Refused:
        return None
    return by_exact_mobile(exact)


def by_exact_mobile(mobile: str | None) -> Customer | None:
    """The customer with this number in E.164; like `by_mobile`, for actions and the system."""
    return Customer.objects.filter(mobile=mobile).first() if mobile else None


def _exact(text: str) -> Q | None:
    number = check_public_id(text)
    if number:
        return Q(number=number)
    try:
        return Q(mobile=rules.clean_mobile(text, settings.COUNTRY))
    except Refused:
        return None


def _subtitle(customer: Customer) -> str:
    return " · ".join(filter(None, (mask_mobile(customer.mobile) if customer.mobile else "", customer.city)))


SEARCH = Source(
    kind="customer",
    label=_("Customers"),
    icon="users-round",
    position=30,
    queryset=Customer.objects.visible_to,
    title=lambda customer: customer.name,
    subtitle=_subtitle,
    url=lambda customer: reverse("customers-record", args=[customer.number]),
    exact=_exact,
)


# --- history ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline, as the timeline component reads it."""

    title: str
    at: datetime
    by: str


def timeline(kind: str, object_id: int, *, language: str, limit: int = 100) -> list[Line]:
    """What happened to a thing, newest first, in words, with who did it. Two queries at most."""
    facts = history(kind, object_id, limit=limit)
    return [
        Line(sentence_of(fact, language), fact.at, "" if fact.actor_kind == "system" else fact.actor_name)
        for fact in facts
    ]


# --- signed links ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a signed link signs in, and where it leads."""

    customer: Customer
    url: str


link_targets: dict[str, Callable[[str], Target | None]] = {}
"""Purpose of a link → from the object's number to its target. Packages above add theirs in AppConfig.ready.

A link is `/l/<people.actions.make_link(purpose, number, …)>/`.
"""


def _home_of(number: str) -> Target | None:
    customer = Customer.objects.filter(number=number).first()
    return Target(customer, reverse("portal")) if customer else None


link_targets["customer"] = _home_of


def follow(token: str, *, at: datetime) -> Target:
    """Where a signed link leads. Refused: link_invalid, link_expired."""
    refused = Refused("link_invalid")
    for purpose, find in link_targets.items():
        try:
            number = read_link(token, purpose, at)
        except Refused as refusal:
            refused = refusal if refusal.code == "link_expired" else refused
            continue
        target = find(number)
        if target:
            return target
    raise refused
