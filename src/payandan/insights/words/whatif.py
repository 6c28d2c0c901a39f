"""What is said about scenarios: their states, their changes in a sentence each, and refusals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.customers.words import told
from payandan.insights.rules import whatif as rules
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.changes import ChangeText, in_words
from payandan.warranty.labels.keys import name_of_key, row_in_words, said
from payandan.warranty.labels.places import country_name
from payandan.warranty.rules import BadData, Problem, parse_stored
from payandan.warranty.rules.differences import differences
from payandan.warranty.words import explain_problem

STATES = {
    "draft": gettext_lazy("Not run yet"),
    "running": gettext_lazy("Running"),
    "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Broke off"),
}
STATE_TONES = {"draft": "warn", "running": "info", "done": "good", "failed": "bad"}
OUTCOMES = {
    "covered": gettext_lazy("Covered"),
    "partly_covered": gettext_lazy("Partly covered"),
    "not_covered": gettext_lazy("Not covered"),
    "undecided": gettext_lazy("Not decided"),
}
OUTCOME_TONES = {"covered": "good", "partly_covered": "info", "not_covered": "bad", "undecided": "warn"}
PAYERS = {
    "warranty": gettext_lazy("Warranty"),
    "statutory": gettext_lazy("Law"),
    "contract": gettext_lazy("Service contract"),
    "goodwill": gettext_lazy("Goodwill"),
    "supplier": gettext_lazy("Supplier"),
    "customer": gettext_lazy("Customer"),
    "open": gettext_lazy("Not decided yet"),
}
DIRECTIONS = {
    "better": gettext_lazy("Better for the customer"),
    "worse": gettext_lazy("Worse for the customer"),
    "elsewhere": gettext_lazy("Paid from another pot of the company"),
    "same": gettext_lazy("The same"),
}
DIRECTION_TONES = {"better": "good", "worse": "bad", "elsewhere": "info", "same": "muted"}
DECISIONS = {
    "approved": gettext_lazy("Approved"),
    "partly_approved": gettext_lazy("Approved in part"),
    "rejected": gettext_lazy("Rejected"),
}
KINDS = {
    "period": gettext_lazy("Another duration"),
    "share": gettext_lazy("Another share of a cost"),
    "drop_exclusion": gettext_lazy("An exclusion is dropped"),
    "add_exclusion": gettext_lazy("One more exclusion"),
    "deductible": gettext_lazy("Another first part for the customer"),
    "cap": gettext_lazy("Another ceiling"),
    "put_in": gettext_lazy("Put in a law pack or terms"),
    "leave_out": gettext_lazy("Leave out a law pack or terms"),
    "replace": gettext_lazy("Another text of a document"),
}


Versions = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Said:
    """A change in a sentence; `details` are the changes of a whole text, one by one."""

    text: str
    details: tuple[ChangeText, ...] = ()


def title_of(document: Mapping[str, Any], code: str) -> str:
    """The title of a document in the reader's language."""
    return _titled(document, code)


def _before(change: Mapping[str, Any], versions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if change["kind"] in ("put_in", "leave_out") or len(versions) < 2:
        return next(iter(versions), {})
    made = [rules.parse_change(change)]
    for body in versions:
        document = parse_stored(body)
        try:
            if rules.documents_after([document], made) != (document,):
                return body
        except BadData:
            continue
    return versions[0]


def sentence(change: Mapping[str, Any], versions: Versions, names: Mapping[str, str]) -> Said:
    """A change in plain words. `versions` are those of each document by its code, the newest first; `names` those of
    components. What stood there before is said of the newest version that the change is one for."""
    kind, code = change["kind"], change.get("document", "")
    before = _before(change, versions.get(code, ()))
    values = {"title": _titled(before, code)}
    if kind in ("put_in", "replace"):
        return _of_text(change, before, values, names)
    return Said(_SENTENCES[kind](change, before, values, names))


def _titled(document: Mapping[str, Any] | None, code: str) -> str:
    title = (document or {}).get("title")
    if isinstance(title, Mapping):
        return str(title.get(reader.language()) or next(iter(title.values()), code))
    return str(title or code)


def _row(document: Mapping[str, Any], change: Mapping[str, Any]) -> Mapping[str, Any]:
    component = change.get("component")
    if not component:
        return document
    rows = document.get("components") or ()
    return next((row for row in rows if row.get("component") == component), {})


def _whose(change: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]) -> str:
    component = change.get("component")
    if not component:
        return _("“%(title)s”") % values
    return _("%(component)s in “%(title)s”") % {**values, "component": said("component", component, names)}


def _between(before: str, after: str) -> str:
    if not before:
        return _("now %(after)s") % {"after": after}
    return _("from %(before)s to %(after)s") % {"before": before, "after": after}


def _period(
    change: Mapping[str, Any], document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    old = _row(document, change).get("period") or document.get("period")
    plain = {key: value for key, value in (old or {}).items() if key != "calendar"}
    sides = _between(said("period", plain, names) if plain else "", said("period", change["period"], names))
    return _("Duration of %(whose)s: %(sides)s") % {"whose": _whose(change, values, names), "sides": sides}


def _share(
    change: Mapping[str, Any], document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    line = change["line"]
    held = (_row(document, change).get("lines") or {}).get(line, (document.get("lines") or {}).get(line, 0))
    sides = _between(said("lines.x", held, names), said("lines.x", change["share"], names))
    whose = _whose(change, values, names)
    return _("Share of %(line)s of %(whose)s: %(sides)s") % {
        "line": name_of_key(f"lines.{line}"),
        "whose": whose,
        "sides": sides,
    }


def _drop_exclusion(
    change: Mapping[str, Any], _document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    what = said("exclusions[].class", change["class"], names)
    return _("“%(title)s” no longer excludes: %(what)s") % {**values, "what": what}


def _add_exclusion(
    change: Mapping[str, Any], _document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    what = row_in_words("exclusions", change["exclusion"], names)
    return _("“%(title)s” also excludes: %(what)s") % {**values, "what": what}


def _deductible(
    change: Mapping[str, Any], document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    sides = _sums(document.get("deductible"), change.get("sum"), names)
    return _("The customer's first part in “%(title)s”: %(sides)s") % {**values, "sides": sides}


def _cap(
    change: Mapping[str, Any], document: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> str:
    sides = _sums((document.get("caps") or {}).get(change["of"]), change.get("sum"), names)
    sentences = {
        "per_claim": _("The ceiling of a claim in “%(title)s”: %(sides)s"),
        "total": _("The ceiling in all of “%(title)s”: %(sides)s"),
    }
    return sentences[change["of"]] % {**values, "sides": sides}


def _sums(before: Any, after: Any, names: Mapping[str, str]) -> str:
    nothing = _("none")
    return _between(said("sum", before, names) or nothing, said("sum", after, names) or nothing)


def _leave_out(
    _change: Mapping[str, Any], _document: Mapping[str, Any], values: dict[str, str], _names: Mapping[str, str]
) -> str:
    return _("“%(title)s” is left out") % values


_SENTENCES = {
    "period": _period,
    "share": _share,
    "drop_exclusion": _drop_exclusion,
    "add_exclusion": _add_exclusion,
    "deductible": _deductible,
    "cap": _cap,
    "leave_out": _leave_out,
}


def _of_text(
    change: Mapping[str, Any], before: Mapping[str, Any], values: dict[str, str], names: Mapping[str, str]
) -> Said:
    body = change["body"]
    if change["kind"] == "put_in":
        title = {"title": _titled(body, str(body.get("id", "")))}
        if change.get("country"):
            place = {"country": country_name(str(change["country"]))}
            return Said(_("“%(title)s” is put in as if it had always been law in %(country)s") % {**title, **place})
        return Said(_("“%(title)s” is put in") % title)
    details = tuple(in_words(differences(before, body), names))
    return Said(_("Another text of “%(title)s”") % values, details)


def difference(amount: int, currency: str) -> str:
    """How much more or less: «+۱۲ میلیون ریال»."""
    if not amount:
        return str(_("the same"))
    number, _space, unit = shown.short_money(abs(amount), currency).replace("\u00a0", " ").partition(" ")
    return f"\u2066{'+' if amount > 0 else '−'}{number}\u2069\u00a0{unit}".replace(" ", "\u00a0")


def problems(found: Iterable[Problem | Mapping[str, Any]]) -> list[str]:
    """What is wrong with changes, sentence by sentence."""
    return [explain_problem(_problem(one), reader.language()) for one in found]


def _problem(one: Problem | Mapping[str, Any]) -> Problem:
    if isinstance(one, Problem):
        return one
    return Problem(one["path"], one["code"], tuple(one.get("params", {}).items()))


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next."""
    plain = {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}
    found = (params or {}).get("problems") or ()
    if code == "invalid_document" and found:
        return " ".join(problems(found))
    plain |= {name: shown.digits(value) for name, value in plain.items() if isinstance(value, int)}
    return (_REFUSALS().get(code) or _("This is not possible now.")) % plain


def _REFUSALS() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You may not do this. It takes somebody who sees the claims of every branch."),
        "not_found": _("It is not there any more."),
        "stale": _("It was changed meanwhile. Look at what stands there now, then do it again."),
        "title_needed": _("Give it a name by which you will know it again."),
        "ends_before_it_begins": _("The last day is before the first; change one of them."),
        "whatif_day": _("Choose days between the years %(first)s and %(last)s."),
        "too_long": _("Choose at most %(most)s years."),
        "invalid_document": _("A change is not right yet."),
        "whatif_too_many": _("A scenario may have %(most)s changes at most. Make a second one."),
        "whatif_unknown_document": _("There is no published document “%(document)s”. Choose one of the list."),
        "whatif_changes_nothing": _("This changes nothing: it stands so already. Change the value, or leave it out."),
        "whatif_not_in_this_state": _("This is not possible while it runs, or before it has run."),
        "whatif_runs": _("It is running. Stop it first."),
        "whatif_no_changes": _("Add at least one change first."),
        "whatif_no_claims": _("No claims were filed in this period. Choose a longer one, or fewer filters."),
        "whatif_broke": _("The work broke off. Run it again."),
        "whatif_compare": _("Choose two to four scenarios that have run."),
    }


SENTENCES = {
    "insights.scenario_saved": told(lambda body: _("The scenario “%(title)s” was saved") % body),
    "insights.scenario_started": told(lambda body: _("The scenario “%(title)s” was run") % body),
    "insights.scenario_finished": told(lambda body: _("The scenario “%(title)s” is done") % body),
    "insights.scenario_stopped": told(lambda body: _("The scenario “%(title)s” was stopped") % body),
    "insights.scenario_deleted": told(lambda body: _("The scenario “%(title)s” was deleted") % body),
}
