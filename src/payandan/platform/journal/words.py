"""What the journal itself did, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _


def retried_sentence(body: Mapping[str, Any], language: str) -> str:  # noqa: ARG001 - every sentence takes both
    """The line for `DeliveryRetried`."""
    with translation.override(language):
        return _("A failed event was tried again.")


SENTENCES = {"journal.delivery_retried": retried_sentence}
