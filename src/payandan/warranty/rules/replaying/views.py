"""What can be seen of a case. Cases that show the same are the same to a rule that sees nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from payandan.warranty.rules.cases import UNKNOWN, Act, Case, Fact

EVIDENCE, ACTS = "evidence:", "history"
DEFECT: Fact[Any] = Fact("material", "technician")
"""A cause that every promise grants, for looking at everything but the cause."""


_NOTHING: frozenset[str] = frozenset()


class Unseen(LookupError):  # noqa: N818 - it is no error: the case is looked at more closely
    """A part of the case was looked at that the view does not show."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class View:
    """A case of which only some parts can be seen: facts, evidence by what it is about, acts. Others are Unseen."""

    def __init__(self, case: Case, shown: Iterable[str], *, acts: tuple[Act, ...], cause: Fact[Any] | None) -> None:
        self._case = case
        self._shown = frozenset(shown)
        self._acts = acts
        self._given: Mapping[str, Fact[Any]] = {} if cause is None else {"fault.cause": cause}
        self.asked_on = case.asked_on
        self.meters = case.meters
        self.history_known = case.history_known
        self.lines = ()

    @classmethod
    def as_case(cls, case: Case, shown: Iterable[str], *, acts: tuple[Act, ...], cause: Fact[Any] | None) -> Case:
        """The view, for rules that take a case."""
        return cast(Case, cls(case, shown, acts=acts, cause=cause))

    def fact(self, path: str) -> Fact[Any]:
        """What is known about `path`."""
        if path in self._given:
            return self._given[path]
        self._look(path)
        return self._case.facts.get(path, UNKNOWN)

    def value(self, path: str) -> Any:
        """The value alone, whoever stated it."""
        return self.fact(path).value

    def about(self, what: str) -> list[tuple[int, str]]:
        """The evidence about something: its place and kind."""
        self._look(EVIDENCE + what)
        return self._case.about(what)

    @property
    def history(self) -> tuple[Act, ...]:
        """The acts that are shown."""
        self._look(ACTS)
        return self._acts

    def _look(self, part: str) -> None:
        if part not in self._shown:
            raise Unseen(part)


class Columns:
    """The parts of a case that some promise looks at, as a row that can be compared.

    Of acts a row shows who did what to which part, and not when; acts in which no exclusion takes an interest are left
    out. `cures` are the kinds of acts that cure something.
    """

    def __init__(self, cures: frozenset[str]) -> None:
        self._cures = cures
        self._paths: list[str] = []
        self._about: list[str] = []

    def add(self, part: str) -> None:
        """Look at one more part."""
        kept, name = (self._about, part.removeprefix(EVIDENCE)) if part.startswith(EVIDENCE) else (self._paths, part)
        if part != ACTS and name not in kept:
            kept.append(name)

    def places(self, parts: Iterable[str]) -> list[int]:
        """Where in a row these parts stand, for good: facts are counted from its front, evidence from its end."""
        return sorted(self._place(part) for part in parts)

    def _place(self, part: str) -> int:
        if part.startswith(EVIDENCE):
            return -1 - self._about.index(part.removeprefix(EVIDENCE))
        return 0 if part == ACTS else 1 + self._paths.index(part)

    def row(self, case: Case) -> list[object]:
        """What the parts show."""
        get = case.facts.get
        facts = [None if (fact := get(path)) is None else (fact.value, fact.source) for path in self._paths]
        pieces: dict[str, set[str]] = {}
        for piece in case.evidence:
            pieces.setdefault(piece.about, set()).add(piece.kind)
        held = [frozenset(pieces[what]) if what in pieces else _NOTHING for what in reversed(self._about)]
        return [self._acts(case), *facts, *held]

    def _acts(self, case: Case) -> object:
        if not case.history:
            return case.history_known
        return tuple([
            (place, act.kind, act.by.value, act.by.source, act.component)
            for place, act in enumerate(case.history)
            if self._interests(act)
        ])  # fmt: skip

    def shown(self, case: Case) -> tuple[Act, ...]:
        """The acts as a row shows them, each in its place."""
        return tuple(
            Act(act.kind, by=act.by, component=act.component) if self._interests(act) else Act("")
            for act in case.history
        )

    def _interests(self, act: Act) -> bool:
        return act.kind in self._cures or (act.kind == "repair" and act.by.value != "authorised")
