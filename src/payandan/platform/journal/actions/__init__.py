"""The write door of the journal."""

from payandan.platform.journal.actions.dispatching import (
    Dispatched,
    dispatch,
    expire_leases,
    forget_deliveries,
    retry_delivery,
)
from payandan.platform.journal.actions.recording import (
    About,
    listener,
    listens,
    record,
    record_many,
    request_id,
    when_recorded,
)
from payandan.platform.journal.actions.sealing import seal

__all__ = [
    "About",
    "Dispatched",
    "dispatch",
    "expire_leases",
    "forget_deliveries",
    "listener",
    "listens",
    "record",
    "record_many",
    "request_id",
    "retry_delivery",
    "seal",
    "when_recorded",
]
