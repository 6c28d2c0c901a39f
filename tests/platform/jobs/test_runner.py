"""The worker: one at a time on SQLite, taken over when it dies, stopped with grace, killed without loss."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from payandan.platform.jobs import runner
from payandan.platform.jobs.actions import clockwork, periodic, prepare_worker
from payandan.platform.journal import queries
from payandan.platform.journal.actions import record, recording
from payandan.platform.journal.models import Delivery, Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.notifications import rules
from payandan.platform.notifications.models import Message
from tests.fakes.sms import FakeSms
from tests.platform.jobs import storm

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]


def wait_for(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_of_two_workers_on_one_data_folder_one_stands_by(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(runner, "_lock_file", lambda: tmp_path / "lock")
    told_to_stop = threading.Event()
    told_to_stop.set()
    with runner._only_one(threading.Event(), always=True) as first:
        assert first
        with runner._only_one(told_to_stop, always=True) as second:
            assert not second
    with runner._only_one(told_to_stop, always=True) as next_one:
        assert next_one


def test_the_server_does_the_work_itself(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(runner, "_lock_file", lambda: tmp_path / "lock")
    monkeypatch.setattr(clockwork, "_jobs", {})
    monkeypatch.setattr(clockwork, "_starters", [])
    ran = threading.Event()

    @periodic(every=timedelta(minutes=1))
    def ring() -> None:
        ran.set()

    runner.start_embedded(workers=1)
    runner.start_embedded(workers=1)
    try:
        assert ran.wait(5)  # the clock calls it
        ran.clear()
        ring.soon()
        assert ran.wait(5)  # and so do we
    finally:
        runner.stop_embedded()
    assert not any(thread.name == "payandan-worker" for thread in threading.enumerate())


def worker(gateway: str, data: Path) -> "subprocess.Popen[bytes]":
    url = f"sqlite:///{connection.settings_dict['NAME']}"
    if connection.vendor == "postgresql":
        url = (
            urlsplit(os.environ["PAYANDAN_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        )
    environment = {
        **os.environ,
        "PAYANDAN_DATA": str(data),
        "PAYANDAN_DATABASE_URL": url,
        "PAYANDAN_SMS_GATEWAY": gateway,
        "PAYANDAN_QUIET_HOURS": "",
        "STORM_SETTINGS": "payandan.site.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    environment.pop("PAYANDAN_TEST_DATABASE", None)
    return subprocess.Popen([sys.executable, "-m", "tests.platform.jobs.storm"], env=environment, cwd=data)


def test_a_worker_killed_again_and_again_loses_nothing_and_tells_nothing_twice(
    tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    """SIGKILL in the middle of deliveries and of requests to the gateway; then SIGTERM, which is graceful."""
    settings.QUIET_HOURS = ""
    monkeypatch.setattr(recording, "_listeners", {})
    monkeypatch.setattr(recording, "_wakers", [])
    storm.declare()
    kills, each = 2, 12
    with FakeSms(slowness=0.03) as sms:
        sms.behave(*["slow"] * 1000)
        for kill in range(kills + 1):
            with transaction.atomic():
                for number in range(kill * each, (kill + 1) * each):
                    record(storm.Struck(number, secret=number % 3 == 0), actor=SYSTEM, at=timezone.now(), about=[])
            if connection.vendor == "postgresql":
                prepare_worker(at=timezone.now())  # many may be active there, so only a lease's end would tell
            process, heard = worker(sms.kavenegar_url(), tmp_path), len(sms.requests)
            try:
                assert wait_for(lambda: len(sms.requests) > heard + 3 or process.poll() is not None)  # noqa: B023
                if kill < kills:
                    process.kill()
                else:
                    assert wait_for(_all_over)
                    process.terminate()
                    assert process.wait(10) == 0
            finally:
                process.kill()
                process.wait()

    everything = (kills + 1) * each
    assert Delivery.objects.filter(state=Delivery.State.DONE).count() == everything
    numbers = Fact.objects.filter(name="storm.heard").values_list("body", flat=True)
    assert sorted(body["number"] for body in numbers) == list(range(everything))
    assert sms.repeated == 0
    assert max(Counter(sms.texts).values()) == 1
    assert set(Message.objects.values_list("state", "secret")) <= {
        ("accepted", True),
        ("accepted", False),
        ("unknown", True),
    }
    doubts = Message.objects.filter(state="unknown").count()
    assert doubts <= kills * 2
    assert len(sms.taken) >= everything - doubts
    assert queries.pending() == (0, 0, None)


def _all_over() -> bool:
    closed = rules.FINAL | {rules.State.ACCEPTED, rules.State.UNKNOWN}
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    return not waiting and not Message.objects.exclude(state__in=closed).exists()
