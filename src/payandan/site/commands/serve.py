"""`payandan serve`: bring the database up to date, then be the web server."""

import argparse
import gc
import multiprocessing
import os
import sys
from collections.abc import Callable

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="server processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each process (default 4)")
    parser.add_argument("--no-worker", action="store_true", help="leave background work to `payandan worker`")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped.

    The program is loaded once, here; the server's processes are forked from this one and share its memory. Where
    there is no fork, each loads it for itself.
    """
    # Nothing that is loaded now is ever freed: looking through it would cost time, and after the fork copies of it.
    gc.disable()
    django.setup()
    from payandan.site import installation, serving

    if "fork" not in multiprocessing.get_all_start_methods():
        if not installation.prepare():
            return 1
    elif not _prepared_beside(installation.prepare, serving.load):
        return 1
    gc.freeze()
    gc.enable()
    if not options.no_worker:
        os.environ["PAYANDAN_EMBEDDED_WORKER"] = "1"
    print(f"Payandan is at http://{options.host}:{options.port}/", flush=True)
    serving.serve(options.host, options.port, workers=options.workers, threads=options.threads)
    return 0


def _prepared_beside(prepare: Callable[[], bool], load: Callable[[], None]) -> bool:
    """Bring the database up to date in a process of its own, while this one loads the program.

    It takes half the time, and what migrations leave in memory (170 MB for all of them) is gone with that process.
    """
    multiprocessing.set_start_method("fork", force=True)
    preparing = multiprocessing.Process(target=_leave, args=(prepare,))
    preparing.start()
    load()
    preparing.join()
    return preparing.exitcode == 0


def _leave(prepare: Callable[[], bool]) -> None:
    gc.enable()
    sys.exit(not prepare())
