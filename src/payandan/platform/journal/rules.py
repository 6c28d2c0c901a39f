"""Facts as plain values: their names and JSON bodies, when to try a delivery again, and the chain of seals."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

_WORD = re.compile(r"(?<!^)(?=[A-Z])")

FIRST_DIGEST = "0" * 64
"""What the first seal builds on."""

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
"""How long to wait after the first, second … failed attempt; after the last of them, a delivery is dead."""


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


def pause_after(attempts: int) -> timedelta | None:
    """The wait before another attempt when `attempts` (1 or more) have failed; None when it is time to give up.

    >>> pause_after(1).total_seconds(), pause_after(9)
    (5.0, None)
    """
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def canonical(row: Mapping[str, Any]) -> bytes:
    """One fact as bytes that are the same on every database: sorted keys, no spaces, UTF-8."""
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(previous: str, rows: Iterable[Mapping[str, Any]]) -> tuple[str, int, int]:
    """SHA-256 (hex) over the previous digest and the rows in their order, how many they were, and the last row's id.

    Each row is preceded by its length, so that no two lists of rows give the same bytes.
    """
    chain = hashlib.sha256(previous.encode())
    count = last = 0
    for row in rows:
        line = canonical(row)
        chain.update(len(line).to_bytes(8, "big"))
        chain.update(line)
        count += 1
        last = row["id"]
    return chain.hexdigest(), count, last
