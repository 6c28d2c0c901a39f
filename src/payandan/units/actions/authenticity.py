"""Questions about authenticity: each is kept, few are answered, and none gives an owner away."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.ids import keyed_code_ok
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits
from payandan.units import events, queries, rules
from payandan.units.actions.shared import day_of
from payandan.units.models import Scan, Unit

PROOFS = ("code", "month", "phone")
WINDOW = timedelta(minutes=10)
PER_ADDRESS = 20
"""Questions from one address in the window."""
WRONG_PER_SERIAL = (timedelta(days=1), 8)
"""Wrong months and phone numbers for one serial: these could be guessed. A code cannot."""


@dataclass(frozen=True, slots=True)
class Check:
    """What somebody without an account may know: the answer; of a proved unit, also its model and the month."""

    answer: rules.Answer
    model: str = ""
    category: str = ""
    free_until: date | None = None


def check_authenticity(
    *, serial: str, proof: str, kind: str, address: str | None, at: datetime, language: str, channel: str = "web"
) -> Check:
    """Answer whether the thing with this serial is genuine, to who proves to have it in hand.

    `kind` says what `proof` is: the card's `code`, the `month` of purchase (1404/05 or 2025-08), or the last four
    digits of the owner's `phone`. A serial that is not known and a proof that is wrong get one and the same answer.
    Every question is kept as a Scan. Refused: serial_missing, proof_missing, too_many (minutes).
    """
    _, matched = rules.clean_serial(serial)
    if kind not in PROOFS or not proof.strip():
        raise Refused("proof_missing", "proof")
    unit = queries.by_serial(matched)
    _within_limits(matched, kind, address, at)
    proved = _proves(unit, matched, proof, kind)
    if unit is None or not proved:
        wrong = "wrong_code" if kind == "code" else "wrong"
        note_scan(asked=matched, unit=unit, answer=wrong, channel=channel, address=address, at=at)
        return Check("unproven")
    score = rules.clone_score(queries.clone_signs(unit, at=at))
    until = queries.free_until(unit)
    answer = rules.answer(
        state=unit.state,
        owned=unit.owner_id is not None,
        proved=True,
        score=score,
        free_until=until,
        today=day_of(at),
    )
    note_scan(asked=matched, unit=unit, answer=answer, channel=channel, address=address, at=at)
    if answer == "suspicious":
        return Check(answer)
    return Check(answer, unit.model.name_in(language), unit.model.category.name_in(language), until)


def note_scan(*, asked: str, unit: Unit | None, answer: str, channel: str, address: str | None, at: datetime) -> None:
    """Keep one question and its answer; one statement, for known and unknown serials alike."""
    Scan.objects.create(
        unit=unit, asked=asked[:60], answer=answer, channel=channel[:12], address=address or None, at=at
    )


def weigh_scans(*, since: datetime, at: datetime) -> list[Unit]:
    """Score the units that were asked about since then for signs of copies; returns those newly suspicious."""
    units = Unit.objects.filter(scans__at__gte=since).distinct().select_related("model")
    return [unit for unit in _newest(units, at) if unit is not None]


def _newest(units: Iterable[Unit], at: datetime) -> Iterable[Unit | None]:
    for unit in units:
        signs = queries.clone_signs(unit, at=at)
        score = rules.clone_score(signs)
        if score == unit.clone_score:
            continue
        crossed = unit.clone_score < rules.SUSPICIOUS_FROM <= score
        with transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(clone_score=score)
            if crossed:
                event = events.CloneSuspected(unit_id=unit.pk, number=unit.number, score=score, signs=tuple(signs))
                record(event, actor=SYSTEM, at=at, about=[("unit", unit.pk)])
        yield unit if crossed else None


def _within_limits(matched: str, kind: str, address: str | None, at: datetime) -> None:
    span, wrong = WRONG_PER_SERIAL
    lately = Q(address=address, at__gt=at - WINDOW) if address else Q(pk=None)
    if Scan.objects.filter(lately).count() >= PER_ADDRESS:
        raise Refused("too_many", minutes=int(WINDOW.total_seconds() // 60))
    guesses = Scan.objects.filter(asked=matched, at__gt=at - span, answer="wrong").count()
    if kind != "code" and guesses >= wrong:
        raise Refused("too_many_guesses", "proof")


def _proves(unit: Unit | None, matched: str, proof: str, kind: str) -> bool:
    """Whether the proof is right. An unknown serial goes the same way to its wrong answer."""
    code_ok = keyed_code_ok(queries.authenticity_key(), matched, proof)
    if kind == "code":
        return code_ok
    if kind == "month":
        month = rules.read_month(proof)
        bought = unit.sold_on if unit else None
        return month is not None and bought is not None and month[0] <= bought < month[1]
    digits = serial_key(ascii_digits(proof))
    mobile = unit.owner.mobile if unit and unit.owner else None
    return len(digits) == 4 and hmac.compare_digest(digits.encode(), (mobile or "----")[-4:].encode())
