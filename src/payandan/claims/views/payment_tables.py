"""The table of payment: its versions, its rules, trying it, and how its rules fare."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog import queries as catalog
from payandan.claims import queries as claims
from payandan.claims.actions import payment as actions
from payandan.claims.models import Claim, PaymentTable, Ruling
from payandan.claims.queries import payment
from payandan.claims.rules import payment_record as record_rules
from payandan.claims.rules import payment_tables as rules
from payandan.claims.views.payment_forms import References, RuleForm, TryForm, initial_of_rule
from payandan.claims.words import payment as words
from payandan.claims.words.labels import label
from payandan.claims.words.refusals import refusal
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import words as shown

LAST = 500
SPANS = {"90": 90, "365": 365, "all": None}


@require_safe
@staff_page("claims.view")
def tables(request: ActorRequest) -> HttpResponse:
    """All versions; the one in force first."""
    rows = list(payment.tables(request.actor))
    context = {
        "rows": [_row(row) for row in rows],
        "in_force": next((row for row in rows if row.state == rules.PUBLISHED), None),
        "has_draft": any(row.state == rules.DRAFT for row in rows),
        "may_edit": request.actor.can("claims.rules"),
        "tabs": _tabs("tables"),
    }
    return render(request, "claims/payment_tables.html", context)


@require_safe
@staff_page("claims.view")
def record(request: ActorRequest, version: int) -> HttpResponse:
    """One version: its rules in the order in which they are asked."""
    return _show(request, _found(request, version))


@require_POST
@staff_page("claims.view", "claims.rules")
def begin(request: ActorRequest) -> HttpResponse:
    """Begin a draft: a copy of a version, else empty."""
    version = request.POST.get("copy_of", "")
    rows = payment.tables(request.actor)
    copy = rows.filter(version=int(version)).first() if version.isascii() and version[:9].isdigit() else None
    table = actions.begin_table(copy_of=copy, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("claims-payment-table", args=[table.version]))


@staff_page("claims.view", "claims.rules")
def rule(request: ActorRequest, version: int, rule: str = "") -> HttpResponse:
    """Write a rule of a draft."""
    table = _found(request, version)
    kept = next((row for row in _rules(table) if row.id == rule), None)
    if table.state != rules.DRAFT or (rule and kept is None):
        raise Http404
    initial = {"edits": table.edits, **(initial_of_rule(kept) if kept else {"effect": rules.PERSON})}
    form = RuleForm(request.POST or None, names=names(request), initial=initial)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_rule(
                table=table, rule=form.document(rule), actor=request.actor, edits=form.cleaned_data["edits"]
            )
        except Refused as refused:
            problems = _problems(refused)
        else:
            messages.success(request, _("The rule was saved in the draft."))
            return HttpResponseRedirect(reverse("claims-payment-table", args=[version]))
    title = kept.name if kept else _("New rule")
    context = {"form": form, "table": table, "title": title, "problems": problems}
    return render(request, "claims/payment_rule.html", context, status=422 if problems or form.errors else 200)


@require_POST
@staff_page("claims.view", "claims.rules")
def change(request: ActorRequest, version: int) -> HttpResponse:
    """Move a rule of a draft up or down, or strike it out."""
    table, asked = _found(request, version), request.POST
    moves = {"up": -1, "down": 1}
    act = asked.get("act", "")

    def do() -> None:
        common: dict[str, Any] = {"table": table, "rule": asked.get("rule", "")[:20], "actor": request.actor}
        if act in moves:
            actions.move_rule(**common, by=moves[act], edits=_number(asked.get("edits", "")))
        elif act == "remove":
            actions.remove_rule(**common, edits=_number(asked.get("edits", "")))

    return _done(request, table, do)


@require_POST
@staff_page("claims.view", "claims.rules")
def publish(request: ActorRequest, version: int) -> HttpResponse:
    """Put a draft in force."""
    table = _found(request, version)

    def do() -> None:
        actions.publish_table(
            table=table,
            actor=request.actor,
            at=timezone.now(),
            note=request.POST.get("note", ""),
            edits=_number(request.POST.get("edits", "")),
        )
        messages.success(request, _("The table is in force now."))

    return _done(request, table, do)


@require_POST
@staff_page("claims.view", "claims.rules")
def retire(request: ActorRequest, version: int) -> HttpResponse:
    """Take the table out of force."""
    table = _found(request, version)

    def do() -> None:
        actions.retire_table(table=table, actor=request.actor, at=timezone.now())
        messages.success(request, _("No table is in force: every claim goes to a person."))

    return _done(request, table, do)


@require_POST
@staff_page("claims.view", "claims.rules")
def drop(request: ActorRequest, version: int) -> HttpResponse:
    """Forget a draft."""
    table = _found(request, version)
    try:
        actions.drop_table(table=table, actor=request.actor)
    except Refused as refused:
        return _show(request, table, problems=_problems(refused), status=422)
    messages.success(request, _("The draft was dropped."))
    return HttpResponseRedirect(reverse("claims-payment-tables"))


@require_safe
@staff_page("claims.view")
def try_out(request: ActorRequest, version: int) -> HttpResponse:
    """Which rule would fire: on one claim, condition by condition, or on the newest five hundred, by numbers."""
    table = _found(request, version)
    form = TryForm(request.GET or None)
    context: dict[str, Any] = {
        "table": table, "form": form, "last": LAST, "problems": [], "currency": settings.CURRENCY,
    }  # fmt: skip
    try:
        parsed = rules.parse_table(table.body)
    except rules.TableError as error:
        context["problems"] = [_placed(problem) for problem in error.problems]
        return render(request, "claims/payment_try.html", context)
    number = form.cleaned_data["claim"] if form.is_bound and form.is_valid() else ""
    if number:
        claim = _claim(request, number)
        if claim is None:
            form.add_error("claim", _("There is no such claim here. Copy its number from its page."))
        else:
            context |= _tried_on(request, claim, parsed)
    elif request.GET.get("last"):
        context |= _tried_on_many(request, parsed)
    return render(request, "claims/payment_try.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page("claims.view")
def rates(request: ActorRequest) -> HttpResponse:
    """How each rule fares, with intervals."""
    span = request.GET.get("span", "90") if request.GET.get("span") in SPANS else "90"
    days = SPANS[span]
    since = timezone.now() - timedelta(days=days) if days else None
    tables = list(payment.tables(request.actor).exclude(state=rules.DRAFT))
    asked = _number(request.GET.get("version", ""))
    table = next((row for row in tables if row.version == asked), None)
    known = {row.id: row for row in reversed([row for item in tables for row in _rules(item)])}
    context = {
        "rows": [_fared(found, known.get(code)) for code, found in payment.fared(table=table, since=since).items()],
        "versions": tables,
        "chosen": table,
        "span": span,
        "spans": [("90", _("90 days")), ("365", _("A year")), ("all", _("All"))],
        "unmatched": Ruling.objects.filter(rule="").count(),
        "tabs": _tabs("rates"),
        "currency": settings.CURRENCY,
    }
    return render(request, "claims/payment_rates.html", context)


# --- put together ----------------------------------------------------------------------------------------------------


def names(request: ActorRequest) -> words.Names:
    """The names of what conditions speak of, in the reader's language."""
    known = References(request.actor)
    return words.Names(
        categories={row.code: shown.name_in(row) for row in catalog.categories()},
        components=known.component_names,
        centres={code: shown.name_in(row) for code, row in known.branches.items()},
        currency=settings.CURRENCY,
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Tables"), "href": reverse("claims-payment-tables"), "current": current == "tables"},
        {"label": _("How rules fare"), "href": reverse("claims-payment-rates"), "current": current == "rates"},
    ]


def _found(request: ActorRequest, version: int) -> PaymentTable:
    return get_object_or_404(payment.tables(request.actor), version=version)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _row(table: PaymentTable) -> dict[str, Any]:
    person = table.published_by or table.created_by
    return {
        "table": table,
        "state": label(words.TABLE_STATES, table.state),
        "tone": words.TABLE_TONES[table.state],
        "rules": len(table.body.get("rules", ())),
        "by": person.name if person else "",
    }


def _rules(table: PaymentTable) -> list[rules.Rule]:
    """The rules of a version as far as they can be read."""
    return [rules.read_rule(row)[0] for row in table.body.get("rules", ())]


def _show(request: ActorRequest, table: PaymentTable, *, status: int = 200, problems: Any = ()) -> HttpResponse:
    found, spoken = _rules(table), names(request)
    shadows = dict(rules.shadowed(rules.Table(tuple(found))))
    fared = payment.fared(table=table) if table.state != rules.DRAFT else {}
    may_edit = request.actor.can("claims.rules")
    context = {
        **_row(table),
        "rows": [
            _rule_row(row, spoken, _fared(fared[row.id], row) if row.id in fared else None, shadows.get(row.id, ""))
            for row in found
        ],
        "problems": list(problems),
        "is_draft": table.state == rules.DRAFT,
        "is_in_force": table.state == rules.PUBLISHED,
        "may_edit": may_edit,
    }
    return render(request, "claims/payment_table.html", context, status=status)


def _rule_row(row: rules.Rule, spoken: words.Names, fared: Any, shadow: str) -> dict[str, Any]:
    ordered = sorted(row.when, key=lambda condition: rules.FACTS.index(condition.fact))
    return {
        "id": row.id,
        "name": row.name,
        "conditions": [words.condition_text(condition, spoken) for condition in ordered],
        "effect": words.effect_text(row.then, spoken.currency),
        "tone": words.EFFECT_TONES.get(row.then.kind, "muted"),
        "icon": words.EFFECT_ICONS.get(row.then.kind, "user-round"),
        "note": row.then.note,
        "advise": row.advise,
        "shadow": shadow,
        "fared": fared,
    }


def _fared(found: record_rules.Fared, row: rules.Rule | None) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "name": row.name if row else found.rule,
        "fired": found.fired,
        "amount": found.amount,
        "straight": _share(found.straight),
        "overridden": _share(found.overridden),
        "reversed": _share(found.reversed),
        "flags": [label(words.FLAGS, flag) for flag in found.flags],
    }


def _share(found: record_rules.Share) -> dict[str, Any] | None:
    """A share with its interval, and how many were counted; nothing where nothing was."""
    if found.share is None:
        return None
    return {"share": found.share, "low": found.low, "high": found.high, "hits": found.hits, "of": found.of}


def _problems(refused: Refused) -> list[str]:
    """What a refusal says, and each problem that it carries."""
    found = refused.params.get("problems", ())
    return [refusal(refused.code, {}), *(_placed(problem) for problem in found)]


def _placed(problem: Any) -> str:
    """A problem of a table, with the number of its rule."""
    head, _dot, _rest = problem.path.partition(".")
    number = head.removeprefix("rules[").removesuffix("]")
    said = words.problem_text(problem)
    if not number.isdigit():
        return said
    return _("Rule %(number)s: %(problem)s") % {"number": shown.digits(int(number) + 1), "problem": said}


def _done(request: ActorRequest, table: PaymentTable, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        table.refresh_from_db()
        return _show(request, table, problems=_problems(refused), status=422)
    return HttpResponseRedirect(reverse("claims-payment-table", args=[table.version]))


def _claim(request: ActorRequest, text: str) -> Claim | None:
    number = check_public_id(text) or text
    return claims.with_parts(claims.visible(request.actor)).filter(number=number).first()


def _tried_on(request: ActorRequest, claim: Claim, table: rules.Table) -> dict[str, Any]:
    asked = payment.asked_of_many([claim], payment.book(), table)[0]
    spoken = names(request)
    hit = rules.first_match(table, asked)
    rows = []
    for row in table.rules:
        conditions = [
            {"text": words.condition_text(condition, spoken), "met": met}
            for condition, met in rules.explain(row, asked)
        ]
        rows.append({**_rule_row(row, spoken, None, ""), "conditions": conditions, "fires": row is hit})
        if row is hit:
            break
    held = rules.held_back(hit, asked) if hit else ""
    return {
        "claim": claim,
        "tried_rows": rows,
        "hit": hit,
        "held": words.held_text(held) if held else "",
        "effect": words.effect_text(hit.then, settings.CURRENCY) if hit else label(words.EFFECTS, rules.PERSON),
        "tone": words.EFFECT_TONES["person" if held or not hit else hit.then.kind],
    }


def _tried_on_many(request: ActorRequest, table: rules.Table) -> dict[str, Any]:
    found = payment.recent(request.actor, LAST)
    tried = payment.try_table(found, payment.book(), table)
    spoken = names(request)
    rows = [
        {
            **_rule_row(row, spoken, None, ""),
            "tried": tried.get(row.id, payment.Tried()),
            "held": [
                {"text": words.held_text(code), "count": count}
                for code, count in tried.get(row.id, payment.Tried()).held.items()
            ],
        }
        for row in table.rules
    ]
    return {
        "many": len(found),
        "many_rows": rows,
        "gap": tried.get("", payment.Tried()),
        "straight": sum(item.straight for item in tried.values()),
        "straight_share": sum(item.straight for item in tried.values()) / len(found) if found else 0,
    }
