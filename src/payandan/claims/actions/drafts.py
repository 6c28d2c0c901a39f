"""A customer's report of a fault, saved screen by screen until it is sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.claims import rules
from payandan.claims.actions.contents import EvidenceDraft
from payandan.claims.actions.filing import file_claim
from payandan.claims.models import Claim, Draft
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import token
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines
from payandan.units.models import Unit

_MOST_PHOTOS = 10


def open_draft(*, unit: Unit, actor: Actor, at: datetime) -> Draft:
    """The customer's draft for a unit it owns, begun now where there is none."""
    if actor.kind != "customer" or unit.owner_id is None or unit.owner_id != actor.id:
        raise Refused("not_allowed")
    draft, _ = Draft.objects.get_or_create(
        customer_id=unit.owner_id, unit=unit, defaults={"form_key": token(), "saved_at": at}
    )
    return draft


def save_draft(
    *,
    draft: Draft,
    actor: Actor,
    at: datetime,
    symptom: str | None = None,
    failed_on: date | None = None,
    description: str | None = None,
    answers: Mapping[str, Any] | None = None,
    photos: list[StoredFile] | None = None,
) -> Draft:
    """Keep what one screen said; what is None stays as it was."""
    _own(draft, actor)
    if failed_on is not None and failed_on > timezone.localdate(at):
        raise Refused("failed_in_future", field="failed_on")
    if symptom is not None:
        draft.symptom = symptom
    if failed_on is not None:
        draft.failed_on = failed_on
    if description is not None:
        draft.description = store_lines(description)[:4000]
    if answers is not None:
        draft.answers = {path: rules.check_fact(path, value) for path, value in answers.items()}
    if photos is not None:
        draft.photos = [photo.token for photo in photos][:_MOST_PHOTOS]
    draft.saved_at = at
    draft.save()
    return draft


def send_draft(*, draft: Draft, actor: Actor, at: datetime) -> Claim:
    """File the claim that the draft describes, with its photos, and drop the draft. Sent twice, it files once."""
    _own(draft, actor)
    with transaction.atomic():
        # What was uploaded long ago and never sent may have been tidied away.
        photos = StoredFile.objects.filter(token__in=draft.photos, owner_id=None).order_by("id")
        claim = file_claim(
            actor=actor,
            at=at,
            unit=draft.unit,
            channel="portal",
            symptom=draft.symptom,
            description=draft.description,
            failed_on=draft.failed_on,
            facts={path: {"value": value, "source": "customer"} for path, value in draft.answers.items()},
            evidence=[EvidenceDraft(kind="photo", about="cause", file=photo) for photo in photos],
            form_key=draft.form_key,
            straight_through=True,
        )
        draft.delete()
        return claim


def drop_draft(*, draft: Draft, actor: Actor) -> None:
    """Forget a report that was not sent."""
    _own(draft, actor)
    draft.delete()


def _own(draft: Draft, actor: Actor) -> None:
    if actor.kind != "customer" or draft.customer_id != actor.id:
        raise Refused("not_allowed")
