"""Taking an import back: all that it made and nobody has touched since."""

from datetime import datetime

from django.db import transaction

from payandan.claims import actions as claims
from payandan.integrations.actions.receiving import MAY
from payandan.integrations.events import ImportUndone, PartsImportUndone
from payandan.integrations.models import ImportedRow, ImportRun
from payandan.parts import actions as parts
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.units import actions as units


def undo(*, run: ImportRun, actor: Actor, at: datetime) -> tuple[int, int]:
    """Remove the units and claims (or parts and pieces) that this import made; how many of each are gone.

    What has had a life of its own since (another claim, another owner) stays. Refused: not_allowed, not_now.
    """
    if not actor.can(MAY):
        raise Refused("not_allowed")
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state not in (ImportRun.State.DONE, ImportRun.State.RUNNING):
            raise Refused("not_now", state=run.state)
        if run.kind == ImportRun.Kind.PARTS:
            return _undo_parts(run, actor, at)
        filed = [row.claim_id for row in run.imported.all() if row.claim_id is not None]
        gone_claims = claims.take_back(claim_ids=filed, actor=actor, at=at)
        made = run.imported.filter(outcome=ImportedRow.Outcome.MADE)
        made_units = [row.unit_id for row in made if row.unit_id is not None]
        gone_units = units.take_back(unit_ids=made_units, actor=actor, at=at)
        run.state = ImportRun.State.UNDONE
        run.save(update_fields=["state"])
        record(ImportUndone(run.number, gone_units, gone_claims), actor=actor, at=at, about=[("import", run.pk)])
    return gone_units, gone_claims


def _undo_parts(run: ImportRun, actor: Actor, at: datetime) -> tuple[int, int]:
    ids = [row.part_id for row in run.imported.filter(outcome=ImportedRow.Outcome.MADE) if row.part_id is not None]
    gone, pieces = parts.take_parts_back(part_ids=ids, note=run.number, actor=actor, at=at)
    run.state = ImportRun.State.UNDONE
    run.save(update_fields=["state"])
    record(PartsImportUndone(run.number, gone, pieces), actor=actor, at=at, about=[("import", run.pk)])
    return gone, pieces
