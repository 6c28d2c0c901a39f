"""How often something may be done: a token bucket in one number, shared by all workers of a machine.

The counts live in a small SQLite file of their own, without syncing to disk: a crash may forget them, which does no
harm, and counting never waits for, or holds up, the writers of the real database. A flood of requests costs the
flooder a refusal and us some tens of microseconds each.

A bucket is its theoretical arrival time (the generic cell rate algorithm): the moment at which it would be
empty again. One statement moves it on, or refuses to.
"""

import ipaddress
import math
import os
import sqlite3
import threading
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

_SWEEP_EVERY = 2000
_local = threading.local()

_TABLE = "CREATE TABLE IF NOT EXISTS bucket (key TEXT PRIMARY KEY, empty_at REAL NOT NULL) WITHOUT ROWID"
_TAKE = """
INSERT INTO bucket (key, empty_at) VALUES (:key, :now + :each)
ON CONFLICT (key) DO UPDATE SET empty_at = max(empty_at, :now) + :each WHERE max(empty_at, :now) + :each <= :now + :span
RETURNING empty_at
"""


def throttle(key: str, *, limit: int, per: float, now: float | None = None) -> int:
    """Count one use of `key`, of which `limit` are allowed in `per` seconds (all at once, or spread).

    Returns 0 where it is allowed, else the seconds to wait; a refused use is not counted. Put the purpose and the
    address or number in the key: `throttle(f"otp:{mobile}", limit=3, per=600)`.
    """
    moment = time.time() if now is None else now
    each = per / limit
    connection = _connection()
    # A hair more than the span, so that sums of fractions do not refuse the last of the allowed.
    asked = {"key": key[:300], "now": moment, "each": each, "span": per + each / 1000}
    if connection.execute(_TAKE, asked).fetchone():
        _sweep_sometimes(connection, moment)
        return 0
    row = connection.execute("SELECT empty_at FROM bucket WHERE key = :key", asked).fetchone()
    return max(1, math.ceil(row[0] + each - per - moment)) if row else 1


def address(request: HttpRequest) -> str:
    """Whose use it is: the IPv4 address, or the /64 of an IPv6 one. Headers that anybody can send are not read."""
    raw: str = request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ipaddress.ip_address(raw)
    except ValueError:
        return raw
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else raw


def forget() -> None:
    """Empty every bucket."""
    _connection().execute("DELETE FROM bucket")


def _connection() -> sqlite3.Connection:
    path = Path(settings.DATA) / "limits.sqlite3"
    mine = (os.getpid(), path)
    if getattr(_local, "mine", None) != mine:
        connection = sqlite3.connect(path, timeout=2, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(_TABLE)
        _local.connection, _local.mine, _local.uses = connection, mine, 0
    return _local.connection  # type: ignore[no-any-return]


def _sweep_sometimes(connection: sqlite3.Connection, moment: float) -> None:
    _local.uses += 1
    if _local.uses % _SWEEP_EVERY == 0:
        connection.execute("DELETE FROM bucket WHERE empty_at < ?", [moment])
