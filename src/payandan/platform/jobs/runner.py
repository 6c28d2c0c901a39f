"""Running the worker: in a process of its own, or inside one of the server's processes.

On SQLite exactly one worker is active on a data folder, whoever started it: a file lock says which, and when its
process dies the system frees the lock and another takes over within seconds. On PostgreSQL workers of their own may
be as many as one likes; of the server's processes, still one does the work.
"""

import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from payandan.platform.jobs.actions import prepare_worker, run_by_name, run_due, sweeps

log = logging.getLogger(__name__)

WORKERS = 4
"""Threads: facts, messages and webhooks each wait on something else, and long work must not hold them up."""

TAKE_OVER = 2.0
"""Seconds between two looks at whether the active worker is gone."""

HEALTH = 10.0
"""Seconds between two looks at whether all threads live."""

GRACE = 25
"""Seconds that a stopping worker may take to end what it is at."""

_embedded: list[Any] = []


def run_worker(workers: int = WORKERS) -> int:
    """Work until SIGTERM or Ctrl-C, then end what is at hand and return 0. A second signal ends at once."""
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with _only_one(stopped) as active:
        if not active:
            return 0
        consumer = _consumer(workers)
        _work_until(stopped, consumer)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_DFL)
        consumer.stop(graceful=True)
    return 0


def start_embedded(workers: int = WORKERS) -> None:
    """Have one of the server's processes do the background work; call it in each of them, once it is forked."""
    if _embedded and _embedded[0] == os.getpid():
        return
    stopped = threading.Event()
    keeper = threading.Thread(target=_keep, args=(workers, stopped), name="payandan-worker", daemon=True)
    _embedded[:] = [os.getpid(), stopped, keeper]
    keeper.start()
    atexit.register(stop_embedded)


def stop_embedded() -> None:
    """End the embedded worker, letting it finish what it is at."""
    if _embedded and _embedded[0] == os.getpid():
        _, stopped, keeper = _embedded
        stopped.set()
        keeper.join(GRACE)
        _embedded.clear()


def drain(limit: int = 1000) -> int:
    """Run every waiting wake-up call here and now, until none is left; how many ran. For tests and `worker --once`."""
    from payandan.platform.jobs.actions import calls

    _answer()
    huey = calls.engine()
    for ran in range(limit):
        waiting = huey.dequeue()
        if waiting is None:
            return ran
        huey.execute(waiting)
    return limit


def _keep(workers: int, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            with _only_one(stopped, always=True) as active:
                if active:
                    consumer = _consumer(workers)
                    _work_until(stopped, consumer)
                    consumer.stop(graceful=True)
        except Exception:  # e.g. the database is away: try again, the server's process goes on
            log.exception("The embedded worker stopped; trying again")
            stopped.wait(TAKE_OVER)


def _consumer(workers: int) -> Any:
    from huey.consumer import Consumer

    from payandan.platform.jobs.actions import calls

    return Consumer(
        calls.engine(),
        workers=workers,
        initial_delay=0.05,
        max_delay=0.5,
        shutdown_timeout=GRACE,
    )


def _work_until(stopped: threading.Event, consumer: Any) -> None:
    """Start the threads and replace any that dies; but set no signal handlers: those are the process's own."""
    from payandan.platform.jobs.actions import calls

    if connection.vendor == "sqlite":
        prepare_worker(at=timezone.now())
    connection.close()
    _answer()
    for name in sweeps():
        calls.call(calls.task(name))
    consumer._set_signal_handlers = lambda: None
    consumer.start()
    while not stopped.wait(HEALTH):
        consumer.check_worker_health()


def _answer() -> None:
    """Have this process answer the calls."""
    from payandan.platform.jobs.actions import calls

    calls.answered_by(run=_run, tick=_tick)


def _run(name: str, on_schedule: bool) -> None:
    close_old_connections()
    try:
        run_by_name(name, on_schedule=on_schedule, clock=timezone.now)
    finally:
        close_old_connections()


def _tick() -> None:
    """Each minute: call every job whose time has come."""
    from payandan.platform.jobs.actions import calls

    close_old_connections()
    try:
        for name in run_due(at=timezone.now()):
            calls.call(calls.task(name, on_schedule=True))
    finally:
        close_old_connections()


@contextmanager
def _only_one(stopped: threading.Event, *, always: bool = False) -> Iterator[bool]:
    """Hold the lock of the active worker; yields False when stopped before it was free."""
    if connection.vendor != "sqlite" and not always:
        yield True
        return
    with _lock_file().open("a+") as file:
        told = False
        while not _lock(file):
            if not told:
                log.warning("Another worker is active; this one stands by.")
                told = True
            if stopped.wait(TAKE_OVER):
                yield False
                return
        yield True


def _lock_file() -> Path:
    if connection.vendor == "sqlite":
        return Path(f"{settings.DATABASES['default']['NAME']}.worker")
    return Path(settings.DATA) / "worker.lock"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: Any) -> bool:
        file.seek(0)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _lock(file: Any) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
