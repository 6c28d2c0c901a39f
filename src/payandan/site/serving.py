"""The web server: one supervisor, and processes that answer."""

import ctypes
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from payandan.platform import ui

APPLICATION = "payandan.site.wsgi"
_M_ARENA_MAX = -8
"""glibc's number for how many heaps a process may have (malloc.h)."""


def load() -> None:
    """Load all of the program that requests need, and hold nothing that two processes must not share."""
    import_module(APPLICATION)
    get_resolver().url_patterns  # noqa: B018 - reading it imports the views
    _read_components()
    connections.close_all()
    _one_heap()


def _read_components() -> None:
    """Read the templates that every page is made of, so that they are shared as well."""
    folder = Path(ui.__file__).parent / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())


def _one_heap() -> None:
    """Let all threads share a heap: one for each keeps what the others could use, a tenth of all memory here."""
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Answer requests until a signal says stop; a process that dies is replaced."""
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=64 * threads,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=in_process)


def in_process(module: str) -> Callable[..., Any]:
    """What a process of the server answers with; in one of them the background work runs beside it."""
    return import_module(module).begin()  # type: ignore[no-any-return]
