"""How much is wanted, and how much to order: an honest, simple model of past use.

Use is added up by weeks; the weeks of a year back give a mean and a variance. Over several weeks both grow with the
time, as they do where one week does not depend on another. Where the variance is at most the mean, demand is taken as
Poisson; where it is larger (a few large jobs, seasons), as negative binomial with that mean and variance. Nothing is
known of trends and of the units in the field: a forecast that knows them may take the place of `summarise`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

from payandan.platform.kit.refusals import Refused

WINDOW_DAYS = 364
WEEK = 7
FEWEST_WEEKS = 8
FEWEST_USES = 3
"""From less than this nobody can tell a mean; what is proposed then is marked as thin."""
SERVICE_LEVELS = range(50, 1000)
"""In tenths of a percent: 950 is 95 %."""
_SMALL = 1e-6
"""One piece in a million weeks is none."""
_LARGE = 400.0
"""From this mean on a normal curve is as good as the sum."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Past use by weeks. `uses` counts the days with any."""

    weeks: int = 0
    uses: int = 0
    total: int = 0
    mean: float = 0.0
    variance: float = 0.0

    @property
    def thin(self) -> bool:
        """Whether this is too little to tell a mean from."""
        return self.weeks < FEWEST_WEEKS or self.uses < FEWEST_USES

    def over(self, days: int) -> tuple[float, float]:
        """Mean and variance of the demand in so many days."""
        return self.mean * days / WEEK, self.variance * days / WEEK


@dataclass(frozen=True, slots=True)
class Policy:
    """How a node orders a part: service level in tenths of a percent, and days. Points that were set by hand win."""

    level: int = 950
    lead_days: int = 14
    review_days: int = 14
    reorder_point: int | None = None
    order_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to order, and all that it was reckoned from."""

    quantity: int
    position: int
    reorder_point: int
    order_up_to: int
    lead_mean: float
    lead_variance: float
    model: str
    by_hand: bool
    thin: bool


def summarise(used: Iterable[tuple[date, int]], *, until: date, since: date | None = None) -> Demand:
    """Past use as a mean and a variance by week, from (day, pieces) with what came back below nothing.

    Weeks are counted back from `until`; those before `since` (when the node began to keep the part) do not count, and
    neither does what is older than a year. A week in which more came back than went out counts as none.
    """
    days = WINDOW_DAYS if since is None else min(WINDOW_DAYS, (until - since).days + 1)
    weeks = max(days // WEEK, 0)
    if not weeks:
        return Demand()
    buckets = [0] * weeks
    used_on = set()
    for day, pieces in used:
        age = (until - day).days // WEEK
        if 0 <= age < weeks:
            buckets[age] += pieces
            if pieces > 0:
                used_on.add(day)
    counted = [max(pieces, 0) for pieces in buckets]
    total = sum(counted)
    mean = total / weeks
    variance = sum((pieces - mean) ** 2 for pieces in counted) / (weeks - 1) if weeks > 1 else mean
    return Demand(weeks, len(used_on), total, mean, variance)


def quantile(mean: float, variance: float, level: float) -> int:
    """The least number of pieces that covers the demand with probability `level`. ValueError outside 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError(f"service level {level}")
    if mean < _SMALL:
        return 0
    if mean > _LARGE:
        return max(0, round(NormalDist(mean, sqrt(max(variance, mean))).inv_cdf(level) + 0.5))
    return _count_up(_log_masses(mean, variance), level, mean + 60 * sqrt(max(variance, mean)) + 60)


def model_of(mean: float, variance: float) -> str:
    """Which model describes the demand: none, poisson or negative_binomial."""
    if mean < _SMALL:
        return "none"
    return "negative_binomial" if variance > mean * (1 + 1e-9) else "poisson"


def propose(demand: Demand, policy: Policy, *, free: int, coming: int) -> Proposal:
    """Whether to order, and how much: up to the upper point, once what is free and coming is at the lower one.

    The lower point covers the lead time, the upper one the lead time and the time until the next review. Points that
    somebody set by hand are kept as they are.
    """
    level = policy.level / 1000
    lead = demand.over(policy.lead_days)
    whole = demand.over(policy.lead_days + policy.review_days)
    point = quantile(*lead, level) if policy.reorder_point is None else policy.reorder_point
    upper = quantile(*whole, level) if policy.order_up_to is None else policy.order_up_to
    upper = max(upper, point)
    position = free + coming
    return Proposal(
        quantity=max(upper - position, 0) if position <= point else 0,
        position=position,
        reorder_point=point,
        order_up_to=upper,
        lead_mean=round(lead[0], 3),
        lead_variance=round(lead[1], 3),
        model=model_of(*lead),
        by_hand=policy.reorder_point is not None or policy.order_up_to is not None,
        thin=demand.thin,
    )


def check_points(reorder_point: int | None, order_up_to: int | None) -> None:
    """Raises Refused("points_wrong") where the upper point lies below the lower one."""
    if reorder_point is not None and order_up_to is not None and order_up_to < reorder_point:
        raise Refused("points_wrong", "order_up_to")


def _log_masses(mean: float, variance: float) -> tuple[float, float, float]:
    """(size, log of its share, log of the rest) of a negative binomial; an infinite size is Poisson."""
    if model_of(mean, variance) == "poisson":
        return inf, mean, 0.0
    return mean * mean / (variance - mean), log(mean / variance), log1p(-mean / variance)


def _count_up(masses: tuple[float, float, float], level: float, bound: float) -> int:
    size, first, second = masses
    covered, pieces = 0.0, 0
    while pieces < bound:
        if size == inf:
            covered += exp(-first + pieces * log(first) - lgamma(pieces + 1))
        else:
            spread = lgamma(pieces + size) - lgamma(size) - lgamma(pieces + 1)
            covered += exp(spread + size * first + pieces * second)
        if covered >= level:
            break
        pieces += 1
    return pieces
