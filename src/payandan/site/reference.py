"""The API's description arranged for reading: chapters, operations, tables of fields, an example to paste."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from payandan.platform.api import words
from payandan.platform.api.rest.problems import STATUS

Schema = dict[str, Any]
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table: a parameter, or a member of a body."""

    path: str
    place: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    name: str
    method: str
    path: str
    title: Any
    text: str
    capabilities: list[str]
    public: bool
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[int, list[Field]]]
    refusals: list[int]
    example: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one package."""

    name: str
    operations: list[Operation]


def chapters(document: Schema, base: str) -> list[Chapter]:
    """The operations of an OpenAPI document, by tag, in its own order; `base` is the address in the examples."""
    schemas = document["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, details in methods.items():
            tag = (details.get("tags") or [""])[0]
            found.setdefault(tag, []).append(_operation(path, method.upper(), details, schemas, base))
    return [Chapter(name, operations) for name, operations in found.items()]


def problems() -> list[tuple[str, int, str, str]]:
    """Every kind of problem: code, status, title, what to do."""
    return [(kind, status, words.title(kind), words.detail(kind)) for kind, status in STATUS.items()]


def _operation(path: str, method: str, details: Schema, schemas: Schema, base: str) -> Operation:
    body_schema, content_type = _content(details.get("requestBody", {}))
    answers = [(int(status), answer) for status, answer in details["responses"].items()]
    return Operation(
        name=details["operationId"],
        method=method,
        path=path,
        title=details["summary"],
        text=details.get("description", ""),
        capabilities=details.get("x-capabilities", []),
        public=not details.get("security"),
        parameters=[_parameter(parameter, schemas) for parameter in details.get("parameters", [])],
        body=list(_fields(body_schema, schemas)),
        answers=[(status, list(_fields(_content(answer)[0], schemas))) for status, answer in answers if status < 300],
        refusals=[status for status, _ in answers if status >= 400],
        example=_example(f"{base}{path}", method, details, _payload(body_schema, content_type, schemas)),
    )


def _content(part: Schema) -> tuple[Schema, str]:
    for content_type, media in part.get("content", {}).items():
        return media["schema"], content_type
    return {}, ""


def _parameter(parameter: Schema, schemas: Schema) -> Field:
    schema = parameter["schema"]
    return Field(
        path=parameter["name"],
        place=parameter["in"],
        kind=_kind(schema, schemas),
        required=parameter.get("required", False),
        note=_note(schema),
    )


def _fields(schema: Schema, schemas: Schema, path: str = "", depth: int = 0) -> Iterator[Field]:
    """The members of a schema, depth first, each with its path."""
    schema = _resolved(schema, schemas)
    if depth > _DEEPEST:
        return
    if "items" in schema:
        yield from _fields(schema["items"], schemas, f"{path}[]", depth + 1)
    required = schema.get("required", [])
    for name, member in schema.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        whole = _resolved(member, schemas)
        yield Field(place, "body", _kind(member, schemas), name in required, _note(whole) or _note(member))
        yield from _fields(whole, schemas, place, depth + 1)


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    """The schema behind references, and the one that is not null."""
    for _ in range(_DEEPEST):
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in schema or "oneOf" in schema or "allOf" in schema:
            choices = schema.get("anyOf") or schema.get("oneOf") or schema["allOf"]
            schema = next((choice for choice in choices if choice.get("type") != "null"), {})
        else:
            return schema
    return schema


def _kind(schema: Schema, schemas: Schema) -> str:
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(choice, schemas) for choice in schema["anyOf"]))
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return " | ".join(json.dumps(choice, ensure_ascii=False) for choice in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "items" in schema:
        return f"[{_kind(schema['items'], schemas)}]"
    kind = schema.get("type", "any")
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def _note(schema: Schema) -> str:
    limits = [
        f"{sign} {schema[name]}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("minLength", "length ≥"), ("maxLength", "length ≤"))
        if name in schema
    ]
    if schema.get("default") not in (None, "", [], {}):
        limits.append(f"= {json.dumps(schema['default'], ensure_ascii=False)}")
    return " · ".join([*limits, schema["description"]] if schema.get("description") else limits)


def _example(address: str, method: str, details: Schema, payload: list[str]) -> str:
    lines = [f"curl {address}" if method == "GET" else f"curl -X {method} {address}"]
    if details.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(parameter["name"] == "Idempotency-Key" for parameter in details.get("parameters", [])):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    return " \\\n  ".join(lines + payload)


def _payload(body: Schema, content_type: str, schemas: Schema) -> list[str]:
    if content_type == "application/json":
        sample = json.dumps(_sample(body, schemas), ensure_ascii=False)
        return ['-H "Content-Type: application/json"', f"-d '{sample}'"]
    return [f"-F {name}=…" for name in _resolved(body, schemas).get("properties", {})]


def _sample(schema: Schema, schemas: Schema, depth: int = 0) -> Any:
    """A value that shows the shape: required members only, the first choice of each."""
    schema = _resolved(schema, schemas)
    for name in ("example", "default", "const"):
        if schema.get(name) is not None:
            return schema[name]
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema and depth < _DEEPEST:
        wanted = schema.get("required") or list(schema["properties"])[:3]
        return {name: _sample(schema["properties"][name], schemas, depth + 1) for name in wanted}
    if "items" in schema and depth < _DEEPEST:
        return [_sample(schema["items"], schemas, depth + 1)]
    return _PLAIN.get(schema.get("format", ""), _PLAIN.get(schema.get("type", ""), {}))


_PLAIN: dict[str, Any] = {
    "date": "2025-03-21",
    "date-time": "2025-03-21T09:30:00Z",
    "string": "…",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "array": [],
    "object": {},
}
