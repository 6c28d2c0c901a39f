"""Geometry of the small drawings, in hundredths of the width, already mirrored for a right-to-left page.

A content security policy forbids style attributes, so what is drawn is SVG with computed attributes. It prints,
needs no script, and can be read aloud.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar: `x` and `width` in percent, from the left edge."""

    x: float
    width: float
    tone: str = ""
    label: str = ""
    href: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class PeriodDrawing:
    """The bar of a period and the marked day; percents from the left edge. `inside` is None with no day to mark.

    `order` is that of the labels under the bar, in time.
    """

    bar: Piece
    start_x: float
    end_x: float
    mark_x: float | None
    inside: bool | None
    tone: str
    order: tuple[str, ...] = ("from", "on", "until")


def period_drawing(start: date, until: date, on: date | None, *, rtl: bool) -> PeriodDrawing:
    """Where a period and a day lie on a line that shows both, with a margin on each side.

    `start` and `until` are the first and last day; `on` may lie outside. Backwards periods are drawn as one day.
    """
    until = max(start, until)
    days = {"from": start, "until": until} | ({"on": on} if on else {})
    first, last = min(start, on or start), max(until, on or until)
    margin = timedelta(days=max(1, round((last - first).days * 0.1)))
    first, last = first - margin, last + margin

    def place(day: date) -> float:
        part = (day - first).days * 100 / (last - first).days
        return round(100 - part if rtl else part, 2)

    start_x, end_x = place(start), place(until)
    inside = None if on is None else start <= on <= until
    tone = "muted" if inside is None else "good" if inside else "bad"
    return PeriodDrawing(
        bar=Piece(min(start_x, end_x), max(round(abs(end_x - start_x), 2), 0.6)),
        start_x=start_x,
        end_x=end_x,
        mark_x=None if on is None else place(on),
        inside=inside,
        tone=tone,
        order=tuple(sorted(days, key=lambda name: (days[name], ["from", "on", "until"].index(name)))),
    )


def shares(amounts: Sequence[tuple[str, int]], *, rtl: bool) -> list[Piece]:
    """Parts of a whole side by side, each as (tone, amount); nothing where there is nothing to share."""
    whole = sum(max(0, amount) for _, amount in amounts)
    pieces: list[Piece] = []
    start = 0.0
    for tone, amount in amounts:
        if not whole or amount <= 0:
            continue
        width = amount * 100 / whole
        pieces.append(Piece(round(100 - start - width if rtl else start, 2), round(width, 2), tone))
        start += width
    return pieces


def nice_ceiling(value: float) -> float:
    """The smallest of 1, 2, 3, 4, 6, 8, 10 times a power of ten that is not below the value.

    >>> nice_ceiling(37)
    40.0
    """
    if value <= 0:
        return 1.0
    power: float = 10.0 ** floor(log10(value))
    for step in (1, 2, 3, 4, 6, 8, 10):
        if value <= step * power * (1 + 1e-9):
            return step * power
    return ceil(value / power) * power


def columns_of(count: int, *, rtl: bool, across: float = 100, gap: float = 0.28) -> list[Piece]:
    """`count` columns of one width, the first at the reading start; `across` percent wide, `gap` a part of a column."""
    if count <= 0:
        return []
    step = across / count
    width = round(step * (1 - gap), 3)
    places = [round(place * step + step * gap / 2, 3) for place in range(count)]
    return [Piece(round(100 - place - width, 3) if rtl else place, width) for place in places]
