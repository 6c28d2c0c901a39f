"""Whether a request was answered before."""

import hashlib

from django.db import connection
from django.db.models import CharField

from payandan.platform.api.models import StoredReply
from payandan.platform.search.prepared import Given, Prepared


def stored_reply(principal: str, key: str) -> StoredReply | None:
    """The answer that this principal got for this key, if any."""
    return next(iter(_stored(principal=principal, key=key)), None)


_stored = Prepared(
    lambda: StoredReply.objects.filter(principal=Given("principal", CharField()), key=Given("key", CharField()))
)


def is_ours(principal: str, key: str) -> bool:
    """Take the key for this transaction, without waiting; False while another transaction holds it.

    On SQLite the transaction has the only writer already, so that nobody else can be at it. The lock goes with
    the transaction, and so with the process or the connection: a killed request frees its key at once.
    """
    if connection.vendor != "postgresql":
        return True
    digest = hashlib.sha256(f"{principal}\0{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
        return bool(cursor.fetchone()[0])
