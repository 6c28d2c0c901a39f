"""The pages of the workshop: who may open them, what an act does, and that what was typed is never lost."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from payandan.platform.journal.actions import dispatch
from payandan.platform.notifications.models import Message
from payandan.repairs import actions
from payandan.repairs.models import Loaner, RepairOrder
from payandan.repairs.views.dialogs import KINDS
from tests.repairs import factories as make
from tests.units.doors import ROLES, customer, queries, sent_code, staff

pytestmark = pytest.mark.django_db

OF_A_JOB = ["repairs-record", "repairs-receipt", "repairs-label", "repairs-qr"]
WHOLE = ["repairs-board", "repairs-list", "repairs-repeats", "repairs-loaners"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now() -> Any:
    return timezone.now()


def png() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 80), "white").save(drawn, "PNG")
    return SimpleUploadedFile("signature.png", drawn.getvalue(), content_type="image/png")


def form_of(unit: Any, **given: Any) -> dict[str, Any]:
    return {
        "unit": unit.number, "form_key": actions.new_form_key(), "symptoms": ["does_not_charge"],
        "words": "شارژ نمی‌شود",
        "priority": "2", "branch": make.branch().pk, "data_consent": "agreed", "condition_powers_on": "no",
        "accessories": ["cable"], "more": "کیف", "signed_by": "paper", **given,
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_the_board_the_list_and_the_job(role: str, now: Any) -> None:
    order = make.received(at=now)
    client = staff(role)
    for name in WHOLE:
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
    assert order.number in client.get(reverse("repairs-list")).content.decode()
    for name in OF_A_JOB:
        assert client.get(reverse(name, args=[order.number])).status_code == 200, name


def test_doors_are_closed_to_others(now: Any) -> None:
    order = make.received(at=now)
    addresses = [reverse(name, args=[order.number]) for name in OF_A_JOB] + [reverse(name) for name in WHOLE]
    for client in (Client(), customer(order.customer)):
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, "sign-in" in answer.url) == (302, True), address
    assert staff("clerk").get(reverse("repairs-bench")).status_code == 403
    assert staff("analyst").get(reverse("repairs-intake")).status_code == 403
    for name in OF_A_JOB:
        assert staff().get(reverse(name, args=["JOB-NONE"])).status_code == 404
    assert staff().post(reverse("repairs-act", args=[order.number, "nosuch"])).status_code == 404
    assert staff().post(reverse("repairs-press", args=[order.number, "nosuch"])).status_code == 404


def test_s22_a_scan_on_a_persian_keyboard_finds_the_unit() -> None:
    thing = make.phone(serial="AVK55", serial_key="AVK55")
    shown = staff().get(reverse("repairs-intake"), {"serial": "شرن۵۵"}, headers=HTMX).content.decode()
    assert thing.serial in shown
    assert "does_not_charge" in shown
    assert "condition_screen_whole" in shown
    assert "<html" not in shown


def test_s22_an_unknown_serial_is_registered_on_the_spot() -> None:
    model = make.phone().model
    client = staff()
    asked = client.get(reverse("repairs-intake"), {"serial": "NEW-123"}).content.decode()
    assert reverse("repairs-intake-register") in asked
    given = {"serial": "NEW-123", "model": model.number, "mobile": "09121112233", "name": "سارا"}
    wrong = client.post(reverse("repairs-intake-register"), {**given, "mobile": "12"}, headers=HTMX)
    assert (wrong.status_code, "NEW-123" in wrong.content.decode()) == (422, True)
    shown = client.post(reverse("repairs-intake-register"), given, headers=HTMX).content.decode()
    assert "data-intake-form" in shown


def test_s22_taken_in_with_a_signature_a_receipt_and_a_message() -> None:
    thing = make.phone()
    client = staff("clerk")
    answer = client.post(reverse("repairs-intake"), form_of(thing, passcode="1234", signature=png()), headers=HTMX)
    order = RepairOrder.objects.get()
    assert answer.status_code == 200
    assert order.number in answer.content.decode()
    assert (order.signed_by, order.accessories, order.condition[0]["value"]) == ("signature", ["cable", "کیف"], "no")
    assert order.signature is not None
    assert order.signature.owner_id == order.pk
    dispatch(at=timezone.now())
    message = Message.objects.get(channel="sms", template="repairs.received")
    assert order.tracking in message.text
    receipt = client.get(reverse("repairs-receipt", args=[order.number])).content.decode()
    assert order.tracking in receipt
    assert "1234" not in receipt
    assert "1234" not in client.get(reverse("repairs-record", args=[order.number])).content.decode()


def test_s22_what_was_typed_is_kept_when_something_is_missing() -> None:
    thing = make.phone()
    answer = staff().post(reverse("repairs-intake"), form_of(thing, data_consent="", words="صدای خش‌خش"), headers=HTMX)
    shown = answer.content.decode()
    assert (answer.status_code, "صدای خش‌خش" in shown) == (422, True)
    assert not RepairOrder.objects.exists()


def test_s22_the_customer_confirms_by_a_code() -> None:
    thing = make.phone()
    client = staff()
    given = form_of(thing, signed_by="code", code="000000")
    assert client.post(reverse("repairs-intake"), given, headers=HTMX).status_code == 422
    sent = client.post(reverse("repairs-intake-code"), {"unit": thing.number}, headers=HTMX)
    assert sent.status_code == 200
    client.post(reverse("repairs-intake"), {**given, "code": sent_code()}, headers=HTMX)
    assert RepairOrder.objects.get().signed_by == "code"


def test_s22_several_devices_of_one_visit() -> None:
    person = make.customer()
    first, second = make.phone(owner=person), make.phone(owner=person)
    client = staff()
    client.post(reverse("repairs-intake"), form_of(first))
    visit = RepairOrder.objects.get().visit
    page = client.get(reverse("repairs-intake"), {"visit": visit.number, "unit": second.number}).content.decode()
    assert visit.number in page
    client.post(reverse("repairs-intake"), form_of(second, visit=visit.number))
    assert visit.orders.count() == 2


def test_s17_the_counter_is_warned_while_it_types(now: Any) -> None:
    old = make.delivered(at=now - timedelta(days=10))
    asked = {"unit": old.unit.number, "symptoms": ["charge_does_not_last"], "words": ""}
    client = staff()
    assert "alert" in client.post(reverse("repairs-intake-warnings"), asked).content.decode()
    other = {"unit": old.unit.number, "symptoms": ["freezes"], "words": "گاهی خاموش می‌شود"}
    assert "alert" not in client.post(reverse("repairs-intake-warnings"), other).content.decode()


def test_the_board_moves_by_column_and_by_button(now: Any) -> None:
    order = make.received(at=now)
    client = staff("technician")
    move = reverse("repairs-move", args=[order.number])
    assert client.post(move, {"column": "diagnosing"}, headers=HTMX).status_code == 200
    order.refresh_from_db()
    assert order.state == "diagnosing"
    refused = client.post(move, {"column": "ready"}, headers=HTMX)
    assert refused.status_code == 422
    assert client.post(move, {"act": "repair", "version": 1}, headers=HTMX).status_code == 422
    assert client.post(move, {"act": "repair"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "repairing"
    assert staff("clerk").post(move, {"act": "test"}).status_code == 403


def test_the_board_costs_the_same_for_few_and_many(now: Any) -> None:
    client = staff()
    make.received(at=now)
    client.get(reverse("repairs-board"))
    few = queries(lambda: client.get(reverse("repairs-board")))
    for _ in range(4):
        make.received(at=now)
    assert queries(lambda: client.get(reverse("repairs-board"))) == few


def test_the_board_is_narrowed_down(now: Any) -> None:
    make.received(at=now, priority=0)
    slow = make.received(at=now, priority=3, unit=make.phone(owner=make.customer(name="کندترین مشتری")))
    shown = staff().get(reverse("repairs-board"), {"priority": "0", "technician": "0"}).content.decode()
    assert slow.customer.name not in shown


@pytest.mark.parametrize("name", list(KINDS))
def test_every_dialog_opens_and_keeps_what_is_wrong(name: str, now: Any) -> None:
    order = make.received(at=now)
    client = staff()
    address = reverse("repairs-record", args=[order.number])
    opened = client.get(address, {"dialog": name}, headers={"Payandan-Dialog": name})
    assert opened.status_code == 200
    assert f'id="{name}"' in opened.content.decode()
    assert client.get(address, {"dialog": name}).status_code == 200
    answer = client.post(reverse("repairs-act", args=[order.number, name]), {"version": "99"}, headers=HTMX)
    assert answer.status_code == 422


def test_s23_the_bench_from_the_first_look_to_the_counter(now: Any) -> None:
    order = make.received(at=now)
    client = staff("technician")

    def press(name: str, **data: Any) -> Any:
        return client.post(reverse("repairs-press", args=[order.number, name]), data, headers=HTMX)

    def act(name: str, **data: Any) -> Any:
        return client.post(reverse("repairs-act", args=[order.number, name]), data, headers=HTMX)

    assert press("diagnose").status_code == 200
    assert press("start").status_code == 200
    assert press("start").status_code == 422
    assert "data-since" in client.get(reverse("repairs-bench")).content.decode()
    assert press("stop").status_code == 200
    assert act("describe", diagnosis="درگاه شل است", work="درگاه شارژ عوض شد").status_code == 200
    assert act("plan", label="درگاه شارژ", quantity="۱").status_code == 200
    assert press("repair").status_code == 200
    planned = order.planned.get()
    needed = act("part", planned=planned.pk, quantity="1", serialised="on", removed_serial="A1")
    assert needed.status_code == 422
    done = act("part", planned=planned.pk, quantity="1", serialised="on", removed_serial="A1", installed_serial="B1")
    assert done.status_code == 200
    assert press("test").status_code == 200
    answers = {f"test_{code}": value for code, value in make.answers(order).items()}
    assert act("tests", **answers).status_code == 200
    assert act("finish", outcome="repaired", work="درگاه شارژ عوض شد").status_code == 200
    assert press("tell").status_code == 200
    assert act("deliver", to_name="سارا", shown_by="paper").status_code == 422
    assert act("deliver", to_name="سارا", shown_by="paper", tried="on").status_code == 200
    order.refresh_from_db()
    assert order.state == "delivered"


def test_s23_the_passcode_is_shown_to_the_bench_only(now: Any) -> None:
    order = make.moved(make.received(at=now, passcode="2580"), "diagnose", at=now)
    address = reverse("repairs-passcode", args=[order.number])
    assert staff("clerk").post(address).status_code == 403
    assert "2580" in staff("technician").post(address).content.decode()


def test_s22_a_loaner_is_lent_printed_and_asked_back(now: Any) -> None:
    order = make.ready(at=now)
    stock = make.phone()
    type(stock).objects.filter(pk=stock.pk).update(owner=None)
    client = staff()
    given = {"serial": stock.serial, "branch": make.branch().pk}
    assert client.post(reverse("repairs-loaners"), given).status_code == 302
    loaner = Loaner.objects.get()
    day = timezone.localdate() + timedelta(days=7)
    lent = {"loaner": loaner.number, "condition": "سالم", "due_on": day.isoformat(), "deposit": ""}
    assert client.post(reverse("repairs-act", args=[order.number, "lend"]), lent, headers=HTMX).status_code == 200
    loan = order.loans.get()
    assert "سالم" in client.get(reverse("repairs-loan-print", args=[loan.number])).content.decode()
    over = {"to_name": "سارا", "shown_by": "paper", "tried": "on"}
    blocked = client.post(reverse("repairs-act", args=[order.number, "deliver"]), over, headers=HTMX)
    assert (blocked.status_code, loan.number in blocked.content.decode()) == (422, True)
    back = reverse("repairs-act", args=[order.number, "loan-back"])
    assert client.post(back, {"condition": "سالم"}, headers=HTMX).status_code == 200
    assert client.post(reverse("repairs-loaner-clear", args=[loaner.number])).status_code == 302
    loaner.refresh_from_db()
    assert loaner.state == "available"
    assert client.post(reverse("repairs-act", args=[order.number, "deliver"]), over, headers=HTMX).status_code == 200


def test_s22_the_customer_follows_it_by_the_code(now: Any) -> None:
    order = make.received(at=now)
    shown = Client().get(reverse("repairs-track"), {"code": order.tracking.lower()}).content.decode()
    assert order.number in shown
    assert order.customer.name not in shown
    assert Client().get(reverse("repairs-track"), {"code": "0000000000"}).status_code == 404
    mine = reverse("repairs-mine", args=[order.number])
    assert order.tracking in customer(order.customer).get(mine).content.decode()
    assert customer(make.customer()).get(mine).status_code == 404
    assert Client().get(mine).status_code == 302
    answers = {Client().get(reverse("repairs-track"), {"code": f"guess{n}"}).status_code for n in range(25)}
    assert 429 in answers


def test_other_pages_tell_of_the_workshop(now: Any) -> None:
    order = make.received(at=now)
    client = staff()
    assert order.number in client.get(reverse("units-record", args=[order.unit.number])).content.decode()
    assert order.number in client.get(reverse("customers-record", args=[order.customer.number])).content.decode()
    assert order.number in client.get("/search/", {"q": order.unit.serial}).content.decode()
    home = customer(order.customer).get(reverse("portal")).content.decode()
    assert reverse("repairs-mine", args=[order.number]) in home
