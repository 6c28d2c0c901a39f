"""Bringing in many parts at once: a catalogue, a price list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.parts import events
from payandan.parts.actions.master import fit_row, search_text_of
from payandan.parts.actions.posting import require
from payandan.parts.models import Part, PartFit, PartPrice
from payandan.parts.rules import master as rules
from payandan.parts.rules.master import NewPart
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused

_BATCH = 500


def create_parts(*, rows: Sequence[NewPart], actor: Actor, at: datetime) -> list[Part]:
    """Many new parts, in a constant number of statements for each few hundred; known numbers are left out.

    One transaction; call it with a few thousand at a time. Refused as a whole, as `create_part`, with `line`.
    """
    require(actor, "parts.manage")
    cleaned = [_cleaned(row, line) for line, row in enumerate(rows, 1)]
    with transaction.atomic():
        keys = [values["code_key"] for values, _ in cleaned]
        known = set(Part.objects.filter(code_key__in=keys).values_list("code_key", flat=True))
        fresh: dict[str, tuple[dict[str, Any], NewPart]] = {}
        for values, row in cleaned:
            if values["code_key"] not in known:
                fresh.setdefault(values["code_key"], (values, row))
        made = [Part(number=public_id("PRT"), created_at=at, **values) for values, _ in fresh.values()]
        for part in made:
            part.search_key = search_text_of(part, ())
        Part.objects.bulk_create(made, batch_size=_BATCH)
        _attach_many(list(zip(made, (row for _, row in fresh.values()), strict=True)), at)
        if made:
            record(events.PartsLoaded(len(made)), actor=actor, at=at, about=[])
    return made


def _cleaned(row: NewPart, line: int) -> tuple[dict[str, Any], NewPart]:
    try:
        values = rules.clean_part(
            {
                "code": row.code,
                "kind": row.kind,
                "name_fa": row.name_fa,
                "name_en": row.name_en,
                "barcode": row.barcode,
                "core": row.core,
                "supplier_name": row.supplier_name,
                "supplier_code": row.supplier_code,
                "lead_days": row.lead_days,
            }
        )
        values["name_fa"], values["name_en"] = rules.clean_names(values["name_fa"], values["name_en"])
        for currency, amount in row.prices:
            rules.check_price(currency, amount)
        for fit in row.fits:
            rules.check_fit(fit)
    except Refused as refused:
        raise Refused(refused.code, refused.field, line=line, **refused.params) from None
    return values | {"category_id": row.category_id}, row


def _attach_many(pairs: Sequence[tuple[Part, NewPart]], at: datetime) -> None:
    through = Part.components.through
    through.objects.bulk_create(
        [
            through(part_id=part.pk, component_id=component)
            for part, row in pairs
            for component in dict.fromkeys(row.component_ids)
        ],
        batch_size=_BATCH,
    )
    PartFit.objects.bulk_create(
        [fit_row(part, fit) for part, row in pairs for fit in dict.fromkeys(map(rules.check_fit, row.fits))],
        batch_size=_BATCH,
    )
    today = timezone.localdate(at)
    PartPrice.objects.bulk_create(
        [
            PartPrice(part=part, currency=currency, amount=amount, since=today)
            for part, row in pairs
            for currency, amount in dict(row.prices).items()
        ],
        batch_size=_BATCH,
    )
