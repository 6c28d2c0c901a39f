"""Carriers' words in ours: each word of theirs with the state it means and, where it is bad news, the trouble.

A word that no table knows changes nothing: the checkpoint is kept as the carrier told it, and the state stays.
"""

from collections.abc import Mapping

from payandan.platform.kit.text import key
from payandan.returns.rules.moves import (
    ATTEMPT_FAIL,
    AVAILABLE_FOR_PICKUP,
    DELIVERED,
    EXCEPTION,
    IN_TRANSIT,
    INFO_RECEIVED,
    OUT_FOR_DELIVERY,
)

LATE, LOST, DAMAGED, REFUSED, WRONG_ADDRESS, HELD = "late", "lost", "damaged", "refused", "wrong_address", "held"
TROUBLES: tuple[str, ...] = (LATE, LOST, DAMAGED, REFUSED, WRONG_ADDRESS, HELD)
"""What opens a task. Late is found by the clock, the others are told."""
TOLD: tuple[str, ...] = tuple(trouble for trouble in TROUBLES if trouble != LATE)

Meaning = tuple[str, str]

_POST: dict[str, Meaning] = {
    "ثبت شده": (INFO_RECEIVED, ""),
    "آماده به ارسال": (INFO_RECEIVED, ""),
    "قبول شده": (IN_TRANSIT, ""),
    "ارسال شده": (IN_TRANSIT, ""),
    "ورود به مرکز تجزیه": (IN_TRANSIT, ""),
    "خروج از مرکز تجزیه": (IN_TRANSIT, ""),
    "تحویل نامه‌رسان": (OUT_FOR_DELIVERY, ""),
    "در حال توزیع": (OUT_FOR_DELIVERY, ""),
    "عدم حضور گیرنده": (ATTEMPT_FAIL, ""),
    "باجه معطله": (AVAILABLE_FOR_PICKUP, ""),
    "توزیع شده": (DELIVERED, ""),
    "تحویل شده": (DELIVERED, ""),
    "نشانی ناقص": (EXCEPTION, WRONG_ADDRESS),
    "عدم قبول گیرنده": (EXCEPTION, REFUSED),
    "پیش برگشتی": (EXCEPTION, REFUSED),
    "برگشتی": (EXCEPTION, REFUSED),
    "توقیفی": (EXCEPTION, HELD),
    "غرامتی": (EXCEPTION, DAMAGED),
    "مفقودی": (EXCEPTION, LOST),
}
_COURIER: dict[str, Meaning] = {
    "Registered": (INFO_RECEIVED, ""),
    "PickupAssigned": (INFO_RECEIVED, ""),
    "PickedUp": (IN_TRANSIT, ""),
    "ArrivedAtHub": (IN_TRANSIT, ""),
    "DepartedFromHub": (IN_TRANSIT, ""),
    "OutForDelivery": (OUT_FOR_DELIVERY, ""),
    "ReceiverAbsent": (ATTEMPT_FAIL, ""),
    "ReadyForPickup": (AVAILABLE_FOR_PICKUP, ""),
    "Delivered": (DELIVERED, ""),
    "WrongAddress": (EXCEPTION, WRONG_ADDRESS),
    "RefusedByReceiver": (EXCEPTION, REFUSED),
    "Returned": (EXCEPTION, REFUSED),
    "OnHold": (EXCEPTION, HELD),
    "Damaged": (EXCEPTION, DAMAGED),
    "Lost": (EXCEPTION, LOST),
}
WORDS: dict[str, dict[str, Meaning]] = {"tapin": _POST, "tipax": _COURIER}
_KEYS: Mapping[str, Mapping[str, Meaning]] = {
    kind: {key(word).replace(" ", ""): meaning for word, meaning in words.items()} for kind, words in WORDS.items()
}


def meaning(kind: str, word: str) -> Meaning:
    """(tag, trouble) of a carrier's word, however it is spelt; empty where no table knows it.

    >>> meaning("tapin", "تحويل شده"), meaning("tipax", "out for delivery"), meaning("tipax", "Teleported")
    (('delivered', ''), ('out_for_delivery', ''), ('', ''))
    """
    return _KEYS.get(kind, {}).get(key(word).replace(" ", ""), ("", ""))
