"""Photos and papers, several at a time."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.ui import words
from payandan.platform.ui.forms.widgets import ManyFilesInput

ACCEPTED = "image/*,application/pdf"


class PhotoField(forms.Field):
    """A list of uploads, empty where none came. What is in them is judged where they are stored.

    `max_files` and `max_bytes` (of one file) are checked here, so that the answer comes with the form.
    """

    widget = ManyFilesInput

    def __init__(
        self, *, max_files: int = 5, max_bytes: int = 15_000_000, accept: str = ACCEPTED, **kwargs: Any
    ) -> None:
        self.max_files, self.max_bytes, self.accept = max_files, max_bytes, accept
        kwargs.setdefault("error_messages", {}).setdefault("required", gettext_lazy("Please add at least one photo."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Any]:
        files = [file for file in value or [] if file is not None]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.max_files:
            limit = {"count": words.digits(self.max_files)}
            raise forms.ValidationError(_("Please send at most %(count)s files at a time.") % limit, code="too_many")
        for file in files:
            self._check(file)
        return files

    def _check(self, file: Any) -> None:
        if not file.size:
            raise forms.ValidationError(
                _("The file “%(name)s” is empty; please choose it again.") % {"name": file.name}, code="empty"
            )
        if file.size > self.max_bytes:
            about = {"name": file.name, "size": words.digits(self.max_bytes // 1_000_000)}
            raise forms.ValidationError(
                _("The file “%(name)s” is larger than %(size)s MB; please send a smaller one.") % about,
                code="file_too_large",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002 - Django's signature
        return bool(data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return {
            "accept": self.accept,
            "multiple": self.max_files > 1,
            "data-max-files": self.max_files,
            "data-max-bytes": self.max_bytes,
        }
