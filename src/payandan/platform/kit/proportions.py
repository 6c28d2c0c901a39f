"""Shares of counts, and how sure one may be of them."""

from math import sqrt


def wilson(hits: int, of: int, *, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a share (95 % by default), as fractions; (0, 1) where there is nothing to count.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    # The share lies inside; only rounding could put it a hair outside at the ends of the scale.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
