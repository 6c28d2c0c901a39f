"""What the pages of terms and packs say: states, refusals, and the lines of their history.

The words of verdicts and documents are in `words`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.customers.words import told
from payandan.warranty.labels.changes import paths_in_words
from payandan.warranty.rules import Question, Reason
from payandan.warranty.words import LANGUAGES, explain, spoken_beside

STATES = {
    "draft": gettext_lazy("Draft"),
    "proposed": gettext_lazy("Waits for a second person"),
    "sent_back": gettext_lazy("Sent back"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("No longer offered"),
}
STATE_TONES = {"draft": "warn", "proposed": "info", "sent_back": "bad", "published": "good", "withdrawn": "muted"}


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next."""
    plain = {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}
    return (_SENTENCES().get(code) or _("This is not possible now.")) % plain


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You may not do this. Ask somebody who may, or an administrator."),
        "published_never_changes": _("A published version never changes. Make a new version instead."),
        "not_published": _("Only a published version can be used here. Publish it first."),
        "not_proposed": _("It has to be proposed first. Then somebody else publishes it."),
        "under_review": _("It was proposed and is being read. Take it back first to write at it."),
        "second_person": _("You wrote or proposed it. Somebody else has to read and publish it, or send it back."),
        "reason_needed": _("Please write why. Its author will read it."),
        "stale": _("It was changed meanwhile. Look at what stands there now, then do it again."),
        "not_found": _("It is not there any more."),
        "not_in_scope": _("“%(document)s” is not for this kind of product, or not for this country."),
        "invalid_document": _("The document is not right yet. What is wrong is listed beside it."),
        "bad_document_id": _("Write the id as name@version, for example tv-standard@4."),
        "unknown_document": _("There is no document “%(document)s” in the rule book."),
        "bad_case": _("The case is not right. What is wrong is listed with it."),
        "not_json": _("This is not JSON: %(reason)s"),
        "already_ended": _("This has already ended."),
        "ends_before_it_begins": _("The end cannot be before the beginning."),
        "same_scope": _(
            "%(document)s speaks of the same country, goods and time already. Make a new version of it, or narrow one."
        ),
    }


def spoken(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict as it is kept (`queries.verdict_of`) with its sentences in both languages, as the contract has it."""
    titles = kept.get("titles", {})
    reasons = [(reason, _reason(reason)) for reason in kept.get("reasons", ())]
    questions = [(question, _question(question)) for question in kept.get("questions", ())]
    told = {name: value for name, value in kept.items() if name != "titles"}
    told["reasons"] = [
        {**written, "text": {tongue: explain(one, tongue, titles) for tongue in LANGUAGES}} for written, one in reasons
    ]
    told["questions"] = [
        {**written, "text": {tongue: explain(one, tongue) for tongue in LANGUAGES}} for written, one in questions
    ]
    return told | spoken_beside(kept, titles)


def _reason(kept: Mapping[str, Any]) -> Reason:
    dates = kept.get("dates") or {}
    return Reason(
        code=kept["code"],
        effect=kept["effect"],
        terms=kept.get("terms") or "",
        clause=kept.get("clause"),
        law=(kept.get("law") or {}).get("pack"),
        facts=tuple(kept.get("facts", ())),
        evidence=tuple(kept.get("evidence", ())),
        dates=(_day(dates.get("from")), _day(dates.get("until")), _day(dates.get("on"))),
        params=tuple((kept.get("params") or {}).items()),
    )


def _question(kept: Mapping[str, Any]) -> Question:
    needs = kept.get("needs") or ([kept["evidence"]] if kept.get("evidence") else [])
    return Question(kept["fact"], tuple(kept["decides"]), kept["ask"], tuple(needs), (0, 0))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _saved(body: Mapping[str, Any]) -> str:
    parts = paths_in_words(body["changed"])
    if parts:
        return _("Draft saved: %(parts)s") % {"parts": parts}
    return _("Draft begun") if body["revision"] == 1 else _("Draft saved")


def _published(body: Mapping[str, Any]) -> str:
    said = _("%(document)s was published by one person alone") if body.get("alone") else _("%(document)s was published")
    return said % body


SENTENCES = {
    "warranty.draft_saved": told(_saved),
    "warranty.draft_dropped": told(lambda body: _("The draft %(document)s was dropped") % body),
    "warranty.document_proposed": told(lambda body: _("%(document)s was proposed") % body),
    "warranty.proposal_taken_back": told(lambda body: _("%(document)s is a draft again") % body),
    "warranty.document_sent_back": told(lambda body: _("%(document)s was sent back to its author") % body),
    "warranty.document_published": told(_published),
    "warranty.document_withdrawn": told(lambda body: _("%(document)s is no longer offered") % body),
    "warranty.terms_bound": told(lambda body: _("Terms were given to this unit: %(document)s") % body),
    "warranty.terms_unbound": told(lambda body: _("Terms were taken back from this unit: %(document)s") % body),
}
