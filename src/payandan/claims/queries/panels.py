"""What claims brings to other pages: search, panels, and buttons on units."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payandan.claims import rules, words
from payandan.claims.models import Claim, Draft
from payandan.claims.queries.lists import HEAVY, claims_of_customer, claims_of_unit, visible
from payandan.claims.words.customers import headline
from payandan.customers.models import Customer
from payandan.customers.queries import Panel, Target
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import check_public_id
from payandan.platform.search.queries import Source
from payandan.platform.ui.words import name_in
from payandan.units.models import Unit
from payandan.units.queries import UnitAction

_SHOWN = 10


def _exact(text: str) -> Q | None:
    number = check_public_id(text)
    return Q(number=number) if number and number.startswith("CLM") else None


def _subtitle(claim: Claim) -> str:
    parts = [
        name_in(claim.unit.model),
        claim.customer.name if claim.customer else "",
        words.label(words.STATES, claim.state),
    ]
    return " · ".join(part for part in parts if part)


SEARCH = Source(
    kind="claim",
    label=_("Claims"),
    icon="clipboard-check",
    position=10,
    queryset=lambda actor: visible(actor).defer(*HEAVY[:-1]),
    title=lambda claim: claim.number,
    subtitle=_subtitle,
    url=lambda claim: reverse("claims-record", args=[claim.number]),
    exact=_exact,
)


def _of_unit(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    if actor.kind != "customer" and not actor.can("claims.view"):
        return None
    return _rows(actor, claims_of_unit(actor, unit.pk))


def _of_customer(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    if not actor.can("claims.view"):
        return None
    return _rows(actor, claims_of_customer(actor, customer.pk))


def _at_home(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    """What is under way for a customer, and what was begun and not sent."""
    claims = list(claims_of_customer(actor, customer.pk)[:_SHOWN])
    drafts = list(Draft.objects.filter(customer=customer).select_related("unit__model"))
    if not claims and not drafts:
        return None
    running = [claim for claim in claims if claim.state not in rules.ENDS and claim.state != rules.SETTLED]
    return {
        "rows": [_row(actor, claim) for claim in running],
        "drafts": drafts,
        "past": len(claims) - len(running),
        "stylesheet": "claims/claims.css",
    }


def _rows(actor: Actor, claims: QuerySet[Claim]) -> dict[str, Any]:
    return {"rows": [_row(actor, claim) for claim in claims[:_SHOWN]], "stylesheet": "claims/claims.css"}


def _row(actor: Actor, claim: Claim) -> dict[str, Any]:
    """A claim as one line; a customer reads how it stands, staff its state."""
    if actor.kind == "customer":
        tone = words.DECISION_TONES.get(claim.decided_as, "") or words.STATE_TONES.get(claim.state, "info")
        url = reverse("claims-mine-record", args=[claim.number])
        return {"claim": claim, "url": url, "said": headline(claim), "tone": tone}
    return {
        "claim": claim,
        "url": reverse("claims-record", args=[claim.number]),
        "said": words.label(words.STATES, claim.state),
        "tone": words.STATE_TONES.get(claim.state, "muted"),
    }


UNIT_PANEL: Panel[Unit] = Panel(_("Claims"), "claims/unit_panel.html", _of_unit, order=20)
CUSTOMER_PANEL: Panel[Customer] = Panel(_("Claims"), "claims/customer_panel.html", _of_customer, order=20)
HOME_PANEL: Panel[Customer] = Panel("", "claims/home_panel.html", _at_home, order=5)


def unit_actions(actor: Actor, unit: Unit) -> Sequence[UnitAction]:
    """The customer reports a fault of its own unit, the desk files a claim."""
    if actor.kind == "customer":
        if unit.owner_id != actor.id:
            return []
        url = reverse("claims-report", args=[unit.number])
        return [UnitAction(_("Something is wrong"), url, variant="primary", icon="wrench")]
    if actor.can("claims.file"):
        url = f"{reverse('claims-new')}?unit={unit.number}"
        return [UnitAction(_("File a claim"), url, variant="primary", icon="file-plus")]
    return []


LINK_PURPOSE = "claim"
APPEAL_PURPOSE = "claim_appeal"


def link_target(number: str) -> Target | None:
    """Where a link in a message about a claim leads: the customer's own page of it."""
    claim = Claim.objects.select_related("customer").filter(number=number).first()
    if claim is None or claim.customer is None:
        return None
    return Target(claim.customer, reverse("claims-mine-record", args=[number]))


def appeal_target(number: str) -> Target | None:
    """Where a link to appeal leads: one tap from there, and the claim goes to somebody else."""
    target = link_target(number)
    return target and Target(target.customer, reverse("claims-mine-appeal", args=[number]))
