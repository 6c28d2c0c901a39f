"""Facts of a package that exists only here, and listeners that may be told to fail."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from payandan.platform.journal.actions import recording
from payandan.platform.journal.models import Fact

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class KettleBoiled:
    """A fact."""

    degrees: int
    place: str = "kitchen"


class Ear:
    """A listener that writes down what it hears, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[KettleBoiled, Fact]] = []
        self.failures = 0

    def __call__(self, event: KettleBoiled, fact: Fact) -> None:
        self.heard.append((event, fact))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("The ear hurts.")


@pytest.fixture
def ear(monkeypatch: Any) -> Ear:
    """One listener to `KettleBoiled`, for this test only."""
    listener = Ear()
    monkeypatch.setattr(recording, "_listeners", {})

    @recording.listens(KettleBoiled)
    def hear(event: KettleBoiled, fact: Fact) -> None:
        listener(event, fact)

    return listener
