"""Each kind of sheet is checked and brought in by its own room."""

from collections.abc import Callable
from datetime import datetime

from payandan.integrations.actions import bringing, bringing_parts
from payandan.integrations.models import ImportRun
from payandan.platform.kit.actors import Actor

Say = Callable[[int, int], None]
_CHECKS = {ImportRun.Kind.UNITS: bringing.check, ImportRun.Kind.PARTS: bringing_parts.check}
_WAYS_IN = {ImportRun.Kind.UNITS: bringing.bring_in, ImportRun.Kind.PARTS: bringing_parts.bring_in}


def check(*, run: ImportRun, actor: Actor, at: datetime) -> ImportRun:
    """A rehearsal of all rows; nothing is brought in."""
    return _CHECKS[ImportRun.Kind(run.kind)](run=run, actor=actor, at=at)


def bring_in(*, run: ImportRun, actor: Actor, at: datetime, say: Say | None = None) -> ImportRun:
    """Write the rows; broken off, it goes on there."""
    return _WAYS_IN[ImportRun.Kind(run.kind)](run=run, actor=actor, at=at, say=say)
