"""A repair out of warranty, from the estimate to the receipt, as the counter and the customer live it.

The clerk works on a tablet, the customer on a phone in Persian: one line is declined, the deposit is paid at the bank,
the rest at the counter; the device does not leave before that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from payandan.platform.kit.text import persian_digits
from tests.fakes.bank import FakeBank
from tests.fakes.sms import FakeSms
from tests.journeys.visitor import PHONE, Mailbox, Visitor, link_in
from tests.journeys.workshop import STAFF, TABLET, bench, hand_over, message, sign_in
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

MOBILE = "+989121234567"
PART, LABOUR, GLASS = 80_000_000, 20_000_000, 50_000_000

_WORLD = (
    TOKEN
    + STAFF
    + """
from datetime import date, timedelta
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category, Symptom
from payandan.customers.actions import create_customer
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import actor_of
from payandan.repairs import actions as repairs
from payandan.repairs.actions import Intake
from payandan.units import actions as units
category = Category.objects.get(code="television")
model = catalog.create_model(
    category=category, brand="Ava", code="X55", actor=SYSTEM, at=now,
    name_fa="تلویزیون ۵۵ اینچ آوا", name_en="Ava 55-inch television",
)
centre = Branch.objects.create(code="tehran", name_fa="مرکز تهران", name_en="Tehran centre")
staff = {
    role: hire(role, centre, name) for name, role in [("Mina Sadeghi", "clerk"), ("Saeed Moradi", "technician")]
}
owner = create_customer(name="سارا محمدی", mobile="MOBILE", language="fa", actor=SYSTEM, at=now)
unit = units.register_unit(
    actor=SYSTEM, at=now, serial="AV55-100009", model=model, owner=owner, channel="staff", sold_on=date(2018, 5, 1),
)
clerk, technician = actor_of(staff["clerk"]), actor_of(staff["technician"])
symptom = Symptom.objects.filter(category=category).first()
order = repairs.receive_device(
    intake=Intake(unit=unit, customer=owner, symptoms=[symptom.code], signed_by="paper", branch=centre), actor=clerk,
    at=now,
)
order = repairs.move(order=order, act="diagnose", actor=technician, at=now)
print(json.dumps(order.number))
""".replace("MOBILE", MOBILE)
)


@dataclass(frozen=True)
class Place:
    """An open house with one job at the bench, and the bank."""

    installation: Installation
    job: str
    bank: FakeBank
    gateway: FakeSms


@pytest.fixture(scope="module")
def place(empty_place: Installation, gateway: FakeSms) -> Iterator[Place]:
    with FakeBank() as bank:
        empty_place.environment["PAYANDAN_PAYMENT_GATEWAY"] = bank.zarinpal_url()
        job: str = empty_place.python(_WORLD)
        empty_place.start(within=120)
        yield Place(empty_place, job, bank, gateway)
        assert "Traceback" not in empty_place.log()


Visit = Callable[..., Visitor]


def money(amount: int) -> str:
    return persian_digits(f"{amount:,}".replace(",", "٬"))


def write(clerk: Visitor, place: int, *, kind: str, label: str, amount: int) -> None:
    clerk.page.select_option(f"[name=line{place}-kind]", kind)
    clerk.page.fill(f"[name=line{place}-label]", label)
    clerk.page.fill(f"[name=line{place}-amount]", str(amount))


def test_from_the_estimate_to_the_receipt(place: Place, visitor: Visit) -> None:
    mailbox = Mailbox(place.gateway, MOBILE)
    with visitor("clerk", TABLET, "en") as clerk, visitor("sara", PHONE, "fa") as sara:
        sign_in(clerk, "clerk")
        estimate(clerk, place.job)
        answer(sara, link_in(message(mailbox, "برآورد هزینه")))
        pay_the_deposit(sara, place.bank)
        message(mailbox, "بیعانهٔ")
        place.installation.python(bench(place.job, "repair", "test"))
        bill(clerk, place.job)
        see_the_invoice(sara, mailbox)
        collect(clerk, place.job)


def estimate(clerk: Visitor, job: str) -> None:
    """Three lines, reckoned, looked at and sent."""
    clerk.go(f"/repairs/{job}/")
    clerk.stands_well()
    clerk.press("Write an estimate")
    write(clerk, 0, kind="part", label="Display panel", amount=PART)
    write(clerk, 1, kind="labour", label="Fitting", amount=LABOUR)
    write(clerk, 2, kind="part", label="Back glass", amount=GLASS)
    clerk.stands_well()
    clerk.shot("lines")
    clerk.press("Reckon and look at it")
    clerk.sees("165,000,000", "Not covered")
    clerk.stands_well()
    clerk.shot("estimate")
    clerk.press("Send to the customer")
    clerk.sees("Waiting for the customer's answer")


def answer(sara: Visitor, link: str) -> None:
    """On the phone: the glass is not wanted."""
    page = sara.page
    page.goto(link)
    sara.sees("Back glass", money(165_000_000), "برای هر قلم انتخاب کنید")
    sara.stands_well()
    sara.shot("estimate")
    sara.press("فرستادن پاسخ")
    sara.sees("برای هر قلم بگویید")
    for position, said in enumerate(("yes", "yes", "no")):
        page.locator(f"[name=line-{position}][value={said}]").check()
    sara.shot("chosen")
    sara.press("فرستادن پاسخ")
    sara.sees("توافق شما", money(110_000_000))
    sara.stands_well()


def pay_the_deposit(sara: Visitor, bank: FakeBank) -> None:
    """To the bank and back, with the slip's number."""
    page = sara.page
    sara.press("پرداخت بیعانه")
    sara.sees(money(82_500_000))
    sara.stands_well()
    sara.shot("pay")
    sara.button("پرداخت").first.click()
    page.locator("#pay").wait_for()
    assert page.locator("#amount").inner_text() == "82500000"
    page.locator("#pay").click()
    sara.sees("پرداخت شما رسید", "603799")
    sara.stands_well()
    sara.shot("paid")
    assert bank.asked("verify") == 1


def bill(clerk: Visitor, job: str) -> None:
    """The invoice of what was agreed to; the device stays until it is paid."""
    page = clerk.page
    clerk.go(f"/repairs/{job}/")
    clerk.press("Issue the invoice")
    clerk.sees("110,000,000")
    clerk.stands_well()
    clerk.press("Issue the invoice")
    clerk.sees("110,000,000", "82,500,000", "27,500,000")
    clerk.stands_well()
    clerk.shot("invoice")
    hand_over(clerk, job, by="paper")
    clerk.sees("27,500,000 IRR is still to be paid")
    clerk.shot("held")
    page.goto(f"/repairs/{job}/payment/")
    assert page.input_value("[name=amount]").replace(",", "") == "27500000"
    page.locator("[name=method][value=card_terminal]").check()
    page.fill("[name=reference]", "445566")
    clerk.shot("take")
    clerk.press("The money is here")
    clerk.sees("PAY-", "0 IRR")


def see_the_invoice(sara: Visitor, mailbox: Mailbox) -> None:
    """By the link in the message: Persian, with its sums."""
    link = link_in(message(mailbox, "فاکتور"))
    sara.page.goto(link)
    shown = sara.page.locator("article").inner_text()
    assert money(110_000_000) in shown
    sara.shot("invoice")


def collect(clerk: Visitor, job: str) -> None:
    """Paid: it leaves, and the receipt is printed."""
    hand_over(clerk, job, by="paper")
    clerk.sees("Handed over")
    clerk.shot("delivered")
    href = clerk.page.locator("a[href*='/receipt/'][href*='/payments/']").first.get_attribute("href")
    assert href is not None
    clerk.page.goto(href)
    assert "Receipt of payment" in clerk.page.locator("article").inner_text()
    clerk.shot("receipt")
