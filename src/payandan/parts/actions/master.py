"""Acts on the part master: add, change, supersede, substitute, price."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.catalog.models import Category, Component
from payandan.parts import events
from payandan.parts.actions.posting import require
from payandan.parts.models import Part, PartFit, PartPrice, Substitute, Supersession
from payandan.parts.queries import master as queries
from payandan.parts.rules import master as rules
from payandan.parts.rules.master import FitRange, Step
from payandan.platform.journal.actions import record, record_many
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store

_BATCH = 500


class PartDetails(TypedDict, total=False):
    """What may be known of a part beside its number and kind. `components` and `fits` are taken as a whole."""

    name_fa: str
    name_en: str
    category: Category | None
    components: Sequence[Component]
    fits: Sequence[FitRange]
    barcode: str
    core: bool
    supplier_name: str
    supplier_code: str
    lead_days: int | None
    note: str
    is_active: bool


class PartChanges(PartDetails, total=False):
    """What may be changed of a part."""

    code: str
    kind: str


def create_part(*, code: str, kind: str, actor: Actor, at: datetime, **details: Unpack[PartDetails]) -> Part:
    """A new part. Refused: not_allowed, code_missing, part_exists, name_missing, too_long, unknown_kind, lead_wrong,

    component_elsewhere, serials_backwards.
    """
    require(actor, "parts.manage")
    values = rules.clean_part({"code": code, "kind": kind, **_plain(details)})
    values["name_fa"], values["name_en"] = rules.clean_names(values.get("name_fa", ""), values.get("name_en", ""))
    try:
        with transaction.atomic():
            part = Part(number=public_id("PRT"), created_at=at, **values)
            _derive(part)
            part.save(force_insert=True)
            _attach(part, details)
            event = events.PartAdded(part.pk, part.number, part.code)
            record(event, actor=actor, at=at, about=[("part", part.pk)])
    except IntegrityError as error:
        raise Refused("part_exists", "code", part=values["code"]) from error
    return part


def update_part(
    *, part: Part, actor: Actor, at: datetime, version: int | None = None, **changes: Unpack[PartChanges]
) -> Part:
    """Change what is given; nothing is recorded where nothing changed. Refused: stale, and as `create_part`."""
    require(actor, "parts.manage")
    values = rules.clean_part(_plain(changes))
    try:
        with transaction.atomic():
            row = Part.objects.select_for_update(of=("self",)).get(pk=part.pk)
            if version is not None and version != row.version:
                raise Refused("stale")
            changed = {name for name, value in values.items() if getattr(row, name) != value}
            for name in changed:
                setattr(row, name, values[name])
            row.name_fa, row.name_en = rules.clean_names(row.name_fa, row.name_en)
            changed |= _attach(row, changes)
            if not changed:
                return row
            row.version += 1
            _derive(row)
            row.save()
            if "code" in changed:
                _derive_later(row)
            event = events.PartChanged(row.pk, row.number, tuple(sorted(changed - {"code_key"})))
            record(event, actor=actor, at=at, about=[("part", row.pk)])
    except IntegrityError as error:
        raise Refused("part_exists", "code", part=values.get("code", part.code)) from error
    return row


def supersede(*, old: Part, new: Part, direction: str, actor: Actor, at: datetime, note: str = "") -> Supersession:
    """From now on `new` takes the place of `old`; who looks for the old number finds the new part.

    Refused: not_allowed, unknown_direction, chain_circle, superseded_already.
    """
    require(actor, "parts.manage")
    with transaction.atomic():
        # Both ends are locked in one order, so that two people cannot close a circle between them.
        list(Part.objects.select_for_update(of=("self",)).filter(pk__in=[old.pk, new.pk]).order_by("pk"))
        step = Step(old.pk, new.pk, direction)
        rules.check_supersession(queries.steps_around([old.pk, new.pk]), step)
        row = Supersession.objects.create(old=old, new=new, direction=direction, note=store(note)[:400], at=at)
        _derive_later(old)
        event = events.PartSuperseded(old.pk, new.pk, old.code, new.code, direction)
        record(event, actor=actor, at=at, about=[("part", old.pk), ("part", new.pk)])
        return row


def take_back_supersession(*, old: Part, actor: Actor, at: datetime) -> None:
    """The part was not superseded after all. Refused: not_allowed, not_superseded."""
    require(actor, "parts.manage")
    with transaction.atomic():
        row = Supersession.objects.select_for_update(of=("self",)).select_related("new").filter(old=old).first()
        if row is None:
            raise Refused("not_superseded", "old")
        new = row.new
        row.delete()
        _derive_all([new.pk, *rules.chain(queries.steps_around([new.pk]), new.pk)])
        event = events.SupersessionTakenBack(old.pk, new.pk, old.code, new.code)
        record(event, actor=actor, at=at, about=[("part", old.pk), ("part", new.pk)])


def set_substitute(
    *, part: Part, substitute: Part, actor: Actor, at: datetime, note: str = "", kept: bool = True
) -> None:
    """Say that another part does for this one, or (`kept` false) that it does not. Refused: not_allowed, same_part."""
    require(actor, "parts.manage")
    if part.pk == substitute.pk:
        raise Refused("same_part", "substitute")
    with transaction.atomic():
        if kept:
            _row, changed = Substitute.objects.get_or_create(
                part=part, substitute=substitute, defaults={"note": store(note)[:400]}
            )
        else:
            count, _ = Substitute.objects.filter(part=part, substitute=substitute).delete()
            changed = bool(count)
        if changed:
            event = events.SubstituteSet(part.pk, substitute.pk, part.code, substitute.code, kept)
            record(event, actor=actor, at=at, about=[("part", part.pk), ("part", substitute.pk)])


def put_price(
    *, part: Part, currency: str, amount: int, actor: Actor, at: datetime, since: date | None = None
) -> PartPrice:
    """What a part costs from a day on; another price for the same day takes its place.

    Refused: not_allowed, unknown_currency, amount_wrong.
    """
    require(actor, "parts.manage")
    rules.check_price(currency, amount)
    day = since or timezone.localdate(at)
    with transaction.atomic():
        row, new = PartPrice.objects.select_for_update().get_or_create(
            part=part, currency=currency, since=day, defaults={"amount": amount}
        )
        if new or row.amount != amount:
            row.amount = amount
            row.save(update_fields=["amount"])
            event = events.PartPriced(part.pk, currency, amount, day.isoformat())
            record(event, actor=actor, at=at, about=[("part", part.pk)])
        return row


def put_prices(*, prices: Iterable[tuple[int, str, int]], actor: Actor, at: datetime, since: date | None = None) -> int:
    """A price list, as (part, currency, amount); how many prices were written. Refused: as `put_price`."""
    require(actor, "parts.manage")
    day = since or timezone.localdate(at)
    rows = [
        PartPrice(part_id=part_id, currency=currency, amount=amount, since=day) for part_id, currency, amount in prices
    ]
    for row in rows:
        rules.check_price(row.currency, row.amount)
    with transaction.atomic():
        PartPrice.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["part", "currency", "since"],
            update_fields=["amount"],
        )
        facts = [
            (events.PartPriced(row.part_id, row.currency, row.amount, day.isoformat()), [("part", row.part_id)])
            for row in rows
        ]
        record_many(facts, actor=actor, at=at)
    return len(rows)


# --- within -----------------------------------------------------------------------------------------------------------


def _plain(details: PartDetails | PartChanges) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name not in ("components", "fits")}


def _attach(part: Part, details: PartDetails | PartChanges) -> set[str]:
    """Set the components and the fit, where they are given; which of them changed."""
    changed = set()
    if "components" in details:
        wanted = {component.pk for component in details["components"]}
        categories = {component.category_id for component in details["components"]}
        if part.category_id is not None and categories - {part.category_id}:
            raise Refused("component_elsewhere", "components")
        if wanted != set(part.components.values_list("pk", flat=True)):
            part.components.set(wanted)
            changed.add("components")
    if "fits" in details:
        fits = {rules.check_fit(fit) for fit in details["fits"]}
        before = {FitRange(*row) for row in part.fits.values_list("model_id", "serial_from", "serial_to")}
        if fits != before:
            part.fits.all().delete()
            ordered = sorted(fits, key=lambda fit: (fit.model_id, fit.serial_from, fit.serial_to))
            PartFit.objects.bulk_create(fit_row(part, fit) for fit in ordered)
            changed.add("fits")
    return changed


def fit_row(part: Part, fit: FitRange) -> PartFit:
    """A range as it is kept."""
    return PartFit(part=part, model_id=fit.model_id, serial_from=fit.serial_from, serial_to=fit.serial_to)


def search_text_of(part: Part, old_codes: Sequence[str]) -> str:
    """How a part is found."""
    return rules.search_text(
        number=part.number,
        code=part.code,
        names=(part.name_fa, part.name_en, part.supplier_code),
        barcode=part.barcode,
        old_codes=old_codes,
    )


def _derive(part: Part) -> None:
    """Set how the part is found: by its own number and names, and by the numbers that it took the place of."""
    old = queries.codes(rules.predecessors(queries.steps_around([part.pk]), part.pk)) if part.pk else []
    part.search_key = search_text_of(part, old)


def _derive_later(part: Part) -> None:
    """Let everything that came after the part be found by what it is called now."""
    _derive_all(rules.chain(queries.steps_around([part.pk]), part.pk)[1:])


def _derive_all(ids: Iterable[int]) -> None:
    rows = list(Part.objects.filter(pk__in=list(ids)))
    for row in rows:
        _derive(row)
    Part.objects.bulk_update(rows, ["search_key"])
