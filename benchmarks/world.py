"""Two hundred thousand units and a hundred thousand claims, made by the public acts, a thousand at a time."""

import json
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.server import TOKEN

NAMES = ("علی", "مریم", "حسین", "زهرا", "رضا", "فاطمه", "محمد", "سارا", "امیر", "نرگس", "کیان", "پریسا")
SURNAMES = ("کریمی", "محمدی", "حسینی", "رضایی", "احمدی", "موسوی", "کاظمی", "جعفری", "یزدانی", "صادقی", "اکبری", "رحیمی")
CAUSES = ("material", "workmanship", "design", "performance", "none_found")
SYMPTOMS = "تصویر می‌پرد و صدا قطع می‌شود"
CHUNK = 1000


def build(units_wanted: int, claims_wanted: int) -> dict[str, Any]:
    """Fill an empty installation; returns a token, some serials and a customer's name to look for."""
    import django

    django.setup()
    from payandan.site import installation

    assert installation.prepare()
    from payandan.catalog import actions as catalog
    from payandan.catalog.models import Category
    from payandan.claims.actions.past import PastClaim, file_claims
    from payandan.claims.rules import LineDraft
    from payandan.customers import actions as customers
    from payandan.insights import actions as insights
    from payandan.platform.journal.models import Delivery
    from payandan.platform.kit.actors import SYSTEM
    from payandan.units import actions as units
    from payandan.units.models import Unit
    from payandan.units.rules import NewUnit

    dice, now = random.Random(7), datetime.now(UTC)
    category = Category.objects.get(code="television")
    models = [
        catalog.create_model(
            category=category,
            brand="آوا",
            code=f"X{n}",
            name_fa=f"تلویزیون {n}",
            name_en=f"TV {n}",
            actor=SYSTEM,
            at=now,
        )
        for n in range(20)
    ]
    token = make_token()
    owners = []
    for start in range(0, units_wanted // 2, CHUNK):
        rows = [
            {"name": f"{dice.choice(NAMES)} {dice.choice(SURNAMES)}", "mobile": f"0912{start + n:07d}"}
            for n in range(CHUNK)
        ]
        owners.extend(customers.find_or_create_many(people=rows, actor=SYSTEM, at=now))
        _say("customers", len(owners), units_wanted // 2)
    ids: list[int] = []
    for start in range(0, units_wanted, CHUNK):
        rows = [
            NewUnit(
                serial=f"AV-{dice.randrange(16**6):06X}-{start + n:06d}",
                model_id=dice.choice(models).pk,
                owner_id=owners[(start + n) // 2].pk,
                sold_on=(now - timedelta(days=dice.randrange(30, 900))).date(),
            )
            for n in range(CHUNK)
        ]
        ids.extend(row.unit_id for row in units.register_units(rows=rows, channel="import", actor=SYSTEM, at=now))
        _say("units", len(ids), units_wanted)
    made = 0
    for _start in range(0, claims_wanted, CHUNK):
        batch = Unit.objects.select_related("model__category", "owner").filter(pk__in=dice.sample(ids, CHUNK))
        past = []
        for unit in batch:
            filed = now - timedelta(minutes=dice.randrange(60, 60 * 24 * 700))
            past.append(
                PastClaim(
                    unit=unit,
                    filed_at=filed,
                    failed_on=filed.date(),
                    description=SYMPTOMS,
                    component="panel",
                    cause=dice.choice(CAUSES),
                    lines=[LineDraft("part", 120_000_000, "panel"), LineDraft("labour", 8_000_000)],
                    decided_at=filed + timedelta(hours=dice.randrange(1, 90)) if dice.random() < 0.8 else None,
                )
            )
        made += len(file_claims(rows=past, actor=SYSTEM, at=now))
        _say("claims", made, claims_wanted)
    # What listeners would do one by one is done here at once.
    Delivery.objects.all().update(state="done")
    insights.recount()
    sample = list(Unit.objects.filter(pk__in=dice.sample(ids, 400)).values_list("serial", flat=True))
    return {"token": token, "serials": sample, "name": f"{NAMES[0]} {SURNAMES[0]}"}


def make_token() -> str:
    """The API key of an administrator."""
    found: dict[str, Any] = {}
    exec(TOKEN, found)
    return str(found["token"])


def _say(what: str, done: int, of: int) -> None:
    if done % 10_000 == 0 or done >= of:
        print(f"  {what}: {done:,} of {of:,} ({time.process_time():.0f} s)", file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payandan.site.settings")
    print(json.dumps(build(int(sys.argv[1]), int(sys.argv[2]))))
