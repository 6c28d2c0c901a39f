"""Files are handed out to who may see what they belong to, and in a way that nothing in them runs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from payandan.platform.files import actions, permissions, queries, rules
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.people.actions import sign_in_customer
from tests.platform.files import conftest as corpus
from tests.platform.files.conftest import NOW, REZA, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _boxes() -> Iterator[None]:
    """An owner that exists only here: box 5 may be seen by Reza, number 7."""
    permissions.owners["box"] = lambda actor, box: (actor.kind, actor.id, box) == ("customer", 7, 5)
    yield
    del permissions.owners["box"]


def _client(customer: int | None) -> Client:
    client = Client()
    if customer is not None:
        session = client.session
        sign_in_customer(session, customer_id=customer, name="x")
        session.save()
        client.cookies["session"] = session.session_key
    return client


def _store(data: bytes, name: str = "photo.jpg", owner: Any = ("box", 5)) -> StoredFile:
    return actions.store(upload(data, name), owner=owner, actor=REZA, at=NOW)


def test_a_photo_is_shown_in_a_sandbox() -> None:
    file = _store(corpus.jpeg(), "عکس.jpg")
    answer = _client(7).get(f"/files/{file.token}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == queries.location(file.path).read_bytes()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%D8%B9")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_document_is_saved_not_opened() -> None:
    file = _store(corpus.pdf(), 'x";evil="1.pdf')
    answer = _client(7).get(f"/files/{file.token}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="x_;evil=_1.pdf"'
    assert _client(7).get(f"/files/{file.token}/thumbnail/").status_code == 404


def test_a_thumbnail_may_be_kept_by_its_readers_browser() -> None:
    file = _store(corpus.jpeg())
    answer = _client(7).get(f"/files/{file.token}/thumbnail/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, max-age=3600, immutable"
    assert int(answer["Content-Length"]) < file.size


@pytest.mark.parametrize("customer", [None, 8])
@pytest.mark.parametrize("path", ["", "thumbnail/"])
def test_others_get_what_they_would_get_for_nothing(customer: int | None, path: str) -> None:
    file = _store(corpus.jpeg())
    client = _client(customer)
    foreign, missing = client.get(f"/files/{file.token}/{path}"), client.get(f"/files/{'x' * 43}/{path}")
    assert foreign.status_code == missing.status_code == 404
    assert _scrubbed(foreign.content, file.token) == _scrubbed(missing.content, "x" * 43)


def _scrubbed(page: bytes, token: str) -> str:
    """The page without what differs between any two requests."""
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]*"', "", page.decode()).replace(token, "")


def test_an_unbound_file_is_its_uploaders_alone() -> None:
    file = _store(corpus.jpeg(), owner=None)
    assert _client(7).get(f"/files/{file.token}/").status_code == 200
    assert _client(8).get(f"/files/{file.token}/").status_code == 404
    assert not permissions.may_see(Actor(kind="staff", id=7), file)
    assert not permissions.may_see(Actor(kind="system"), file)


def test_an_owner_nobody_speaks_for_is_seen_by_nobody() -> None:
    file = _store(corpus.jpeg(), owner=("unknown", 5))
    assert not permissions.may_see(REZA, file)


def test_a_file_lost_from_the_disk_is_missing_not_an_error() -> None:
    file = _store(corpus.jpeg())
    queries.location(file.path).unlink()
    assert _client(7).get(f"/files/{file.token}/").status_code == 404


def test_files_are_only_read() -> None:
    file = _store(corpus.jpeg())
    assert _client(7).post(f"/files/{file.token}/").status_code == 405


def test_a_request_that_would_fill_the_disk_is_hung_up_on(rf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_REQUEST_BYTES", 200_000)
    small = rf.post("/", {"file": upload(b"x" * 150_000)})
    assert small.FILES["file"].size == 150_000
    flood = rf.post("/", {"one": upload(b"x" * 150_000), "two": upload(b"x" * 150_000), "three": "typed"})
    assert "two" not in flood.FILES
