"""What the API reads and answers about jobs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from payandan.platform.api import rest
from payandan.repairs import rules

Code = Annotated[str, Field(max_length=60)]
Serial = Annotated[str, Field(max_length=60)]
Prose = Annotated[str, Field(max_length=4000)]
State = Literal[rules.STATES]  # type: ignore[valid-type]
Outcome = Literal[rules.OUTCOMES]  # type: ignore[valid-type]


class OrdersQuery(rest.PageQuery):
    q: rest.Text = ""
    state: State | None = None
    outcome: Outcome | None = None
    unit: rest.Text = ""
    customer: rest.Text = ""
    open: bool = False
    sort: Literal["-received_at", "received_at"] = "-received_at"


class ConditionIn(rest.In):
    code: Code
    value: Literal["yes", "no", "unknown"]
    note: Annotated[str, Field(max_length=120)] = ""


class OrderIn(rest.In):
    """One device at the counter."""

    unit: rest.Text = ""
    serial: Serial = ""
    customer: rest.Text = ""
    visit: rest.Text = ""
    branch: Code = ""
    symptoms: Annotated[list[Code], Field(max_length=8)] = []
    words: Annotated[str, Field(max_length=2000)] = ""
    condition: Annotated[list[ConditionIn], Field(max_length=60)] = []
    accessories: Annotated[list[Code], Field(max_length=40)] = []
    appearance: Annotated[str, Field(max_length=400)] = ""
    passcode: Annotated[str, Field(max_length=60)] = ""
    data_consent: Literal["", "agreed", "backed_up", "keep"] = ""
    signed_by: Literal["", "paper"] = ""
    promised_at: rest.Moment | None = None
    priority: Annotated[int, Field(ge=0, le=3)] = 2
    failed_on: rest.Day | None = None
    open_claim: bool = False
    recalls: Annotated[list[Code], Field(max_length=8)] = []


class MoveIn(rest.In):
    act: Annotated[str, Field(max_length=20)]
    waits_for: Annotated[str, Field(max_length=120)] = ""
    expected_on: rest.Day | None = None
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class FinishIn(rest.In):
    outcome: Outcome
    work: Prose = ""


class DeliveryIn(rest.In):
    to_name: Annotated[str, Field(max_length=120)]
    shown_by: Literal["paper"] = "paper"
    tried: bool = False
    note: Annotated[str, Field(max_length=400)] = ""


class TestsIn(rest.In):
    answers: Annotated[dict[Code, Annotated[str, Field(max_length=20)]], Field(max_length=60)]
    note: Annotated[str, Field(max_length=400)] = ""


class PartIn(rest.In):
    label: Annotated[str, Field(max_length=160)]
    code: Code = ""
    component: Code = ""
    quantity: Annotated[int, Field(ge=1, le=999)] = 1
    serialised: bool = False
    removed_serial: Serial = ""
    installed_serial: Serial = ""


class OrderOut(rest.Out):
    number: str
    tracking: str
    unit: str
    serial: str
    customer: str
    branch: str | None
    place: str | None
    claim: str | None
    technician: str | None
    state: str
    outcome: str
    priority: int
    symptom: str
    group: str
    covered: str
    received_at: datetime
    entered_at: datetime
    promised_at: datetime | None
    ready_at: datetime | None
    delivered_at: datetime | None
    waits_for: str
    expected_on: date | None
    can_start: bool
    seconds: int
    version: int


class TestOut(rest.Out):
    passed: bool
    at: datetime
    results: list[dict[str, Any]]


class ChangeOut(rest.Out):
    label: str
    code: str
    component: str
    quantity: int
    removed_serial: str
    installed_serial: str
    at: datetime


class WholeOrderOut(OrderOut):
    visit: str
    symptoms: list[str]
    words: str
    condition: list[dict[str, Any]]
    accessories: list[str]
    data_consent: str
    signed_by: str
    diagnosis: str
    cause: str
    work: str
    acts: list[str]
    tests: list[TestOut]
    changes: list[ChangeOut]
    recalls: list[str]
    repeats: str | None


class TimerOut(rest.Out):
    order: str
    person: str
    started_at: datetime
    stopped_at: datetime | None
    seconds: int
    asked: bool


class RepeatsQuery(rest.Filters):
    since: rest.Day
    until: rest.Day


class RateOut(rest.Out):
    days: int
    repeats: int
    repairs: int
    share: float | None


class FiguresOut(rest.Out):
    """Repeat repairs within each window, and beside them what likeness found and the handling time."""

    rates: list[RateOut]
    found_by_text: int
    found_by_part: int
    not_classed: int
    classed_as_ours: int
    handling_seconds: int
    solved: int
    average_handling_minutes: float | None
