"""Acts on customers: what they write, what they record, whom they refuse."""

from threading import Thread
from typing import Any

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from payandan.customers import actions, queries, rules
from payandan.customers.models import Customer
from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from tests.units.factories import AT, a_customer, as_customer, as_staff

pytestmark = pytest.mark.django_db


def test_a_new_customer() -> None:
    customer = actions.create_customer(name=" سارا  محمدي ", mobile="۰۹۱۲ ۱۲۳ ۴۵۶۷", city="شيراز", actor=SYSTEM, at=AT)
    assert (customer.name, customer.mobile, customer.city) == ("سارا محمدی", "+989121234567", "شیراز")
    assert [fact.name for fact in history("customer", customer.pk)] == ["customers.customer_created"]
    assert "سارا" not in str(Fact.objects.get().body)


@pytest.mark.parametrize(
    "text", ["سارا", "محمدي", "0912123", "9121234", "+98912", "۰۹۱۲۱۲۳۴۵۶۷", "شيراز", "0013542419"]
)
def test_customers_are_found_by_everything_known(text: str) -> None:
    sara = actions.create_customer(
        name="سارا محمدی", mobile="09121234567", city="شیراز", national_id="0013542419", actor=SYSTEM, at=AT
    )
    a_customer("رضا", "09350000000")
    assert list(Customer.objects.search(text)) == [sara]
    assert list(Customer.objects.search(sara.number)) == [sara]


def test_names_sort_as_persian_does() -> None:
    for name in ("یوسف", "آرش", "کاوه", "گیتی", "پری", "علی"):
        a_customer(name)
    assert [c.name for c in Customer.objects.order_by("sort_key")] == ["آرش", "پری", "علی", "کاوه", "گیتی", "یوسف"]


@pytest.mark.parametrize(
    ("details", "code", "field"),
    [
        ({"name": "  "}, "name_missing", "name"),
        ({"name": "ا" * 121}, "too_long", "name"),
        ({"mobile": "12345"}, "mobile_wrong", "mobile"),
        ({"mobile": "02188776655"}, "mobile_wrong", "mobile"),
        ({"mobile": "09120000001"}, "mobile_taken", "mobile"),
        ({"email": "at.example"}, "email_wrong", "email"),
        ({"national_id": "1111111111"}, "national_id_wrong", "national_id"),
        ({"postal_code": "123"}, "postal_code_wrong", "postal_code"),
        ({"kind": "robot"}, "kind_unknown", "kind"),
        ({"language": "de"}, "language_unknown", "language"),
    ],
)
def test_bad_details_are_refused_by_name(details: dict[str, Any], code: str, field: str) -> None:
    a_customer("نخست", "09120000001")
    with pytest.raises(Refused) as refusal:
        actions.create_customer(**{"name": "سارا", **details}, actor=SYSTEM, at=AT)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("actor", [ANONYMOUS, as_staff("customers.view"), Actor(kind="customer", id=7)])
def test_who_may_not_add_customers(actor: Actor) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        actions.create_customer(name="سارا", actor=actor, at=AT)


def test_finding_changes_nothing_of_who_is_known() -> None:
    sara = a_customer("سارا محمدی", "09121234567")
    found = actions.find_or_create(mobile="+98 912 123 4567", name="ساناز", city="قم", actor=SYSTEM, at=AT)
    assert (found, found.name, found.city) == (sara, "سارا محمدی", "")
    assert queries.by_mobile("0912-123-4567") == sara
    assert queries.by_mobile("nonsense") is None


@pytest.mark.django_db(transaction=True)
def test_of_many_with_one_number_one_customer_is_made() -> None:
    found: list[int] = []

    def come(name: str) -> None:
        try:
            newcomer = Actor(kind="customer", name=name)
            found.append(actions.find_or_create(mobile="09121234567", name=name, actor=newcomer, at=AT).pk)
        finally:
            connections.close_all()

    threads = [Thread(target=come, args=(f"نفر {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert set(found) == {Customer.objects.get().pk}


def test_many_customers_in_a_few_statements(django_assert_max_num_queries: Any) -> None:
    sara = a_customer("سارا", "09121111111")
    people: list[actions.NewCustomer] = [
        {"name": "سارا", "mobile": "0912 111 1111"},
        {"name": "علی", "mobile": "09122222222"},
        {"name": "علی دوباره", "mobile": "+989122222222"},
        {"name": "", "mobile": "09123333333"},
        {"name": "بی‌شماره"},
        {"name": "بد", "mobile": "12"},
        *({"name": f"مشتری {number}", "mobile": f"0935{number:07d}"} for number in range(300)),
    ]
    with django_assert_max_num_queries(40):
        answer = actions.find_or_create_many(people=people, actor=SYSTEM, at=AT)
    assert answer[0] == sara
    assert isinstance(answer[1], Customer)
    assert answer[1] == answer[2]
    assert [row.code for row in answer if isinstance(row, Refused)] == ["name_missing", "mobile_wrong"]
    assert Customer.objects.count() == 303
    assert Fact.objects.filter(name="customers.customer_created").count() == 303


def test_a_change_is_recorded_without_what_was_in_it() -> None:
    sara = a_customer("سارا", "09121234567")
    changed = actions.update_customer(customer=sara, name="سارا محمدی", city="شیراز", actor=SYSTEM, at=AT)
    assert (changed.version, changed.city) == (2, "شیراز")
    fact = Fact.objects.get(name="customers.customer_changed")
    assert fact.body["changed"] == ["city", "name"]
    actions.update_customer(customer=sara, city="شيراز", actor=SYSTEM, at=AT)
    assert Fact.objects.filter(name="customers.customer_changed").count() == 1


def test_changes_that_are_refused() -> None:
    sara, ali = a_customer("سارا", "09121111111"), a_customer("علی", "09122222222")
    with pytest.raises(Refused, match="mobile_taken"):
        actions.update_customer(customer=sara, mobile="09122222222", actor=SYSTEM, at=AT)
    with pytest.raises(Refused, match="stale"):
        actions.update_customer(customer=sara, name="س", version=9, actor=SYSTEM, at=AT)
    with pytest.raises(Refused, match="not_allowed"):
        actions.update_customer(customer=sara, name="س", actor=as_customer(ali), at=AT)
    with pytest.raises(Refused, match="not_allowed"):
        actions.update_customer(customer=sara, mobile="09123333333", actor=as_customer(sara), at=AT)
    with pytest.raises(Refused, match="not_allowed"):
        actions.update_customer(customer=sara, name="س", actor=as_staff("customers.view"), at=AT)
    assert actions.update_customer(customer=sara, name="ساناز", actor=as_customer(sara), at=AT).name == "ساناز"


def test_looking_is_recorded() -> None:
    sara = a_customer()
    with pytest.raises(Refused, match="not_allowed"):
        actions.record_unmasking(customer=sara, fields=["mobile"], actor=as_staff("customers.view"), at=AT)
    actions.record_unmasking(customer=sara, fields=["mobile"], actor=as_staff("customers.unmask"), at=AT)
    assert history("customer", sara.pk)[0].body["fields"] == ["mobile"]


def test_who_sees_whom() -> None:
    sara, ali = a_customer("سارا"), a_customer("علی")
    assert list(Customer.objects.visible_to(as_customer(sara))) == [sara]
    assert set(Customer.objects.visible_to(as_staff("customers.view"))) == {sara, ali}
    for actor in (ANONYMOUS, as_staff("units.view")):
        assert not Customer.objects.visible_to(actor).exists()


@given(st.integers(0, 9_999_999))
def test_every_way_of_typing_a_number_is_in_the_search_key(number: int) -> None:
    mobile = f"+98912{number:07d}"
    found = rules.search_text(number="CUS-1", name="", mobile=mobile, national_id="", city="")
    for typed in (mobile, mobile[1:], f"0{mobile[3:]}", mobile[3:]):
        assert typed in found


@pytest.mark.parametrize(
    ("whole", "masked"), [("0013542419", "001••••419"), ("10100000010", "101•••••010"), ("12", "••"), ("", "")]
)
def test_national_ids_are_masked(whole: str, masked: str) -> None:
    assert rules.mask_national_id(whole) == masked
