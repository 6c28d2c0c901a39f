"""The lines of a job's history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from payandan.platform.ui import words as shown
from payandan.repairs.words.labels import (
    CAUSE_TONES,
    CAUSES,
    EXCHANGE_STATES,
    FOUND_BY,
    GRADES,
    LOANER_STATES,
    OUTCOME_TONES,
    OUTCOMES,
    PLANNED,
    POOL_ACTS,
    POOL_TONES,
    PRIORITIES,
    STATES,
    TONES,
    WAYS,
    label,
)
from payandan.repairs.words.money import TELLERS as MONEY
from payandan.returns.words import TELLERS as PARCELS

Line = tuple[str, str, str]
Body = Mapping[str, Any]


def sentence(name: str, body: Body) -> Line:
    """A line of the history: its title, more about it, and its tone. Empty title: not worth a line."""
    teller = _TELLERS.get(name)
    return teller(body) if teller else ("", "", "")


def _told(name: str) -> Callable[[Body, str], str]:
    """The one sentence that the timelines of units and customers show."""

    def tell(body: Body, language: str) -> str:
        with override(language):
            title, text, _tone = sentence(name, body)
            return f"{title} · {text}" if text else title

    return tell


def _moved(body: Body) -> Line:
    return label(STATES, body["after"]), "", TONES.get(body["after"], "")


def _changed(body: Body) -> Line:
    changed = body["changed"]
    parts = [_field(name, value) for name, value in changed.items()]
    return " · ".join(part for part in parts if part), "", ""


def _field(name: str, value: Any) -> str:
    if name == "promised_at":
        return _("Promised for %(when)s") % {"when": shown.moment(value)} if value else _("No promise")
    if name == "priority":
        return _("Priority: %(priority)s") % {"priority": label(PRIORITIES, str(value))}
    if name == "can_start":
        return _("The job can start: all parts are there") if value else _("Parts are waited for")
    plain = {
        "diagnosis": _("Diagnosis written"),
        "work": _("Work written down"),
        "cause": _("Faulty component named"),
        "shelf": _("Put on a shelf"),
        "symptom": _("Symptom put right"),
        "technician_id": _("Given to a technician") if value else _("Back on the pile"),
    }
    return plain.get(name, "")


def _stopped(body: Body) -> Line:
    text = shown.duration(body["seconds"])
    return (_("Shift over, work stopped"), text, "warn") if body.get("cut") else (_("Work paused"), text, "")


def _right(body: Body) -> Line:
    minutes = {"before": shown.digits(body["before"] // 60), "after": shown.digits(body["after"] // 60)}
    return _("Time put right"), _("%(before)s → %(after)s minutes") % minutes, "info"


def _tested(body: Body) -> Line:
    if body["passed"]:
        return _("Tests passed"), "", "good"
    failed = len(body.get("failed", ()))
    text = ngettext("%(count)s line failed", "%(count)s lines failed", failed) % {"count": shown.digits(failed)}
    return _("Tests not passed"), text if failed else _("Something was left out"), "bad"


def _planned(body: Body) -> Line:
    return _("Part planned: %(part)s") % {"part": body["label"]}, label(PLANNED, body["state"]), ""


def _replaced(body: Body) -> Line:
    serials = " → ".join(filter(None, (body.get("removed_serial", ""), body.get("installed_serial", ""))))
    return _("Part changed: %(part)s") % {"part": body["label"]}, serials, ""


def _told_customer(body: Body) -> Line:
    if body["reminder"]:
        return _("Reminder %(count)s sent") % {"count": shown.digits(body["reminder"])}, "", "warn"
    return _("The customer was told"), "", "good"


def _exchange(body: Body) -> Line:
    text = shown.money(body["deposit"], body["currency"]) if body["deposit"] else ""
    return _("Exchange: %(state)s") % {"state": label(EXCHANGE_STATES, body["after"])}, text, "info"


def _graded(body: Body) -> Line:
    return _("Graded %(grade)s") % {"grade": body["grade"]}, label(WAYS, body["way"]), ""


def _pool(body: Body) -> Line:
    parts = [label(GRADES, body["grade"]) if body["grade"] else "", body.get("reason", "")]
    title = _("Swap pool: %(act)s") % {"act": label(POOL_ACTS, body["act"])}
    return title, " · ".join(filter(None, parts)), POOL_TONES.get(body["after"], "")


def _repeat(body: Body) -> Line:
    text = _("%(by)s, %(days)s days after the last hand-over") % {
        "by": label(FOUND_BY, body["found_by"]),
        "days": shown.digits(body["days"]),
    }
    return _("The same problem again"), text, "bad"


_TELLERS: dict[str, Callable[[Body], Line]] = {
    **MONEY,
    **PARCELS,
    "repairs.order_received": lambda _body: (_("Taken in"), "", "info"),
    "repairs.order_moved": _moved,
    "repairs.order_changed": _changed,
    "repairs.order_ready": lambda body: (
        _("Outcome: %(outcome)s") % {"outcome": label(OUTCOMES, body["outcome"])},
        "",
        OUTCOME_TONES.get(body["outcome"], ""),
    ),
    "repairs.order_delayed": lambda _body: (_("The customer was told of the delay"), "", "warn"),
    "repairs.customer_told": _told_customer,
    "repairs.order_delivered": lambda body: (_("Handed over"), label(OUTCOMES, body["outcome"]), "good"),
    "repairs.timer_started": lambda _body: (_("Work begun"), "", ""),
    "repairs.timer_stopped": _stopped,
    "repairs.time_put_right": _right,
    "repairs.tested": _tested,
    "repairs.part_planned": _planned,
    "repairs.part_replaced": _replaced,
    "repairs.passcode_seen": lambda _body: (_("Passcode looked at"), "", "warn"),
    "repairs.passcode_removed": lambda _body: (_("Passcode removed"), "", ""),
    "repairs.unit_sent": lambda _body: (_("Sent to another centre"), "", "info"),
    "repairs.unit_arrived": lambda _body: (_("Arrived at the centre"), "", "info"),
    "repairs.loaner_added": lambda _body: (_("Added to the loaners"), "", ""),
    "repairs.loaner_moved": lambda body: (
        _("Loaner: %(state)s") % {"state": label(LOANER_STATES, body["after"])},
        body.get("loan", ""),
        "",
    ),
    "repairs.exchange_moved": _exchange,
    "repairs.unit_graded": _graded,
    "repairs.pool_moved": _pool,
    "repairs.recall_added": lambda body: (_("Recall added: %(title)s") % {"title": body["title"]}, "", "warn"),
    "repairs.repeat_found": _repeat,
    "repairs.repeat_classed": lambda body: (
        _("Why it came again: %(cause)s") % {"cause": label(CAUSES, body["cause"])},
        "",
        CAUSE_TONES.get(body["cause"], ""),
    ),
}

SENTENCES = {name: _told(name) for name in _TELLERS if name.startswith("repairs.")}
