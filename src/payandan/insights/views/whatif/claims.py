"""The claims behind each number of a scenario, before and after."""

from datetime import datetime

from django.db.models import F, Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.insights.models import Scenario, ScenarioClaim
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.insights.views.whatif.result import first_day
from payandan.insights.views.whatif.telling import MAY, found
from payandan.insights.words import whatif as words
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.filters import Filter


@staff_page(MAY)
@require_safe
def claims(request: ActorRequest, number: str) -> HttpResponseBase:
    """Every claim of a scenario that the reader may see; filters are the numbers of its page."""
    scenario = found(request, number)
    rows = queries.rows_of(request.actor, scenario).annotate(difference=F("after_company") - F("before_company"))
    listing = ListPage(
        rows,
        request,
        name="what-if-claims",
        filters=_filters(scenario),
        columns=_columns(),
        sort="-id",
        sorts={
            "-difference": _("The company pays most more"),
            "difference": _("The company pays most less"),
            "-id": _("Newest first"),
        },
        export=Export(scenario.number),
        row_link=_record,
        empty=Empty(
            title=_("No claims here"),
            text=_("None of the claims of this scenario is like this, or it has not run yet."),
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "insights/whatif/claims.html", {"list": listing, "scenario": scenario})


def _filters(scenario: Scenario) -> list[Filter]:
    tally, language = scenario.tally, reader.language()
    models = {str(pk): model.name_in(language) for pk, model in queries.models_in(tally).items()}
    months = sorted(tally.get("months", {}).get(reader.calendar(), {}))
    other = "gregorian" if reader.calendar() == "jalali" else "jalali"
    foreign = sorted(tally.get("months", {}).get(other, {}))
    named = {key: shown.month(first_day(key)) for key in months}
    conditions = {key: Q(**{f"{reader.calendar()}_month": key}) for key in months}
    payers = {payer: words.PAYERS[payer] for payer in rules.PAYERS}
    paid = {payer: Q(before__has_key=payer) | Q(after__has_key=payer) for payer in rules.PAYERS}
    return [
        Choice("direction", _("What it is to the customer"), words.DIRECTIONS, field="direction"),
        YesNo("flipped", _("Verdict flips"), field="flipped"),
        Choice("before", _("Verdict before"), words.OUTCOMES, field="before_outcome"),
        Choice("after", _("Verdict after"), words.OUTCOMES, field="after_outcome"),
        Choice("payer", _("Who pays"), payers, conditions=paid),
        Choice(
            "month",
            _("Month"),
            named | {key: key for key in foreign if key not in named},
            conditions=conditions | {key: Q(**{f"{other}_month": key}) for key in foreign},
        ),
        Choice("model", _("Model"), models, field="model_id"),
        YesNo("differs", _("People decided otherwise"), field="differs"),
    ]


def _columns() -> list[Column]:
    language = reader.language()
    return [
        Column("number", _("Claim"), kind="code", value="claim.number", link=_record),
        Column("product", _("Product"), value=lambda row: row.claim.unit.model.name_in(language)),
        Column("serial", _("Serial"), kind="code", value="claim.unit.serial", hidden=True),
        Column("customer", _("Customer"), value="claim.customer.name", hidden=True),
        Column("before", _("Verdict before"), badge=lambda row: _outcome(row.before_outcome)),
        Column("after", _("Verdict after"), badge=lambda row: _outcome(row.after_outcome)),
        Column("before_company", _("Company before"), kind="money"),
        Column("after_company", _("Company after"), kind="money"),
        Column(
            "difference",
            _("Difference"),
            render=lambda row: words.difference(row.company_change, row.currency),
            write=lambda row: row.company_change,
            sort="difference",
        ),
        Column("before_customer", _("Customer before"), kind="money", hidden=True),
        Column("after_customer", _("Customer after"), kind="money", hidden=True),
        Column("payers_before", _("Who paid before"), value=lambda row: _payers(row.before, row), hidden=True),
        Column("payers_after", _("Who pays after"), value=lambda row: _payers(row.after, row), hidden=True),
        Column("decided_as", _("As it was decided"), badge=_decided, hidden=True),
        Column("filed", _("Filed"), value=lambda row: shown.day(row.claim.filed_at, "short"), write=_filed),
    ]


def _record(row: ScenarioClaim) -> str:
    return reverse("claims-record", args=[row.claim.number])


def _filed(row: ScenarioClaim) -> datetime:
    return row.claim.filed_at


def _outcome(code: str) -> tuple[str, str]:
    return str(words.OUTCOMES[code]), words.OUTCOME_TONES[code]


def _decided(row: ScenarioClaim) -> tuple[str, str]:
    return str(words.DECISIONS.get(row.decided_as, "")), "warn" if row.differs else "muted"


def _payers(side: dict[str, int], row: ScenarioClaim) -> str:
    parts = [
        f"{words.PAYERS[payer]} {shown.money(side[payer], row.currency)}" for payer in rules.PAYERS if payer in side
    ]
    return _(", ").join(parts)
