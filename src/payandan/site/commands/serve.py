"""`payandan serve`: bring the database up to date, then become the web server."""

import argparse
import os
import sys

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="server processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each process (default 4)")
    parser.add_argument("--no-worker", action="store_true", help="leave background work to `payandan worker`")


def run(options: argparse.Namespace) -> int:  # noqa: RET503 - execv does not return
    """Serve until stopped. The framework's memory is given back: the process becomes the server's supervisor."""
    django.setup()
    from payandan.site import installation

    if not installation.prepare():
        return 1
    address = f"http://{options.host}:{options.port}/"
    print(f"Payandan is at {address}", flush=True)
    if not options.no_worker:
        os.environ["PAYANDAN_EMBEDDED_WORKER"] = "1"
    os.execv(  # noqa: S606 - no shell; our own interpreter
        sys.executable,
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", options.host, "--port", str(options.port)),
            *("--workers", str(options.workers), "--blocking-threads", str(options.threads)),
            *("--respawn-failed-workers", "--respawn-interval", "0.5", "--no-ws", "--log-level", "warning"),
            *("--backpressure", str(64 * options.threads)),
            "payandan.site.wsgi:application",
        ],
    )
