"""Reading scenarios, the claims they are about, and the documents that may be changed in them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from payandan.catalog.models import ProductModel
from payandan.claims.models import Claim
from payandan.claims.queries.replaying import askable
from payandan.insights.models import Scenario, ScenarioClaim
from payandan.insights.rules import whatif as rules
from payandan.platform.kit.actors import Actor
from payandan.warranty import queries as warranty
from payandan.warranty.models import Document
from payandan.warranty.rules import Pack, Terms, parse_stored
from payandan.warranty.rules.publishing import UNPUBLISHED

FILTERS = {"category": "unit__model__category__code", "model": "unit__model__number", "branch": "branch__code",
           "outcome": "decided_as"}  # fmt: skip
"""By what claims may be chosen beside the day of their filing, and the look-up of each."""

_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


def scenarios(actor: Actor) -> QuerySet[Scenario]:
    """The scenarios that this actor may see, newest first."""
    return Scenario.objects.visible_to(actor)


def get(actor: Actor, number: str) -> Scenario:
    """One of them. Raises Scenario.DoesNotExist where it is missing or hidden."""
    return scenarios(actor).get(number=number)


def rows_of(actor: Actor, scenario: Scenario) -> QuerySet[ScenarioClaim]:
    """Every claim of a scenario that the actor may see, before and after, with what a list shows."""
    rows = ScenarioClaim.objects.visible_to(actor).filter(scenario=scenario)
    return rows.select_related("claim__unit__model", "claim__customer").defer(
        "claim__verdict", "claim__facts", "claim__description", "claim__appeal_text", "claim__search_key"
    )


def claims_of(since: date, until: date, filters: Mapping[str, Sequence[str]]) -> QuerySet[Claim]:
    """The claims that a scenario is about, in the order in which they are ruled again."""
    rows = askable().filter(
        filed_at__gte=_midnight(since), filed_at__lt=_midnight(min(until, _LATEST) + timedelta(days=1))
    )
    for name, lookup in FILTERS.items():
        if filters.get(name):
            rows = rows.filter(**{f"{lookup}__in": list(filters[name])})
    return rows.order_by("pk")


def customers_affected(scenario: Scenario) -> int:
    """How many customers it would have been another answer for."""
    rows = scenario.rows.filter(direction__in=["better", "worse"]).exclude(customer_id=None)
    return rows.values("customer_id").distinct().count()


def documents(codes: Sequence[str] | None = None) -> list[Terms | Pack]:
    """Every published version of these documents, or of all. One query."""
    rows = Document.objects.exclude(state__in=UNPUBLISHED).order_by("code", "version")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return [parse_stored(body) for body in rows.values_list("body", flat=True)]


def every_version() -> dict[str, list[dict[str, Any]]]:
    """Every published version of each document by its code, the newest first; terms before packs. One query."""
    rows = Document.objects.exclude(state__in=UNPUBLISHED).order_by("-kind", "code", "-version")
    found: dict[str, list[dict[str, Any]]] = {}
    for code, body in rows.values_list("code", "body"):
        found.setdefault(code, []).append(body)
    return found


def published_digest() -> str:
    """One mark of everything that is published today."""
    digests = sorted(offer.digest for offer in warranty.shelf().offers)
    return "sha256:" + sha256("\n".join(digests).encode()).hexdigest()


def check(changes: Sequence[rules.Change]) -> None:
    """Refuse changes that cannot be made: see `rules.check_changes`. One query."""
    rules.check_changes(changes, documents(sorted({change.document for change in changes})))


def models_in(tally: Mapping[str, Any]) -> dict[int, ProductModel]:
    """The models that a tally speaks of."""
    return ProductModel.objects.in_bulk([int(model) for model in tally.get("models", {})])


def _midnight(day: date) -> datetime:
    """The beginning of a day; days so far away that no instant has a name are drawn nearer."""
    return timezone.make_aware(datetime.combine(min(max(day, _EARLIEST), _LATEST), time.min))
