"""Staff pages of spare parts and stock."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.parts import actions
from payandan.parts.actions import Line
from payandan.parts.models import CountSheet, Kit, Move, Node, Order, Part, Reservation, Transfer
from payandan.parts.queries import stock as reading
from payandan.parts.rules.master import FitRange
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people.models import Membership, Role
from tests.units.doors import member, staff
from tests.units.doors import queries as count

from .factories import ABOUT, AT, a_branch, a_model, a_node, a_part, balance, stocked

pytestmark = pytest.mark.django_db
DOING: dict[str, Any] = {"actor": SYSTEM, "at": AT}
LISTS = [
    "parts-list", "parts-kits", "parts-nodes", "parts-moves", "parts-reservations", "parts-transfers", "parts-counts",
    "parts-orders",
]  # fmt: skip
FORMS = ["parts-create", "parts-kit-create", "parts-node-create", "parts-receive", "parts-remove", "parts-send"]
FORMS += ["parts-count-begin"]


class Shop:
    """Two stores, a part with everything, and one paper of each kind."""

    def __init__(self) -> None:
        model = a_model()
        self.part = a_part(
            "AV-55-1000", name_en="Panel", fits=[FitRange(model.pk, "A1", "A9")], supplier_name="آوا", lead_days=10
        )
        self.other = a_part("AV-55-2000")
        self.node, self.to = a_node("central", kind="central"), a_node("van")
        actions.supersede(old=self.other, new=self.part, direction="forward", **DOING)
        actions.set_substitute(part=self.part, substitute=self.other, **DOING)
        actions.put_price(part=self.part, currency="IRR", amount=120_000_000, **DOING)
        stocked(self.part, self.node, 10, 5000)
        actions.set_place(node_id=self.node.pk, part=self.part, bin="A-1", reorder_point=20, order_up_to=30, **DOING)
        self.kit = actions.save_kit(code="kit", name_fa="بسته", name_en="Kit", lines={self.part.pk: 2}, **DOING)
        self.held = actions.reserve(part_id=self.part.pk, quantity=2, node_id=self.node.pk, about=ABOUT, **DOING)
        lines = [Line(self.part.pk, 3)]
        self.sent = actions.send(origin_id=self.node.pk, to_id=self.to.pk, lines=lines, **DOING)
        self.sheet = actions.open_sheet(node_id=self.node.pk, **DOING)
        (self.order,) = actions.propose_purchases(node_id=self.node.pk, **DOING)

    @property
    def records(self) -> list[str]:
        """The address of every record."""
        return [
            reverse("parts-record", args=[self.part.number]),
            reverse("parts-record", args=[self.other.number]),
            reverse("parts-edit", args=[self.part.number]),
            reverse("parts-kit-edit", args=["kit"]),
            reverse("parts-node", args=["central"]),
            reverse("parts-node-edit", args=["central"]),
            reverse("parts-reservation", args=[self.held.number]),
            reverse("parts-transfer", args=[self.sent.number]),
            reverse("parts-count", args=[self.sheet.number]),
            reverse("parts-order", args=[self.order.number]),
            reverse("parts-labels") + f"?part={self.part.number}",
            reverse("parts-labels") + "?node=central",
            reverse("parts-qr", args=[self.part.number]),
        ]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_stands(shop: Shop, language: str) -> None:
    client = staff("administrator")
    client.cookies["lang"] = language
    for address in [*map(reverse, LISTS + FORMS), *shop.records]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"%(" not in answer.content, address


@pytest.mark.parametrize("name", LISTS + FORMS)
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("role", "opens", "refused"),
    [
        ("clerk", ["parts-list", "parts-nodes", "parts-moves"], ["parts-create", "parts-receive", "parts-counts"]),
        ("technician", ["parts-list", "parts-receive", "parts-send"], ["parts-create", "parts-counts"]),
        ("storekeeper", ["parts-receive", "parts-counts", "parts-remove"], ["parts-create", "parts-node-create"]),
        ("manager", [*LISTS, *FORMS], []),
    ],
)
def test_each_role_opens_what_it_needs(role: str, opens: list[str], refused: list[str]) -> None:
    client = staff(role)
    assert {name: client.get(reverse(name)).status_code for name in opens} == dict.fromkeys(opens, 200)
    assert {name: client.get(reverse(name)).status_code for name in refused} == dict.fromkeys(refused, 403)


@pytest.mark.parametrize("text", ["55-10", "۵۵۱۰", "پنل نمایشگر av-55-1", "AV552000"])
def test_the_list_is_searched(shop: Shop, text: str) -> None:
    a_part("ZZ-9", name_fa="برد")
    page = staff().get(reverse("parts-list"), {"q": text}).content.decode()
    assert shop.part.number in page
    assert "ZZ-9" not in page


def test_the_list_is_filtered(shop: Shop) -> None:
    safety = a_part("SAFE-1", kind="safety")
    client = staff()
    for asked, found, hidden in [
        ({"kind": "safety"}, safety, shop.part),
        ({"stocked": "1"}, shop.part, safety),
        ({"stocked": "0"}, safety, shop.part),
    ]:
        page = client.get(reverse("parts-list"), asked).content.decode()
        assert found.number in page
        assert hidden.number not in page


@pytest.mark.parametrize("name", ["parts-list", "parts-moves", "parts-reservations"])
def test_a_list_takes_the_same_queries_for_few_and_many(shop: Shop, name: str) -> None:
    client = staff()
    client.get(reverse(name))
    few = count(lambda: client.get(reverse(name)))
    for _ in range(5):
        part = a_part(supplier_name="x")
        stocked(part, shop.node, 2)
        actions.reserve(part_id=part.pk, quantity=1, node_id=shop.node.pk, about=ABOUT, **DOING)
    assert count(lambda: client.get(reverse(name))) == few


def test_a_part_is_added_and_changed_on_its_pages() -> None:
    model = a_model("X55")
    client = staff()
    typed = {"code": "شر-۷۷-۱", "kind": "rotable", "name_fa": "برد", "fits": "Ava-X55 A1 A9\nx55", "is_active": "on"}
    answer = client.post(reverse("parts-create"), typed)
    part = Part.objects.get()
    assert answer.headers["Location"] == reverse("parts-record", args=[part.number])
    assert part.code == "av-77-1"
    assert list(part.fits.values_list("model_id", "serial_from")) == [(model.pk, ""), (model.pk, "A1")]
    edited = typed | {"code": part.code, "name_fa": "برد اصلی", "version": part.version}
    assert client.post(reverse("parts-edit", args=[part.number]), edited).status_code == 302
    stale = client.post(reverse("parts-edit", args=[part.number]), edited | {"name_fa": "دیگر"})
    assert stale.status_code == 422
    assert "دیگر" in stale.content.decode()
    wrong = client.post(reverse("parts-create"), typed | {"fits": "no-such-model", "code": "X"})
    assert wrong.status_code == 422
    assert Part.objects.count() == 1


def test_what_takes_the_place_of_a_part_is_said_on_its_page(shop: Shop) -> None:
    client, new = staff(), a_part("NEW-1")
    address = reverse("parts-supersede", args=[shop.part.number])
    assert client.post(address, {"part": "no such", "direction": "both"}).status_code == 422
    assert client.post(address, {"part": "new1", "direction": "both"}).status_code == 302
    assert reading.master.newest(shop.part.pk) == new.pk
    assert client.post(reverse("parts-take-back", args=[shop.part.number])).status_code == 302
    assert reading.master.newest(shop.part.pk) == shop.part.pk
    substitute = reverse("parts-substitute", args=[shop.part.number])
    assert client.post(substitute, {"part": "NEW-1"}).status_code == 302
    assert client.post(substitute, {"part": shop.part.code}).status_code == 422
    price = reverse("parts-price", args=[shop.part.number])
    assert client.post(price, {"amount": "۵۰۰ هزار تومان"}).status_code == 302
    assert shop.part.prices.filter(amount=5_000_000).exists()
    assert client.post(price, {"amount": "x"}).status_code == 422
    place = reverse("parts-place", args=[shop.part.number])
    assert client.post(place, {"node": "central", "bin": "B-2"}).status_code == 302
    assert balance(shop.part, shop.node).bin == "B-2"
    assert client.post(place, {"node": "central", "reorder_point": "5", "order_up_to": "1"}).status_code == 422


def test_receiving_by_scan(shop: Shop) -> None:
    client = staff("storekeeper")
    page = client.get(reverse("parts-receive"), {"node": "van", "part": shop.part.code}).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    typed = {"node": "van", "lines": f"شر-۵۵-۱۰۰۰\n{shop.part.number} ۲ ۲۰۰۰\n\n", "key": key[1]}
    assert "line_unreadable" not in page
    for _ in range(2):
        assert client.post(reverse("parts-receive"), typed).status_code == 302
    assert balance(shop.part, shop.to).on_hand == 3
    wrong = client.post(reverse("parts-receive"), {"node": "van", "lines": "AV-55-1000 دو"})
    assert wrong.status_code == 422
    unknown = client.post(reverse("parts-receive"), {"node": "van", "lines": "NOPE-1 2"})
    assert "NOPE-1" in unknown.content.decode()
    assert balance(shop.part, shop.to).on_hand == 3


def test_scrapping_asks_for_a_reason(shop: Shop) -> None:
    client = staff("storekeeper")
    typed = {"node": "central", "lines": shop.part.code, "act": "scrap"}
    assert client.post(reverse("parts-remove"), typed).status_code == 422
    assert client.post(reverse("parts-remove"), typed | {"note": "شکسته"}).status_code == 302
    too_many = client.post(reverse("parts-remove"), typed | {"note": "x", "lines": f"{shop.part.code} 99"})
    assert too_many.status_code == 422
    assert shop.part.code in too_many.content.decode()
    assert Move.objects.filter(act="scrap").count() == 1


def test_a_transfer_from_page_to_page(shop: Shop) -> None:
    client = staff("storekeeper")
    answer = client.post(reverse("parts-send"), {"node": "central", "to": "van", "lines": f"{shop.part.code} 2"})
    address = answer.headers["Location"]
    line = f"q-{shop.part.pk}"
    assert client.post(address, {line: "۹"}).status_code == 422
    assert client.post(address, {line: "x"}).status_code == 422
    assert client.post(address, {line: "1", "close": "on"}).status_code == 422
    assert client.post(address, {line: "1", "close": "on", "reason": "گم شد"}).status_code == 302
    assert Transfer.objects.latest("id").state == "short"


def test_a_count_from_page_to_page(shop: Shop) -> None:
    client = staff("storekeeper")
    answer = client.post(reverse("parts-count-begin"), {"node": "central"})
    address = answer.headers["Location"]
    line = f"q-{shop.part.pk}"
    assert client.post(address, {line: "5", "scan": shop.part.code}).status_code == 302
    sheet = CountSheet.objects.latest("id")
    assert sheet.lines.get().counted == 6
    assert client.post(address, {line: "6", "act": "book"}).status_code == 422
    assert client.post(address, {line: "6", "act": "book", "reason": "شمارش"}).status_code == 302
    assert balance(shop.part, shop.node).on_hand == 6
    other = reverse("parts-count", args=[shop.sheet.number])
    assert client.post(other, {"act": "drop"}).status_code == 302
    shop.sheet.refresh_from_db()
    assert shop.sheet.state == "dropped"


def test_a_purchase_from_page_to_page(shop: Shop) -> None:
    chief, keeper = staff("manager"), staff("storekeeper")
    assert keeper.post(reverse("parts-propose"), {"node": "central"}).status_code == 302
    order = Order.objects.get()
    address, line = reverse("parts-order", args=[order.number]), f"q-{shop.part.pk}"
    refused = keeper.post(address, {"act": "approve", line: "5", "version": "1"})
    assert refused.status_code == 422
    assert chief.post(address, {"act": "approve", line: "5", "version": "7"}).status_code == 422
    assert chief.post(address, {"act": "approve", line: "5", "version": "1"}).status_code == 302
    assert keeper.post(address, {"act": "receive", line: "5", f"c-{shop.part.pk}": "۱۰٬۰۰۰"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "received"
    assert Move.objects.filter(act="receive").latest("id").value == 10_000
    assert chief.post(address, {"act": "close"}).status_code == 422


def test_a_reservation_is_handed_out_or_let_go(shop: Shop) -> None:
    client = staff("storekeeper")
    address = reverse("parts-reservation-issue", args=[shop.held.number])
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert Move.objects.filter(act="issue").count() == 1
    assert client.post(reverse("parts-reservation-release", args=[shop.held.number])).status_code == 302
    assert Reservation.objects.get().state == "issued"


def test_a_store_and_a_kit_are_added_and_changed(shop: Shop) -> None:
    client = staff()
    typed = {"code": "van-2", "kind": "van", "name_fa": "وانت", "currency": "irr", "service_percent": "۹۸"}
    typed |= {"review_days": "7", "is_active": "on"}
    assert client.post(reverse("parts-node-create"), typed).status_code == 302
    node = Node.objects.get(code="van-2")
    assert (node.service_level, node.currency) == (980, "IRR")
    edit = reverse("parts-node-edit", args=["van-2"])
    assert client.post(edit, typed | {"name_en": "Van", "version": "1"}).status_code == 302
    assert client.post(edit, typed | {"name_en": "Van", "version": "1"}).status_code == 422
    kit = {"code": "two", "name_fa": "دو", "lines": f"{shop.part.code} 2", "is_active": "on"}
    assert client.post(reverse("parts-kit-create"), kit).status_code == 302
    assert client.post(reverse("parts-kit-create"), kit).status_code == 422
    assert client.post(reverse("parts-kit-edit", args=["two"]), kit | {"lines": "x 1"}).status_code == 422
    assert client.post(reverse("parts-kit-edit", args=["two"]), kit | {"lines": shop.other.code}).status_code == 302
    assert Kit.objects.get(code="two").lines.get().part_id == shop.other.pk


def test_who_is_bound_to_a_centre_sees_its_stores_only(shop: Shop) -> None:
    branch = a_branch("shiraz")
    own = a_node("shiraz", kind="centre", branch=branch)
    user = member("storekeeper")
    Membership.objects.filter(user=user).update(branch=branch, role=Role.objects.get(code="storekeeper"))
    client = staff("storekeeper")
    page = client.get(reverse("parts-nodes")).content.decode()
    assert reverse("parts-node", args=[own.code]) in page
    assert reverse("parts-node", args=["central"]) not in page
    for address in shop.records:
        if "/stock/" in address:
            assert client.get(address).status_code in (403, 404), address
    assert client.get(reverse("parts-record", args=[shop.part.number])).status_code == 200
    assert not client.get(reverse("parts-moves")).content.decode().count(shop.part.number)
    typed = {"node": "central", "lines": shop.part.code}
    assert client.post(reverse("parts-receive"), typed).status_code == 422


def test_the_ledger_is_exported(shop: Shop) -> None:
    answer = staff().get(reverse("parts-moves"), {"export": "csv"})
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert shop.part.code in body.decode("utf-8-sig")
