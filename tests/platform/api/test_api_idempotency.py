"""A repeated write is done once and answered alike: in a row, at the same time, and after a kill."""

import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from payandan.platform.api import actions, queries
from payandan.platform.api.models import StoredReply
from tests.platform.api import service
from tests.platform.api.service import TOKEN
from tests.platform.things import Thing, thing


def post(body: Any, key: str | None = "k-1", token: str = "pyd_capable", path: str = "things", **extra: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    if key is not None:
        headers["Idempotency-Key"] = key
    client = Client(raise_request_exception=False)
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers, **extra)


@pytest.mark.usefixtures("things_table")
class TestInARow:
    def test_a_repetition_is_replayed_byte_for_byte(self) -> None:
        first, second = post({"serial": "A"}), post({"serial": "A"})
        assert Thing.objects.count() == 1
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert first.status_code == 201
        assert second["Location"] == first["Location"] == "/api/v1/things/A"
        assert second["Content-Type"] == first["Content-Type"] == "application/json"
        assert second["Idempotency-Replayed"] == "true"
        assert not first.has_header("Idempotency-Replayed")

    def test_spelling_of_the_json_does_not_matter(self) -> None:
        client = Client()
        headers = {"Idempotency-Key": "k", **TOKEN}
        for raw in ('{"serial":"A","name":"B"}', '{ "name" : "\\u0042",\n "serial": "A" }'):
            assert (
                client.post("/api/v1/things", raw, content_type="application/json", headers=headers).status_code == 201
            )
        assert Thing.objects.count() == 1

    def test_another_body_under_the_same_key(self) -> None:
        post({"serial": "A"})
        other = post({"serial": "B"})
        assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
        assert Thing.objects.count() == 1

    def test_another_address_under_the_same_key(self) -> None:
        thing("A")
        client = Client()
        headers = {"Idempotency-Key": "k", **TOKEN}
        client.patch("/api/v1/things/A", '{"amount": "5"}', content_type="application/json", headers=headers)
        other = client.patch("/api/v1/things/B", '{"amount": "5"}', content_type="application/json", headers=headers)
        assert other.json()["type"] == "/problems/idempotency-key-reused"

    def test_keys_of_two_tokens_are_two_keys(self) -> None:
        post({"serial": "A"})
        assert not post({"serial": "A"}, token="pyd_other").has_header("Idempotency-Replayed")
        assert Thing.objects.count() == 2

    def test_a_missing_or_bad_key(self) -> None:
        assert post({"serial": "A"}, key=None).json()["type"] == "/problems/idempotency-key-missing"
        for key in ("", " ", "a b", "کلید", "x" * 256):
            assert post({"serial": "A"}, key=key).json()["type"] == "/problems/idempotency-key-invalid", key
        assert post({"serial": "A"}, key="!" + "x" * 254).status_code == 201
        assert Thing.objects.count() == 1

    def test_a_refusal_is_kept_and_its_act_undone(self) -> None:
        first, second = post({"serial": "STALE"}), post({"serial": "STALE"})
        assert first.status_code == second.status_code == 409
        assert first.content == second.content
        assert second["Idempotency-Replayed"] == "true"
        assert second["Content-Type"] == "application/problem+json"
        assert not Thing.objects.exists()

    def test_wrong_input_and_our_own_faults_are_not_kept(self) -> None:
        post({"serial": 5})
        post({"serial": "BROKEN"})
        post({"serial": "A"}, token="pyd_reader")
        post({"serial": "A"}, token="pyd_nobody")
        assert not StoredReply.objects.exists()
        assert post({"serial": "A"}).status_code == 201

    def test_a_key_is_welcome_where_it_is_not_required(self) -> None:
        thing("A")
        client = Client()
        for _ in range(2):
            answer = client.patch(
                "/api/v1/things/A", '{"amount": "5"}', content_type="application/json",
                headers={"Idempotency-Key": "k", **TOKEN},
            )  # fmt: skip
        assert answer["Idempotency-Replayed"] == "true"
        assert (
            client.patch("/api/v1/things/A", '{"amount": "6"}', content_type="application/json", headers=TOKEN).json()[
                "rank"
            ]
            == "6"
        )

    def test_a_pure_computation_keeps_nothing(self) -> None:
        assert post({"a": 1}, path="echo").json() == {"a": 1}
        assert not StoredReply.objects.exists()

    def test_uploads_count_by_their_content(self) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        def send(content: bytes) -> Any:
            body = {"photo": SimpleUploadedFile("a.jpg", content), "about": "cause"}
            return Client().post("/api/v1/photos", body, headers={"Idempotency-Key": "k", **TOKEN})

        assert send(b"one").status_code == 201
        assert send(b"one")["Idempotency-Replayed"] == "true"
        assert send(b"two").status_code == 422

    def test_answers_are_forgotten_after_a_day(self) -> None:
        post({"serial": "A"}, key="old")
        post({"serial": "B"}, key="new")
        now = timezone.now()
        StoredReply.objects.filter(key="old").update(created_at=now - timedelta(hours=25))
        assert actions.forget_replies(at=now) == 1
        assert list(StoredReply.objects.values_list("key", flat=True)) == ["new"]

    def test_the_cost_in_queries(self, django_assert_max_num_queries: Any) -> None:
        extra = 1 if connection.vendor == "postgresql" else 0
        # The savepoint of the test's own transaction (2), look up, insert the thing, keep the answer.
        with django_assert_max_num_queries(5 + extra):
            post({"serial": "A"})


@pytest.mark.usefixtures("things_committed")
class TestAtTheSameTime:
    def together(self, count: int, body: Any, key: str) -> list[Any]:
        answers: list[Any] = [None] * count
        barrier = threading.Barrier(count)

        def send(place: int) -> None:
            try:
                barrier.wait()
                for _ in range(200):
                    answers[place] = post(body, key=key)
                    if answers[place].status_code != 409:
                        break
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send, args=[place]) for place in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    @pytest.mark.parametrize("turn", range(6))
    def test_one_act_and_one_answer(self, turn: int) -> None:
        answers = self.together(6, {"serial": f"T{turn}"}, f"t-{turn}")
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert sum(not answer.has_header("Idempotency-Replayed") for answer in answers) == 1
        assert Thing.objects.filter(serial=f"T{turn}").count() == 1

    def test_another_request_under_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """On PostgreSQL the second is told to wait; on SQLite it waits by itself."""
        began, may_end = threading.Event(), threading.Event()
        create = Thing.objects.create

        def slowly(**fields: Any) -> Thing:
            began.set()
            may_end.wait(5)
            made: Thing = create(**fields)
            return made

        monkeypatch.setattr(Thing.objects, "create", slowly)
        answers: list[Any] = []

        def send() -> None:
            try:
                answers.append(post({"serial": "SLOW"}, key="slow"))
            finally:
                connections.close_all()

        first = threading.Thread(target=send)
        first.start()
        assert began.wait(5)
        if connection.vendor == "postgresql":
            second = post({"serial": "SLOW"}, key="slow")
            assert (second.status_code, second.json()["type"]) == (409, "/problems/in-progress")
            assert second["Retry-After"] == "1"
            may_end.set()
            first.join()
        else:
            waiting = threading.Thread(target=send)
            waiting.start()
            may_end.set()
            first.join()
            waiting.join()
            assert answers[0].content == answers[1].content
        assert post({"serial": "SLOW"}, key="slow")["Idempotency-Replayed"] == "true"
        assert Thing.objects.count() == 1


_KILLED = """
import sys
sys.path.insert(0, {path!r})
import django
from django.conf import settings
apps = ["payandan.platform.api", "payandan.platform.search"]
settings.configure(DATABASES={{"default": {database!r}}}, INSTALLED_APPS=apps, USE_TZ=True, SECRET_KEY="x")
django.setup()
from django.db import transaction
from payandan.platform.api import queries
from tests.platform.things import thing
with transaction.atomic():
    assert queries.is_ours("token:7", "killed") and queries.stored_reply("token:7", "killed") is None
    thing("KILLED")
    print("inside", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.usefixtures("things_committed")
def test_a_killed_request_frees_its_key_at_once() -> None:
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = {name: connection.settings_dict[name] for name in names}
    script = _KILLED.format(path=str(Path.cwd()), database=database)
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"inside\n"
        process.kill()
    answer = post({"serial": "KILLED"}, key="killed")
    for _ in range(50):
        if answer.status_code != 409:
            break
        answer = post({"serial": "KILLED"}, key="killed")
    assert answer.status_code == 201
    assert Thing.objects.filter(serial="KILLED").count() == 1


@pytest.mark.usefixtures("things_committed")
def test_the_answer_and_the_act_are_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails after the act, also the keeping of the answer, undoes the act."""

    def fail(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "store_reply", fail)
    assert post({"serial": "A"}).status_code == 500
    assert not Thing.objects.exists()


@pytest.mark.usefixtures("things_committed")
def test_a_lock_is_not_waited_for() -> None:
    if connection.vendor == "sqlite":
        assert queries.is_ours("token:7", "k")
        return
    taken = []

    def take() -> None:
        try:
            with transaction.atomic():
                taken.append(queries.is_ours("token:7", "k"))
        finally:
            connections.close_all()

    with transaction.atomic():
        assert queries.is_ours("token:7", "k")
        other = threading.Thread(target=take)
        other.start()
        other.join()
    take_again = threading.Thread(target=take)
    take_again.start()
    take_again.join()
    assert taken == [False, True]


def test_a_public_operation_has_nobody_whose_key_it_could_be() -> None:
    from ninja.errors import ConfigError

    from payandan.platform.api import rest

    with pytest.raises(ConfigError):
        rest.router().post("/x", auth=rest.public(), response=dict)(rest.idempotent(required=True)(service.open_door))


@pytest.mark.parametrize("options", [{}, {"auth": None, "response": dict}, {"response": dict}])
def test_an_operation_says_who_may_call_it_and_what_it_answers(options: dict[str, Any]) -> None:
    from ninja.errors import ConfigError

    from payandan.platform.api import rest

    with pytest.raises(ConfigError):
        rest.router().get("/x", **options)(service.open_door)
    with pytest.raises(ConfigError):
        rest.router().get("/x", auth=rest.allow())(service.open_door)
