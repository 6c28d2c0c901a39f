"""The web server: one supervisor, and processes that answer."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import connections
from django.urls import get_resolver
from granian import Granian  # type: ignore[attr-defined]
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "payandan.site.wsgi"


def load() -> None:
    """Load all of the program that requests need, and hold nothing that two processes must not share."""
    import_module(APPLICATION)
    get_resolver().url_patterns  # noqa: B018 - reading it imports the views
    connections.close_all()


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
