"""What a search asks for: folded words, each at least one trigram long."""

import re

from payandan.platform.kit.text import ascii_digits
from payandan.platform.kit.text import key as fold

SHORTEST = 3
LONGEST = 200

_MOBILE = re.compile(r"(?:\+98|0098|0)?(9[0-9]{2,9})")
_GAPS = re.compile(r"[\s().\u2010-\u2015-]+")


def needles(text: str) -> tuple[list[str], list[str]]:
    """The folded words of a query: those that an index of trigrams can answer, and the shorter ones.

    >>> needles("LG كاظمي")
    (['کاظمی'], ['lg'])
    """
    words = list(dict.fromkeys(fold(text[:LONGEST]).split()))
    return [word for word in words if len(word) >= SHORTEST], [word for word in words if len(word) < SHORTEST]


def is_worth_asking(text: str) -> bool:
    """Whether the text holds anything to look for."""
    return len(fold(text[:LONGEST]).replace(" ", "")) >= 2


def spelled(text: str) -> str:
    """The text as it stands in search keys: a mobile, whole or in part, in any of its forms, as the digits of E.164.

    >>> spelled("۰۹۱۲ ۱۲۳ ۴۵۶۷"), spelled("+98 912"), spelled("SN-0912")
    ('9121234567', '912', 'SN-0912')
    """
    mobile = _MOBILE.fullmatch(_GAPS.sub("", ascii_digits(text[:LONGEST])))
    return mobile[1] if mobile else text
