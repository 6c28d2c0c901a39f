"""What all papers share: the common head, the code that leads back to them, and who gave them out."""

import tempfile
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _

from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.people.models import Branch
from payandan.platform.ui import words as shown
from payandan.repairs.models import MoneyTerms
from payandan.warranty import paper


def made(template: str, data: Mapping[str, Any], *, address: str) -> bytes:
    """A paper as PDF; `address` stands in its QR code. Call it in the language of the paper."""
    with tempfile.TemporaryDirectory() as folder:
        segno.make(address, error="m", micro=False).save(str(Path(folder) / "code.svg"), border=2)
        return paper.compiled(_source("common.typ") + _source(template), data, folder=Path(folder))


@lru_cache(maxsize=4)
def _source(name: str) -> bytes:
    return (files(__package__) / name).read_bytes()


def seller(branch: Branch | None, terms: MoneyTerms) -> list[str]:
    """The centre as its papers name it."""
    told = (
        shown.name_in(branch) if branch else "",
        terms.address,
        _("Phone: %(phone)s") % {"phone": terms.phone} if terms.phone else "",
        _("Tax number: %(number)s") % {"number": terms.tax_id} if terms.tax_id else "",
    )
    return [line for line in told if line]


def fact(label: str, value: Any, *, code: bool = False) -> dict[str, Any]:
    """A line of facts; `code` is read from left to right."""
    return {"label": label, "value": str(value or ""), "code": code}


def mobile(number: str | None) -> dict[str, Any]:
    """The customer's mobile."""
    return fact(_("Mobile"), display_mobile(number) if number else "", code=True)
