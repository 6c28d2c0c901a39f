"""The pages of supplier recoveries and defective parts, and their operations over REST."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.claims.actions import recovery as acts
from payandan.claims.models import Core, DebitNote, Recovery, Supplier
from payandan.platform.people.models import Membership, Role, User
from payandan.platform.people.queries import all_capabilities
from tests.claims import factories as make
from tests.claims.test_cores import expected
from tests.claims.test_recovery import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    user = User.objects.create(email="keeper@example.com", name="Keeper", language="en")
    role = Role.objects.create(code="all", capabilities=list(all_capabilities()))
    Membership.objects.create(user=user, role=role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["lang"] = "en"
    return client


def test_a_recovery_is_sent_negotiated_and_paid_on_its_pages(desk: Client) -> None:
    row = opened()
    send = reverse("claims-supplier-send", args=[row.supplier.number])
    answer = desk.post(send, {"recovery": row.number})
    note = DebitNote.objects.get()
    assert answer.headers["Location"] == reverse("claims-debit-note", args=[note.number])
    for name in ("claims-debit-note", "claims-debit-note-print"):
        assert note.number.encode() in desk.get(reverse(name, args=[note.number])).content
    for kind in ("csv", "xlsx"):
        assert desk.get(reverse("claims-debit-note-export", args=[note.number]), {"kind": kind}).status_code == 200
    negotiate = reverse("claims-recovery-act", args=[row.number, "negotiate"])
    refused = desk.post(negotiate, {"version": 2, "amount": "100", "reason": ""})
    assert refused.status_code == 422
    assert b"Write the reason" in refused.content
    assert desk.post(negotiate, {"version": 2, "amount": "1000 ریال", "reason": "Agreed."}).status_code == 302
    receive = reverse("claims-recovery-act", args=[row.number, "receive"])
    assert desk.post(receive, {"version": 3, "amount": "1000 ریال", "reference": "T-1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.paid) == ("paid", 1000)
    stale = desk.post(reverse("claims-recovery-act", args=[row.number, "close"]), {"version": 1})
    assert stale.status_code == 422


@pytest.mark.parametrize(
    "name", ["claims-recoveries", "claims-recoveries-ageing", "claims-suppliers", "claims-supplier-new",
             "claims-cores", "claims-cores-receive", "claims-core-labels", "claims-core-orders"],
)  # fmt: skip
def test_pages_are_there_empty_and_full(desk: Client, name: str) -> None:
    assert desk.get(reverse(name)).status_code == 200
    opened()
    expected()
    assert desk.get(reverse(name)).status_code == 200


def test_lists_cost_the_same_for_one_and_for_many(desk: Client, django_assert_max_num_queries: Any) -> None:
    opened()
    expected()
    for name in ("claims-recoveries", "claims-cores", "claims-suppliers"):
        desk.get(reverse(name))
    for _ in range(4):
        opened()
        expected()
    for name in ("claims-recoveries", "claims-cores", "claims-suppliers"):
        with django_assert_max_num_queries(16):
            desk.get(reverse(name))


def test_suppliers_and_terms_are_written_by_form(desk: Client) -> None:
    form = {"name_fa": "نوین", "days_to_claim": "۶۰", "days_to_answer": "30", "is_active": "on", "document": "panels@2"}
    assert desk.post(reverse("claims-supplier-new"), form).status_code == 302
    row = Supplier.objects.get()
    assert (row.days_to_claim, row.document) == (60, "panels")
    terms = reverse("claims-supplier-terms-new", args=[row.number])
    make.catalogue()
    assert desk.post(terms, {"since": "2025-01-01"}).status_code == 422
    good = {"since": "2025-01-01", "part": "100", "labour": "۱۲٫۵", "component": "panel"}
    assert desk.post(terms, good).status_code == 302
    assert row.terms.get().shares == {"part": 10_000, "labour": 1_250}
    for name in ("claims-supplier", "claims-supplier-edit"):
        assert desk.get(reverse(name, args=[row.number])).status_code == 200
    assert desk.get(reverse("claims-supplier-terms", args=[row.number, row.terms.get().pk])).status_code == 200


def test_a_scan_receives_and_the_next_one_may_follow(desk: Client) -> None:
    core = expected()
    page = reverse("claims-cores-receive")
    unknown = desk.post(page, {"label": "COR-NOTHING", "key": "a"})
    assert unknown.status_code == 422
    assert b"COR-NOTHING" in unknown.content
    answer = desk.post(page, {"label": core.number.lower().replace("-", " "), "seal": "S-1", "key": "b"})
    assert answer.status_code == 302
    assert core.number.encode() in desk.get(answer.headers["Location"]).content
    inspect = reverse("claims-core-inspect", args=[core.number])
    assert desk.post(inspect, {}).status_code == 422
    assert desk.post(inspect, {"finding": "misuse", "version": 2, "key": "c"}).status_code == 302
    record = desk.get(reverse("claims-core", args=[core.number])).content
    assert b"Clawed back" in record
    assert desk.get(reverse("claims-core-qr", args=[core.number])).headers["Content-Type"] == "image/svg+xml"
    assert desk.post(reverse("claims-core-act", args=[core.number, "hand_over"]), {}).status_code == 422
    assert desk.post(reverse("claims-core-act", args=[core.number, "fly"]), {}).status_code == 404


def test_the_page_of_a_claim_shows_both(desk: Client) -> None:
    row = opened()
    from payandan.claims.actions import cores

    cores.expect_cores(claim=row.claim, actor=make.staff(), at=make.AT)
    page = desk.get(reverse("claims-record", args=[row.claim.number])).content.decode()
    assert row.number in page
    assert Core.objects.get().number in page
    acts.withdraw_recovery(recovery=row, reason="No.", actor=make.staff(), at=make.AT)
    by_hand = reverse("claims-recover", args=[row.claim.number])
    assert desk.get(by_hand).status_code == 200
    given = {"position": "1", "supplier": row.supplier.number}
    assert desk.post(by_hand, given).status_code == 302
    assert Recovery.objects.filter(by_hand=True).count() == 1
