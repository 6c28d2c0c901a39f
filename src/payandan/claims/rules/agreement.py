"""How far two people who judged the same cases agree: the share, and Cohen's kappa, each with its interval."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

from payandan.platform.kit.proportions import wilson

_Z = 1.96
ENOUGH = 10
"""Under so many pairs an interval is as wide as the scale, and a number would only mislead."""

Margins = tuple[dict[str, float], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over `n` pairs; `share` with Wilson's interval.

    `kappa` is what is left of the agreement when chance is taken away: 1 perfect, 0 no better than chance. It is None
    where it is not defined: nothing was judged, or both gave always the same one answer.
    """

    n: int
    agreed: int
    share: float
    low: float
    high: float
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None

    @property
    def enough(self) -> bool:
        """Whether there are enough pairs to say anything."""
        return self.n >= ENOUGH


def agreement(pairs: Mapping[tuple[str, str], int], *, z: float = _Z) -> Agreement:
    """The agreement over counted pairs of (first, second) answers, with intervals at 95 % by default.

    Sources: J. Cohen, A coefficient of agreement for nominal scales, Educ. Psychol. Meas. 20 (1960); its standard
    error for large samples by J. L. Fleiss, J. Cohen and B. S. Everitt, Psychol. Bull. 72 (1969).
    """
    n = sum(pairs.values())
    agreed = sum(count for (first, second), count in pairs.items() if first == second)
    low, high = wilson(agreed, n, z=z)
    base = Agreement(n, agreed, agreed / n if n else 0.0, low, high)
    margins = _margins(pairs, n)
    chance = sum(share * margins[1].get(name, 0.0) for name, share in margins[0].items())
    if n == 0 or chance > 1 - 1e-12:
        return base
    kappa = (base.share - chance) / (1 - chance)
    half = z * sqrt(_variance(pairs, margins, kappa=kappa, chance=chance) / n)
    return replace(base, kappa=kappa, kappa_low=max(-1.0, kappa - half), kappa_high=min(1.0, kappa + half))


def _margins(pairs: Mapping[tuple[str, str], int], n: int) -> Margins:
    """How often each answer was given, first and second, as shares."""
    rows: dict[str, float] = {}
    columns: dict[str, float] = {}
    for (first, second), count in pairs.items():
        rows[first] = rows.get(first, 0.0) + count / n
        columns[second] = columns.get(second, 0.0) + count / n
    return rows, columns


def _variance(pairs: Mapping[tuple[str, str], int], margins: Margins, *, kappa: float, chance: float) -> float:
    """The variance of kappa for one pair; divided by their number it is that of the whole."""
    rows, columns = margins
    n = sum(pairs.values())
    same = apart = 0.0
    for (first, second), count in pairs.items():
        if first == second:
            same += count / n * (1 - (rows[first] + columns[first]) * (1 - kappa)) ** 2
        else:
            apart += count / n * (columns.get(first, 0.0) + rows.get(second, 0.0)) ** 2
    spread = same + (1 - kappa) ** 2 * apart - (kappa - chance * (1 - kappa)) ** 2
    return max(0.0, spread) / (1 - chance) ** 2
