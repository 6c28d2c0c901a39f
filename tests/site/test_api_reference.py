"""The description of the API and the page that shows it; every operation says who may call it."""

import re
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import meta

from payandan.platform.api.rest.problems import STATUS
from payandan.platform.people.queries import all_capabilities
from payandan.site.api import api

pytestmark = pytest.mark.django_db


def described(client: Client, language: str = "en") -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/v1/openapi.json", headers={"Accept-Language": language}).json()
    return document


def operations(client: Client) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", details)
        for path, methods in described(client)["paths"].items()
        for method, details in methods.items()
    ]


def test_it_is_openapi_3_1(client: Client) -> None:
    document = described(client)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Payandan"
    for schema in document["components"]["schemas"].values():
        meta.validate(schema)


def test_every_reference_leads_somewhere(client: Client) -> None:
    document = described(client)
    text = client.get("/api/v1/openapi.json").content.decode()
    named = set(re.findall(r"#/components/schemas/([^\"]+)", text))
    assert named <= set(document["components"]["schemas"])


def test_summaries_are_in_the_readers_language(client: Client) -> None:
    fa, en = described(client, "fa"), described(client, "en")
    for path, methods in fa["paths"].items():
        for method, details in methods.items():
            english = en["paths"][path][method]["summary"]
            assert re.search("[آ-ی]", details["summary"]), f"{method} {path} has no Persian summary: {english}"


def test_every_operation_declares_its_capability(client: Client) -> None:
    known = set(all_capabilities())
    for name, details in operations(client):
        if details.get("security"):
            assert set(details["x-capabilities"]) <= known, name
            assert {"401", "403"} <= set(details["responses"]), name
        else:
            assert "429" in details["responses"], name


def test_every_route_carries_its_policy() -> None:
    for route in api.routes():
        assert route.callback.policy.startswith("api:"), route  # type: ignore[union-attr]


def test_no_identifier_of_the_database_leaves(client: Client) -> None:
    """No answer has a member that is called id and is a number."""
    for name, schema in described(client)["components"]["schemas"].items():
        for member, kind in schema.get("properties", {}).items():
            assert not (re.fullmatch(r"id|pk|.*_id", member) and kind.get("type") == "integer"), f"{name}.{member}"


def test_every_body_is_closed(client: Client) -> None:
    document = described(client)
    for name, details in operations(client):
        for content_type, media in details.get("requestBody", {}).get("content", {}).items():
            schema = media["schema"]
            if content_type == "application/json" and "$ref" in schema:
                schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
                assert schema.get("additionalProperties") is False, name


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_shows_every_operation(client: Client, language: str) -> None:
    response = client.get("/api/v1/", headers={"Accept-Language": language})
    assert response.status_code == 200
    page = response.content.decode()
    assert f'lang="{language}"' in page
    for name, details in operations(client):
        assert f'id="{details["operationId"]}"' in page, name
    for kind in STATUS:
        assert f"/problems/{kind}<" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_a_kind_of_problem_has_an_address(client: Client) -> None:
    page = client.get("/problems/validation").content.decode()
    assert re.search(r'id="problem-validation"\s+aria-current="true"', page)
    assert client.get("/problems/made-up").status_code == 404


def test_the_reference_needs_no_token_and_takes_no_posts(client: Client) -> None:
    assert client.post("/api/v1/openapi.json").status_code == 405
    assert client.get("/api/v1/nowhere").json()["type"] == "/problems/not-found"
    assert client.get("/api/v2/claims").status_code == 404
