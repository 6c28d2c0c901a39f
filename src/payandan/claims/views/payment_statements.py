"""Statements of service centres: drafted, put right, sent, approved, paid, printed, taken away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.claims import queries as claims
from payandan.claims.actions import payment as actions
from payandan.claims.models import Deduction, Statement, StatementLine
from payandan.claims.queries import payment
from payandan.claims.rules import payment_statements as rules
from payandan.claims.views.payment_forms import DeductionForm, References, StatementForm, VersionForm
from payandan.claims.words import history as told
from payandan.claims.words import payment as words
from payandan.claims.words.labels import LINE_KINDS, PAYERS, label
from payandan.claims.words.refusals import refusal
from payandan.platform.journal.queries import history
from payandan.platform.kit.calendars import month_start, next_month_start
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.platform.ui.lists import export as files

ACT_ICONS = {"send": "send", "return": "undo-2", "approve": "badge-check", "pay": "banknote"}


@require_safe
@staff_page("claims.statements")
def statements(request: ActorRequest) -> HttpResponseBase:
    """All statements that this member of staff may see."""
    branches = [(str(row.pk), shown.name_in(row)) for row in Branch.objects.visible_to(request.actor)]
    listing = ListPage(
        payment.statements(request.actor),
        request,
        name="statements",
        filters=[
            Choice("state", _("State"), words.STATEMENT_STATES, field="state"),
            Choice("branch", _("Centre"), branches, field="branch_id"),
            DateRange("until", _("Period"), field="until"),
        ],
        columns=[
            Column("number", _("Statement"), kind="code", link=_address),
            Column("branch", _("Centre"), value=lambda row: shown.name_in(row.branch)),
            Column("period", _("Period"), value=period_text),
            Column("state", _("State"), badge=_state),
            Column("claims", _("Claims"), kind="number", value="claim_count"),
            Column("due", _("Due"), kind="money", sort="due"),
            Column("deducted", _("Deductions"), kind="money", hidden=True),
            Column("drafted", _("Drafted"), kind="moment", value="drafted_at", hidden=True),
            Column("paid", _("Paid"), kind="moment", value="paid_at", hidden=True),
        ],
        sort="-until",
        export=Export("statements"),
        row_link=_address,
        empty=Empty(
            title=_("No statement yet"),
            text=_("A statement gathers what a centre is owed for the decided claims of a month."),
            action_label=_("Draft a statement"),
            action_href=reverse("claims-statement-new"),
            icon="receipt-text",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "claims/payment_statements.html", {"list": listing})


@staff_page("claims.statements")
def new(request: ActorRequest) -> HttpResponse:
    """Draft a statement; the month that has just ended, of the reader's calendar, is offered."""
    known = References(request.actor)
    last = month_start(timezone.localdate(), reader.calendar()) - timedelta(days=1)
    initial = {"since": month_start(last, reader.calendar()), "until": last, "earlier": True}
    form = StatementForm(request.POST or None, branches=known.branches, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.draft_statement(
                branch=known.branches[data["branch"]],
                since=data["since"],
                until=data["until"] + timedelta(days=1),
                earlier=data["earlier"],
                note=data["note"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, refusal)
        else:
            return HttpResponseRedirect(_address(row))
    return render(request, "claims/payment_statement_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page("claims.statements")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One statement: its sums, its claims, what is taken off, and what happened."""
    return _show(request, number)


@require_safe
@staff_page("claims.statements")
def printed(request: ActorRequest, number: str) -> HttpResponse:
    """The statement on paper."""
    return render(request, "claims/payment_statement_print.html", _context(request, _found(request, number)))


@require_safe
@staff_page("claims.statements")
def export(request: ActorRequest, number: str) -> HttpResponseBase:
    """Its claims as a file."""
    row = _found(request, number)
    lines = StatementLine.objects.filter(statement=row).select_related("claim__unit__model", "claim__customer")
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    return files.response(lines, _line_columns(row), Export(f"statement-{number}"), kind)


@require_POST
@staff_page("claims.statements")
def act(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Send, give back, approve, pay, collect again or drop."""
    row = _found(request, number)
    form = VersionForm(request.POST)
    if act not in _ACTS:
        raise Http404
    if not form.is_valid():
        return _show(request, number, problem=refusal("stale_statement", {}), status=422)
    return _attempt(request, number, lambda: _ACTS[act](request, row, form.cleaned_data))


@require_POST
@staff_page("claims.statements")
def deduct(request: ActorRequest, number: str) -> HttpResponse:
    """Take something off, or add it."""
    row = _found(request, number)
    form = DeductionForm(request.POST, currency=row.currency)
    if not form.is_valid():
        return _show(request, number, deduction_form=form, status=422)
    claim = None
    if typed := form.cleaned_data["claim"]:
        claim = claims.visible(request.actor).filter(number=check_public_id(typed) or typed).first()
        if claim is None:
            form.add_error("claim", _("There is no such claim here. Copy its number from its page."))
            return _show(request, number, deduction_form=form, status=422)
    try:
        actions.deduct(
            statement=row,
            reason=form.cleaned_data["reason"],
            amount=form.signed(),
            text=form.cleaned_data["text"],
            claim=claim,
            version=form.cleaned_data["version"],
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused, refusal)
        return _show(request, number, deduction_form=form, status=422)
    return HttpResponseRedirect(_address(row))


@require_POST
@staff_page("claims.statements")
def remove(request: ActorRequest, number: str, what: str, row: int) -> HttpResponse:
    """Leave a claim out, or strike a deduction out."""
    statement = _found(request, number)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    common: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "version": version}
    if what == "claim" and (line := StatementLine.objects.filter(statement=statement, pk=row).first()):
        found = line
        return _attempt(request, number, lambda: actions.leave_out(statement=statement, line=found, **common))
    if what == "deduction" and (item := Deduction.objects.filter(statement=statement, pk=row).first()):
        struck = item
        return _attempt(request, number, lambda: actions.strike_out(statement=statement, deduction=struck, **common))
    raise Http404


def _drop(request: ActorRequest, row: Statement, data: dict[str, Any]) -> None:
    actions.drop_statement(statement=row, version=data["version"], actor=request.actor, at=timezone.now())


_ACTS: dict[str, Callable[[ActorRequest, Statement, dict[str, Any]], Any]] = {
    "send": lambda request, row, data: actions.send_statement(
        statement=row, version=data["version"], actor=request.actor, at=timezone.now()
    ),
    "return": lambda request, row, data: actions.return_statement(
        statement=row, version=data["version"], note=data["note"], actor=request.actor, at=timezone.now()
    ),
    "approve": lambda request, row, data: actions.approve_statement(
        statement=row, version=data["version"], actor=request.actor, at=timezone.now()
    ),
    "pay": lambda request, row, data: actions.pay_statement(
        statement=row, version=data["version"], reference=data["reference"], actor=request.actor, at=timezone.now()
    ),
    "collect": lambda request, row, data: actions.collect_again(
        statement=row, version=data["version"], earlier=True, actor=request.actor, at=timezone.now()
    ),
    "drop": _drop,
}


def _found(request: ActorRequest, number: str) -> Statement:
    try:
        return payment.statement_record(request.actor, number)
    except Statement.DoesNotExist:
        raise Http404 from None


def _attempt(request: ActorRequest, number: str, do: Callable[[], Any]) -> HttpResponse:
    """Do it, and show the statement; a refusal is told on its page."""
    try:
        do()
    except Refused as refused:
        return _show(request, number, problem=refusal(refused.code, refused.params), status=422)
    if not Statement.objects.filter(number=number).exists():
        messages.success(request, _("The statement was dropped."))
        return HttpResponseRedirect(reverse("claims-statements"))
    return HttpResponseRedirect(reverse("claims-statement", args=[number]))


def _show(request: ActorRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, _found(request, number))
    return render(request, "claims/payment_statement.html", {**context, **more}, status=status)


def _context(request: ActorRequest, row: Statement) -> dict[str, Any]:
    sums = payment.sums_of(row)
    actor = request.actor
    return {
        "row": row,
        "title": _("Statement %(number)s") % {"number": row.number},
        "period": period_text(row),
        "state": label(words.STATEMENT_STATES, row.state),
        "tone": words.STATEMENT_TONES[row.state],
        "by_payer": [(label(PAYERS, payer), amount) for payer, amount in sums.by_payer.items()],
        "by_kind": [(label(LINE_KINDS, kind), amount) for kind, amount in sums.by_kind.items()],
        "lines": [_line(line) for line in row.lines.all()],
        "deductions": [_deduction(item) for item in row.deductions.all()],
        "moves": [
            {"act": move.act, "label": label(words.STATEMENT_ACTS, move.act), "icon": ACT_ICONS[move.act]}
            for move in rules.statement_moves_from(row.state)
            if move.act != "change" and actor.can(move.capability)
        ],
        "added": -row.deducted,
        "is_draft": row.state == rules.DRAFT,
        "deduction_form": DeductionForm(currency=row.currency, initial={"version": row.version}),
        "timeline": _timeline(row),
    }


def period_text(row: Statement) -> str:
    """«آبان ۱۴۰۴» for a whole month of the reader's calendar, else its first and last day."""
    calendar = reader.calendar()
    if row.since == month_start(row.since, calendar) and row.until == next_month_start(row.since, calendar):
        return shown.month(row.since)
    last = row.until - timedelta(days=1)
    return _("%(since)s to %(until)s") % {"since": shown.day(row.since, "short"), "until": shown.day(last, "short")}


def _line(line: StatementLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "claim": line.claim,
        "amount": line.amount,
        "fee": line.fee,
        "kinds": [(label(LINE_KINDS, kind), amount) for kind, amount in line.by_kind.items()],
        "payers": [label(PAYERS, payer) for payer in line.by_payer if payer != "warranty"],
    }


def _deduction(item: Deduction) -> dict[str, Any]:
    return {
        "id": item.pk,
        "reason": label(words.DEDUCTIONS, item.reason),
        "text": "" if item.reason == "decision_changed" else item.text,
        "claim": item.claim,
        "amount": abs(item.amount),
        "adds": item.amount < 0,
        "fixed": item.reason == "decision_changed",
    }


def _timeline(row: Statement) -> list[dict[str, Any]]:
    lines = []
    for fact in history("statement", row.pk, limit=50):
        title, text, tone = told.sentence(fact.name, fact.body)
        if title:
            lines.append({"title": title, "text": text, "tone": tone, "at": fact.at, "by": fact.actor_name})
    return lines


def _line_columns(row: Statement) -> list[Column]:
    currency = row.currency

    def kind_of(kind: str) -> Column:
        return Column(
            kind, label(LINE_KINDS, kind), kind="money", value=lambda line: line.by_kind.get(kind, 0), currency=currency
        )

    return [
        Column("claim", _("Claim"), kind="code", value="claim.number"),
        Column("serial", _("Serial"), kind="code", value="claim.unit.serial"),
        Column("product", _("Product"), value=lambda line: shown.name_in(line.claim.unit.model)),
        Column("decided", _("Decided"), kind="moment", value="claim.decided_at"),
        *[kind_of(kind) for kind in LINE_KINDS],
        Column("fee", _("Fee"), kind="money", currency=currency),
        Column("amount", _("The company pays"), kind="money", currency=currency),
    ]


def _state(row: Statement) -> tuple[str, str]:
    return label(words.STATEMENT_STATES, row.state), words.STATEMENT_TONES[row.state]


def _address(row: Statement) -> str:
    return reverse("claims-statement", args=[row.number])
