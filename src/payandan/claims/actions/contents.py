"""What a claim is made of: its lines, its evidence, and the files that belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from payandan.claims import rules
from payandan.claims.actions import verdicts
from payandan.claims.models import Claim, Evidence, Line
from payandan.platform.files import actions as files
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A piece of evidence to add: what it is, what it is about, and its file where there is one."""

    kind: str
    about: str
    file: StoredFile | None = None
    note: str = ""
    source: str = ""


def new_lines(claim: Claim, lines: Sequence[rules.LineDraft]) -> list[Line]:
    """Unsaved line rows, numbered from one."""
    return [
        Line(
            claim=claim,
            position=place,
            kind=line.kind,
            component=line.component,
            label=line.label[:160],
            amount=line.amount,
            basis=line.basis.as_json(),
        )
        for place, line in enumerate(lines, start=1)
    ]


def told_lines(lines: Sequence[Line]) -> tuple[dict[str, Any], ...]:
    """Lines as a fact keeps them, so that what was known on a day can be put together again."""
    return tuple(
        {"id": str(row.position), "kind": row.kind, "component": row.component, "amount": row.amount} for row in lines
    )


def new_evidence(
    claim: Claim, evidence: Sequence[EvidenceDraft], *, actor: Actor, at: datetime, start: int = 0
) -> list[Evidence]:
    """Unsaved evidence rows, numbered from `start`: their place is how a reason of the verdict names them."""
    for item in evidence:
        rules.check_given(item.kind, item.about)
    return [
        Evidence(
            claim=claim,
            position=place,
            kind=item.kind,
            about=item.about,
            file=item.file,
            note=item.note[:400],
            given_by=verdicts.own_source(actor, item.source),
            at=at,
        )
        for place, item in enumerate(evidence, start=start)
    ]


def own_files(claim: Claim, stored: Sequence[StoredFile], *, actor: Actor) -> None:
    """The files that this actor has just uploaded belong to the claim from now on, and so do the rights to see them."""
    loose = [file.token for file in stored if file.owner_id is None]
    files.claim_files(loose, owner=("claim", claim.pk), actor=actor)
    if any(file.owner_id is not None and (file.owner_kind, file.owner_id) != ("claim", claim.pk) for file in stored):
        raise Refused("file_unknown", field="evidence")
