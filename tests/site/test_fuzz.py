"""Schemathesis against the whole API, in this process: whatever is sent, no 5xx, and answers as described.

`CI=true` on PostgreSQL sends thousands of requests and tries every boundary of the schema; PAYANDAN_FUZZ_EXAMPLES sets
the number of examples an operation.
"""

import itertools
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from schemathesis.transport.wsgi import WSGITransport

from payandan.catalog.models import Category, Component, ProductModel
from payandan.claims.actions import LineDraft, file_claim
from payandan.claims.models import Claim
from payandan.customers.models import Customer
from payandan.platform.api import limits
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.ids import public_id
from payandan.platform.people.models import Membership, Role, Token, User
from payandan.platform.people.queries import all_capabilities, token_digest
from payandan.units.models import Unit
from payandan.warranty.actions import load_rulebook

NOW = datetime(2025, 3, 21, 9, 30, tzinfo=UTC)
CI = os.environ.get("CI", "") == "true"
EXAMPLES = int(os.environ.get("PAYANDAN_FUZZ_EXAMPLES", "5" if CI else "4"))
BOUNDARIES = CI and connection.vendor == "postgresql"
"""Every boundary of the schema is tried once, on the database that is strict about what it is given."""
AT_LEAST = 2000 if BOUNDARIES else 100
_PUBLIC = re.compile(r"[A-Z]{3}-.*")
TOKEN = "pyd_" + "f" * 43


@pytest.fixture(autouse=True)
def _believable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most writes get a key of their own, and every second address a number that exists.

    The check of ignored tokens also hands socket settings on to the in-process client, which does not know them.
    """
    send, turns = WSGITransport.send, itertools.count()
    numbers: list[str] = []

    def in_process(self: Any, case: Any, **options: Any) -> Any:
        for name in ("max_redirects", "verify", "cert", "proxies"):
            options.pop(name, None)
        turn = next(turns)
        if turn % 50 == 0:
            numbers[:] = known_numbers()
        if case.headers and len(str(case.headers.get("Idempotency-Key", ""))) == 1 and turn % 10:
            case.headers["Idempotency-Key"] = f"fuzz-{turn}"
        if turn % 2 and not _PUBLIC.fullmatch(str((case.path_parameters or {}).get("number", "AAA-"))):
            case.path_parameters["number"] = numbers[turn // 2 % len(numbers)]
        return send(self, case, **options)

    monkeypatch.setattr(WSGITransport, "send", in_process)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are not worth a line each."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture
def token(transactional_db: None) -> Iterator[str]:
    """A token that may do everything, and a few records for it to meet."""
    everything = list(all_capabilities())
    user = User.objects.create(email="fuzz@example.com", name="Fuzz")
    role = Role.objects.create(code="fuzz", name_fa="همه", name_en="All", capabilities=everything)
    Membership.objects.create(user=user, role=role)
    Token.objects.create(
        name="fuzz", prefix=TOKEN[:8], digest=token_digest(TOKEN), capabilities=everything, created_by=user,
        created_at=NOW,
    )  # fmt: skip
    category = Category.objects.create(code="television", name_fa="تلویزیون", name_en="Television")
    Component.objects.create(category=category, code="panel", name_fa="پنل", name_en="Panel")
    model = ProductModel.objects.create(
        number=public_id("MDL"), category=category, brand="Nama", code="N55", name_fa="نما ۵۵", name_en="Nama 55"
    )
    owner = Customer.objects.create(number=public_id("CUS"), name="مینا کریمی", mobile="+989121234567", created_at=NOW)
    unit = Unit.objects.create(
        number=public_id("UNT"), serial="SN1234567", serial_key="SN1234567", model=model, owner=owner,
        sold_on=date(2025, 1, 1), created_at=NOW,
    )  # fmt: skip
    load_rulebook(actor=SYSTEM, at=NOW)
    for cause in ("", "material"):
        file_claim(
            unit=unit, component="panel", cause=cause, source="technician" if cause else "", failed_on=date(2025, 3, 1),
            lines=[LineDraft("part", 120_000_000, "panel")], actor=SYSTEM, at=NOW,
        )  # fmt: skip
    limits.forget()
    yield TOKEN
    connections.close_all()


def known_numbers() -> list[str]:
    """Numbers that exist, so that a random address sometimes leads somewhere."""
    return [
        *Claim.objects.values_list("number", flat=True),
        *Unit.objects.values_list("number", flat=True),
        *Customer.objects.values_list("number", flat=True),
        *ProductModel.objects.values_list("number", flat=True),
    ]


def fuzz(
    headers: dict[str, str], *, seed: int, checks: dict[str, Any], boundaries: bool = False
) -> tuple[Counter[int], list[str]]:
    """Run every phase; gives how often each status was answered, and what was wrong."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "workers": 1,
            "continue-on-failure": True,
            "headers": headers,
            "generation": {"max-examples": EXAMPLES, "no-shrink": True, "database": "none"},
            "phases": {
                "stateful": {"max-steps": 5},
                "coverage": {"enabled": boundaries, "unexpected-methods": ["TRACE"]},
            },
            "checks": checks,
            "suppress-health-check": ["all"],
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=config)
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            wrong.append(f"{event.label}: {event.value!r}")
        if isinstance(event, ScenarioFinished):
            for interaction in event.recorder.interactions.values():
                if interaction.response is not None:
                    statuses[interaction.response.status_code] += 1
            wrong.extend(_failures(event))
    return statuses, wrong


def _failures(event: ScenarioFinished) -> list[str]:
    found = []
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                interaction = event.recorder.interactions[case]
                body = interaction.response.content[:400] if interaction.response else b""
                request = interaction.request
                found.append(
                    f"{check.name}: {request.method} {request.uri[:200]} {(request.body or b'')[:300]!r}\n"
                    f"   {check.failure_info.failure}\n   {body!r}"
                )
    return found


NOT_OURS = {
    # A number that fits the pattern need not exist, and a body that fits the schema may still be refused.
    "positive_data_acceptance": {"enabled": False},
    # What the schema cannot say (dates after each other, digits in any script) is checked by the packages' own tests.
    "negative_data_rejection": {"enabled": False},
}


def test_a_token_that_may_do_everything(token: str) -> None:
    statuses, wrong = fuzz({"Authorization": f"Bearer {token}"}, seed=20250321, checks=NOT_OURS, boundaries=BOUNDARIES)
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(dict.fromkeys(wrong[:20]))
    assert not [status for status in statuses if status >= 500]
    assert sum(statuses.values()) >= AT_LEAST, statuses
    assert statuses[200]


@pytest.mark.pure
@pytest.mark.usefixtures("token")
def test_nobody() -> None:
    statuses, wrong = fuzz({}, seed=14040101, checks=NOT_OURS)
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(dict.fromkeys(wrong[:20]))
    assert set(statuses) <= {200, 401, 404, 405, 422, 429}, statuses
    assert statuses[401]
