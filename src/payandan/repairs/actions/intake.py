"""Taking a device in: one short transaction from the counter to a job with a receipt."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.claims import actions as claims
from payandan.claims.actions import grants
from payandan.claims.models import Claim
from payandan.claims.queries.radar import is_unfinished
from payandan.customers.models import Customer
from payandan.platform.files.actions import claim_files
from payandan.platform.files.models import StoredFile
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id, random_symbols
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key, store, store_lines
from payandan.platform.people.models import Branch
from payandan.repairs import events, queries
from payandan.repairs.actions import recalling, repeating, sealing
from payandan.repairs.actions.shared import about, guard, on_behalf, search_key
from payandan.repairs.models import Passcode, RepairOrder, Visit
from payandan.repairs.queries.money import is_authorised
from payandan.repairs.queries.recalls import open_recalls
from payandan.repairs.rules import intake as rules
from payandan.units import actions as units
from payandan.units.models import Unit
from payandan.units.rules import MOVES as UNIT_MOVES


@dataclass(frozen=True, slots=True)
class Intake:
    """What is said at the counter about one device."""

    unit: Unit
    customer: Customer
    symptoms: Sequence[str] = ()
    words: str = ""
    condition: Sequence[Mapping[str, str]] = ()
    accessories: Sequence[str] = ()
    appearance: str = ""
    passcode: str = ""
    data_consent: str = ""
    signed_by: str = ""
    promised_at: datetime | None = None
    priority: int = rules.USUAL
    branch: Branch | None = None
    failed_on: date | None = None
    open_claim: bool = False
    recalls: Sequence[str] = ()
    claim: Claim | None = None
    photos: Sequence[StoredFile] = ()
    signature: StoredFile | None = None
    channel: str = "counter"
    form_key: str = ""


def receive_device(*, intake: Intake, actor: Actor, at: datetime, visit: Visit | None = None) -> RepairOrder:
    """Take a device in, alone or as a further one of a visit; with a `form_key` that did so already, that job.

    In-warranty work files a claim (`open_claim`) or serves one that is there. Refused: not_allowed, unit_elsewhere (a
    job for it is open), unknown_symptom, what_is_wrong, unknown_condition, unknown_consent, consent_missing,
    promise_past, other_visit, claim_of_other, no_such_recall, centre_not_authorised (where the house says so), … and
    what `claims.actions.file_claim` refuses.
    """
    guard(actor, "repairs.intake")
    if (known := _taken_before(intake.form_key)) is not None:
        return known
    recalls = recalling.chosen(open_recalls(intake.unit, at=at), intake.recalls) if intake.recalls else []
    order = _prepared(intake, actor, at)
    try:
        with transaction.atomic():
            order.visit = visit or Visit.objects.create(
                number=public_id("VIS"), customer=intake.customer, branch_id=order.branch_id, at=at
            )
            _insert(order, intake, actor, at)
            for recall in recalls:
                recalling.put_on(order, recall, actor=actor, at=at)
    except IntegrityError:
        # The same form was sent twice at the same moment, and the other was first.
        if (known := _taken_before(intake.form_key)) is None:
            raise
        return known
    return order


def _taken_before(form_key: str) -> RepairOrder | None:
    return RepairOrder.objects.filter(form_key=form_key).first() if form_key else None


def _prepared(intake: Intake, actor: Actor, at: datetime) -> RepairOrder:
    """The job as it will be, checked; nothing is written."""
    unit, sheet = intake.unit, queries.sheet_of(intake.unit.model.category.code)
    groups = queries.symptom_groups(unit.model.category_id)
    words = store_lines(intake.words)[:4000]
    rules.check_fault(intake.symptoms, words or " ".join(intake.recalls), groups)
    if unit.state not in UNIT_MOVES["take_in"] and unit.state != "in_repair":
        raise Refused("unit_not_repairable", field="unit", state=unit.state)
    if (running := queries.running_for(unit.pk)) is not None:
        raise Refused("unit_here_already", field="unit", number=running)
    if intake.promised_at is not None and intake.promised_at < at:
        raise Refused("promise_past", field="promised_at")
    branch = _branch_of(actor, intake.branch, unit)
    _check_authorised(branch, unit, at)
    card = queries.coverage_of(unit, at=at)
    return RepairOrder(
        number=public_id("JOB"),
        tracking=random_symbols(rules.TRACKING_SYMBOLS),
        unit=unit,
        customer=intake.customer,
        branch_id=branch,
        place_id=branch,
        channel=intake.channel,
        entered_at=at,
        priority=rules.checked_priority(intake.priority),
        received_at=at,
        promised_at=intake.promised_at,
        symptom=intake.symptoms[0] if intake.symptoms else "",
        symptoms=list(intake.symptoms),
        group=groups.get(intake.symptoms[0], "") if intake.symptoms else "",
        words=words,
        words_key=key(words)[:400],
        coverage=card.as_json(),
        covered=card.outcome,
        condition=rules.checked_condition(intake.condition, sheet.checklist),
        accessories=rules.checked_accessories(intake.accessories, sheet.accessories),
        appearance=store(intake.appearance)[:400],
        data_consent=rules.checked_consent(intake.data_consent, holds_data=sheet.data),
        signed_by=rules.checked_signing(intake.signed_by, has_signature=intake.signature is not None),
        signature=intake.signature,
        form_key=intake.form_key or None,
    )


def _branch_of(actor: Actor, branch: Branch | None, unit: Unit) -> int | None:
    """The centre that takes it in: as asked, else the actor's own, else where the unit is known."""
    if branch is None:
        return actor.home_branch or unit.branch_id
    if actor.branches is not None and branch.pk not in actor.branches:
        raise Refused("not_allowed", field="branch")
    return branch.pk


def _check_authorised(branch_id: int | None, unit: Unit, at: datetime) -> None:
    """Only where the house says so; elsewhere the counter is warned and decides."""
    if settings.ONLY_AUTHORISED_INTAKE and not is_authorised(
        branch_id, unit.model.category.code, timezone.localdate(at)
    ):
        raise Refused("centre_not_authorised", field="branch")


def _insert(order: RepairOrder, intake: Intake, actor: Actor, at: datetime) -> None:
    """Write the job with all that belongs to it, and its facts."""
    if order.visit.customer_id != order.customer_id:
        raise Refused("other_visit", field="visit")
    order.claim = _claim_for(order, intake, actor, at)
    order.search_key = search_key(order.number, order.tracking, order.unit, order.customer)
    order.save(force_insert=True)
    tokens = [file.token for file in (*intake.photos, intake.signature) if file is not None]
    if tokens:
        claim_files(tokens, owner=("repair", order.pk), actor=actor)
    if intake.passcode.strip():
        sealed = sealing.seal(store(intake.passcode)[: rules.LONGEST_PASSCODE])
        Passcode.objects.create(order=order, sealed=sealed, kept_at=at)
    if order.unit.state != "in_repair":
        units.move_unit(unit=order.unit, act="take_in", actor=on_behalf(actor, "units.edit"), at=at)
    journal.record(_received(order), actor=actor, at=at, about=about(order))
    repeating.link(order, at=at)


def _claim_for(order: RepairOrder, intake: Intake, actor: Actor, at: datetime) -> Claim | None:
    """The claim that the work is done under: the one named, or a new one; from now on its repair is counted."""
    claim = intake.claim
    if claim is not None and claim.unit_id != order.unit_id:
        raise Refused("claim_of_other", field="claim")
    if claim is None and intake.open_claim:
        claim = claims.file_claim(
            unit=order.unit,
            customer=order.customer,
            branch=Branch.objects.filter(pk=order.branch_id).first() if order.branch_id else None,
            channel="staff",
            symptom=order.symptom,
            description=order.words,
            failed_on=intake.failed_on or timezone.localdate(at),
            actor=actor,
            at=at,
        )
    if claim is not None and is_unfinished(claim):
        grants.hand_in(
            claim=claim, on=timezone.localdate(at), actor=on_behalf(actor, "claims.work", "claims.view"), at=at
        )
    return claim


def _received(order: RepairOrder) -> events.OrderReceived:
    return events.OrderReceived(
        order_id=order.pk,
        number=order.number,
        unit_id=order.unit_id,
        customer_id=order.customer_id,
        branch_id=order.branch_id,
        channel=order.channel,
        symptom=order.symptom,
        group=order.group,
        covered=order.covered,
        claim_id=order.claim_id,
        promised_at=order.promised_at.isoformat() if order.promised_at else None,
    )


def new_form_key() -> str:
    """A key for one form, by which it is known when it comes twice."""
    return secrets.token_urlsafe(24)
