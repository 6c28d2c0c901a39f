"""What the pages of terms and packs say: states, refusals, and the lines of their history.

The words of verdicts and documents are in `words`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.customers.words import told
from payandan.warranty.rules import Question, Reason
from payandan.warranty.words import LANGUAGES, explain

STATES = {
    "draft": gettext_lazy("Draft"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("No longer offered"),
}
STATE_TONES = {"draft": "warn", "published": "good", "withdrawn": "muted"}


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next."""
    plain = {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}
    return (_SENTENCES().get(code) or _("This is not possible now.")) % plain


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You may not do this. Ask somebody who may, or an administrator."),
        "published_never_changes": _("A published version never changes. Make a new version instead."),
        "not_published": _("Only a published version can be used here. Publish it first."),
        "invalid_document": _("The document is not right yet. What is wrong is listed beside it."),
        "bad_document_id": _("Write the id as name@version, for example tv-standard@4."),
        "unknown_document": _("There is no document “%(document)s” in the rule book."),
        "bad_case": _("The case is not right. What is wrong is listed with it."),
        "not_json": _("This is not JSON: %(reason)s"),
        "already_ended": _("This has already ended."),
        "ends_before_it_begins": _("The end cannot be before the beginning."),
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
    return told


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


SENTENCES = {
    "warranty.document_published": told(lambda body: _("%(document)s was published") % body),
    "warranty.document_withdrawn": told(lambda body: _("%(document)s is no longer offered") % body),
    "warranty.terms_bound": told(lambda body: _("Terms were given to this unit: %(document)s") % body),
    "warranty.terms_unbound": told(lambda body: _("Terms were taken back from this unit: %(document)s") % body),
}
