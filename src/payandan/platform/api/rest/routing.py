"""Declaring operations: each says who may call it and what it answers with."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router as NinjaRouter
from ninja.constants import NOT_SET
from ninja.errors import ConfigError
from ninja.operation import Operation
from ninja.responses import Status
from pydantic import TypeAdapter
from pydantic_core import to_json

from payandan.platform.api import words
from payandan.platform.api.rest import idempotency
from payandan.platform.api.rest.auth import PublicAuth, TokenAuth
from payandan.platform.api.rest.problems import FieldError, Problem, invalid
from payandan.platform.kit.refusals import Refused

Sentence = Callable[[str, dict[str, Any]], str]
View = TypeVar("View", bound=Callable[..., Any])

_WRITES = {"POST", "PATCH", "PUT", "DELETE"}
_ANYWHERE = {"lang"}
_KIND_OF_REFUSAL = {"not_allowed": "forbidden", "not_found": "not-found", "too_many": "too-many-requests"}


class Reply:
    """An answer with a status or headers of its own: `return rest.Reply(claim, status=201, headers={…})`."""

    __slots__ = ("headers", "raw", "status", "value")

    def __init__(
        self, value: Any, *, status: int | None = None, headers: dict[str, str] | None = None, raw: bool = False
    ) -> None:
        self.value = value
        self.status = status
        self.headers = headers or {}
        self.raw = raw


def raw(value: Any, *, status: int | None = None) -> Reply:
    """An answer that is already what it should be (JSON-able): not checked against the declared schema."""
    return Reply(value, status=status, raw=True)


class Router(NinjaRouter):
    """The operations of one package. `refusal(code, params)` is the package's `words.refusal`."""

    if TYPE_CHECKING:
        # ninja declares a summary as finished text; ours are lazy, to be read in the reader's language.
        def get(self, path: str, **options: Any) -> Callable[[View], View]: ...
        def post(self, path: str, **options: Any) -> Callable[[View], View]: ...
        def put(self, path: str, **options: Any) -> Callable[[View], View]: ...
        def patch(self, path: str, **options: Any) -> Callable[[View], View]: ...
        def delete(self, path: str, **options: Any) -> Callable[[View], View]: ...

    def __init__(self, *, tag: str, refusal: Sentence) -> None:
        super().__init__(tags=[tag])
        self.refusal = refusal

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any) -> None:
        auth = options.get("auth")
        if not isinstance(auth, (TokenAuth, PublicAuth)):
            raise ConfigError(f"{methods} {path} does not say who may call it: auth=rest.allow(…) or rest.public()")
        if options.get("response") is NOT_SET:
            raise ConfigError(f"{methods} {path} does not say what it answers: response=…")
        how = _idempotency(methods, view_func, auth)
        options["operation_id"] = options.get("operation_id") or view_func.__name__
        super().add_api_operation(path, methods, view_func, **options)
        operation = self.path_operations[path].operations[-1]
        door = _door(operation, view_func, how, self.refusal, options["response"])
        door.idempotency = how  # type: ignore[attr-defined]
        door.policy = auth.policy  # type: ignore[attr-defined]
        operation.view_func = door


def router(*, tag: str = "", refusal: Sentence = words.refusal) -> Router:
    """A package's router: `router = rest.router(tag="claims", refusal=words.refusal)`."""
    return Router(tag=tag, refusal=refusal)


def found(rows: Any, **lookup: Any) -> Any:
    """The one record of a queryset (`visible_to(actor)`) that the lookup names; 404 where there is none."""
    record = rows.filter(**lookup).first()
    if record is None:
        raise Http404
    return record


def _idempotency(methods: list[str], view: Callable[..., Any], auth: TokenAuth | PublicAuth) -> str:
    how: str = getattr(view, "idempotency", "optional" if _WRITES & set(methods) else "ignored")
    if isinstance(auth, PublicAuth) and how == "required":
        raise ConfigError("An idempotency key needs somebody whose key it is; a public operation has nobody.")
    return "ignored" if isinstance(auth, PublicAuth) else how


def _door(
    operation: Operation, view: Callable[..., Any], how: str, refusal: Sentence, response: Any
) -> Callable[..., HttpResponse]:
    """The view with everything around it: query names, the stored answer, refusals, and the answer as bytes."""
    known = _query_names(operation) | _ANYWHERE
    lists = {name for model in operation.models for name in getattr(model, "__ninja_collection_fields__", [])}
    adapters = _adapters(response)

    def door(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.GET:
            _check_query(request, known, lists)

        def answer() -> HttpResponse:
            try:
                return _render(view(request, **values), adapters)
            except Refused as refused:
                raise idempotency.RefusedReply(refused_response(refused, refusal)) from None

        if how == "ignored":
            try:
                return answer()
            except idempotency.RefusedReply as refused:
                return refused.response
        return idempotency.run(request, answer, required=how == "required")

    return door


def _query_names(operation: Operation) -> set[str]:
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", {})
    }


def _check_query(request: HttpRequest, known: set[str], lists: set[str]) -> None:
    errors = []
    for name, values in request.GET.lists():
        if name not in known:
            errors.append(FieldError(name.replace("\x00", "?")[:100], "unknown_field", place="query"))
        elif len(values) > 1 and name not in lists:
            errors.append(FieldError(name, "repeated", place="query"))
        elif any("\x00" in value for value in values):
            errors.append(FieldError(name, "bad_characters", place="query"))
    if errors:
        raise invalid(*errors)


def _adapters(response: Any) -> dict[int, TypeAdapter[Any] | None]:
    declared = response if isinstance(response, dict) else {200: response}
    return {status: None if model is None else TypeAdapter(model) for status, model in declared.items()}


def _render(result: Any, adapters: dict[int, TypeAdapter[Any] | None]) -> HttpResponse:
    if isinstance(result, HttpResponse):
        return result
    if isinstance(result, Status):
        result = Reply(result.value, status=result.status_code)
    reply = result if isinstance(result, Reply) else Reply(result)
    status = reply.status or next(iter(adapters))
    adapter = adapters[status]
    if adapter is None:
        body = b""
    elif reply.raw:
        body = to_json(reply.value)
    else:
        body = adapter.dump_json(adapter.validate_python(reply.value, from_attributes=True), by_alias=True)
    return HttpResponse(body, status=status, content_type="application/json", headers=reply.headers)


def refused_response(refused: Refused, sentence: Sentence) -> HttpResponse:
    """403, 404 or 429 for the codes that mean so; 422 where a field is at fault; 409 for all else."""
    message = _sentence(refused, sentence)
    kind = _KIND_OF_REFUSAL.get(refused.code)
    if kind:
        return Problem(kind, detail="" if kind == "not-found" else message, code=refused.code).response()
    if refused.field:
        return invalid(FieldError(refused.field, refused.code, message)).response()
    return Problem("refused", detail=message, code=refused.code).response()


def _sentence(refused: Refused, sentence: Sentence) -> str:
    for words_of in (sentence, words.refusal):
        try:
            if text := str(words_of(refused.code, refused.params)):
                return text
        except (KeyError, LookupError):
            continue
    return ""
