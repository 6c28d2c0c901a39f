"""The read door of units, and where the packages above add to their pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from payandan.catalog.rules import serial_fits
from payandan.customers.models import Customer
from payandan.customers.queries import Panel
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.ids import check_public_id, keyed_code
from payandan.platform.search.prepared import Given, Prepared
from payandan.platform.search.queries import Source
from payandan.units import rules, words
from payandan.units.models import Scan, Unit, UnitQuerySet

# --- what packages above bring -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """A date that runs for a unit. `label_code` is a key of `words.CLOCKS`; tone is good, warn, bad, info or muted.

    `date` is the first day that is no longer inside (periods are half open); None where nothing is promised.
    """

    label_code: str
    date: date | None
    tone: str = ""

    @property
    def label(self) -> str:
        """What the date means, in the reader's language."""
        return words.label(words.CLOCKS, self.label_code)


@dataclass(frozen=True, slots=True)
class UnitAction:
    """A button on a unit; `variant` as in the button component."""

    label: str | Promise
    url: str
    variant: str = "quiet"
    icon: str = ""


ClockSource = Callable[[Sequence[Unit]], Mapping[int, Sequence[Clock]]]

clock_sources: list[ClockSource] = []
"""Each gives the clocks of many units in a constant number of queries. Packages above append in AppConfig.ready."""

unit_actions: list[Callable[[Actor, Unit], Sequence[UnitAction]]] = []
"""What an actor may do with a unit, without a query for each. The first with variant «primary» is the main one."""

panels: list[Panel[Unit]] = []
"""Of a unit's record page for staff, and of the customer's page of a unit: `context` tells by the actor's kind."""


def clocks_for(units: Iterable[Unit]) -> dict[int, list[Clock]]:
    """The clocks of each unit from every source."""
    wanted = list(units)
    clocks: dict[int, list[Clock]] = {unit.pk: [] for unit in wanted}
    for source in clock_sources:
        for unit_id, found in source(wanted).items():
            clocks[unit_id].extend(found)
    return clocks


def free_until(unit: Unit) -> date | None:
    """The day on which free repair ends, where a package above knows it."""
    return next((clock.date for clock in clocks_for([unit])[unit.pk] if clock.label_code == "free_until"), None)


def actions_for(actor: Actor, unit: Unit) -> list[UnitAction]:
    """The buttons that packages above offer on a unit."""
    return [action for source in unit_actions for action in source(actor, unit)]


# --- finding -------------------------------------------------------------------------------------------------------


def visible(actor: Actor) -> UnitQuerySet:
    """The units this actor may see, with what a line of a list needs."""
    return Unit.objects.visible_to(actor).select_related("model__category", "owner")


def get(actor: Actor, number: str) -> Unit:
    """The unit with this public number. Raises Unit.DoesNotExist where it is missing or hidden."""
    return visible(actor).get(number=number)


def by_serial(serial: str) -> Unit | None:
    """The unit with this serial in any spelling. For actions and the system: it asks nobody's rights."""
    matched = serial_key(serial)
    if not matched:
        return None
    return next(iter(_by_serial(serial=matched)), None)


_by_serial = Prepared(
    lambda: Unit.objects.select_related("model__category", "owner").filter(serial_key=Given("serial", CharField()))
)


def by_number(number: str) -> Unit | None:
    """The unit with this public number, for who holds its label: the number cannot be guessed."""
    canonical = check_public_id(number)
    if canonical is None:
        return None
    return Unit.objects.select_related("model__category", "owner").filter(number=canonical).first()


def units_of(customer_id: int) -> QuerySet[Unit]:
    """What a customer owns and may still use, newest first."""
    return (
        Unit.objects.filter(owner_id=customer_id)
        .exclude(state__in=["replaced", "retired"])
        .select_related("model__category", "owner")
    )


# --- facts for the adjudicator -------------------------------------------------------------------------------------

_FACT_DATES = (*rules.DATES, "registered_on", "owner_changed_on")


def facts_for_case(unit: Unit) -> dict[str, Any]:
    """The unit as the assessment contract has it: codes, ISO days, meters; None is unknown.

    Reads `unit.model.category`: select them with the unit when asking for many.
    """
    model = unit.model
    dates = {name: getattr(unit, name) for name in _FACT_DATES}
    return {
        "serial": unit.serial,
        "category": model.category.code,
        "model": model.code,
        "brand": model.brand,
        "country": unit.country,
        "genuine": False if unit.genuine is False else (unit.genuine or None),
        "installed_by": unit.installed_by or None,
        "last_sold_on": model.last_sold_on.isoformat() if model.last_sold_on else None,
        "meters": dict(unit.meters),
        **{name: day.isoformat() if day else None for name, day in dates.items()},
    }


# --- authenticity --------------------------------------------------------------------------------------------------


def authenticity_key() -> bytes:
    """The secret behind the codes on cards: its own setting, so that the key of sessions may change without it."""
    return str(getattr(settings, "AUTHENTICITY_KEY", "") or settings.SECRET_KEY).encode()


def code_of(unit: Unit) -> str:
    """The authenticity code that is printed on the unit's card and is part of its QR."""
    return keyed_code(authenticity_key(), unit.serial_key)


def public_address(unit: Unit) -> str:
    """What the QR on the unit says."""
    return f"{settings.BASE_URL}/r/{unit.number}/?c={code_of(unit)}"


def scan_summary(unit: Unit, *, at: datetime) -> rules.ScanSummary:
    """What was asked about a unit so far, in one query."""
    sold = unit.sold_on or unit.registered_on
    before = Q(at__date__lt=sold) if sold else Q(pk__isnull=False)
    counts = Scan.objects.filter(unit=unit).aggregate(
        addresses=Count("address", distinct=True),
        before_sale=Count("pk", filter=before),
        wrong_codes=Count("pk", filter=Q(answer="wrong_code")),
        taken=Count("pk", filter=Q(answer="taken")),
        last_hour=Count("pk", filter=Q(at__gt=at - timedelta(hours=1))),
    )
    return rules.ScanSummary(**counts)


def clone_signs(unit: Unit, *, at: datetime) -> list[str]:
    """What points to copies of this unit, strongest first."""
    fits = serial_fits(unit.model.serial_pattern, unit.serial_key)
    return rules.clone_signs(scan_summary(unit, at=at), serial_fits=fits)


# --- what units bring to others' pages -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A unit with all that a card of it shows."""

    unit: Unit
    clocks: Sequence[Clock]
    actions: Sequence[UnitAction]


def shown(actor: Actor, units: Iterable[Unit]) -> list[Shown]:
    """The units with their clocks and buttons, in a constant number of queries."""
    wanted = list(units)
    clocks = clocks_for(wanted)
    return [Shown(unit, clocks[unit.pk], actions_for(actor, unit)) for unit in wanted]


def _owned_by(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    if not (actor.can("units.view") or actor.kind == "customer"):
        return None
    return {
        "units": shown(actor, units_of(customer.pk)[:50]),
        "customer": customer,
        "stylesheet": "units/portal.css",
    }


CUSTOMER_PANEL: Panel[Customer] = Panel(_("Units"), "units/customer_panel.html", _owned_by, order=10)
HOME_PANEL: Panel[Customer] = Panel("", "units/home_panel.html", _owned_by, order=10)


def _exact(text: str) -> Q | None:
    matched, number = serial_key(text), check_public_id(text)
    if not matched:
        return None
    return Q(serial_key=matched) | Q(number=number) if number else Q(serial_key=matched)


def _subtitle(unit: Unit) -> str:
    names = (unit.model.name_in(get_language() or "fa"), unit.owner.name if unit.owner else "")
    return " · ".join(filter(None, names))


SEARCH = Source(
    kind="unit",
    label=_("Units"),
    icon="monitor-smartphone",
    position=20,
    queryset=visible,
    title=lambda unit: unit.serial,
    subtitle=_subtitle,
    url=lambda unit: reverse("units-record", args=[unit.number]),
    exact=_exact,
)
