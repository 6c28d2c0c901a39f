"""Whatever a client sends, the answer is a problem document that says what is wrong."""

import json
import logging
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.platform.api.service import TOKEN
from tests.platform.things import Thing, thing

pytestmark = pytest.mark.usefixtures("things_table")
ENGLISH = {"Accept-Language": "en", **TOKEN}


def post(client: Client, body: Any, path: str = "things", raw: bool = False, **headers: str) -> Any:
    data = body if raw else json.dumps(body)
    headers = {"Idempotency-Key": "k", **ENGLISH, **headers}
    return client.generic("POST", f"/api/v1/{path}", data, content_type="application/json", headers=headers)


def assert_problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    document: dict[str, Any] = response.json()
    assert document["type"] == f"/problems/{kind}"
    assert document["status"] == status
    assert document["title"]
    return document


def test_no_token(client: Client) -> None:
    response = client.get("/api/v1/things")
    assert_problem(response, 401, "unauthenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="payandan"'


@pytest.mark.parametrize("header", ["Bearer pyd_unknown", "Bearer", "Basic cHlkOng=", "Bearer پایندان", "Bearer a b"])
def test_wrong_token(client: Client, header: str) -> None:
    response = client.get("/api/v1/things", headers={"Authorization": header})
    assert_problem(response, 401, "unauthenticated")
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_session_never_opens_the_api(client: Client) -> None:
    session = client.session
    session["customer"] = {"id": 1, "name": "Mina"}
    session.save()
    assert_problem(client.get("/api/v1/things"), 401, "unauthenticated")
    assert client.get("/api/v1/open").json() == {"kind": "anonymous"}


def test_a_token_that_may_not(client: Client) -> None:
    response = client.post(
        "/api/v1/things", "{}", content_type="application/json", headers={"Authorization": "Bearer pyd_reader"}
    )
    assert assert_problem(response, 403, "forbidden")["needed"] == ["things.make"]


def test_what_is_not_there(client: Client) -> None:
    missing = assert_problem(client.get("/api/v1/things/NONE", headers=TOKEN), 404, "not-found")
    nowhere = assert_problem(client.get("/api/v1/nowhere/at/all", headers=TOKEN), 404, "not-found")
    assert missing == nowhere
    assert_problem(client.get("/api/v1/things/%00", headers=TOKEN), 404, "not-found")


def test_a_method_that_is_not_known(client: Client) -> None:
    response = client.put("/api/v1/things", "{}", headers=TOKEN)
    assert_problem(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, POST"


def test_language_of_the_sentences(client: Client) -> None:
    assert (
        client.get("/api/v1/things", headers={"Accept-Language": "en-GB"}).json()["title"] == "A valid token is needed"
    )
    assert client.get("/api/v1/things").json()["title"] == "توکن معتبر لازم است"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("serial", "required")]),
        ({"serial": "A", "extra": 1}, [("extra", "unknown_field")]),
        ({"serial": 5}, [("serial", "not_text")]),
        ({"serial": "x" * 61}, [("serial", "too_long")]),
        ({"serial": "A", "is_good": 1}, [("is_good", "not_boolean")]),
        ({"serial": "A", "kind": "odd"}, [("kind", "not_in_choices")]),
        ({"serial": "A", "made_on": "1403-13-45"}, [("made_on", "not_date")]),
        ({"serial": "A", "made_on": 20250321}, [("made_on", "not_date")]),
        ({"serial": "A", "made_on": "2025-03-21T00:00:00Z"}, [("made_on", "not_date")]),
        ({"serial": "A", "at": "2025-03-21T00:00:00"}, [("at", "not_moment")]),
        ({"serial": "A", "at": "0001-01-01T00:00:00+14:00"}, [("at", "not_moment")]),
        ({"serial": "A", "parts": {}}, [("parts", "not_list")]),
        ({"serial": "A", "parts": [{"amount": 5}]}, [("parts[0].amount", "not_amount")]),
        ({"serial": "A", "parts": [{"amount": "5"}, {"amount": "-5"}]}, [("parts[1].amount", "not_amount")]),
        ({"serial": "A", "parts": [{"amount": "۵"}]}, [("parts[0].amount", "not_amount")]),
        ({"serial": "A", "parts": [{"amount": "9" * 19}]}, [("parts[0].amount", "not_amount")]),
        ({"serial": "A", "parts": [{"amount": "1", "count": 1.5}]}, [("parts[0].count", "not_integer")]),
        ({"serial": "A", "parts": [{"amount": "1", "count": 10**30}]}, [("parts[0].count", "too_big")]),
        ({"serial": "A", "parts": [{"amount": "1"}] * 4}, [("parts", "too_long")]),
        ([], [("", "not_object")]),
        ("text", [("", "not_object")]),
        (None, [("", "not_object")]),
        ({"serial": "a\x00b"}, [("serial", "bad_characters")]),
        ({"serial": "\ud800"}, [("serial", "bad_characters")]),
        ({"serial": "A", "\x00": 1}, [("", "bad_characters")]),
    ],
)
def test_wrong_bodies(client: Client, body: Any, errors: list[tuple[str, str]]) -> None:
    document = assert_problem(post(client, body), 422, "validation")
    assert [(error["path"], error["code"]) for error in document["errors"]] == errors
    assert all(error["message"] and error["in"] == "body" for error in document["errors"])
    assert not Thing.objects.exists()


def test_a_choice_is_told_what_there_is(client: Client) -> None:
    error = post(client, {"serial": "A", "kind": "odd"}).json()["errors"][0]
    assert error["message"] == "This must be one of: 'new' or 'old'."


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"", b"nul", b"NaN", b'{"serial": NaN}', b'{"serial": 1e999}', b'{"serial": -Infinity}', b"\xff\xfe",
        b'{"serial": ' + b"9" * 5000 + b"}", b"[" * 100_000, b"[" * 500 + b"]" * 500,
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b'\xef\xbb\xbf{"serial": "A"}', b'{"serial": "A"} {}', b"{'serial': 'A'}",
    ],
)  # fmt: skip
def test_broken_json(client: Client, raw: bytes) -> None:
    response = post(client, raw, raw=True)
    assert_problem(response, 422 if raw == b"" else 400, "validation" if raw == b"" else "malformed")


def test_a_name_given_twice(client: Client) -> None:
    document = assert_problem(post(client, '{"serial": "A", "serial": "B"}', raw=True), 422, "validation")
    assert document["errors"][0] == {
        "path": "serial", "in": "body", "code": "repeated", "message": "This was given more than once."
    }  # fmt: skip


def test_other_content_types(client: Client) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        response = client.generic("POST", "/api/v1/echo", "{}", content_type=content_type, headers=TOKEN)
        assert_problem(response, 415, "unsupported-media-type")


def test_too_large(client: Client) -> None:
    response = post(client, b'{"serial": "' + b"x" * 2_000_001 + b'"}', raw=True)
    assert_problem(response, 413, "too-large")
    big = {"photo": SimpleUploadedFile("a.jpg", b"x"), "about": "x" * 6_000_000}
    assert_problem(client.post("/api/v1/photos", big, headers=TOKEN), 413, "too-large")


def test_uploads(client: Client) -> None:
    good = {"photo": SimpleUploadedFile("a.jpg", b"12345"), "about": "cause"}
    assert client.post("/api/v1/photos", good, headers=TOKEN).json() == {"about": "cause", "size": 5}
    document = assert_problem(client.post("/api/v1/photos", {"about": "x"}, headers=TOKEN), 422, "validation")
    assert document["errors"][0]["path"] == "photo"
    broken = client.generic(
        "POST", "/api/v1/photos", b"--x\r\n", content_type="multipart/form-data; boundary=", headers=TOKEN
    )
    assert_problem(broken, 400, "malformed")


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("limit=0", "limit", "too_small"),
        ("limit=201", "limit", "too_big"),
        ("limit=x", "limit", "not_integer"),
        (f"limit={'9' * 5000}", "limit", "out_of_range"),
        ("limit=", "limit", "not_integer"),
        ("cursor=x", "cursor", "bad_cursor"),
        ("cursor=%00", "cursor", "bad_characters"),
        ("cursor=" + "x" * 601, "cursor", "too_long"),
        ("sort=password", "sort", "not_in_choices"),
        ("rank=1001", "rank", "too_big"),
        ("names=a&names=c", "names[1]", "not_in_choices"),
        ("stat=open", "stat", "unknown_field"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("%00=1", "?", "unknown_field"),
    ],
)
def test_wrong_queries(client: Client, query: str, path: str, code: str) -> None:
    document = assert_problem(client.get(f"/api/v1/things?{query}", headers=ENGLISH), 422, "validation")
    found = [(error["path"], error["code"], error["in"]) for error in document["errors"]]
    assert found == [(path, code, "query")]


def test_lists_in_a_query(client: Client) -> None:
    assert client.get("/api/v1/things?names=a&names=b&lang=en", headers=TOKEN).status_code == 200


@pytest.mark.parametrize(
    ("serial", "status", "kind"),
    [("TAKEN", 422, "validation"), ("STALE", 409, "refused"), ("FORBIDDEN", 403, "forbidden")],
)
def test_refusals_are_answers_and_undo_the_act(client: Client, serial: str, status: int, kind: str) -> None:
    document = assert_problem(post(client, {"serial": serial}), status, kind)
    if kind == "validation":
        assert document["errors"] == [{"path": "serial", "in": "body", "code": "taken", "message": "TAKEN is taken."}]
    else:
        assert document["code"] == serial.lower() if serial == "STALE" else document["code"] == "not_allowed"
        assert document["detail"]
    assert not Thing.objects.exists()


def test_what_nobody_foresaw(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "payandan.api"):
        assert_problem(post(client, {"serial": "BROKEN"}), 500, "internal")
    assert "ZeroDivisionError" in caplog.text
    assert not Thing.objects.exists()


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30, -(2**70)])
def test_numbers_that_the_database_cannot_keep(client: Client, number: int) -> None:
    response = client.get(f"/api/v1/overflow/{number}", headers=TOKEN)
    assert response.status_code in (200, 422)


@pytest.mark.parametrize(
    ("message", "status", "kind"),
    [("database is locked", 503, "unavailable"), ("database or disk is full", 507, "storage-full")],
)
def test_a_database_in_trouble(
    client: Client, monkeypatch: pytest.MonkeyPatch, message: str, status: int, kind: str
) -> None:
    def trouble(**_: Any) -> None:
        raise OperationalError(message)

    monkeypatch.setattr(Thing.objects, "create", trouble)
    response = post(client, {"serial": "A"})
    assert_problem(response, status, kind)
    assert response.has_header("Retry-After") == (status == 503)


def test_only_what_is_declared_leaves(client: Client) -> None:
    thing("A", "secret")
    assert client.get("/api/v1/things/A", headers=TOKEN).json() == {"serial": "A", "name": "secret", "rank": "0"}


def test_the_answer_to_a_deletion_is_empty(client: Client) -> None:
    thing("A")
    response = client.delete("/api/v1/things/A", headers=TOKEN)
    assert (response.status_code, response.content) == (204, b"")


def test_public_doors_are_limited(client: Client) -> None:
    assert [client.get("/api/v1/open").status_code for _ in range(3)] == [200] * 3
    response = client.get("/api/v1/open")
    assert_problem(response, 429, "too-many-requests")
    assert int(response["Retry-After"]) >= 1
    assert client.get("/api/v1/open", REMOTE_ADDR="10.0.0.9").status_code == 200


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(_JSON.map(lambda value: json.dumps(value).encode()), st.binary(max_size=60)))
def test_no_body_is_our_fault(client: Client, raw: bytes) -> None:
    for path in ("things", "echo"):
        response = post(client, raw, path, raw=True)
        assert response.status_code < 500
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
