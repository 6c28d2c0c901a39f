"""What processes cost: CPU seconds and memory, read from /proc, so that other load on the machine does not count."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in task.read_text().split() if int(child) not in found)
            except OSError:
                continue
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of the processes, with that of children they have waited for."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return total / _TICK


def memory(pids: Iterable[int]) -> tuple[float, float]:
    """(proportional, resident) memory in MiB: shared pages counted by share, and counted fully."""
    shared, resident = 0, 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:] if "kB" in line}
        shared += sizes.get("Pss", 0)
        resident += sizes.get("Rss", 0)
    return shared / 1024, resident / 1024


def postmaster(folder: Path) -> int:
    """The main process of the PostgreSQL server that runs on this folder."""
    return int((folder / "postmaster.pid").read_text().splitlines()[0])
