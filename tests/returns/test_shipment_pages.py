"""The pages of shipments: who may open them, what an act does, and that what was typed is never lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.platform.people.actions import make_link
from payandan.repairs.models import RepairOrder
from payandan.returns import actions, rules
from payandan.returns.models import Shipment, Task
from payandan.returns.queries.panels import LINK_PURPOSE
from tests.fakes.carriers import FakeCarrier
from tests.repairs import factories as repairs
from tests.returns import factories as make
from tests.units.doors import BACKEND, customer, queries, staff

pytestmark = pytest.mark.django_db

OF_ONE = ["shipments-record", "shipments-slip", "shipments-qr"]
WHOLE = ["shipments-list", "shipments-tasks"]
POSTS = ["shipments-ask", "shipments-waybill", "shipments-checkpoint", "shipments-payer", "shipments-cancel",
         "shipments-label"]  # fmt: skip


def form_of(order: RepairOrder, **given: Any) -> dict[str, Any]:
    ends = {f"sender_{name}": value for name, value in make.SHOP.items()}
    ends |= {f"receiver_{name}": value for name, value in make.HOME.items()}
    return {**ends, "carrier": "manual:post_counter", "weight": "۱۲۰۰", "cause": "defect", "key": "k1", **given}


def address_of(order: RepairOrder, leg: str = "outbound") -> str:
    return f"{reverse('shipments-new')}?owner=repair&number={order.number}&leg={leg}"


def elsewhere(role: str = "clerk") -> Client:
    client = Client()
    client.force_login(repairs.person("far", role, repairs.branch("shiraz")), backend=BACKEND)
    return client


def test_who_may_open_what() -> None:
    row = make.on_its_way()
    ours = [reverse(name, args=[row.number]) for name in OF_ONE] + [reverse(name) for name in WHOLE]
    for role in ("clerk", "technician"):
        assert {staff(role).get(address).status_code for address in ours} == {200}
    assert {staff("analyst").get(address).status_code for address in ours} == {403}
    for client in (Client(), customer(row.customer)):  # type: ignore[arg-type]
        assert {client.get(address).status_code for address in ours} == {302}
    far = elsewhere()
    assert {far.get(reverse(name, args=[row.number])).status_code for name in OF_ONE} == {404}
    assert {far.post(reverse(name, args=[row.number])).status_code for name in POSTS} == {404}
    assert row.number not in far.get(reverse("shipments-list")).content.decode()
    assert {staff("technician").post(reverse(name, args=[row.number])).status_code for name in POSTS} == {403}
    assert staff("technician").get(reverse("shipments-new")).status_code == 403


def test_a_centre_at_the_other_end_sees_it_too() -> None:
    target = repairs.branch("shiraz")
    row = make.on_its_way(leg="core_back", other=target)
    assert elsewhere().get(reverse("shipments-record", args=[row.number])).status_code == 200


def test_lists_cost_the_same_however_long_and_search_finds() -> None:
    order = make.job()
    make.on_its_way(order)
    client = staff()
    for name in WHOLE:
        client.get(reverse(name))
    before = [queries(lambda name=name: client.get(reverse(name))) for name in WHOLE]
    rows = [make.on_its_way(order, waybill=f"7700{place}") for place in range(4)]
    for row in rows:
        make.seen(row, rules.EXCEPTION, trouble="lost")
    assert [queries(lambda name=name: client.get(reverse(name))) for name in WHOLE] == before
    for text in (rows[2].waybill, rows[2].number, make.HOME["name"]):
        assert rows[2].number in client.get(reverse("shipments-list"), {"q": text}).content.decode()
    told = client.get(reverse("shipments-list"), {"late": "1"}).content.decode()
    assert rows[2].number not in told
    exported = client.get(reverse("shipments-list"), {"export": "csv"})
    assert rows[2].waybill in b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined]


def test_s2_from_the_page_of_a_job_to_a_parcel_on_its_way() -> None:
    order = make.job()
    client = staff("clerk")
    record = client.get(reverse("repairs-record", args=[order.number])).content.decode()
    assert address_of(order).replace("&", "&amp;") in record
    new = client.get(address_of(order)).content.decode()
    assert order.customer.name in new
    answer = client.post(address_of(order), form_of(order))
    row = Shipment.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("shipments-record", args=[row.number]))
    client.post(address_of(order), form_of(order))
    assert Shipment.objects.count() == 1
    for name, data in (
        ("shipments-waybill", {"waybill": "۱۲۳"}),
        ("shipments-checkpoint", {"tag": rules.OUT_FOR_DELIVERY, "place": "شیراز"}),
        ("shipments-payer", {"payer": "company", "reason": "مشتری ویژه"}),
        ("shipments-checkpoint", {"tag": rules.DELIVERED}),
    ):
        assert client.post(reverse(name, args=[row.number]), data).status_code == 302, name
    row.refresh_from_db()
    assert (row.state, row.waybill, row.payer) == (rules.DELIVERED, "123", "company")
    assert row.number in client.get(reverse("repairs-record", args=[order.number])).content.decode()


def test_what_was_typed_is_not_lost() -> None:
    order = make.job()
    client = staff("clerk")
    answer = client.post(address_of(order), form_of(order, receiver_address="", receiver_city="شهر دور"))
    assert answer.status_code == 422
    assert "شهر دور" in answer.content.decode()
    row = make.shipment(order, service="post_counter")
    for name, data in (
        ("shipments-waybill", {"waybill": ""}),
        ("shipments-payer", {"payer": "company", "reason": ""}),
        ("shipments-cancel", {"reason": ""}),
        ("shipments-checkpoint", {"tag": "teleported", "text": "یادداشت من"}),
    ):
        answer = client.post(reverse(name, args=[row.number]), data)
        assert answer.status_code == 422, name
    assert client.get(reverse("shipments-new"), {"number": "JOB-NONE"}).status_code == 404
    assert client.get(reverse("shipments-new"), {"number": "\x00"}).status_code == 404


def test_a_task_is_taken_care_of_on_the_page() -> None:
    row = make.on_its_way()
    make.seen(row, rules.EXCEPTION, trouble="lost")
    task, client = Task.objects.get(), staff("clerk")
    address = reverse("shipments-task-close", args=[task.pk])
    assert elsewhere().post(address, {"note": "x"}).status_code == 404
    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "پیدا شد"}).status_code == 302
    assert client.post(address, {"note": "دوباره"}).status_code == 422
    assert "پیدا شد" in client.get(reverse("shipments-tasks")).content.decode()


def test_carriers_are_asked_from_the_page(post: FakeCarrier) -> None:
    order = make.job()
    client = staff("clerk")
    kind = "tapin" if post.asked("/api/v1") else ("tapin" if "tapin" in _carriers() else "tipax")
    quotes = f"{reverse('shipments-quotes')}?owner=repair&number={order.number}&leg=outbound"
    assert "table" in client.post(quotes, form_of(order)).content.decode()
    assert "table" not in client.post(quotes, form_of(order, weight="")).content.decode()
    client.post(address_of(order), form_of(order, carrier=f"{kind}:express"))
    row = Shipment.objects.get()
    assert (row.state, post.ordered) == (rules.INFO_RECEIVED, 1)
    client.post(reverse("shipments-ask", args=[row.number]))
    label = client.post(reverse("shipments-label", args=[row.number]))
    assert label.url.startswith(f"http://{post.host}/labels/")
    client.post(reverse("shipments-cancel", args=[row.number]), {"reason": "پشیمان شد"})
    row.refresh_from_db()
    assert row.state == rules.CANCELLED


def _carriers() -> str:
    from django.conf import settings

    return str(settings.CARRIERS)


def test_the_customer_follows_the_parcel_and_nobody_elses() -> None:
    row = make.on_its_way()
    actions.add_checkpoint(
        number=row.number, tag=rules.IN_TRANSIT, place="اصفهان", text="یادداشت همکار", actor=make.clerk(),
        at=timezone.now(),
    )  # fmt: skip
    address = reverse("shipments-mine", args=[row.number])
    assert row.customer
    shown = customer(row.customer).get(address).content.decode()
    assert row.waybill in shown
    assert "اصفهان" in shown
    assert "یادداشت همکار" not in shown
    assert customer(repairs.customer(mobile="+989350000009")).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    own = make.on_its_way(leg="core_back", waybill="9")
    assert customer(row.customer).get(reverse("shipments-mine", args=[own.number])).status_code == 404
    token = make_link(LINK_PURPOSE, row.number, at=timezone.now(), days=1)
    client = Client()
    followed = client.get(reverse("customer-link", args=[token]), follow=True)
    if followed.redirect_chain[-1:] != [(address, 302)]:
        followed = client.post(reverse("customer-link", args=[token]), follow=True)
    assert row.waybill in followed.content.decode()
    assert row.waybill not in customer(row.customer).get(reverse("portal")).content.decode()
    assert address in customer(row.customer).get(reverse("portal")).content.decode()
