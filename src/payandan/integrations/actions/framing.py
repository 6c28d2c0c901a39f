"""The frame of every import: what is written of a check, and of bringing rows in, batch by batch."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from payandan.integrations.events import SpreadsheetImported
from payandan.integrations.models import ImportedRow, ImportRun
from payandan.integrations.rules.rows import CleanRow
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor

Say = Callable[[int, int], None]
Batches = Callable[[int], Iterable[list[CleanRow]]]
"""The rows of a sheet from this one on, cleaned, some hundred at a time."""

_CHUNK = 1000


def note_check(run: ImportRun, remarked: Iterable[ImportedRow], counts: Mapping[str, int]) -> ImportRun:
    """Write down what a rehearsal found, instead of what an earlier one did."""
    with transaction.atomic():
        run.imported.all().delete()
        ImportedRow.objects.bulk_create(remarked, batch_size=_CHUNK)
        run.counts, run.state, run.done = dict(counts), ImportRun.State.CHECKED, 0
        run.save(update_fields=["counts", "state", "done"])
    return run


def write_rows(
    run: ImportRun,
    batches: Batches,
    write: Callable[[list[CleanRow]], None],
    *,
    actor: Actor,
    at: datetime,
    say: Say | None,
) -> ImportRun:
    """Write the rows, each batch in a transaction with the note of how far it came: broken off, it goes on there."""
    if run.state != ImportRun.State.RUNNING:
        with transaction.atomic():
            run.imported.all().delete()
            run.state, run.started_at, run.done, run.counts = ImportRun.State.RUNNING, at, 0, {}
            run.save(update_fields=["state", "started_at", "done", "counts"])
    for batch in batches(run.done):
        with transaction.atomic():
            write(batch)
        if say:
            say(run.done, run.rows)
    with transaction.atomic():
        run.state, run.finished_at = ImportRun.State.DONE, at
        run.save(update_fields=["state", "finished_at"])
        fact = SpreadsheetImported(run.number, run.name, dict(run.counts))
        record(fact, actor=actor, at=at, about=[("import", run.pk)])
    return run
