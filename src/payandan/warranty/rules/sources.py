"""How much a source of a fact is worth."""

from collections.abc import Mapping

RANK: Mapping[str, int] = {"customer": 1, "seller": 2, "system": 3, "technician": 4, "laboratory": 5}
"""The better source has the higher rank; an unknown one has none."""
