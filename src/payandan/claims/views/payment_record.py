"""What the page of a claim says about checks, and about the rule of payment that spoke when it was filed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from payandan.claims import rules
from payandan.claims.models import Claim, Ruling
from payandan.claims.queries import payment
from payandan.claims.words import payment as words
from payandan.claims.words.checks import CheckText, check_text
from payandan.claims.words.labels import label


def checks_of_record(claim: Claim, components: Mapping[str, str]) -> dict[str, Any]:
    """What a claim's page says about checks and the rule that spoke. Two queries while it is open."""
    ruling: Ruling | None = getattr(claim, "ruling", None)
    return {"checks": _open_checks(claim, components), "ruling": _ruling(ruling) if ruling else None}


def _open_checks(claim: Claim, components: Mapping[str, str]) -> Sequence[CheckText]:
    if claim.state not in rules.OPEN:
        return ()
    lines, category = list(claim.lines.all()), claim.unit.model.category_id
    found = payment.checks_of(
        claim,
        lines=lines,
        evidence=list(claim.evidence.all()),
        words=payment.fault_words([category])[category],
        book=payment.book(),
    )
    return [check_text(check, components, [line.kind for line in lines]) for check in found]


def _ruling(ruling: Ruling) -> dict[str, Any]:
    names = {row["id"]: row["name"] for row in ruling.table.body.get("rules", ())}
    return {
        "name": names.get(ruling.rule, ""),
        "rule": ruling.rule,
        "version": ruling.table.version,
        "url": reverse("claims-payment-table", args=[ruling.table.version]),
        "effect": label(words.EFFECTS, ruling.effect),
        "done": label(words.EFFECTS, ruling.done),
        "tone": words.EFFECT_TONES[ruling.done],
        "held": words.held_text(ruling.held_for) if ruling.held_for else "",
        "queue": ruling.queue,
        "skill": label(words.SKILLS, ruling.skill) if ruling.skill else "",
    }
