"""What the workshop costs with thousands of open jobs: the board, its filters, and a scan at the counter.

    python -m benchmarks.board [--jobs 5000] [--units 20000]

Works in a database of its own. Every figure is the median of several calls in this process, through the whole stack of
a page (routing, session, templates), in milliseconds; beside it the CPU time, which holds on a busy machine.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

GOAL = 100
CALLS = 15


def main() -> None:
    """Fill, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--jobs", type=int, default=5_000)
    asked.add_argument("--units", type=int, default=20_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="payandan-board-") as folder:
        os.environ["PAYANDAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payandan.site.settings")
        os.environ["PAYANDAN_REQUIRE_MFA"] = "false"
        os.environ["PAYANDAN_HOSTS"] = "testserver"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(given.jobs, given.units)


def measure(jobs: int, units: int) -> None:
    """Print the median of each page."""
    from django.test import Client
    from django.urls import reverse

    client = Client()
    serials, numbers = fill(client, jobs, units)
    dice = random.Random(7)
    board, intake = reverse("repairs-board"), reverse("repairs-intake")
    calls: dict[str, Callable[[], Any]] = {
        "board": lambda: client.get(board),
        "board, one technician": lambda: client.get(board, {"technician": "0"}),
        "board, broken promises": lambda: client.get(board, {"late": "on"}),
        "scan at the counter": lambda: client.get(
            intake, {"serial": dice.choice(serials)}, headers={"HX-Request": "true"}
        ),
        "list, by a serial's middle": lambda: client.get(reverse("repairs-list"), {"q": dice.choice(serials)[3:9]}),
        "record": lambda: client.get(reverse("repairs-record", args=[dice.choice(numbers)])),
    }
    print(f"{jobs} open jobs, {units} units")
    for name, call in calls.items():
        median, spent = cost(call)
        print(f"{name:28} {median:7.1f} ms  {spent:7.1f} ms of CPU  {'ok' if median < GOAL else 'OVER'}")


def cost(call: Callable[[], Any]) -> tuple[float, float]:
    """The median time of one call in milliseconds, by the clock and of the CPU."""
    for _ in range(3):
        assert call().status_code == 200
    times, spent = [], []
    for _ in range(CALLS):
        began, cpu = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return statistics.median(times), statistics.median(spent)


def fill(client: Any, jobs: int, units: int) -> tuple[list[str], list[str]]:
    """A company with that many units and open jobs, and a manager who is signed in. Serials and numbers of jobs."""
    from django.utils import timezone

    from payandan.catalog import actions as catalog
    from payandan.catalog import queries as catalog_queries
    from payandan.catalog.models import Symptom
    from payandan.customers.actions import find_or_create_many
    from payandan.platform.kit.actors import SYSTEM
    from payandan.platform.kit.ids import public_id, random_symbols
    from payandan.platform.people.actions import ensure_roles
    from payandan.platform.people.models import Branch, Membership, Role, User
    from payandan.repairs import rules
    from payandan.repairs.actions.shared import search_key
    from payandan.repairs.models import RepairOrder, Visit
    from payandan.units.actions import register_units
    from payandan.units.models import Unit
    from payandan.units.rules import NewUnit
    from payandan.warranty.actions import load_rulebook

    now, dice = timezone.now(), random.Random(3)
    ensure_roles(actor=SYSTEM, at=now)
    load_rulebook(actor=SYSTEM, at=now)
    catalog.load_catalog(documents=catalog_queries.bundled_catalog(), actor=SYSTEM, at=now)
    television = next(row for row in catalog_queries.categories() if row.code == "television")
    model = catalog.create_model(
        category=television, brand="Ava", code="X55", name_fa="تلویزیون", name_en="TV", actor=SYSTEM, at=now
    )
    branches = [Branch.objects.create(code=f"b{n}", name_fa=f"مرکز {n}", name_en=f"Centre {n}") for n in range(5)]
    people = [{"name": f"مشتری {n}", "mobile": f"0912{n:07}"} for n in range(2000)]
    customers: Any = find_or_create_many(people=people, actor=SYSTEM, at=now)  # type: ignore[arg-type]
    for start in range(0, units, 2000):
        rows = [
            NewUnit(serial=f"AV-{n:08}", model_id=model.pk, owner_id=customers[n % 2000].pk, sold_on=now.date())
            for n in range(start, min(start + 2000, units))
        ]
        register_units(rows=rows, channel="import", actor=SYSTEM, at=now)
    things = list(Unit.objects.select_related("model", "owner").order_by("pk")[:jobs])
    codes = list(Symptom.objects.filter(category=television).values_list("code", "group"))
    visits = Visit.objects.bulk_create(
        Visit(number=public_id("VIS"), customer=unit.owner, branch=branches[n % 5], at=now)
        for n, unit in enumerate(things)
    )
    orders = []
    for unit, visit in zip(things, visits, strict=True):
        number, tracking = public_id("JOB"), random_symbols(10)
        state, (symptom, group) = (
            dice.choice([state for state in rules.OPEN if state != "abandoned"]),
            dice.choice(codes),
        )
        at = now - timedelta(hours=dice.randint(1, 400))
        orders.append(
            RepairOrder(
                number=number, tracking=tracking, visit=visit, unit=unit, customer=unit.owner, branch=visit.branch,
                place=visit.branch, state=state, entered_at=at, received_at=at, symptom=symptom, group=group,
                promised_at=at + timedelta(days=dice.randint(1, 20)), priority=dice.randint(0, 3),
                outcome="repaired" if state in rules.AT_COUNTER else "",
                search_key=search_key(number, tracking, unit, unit.owner),
            )
        )  # fmt: skip
    RepairOrder.objects.bulk_create(orders, batch_size=500)
    user = User.objects.create(email="bench@example.test", name="Bench")
    Membership.objects.create(user=user, role=Role.objects.get(code="manager"))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [unit.serial for unit in things], [order.number for order in orders]


if __name__ == "__main__":
    main()
