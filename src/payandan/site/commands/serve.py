"""`payandan serve`: bring the database up to date, then be the web server."""

import argparse
import gc
import multiprocessing
import os

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

    if not installation.prepare():
        return 1
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
        serving.load()
    gc.freeze()
    gc.enable()
    if not options.no_worker:
        os.environ["PAYANDAN_EMBEDDED_WORKER"] = "1"
    print(f"Payandan is at http://{options.host}:{options.port}/", flush=True)
    serving.serve(options.host, options.port, workers=options.workers, threads=options.threads)
    return 0
