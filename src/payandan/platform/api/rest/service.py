"""The API as a whole: its routes, what becomes of every exception, and its description."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, path, re_path
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from payandan.platform.api import words
from payandan.platform.api.rest.bodies import LARGEST, JsonParser
from payandan.platform.api.rest.description import describe
from payandan.platform.api.rest.inputs import field_errors
from payandan.platform.api.rest.problems import Problem, problem

log = logging.getLogger("payandan.api")
View = Callable[..., HttpResponse]


class Api(NinjaAPI):
    """django-ninja's API with our errors, our parser and our routes; its own pages are left out."""

    def __init__(self, *, title: str, version: str, prefix: str, description: str = "") -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace="api",
            openapi_url=None,
            docs_url=None,
            parser=JsonParser(),
        )
        self.prefix = prefix
        self._described: dict[str, dict[str, Any]] = {}

    def set_default_exception_handlers(self) -> None:
        for kind, answer in _ANSWERS.items():
            self.add_exception_handler(kind, answer)

    def routes(self) -> list[URLPattern]:
        """The URL patterns of every operation, and of everything else under the prefix, which is not there."""
        patterns = []
        for bound in self._get_bound_routers():
            for place, path_view in bound.path_operations.items():
                route = f"{bound.prefix}/{place}".replace("//", "/").lstrip("/")
                route = route.replace("{", "<").replace("}", ">")
                by_method = {method: operation for operation in path_view.operations for method in operation.methods}
                name = path_view.url_name or path_view.operations[0].operation_id
                patterns.append(path(route, _view(by_method), name=name))
        patterns.append(re_path(r"^.*$", _public(nowhere), name="nowhere"))
        return patterns

    def describe(self, language: str) -> dict[str, Any]:
        """The OpenAPI 3.1 document, with summaries in the language."""
        if language not in self._described:
            with translation.override(language):
                self._described[language] = describe(self)
        return self._described[language]


def _view(by_method: dict[str, Operation]) -> View:
    allowed = ", ".join(sorted(by_method))

    def view(request: HttpRequest, **values: Any) -> HttpResponse:
        operation = by_method.get(request.method or "")
        if operation is None:
            response = problem("method-not-allowed", detail=allowed, headers={"Allow": allowed})
        elif any("\x00" in value for value in values.values() if isinstance(value, str)):
            response = problem("not-found")
        elif _declared_length(request) > LARGEST and request.content_type == "application/json":
            response = problem("too-large")
        else:
            response = operation.run(request, **values)  # type: ignore[assignment]
        return _finish(response)

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.operations = by_method  # type: ignore[attr-defined]
    view.policies = {method: operation.view_func.policy for method, operation in by_method.items()}  # type: ignore[attr-defined]
    view.policy = "; ".join(dict.fromkeys(view.policies.values()))  # type: ignore[attr-defined]
    return view


def nowhere(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The answer to an address that is none."""
    return _finish(problem("not-found"))


def _public(view: View) -> View:
    view.policy = "api:public"  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def _finish(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Accept-Language, Authorization"
    return response


def _declared_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() and len(length) < 16 else 0


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    return Problem("validation", errors=field_errors(error)).response()


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    """ninja wraps whatever the parser raised; what is behind it knows better."""
    if isinstance(error.__cause__, Problem):
        return error.__cause__.response()
    return problem({401: "unauthenticated", 403: "forbidden", 404: "not-found"}.get(error.status_code, "malformed"))


def _cannot_be_kept(request: HttpRequest, error: Exception) -> HttpResponse:
    """The last net under values that slipped through a schema: too big a number, NUL, too long a text."""
    log.warning("%s %s: a value that cannot be kept", request.method, request.path, exc_info=error)
    return problem("validation", detail=words.input_message("out_of_range"))


def _two_met(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("%s %s: a constraint refused it", request.method, request.path, exc_info=error)
    return problem("refused", code="conflict")


def _database_trouble(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s: database trouble", request.method, request.path, exc_info=error)
    full = any(sign in str(error).lower() for sign in ("disk is full", "no space left", "disk full"))
    return problem("storage-full") if full else problem("unavailable", headers={"Retry-After": "2"})


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s: unforeseen", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return problem("internal")


_ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Problem: lambda _, error: error.response(),
    ValidationError: _validation,
    HttpError: _http_error,
    RequestDataTooBig: lambda *_: problem("too-large"),
    Http404: lambda *_: problem("not-found"),
    ObjectDoesNotExist: lambda *_: problem("not-found"),
    PermissionDenied: lambda *_: problem("forbidden"),
    SuspiciousOperation: lambda *_: problem("malformed"),
    BadRequest: lambda *_: problem("malformed"),
    MultiPartParserError: lambda *_: problem("malformed"),
    UnreadablePostError: lambda *_: problem("malformed"),
    DataError: _cannot_be_kept,
    OverflowError: _cannot_be_kept,
    IntegrityError: _two_met,
    OperationalError: _database_trouble,
    Exception: _unforeseen,
}
