"""Bar charts as data for `<c-bars>`: every bar is a link to the cases behind it, and says itself in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from payandan.platform.ui import drawings, reader, words

TOP, BOTTOM = 26, 24
# Letters that fit above the bars side by side; where the values need more, the scale and the titles say them.
ROOM = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how much, and where it leads. `parts` stacks (tone, value) and replaces `value`."""

    label: str
    value: float = 0
    href: str = ""
    tone: str = "brand"
    parts: Sequence[tuple[str, float]] = ()
    spoken: str = ""

    @property
    def whole(self) -> float:
        """The height of the bar in its own unit."""
        return sum(value for _, value in self.parts) if self.parts else self.value


@dataclass(frozen=True, slots=True)
class Part:
    """A drawn piece of a bar, in pixels from the top."""

    y: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar in its place: percents across, pixels down."""

    x: float
    width: float
    top: float
    label: str
    shown: str
    spoken: str
    href: str
    parts: list[Part]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line across the plot with its value."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What `<c-bars>` draws."""

    title: str
    bars: list[DrawnBar]
    grid: list[GridLine]
    height: int
    note: str = ""
    legend: list[dict[str, str]] = field(default_factory=list)

    @property
    def label_y(self) -> int:
        return self.height - 6

    @property
    def scale_x(self) -> str:
        """The values stand at the reading end, out of the way of the first bar."""
        return "0" if reader.is_rtl() else "100%"


def bar_chart(
    title: str,
    bars: Sequence[Bar],
    *,
    show: Callable[[float], str] | None = None,
    height: int = 200,
    note: str = "",
    legend: Sequence[tuple[str, str]] = (),
    top: float | None = None,
) -> Chart:
    """Vertical bars in reading order, from zero.

    `show` writes a value, `legend` is (tone, label), `top` is the least height of the scale.
    """
    write = show or (lambda value: words.digits(round(value, 1) if value % 1 else int(value)))
    ceiling = drawings.nice_ceiling(max([top or 0, *(bar.whole for bar in bars)], default=0))
    floor = height - BOTTOM
    places = drawings.columns_of(len(bars), rtl=reader.is_rtl(), across=94)

    def pixels(value: float) -> float:
        return round((floor - TOP) * max(0.0, value) / ceiling, 2)

    written = [write(bar.whole) for bar in bars]
    legible = max(map(len, written), default=0) * len(bars) <= ROOM
    drawn = []
    for bar, place, shown in zip(bars, places, written, strict=True):
        bottom: float = floor
        parts = []
        for tone, value in bar.parts or [(bar.tone, bar.value)]:
            tall = pixels(value)
            bottom -= tall
            parts.append(Part(round(bottom, 2), tall, tone))
        drawn.append(
            DrawnBar(
                x=place.x,
                width=place.width,
                top=round(bottom, 2),
                label=bar.label,
                shown=shown if legible else "",
                spoken=bar.spoken or f"{bar.label}: {shown}",
                href=bar.href,
                parts=parts,
            )
        )
    grid = [GridLine(floor - pixels(ceiling * part), write(ceiling * part) if part else "") for part in (0, 0.5, 1)]
    return Chart(
        title=title,
        bars=drawn,
        grid=grid,
        height=height,
        note=note,
        legend=[{"tone": tone, "label": label} for tone, label in legend],
    )
