"""The numbers of the first page, each from a few hundred prepared cells."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from payandan.catalog.models import ProductModel
from payandan.insights import rules
from payandan.insights.models import Cell
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.calendars import CalendarName
from payandan.platform.kit.proportions import wilson

DECIDED = ("approved", "partly_approved", "rejected")


@dataclass(frozen=True, slots=True)
class Window:
    """What the page looks at: months in one calendar, inclusive; a branch or all that the actor sees; one currency."""

    calendar: CalendarName
    since: str
    until: str
    currency: str
    branch: int | None = None


@dataclass(slots=True)
class Overview:
    """All numbers of the page. Money in the smallest unit of the window's currency."""

    months: list[str]
    by_outcome: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_payer: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    waits: Counter[str] = field(default_factory=Counter)
    models: list[tuple[ProductModel, int, int]] = field(default_factory=list)
    causes: list[tuple[str, int, int]] = field(default_factory=list)
    components: list[tuple[str, int, int]] = field(default_factory=list)
    claims: int = 0
    amount: int = 0
    decided: int = 0
    approved: int = 0
    company: int = 0
    customer: int = 0
    seconds: int = 0

    @property
    def approval(self) -> tuple[float, float, float] | None:
        """Share of decided claims that were approved in full or in part, with its 95 % interval; None under ten."""
        if self.decided < 10:
            return None
        return (self.approved / self.decided, *wilson(self.approved, self.decided))

    @property
    def mean_wait(self) -> int | None:
        """Seconds from filing to the first decision, on average."""
        return self.seconds // self.decided if self.decided else None

    @property
    def median_wait(self) -> str | None:
        return rules.middle_class(self.waits)


def cells(actor: Actor, window: Window) -> QuerySet[Cell]:
    """The cells of a window that the actor may see."""
    found = Cell.objects.filter(
        calendar=window.calendar, month__gte=window.since, month__lte=window.until, currency=window.currency
    )
    if not actor.can("insights.view"):
        return found.none()
    if not actor.sees_every_branch:
        found = found.filter(branch_id__in=actor.branches or ())
    return found.filter(branch_id=window.branch) if window.branch is not None else found


def overview(actor: Actor, window: Window, months: list[str], *, top: int = 8) -> Overview:
    """Everything on the page, in two queries."""
    page = Overview(months=months)
    models: Counter[str] = Counter()
    tops: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    rows = (
        cells(actor, window)
        .values("dimension", "value", "month")
        .annotate(n=Sum("claims"), money=Sum("amount"), done=Sum("decided"), waited=Sum("seconds"))
    )
    for row in rows.order_by():
        _place(page, tops, row)
    models = Counter({value: sums["n"] for value, sums in tops["model"].items() if sums["n"]})
    known = ProductModel.objects.in_bulk([int(value) for value, _ in models.most_common(top)])
    page.models = [
        (known[int(value)], n, tops["model"][value]["money"])
        for value, n in models.most_common(top)
        if int(value) in known
    ]
    page.causes = _top(tops["cause"], top)
    page.components = _top(tops["component"], top)
    return page


def _place(page: Overview, tops: dict[str, dict[str, Counter[str]]], row: Mapping[str, object]) -> None:
    dimension, value, month = str(row["dimension"]), str(row["value"]), str(row["month"])
    n, money, done, waited = (int(row[name]) for name in ("n", "money", "done", "waited"))  # type: ignore[call-overload]
    if dimension == "outcome":
        page.by_outcome[month][value] += n
        page.claims += n
        page.amount += money
        page.decided += done
        page.seconds += waited
        page.approved += n if value in ("approved", "partly_approved") else 0
    elif dimension == "payer":
        page.by_payer[month][value] += money
        if value == "customer":
            page.customer += money
        else:
            page.company += money
    elif dimension == "wait":
        page.waits[value] += n
    else:
        tops[dimension][value].update({"n": n, "money": money})


def _top(found: dict[str, Counter[str]], top: int) -> list[tuple[str, int, int]]:
    ranked = sorted(found.items(), key=lambda item: (-item[1]["n"], item[0]))
    return [(value, sums["n"], sums["money"]) for value, sums in ranked[:top] if sums["n"]]


def currencies(actor: Actor) -> list[str]:
    """The currencies there are numbers in, the busiest first."""
    found = Cell.objects.filter(dimension="outcome", calendar="gregorian").values("currency").annotate(n=Sum("claims"))
    return [row["currency"] for row in found.order_by("-n") if row["n"]] if actor.can("insights.view") else []
