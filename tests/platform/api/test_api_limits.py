"""The token bucket: what fits in the window passes, what does not waits, and workers share the count."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from payandan.platform.api import limits


def test_a_burst_passes_then_waits_then_passes_again() -> None:
    answers = [limits.throttle("a", limit=3, per=60, now=1000.0) for _ in range(5)]
    assert answers[:3] == [0, 0, 0]
    assert answers[3:] == [20, 20]
    assert limits.throttle("a", limit=3, per=60, now=1019.0) == 1
    assert limits.throttle("a", limit=3, per=60, now=1020.0) == 0
    assert limits.throttle("a", limit=3, per=60, now=1020.0) > 0
    assert [limits.throttle("a", limit=3, per=60, now=2000.0) for _ in range(4)] == [0, 0, 0, 20]


def test_keys_do_not_touch_each_other() -> None:
    assert limits.throttle("a", limit=1, per=60) == 0
    assert limits.throttle("b", limit=1, per=60) == 0
    assert limits.throttle("a", limit=1, per=60) > 0


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    limit=st.integers(1, 8),
    per=st.integers(1, 100),
    gaps=st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=40),
)
def test_no_window_lets_through_twice_the_limit(limit: int, per: int, gaps: list[float]) -> None:
    limits.forget()
    now, passed = 1_000_000.0, []
    for gap in gaps:
        now += gap
        wait = limits.throttle("k", limit=limit, per=per, now=now)
        if wait == 0:
            passed.append(now)
        else:
            assert 1 <= wait <= per / limit + 1
    for start in passed:
        # A full bucket, and what trickles in during the window.
        assert sum(start <= moment < start + per for moment in passed) <= 2 * limit
    assert passed


def test_threads_share_the_count() -> None:
    answers: list[int] = []

    def use() -> None:
        answers.extend(limits.throttle("shared", limit=30, per=3600, now=5000.0) for _ in range(25))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(0) == 30


def test_processes_share_the_count(settings: Any) -> None:
    assert limits.throttle("both", limit=2, per=3600) == 0
    script = (
        f"import sys; sys.path.insert(0, {str(Path.cwd())!r})\n"
        "from django.conf import settings\n"
        f"settings.configure(DATA={str(settings.DATA)!r})\n"
        "from payandan.platform.api import limits\n"
        "print([limits.throttle('both', limit=2, per=3600) == 0 for _ in range(2)])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[True, False]"
    assert limits.throttle("both", limit=2, per=3600) > 0


def test_a_sweep_forgets_empty_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_SWEEP_EVERY", 1)
    limits.throttle("old", limit=1, per=10, now=1000.0)
    limits.throttle("new", limit=1, per=10, now=2000.0)
    keys = {key for (key,) in limits._connection().execute("SELECT key FROM bucket")}
    assert keys == {"new"}


@pytest.mark.parametrize(
    ("remote", "expected"),
    [("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", ""), ("unix:", "unix:")],
)
def test_whose_use_it_is(remote: str, expected: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR="1.1.1.1")
    assert limits.address(request) == expected
