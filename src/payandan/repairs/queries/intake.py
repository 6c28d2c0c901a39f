"""What the counter has to know of a unit before it takes it in: cover, past jobs and claims, and the same problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from payandan.catalog.models import Symptom
from payandan.claims import queries as claims
from payandan.claims import rules as claim_rules
from payandan.claims.models import Claim, Line
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import from_wedge
from payandan.repairs import rules
from payandan.repairs.models import PartChange, RepairOrder
from payandan.repairs.rules import repeats
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import queries as warranty

SUPPOSED = {"value": "material", "source": "technician"}
"""The card says what holds if the fault is one of the thing itself; what the cause is, is found out later."""
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Coverage:
    """The two clocks of a unit, and the verdict of today on a fault of the thing itself."""

    outcome: str
    free_until: date | None
    parts_until: date | None
    documents: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As a job keeps it: what was told at the counter."""
        return {
            "outcome": self.outcome,
            "free_until": self.free_until.isoformat() if self.free_until else None,
            "parts_until": self.parts_until.isoformat() if self.parts_until else None,
            "documents": list(self.documents),
        }


def coverage_of(unit: Unit, *, at: datetime) -> Coverage:
    """What holds for a unit today, whoever asks. A constant number of queries."""
    clocks = warranty.clocks_for([unit])[unit.pk]
    case = supposed_case(unit, at=at)
    book = warranty.rule_book_for(case["unit"], on=timezone.localdate(at), unit_id=unit.pk)
    verdict = warranty.verdict_of(case, book)
    papers = tuple(str(document) for document in verdict.get("documents", ()) if isinstance(document, str))
    return Coverage(verdict["outcome"], clocks.free_until, clocks.parts_promised_until, papers)


def supposed_case(unit: Unit, *, at: datetime, component: str = "") -> dict[str, Any]:
    """A fault of the thing itself (of one component, where it is named) that showed today, as the contract's case."""
    supposed = Claim(
        number="",
        unit=unit,
        customer=unit.owner,
        failed_on=timezone.localdate(at),
        facts={"fault.cause": SUPPOSED},
        currency=settings.CURRENCY,
        filed_at=at,
    )
    lines = [
        Line(position=place, kind=draft.kind, component=draft.component, label=draft.label, amount=draft.amount)
        for place, draft in enumerate(claim_rules.default_lines(component))
    ]
    return claims.case_of(supposed, lines=lines, evidence=())


def unit_for(actor: Actor, text: str) -> Unit | None:
    """The unit that a scan or a typed serial means, whatever the keyboard's layout made of it; None where unknown."""
    if not actor.can("repairs.intake"):
        return None
    known = Unit.objects.select_related("model__category", "owner").filter(number=text.strip()).first()
    return known or units.by_serial(text) or units.by_serial(from_wedge(text, sure=True)) or units.by_number(text)


def symptom_groups(category_id: int) -> Mapping[str, str]:
    """The symptoms of a kind of product by code, with the group of each."""
    return dict(Symptom.objects.filter(category_id=category_id, is_active=True).values_list("code", "group"))


def running_for(unit_id: int) -> str | None:
    """The number of the open job for a unit, wherever it lies."""
    rows = RepairOrder.objects.filter(unit_id=unit_id, state__in=rules.OPEN)
    return rows.values_list("number", flat=True).first()


@dataclass(frozen=True, slots=True)
class PastJob:
    """An earlier job as any centre may see it: what was wrong and what came of it, nothing of its customer."""

    id: int
    number: str
    received_at: datetime
    delivered_at: datetime | None
    state: str
    outcome: str
    symptom: str
    words: str
    centre: Any
    parts: tuple[str, ...]
    seen: bool


def past_jobs(actor: Actor, unit_id: int, *, but: int | None = None, limit: int = _SHOWN) -> list[PastJob]:
    """What was done to a unit before, across centres and owners, newest first. Three queries.

    `seen` says whether this actor may open the job itself; the words of an earlier owner stay with that owner.
    """
    rows = list(
        RepairOrder.objects.filter(unit_id=unit_id)
        .exclude(pk__in=[but] if but else [])
        .select_related("branch")
        .order_by("-received_at")[:limit]
    )
    mine = set(
        RepairOrder.objects.visible_to(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    parts: dict[int, list[str]] = {}
    for order_id, label in PartChange.objects.filter(order__in=rows).values_list("order_id", "label"):
        parts.setdefault(order_id, []).append(label)
    return [
        PastJob(
            row.pk,
            row.number,
            row.received_at,
            row.delivered_at,
            row.state,
            row.outcome,
            row.symptom,
            row.words if row.pk in mine else "",
            row.branch,
            tuple(parts.get(row.pk, ())),
            row.pk in mine,
        )
        for row in rows
    ]


def problems_of(unit_id: int) -> list[repeats.Problem]:
    """The jobs of a unit as they are compared with each other. Two queries."""
    rows = list(RepairOrder.objects.filter(unit_id=unit_id).prefetch_related("changes"))
    return [problem_of(row) for row in rows]


def problem_of(order: RepairOrder) -> repeats.Problem:
    """A job as it is compared; reads its changes."""
    changed = [change.component for change in order.changes.all()] if order.pk else []
    return repeats.Problem(
        id=order.pk or 0,
        unit_id=order.unit_id,
        received_on=timezone.localdate(order.received_at),
        delivered_on=timezone.localdate(order.delivered_at) if order.delivered_at else None,
        group=order.group,
        words=order.words_key,
        parts=frozenset(filter(None, [*changed, order.cause])),
    )


def warned_of(unit: Unit, symptoms: Sequence[str], words_key: str, *, at: datetime) -> list[repeats.Found]:
    """The earlier jobs that a new one with these symptoms and words would repeat; without them, all in the window."""
    groups = symptom_groups(unit.model.category_id)
    today = timezone.localdate(at)
    earlier = problems_of(unit.pk)
    found: dict[int, repeats.Found] = {}
    for code in symptoms or [""]:
        new = repeats.Problem(0, unit.pk, today, group=groups.get(code, ""), words=words_key)
        for hit in repeats.find(new, earlier):
            found.setdefault(hit.earlier, hit)
    return sorted(found.values(), key=lambda hit: hit.days)
