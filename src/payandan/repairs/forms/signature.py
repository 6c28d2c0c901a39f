"""A signature on the screen, kept as a picture; where scripts do not run, a photo of one on paper."""

from typing import Any

from payandan.platform.ui.forms import PhotoField
from payandan.platform.ui.forms.widgets import ManyFilesInput


class SignatureInput(ManyFilesInput):
    """A place to sign in, beside the input that takes the picture of it."""

    template_name = "repairs/signature.html"


class SignatureField(PhotoField):
    """One picture; `None` where nobody signed."""

    widget = SignatureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_files=1, accept="image/*", **kwargs)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found[0] if found else None
