"""The search over everything: whatever is typed or scanned finds its record, for those who may see it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payandan.catalog.models import Category, ProductModel
from payandan.claims.models import Claim
from payandan.customers.models import Customer
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.text import key
from payandan.platform.people.middleware import SECOND_FACTOR
from payandan.platform.people.models import Branch, Membership, Role, User
from payandan.platform.people.queries import all_capabilities
from payandan.site.search import scanned
from payandan.units.models import Unit

NOW = datetime(2025, 3, 21, 9, 30, tzinfo=UTC)
SERIAL = "NM55-7Q9XKZ31"


class Records:
    """One record of each kind, and a claim of another branch."""

    def __init__(self) -> None:
        self.here = Branch.objects.create(code="here", name_fa="اینجا", name_en="Here")
        self.there = Branch.objects.create(code="there", name_fa="آنجا", name_en="There")
        category = Category.objects.create(code="television", name_fa="تلویزیون", name_en="Television")
        self.model = ProductModel.objects.create(
            number=public_id("MDL"), category=category, brand="Nama", code="N55", name_fa="نمای ۵۵", name_en="Nama 55",
            barcode="4006381333931", search_key=key("nama n55 نمای ۵۵ 4006381333931"),
        )  # fmt: skip
        self.customer = Customer.objects.create(
            number=public_id("CUS"), name="مینا کاظمی", mobile="+989121234567", created_at=NOW,
            search_key=key("مینا کاظمی +989121234567"),
        )  # fmt: skip
        self.unit = Unit.objects.create(
            number=public_id("UNT"), serial=SERIAL, serial_key="NM557Q9XKZ31", model=self.model, owner=self.customer,
            created_at=NOW, search_key=key(f"{SERIAL} nm557q9xkz31 مینا کاظمی +989121234567"),
        )  # fmt: skip
        self.claim = self._claim(self.here)
        self.other_claim = self._claim(self.there)

    def _claim(self, branch: Branch) -> Claim:
        number = public_id("CLM")
        return Claim.objects.create(
            number=number, unit=self.unit, customer=self.customer, branch=branch, channel="staff", state="submitted",
            outcome="undecided", currency="IRR", filed_at=NOW, search_key=key(f"{number} {SERIAL} مینا کاظمی"),
        )  # fmt: skip


@pytest.fixture
def records(db: None) -> Records:
    return Records()


def staff(client: Client, capabilities: list[str], branch: Branch | None = None, language: str = "en") -> Client:
    user = User.objects.create(email="staff@example.com", name="Staff", language=language)
    role = Role.objects.create(code="some", name_fa="نقش", name_en="Role", capabilities=capabilities)
    Membership.objects.create(user=user, role=role, branch=branch)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR] = True
    session.save()
    return client


@pytest.fixture
def desk(client: Client, records: Records) -> Client:
    return staff(client, list(all_capabilities()))


def addresses(response: Any) -> set[str]:
    return {hit.url for group in response.context["groups"] for hit in group.hits}


def test_strangers_are_sent_to_sign_in(client: Client, records: Records) -> None:
    for route in ("search", "search-suggest"):
        response = client.get(reverse(route), {"q": "7Q9X"})
        assert response.status_code == 302
        assert reverse("staff-sign-in") in response["Location"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("q9xk", "unit"),
        ("۷Q9XKZ", "unit"),
        ("nm55-7q9x", "unit"),
        ("09121234567", "customer"),
        ("+98 912 123 4567", "customer"),
        ("۰۹۱۲۱۲۳۴۵۶۷", "customer"),
        ("0912 123", "customer"),
        ("كاظمي", "customer"),
        ("مينا", "claim"),
        ("نماي", "model"),
        ("N55", "model"),
    ],
)
def test_what_is_typed_finds(desk: Client, text: str, kind: str) -> None:
    response = desk.get(reverse("search"), {"q": text})
    assert response.status_code == 200
    assert kind in {group.kind for group in response.context["groups"]}


def test_a_claim_number_typed_any_way(desk: Client, records: Records) -> None:
    number = records.claim.number
    for typed in (number, number.lower(), number.replace("-", ""), number.replace("-", " ")):
        groups = desk.get(reverse("search"), {"q": typed}).context["groups"]
        assert [hit.title for group in groups if group.kind == "claim" for hit in group.hits][:1] == [number], typed


def test_a_scan_opens_the_record(desk: Client, records: Records) -> None:
    for text in (SERIAL, f" {SERIAL}\r", "nm557q9xkz31", f"https://example.com/verify/{SERIAL}"):
        response = desk.get(reverse("search"), {"q": text, "scan": "1"})
        assert response.status_code == 302, text
        assert response["Location"] == reverse("units-record", args=[records.unit.number])
    unknown = desk.get(reverse("search"), {"q": "ZZ99ZZ99", "scan": "1"})
    assert unknown.status_code == 200
    assert "ZZ99ZZ99" in unknown.content.decode()


def test_a_scan_that_is_not_one_lists_instead(desk: Client) -> None:
    assert desk.get(reverse("search"), {"q": "kazemi", "scan": "1"}).status_code == 200


@pytest.mark.usefixtures("records")
def test_each_sees_only_what_it_may(client: Client, records: Records) -> None:
    staff(client, ["claims.view"], branch=records.here)
    groups = client.get(reverse("search"), {"q": "کاظمی"}).context["groups"]
    assert {group.kind for group in groups} <= {"claim", "model"}
    found = {hit.title for group in groups if group.kind == "claim" for hit in group.hits}
    assert records.claim.number in found
    assert records.other_claim.number not in found
    response = client.get(reverse("search"), {"q": records.other_claim.number, "scan": "1"})
    assert response.status_code == 200
    assert not [group for group in response.context["groups"] if group.kind == "claim"]


def test_suggestions_are_a_listbox(desk: Client) -> None:
    page = desk.get(reverse("search-suggest"), {"q": "q9xk"}).content.decode()
    assert 'role="listbox"' in page
    assert 'role="option"' in page
    assert "<html" not in page
    assert 'role="status"' in desk.get(reverse("search-suggest"), {"q": "zzzz"}).content.decode()
    assert not desk.get(reverse("search-suggest"), {"q": " "}).content.strip()


def test_queries_do_not_grow_with_what_is_found(
    desk: Client, records: Records, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        Customer.objects.create(
            number=public_id("CUS"), name=f"سارا {place}", created_at=NOW, search_key=key(f"سارا {place}")
        )
    with django_assert_max_num_queries(20):
        desk.get(reverse("search"), {"q": "سارا"})


def test_one_kind_alone_when_asked(desk: Client) -> None:
    groups = desk.get(reverse("search"), {"q": "کاظمی", "kind": "customer"}).context["groups"]
    assert [group.kind for group in groups] == ["customer"]


def test_what_was_typed_stays(desk: Client) -> None:
    page = desk.get(reverse("search"), {"q": "<b>«سارا»"}).content.decode()
    assert "&lt;b&gt;«سارا»" in page
    assert "<b>«" not in page


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), scan=st.booleans())
def test_no_text_is_too_odd(desk: Client, text: str, scan: bool) -> None:
    for route in ("search", "search-suggest"):
        response = desk.get(reverse(route), {"q": text.encode("utf-8", "replace"), "scan": "1" if scan else ""})
        assert response.status_code in (200, 302)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SN123", "SN123"),
        ("]C10104006381333931" + "21SN77", "SN77"),
        ("(01)04006381333931(21)SN77", "SN77"),
        ("0104006381333931", "4006381333931"),
        ("https://id.example.com/01/04006381333931/21/SN77", "SN77"),
        ("https://example.com/verify/UNT-12345-6789A?x=1", "UNT-12345-6789A"),
        ("2100123", "2100123"),
        ("10ABC", "10ABC"),
        ("https://example.com", "https://example.com"),
        ("کاظمی", "کاظمی"),
    ],
)
def test_what_a_scan_says(text: str, expected: str) -> None:
    assert scanned(text) == expected


def test_a_scanner_on_the_persian_layout() -> None:
    assert scanned("دئ۵۵۷ض۹طن", sure=True) != "دئ۵۵۷ض۹طن"
