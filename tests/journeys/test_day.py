"""A day at a counter, from the opening of the drawer to its count: in Persian, on a tablet, in one go.

Three devices come in: one is repaired at the customer's cost, one has no fault, one stays over night.
"""

from collections.abc import Callable, Iterator

import pytest

from payandan.platform.kit.text import persian_digits
from tests.journeys.visitor import Visitor
from tests.journeys.workshop import STAFF, TABLET, dialog, hand_over, press, send, sign_in, take_in
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

OPENING, PART, LABOUR = 5_000_000, 80_000_000, 20_000_000
DUE = (PART + LABOUR) * 11 // 10
"""With ten per cent of tax; half of it is asked for beforehand."""

_WORLD = (
    TOKEN
    + STAFF
    + """
from datetime import date
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category, Component
from payandan.customers.actions import create_customer
from payandan.parts import actions as parts
from payandan.parts.rules.master import FitRange
from payandan.platform.people.models import Branch
from payandan.units import actions as units
centre = Branch.objects.create(code="tehran", name_fa="مرکز تهران", name_en="Tehran centre")
store = parts.save_node(
    code="tehran", kind="centre", branch=centre, name_fa="انبار تهران", name_en="Tehran store", currency="IRR",
    actor=SYSTEM, at=now,
)
for role, name in (("clerk", "مینا صادقی"), ("technician", "سعید مرادی"), ("manager", "بهرام رستگار")):
    hire(role, centre, name)
kinds = (
    ("television", "تلویزیون ۵۵ اینچ آوا", "TV55", "AV55-200001", "سارا محمدی"),
    ("mobile_phone", "گوشی آوا نوا", "NOVA", "AVNV-200002", "رضا کاظمی"),
    ("washing_machine", "ماشین لباسشویی ۸ کیلویی آوا", "WM8", "AVWM-200003", "نیما احمدی"),
)
for n, (kind, name, code, serial, owner) in enumerate(kinds):
    category = Category.objects.get(code=kind)
    model = catalog.create_model(
        category=category, brand="Ava", code=code, actor=SYSTEM, at=now, name_fa=name, name_en=f"Ava {code}"
    )
    customer = create_customer(name=owner, mobile=f"+98912123456{n}", language="fa", actor=SYSTEM, at=now)
    units.register_unit(
        actor=SYSTEM, at=now, serial=serial, model=model, owner=customer, channel="staff", sold_on=date(2019, 5, 1),
    )
    if kind == "television":
        board = parts.create_part(
            code="PWR-55", kind="consumable", name_fa="برد تغذیهٔ ۵۵ اینچ", name_en="55-inch power board",
            category=category, components=[Component.objects.get(category=category, code="power_board")],
            fits=[FitRange(model.pk)], actor=SYSTEM, at=now,
        )
        parts.receive(node_id=store.pk, lines=[parts.Line(board.pk, 3, 45_000_000)], actor=SYSTEM, at=now)
"""
)

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def place(empty_place: Installation) -> Iterator[Installation]:
    empty_place.python(_WORLD)
    empty_place.start(within=120)
    yield empty_place
    assert "Traceback" not in empty_place.log()


def money(amount: int) -> str:
    return persian_digits(f"{amount:,}".replace(",", "٬"))


def test_from_the_opening_to_the_count(place: Installation, visitor: Visit) -> None:
    assert place.process is not None
    with (
        visitor("clerk", TABLET, "fa") as clerk,
        visitor("technician", TABLET, "fa") as technician,
        visitor("manager", TABLET, "fa") as manager,
    ):
        for who in (clerk, technician, manager):
            sign_in(who, who.name)
        open_the_drawer(clerk)
        television = take_in(clerk, "AV55-200001", "does_not_turn_on", claim=False)
        phone = take_in(clerk, "AVNV-200002", "does_not_turn_on", claim=False, passcode="2580")
        washer = take_in(clerk, "AVWM-200003", "does_not_turn_on", claim=False)
        see_the_board(clerk, television, phone, washer)
        plan_the_board(technician, television)
        agree_by_phone(clerk, television)
        take_cash(clerk, television, DUE // 2)
        repair(technician, television)
        find_nothing(technician, phone)
        press_first(technician, washer, "diagnose")
        bill(clerk, television)
        take_cash(clerk, television, DUE // 2)
        for job in (television, phone):
            hand_over(clerk, job)
            clerk.sees("تحویل داده شد")
            clerk.stands_well()
        see_the_board(clerk, washer)
        close_the_drawer(clerk)
        read_the_books(manager)


def open_the_drawer(clerk: Visitor) -> None:
    clerk.go("/repairs/cash/")
    clerk.page.fill("[name=opening]", persian_digits(str(OPENING)))
    clerk.press("باز کردن صندوق")
    clerk.sees(money(OPENING))
    clerk.stands_well()
    clerk.shot("drawer")


def see_the_board(clerk: Visitor, *jobs: str) -> None:
    """What is here, and nothing else."""
    clerk.go("/repairs/")
    cards = clerk.page.locator(".job-card-head a")
    assert sorted((card.get_attribute("href") or "").split("/")[2] for card in cards.all()) == sorted(jobs)
    clerk.stands_well()
    clerk.shot("board")


def press_first(technician: Visitor, job: str, act: str) -> None:
    technician.go(f"/repairs/{job}/")
    press(technician, act)


def plan_the_board(technician: Visitor, job: str) -> None:
    """Looked at, with the clock running; the part that it takes is on the shelf."""
    press_first(technician, job, "diagnose")
    press(technician, "start")
    asked = dialog(technician, "describe")
    asked.locator("[name=diagnosis]").fill("برد تغذیه سوخته است")
    send(technician, asked)
    asked = dialog(technician, "plan")
    option = asked.locator("[name=part] option", has_text="PWR-55").get_attribute("value")
    asked.locator("[name=part]").select_option(option)
    send(technician, asked)
    technician.sees("کار می‌تواند شروع شود")
    press(technician, "stop")
    technician.stands_well()
    technician.shot("planned")


def agree_by_phone(clerk: Visitor, job: str) -> None:
    """The estimate is written and sent; the customer calls back."""
    page = clerk.page
    clerk.go(f"/repairs/{job}/")
    clerk.press("نوشتن برآورد")
    for place, (kind, label, amount) in enumerate((("part", "برد تغذیه", PART), ("labour", "اجرت تعویض", LABOUR))):
        page.select_option(f"[name=line{place}-kind]", kind)
        page.fill(f"[name=line{place}-label]", label)
        page.fill(f"[name=line{place}-amount]", persian_digits(str(amount)))
    clerk.shot("lines")
    page.locator("main form button.button-primary").last.click()
    clerk.sees(money(PART + LABOUR))
    page.locator("form[action$='/send/'] button").click()
    clerk.settle()
    page.locator("[data-open=consent]").click()
    asked = page.locator("dialog#consent[open]")
    for choice in asked.locator("input[value=yes]").all():
        choice.check()
    asked.locator("[name=note]").fill("تلفنی، ساعت ده، خود مشتری")
    send(clerk, asked)
    clerk.sees(money(DUE), "توافق")
    clerk.stands_well()
    clerk.shot("agreed")


def take_cash(clerk: Visitor, job: str, amount: int) -> None:
    """The form has read how much is due."""
    clerk.go(f"/repairs/{job}/payment/")
    assert clerk.page.input_value("[name=amount]").replace("٬", "") == persian_digits(str(amount))
    clerk.page.locator("[name=method][value=cash]").check()
    clerk.stands_well()
    clerk.shot("cash")
    clerk.page.locator("main form button.button-primary").click()
    clerk.sees(money(amount))


def repair(technician: Visitor, job: str) -> None:
    """The board is changed, the tests are walked through, the work is written down."""
    press_first(technician, job, "repair")
    press(technician, "start")
    send(technician, dialog(technician, "part"))
    press(technician, "test")
    walk_through(technician)
    end(technician, "repaired", "برد تغذیه عوض شد")


def find_nothing(technician: Visitor, job: str) -> None:
    press_first(technician, job, "diagnose")
    press(technician, "start")
    press(technician, "test")
    walk_through(technician)
    end(technician, "no_fault_found", "با شارژر دیگری روشن شد؛ کابل مشتری قطع است")


def walk_through(technician: Visitor) -> None:
    """Every line of the test list is right, or within its limits."""
    asked = dialog(technician, "tests")
    for right in asked.locator("input[value=yes]").all():
        right.check()
    for measured in asked.locator("input[name^=test_][type=text]").all():
        within = measured.evaluate("input => input.closest('.field').innerText.match(/[۰-۹0-9٫.]+/)?.[0] || '1'")
        measured.fill(within)
    send(technician, asked)
    technician.stands_well()


def end(technician: Visitor, outcome: str, work: str) -> None:
    asked = dialog(technician, "finish")
    asked.locator("[name=outcome]").select_option(outcome)
    asked.locator("[name=work]").fill(work)
    send(technician, asked)
    technician.sees(work)
    technician.stands_well()
    technician.shot("ready")


def bill(clerk: Visitor, job: str) -> None:
    clerk.go(f"/repairs/{job}/invoice/")
    clerk.stands_well()
    clerk.page.locator("main form button.button-primary").last.click()
    clerk.sees(money(DUE), money(DUE // 2))
    clerk.stands_well()
    clerk.shot("invoice")


def close_the_drawer(clerk: Visitor) -> None:
    """What was counted is what should be there."""
    clerk.go("/repairs/cash/")
    clerk.sees(money(OPENING + DUE))
    clerk.page.fill("[name=counted]", persian_digits(str(OPENING + DUE)))
    clerk.shot("count")
    clerk.page.locator("form[action$='/close/'] button").click()
    clerk.sees("بستن‌های پیشین", money(OPENING + DUE))
    clerk.stands_well()
    clerk.shot("closed")


def read_the_books(manager: Visitor) -> None:
    """The day as entries that balance, and as the file for accounting."""
    manager.go("/repairs/accounting/")
    manager.stands_well()
    manager.shot("books")
    with manager.page.expect_download() as coming:
        manager.page.locator("a[href*='file=1']").click()
    rows = coming.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > 5
