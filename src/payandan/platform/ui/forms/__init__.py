"""Form fields for Persian input: any digits, both calendars, both units of money; and clear words."""

from payandan.platform.ui.forms.fields import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MobileField,
    MoneyField,
    SerialField,
    TextField,
)
from payandan.platform.ui.forms.photos import PhotoField
from payandan.platform.ui.forms.refusals import add_refusal

__all__ = [
    "IntegerField",
    "JalaliDateField",
    "LinesField",
    "MobileField",
    "MoneyField",
    "PhotoField",
    "SerialField",
    "TextField",
    "add_refusal",
]
