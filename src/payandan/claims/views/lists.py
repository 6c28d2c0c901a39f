"""The list of claims."""

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.claims import queries, words
from payandan.claims.models import Claim
from payandan.claims.queries import payment
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.filters import Filter

WORKING = Q(state__in=["submitted", "info_requested", "under_inspection", "appealed"])

_CAUSES = {**{code: Q(cause=code) for code in words.CAUSES}, "unknown": Q(cause="")}


@staff_page("claims.view")
@require_safe
def claims_list(request: ActorRequest) -> HttpResponseBase:
    """All claims that this member of staff may see."""
    actor = request.actor
    listing = ListPage(
        queries.list_claims(actor),
        request,
        name="claims",
        filters=_filters(),
        columns=_columns(),
        sort="-filed_at",
        page_size=25,
        export=Export("claims") if actor.can("claims.export") else None,
        row_link=_record,
        preview=lambda claim: reverse("claims-preview", args=[claim.number]),
        empty=Empty(
            title=_("No claim here yet"),
            text=_("Scan a unit and file the first claim; its verdict comes at once."),
            action_label=_("File a claim"),
            action_href=reverse("claims-new"),
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    context = {"list": listing, "can_file": actor.can("claims.file")}
    return render(request, "claims/list.html", context)


def _filters() -> list[Filter]:
    language = reader.language()
    branches = [(str(row.pk), row.name_en if language == "en" else row.name_fa) for row in Branch.objects.all()]
    categories = [(row.code, row.name_in(language)) for row in catalog.categories()]
    outcomes = {code: words.OUTCOMES[code] for code in ("covered", "partly_covered", "not_covered", "undecided")}
    queues = {name: name for name in payment.queues()}
    causes = {**words.CAUSES, "unknown": _("Not known yet")}
    payers = {
        "company": _("The company pays all"),
        "both": _("Both pay"),
        "customer": _("The customer pays all"),
        "unknown": _("Not known yet"),
    }
    return [
        YesNo("working", _("Waits for us"), condition=WORKING),
        Choice("state", _("State"), words.STATES, field="state"),
        Choice("outcome", _("Verdict"), outcomes, field="outcome"),
        Choice("decided", _("Decision"), words.DECISIONS, field="decided_as"),
        Choice("payer", _("Who pays"), payers, multiple=False, conditions=queries.PAYER_CONDITIONS),
        Choice("cause", _("Cause"), causes, conditions=_CAUSES),
        Choice("category", _("Kind of product"), categories, field="unit__model__category__code"),
        Choice("branch", _("Branch"), branches, field="branch_id"),
        *([Choice("queue", _("Queue"), queues, field="ruling__queue")] if queues else []),
        Choice("channel", _("Came by"), words.CHANNELS, field="channel"),
        DateRange("filed", _("Filed"), field="filed_at"),
    ]


def _columns() -> list[Column]:
    language = reader.language()
    return [
        Column("number", _("Claim"), kind="code", link=_record),
        Column("product", _("Product"), value=lambda claim: claim.unit.model.name_in(language)),
        Column("serial", _("Serial"), kind="code", value="unit.serial", hidden=True),
        Column("customer", _("Customer"), value="customer.name"),
        Column("mobile", _("Mobile"), kind="mobile", value="customer.mobile", hidden=True),
        Column("state", _("State"), badge=_state),
        Column("outcome", _("Verdict"), badge=_outcome),
        Column("amount", _("Amount"), kind="money", value=lambda claim: claim.amount or None, sort="amount"),
        Column("company", _("Company pays"), kind="money", value="paid_by_company", hidden=True),
        Column("customer_pays", _("Customer pays"), kind="money", value="paid_by_customer", hidden=True),
        Column("branch", _("Branch"), value=lambda claim: _branch(claim, language), hidden=True),
        Column("failed_on", _("Day of the fault"), kind="day", hidden=True),
        Column("cause", _("Cause"), value=_cause, hidden=True),
        Column("filed", _("Filed"), kind="moment", value="filed_at", sort="filed_at"),
    ]  # fmt: skip


def _state(claim: Claim) -> tuple[str, str]:
    return words.label(words.STATES, claim.state), words.STATE_TONES.get(claim.state, "muted")


def _outcome(claim: Claim) -> tuple[str, str]:
    return words.label(words.OUTCOMES, claim.outcome), words.OUTCOME_TONES.get(claim.outcome, "muted")


def _cause(claim: Claim) -> str:
    return words.label(words.CAUSES, claim.cause) if claim.cause else ""


def _branch(claim: Claim, language: str) -> str:
    if claim.branch is None:
        return ""
    return claim.branch.name_en if language == "en" else claim.branch.name_fa


def _record(claim: Claim) -> str:
    return reverse("claims-record", args=[claim.number])
