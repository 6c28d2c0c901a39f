"""Each kind of sheet is checked and brought in by its own room."""

from collections.abc import Callable
from datetime import datetime

from payandan.integrations.actions import bringing, bringing_parts
from payandan.integrations.models import ImportRun
from payandan.platform.kit.actors import Actor

Say = Callable[[int, int], None]
_ROOMS = {ImportRun.Kind.UNITS: bringing, ImportRun.Kind.PARTS: bringing_parts}


def check(*, run: ImportRun, actor: Actor, at: datetime) -> ImportRun:
    """A rehearsal of all rows; nothing is brought in."""
    return _ROOMS[ImportRun.Kind(run.kind)].check(run=run, actor=actor, at=at)


def bring_in(*, run: ImportRun, actor: Actor, at: datetime, say: Say | None = None) -> ImportRun:
    """Write the rows; broken off, it goes on there."""
    return _ROOMS[ImportRun.Kind(run.kind)].bring_in(run=run, actor=actor, at=at, say=say)
