"""How much a request may send at all, before any form looks at it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from payandan.platform.files import rules


class UploadMeasure(FileUploadHandler):
    """Stands before the handlers that keep what arrives, and hangs up on a request that would fill the disk.

    Far above every single limit, so that an honest but too large photo still gets its sentence.
    """

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's shape
        self.arrived += len(raw_data)
        if self.arrived > rules.MAX_REQUEST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""
