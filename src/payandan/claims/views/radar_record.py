"""What the pages of one claim say about the days of its repair: to staff, and to the customer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from payandan.claims import words
from payandan.claims.actions import grants
from payandan.claims.models import Claim, Grant
from payandan.claims.queries import has
from payandan.claims.queries import radar as queries
from payandan.claims.rules.radar import Right
from payandan.claims.words import radar as radar_words
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import JalaliDateField, LinesField


class DayForm(forms.Form):
    """The day on which the unit came in or went back."""

    on = JalaliDateField(label=gettext_lazy("Day"), past=True)


class ReasonForm(forms.Form):
    """Why a right is taken back."""

    reason = LinesField(label=gettext_lazy("Reason"), max_length=1000)


def of_record(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """What a claim's page says about the days of its repair; None where nothing was ever counted."""
    row = queries.clock_of(claim)
    granted = queries.grants_of(claim) if has(claim, "grants") else []
    if not queries.is_under_way(claim):
        return {"grants": _shown(granted, actor), "row": row} if granted else None
    watched = queries.watch_one(claim, today=timezone.localdate())
    clocks, upcoming = watched.clocks, watched.clocks.next
    elsewhere = queries.elsewhere_for(claim) if upcoming else None
    centre = Branch.objects.filter(pk=int(elsewhere.place)).first() if elsewhere else None
    held = {(one.right, one.occurrence) for one in granted}
    return {
        "row": row,
        "clocks": clocks,
        "since": clocks.started_on,
        "assumed": row is None or row.handed_in_on is None,
        "next": right_of(upcoming) if upcoming else None,
        "coming": [right_of(right) for right in clocks.coming[1:4]],
        "left": radar_words.left(clocks.working_days_left),
        "left_tone": radar_words.left_tone(clocks.working_days_left),
        "stake": watched.stake,
        "value_known": watched.known,
        "ways": [
            {
                "text": radar_words.way_out(way, place=shown.name_in(centre) if centre else ""),
                "cost": radar_words.cost(way, claim.currency),
                "kind": way.kind,
            }
            for way in watched.ways(elsewhere)
        ],
        "grants": _shown(granted, actor),
        "held": [right_of(one) for one in clocks.fallen if (one.key, one.occurrence) not in held]
        if not watched.grantable
        else [],
        "unchecked": [right_of(right) for right in clocks.unchecked[:4]],
        "can_date": actor.can("claims.work"),
        "over": not clocks.running,
    }


def _shown(granted: Sequence[Grant], actor: Actor) -> list[dict[str, Any]]:
    """The granted rights; a source that was named above is not named again."""
    rows = [grant_of(one, actor) for one in granted]
    named: set[str] = set()
    for row in rows:
        row["again"] = row["source"] in named
        named.add(row["source"])
    return rows


def right_of(right: Right) -> dict[str, Any]:
    """A right as it is shown: what, since or from when, and by which rule."""
    by = grants.period_of(right)
    source = {"title": right.source.title, "article": right.source.article, "clause": right.clause}
    return {
        "name": radar_words.right_name(right.kind, by),
        "kind": right.kind,
        "by": by,
        "tone": radar_words.TONES.get(right.kind, "muted"),
        "on": right.due_on,
        "source": radar_words.source_text(source),
    }


def grant_of(row: Grant, actor: Actor) -> dict[str, Any]:
    """A granted right as it is shown, with what this person may do about it."""
    may = actor.can("claims.cancel_rights") and actor.person is not None
    return {
        "id": row.pk,
        "name": radar_words.right_name(row.kind, row.by),
        "tone": radar_words.TONES.get(row.kind, "muted"),
        "on": row.due_on,
        "at": row.granted_at,
        "source": radar_words.source_text(row.source),
        "state": words.label(radar_words.STATES, row.state) if row.state != Grant.State.GRANTED else "",
        "state_tone": radar_words.STATE_TONES[row.state],
        "reason": row.reason,
        "asked_name": row.asked_name,
        "cancelled_name": row.cancelled_name,
        "can_ask": may and row.state == Grant.State.GRANTED,
        "can_answer": may and row.state == Grant.State.CANCEL_ASKED,
        "own": actor.person == row.asked_by,
    }


def dialog_of(name: str, claim: Claim, actor: Actor) -> dict[str, Any]:
    """What a dialog of the radar needs: `handed-in`, `handed-back`, `right-12`; empty for others."""
    if name in ("handed_in", "handed_back"):
        row = queries.clock_of(claim)
        day = getattr(row, f"{name}_on", None) or timezone.localdate()
        return {"radar_dialog": name, "day_form": DayForm(initial={"on": day}, auto_id=f"{name}-%s")}
    grant = _grant(claim, name.removeprefix("right_")) if name.startswith("right_") else None
    if grant is None:
        return {}
    return {"radar_dialog": "right", "grant": grant_of(grant, actor), "reason_form": ReasonForm()}


def _grant(claim: Claim, text: str) -> Grant | None:
    return claim.grants.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 16 else None


def of_customer(claim: Claim) -> dict[str, Any] | None:
    """A customer's rights in a repair, in plain words: what they have, and what comes if it takes longer."""
    have = _have(queries.grants_of(claim))
    upcoming, due = None, None
    if queries.is_under_way(claim) and queries.is_grantable(claim):
        clocks = queries.watch_one(claim, today=timezone.localdate()).clocks
        due = clocks.repair_due if clocks.repair_due and clocks.repair_due >= clocks.on and clocks.running else None
        if clocks.next is not None:
            by = grants.period_of(clocks.next)
            upcoming = radar_words.will_be(clocks.next.kind, by, clocks.next.due_on)
    return {"have": have, "next": upcoming, "due": due} if have or upcoming or due else None


def _have(granted: Sequence[Grant]) -> list[dict[str, Any]]:
    """What a customer has; months that came one by one are added up, and what was taken back comes last."""
    standing = [row for row in granted if row.state != Grant.State.CANCELLED]
    by_right: dict[str, list[Grant]] = {}
    for row in standing:
        by_right.setdefault(row.right, []).append(row)
    have = [
        {
            "text": radar_words.given_together([(row.kind, row.by) for row in rows]),
            "on": rows[0].due_on,
            "source": radar_words.source_text(rows[0].source),
        }
        for rows in by_right.values()
    ]
    gone = [
        {"text": radar_words.given(row.kind, row.by), "on": row.due_on, "gone": True, "reason": row.reason}
        for row in granted
        if row.state == Grant.State.CANCELLED
    ]
    return [*have, *gone]
