"""The lines of a claim's history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from payandan.claims.words import cores, opinions, payment, radar, recovery, suspicion
from payandan.claims.words.labels import (
    CHANNELS,
    DECISION_TONES,
    DECISIONS,
    EVIDENCE_KINDS,
    OUTCOME_TONES,
    OUTCOMES,
    SOURCES,
    fact_label,
    fact_value,
    label,
)
from payandan.platform.ui import words as shown


def sentence(name: str, body: Mapping[str, Any]) -> tuple[str, str, str]:
    """A line of the history: its title, more about it, and its tone. Empty title: not worth a line."""
    teller = _TELLERS.get(name)
    return teller(body) if teller else ("", "", "")


def _told(name: str) -> Callable[[Mapping[str, Any], str], str]:
    """The one sentence that the timelines of units and customers show."""

    def tell(body: Mapping[str, Any], language: str) -> str:
        with override(language):
            title, text, _tone = sentence(name, body)
            return f"{title} · {text}" if text else title

    return tell


def _filed(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Claim filed"), label(CHANNELS, body.get("channel", "")), ""


def _stated(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("%(fact)s: %(value)s") % {
        "fact": fact_label(body["path"]).rstrip("?؟"),
        "value": fact_value(body["path"], body.get("value")),
    }
    text = _("Stated by: %(source)s") % {"source": label(SOURCES, body.get("source", ""))}
    if body.get("before") != body.get("outcome"):
        moved = _("The verdict is now “%(outcome)s”.") % {"outcome": label(OUTCOMES, body.get("outcome", ""))}
        text = f"{text} · {moved}"
    return title, text, OUTCOME_TONES.get(body.get("outcome", ""), "")


def _lines(body: Mapping[str, Any]) -> tuple[str, str, str]:
    amount = shown.money(body["amount"], body["currency"])
    return _("Estimate: %(amount)s") % {"amount": amount}, "", ""


def _evidence(body: Mapping[str, Any]) -> tuple[str, str, str]:
    count = len(body.get("files", ()))
    title = _("%(kind)s added") % {"kind": label(EVIDENCE_KINDS, body["kind"])}
    more = ngettext("%(count)s file", "%(count)s files", count) % {"count": shown.digits(count)} if count else ""
    return title, more, ""


def _asked(body: Mapping[str, Any]) -> tuple[str, str, str]:
    whom = label(SOURCES, body["ask"])
    return _("Asked: %(whom)s") % {"whom": whom}, fact_label(body["path"]) if body["path"] else "", "info"


def _answered(body: Mapping[str, Any]) -> tuple[str, str, str]:
    whom = label(SOURCES, body["source"])
    return _("Answered: %(whom)s") % {"whom": whom}, fact_label(body["path"]) if body["path"] else "", ""


def _reassessed(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Verdict made again"), label(OUTCOMES, body["outcome"]), OUTCOME_TONES.get(body["outcome"], "")


def _decided(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Decided: %(outcome)s") % {"outcome": label(DECISIONS, body["outcome"])}
    more = _("Otherwise than proposed, in the customer's favour") if body.get("overrides") else ""
    return title, more, DECISION_TONES.get(body["outcome"], "")


def _appealed(_body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("The customer appealed"), "", "warn"


def _appeal_decided(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Appeal decided: %(outcome)s") % {"outcome": label(DECISIONS, body["outcome"])}
    more = _("The first decision was changed") if body.get("changed") else _("The first decision stands")
    return title, more, DECISION_TONES.get(body["outcome"], "")


def _settled(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Settled: %(amount)s") % {"amount": shown.money(body["amount"], body["currency"])}
    return title, body.get("reference", ""), "good"


_TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.claim_filed": _filed,
    "claims.fact_stated": _stated,
    "claims.lines_changed": _lines,
    "claims.evidence_added": _evidence,
    "claims.info_requested": _asked,
    "claims.inspection_requested": _asked,
    "claims.question_answered": _answered,
    "claims.reassessed": _reassessed,
    "claims.claim_decided": _decided,
    "claims.claim_appealed": _appealed,
    "claims.appeal_decided": _appeal_decided,
    "claims.claim_settled": _settled,
    "claims.claim_withdrawn": lambda _body: (_("Claim withdrawn"), "", ""),
    "claims.claim_closed": lambda _body: (_("Claim closed"), "", ""),
    **opinions.TELLERS,
    **payment.TELLERS,
    **recovery.TELLERS,
    **cores.TELLERS,
    **radar.TELLERS,
    **suspicion.TELLERS,
}

SENTENCES = {name: _told(name) for name in _TELLERS}
