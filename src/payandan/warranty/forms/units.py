"""Units that are named by what stands on them."""

from typing import Any

from payandan.platform.kit.text import ascii_digits
from payandan.units import queries as units
from payandan.units.models import Unit


def units_named(text: str, actor: Any, most: int = 200) -> tuple[list[Unit], list[str]]:
    """The units that lines of serials or numbers name, in that order, and the lines that name none."""
    found: list[Unit] = []
    unknown: list[str] = []
    for line in list(dict.fromkeys(filter(None, (part.strip() for part in ascii_digits(text).split()))))[:most]:
        unit = Unit.objects.visible_to(actor).select_related("model__category", "owner").filter(number=line).first()
        unit = unit or units.by_serial(line)
        if unit is None or not Unit.objects.visible_to(actor).filter(pk=unit.pk).exists():
            unknown.append(line)
        else:
            found.append(unit)
    return found, unknown
