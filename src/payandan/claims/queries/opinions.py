"""Second opinions: what is awaited, how one stands, and how far first and second opinions agree."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from payandan.claims.models import Claim, Decision, Opinion
from payandan.claims.queries.lists import with_parts
from payandan.claims.rules import opinions as rules
from payandan.claims.rules.agreement import Agreement, agreement
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.proportions import wilson
from payandan.platform.people.models import Branch


def awaited(actor: Actor) -> QuerySet[Opinion]:
    """The opinions that this person may give now, those that wait longest first."""
    rows = Opinion.objects.awaited_from(actor).select_related("claim__unit__model__category", "branch")
    return rows.order_by("asked_at", "id")


def second_opinions(actor: Actor) -> QuerySet[Opinion]:
    """All second opinions that the actor may know the outcome of: none that it has yet to give."""
    hidden = Opinion.objects.awaited_from(actor).values("pk")
    rows = Opinion.objects.visible_to(actor).exclude(pk__in=hidden)
    return rows.select_related("claim__unit__model", "claim__branch", "branch", "decision")


@dataclass(frozen=True, slots=True)
class Review:
    """A second opinion with its claim, and what this reader may know of it.

    `blind`: it is this person's to give, and the first decision stays hidden. `open_claim`: the claim's own page may
    be opened.
    """

    opinion: Opinion
    claim: Claim
    blind: bool
    open_claim: bool


def review(actor: Actor, number: str) -> Review:
    """The newest second opinion on a claim, for this reader. Raises Opinion.DoesNotExist."""
    rows = Opinion.objects.visible_to(actor).exclude(state=rules.DROPPED).select_related("branch", "decision")
    opinion = rows.filter(claim__number=number).order_by("-id")[:1].get()
    related = Claim.objects.select_related("unit__model__category", "customer", "branch")
    claim = with_parts(related).get(pk=opinion.claim_id)
    opinion.claim = claim
    blind = opinion.state == rules.WAITING and Opinion.objects.awaited_from(actor).filter(pk=opinion.pk).exists()
    return Review(opinion, claim, blind, Claim.objects.visible_to(actor).filter(pk=claim.pk).exists())


def is_awaited(actor: Actor, number: str) -> bool:
    """Whether this person's own blind opinion on the claim is awaited."""
    return Opinion.objects.awaited_from(actor).filter(claim__number=number).exists()


def of_claim(claim: Claim) -> list[Opinion]:
    """The second opinions on a claim that a reader of its page may see, newest first."""
    rows = claim.opinions.exclude(state=rules.DROPPED).select_related("branch", "decision")
    return list(rows.order_by("-id"))


def other_centres(claim: Claim) -> QuerySet[Branch]:
    """The centres that may be asked for a second opinion on a claim: every active one but its own."""
    rows = Branch.objects.filter(is_active=True).exclude(kind=Branch.Kind.DESK)
    return rows if claim.branch_id is None else rows.exclude(pk=claim.branch_id)


# --- how far they agree ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Standing:
    """How one centre, or one person, fares: rejections that were overturned on appeal, and second opinions."""

    name: str
    rejections: int = 0
    overturned: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsure: int = 0

    @property
    def agreement(self) -> Agreement:
        return agreement(self.pairs)

    @property
    def overturn(self) -> tuple[float, float, float] | None:
        """The share of rejections that were overturned, with its 95 % interval; None where nothing was rejected."""
        if not self.rejections:
            return None
        return (self.overturned / self.rejections, *wilson(self.overturned, self.rejections))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Agreement in a span of time: of all, of samples, of appeals, and by centre and decider of the first decision."""

    total: Standing
    samples: Standing
    appeals: Standing
    centres: list[Standing]
    deciders: list[Standing]


def numbers(actor: Actor, *, since: datetime, until: datetime, names: Mapping[int, str]) -> Numbers:
    """How far second opinions given in the span agree with the first, and how many rejections of it were overturned.

    Two queries. `names` are the names of branches by id. An opinion counts for the centre and the person whose
    decision it looked at; a rejection that an appeal turned counts against the one that rejected.
    """
    total, by_why = Standing(""), {why: Standing(why) for why in (rules.SAMPLE, rules.APPEAL)}
    centres: dict[int, Standing] = {}
    deciders: dict[tuple[str, int | None, str], Standing] = {}

    def standings(row: Mapping[str, Any]) -> tuple[Standing, Standing]:
        branch, person = row["centre"] or 0, (row["by_kind"], row["by_id"], row["by_name"])
        centre = centres.setdefault(branch, Standing(names.get(branch, "")))
        return centre, deciders.setdefault(person, Standing(row["by_name"]))

    for row in _given(actor, since, until):
        for standing in (total, by_why[row["why"]], *standings(row)):
            if row["finding"] == rules.MORE_EVIDENCE:
                standing.unsure += row["n"]
            else:
                standing.pairs[row["first"], row["outcome"]] += row["n"]
    for row in _rejections(actor, since, until):
        for standing in (total, *standings(row)):
            standing.rejections += row["n"]
            standing.overturned += row["turned"]
    return Numbers(
        total, by_why[rules.SAMPLE], by_why[rules.APPEAL], _ranked(centres.values()), _ranked(deciders.values())
    )


def _ranked(found: Iterable[Standing]) -> list[Standing]:
    return sorted(found, key=lambda one: (-sum(one.pairs.values()), -one.rejections, one.name))


def _given(actor: Actor, since: datetime, until: datetime) -> list[Any]:
    rows = Opinion.objects.filter(state=rules.GIVEN, given_at__gte=since, given_at__lt=until)
    if not actor.sees_every_branch:
        rows = rows.filter(claim__branch_id__in=actor.branches or ())
    named = rows.values(
        "why", "finding", "outcome", centre=F("claim__branch_id"), first=F("decision__outcome"),
        by_kind=F("decision__by_kind"), by_id=F("decision__by_id"), by_name=F("decision__by_name"),
    )  # fmt: skip
    return list(named.annotate(n=Count("pk")).order_by())


def _rejections(actor: Actor, since: datetime, until: datetime) -> list[Any]:
    rows = Decision.objects.filter(kind="first", outcome="rejected", at__gte=since, at__lt=until)
    if not actor.sees_every_branch:
        rows = rows.filter(claim__branch_id__in=actor.branches or ())
    turned = Decision.objects.filter(claim=OuterRef("claim"), kind="appeal").exclude(outcome="rejected")
    named = rows.annotate(was_turned=Exists(turned)).values("by_kind", "by_id", "by_name", centre=F("claim__branch_id"))
    return list(named.annotate(n=Count("pk"), turned=Count("pk", filter=Q(was_turned=True))).order_by())
