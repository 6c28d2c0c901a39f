"""The sums of a replay, added up claim by claim, and kept as JSON between the pieces of the work."""

from collections.abc import Iterable, Mapping
from typing import Any

from payandan.insights.rules.whatif.sides import BETTER, SAME, WORSE, Replayed, Side

Tree = dict[str, Any]


class Tally:
    """Counts and sums by outcome, payer, month and model. `kept` is what `as_json` gave."""

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        self._tree: Tree = _copied(kept or {})

    def add(self, rows: Iterable[Replayed]) -> None:
        """Count more claims."""
        for row in rows:
            self._add(row)

    def skip(self, count: int = 1) -> None:
        """Count claims whose case cannot be read."""
        self._count("skipped", count)

    def as_json(self) -> Tree:
        """Everything that was counted."""
        return _copied(self._tree)

    def _add(self, row: Replayed) -> None:
        self._count("claims")
        self._count("differs", int(row.differs))
        self._count("changed", int(row.direction != SAME))
        if row.flipped:
            self._count("flipped")
            self._count(f"flipped_{row.direction}", int(row.direction in (BETTER, WORSE)))
        self._plus(("flips", row.before.outcome, row.after.outcome), 1)
        for name, side in (("before", row.before), ("after", row.after)):
            for payer, amount in side.by_payer.items():
                self._plus(("money", row.currency, name, payer), amount)
        for calendar, month in row.months.items():
            self._group(("months", calendar, month), row)
        self._group(("models", str(row.model)), row)

    def _group(self, path: tuple[str, ...], row: Replayed) -> None:
        self._plus((*path, "claims"), 1)
        for name in (BETTER, WORSE):
            self._plus((*path, name), int(row.direction == name))
        self._plus((*path, "flipped"), int(row.flipped))
        for name, side in (("before", row.before), ("after", row.after)):
            self._money((*path, "money", row.currency, name), side)

    def _money(self, path: tuple[str, ...], side: Side) -> None:
        self._plus((*path, "company"), side.company)
        self._plus((*path, "customer"), side.customer)

    def _count(self, name: str, by: int = 1) -> None:
        self._plus((name,), by)

    def _plus(self, path: tuple[str, ...], by: int) -> None:
        place = self._tree
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = place.get(path[-1], 0) + by


def _copied(tree: Mapping[str, Any]) -> Tree:
    return {name: _copied(value) if isinstance(value, Mapping) else value for name, value in tree.items()}
