"""Bringing a sheet in: rows are cleaned, then written by the thousand through the acts of units and claims."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from payandan.catalog import actions as catalog
from payandan.catalog import queries as catalog_queries
from payandan.catalog.models import Category, ProductModel
from payandan.claims import actions as claims
from payandan.claims.actions.past import PastClaim
from payandan.claims.rules import LineDraft
from payandan.customers import actions as customers
from payandan.customers.models import Customer
from payandan.integrations.actions.framing import Say, note_check, write_rows
from payandan.integrations.actions.guarding import body_of, guard
from payandan.integrations.models import ImportedRow, ImportRun
from payandan.integrations.rules import rows as reading
from payandan.integrations.rules.rows import CleanRow, Remark
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.units import actions as units
from payandan.units.models import Unit
from payandan.units.rules import NewUnit

CHUNK = 1000
_NOON = time(12)
_UNIT = (
    "made_on",
    "imported_on",
    "sold_on",
    "delivered_on",
    "installed_on",
    "activated_on",
    "seller",
    "lot",
    "country",
)
_OWNER = ("email", "national_id", "province", "city", "address")
_METERS = ("km", "hours")
_AMOUNTS = {"part_amount": "part", "labour_amount": "labour", "travel_amount": "travel"}


@dataclass(slots=True)
class _Catalogue:
    """Models by what a sheet calls them; missing ones are made, unless this is a rehearsal."""

    actor: Actor
    at: datetime
    rehearsal: bool
    categories: dict[str, Category] = field(default_factory=dict)
    models: dict[tuple[str, str], ProductModel] = field(default_factory=dict)
    by_code: dict[str, list[ProductModel]] = field(default_factory=dict)

    def load(self) -> "_Catalogue":
        for category in catalog_queries.categories():
            for name in (category.code, category.name_fa, category.name_en):
                self.categories[key(name)] = category
        for model in ProductModel.objects.select_related("category"):
            self._remember(model)
        return self

    def _remember(self, model: ProductModel) -> None:
        for name in {key(model.code), key(model.name_fa), key(model.name_en)}:
            self.models[key(model.brand), name] = model
            self.by_code.setdefault(name, []).append(model)

    def find(self, values: Mapping[str, Any]) -> ProductModel | Remark | None:
        """The model of a row; a remark that says what is missing; None for one that a rehearsal would have made."""
        code, brand = str(values.get("model", "")), str(values.get("brand", ""))
        if not code:
            return Remark("model", "missing")
        found = self.models.get((key(brand), key(code)))
        if found is None and not brand:
            named = self.by_code.get(key(code), [])
            found = named[0] if len(named) == 1 else None
        return found or self._make(brand, code, str(values.get("category", "")))

    def _make(self, brand: str, code: str, category: str) -> ProductModel | Remark | None:
        if not brand:
            return Remark("brand", "unknown_model", was=code)
        known = self.categories.get(key(category))
        if known is None:
            return Remark("category", "unknown_category" if category else "missing", was=category)
        if self.rehearsal:
            return None
        try:
            made = catalog.find_or_create_model(category=known, brand=brand, code=code, actor=self.actor, at=self.at)
        except Refused as refused:
            return Remark(refused.field or "model", refused.code, was=code)
        self._remember(made)
        return made


def check(*, run: ImportRun, actor: Actor, at: datetime) -> ImportRun:
    """A rehearsal: read every row and say what would be repaired, refused or is known; nothing of it is brought in."""
    guard(run, actor, (ImportRun.State.UPLOADED, ImportRun.State.CHECKED))
    counts: Counter[str] = Counter()
    remarked: list[ImportedRow] = []
    catalogue = _Catalogue(actor, at, rehearsal=True).load()
    for batch in _batches(run, at):
        known = _known_serials(batch)
        for row in batch:
            model = catalogue.find(row.values)
            if isinstance(model, Remark) and not row.problems:
                row.problems.append(model)
            is_known = serial_key(str(row.values.get("serial", ""))) in known
            outcome = _outcome(row, is_known=is_known)
            _count(counts, row, outcome, claim="failed_on" in row.values and not row.problems)
            if row.problems or row.repairs:
                remarked.append(_imported(run, row, outcome))
    return note_check(run, remarked, counts)


def bring_in(*, run: ImportRun, actor: Actor, at: datetime, say: Say | None = None) -> ImportRun:
    """Write the rows, a thousand a transaction, each with the note of how far it came: broken off, it goes on there.

    A row that cannot be brought in is refused alone. `say(done, rows)` is called after each thousand.
    """
    guard(run, actor, (ImportRun.State.UPLOADED, ImportRun.State.CHECKED, ImportRun.State.RUNNING))
    catalogue = _Catalogue(actor, at, rehearsal=False).load()
    return write_rows(
        run,
        lambda done: _batches(run, at, start=done),
        lambda batch: _write(run, batch, catalogue, actor, at),
        actor=actor,
        at=at,
        say=say,
    )


def _batches(run: ImportRun, at: datetime, *, start: int = 0) -> Iterator[list[CleanRow]]:
    """The rows of the sheet, cleaned; a serial that stood in an earlier row is refused with that row's number."""
    body, mapping = body_of(run)
    constants = {name: value for name, value in run.constants.items() if name not in ("currency", "cause_source")}
    today, currency = timezone.localdate(at), run.constants.get("currency") or settings.CURRENCY
    first = run.header_row + 2
    column = next(number for number, name in mapping.items() if name == "serial")
    doubled = reading.twins(
        {number: cells[column] for number, cells in enumerate(body, first) if cells[column].strip()}
    )
    for place in range(start, len(body), CHUNK):
        batch = []
        for number, cells in enumerate(body[place : place + CHUNK], first + place):
            filled = {name: cells[column] for column, name in mapping.items()}
            row = reading.clean(number, filled, constants, currency=currency, today=today)
            if number in doubled:
                row.problems.append(Remark("serial", "doubled", was=cells[column], now=str(doubled[number])))
            batch.append(row)
        yield batch


def _write(run: ImportRun, batch: Sequence[CleanRow], catalogue: _Catalogue, actor: Actor, at: datetime) -> None:
    models: dict[int, ProductModel] = {}
    for row in batch:
        model = catalogue.find(row.values) if not row.problems else None
        if isinstance(model, ProductModel):
            models[row.number] = model
        elif model is not None:
            row.problems.append(model)
    owners = _owners(batch, actor, at)
    good = [row for row in batch if not row.problems]
    made = units.register_units(
        rows=[_new_unit(row, models[row.number], owners.get(row.number)) for row in good],
        channel="import",
        actor=actor,
        at=at,
    )
    results = {row.number: result for row, result in zip(good, made, strict=True)}
    for row in good:
        if results[row.number].outcome == "refused":
            row.problems.append(Remark(results[row.number].field or "serial", results[row.number].code))
    filed = _file(run, [row for row in good if not row.problems], results, actor, at)
    counts = Counter(run.counts)
    lines = []
    for row in batch:
        result = results.get(row.number)
        outcome = _outcome(row, is_known=result is not None and result.outcome in ("updated", "unchanged"))
        _count(counts, row, outcome, claim=row.number in filed)
        line = _imported(run, row, outcome)
        line.unit_id = result.unit_id if result else None
        line.claim_id = filed.get(row.number)
        lines.append(line)
    ImportedRow.objects.bulk_create(lines)
    run.done, run.counts = run.done + len(batch), dict(counts)
    run.save(update_fields=["done", "counts"])


def _owners(batch: Sequence[CleanRow], actor: Actor, at: datetime) -> dict[int, Customer]:
    named = [row for row in batch if not row.problems and (row.values.get("mobile") or row.values.get("owner_name"))]
    people: list[customers.NewCustomer] = [
        {
            "name": row.values.get("owner_name") or row.values["mobile"],
            "mobile": row.values.get("mobile", ""),
            **{name: row.values[name] for name in _OWNER if row.values.get(name)},  # type: ignore[typeddict-item]
        }
        for row in named
    ]
    found: dict[int, Customer] = {}
    answers = customers.find_or_create_many(people=people, actor=actor, at=at) if people else []
    for row, answer in zip(named, answers, strict=True):
        if isinstance(answer, Refused):
            row.problems.append(Remark(answer.field or "owner_name", answer.code))
        else:
            found[row.number] = answer
    return found


def _new_unit(row: CleanRow, model: ProductModel, owner: Customer | None) -> NewUnit:
    return NewUnit(
        serial=row.values["serial"],
        model_id=model.pk,
        owner_id=owner.pk if owner else None,
        meters=_meters(row),
        **{name: row.values[name] for name in _UNIT if row.values.get(name)},
    )


def _meters(row: CleanRow) -> dict[str, int]:
    return {name: row.values[name] for name in _METERS if row.values.get(name) is not None}


def _file(
    run: ImportRun, rows: Sequence[CleanRow], results: Mapping[int, Any], actor: Actor, at: datetime
) -> dict[int, int]:
    """The claims of the rows that report a failure, decided as the verdict proposes."""
    failed = [row for row in rows if row.values.get("failed_on") and results[row.number].outcome != "unchanged"]
    things = Unit.objects.select_related("model__category", "owner").in_bulk(
        [results[row.number].unit_id for row in failed]
    )
    past = [_past_claim(run, row, things[results[row.number].unit_id], at) for row in failed]
    filed = claims.file_claims(rows=past, actor=actor, at=at) if past else []
    return {row.number: claim.pk for row, claim in zip(failed, filed, strict=True)}


def _past_claim(run: ImportRun, row: CleanRow, unit: Unit, at: datetime) -> PastClaim:
    values = row.values
    reported = max(values.get("reported_on") or values["failed_on"], values["failed_on"])
    filed_at = min(_moment(reported), at)
    lines = [LineDraft(kind, values[name]) for name, kind in _AMOUNTS.items() if values.get(name)]
    meters = _meters(row)
    return PastClaim(
        unit=unit,
        filed_at=filed_at,
        failed_on=values["failed_on"],
        description=" — ".join(part for part in (values.get("symptom"), values.get("description")) if part),
        component=str(values.get("component", "")),
        cause=str(values.get("cause", "")),
        source=run.constants.get("cause_source") or "technician",
        facts={f"fault.meters.{name}": {"value": value, "source": "technician"} for name, value in meters.items()},
        lines=lines,
        currency=run.constants.get("currency") or settings.CURRENCY,
        decided_at=filed_at,
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON, ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def _known_serials(batch: Sequence[CleanRow]) -> set[str]:
    keys = {serial_key(str(row.values.get("serial", ""))) for row in batch}
    return set(Unit.objects.filter(serial_key__in=keys).values_list("serial_key", flat=True))


def _outcome(row: CleanRow, *, is_known: bool) -> str:
    if row.problems:
        return ImportedRow.Outcome.REFUSED
    return ImportedRow.Outcome.KNOWN if is_known else ImportedRow.Outcome.MADE


def _count(counts: Counter[str], row: CleanRow, outcome: str, *, claim: bool) -> None:
    counts["units"] += outcome == ImportedRow.Outcome.MADE
    counts["known"] += outcome == ImportedRow.Outcome.KNOWN
    counts["refused"] += outcome == ImportedRow.Outcome.REFUSED
    counts["repaired"] += bool(row.repairs and not row.problems)
    counts["claims"] += claim


def _imported(run: ImportRun, row: CleanRow, outcome: str) -> ImportedRow:
    remarks = [
        {"field": remark.field, "code": remark.code, "was": remark.was, "now": remark.now}
        for remark in (*row.problems, *row.repairs)
    ]
    return ImportedRow(
        run=run, number=row.number, outcome=outcome, serial=str(row.values.get("serial", ""))[:80], remarks=remarks
    )
