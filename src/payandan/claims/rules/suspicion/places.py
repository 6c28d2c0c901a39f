"""Where cities lie, for distances between them: a few hundred kilometres matter, single ones do not."""

from math import asin, cos, radians, sin, sqrt

CITIES: dict[str, tuple[float, float]] = {
    "تهران": (35.69, 51.39), "کرج": (35.83, 50.99), "مشهد": (36.30, 59.61), "اصفهان": (32.65, 51.67),
    "شیراز": (29.59, 52.58), "تبریز": (38.08, 46.29), "قم": (34.64, 50.88), "اهواز": (31.32, 48.67),
    "کرمانشاه": (34.31, 47.07), "ارومیه": (37.55, 45.08), "رشت": (37.28, 49.58), "زاهدان": (29.50, 60.86),
    "همدان": (34.80, 48.52), "کرمان": (30.28, 57.08), "یزد": (31.90, 54.36), "اردبیل": (38.25, 48.29),
    "بندرعباس": (27.18, 56.27), "اراک": (34.09, 49.69), "زنجان": (36.68, 48.49), "سنندج": (35.31, 47.00),
    "قزوین": (36.27, 50.00), "خرم‌آباد": (33.49, 48.36), "گرگان": (36.84, 54.44), "ساری": (36.57, 53.06),
    "بجنورد": (37.47, 57.33), "بوشهر": (28.97, 50.84), "بیرجند": (32.87, 59.22), "ایلام": (33.64, 46.42),
    "شهرکرد": (32.33, 50.86), "سمنان": (35.58, 53.39), "یاسوج": (30.67, 51.59), "کاشان": (33.99, 51.43),
    "آبادان": (30.34, 48.30), "بابل": (36.55, 52.68), "آمل": (36.47, 52.35), "سبزوار": (36.21, 57.68),
    "نیشابور": (36.21, 58.80), "چابهار": (25.29, 60.64), "دزفول": (32.38, 48.41), "خوی": (38.55, 44.95),
    "مراغه": (37.39, 46.24), "ورامین": (35.32, 51.65), "شاهرود": (36.42, 54.97), "رفسنجان": (30.41, 55.99),
}  # fmt: skip
"""Latitude and longitude, to a hundredth of a degree."""
_ROAD = 1.3
"""Roads are about this much longer than the straight line."""
_SPEED = 80
_EARTH = 6371.0


def hours_between(one: str, other: str) -> float | None:
    """How long the way takes by road; None where a city is not known.

    >>> 10 < (hours_between("تهران", "مشهد") or 0) < 14
    True
    """
    here, there = CITIES.get(one.strip()), CITIES.get(other.strip())
    if here is None or there is None:
        return None
    (north, east), (north2, east2) = map(_radians, (here, there))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half)) * _ROAD / _SPEED


def _radians(place: tuple[float, float]) -> tuple[float, float]:
    return radians(place[0]), radians(place[1])
