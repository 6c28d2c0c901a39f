"""Tax on what a customer pays: which rate holds where and when, and how it is rounded.

The law of rounding: the tax of a paper is its whole net sum times the rate, rounded half up to the smallest unit of the
currency, once. Its lines share that tax by the largest remainder, so that they add up to it exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from payandan.repairs.rules.estimates import WHOLE, spread


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in a country, or in one centre of it, from a day on; in hundredths of a percent."""

    country: str
    branch: int | None
    since: date
    rate_bp: int


SHIPPED: tuple[TaxRate, ...] = (
    # Iran, value added tax: 9 % from 1394, 10 % from 1403 (budget law).
    TaxRate("IR", None, date(2015, 3, 21), 900),
    TaxRate("IR", None, date(2024, 3, 20), 1000),
)
"""What holds where a company has written nothing else."""


def rate_on(rates: Iterable[TaxRate], *, country: str, branch: int | None, day: date) -> int:
    """The rate of a centre on a day: a row of the centre before one of its country, the newest of each; 0 without any.

    A company's own rows of a country stand before what is shipped for it.
    """
    own = list(rates)
    known = own if any(row.country == country and row.branch is None for row in own) else [*SHIPPED, *own]
    found = [row for row in known if row.country == country and row.branch in (None, branch) and row.since <= day]
    best = max(found, key=lambda row: (row.branch is not None, row.since), default=None)
    return best.rate_bp if best else 0


def tax_of(net: int, rate_bp: int) -> int:
    """The tax of a whole paper, rounded half up. `net` is not negative.

    >>> tax_of(1_000_005, 1000), tax_of(4, 1000), tax_of(5, 1000)
    (100001, 0, 1)
    """
    if net < 0 or rate_bp < 0:
        raise ValueError(f"{net} at {rate_bp}")
    return (net * rate_bp + WHOLE // 2) // WHOLE


def line_taxes(nets: Sequence[int], rate_bp: int) -> list[int]:
    """The tax of each line; together exactly the tax of the whole paper."""
    tax = tax_of(sum(nets), rate_bp)
    if tax <= sum(nets):
        return spread(tax, nets)
    # A rate above 100 %: the whole amounts first, the rest in proportion.
    whole, rest = divmod(tax, sum(nets))
    return [net * whole + part for net, part in zip(nets, spread(rest, nets), strict=True)]
