"""What a customer's details must look like, and how a customer is found again."""

from collections.abc import Mapping
from typing import Any

from payandan.platform.kit import identifiers
from payandan.platform.kit.identifiers import BadIdentifier
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key, store, store_lines

KINDS = ("person", "company")
LANGUAGES = ("fa", "en")
LONGEST = {"name": 120, "province": 60, "city": 60, "address": 400, "note": 4000}

OWN_FIELDS = frozenset({"name", "email", "language", "province", "city", "address", "postal_code", "accepts_offers"})
"""What customers may change about themselves; a mobile number changes only by proving the new one."""


def clean(values: Mapping[str, Any], *, kind: str, region: str) -> dict[str, Any]:
    """`values` in the form they are kept. Raises Refused naming the field: `too_long`, `mobile_wrong`, …

    `region` (ISO code) reads mobile numbers without a country code; codes of the state are checked for Iran only.
    """
    return {name: _clean_one(name, value, kind, region) for name, value in values.items()}


def _clean_one(name: str, value: Any, kind: str, region: str) -> Any:
    if name == "accepts_offers":
        return bool(value)
    text = store_lines(value) if name in ("note", "address") else store(value or "")
    if name in LONGEST and len(text) > LONGEST[name]:
        raise Refused("too_long", name, longest=LONGEST[name])
    if name == "name" and not text:
        raise Refused("name_missing", "name")
    if name == "kind" and text not in KINDS:
        raise Refused("kind_unknown", "kind")
    if name == "language" and text not in LANGUAGES:
        raise Refused("language_unknown", "language")
    if name == "mobile":
        return clean_mobile(text, region) if text else None
    return _identifier(name, text, kind, region) if text else text


def clean_mobile(text: str, region: str) -> str:
    """The number in E.164. Raises Refused("mobile_wrong")."""
    try:
        return identifiers.mobile(text, region)
    except BadIdentifier as error:
        raise Refused("mobile_wrong", "mobile", reason=error.reason_code) from error


def _identifier(name: str, text: str, kind: str, region: str) -> str:
    readers = {"email": identifiers.email}
    if region == "IR":
        readers["national_id"] = identifiers.company_id if kind == "company" else identifiers.national_code
        readers["postal_code"] = identifiers.postal_code
    if name not in readers:
        return text
    try:
        return readers[name](text)
    except BadIdentifier as error:
        raise Refused(f"{name}_wrong", name, reason=error.reason_code) from error


def mobile_forms(mobile: str | None) -> str:
    """Every way people type the number, so that search finds each: +989121234567 09121234567 (which holds 912…)."""
    if not mobile:
        return ""
    return f"{mobile} 0{mobile[3:]}" if mobile.startswith("+98") else mobile


def search_text(*, number: str, name: str, mobile: str | None, national_id: str, city: str) -> str:
    """The search key of a customer."""
    return key(" ".join((name, mobile_forms(mobile), number, national_id, city)))


def mask_national_id(text: str) -> str:
    """``001•••••679``: the first and last three digits."""
    return f"{text[:3]}{'•' * (len(text) - 6)}{text[-3:]}" if len(text) > 6 else "•" * len(text)
