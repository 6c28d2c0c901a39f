"""From an action's refusal to the form that was sent, which keeps what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from payandan.platform.kit.refusals import Refused


def add_refusal(form: forms.BaseForm, refused: Refused, words: Callable[[str, Mapping[str, Any]], Any]) -> None:
    """Put the sentence for a refusal at the field at fault, or at the head of the form where it has no such field.

    `words` is the package's ``words.refusal(code, params)``.
    """
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(words(refused.code, refused.params)), code=refused.code))
