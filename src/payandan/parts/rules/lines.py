"""Lists that people scan or type: a part on each line, then how many, then what they cost together."""

import re
from dataclasses import dataclass

from payandan.platform.kit.identifiers import from_wedge
from payandan.platform.kit.money import BadAmount, parse_amount
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import NotANumber, ascii_digits, parse_int, strip_direction

MOST_LINES = 500
_GAP = re.compile(r"[\s×;]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line: what stands for the part, how many, and what they cost together where it says so."""

    line: int
    part: str
    quantity: int = 1
    cost: int | None = None


def read_lines(text: str, currency: str = "", *, least: int = 1) -> list[Typed]:
    """The lines of a list. A line with a part alone is one piece, so that scanning twice makes two.

    With a `currency` a third entry is what the pieces cost together. Raises Refused: nothing_to_do, too_many_lines,
    line_unreadable (with `line`).
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        part, *rest = [piece for piece in _GAP.split(from_wedge(line.strip())) if piece]
        part = ascii_digits(strip_direction(part))
        if len(rest) > (2 if currency else 1) or len(part) > 80:
            raise Refused("line_unreadable", "lines", line=number)
        found.append(Typed(number, part, *_numbers(rest, currency, number, least)))
    if not found:
        raise Refused("nothing_to_do", "lines")
    if len(found) > MOST_LINES:
        raise Refused("too_many_lines", "lines", most=MOST_LINES)
    return found


def _numbers(rest: list[str], currency: str, line: int, least: int) -> tuple[int, int | None]:
    try:
        quantity = parse_int(rest[0]) if rest else 1
        cost = parse_amount(rest[1], currency) if len(rest) > 1 else None
    except (NotANumber, BadAmount) as error:
        raise Refused("line_unreadable", "lines", line=line) from error
    if quantity < least:
        raise Refused("line_unreadable", "lines", line=line)
    return quantity, cost
