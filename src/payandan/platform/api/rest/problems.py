"""Errors as RFC 9457 problem documents, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json

from payandan.platform.api import words

CONTENT_TYPE = "application/problem+json"

STATUS = {
    "malformed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "refused": 409,
    "in-progress": 409,
    "too-large": 413,
    "unsupported-media-type": 415,
    "validation": 422,
    "idempotency-key-missing": 400,
    "idempotency-key-invalid": 400,
    "idempotency-key-reused": 422,
    "too-many-requests": 429,
    "internal": 500,
    "unavailable": 503,
    "storage-full": 507,
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one part of the input: where (`lines[0].amount`), a stable code, a sentence.

    `place` is body, query, path or header. Without a message, the code's own sentence is used.
    """

    path: str
    code: str
    message: str = ""
    place: str = "body"

    def document(self) -> dict[str, str]:
        message = self.message or words.input_message(self.code)
        return {"path": self.path, "in": self.place, "code": self.code, "message": message}


class Problem(Exception):  # noqa: N818 - it is an answer
    """Raise to answer with a problem document; `kind` is one of `STATUS`, from which come the type and the status."""

    def __init__(
        self,
        kind: str,
        *,
        detail: str = "",
        errors: list[FieldError] | None = None,
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail
        self.errors = errors or []
        self.headers = headers or {}
        self.members = members

    def response(self) -> HttpResponse:
        """The answer, in the active language."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.kind}",
            "title": words.title(self.kind),
            "status": STATUS[self.kind],
        }
        if detail := self.detail or words.detail(self.kind):
            document["detail"] = detail
        if self.errors:
            document["errors"] = [error.document() for error in self.errors]
        document.update(self.members)
        return HttpResponse(
            to_json(document), status=STATUS[self.kind], content_type=CONTENT_TYPE, headers=self.headers
        )


def problem(kind: str, **parts: Any) -> HttpResponse:
    """The answer that raising `Problem(kind, …)` gives."""
    return Problem(kind, **parts).response()


def invalid(*errors: FieldError) -> Problem:
    """The 422 for input that is well formed but wrong; `raise rest.invalid(rest.FieldError("lines[0].amount", …))`."""
    return Problem("validation", errors=list(errors))
