"""Recalls and campaigns that are open for a unit: what is done, who pays, and whether a job carries them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from payandan.catalog import queries as catalog
from payandan.platform.ui import reader
from payandan.repairs import rules
from payandan.repairs.models import RecallOnJob, RepairOrder
from payandan.repairs.queries.intake import supposed_case
from payandan.units.models import Unit
from payandan.warranty import queries as warranty
from payandan.warranty.labels.reading import title_of
from payandan.warranty.models import Document
from payandan.warranty.queries.books import book_of_digests
from payandan.warranty.rules import RuleBook, Terms
from payandan.warranty.rules.publishing import UNPUBLISHED

RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall as the counter reads it. `lines` are the shares that the company pays, in hundredths of a percent."""

    document_id: int
    code: str
    title: str
    work: tuple[str, ...]
    components: tuple[str, ...]
    lines: Mapping[str, int]


def open_recalls(unit: Unit, *, at: datetime) -> list[Recall]:
    """What the unit is called back for and no job has carried out yet. Two queries where there is no recall."""
    rows = _recalls_of(unit, at)
    if not rows:
        return []
    done = set(
        RecallOnJob.objects.filter(order__unit_id=unit.pk, order__outcome__in=rules.SOLVED).values_list(
            "document__code", flat=True
        )
    )
    names = {row.code: row.name_in(reader.language()) for row in catalog.components_of(unit.model.category.code)}
    return [_told(row, terms, names) for row, terms in rows if row.code not in done and _speaks_of(terms, unit, at)]


def recalls_of(order: RepairOrder) -> list[Recall]:
    """The recalls that a job carries out."""
    names = {row.code: row.name_in(reader.language()) for row in catalog.components_of(order.unit.model.category.code)}
    rows = [row.document for row in order.recalls.select_related("document")]
    return [_told(row, _terms_of(row), names) for row in rows]


def _recalls_of(unit: Unit, at: datetime) -> list[tuple[Document, Terms]]:
    case = supposed_case(unit, at=at)
    stock = warranty.shelf([unit.pk], country=unit.country)
    digests = stock.digests(case["unit"], unit_id=unit.pk, on=timezone.localdate(at))
    rows = Document.objects.filter(digest__in=digests, terms_kind=RECALL).exclude(state__in=UNPUBLISHED)
    return [(row, _terms_of(row)) for row in rows.order_by("code")]


def _terms_of(row: Document) -> Terms:
    (terms,) = book_of_digests([row.digest]).terms
    return terms


def _speaks_of(terms: Terms, unit: Unit, at: datetime) -> bool:
    """Whether the recall, taken alone, would pay for its work on this unit today, or might."""
    component = min(terms.scope.components) if terms.scope.components else ""
    verdict = warranty.judge(supposed_case(unit, at=at, component=component), RuleBook(terms=(terms,), packs=()))
    return str(verdict.outcome) != "not_covered"


def _told(row: Document, terms: Terms, names: Mapping[str, str]) -> Recall:
    components = tuple(names.get(code, code.replace("_", " ")) for code in sorted(terms.scope.components or ()))
    note = title_of(terms.note)
    work = (note,) if note else ()
    return Recall(row.pk, row.code, title_of(terms.title) or row.code, work, components, dict(terms.lines))
