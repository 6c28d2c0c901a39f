"""Test lists with limits: what has to be measured or seen before a device may go back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits

YES_NO, NUMBER = "yes_no", "number"
PASSED, FAILED, LEFT_OUT = "passed", "failed", "left_out"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a test list: seen to be right, or measured between two limits (either may be open)."""

    code: str
    kind: str = YES_NO
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What one line came to."""

    code: str
    result: str
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"code": self.code, "result": self.result, "value": self.value}


def checks_from(document: Mapping[str, Mapping[str, Any]]) -> tuple[Check, ...]:
    """The test list of a kind of product, from its data."""
    return tuple(
        Check(
            code,
            line.get("kind", YES_NO),
            line.get("unit", ""),
            _limit(line.get("low")),
            _limit(line.get("high")),
            line.get("needed", True),
        )
        for code, line in document.items()
    )


def judge(checks: Sequence[Check], answers: Mapping[str, str]) -> tuple[Result, ...]:
    """Each line judged by its limits. What was not answered is left out. Raises Refused("bad_measure") naming it."""
    return tuple(_judged(check, str(answers.get(check.code, "")).strip()) for check in checks)


def passed(checks: Sequence[Check], results: Sequence[Result]) -> bool:
    """Whether a device may go back: nothing failed, and nothing needed was left out."""
    needed = {check.code for check in checks if check.needed}
    by_code = {result.code: result.result for result in results}
    return all(result != FAILED for result in by_code.values()) and all(by_code.get(code) == PASSED for code in needed)


def _judged(check: Check, answer: str) -> Result:
    if not answer:
        return Result(check.code, LEFT_OUT)
    if check.kind == NUMBER:
        value = _number(check, answer)
        inside = (check.low is None or value >= check.low) and (check.high is None or value <= check.high)
        return Result(check.code, PASSED if inside else FAILED, format(value.normalize(), "f"))
    if answer not in ("yes", "no"):
        raise Refused("bad_measure", field=f"test_{check.code}", line=check.code)
    return Result(check.code, PASSED if answer == "yes" else FAILED, answer)


def _number(check: Check, answer: str) -> Decimal:
    try:
        value = Decimal(ascii_digits(answer).replace("٫", ".").replace("٬", "").replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**9:
        raise Refused("bad_measure", field=f"test_{check.code}", line=check.code)
    return value


def _limit(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
