"""Filing a claim: one short transaction from the customer's words to a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.catalog.models import Component, Symptom
from payandan.claims import rules
from payandan.claims.actions import verdicts
from payandan.claims.events import ClaimFiled
from payandan.claims.models import Claim, Evidence, Line
from payandan.customers.models import Customer
from payandan.platform.files import actions as files
from payandan.platform.files.models import StoredFile
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines
from payandan.platform.people.models import Branch
from payandan.units import queries as units
from payandan.units.models import Unit


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A piece of evidence to add: what it is, what it is about, and its file where there is one."""

    kind: str
    about: str
    file: StoredFile | None = None
    note: str = ""
    source: str = ""


def file_claim(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit | None = None,
    serial: str = "",
    customer: Customer | None = None,
    branch: Branch | None = None,
    channel: str = "staff",
    symptom: str = "",
    description: str = "",
    failed_on: date | None = None,
    component: str = "",
    cause: str = "",
    source: str = "",
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    lines: Sequence[rules.LineDraft] = (),
    evidence: Sequence[EvidenceDraft] = (),
    currency: str = "",
    form_key: str = "",
) -> Claim:
    """File a claim for a unit (given, or found by its serial) and make its first verdict, in one transaction.

    `customer` is the unit's owner unless another is named; `cause` is stated by `source` (the actor's own, unless
    named); `facts` are {path: {"value", "source"}} beside it. Without lines, the usual part and labour stand at 0 until
    somebody estimates them. With a `form_key` that has already filed a claim, that claim is returned, nothing is done.

    Raises Refused: not_allowed, unknown_serial, failed_in_future, unknown_symptom, unknown_component, bad_fact, …
    """
    if actor.kind != "customer" and not actor.can("claims.file"):
        raise Refused("not_allowed")
    thing = _unit(actor, unit, serial)
    owner = customer or thing.owner
    if actor.kind == "customer" and (owner is None or owner.pk != actor.id):
        raise Refused("not_allowed", field="unit")
    if failed_on is not None and failed_on > timezone.localdate(at):
        raise Refused("failed_in_future", field="failed_on")
    part = _component(thing, symptom, component)
    stated = _stated(actor, cause, source, facts or {})
    claim = Claim(
        number=public_id("CLM"),
        unit=thing,
        customer=owner,
        branch_id=_branch(actor, branch, thing),
        channel=channel,
        state=rules.SUBMITTED,
        failed_on=failed_on,
        component=part,
        symptom=symptom,
        cause=_cause(stated),
        description=store_lines(description)[:4000],
        facts=stated,
        currency=currency or settings.CURRENCY,
        filed_at=at,
        form_key=form_key or None,
    )
    try:
        with transaction.atomic():
            if (known := _filed_before(form_key)) is not None:
                return known
            _add(claim, lines=lines or rules.default_lines(part), evidence=evidence, actor=actor, at=at)
            journal.record(filed_fact(claim), actor=actor, at=at, about=verdicts.about(claim))
    except IntegrityError:
        # The same form was sent twice at the same moment, and the other was first.
        if (known := _filed_before(form_key)) is None:
            raise
        return known
    return claim


def _filed_before(form_key: str) -> Claim | None:
    """The claim that this form has filed."""
    return Claim.objects.filter(form_key=form_key).first() if form_key else None


def _unit(actor: Actor, unit: Unit | None, serial: str) -> Unit:
    found = unit or (units.by_serial(serial) if serial else None)
    if found is None:
        raise Refused("unknown_serial", field="serial", serial=serial)
    if actor.kind == "customer" and found.owner_id != actor.id:
        raise Refused("unknown_serial", field="serial", serial=serial)
    return found


def _branch(actor: Actor, branch: Branch | None, unit: Unit) -> int | None:
    """Where the claim is worked on: as asked, else the actor's own branch, else where the unit is known."""
    if branch is not None:
        if actor.branches is not None and branch.pk not in actor.branches:
            raise Refused("not_allowed", field="branch")
        return branch.pk
    return actor.home_branch or unit.branch_id


def _component(unit: Unit, symptom: str, component: str) -> str:
    """The component meant, or the usual suspect of the symptom; refuse codes the catalogue does not know."""
    category = unit.model.category_id
    suspect = ""
    if symptom:
        rows = list(Symptom.objects.filter(category=category, code=symptom).values_list("component__code", flat=True))
        if not rows:
            raise Refused("unknown_symptom", field="symptom", value=symptom)
        suspect = rows[0] or ""
    if component and component != suspect and not Component.objects.filter(category=category, code=component).exists():
        raise Refused("unknown_component", field="component", value=component)
    return component or suspect


def _stated(actor: Actor, cause: str, source: str, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    for path, fact in facts.items():
        stated = rules.learn(stated, path, fact["value"], verdicts.own_source(actor, fact.get("source", "")))
    if cause:
        stated = rules.learn(stated, "fault.cause", cause, verdicts.own_source(actor, source))
    return stated


def _cause(stated: Mapping[str, Any]) -> str:
    return stated.get("fault.cause", {}).get("value") or ""


def _add(
    claim: Claim, *, lines: Sequence[rules.LineDraft], evidence: Sequence[EvidenceDraft], actor: Actor, at: datetime
) -> None:
    """Assess and insert the claim with its lines and evidence: one statement for each kind of row."""
    rules.check_lines(lines)
    rows = new_lines(claim, lines)
    proofs = new_evidence(claim, evidence, actor=actor, at=at)
    verdicts.assess(claim, at=at, lines=rows, evidence=proofs)
    claim.search_key = verdicts.search_key(claim.number, claim.unit, claim.customer)
    claim.save(force_insert=True)
    Line.objects.bulk_create(rows)
    if proofs:
        Evidence.objects.bulk_create(proofs)
        own_files(claim, [item.file for item in evidence if item.file], actor=actor)


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
        )
        for place, line in enumerate(lines, start=1)
    ]


def new_evidence(
    claim: Claim, evidence: Sequence[EvidenceDraft], *, actor: Actor, at: datetime, start: int = 0
) -> list[Evidence]:
    """Unsaved evidence rows, numbered from `start`: their place is how a reason of the verdict names them."""
    for item in evidence:
        if item.kind not in rules.EVIDENCE_KINDS:
            raise Refused("unknown_evidence", field="evidence.kind", value=item.kind)
        if item.about not in rules.EVIDENCE_ABOUT:
            raise Refused("unknown_evidence", field="evidence.about", value=item.about)
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


def filed_fact(claim: Claim) -> ClaimFiled:
    """The fact that a claim was filed."""
    return ClaimFiled(
        claim_id=claim.pk,
        number=claim.number,
        unit_id=claim.unit_id,
        customer_id=claim.customer_id,
        channel=claim.channel,
        outcome=claim.outcome,
        amount=claim.amount,
        currency=claim.currency,
        failed_on=claim.failed_on.isoformat() if claim.failed_on else None,
        component=claim.component,
        symptom=claim.symptom,
    )
