"""Repairs that take long: when the unit came in and went back, the rights that fall due, and taking one back."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.claims.actions import verdicts
from payandan.claims.events import (
    GrantCancelAsked,
    GrantCancelled,
    GrantKept,
    RightGranted,
    UnitHandedBack,
    UnitHandedIn,
)
from payandan.claims.models import Claim, Grant, RepairClock
from payandan.claims.models.grants import NEVER
from payandan.claims.queries import radar as queries
from payandan.claims.rules.radar import Right
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines

_EARLIEST = timedelta(days=3660)
_RECKONED = [
    "running", "started_on", "repair_due_on", "next_on", "next_kind", "fallen", "held", "unchecked", "stake", "way",
    "reckoned_at",
]  # fmt: skip


# --- the days of the repair ------------------------------------------------------------------------------------------


def hand_in(*, claim: Claim, on: date, actor: Actor, at: datetime) -> RepairClock:
    """The unit came in on this day: from then on its repair is counted, instead of from the day of filing.

    What was granted stays granted. Raises Refused: not_allowed, not_under_repair, bad_handed_in.
    """
    with transaction.atomic():
        row = _locked(claim, actor)
        clock = _clock(row)
        _check_day(on, "bad_handed_in", at)
        if clock.handed_back_on is not None and clock.handed_back_on < on:
            raise Refused("handed_back_first", field="on")
        before, clock.handed_in_on = clock.handed_in_on, on
        clock.save(update_fields=["handed_in_on"])
        _reckon([row], at=at)
        event = UnitHandedIn(claim_id=row.pk, number=row.number, on=on.isoformat(), before=_iso(before))
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return _clock(row)


def hand_back(*, claim: Claim, on: date, actor: Actor, at: datetime) -> RepairClock:
    """The customer has the unit again since this day: nothing more falls due.

    Raises Refused: not_allowed, not_under_repair, bad_handed_back, handed_back_first.
    """
    with transaction.atomic():
        row = _locked(claim, actor)
        clock = _clock(row)
        _check_day(on, "bad_handed_back", at)
        if on < queries.started_on(row):
            raise Refused("handed_back_first", field="on")
        before, clock.handed_back_on = clock.handed_back_on, on
        clock.save(update_fields=["handed_back_on"])
        _reckon([row], at=at)
        event = UnitHandedBack(claim_id=row.pk, number=row.number, on=on.isoformat(), before=_iso(before))
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return _clock(row)


def _locked(claim: Claim, actor: Actor) -> Claim:
    if not actor.can("claims.work"):
        raise Refused("not_allowed")
    row = verdicts.locked(claim, actor=actor, version=None)
    if not queries.is_unfinished(row):
        raise Refused("not_under_repair")
    return row


def _clock(claim: Claim) -> RepairClock:
    """The row of the claim's repair, made where there is none yet."""
    clock = RepairClock.objects.filter(claim=claim).first()
    if clock is None:
        begun = timezone.localdate(claim.filed_at)
        clock = RepairClock.objects.create(claim=claim, started_on=begun, reckoned_at=claim.filed_at)
    claim.repair_clock = clock
    return clock


def _check_day(on: date, code: str, at: datetime) -> None:
    today = timezone.localdate(at)
    if not today - _EARLIEST <= on <= today:
        raise Refused(code, field="on")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- the radar -------------------------------------------------------------------------------------------------------


def reckon(*, claims: Iterable[Claim], at: datetime) -> list[queries.Watched]:
    """Write down how the repairs of these claims stand; claims as `queries.radar.under_way` brings them.

    Constant in queries, and the same whenever it is done again: rows hold nothing that is not computed.
    """
    with transaction.atomic():
        return _reckon(claims, at=at)


def follow(*, claim_id: int, at: datetime) -> None:
    """The claim has moved: reckon its repair while it is under way, else stop its clock. Idempotent."""
    claim = queries.by_id(claim_id)
    if claim is not None and queries.is_under_way(claim):
        reckon(claims=[claim], at=at)
    else:
        RepairClock.objects.filter(claim_id=claim_id, running=True).update(
            running=False, next_on=NEVER, next_kind="", stake=0, reckoned_at=at
        )


def _reckon(claims: Iterable[Claim], *, at: datetime) -> list[queries.Watched]:
    watched = queries.watch(claims, today=timezone.localdate(at))
    rows = [_row(one, at) for one in watched]
    RepairClock.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["claim"], update_fields=_RECKONED, batch_size=200
    )
    return watched


def _row(one: queries.Watched, at: datetime) -> RepairClock:
    clocks, upcoming = one.clocks, one.clocks.next
    running = queries.is_under_way(one.claim) and clocks.running
    ways = one.ways()
    return RepairClock(
        claim_id=one.claim.pk,
        running=running,
        started_on=clocks.started_on,
        repair_due_on=clocks.repair_due,
        next_on=upcoming.due_on if upcoming and running else NEVER,
        next_kind=upcoming.kind if upcoming and running else "",
        fallen=len(clocks.fallen),
        held=bool(clocks.fallen) and not one.grantable,
        unchecked=bool(clocks.unchecked),
        stake=one.stake if running else 0,
        way=ways[0].kind if ways else "",
        reckoned_at=at,
    )


def grant_rights(*, claim: Claim, at: datetime) -> list[Grant]:
    """Grant what has fallen due in a claim and was not granted yet; in the name of the system.

    Done twice, or by two at once, it grants once: the claim is locked, and a right of a claim is unique. What was taken
    back stays so.
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=SYSTEM, version=None)
        if not (queries.is_under_way(row) and queries.is_grantable(row)):
            return []
        watched = queries.watch_one(row, today=timezone.localdate(at))
        held = set(row.grants.values_list("right", "occurrence"))
        due = [right for right in watched.clocks.fallen if (right.key, right.occurrence) not in held]
        return [_grant(row, right, watched.clocks.started_on, at) for right in due if right.checked]


def _grant(claim: Claim, right: Right, started_on: date, at: datetime) -> Grant:
    source: dict[str, Any] = {"title": _words(right.source.title), "article": _words(right.source.article)}
    grant = Grant.objects.create(
        claim=claim,
        right=right.key,
        occurrence=right.occurrence,
        kind=right.kind,
        document=right.document,
        rule=right.rule,
        law=right.law,
        source={**source, "clause": right.clause},
        by=period_of(right),
        per=right.per,
        when=_limits(right),
        started_on=started_on,
        due_on=right.due_on,
        granted_at=at,
    )
    event = RightGranted(
        claim_id=claim.pk,
        number=claim.number,
        grant_id=grant.pk,
        kind=grant.kind,
        document=grant.document,
        rule=grant.rule,
        law=grant.law,
        occurrence=grant.occurrence,
        due_on=grant.due_on.isoformat(),
        by=grant.by,
        source=grant.source,
    )
    journal.record(event, actor=SYSTEM, at=at, about=verdicts.about(claim))
    return grant


def _words(text: Any) -> Any:
    """A title as it is kept: one text, or one by language."""
    return dict(text) if hasattr(text, "items") else (text or "")


def period_of(right: Right) -> dict[str, Any]:
    """How much longer a right makes a promise, as it is kept; empty where it makes none longer."""
    if right.by is None:
        return {}
    lengths = {"years": right.by.years, "months": right.by.months, "weeks": right.by.weeks, "days": right.by.days}
    return {name: n for name, n in lengths.items() if n} | {"calendar": right.by.calendar}


def _limits(right: Right) -> dict[str, int]:
    """The limits of the right that are numbers: what was passed."""
    return {name: n for name, n in asdict(right.when).items() if isinstance(n, int) and not isinstance(n, bool)}


# --- taking one back -------------------------------------------------------------------------------------------------


def ask_cancel(*, grant: Grant, reason: str, actor: Actor, at: datetime) -> Grant:
    """Ask to take a right back, with the reason that the customer will read; it stands until somebody else agrees.

    Raises Refused: not_allowed (also who is no person: a token counts as its maker), grant_not_standing, reason_needed.
    """
    words = store_lines(reason)[:1000]
    with transaction.atomic():
        row = _locked_grant(grant, actor, Grant.State.GRANTED)
        if not words:
            raise Refused("reason_needed", field="reason")
        row.state, row.reason = Grant.State.CANCEL_ASKED, words
        row.asked_by, row.asked_name, row.asked_at = actor.person, actor.name[:160], at
        row.save(update_fields=["state", "reason", "asked_by", "asked_name", "asked_at"])
        event = GrantCancelAsked(**_of(row), reason=words)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))
        return row


def keep_grant(*, grant: Grant, actor: Actor, at: datetime) -> Grant:
    """Do not take it back after all: who asked, or anybody who could agree, may say so."""
    with transaction.atomic():
        row = _locked_grant(grant, actor, Grant.State.CANCEL_ASKED)
        row.state, row.reason = Grant.State.GRANTED, ""
        row.asked_by, row.asked_name, row.asked_at = None, "", None
        row.save(update_fields=["state", "reason", "asked_by", "asked_name", "asked_at"])
        journal.record(GrantKept(**_of(row)), actor=actor, at=at, about=verdicts.about(row.claim))
        return row


def cancel_grant(*, grant: Grant, actor: Actor, at: datetime) -> Grant:
    """Agree, as another person than who asked, that a right is taken back. The customer is told why.

    Raises Refused: not_allowed, cancel_not_asked, same_person_cancel.
    """
    with transaction.atomic():
        row = _locked_grant(grant, actor, Grant.State.CANCEL_ASKED)
        if actor.person == row.asked_by:
            raise Refused("same_person_cancel")
        row.state = Grant.State.CANCELLED
        row.cancelled_by, row.cancelled_name, row.cancelled_at = actor.person, actor.name[:160], at
        row.save(update_fields=["state", "cancelled_by", "cancelled_name", "cancelled_at"])
        event = GrantCancelled(**_of(row), reason=row.reason, by=row.by)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))
        return row


def _locked_grant(grant: Grant, actor: Actor, state: str) -> Grant:
    if actor.person is None or not actor.can("claims.cancel_rights"):
        raise Refused("not_allowed")
    rows = Grant.objects.visible_to(actor).select_for_update(of=("self",)).select_related("claim__unit")
    row = rows.filter(pk=grant.pk).first()
    if row is None:
        raise Refused("not_found", field="grant")
    if row.state != state:
        raise Refused("grant_not_standing" if state == Grant.State.GRANTED else "cancel_not_asked")
    return row


def _of(grant: Grant) -> dict[str, Any]:
    return {"claim_id": grant.claim_id, "number": grant.claim.number, "grant_id": grant.pk, "kind": grant.kind}
