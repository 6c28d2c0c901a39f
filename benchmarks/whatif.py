"""`python -m benchmarks.whatif`: a million claims replayed under other terms, several times, with the machine's noise.

`payandan bench what-if` does the work; before each time a fixed piece of arithmetic is timed, to show what else the
machine is doing.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.run import arithmetic

RESULTS = Path(__file__).parent / "results"
GOAL_S = 60


def once(claims: int, seed: int) -> dict[str, Any]:
    """One run's line, and what the arithmetic took right before it, in milliseconds."""
    noise = min(arithmetic() for _ in range(10))
    command = [sys.executable, "-m", "payandan", "bench", "what-if", "--claims", str(claims), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout), "arithmetic_ms": round(noise, 1)}


def table(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        f"{results['claims']:,} varied claims replayed under changed terms in as many processes as there are cores;",
        f"{results['machine']}, Python {results['python']}. Seconds by the clock, without making and comparing them.",
        "",
        "| seconds | goal | compared with single verdicts | different | fixed arithmetic before, ms |",
        "|---:|---:|---:|---:|---:|",
    ]
    for one in results["runs"]:
        figures = (one["seconds"], f"< {GOAL_S}", f"{one['compared']:,}", one["different"], one["arithmetic_ms"])
        lines.append("| " + " | ".join(map(str, figures)) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the results; 1 where an answer was different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    results = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "claims": options.claims,
        "runs": [once(options.claims, seed) for seed in range(1, options.times + 1)],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "whatif.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "whatif.md").write_text(table(results), encoding="utf-8")
    print(table(results))
    return 1 if any(one["different"] for one in results["runs"]) else 0


if __name__ == "__main__":
    sys.exit(main())
