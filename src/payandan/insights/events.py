"""What happens to scenarios, in the past tense."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScenarioSaved:
    """It was begun, or its claims, name or changes were written anew."""

    scenario_id: int
    number: str
    title: str
    changes: int


@dataclass(frozen=True, slots=True)
class ScenarioStarted:
    scenario_id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class ScenarioFinished:
    scenario_id: int
    number: str
    title: str
    claims: int
    flipped: int


@dataclass(frozen=True, slots=True)
class ScenarioStopped:
    """A run was cancelled, or could not go on (`code`)."""

    scenario_id: int
    number: str
    title: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioDeleted:
    scenario_id: int
    number: str
    title: str
