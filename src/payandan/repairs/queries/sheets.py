"""The lists that come with the program: what to look at, what may come along, what to test, by kind of product."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from payandan.repairs.rules import testing


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lists of one kind of product: code → its names and, for tests, its limits."""

    checklist: Mapping[str, Mapping[str, Any]]
    accessories: Mapping[str, Mapping[str, Any]]
    tests: Mapping[str, Mapping[str, Any]]
    passcode: bool
    data: bool

    @property
    def checks(self) -> tuple[testing.Check, ...]:
        """The test list as the rules read it."""
        return testing.checks_from(self.tests)

    def name(self, part: str, code: str, language: str) -> str:
        """The name of a line in the reader's language; its code where the list has no such line any more."""
        line = getattr(self, part).get(code) or {}
        return str(line.get(language) or code)


@lru_cache(maxsize=64)
def sheet_of(category: str) -> Sheet:
    """The lists of a kind of product: those of any device, with what its own file adds, replaces or (empty) drops."""
    common, own = _document("any"), _document(category)
    parts = {part: _merged(common.get(part, {}), own.get(part, {})) for part in ("checklist", "accessories", "tests")}
    return Sheet(**parts, passcode=bool(own.get("passcode")), data=bool(own.get("data")))


def _merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {code: line for code, line in {**common, **own}.items() if line is not None}


def _document(name: str) -> Mapping[str, Any]:
    path = files("payandan.repairs") / "data" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
