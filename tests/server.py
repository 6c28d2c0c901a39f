"""An installation of its own, in a process of its own: what journeys, storms and benchmarks run against."""

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx

_PREPARE = """
import django, json, sys
django.setup()
from payandan.site import installation
assert installation.prepare()
"""

# Makes `token`, the API key of an administrator, and `now`; to be followed by more code.
TOKEN = """
from datetime import UTC, datetime
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people import actions as people, queries as staff
from payandan.platform.people.models import Role
now = datetime.now(UTC)
admin = people.create_staff(
    actor=SYSTEM, at=now, email="admin@example.com", name="Admin",
    assignments=[(Role.objects.get(code="administrator").pk, None)],
)
token = people.create_token(
    actor=staff.actor_of(admin), at=now, name="key", capabilities=sorted(staff.all_capabilities())
)[1]
"""


def fresh_postgres() -> str:
    """A database of its own on the suite's server, with all tables; returns its URL."""
    from django.db import connection

    options = connection.get_connection_params()
    name = f"storm_{uuid.uuid4().hex[:8]}"
    _create_postgres(options, f"CREATE DATABASE {name} TEMPLATE {_prepared_postgres()}")
    return _postgres_url(options, name)


def begin_test_database(connection: Any) -> None:
    """Let the suite's own database begin with all its tables, which each process would make for itself."""
    wanted = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        wanted["TEMPLATE"] = _migrated_postgres()
    elif not Path(wanted["NAME"]).exists():
        shutil.copyfile(_migrated_sqlite(), wanted["NAME"])


@cache
def _migrated_sqlite() -> Path:
    with _once("sqlite-tables") as (folder, is_new):
        if is_new:
            Installation(folder, copied=False).migrate()
        return folder / DATABASE


@cache
def _prepared_sqlite() -> Path:
    tables = _migrated_sqlite()
    with _once("sqlite") as (folder, is_new):
        if is_new:
            shutil.copyfile(tables, folder / DATABASE)
            Installation(folder, copied=False).python("")
        return folder / DATABASE


@cache
def _migrated_postgres() -> str:
    from django.db import connection

    options, name = connection.get_connection_params(), f"tables_{_RUN}"
    with _once("postgresql-tables") as (folder, is_new):
        if is_new:
            _create_postgres(options, f"CREATE DATABASE {name}")
            Installation(folder, database_url=_postgres_url(options, name)).migrate()
        return name


@cache
def _prepared_postgres() -> str:
    from django.db import connection

    options, name = connection.get_connection_params(), f"prepared_{_RUN}"
    tables = _migrated_postgres()
    with _once("postgresql") as (folder, is_new):
        if is_new:
            _create_postgres(options, f"CREATE DATABASE {name} TEMPLATE {tables}")
            Installation(folder, database_url=_postgres_url(options, name)).python("")
        return name


@contextlib.contextmanager
def _once(kind: str) -> Iterator[tuple[Path, bool]]:
    """The folder for what is made once for all processes of a run, and whether it is to be made now."""
    folder = _PREPARED / kind
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, not (folder / "done").exists()
        (folder / "done").touch()


def _create_postgres(options: dict[str, Any], statement: str) -> None:
    import psycopg

    host = options.get("host") or ""
    with psycopg.connect(dbname="postgres", user=options["user"], host=host, autocommit=True) as server:
        server.execute(statement.encode())


def _postgres_url(options: dict[str, Any], name: str) -> str:
    return f"postgresql://{options['user']}:@/{name}?host={options.get('host') or ''}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


DATABASE = "payandan.sqlite3"
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_RUN = os.getppid() if _IS_WORKER else os.getpid()
_PREPARED = Path(tempfile.gettempdir()) / f"payandan-prepared-{_RUN}"
"""Databases that have all their tables: making them takes a quarter of a minute, copying them none."""
if not _IS_WORKER:
    atexit.register(shutil.rmtree, _PREPARED, ignore_errors=True)


class Installation:
    """A data folder, its environment, and the server that runs on it."""

    def __init__(self, folder: Path, *, database_url: str = "", copied: bool = True, **environment: str) -> None:
        self.folder, self.copied = folder, copied
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYANDAN_")}
        self.environment = {
            **kept,
            "PAYANDAN_DATA": str(folder),
            "PAYANDAN_BASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "payandan.site.settings",
            **({"PAYANDAN_DATABASE_URL": database_url} if database_url else {}),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def python(self, code: str) -> Any:
        """Run Python in the installation; the last line that it prints is read as JSON."""
        self._begin_prepared()
        done = subprocess.run(
            [sys.executable, "-c", _PREPARE + code],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        lines = done.stdout.strip().splitlines()
        return json.loads(lines[-1]) if "print(" in code else None

    def migrate(self) -> None:
        """Make all tables, and nothing in them."""
        code = "import django; django.setup(); from django.core.management import call_command; call_command('migrate')"
        subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the `payandan` command."""
        self._begin_prepared()
        return subprocess.run(
            [sys.executable, "-m", "payandan", *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *, workers: int = 2, within: float = 30, background: bool = True) -> float:
        """Start the server, with or without the background work; returns the seconds until it answered."""
        self._begin_prepared()
        began = time.monotonic()
        log = (self.folder / "server.log").open("ab")
        arguments = ["serve", "--port", str(self.port), "--workers", str(workers)]
        if not background:
            arguments.append("--no-worker")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "payandan", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        # One client for all tries: making one costs more than the server's own start can spare.
        with httpx.Client(timeout=2) as probe:
            while time.monotonic() - began < within and self.process.poll() is None:
                try:
                    if probe.get(f"{self.url}/livez").status_code == 200:
                        return time.monotonic() - began
                except httpx.HTTPError:
                    time.sleep(0.05)
        raise AssertionError("The server did not start:\n" + (self.folder / "server.log").read_text()[-4000:])

    def _begin_prepared(self) -> None:
        """On SQLite an installation without a database begins with a copy of one that has all its tables."""
        database = self.folder / DATABASE
        if self.copied and "PAYANDAN_DATABASE_URL" not in self.environment and not database.exists():
            shutil.copyfile(_prepared_sqlite(), database)

    def pids(self) -> list[int]:
        """The supervisor, then its worker processes."""
        assert self.process is not None
        return [self.process.pid, *children_of(self.process.pid)]

    def kill(self, *pids: int) -> None:
        """SIGKILL, without warning."""
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def stop(self) -> None:
        """End everything that was started."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        self.process = None

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


def children_of(pid: int) -> list[int]:
    """The child processes of a process (Linux)."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in found.split()]
