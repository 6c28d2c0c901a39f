"""One case, as all promises are asked about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.documents import Start
from payandan.warranty.rules.replaying.views import DEFECT, Columns
from payandan.warranty.rules.spans import STRANGERS, Begin, begin

Signature = tuple[tuple[str, str | None], ...]
"""Kind and component of each line."""

Parts = tuple[tuple[str | None, frozenset[str]], ...]
"""The component of each line, and those of all lines."""


class Again(Exception):  # noqa: N818 - it is no error: the case is looked at more closely
    """A promise has looked at a part of the case that was not compared so far."""


class Asked:
    """One case, with what all promises look at."""

    __slots__ = (
        "_begun", "bills", "case", "ends", "failed", "kinds", "parts", "row", "signature", "undisputed", "voices",
    )  # fmt: skip

    def __init__(self, case: Case, lines: Sequence[Line], columns: Columns) -> None:
        self.case = case
        self.failed: date | None = case.value("fault.failed_on")
        self.kinds = _kinds(case) if case.history else _NO_ACTS
        self.row = columns.row(case)
        self.signature: Signature = tuple([(line.kind, line.component) for line in lines])
        self.parts = _parts(self.signature)
        self.bills = lines
        self.undisputed: Case | None = None
        self.voices: dict[object, tuple[int, ...]] = {}
        self.ends: dict[object, date] = {}
        self._begun: dict[int, Begin] = {}

    def begun(self, number: int, start: Start) -> Begin:
        """When a promise begins; those with the same start, by its number, begin together."""
        found = self._begun.get(number)
        if found is None:
            found = self._begun[number] = begin(self.case, start, None)
        return found

    def components(self) -> set[str]:
        """The components that lines are judged by."""
        at_fault = self.case.value("fault.component") or ""
        return {component or at_fault for _, component in self.signature}

    def without_dispute(self) -> Case:
        """The case with a cause that every promise grants."""
        if self.undisputed is None:
            self.undisputed = replace(self.case, facts={**self.case.facts, "fault.cause": DEFECT})
        return self.undisputed


@lru_cache(maxsize=10_000)
def _parts(signature: Signature) -> Parts:
    named = frozenset([component for _, component in signature if component])
    return tuple([(component, named) for _, component in signature])


_NO_ACTS: frozenset[str] = frozenset()


def _kinds(case: Case) -> frozenset[str]:
    """The kinds of acts; a repair by a stranger is none of the guarantor's."""
    return frozenset(act.kind for act in case.history if act.kind != "repair" or act.by.value not in STRANGERS)
