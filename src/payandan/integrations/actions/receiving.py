"""A spreadsheet arrives: it is kept, read once, and its columns are guessed."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from payandan.integrations.models import ImportRun
from payandan.integrations.queries import sheets
from payandan.integrations.rules import columns
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store

MAY = "integrations.import"


def receive(*, path: Path, name: str, actor: Actor, at: datetime, kind: str = columns.UNITS) -> ImportRun:
    """Keep the file, find its headers and guess its mapping. Refused as `sheets.read`; then nothing is kept."""
    if not actor.can(MAY):
        raise Refused("not_allowed")
    sheet = sheets.read(path, name=name)
    headers_at = columns.header_row(sheet.rows, kind=kind)
    headers = sheet.rows[headers_at]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = Path("imports") / f"{digest}{Path(name).suffix.lower()[:6]}"
    target = Path(settings.DATA) / kept
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return ImportRun.objects.create(
        number=public_id("IMP"),
        kind=kind,
        name=store(name)[:160] or "sheet",
        path=str(kept),
        sha256=digest,
        sheet=sheet.name[:80],
        header_row=headers_at,
        headers=[header[:120] for header in headers],
        mapping={str(column): field for column, field in columns.guess(headers, kind).items()},
        constants=columns.presets(headers) if kind == columns.UNITS else {},
        rows=max(0, len(sheet.rows) - headers_at - 1),
        actor_id=actor.id,
        actor_name=actor.name,
        created_at=at,
    )


def map_columns(*, run: ImportRun, mapping: Mapping[int, str], constants: Mapping[str, str], actor: Actor) -> ImportRun:
    """Say which column is what. Refused: not_allowed, not_now, unknown_field, field_twice, serial_unmapped."""
    if not actor.can(MAY):
        raise Refused("not_allowed")
    fields = list(mapping.values())
    known = {target.name for target in columns.OF_KIND[run.kind]}
    for field in fields:
        if field not in known:
            raise Refused("unknown_field", "mapping", value=field)
        if fields.count(field) > 1:
            raise Refused("field_twice", "mapping", value=field)
    if columns.unmapped(mapping, needed=[columns.NEEDED[run.kind]]):
        raise Refused(f"{columns.NEEDED[run.kind]}_unmapped", "mapping")
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state not in (ImportRun.State.UPLOADED, ImportRun.State.CHECKED):
            raise Refused("not_now", state=run.state)
        run.mapping = {str(column): field for column, field in sorted(mapping.items())}
        run.constants = {name: value for name, value in constants.items() if name in columns.CONSTANTS and value}
        run.state = ImportRun.State.UPLOADED
        run.save(update_fields=["mapping", "constants", "state"])
    return run
