"""Facts as plain values: how an event becomes a name and a JSON body, and back."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def fact_name(event_type: type) -> str:
    """The stable name of a kind of fact: `payandan.claims.events.ClaimFiled` → `claims.claim_filed`."""
    package = event_type.__module__.removesuffix(".events").rpartition(".")[2]
    return f"{package}.{_WORD.sub('_', event_type.__name__).lower()}"


def fact_body(event: Any) -> dict[str, Any]:
    """The JSON body of an event. Events hold only codes, numbers, ISO texts, and lists of those."""
    return dataclasses.asdict(event)


def rebuild(event_type: type, body: Mapping[str, Any]) -> Any:
    """The event as it was recorded; fields added to the class since then take their defaults."""
    known = {field.name for field in dataclasses.fields(event_type)}
    return event_type(**{name: value for name, value in body.items() if name in known})
