"""The journal for the accountant, and how centres deal with money."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.words import name_in
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import MoneyTerms, TaxRate
from payandan.repairs.queries import ledger, money
from payandan.repairs.rules.ledger import Entry, sides
from payandan.repairs.rules.taxes import SHIPPED
from payandan.repairs.views.shared import sentence_of
from payandan.repairs.words import money as words

ACCOUNTING = "repairs.accounting"
EVERYWHERE = "all"


@require_safe
@staff_page(ACCOUNTING)
def journal(request: ActorRequest) -> HttpResponse:
    """The sums of a period by account, and the file for the accountant."""
    today = timezone.localdate()
    period: dict[str, Any] = {"since": today - timedelta(days=30), "until": today, "branch": None}
    asked = any(name in request.GET for name in period)
    form = forms.PeriodForm(request.GET if asked else None, initial=period, centres=money.centres(request.actor))
    if asked:
        if not form.is_valid():
            return render(request, "repairs/accounting.html", {"form": form}, status=422)
        period = form.cleaned_data
    entries = ledger.journal(request.actor, since=period["since"], until=period["until"], branch=period["branch"])
    if request.GET.get("file"):
        return _file(entries, f"journal-{period['since']}-{period['until']}.csv")
    debit, credit = sides(entries)
    context = {
        "form": form,
        "rows": _by_account(entries),
        "debit": debit,
        "credit": credit,
        "papers": len({entry.paper for entry in entries}),
        "currency": settings.CURRENCY,
        "query": f"since={period['since']}&until={period['until']}"
        + (f"&branch={period['branch'].code}" if period["branch"] else ""),
    }
    return render(request, "repairs/accounting.html", context)


@require_safe
@staff_page(ACCOUNTING)
def terms(request: ActorRequest) -> HttpResponse:
    """How each centre deals with money, and the rates of tax."""
    held = {row.branch_id: row for row in MoneyTerms.objects.all()}
    centres = [(EVERYWHERE, _("All other centres"), None)] if request.actor.sees_every_branch else []
    rows: list[tuple[str, str, int | None]] = [
        *centres, *((branch.code, name_in(branch), branch.pk) for branch in money.centres(request.actor)),
    ]  # fmt: skip
    shown = [
        {
            "code": code,
            "name": name,
            "own": pk in held,
            "terms": held.get(pk) or money.terms_of(pk),
            "tolerance": words.rate((held.get(pk) or money.terms_of(pk)).tolerance_bp),
            "deposit": words.rate((held.get(pk) or money.terms_of(pk)).deposit_bp),
            "tax": words.rate(money.tax_on(pk, timezone.localdate())),
        }
        for code, name, pk in rows
    ]
    own = TaxRate.objects.filter(country=settings.COUNTRY).select_related("branch")
    taxes = [
        {
            "where": name_in(row.branch) if row.branch else _("All centres"),
            "since": row.since,
            "rate": words.rate(row.rate_bp),
        }
        for row in own
    ]
    taxes += [
        {"where": _("As the law has it"), "since": row.since, "rate": words.rate(row.rate_bp)}
        for row in SHIPPED
        if row.country == settings.COUNTRY
    ]
    context = {"rows": shown, "taxes": taxes, "currency": settings.CURRENCY}
    return render(request, "repairs/money_terms.html", context)


@staff_page(ACCOUNTING)
def edit(request: ActorRequest, branch: str) -> HttpResponse:
    """How one centre deals with money."""
    where = _branch(request, branch)
    held = money.terms_of(where.pk if where else None)
    initial = {
        "tolerance": Decimal(held.tolerance_bp) / 100,
        "deposit": Decimal(held.deposit_bp) / 100,
        **{
            name: getattr(held, name)
            for name in ("valid_days", "remind_after_days", "deposit_step", "hold_unpaid", "tax_id", "address", "phone")
        },
    }
    form = forms.TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        changed = {name: data[name] for name in ("valid_days", "remind_after_days", "deposit_step", "hold_unpaid")}
        changed |= {name: data[name] or "" for name in ("tax_id", "address", "phone")}
        changed |= {"tolerance_bp": int(data["tolerance"] * 100), "deposit_bp": int(data["deposit"] * 100)}
        try:
            actions.set_terms(branch=where, actor=request.actor, at=timezone.now(), **changed)
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("repairs-money-terms"))
    context = {
        "form": form,
        "name": name_in(where) if where else _("All other centres"),
        "code": branch,
        "tax_form": forms.TaxForm(),
        "today": timezone.localdate(),
    }
    return render(request, "repairs/money_terms_edit.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(ACCOUNTING)
def tax(request: ActorRequest, branch: str) -> HttpResponse:
    """Write a rate of tax with its first day."""
    where = _branch(request, branch)
    form = forms.TaxForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return HttpResponseRedirect(reverse("repairs-money-edit", args=[branch]))
    try:
        actions.set_tax_rate(
            branch=where,
            since=form.cleaned_data["since"],
            rate_bp=int(form.cleaned_data["rate"] * 100),
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    return HttpResponseRedirect(reverse("repairs-money-terms"))


def _branch(request: ActorRequest, code: str) -> Branch | None:
    """The centre of that code; None for the row that holds for all others, which only head office sees."""
    if code == EVERYWHERE and request.actor.sees_every_branch:
        return None
    found = money.centres(request.actor).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _by_account(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    numbers = ledger.accounts()
    sums: dict[str, list[int]] = {}
    for entry in entries:
        held = sums.setdefault(entry.account, [0, 0])
        held[0] += entry.debit
        held[1] += entry.credit
    order = list(words.ACCOUNTS)
    return [
        {"number": numbers[account], "name": words.ACCOUNTS[account], "debit": both[0], "credit": both[1]}
        for account, both in sorted(sums.items(), key=lambda pair: order.index(pair[0]))
    ]


_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def _file(entries: Sequence[Entry], name: str) -> HttpResponse:
    """The journal as a balanced sheet of text: days in the Gregorian calendar, amounts in the smallest unit."""
    numbers = ledger.accounts()
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(
        ["date", "paper", "kind", "account", "account_name", "debit", "credit", "currency", "centre", "job"]
    )
    for entry in entries:
        writer.writerow(
            [
                entry.day.isoformat(), entry.paper, entry.what, numbers[entry.account],
                _safe(str(words.ACCOUNTS[entry.account])), entry.debit, entry.credit, entry.currency,
                _safe(entry.branch), entry.job,
            ]
        )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text.startswith(_SIGNS) else text
