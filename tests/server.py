"""An installation of its own, in a process of its own: what journeys, storms and benchmarks run against."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A data folder, its environment, and the server that runs on it."""

    def __init__(self, folder: Path, *, database_url: str = "", **environment: str) -> None:
        self.folder = folder
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

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the `payandan` command."""
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
