"""The OpenAPI document: what ninja makes of the signatures, with our errors, keys and capabilities added."""

from typing import TYPE_CHECKING, Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from payandan.platform.api import words
from payandan.platform.api.rest.problems import CONTENT_TYPE, STATUS

if TYPE_CHECKING:
    from payandan.platform.api.rest.service import Api

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `type` is stable; `title`, `detail` and `message` are sentences for people.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Why the act was refused; stable."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "in", "code", "message"],
                "properties": {
                    "path": {"type": "string"},
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` on the stored answer to a repeated request.",
        "schema": {"type": "string", "const": "true"},
    }
}


class Description(OpenAPISchema):
    """The document of one API.

    Two packages may call a schema alike, `ModelOut`; the later then gets its package's name before it.
    """

    def __init__(self, api: "Api", path_prefix: str) -> None:
        self._package = ""
        self._renamed: dict[str, str] = {}
        super().__init__(api, path_prefix)

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        self._renamed = self._clashing(definitions)
        for name, definition in definitions.items():
            self.schemas[self._renamed.get(name, name)] = _with_names(definition, self._renamed)

    def _clashing(self, definitions: dict[str, Any]) -> dict[str, str]:
        """New names for the definitions that differ from those already there, and for those that point to such."""
        renamed: dict[str, str] = {}
        while True:
            clashing = {
                name
                for name, definition in definitions.items()
                if name not in renamed
                and name in self.schemas
                and self.schemas[name] != _with_names(definition, renamed)
            }
            if not clashing:
                return renamed
            renamed |= {name: f"{self._package}{name}" for name in clashing}

    def _create_schema_from_model(self, *args: Any, **options: Any) -> tuple[dict[str, Any], bool]:
        self._renamed = {}
        schema, required = super()._create_schema_from_model(*args, **options)
        return _with_names(schema, self._renamed), required

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        self._package = (operation.tags or [""])[0].title()
        details = super().operation_details(operation)
        how = operation.view_func.idempotency  # type: ignore[attr-defined]
        if how != "ignored":
            details["parameters"].append({**_KEY, "required": how == "required"})
            for answer in details["responses"].values():
                answer["headers"] = _REPLAYED
        capabilities = [name for auth in operation.auth_callbacks for name in getattr(auth, "capabilities", ())]
        if capabilities:
            details["x-capabilities"] = capabilities
        for status in sorted(_statuses(operation, details)):
            details["responses"].setdefault(status, _problem_answer(status))
        return details


def describe(api: "Api") -> dict[str, Any]:
    """The document, as plain JSON-able data in the active language."""
    document = dict(Description(api, api.prefix))
    document["components"]["schemas"]["Problem"] = _PROBLEM
    if not document["servers"]:
        document["servers"] = [{"url": "/"}]
    return document


def _with_names(schema: Any, renamed: dict[str, str]) -> Any:
    """The schema with its references to renamed definitions put right."""
    if not renamed:
        return schema
    if isinstance(schema, list):
        return [_with_names(part, renamed) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _renamed_reference(part, renamed) if name == "$ref" else _with_names(part, renamed)
        for name, part in schema.items()
    }


def _renamed_reference(reference: str, renamed: dict[str, str]) -> str:
    start, _, name = reference.rpartition("/")
    return f"{start}/{renamed.get(name, name)}"


def _statuses(operation: Operation, details: dict[str, Any]) -> set[int]:
    statuses = {400, 422, 503}
    statuses |= {401, 403} if details.get("security") else {429}
    if "{" in operation.path or details.get("requestBody"):
        statuses.add(404)
    if details.get("requestBody"):
        statuses |= {413, 415}
    if set(operation.methods) - {"GET"}:
        statuses |= {409, 507}
    return statuses


def _problem_answer(status: int) -> dict[str, Any]:
    kinds = [kind for kind, of in STATUS.items() if of == status]
    return {
        "description": " · ".join(words.title(kind) for kind in kinds),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
