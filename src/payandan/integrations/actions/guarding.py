"""What every import asks before it begins, and the sheet it reads."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from payandan.integrations.actions.receiving import MAY
from payandan.integrations.models import ImportRun
from payandan.integrations.queries import sheets
from payandan.integrations.rules import columns
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused


def guard(run: ImportRun, actor: Actor, states: Sequence[str]) -> None:
    """Refused: not_allowed, not_now, serial_unmapped, part_code_unmapped."""
    if not actor.can(MAY):
        raise Refused("not_allowed")
    if run.state not in states:
        raise Refused("not_now", state=run.state)
    if columns.NEEDED[run.kind] not in run.mapping.values():
        raise Refused(f"{columns.NEEDED[run.kind]}_unmapped", "mapping")


def body_of(run: ImportRun) -> tuple[Sequence[Sequence[str]], dict[int, str]]:
    """The rows below the headers, and which column fills which field."""
    sheet = sheets.read(Path(settings.DATA) / run.path, name=run.path)
    return sheet.rows[run.header_row + 1 :], {int(column): name for column, name in run.mapping.items()}
