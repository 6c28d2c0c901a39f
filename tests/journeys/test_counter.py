"""The workshop's ways round: a part from another centre and its defective one, the same fault again, a loaner.

The clerk works in Persian on a tablet, with a scanner; the others work in English at their desks.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys import test_claim as claims
from tests.journeys.visitor import DESKTOP, Visitor, photo, until
from tests.journeys.workshop import (
    STAFF,
    TABLET,
    bench,
    dialog,
    hand_over,
    press,
    scan,
    send,
    sign_in,
    take_in,
)
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

AGAIN_AFTER = 40
"""Days between the hand-over in Shiraz and the intake in Tehran."""

_WORLD = (
    TOKEN
    + STAFF
    + """
from datetime import date, timedelta
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category, Component
from payandan.claims.actions import recovery
from payandan.customers.actions import create_customer
from payandan.parts import actions as parts
from payandan.parts.rules.master import FitRange
from payandan.platform.people.models import Branch
from payandan.repairs import actions as repairs
from payandan.units import actions as units
category = Category.objects.get(code="television")
model = catalog.create_model(
    category=category, brand="Ava", code="X55", actor=SYSTEM, at=now,
    name_fa="تلویزیون ۵۵ اینچ آوا", name_en="Ava 55-inch television",
)
stores = {}
for code, fa, en in (("tehran", "مرکز تهران", "Tehran centre"), ("shiraz", "مرکز شیراز", "Shiraz centre")):
    centre = Branch.objects.create(code=code, name_fa=fa, name_en=en)
    stores[code] = parts.save_node(
        code=code, kind="centre", branch=centre, name_fa=fa, name_en=en, currency="IRR", actor=SYSTEM, at=now
    )
tehran, shiraz = (stores[code].branch for code in ("tehran", "shiraz"))
for role, centre, name in (
    ("clerk", tehran, "Mina Sadeghi"), ("technician", tehran, "Saeed Moradi"), ("storekeeper", None, "Reza Karimi"),
    ("manager", None, "Bahram Rastgar"),
):
    hire(role, centre, name)
panel = parts.create_part(
    code="PNL-55", kind="consumable", name_fa="پنل ۵۵ اینچ", name_en="55-inch panel", core=True, actor=SYSTEM, at=now,
    category=category, components=[Component.objects.get(category=category, code="panel")], fits=[FitRange(model.pk)],
)
parts.receive(node_id=stores["shiraz"].pk, lines=[parts.Line(panel.pk, 2, 160_000_000)], actor=SYSTEM, at=now)
supplier = recovery.put_supplier(actor=SYSTEM, at=now, given={"name_fa": "نوین پنل", "name_en": "Novin Panel"})
recovery.put_supply_terms(
    supplier=supplier, actor=SYSTEM, at=now,
    given={"component": "panel", "since": date(2020, 1, 1), "shares": {"part": 10_000}},
)
def television(serial, owner):
    bought = now.date() - timedelta(days=200)
    return units.register_unit(
        actor=SYSTEM, at=now, serial=serial, model=model, owner=owner, channel="staff", sold_on=bought,
    )
sara, reza, nima = (
    create_customer(name=name, mobile=f"+98912123456{n}", language="fa", actor=SYSTEM, at=now)
    for n, name in enumerate(("سارا محمدی", "رضا کاظمی", "نیما احمدی"))
)
for n in (1, 3, 4):
    television(f"AV55-10000{n}", sara)
sold_on = television("AV55-100002", reza)
back = now - timedelta(days=AGAIN_AFTER)
repairs.take_in_past(actor=SYSTEM, at=now, rows=[repairs.PastJob(
    unit=sold_on, customer=reza, branch=shiraz, received_at=back - timedelta(days=4), ready_at=back,
    delivered_at=back, outcome="repaired", symptom="lines_on_screen", words="روی صفحه خط می‌افتد",
)])
units.transfer_unit(unit=sold_on, to=nima, actor=SYSTEM, at=now)
ours = television("AV55-100009", None)
repairs.add_loaner(unit=ours, branch=tehran, actor=SYSTEM, at=now)
television("AV55-100010", None)
""".replace("AGAIN_AFTER", str(AGAIN_AFTER))
)

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def place(empty_place: Installation) -> Iterator[Installation]:
    empty_place.python(_WORLD)
    empty_place.start(within=120)
    yield empty_place
    assert "Traceback" not in empty_place.log()


# --- a part from another centre --------------------------------------------------------------------------------------


def test_a_part_from_another_centre_and_its_core(place: Installation, visitor: Visit) -> None:
    with (
        visitor("clerk-fa", TABLET, "fa") as clerk,
        visitor("technician-en", DESKTOP, "en") as technician,
        visitor("keeper-en", DESKTOP, "en") as keeper,
        visitor("manager-en", DESKTOP, "en") as manager,
    ):
        for who, name in ((clerk, "clerk"), (technician, "technician"), (keeper, "storekeeper"), (manager, "manager")):
            sign_in(who, name)
        job = take_in(clerk, "AV55-100001", "lines_on_screen")
        plan_the_panel(technician, job)
        bring_it_here(keeper)
        change_it(technician, job)
        place.python(bench(job, "test"))
        claim = decide(manager, job)
        core = send_it_in(clerk, claim)
        inspect(keeper, core)
        see_the_recovery(manager, core)
        hand_over(clerk, job)
        clerk.sees("تحویل داده شد")


def plan_the_panel(technician: Visitor, job: str) -> None:
    """None is here: the job waits for it."""
    technician.go(f"/repairs/{job}/")
    press(technician, "diagnose")
    asked = dialog(technician, "plan")
    choose_panel(asked)
    send(technician, asked)
    technician.sees("not in stock here yet", "parts are missing")
    asked = dialog(technician, "wait")
    asked.locator("[name=waits_for]").fill("55-inch panel from Shiraz")
    send(technician, asked)
    technician.sees("Waiting for a part")
    technician.stands_well()


def choose_panel(asked: claims.Any) -> None:
    option = asked.locator("[name=part] option", has_text="PNL-55").get_attribute("value")
    asked.locator("[name=part]").select_option(option)


def bring_it_here(keeper: Visitor) -> None:
    """From the store in Shiraz to the one in Tehran."""
    keeper.go("/stock/transfers/new/?node=shiraz&to=tehran")
    keeper.page.fill("[name=lines]", "PNL-55")
    keeper.stands_well()
    keeper.press("Send to another store", keeper.page.locator("main form"))
    keeper.sees("On its way")
    keeper.press("Receive")
    keeper.sees("Missing", "received")
    keeper.stands_well()
    keeper.shot("transfer")


def change_it(technician: Visitor, job: str) -> None:
    """What came in is kept for the job that waited for it; now it goes in."""

    def can_start() -> bool:
        technician.go(f"/repairs/{job}/")
        return "the job can start" in technician.text()

    until(can_start, 30, "the panel came, and the job does not know it")
    press(technician, "repair")
    press(technician, "start")
    technician.sees("Your time is running")
    asked = dialog(technician, "part")
    send(technician, asked)
    technician.sees("The change of the part was written down.")
    press(technician, "stop")
    technician.stands_well()
    technician.shot("changed")


def decide(manager: Visitor, job: str) -> str:
    """The claim that was filed at the counter: the company pays."""
    manager.go(f"/repairs/{job}/")
    manager.page.locator("a[href^='/claims/CLM']").first.click()
    manager.settle()
    number = manager.page.url.rstrip("/").rpartition("/")[2]
    claims.estimate(manager)
    claims.answer_cause(manager, "material", "inspection_report", photo("report"))
    manager.press("Decide", claims.act(manager, "Confirm the decision", "decide"))
    manager.sees("Decided: Approved")
    return number


def send_it_in(clerk: Visitor, claim: str) -> str:
    """The old panel goes to the central store, under a seal; returns the number on its label."""

    def expected() -> str:
        clerk.go("/cores/")
        label = clerk.page.locator("a[href^='/cores/COR']")
        return label.first.inner_text().strip() if label.count() else ""

    number = until(expected, 30, f"no defective part of {claim} is asked for")
    clerk.go(f"/cores/{number}/")
    clerk.stands_well()
    clerk.page.locator("[data-open=act-hand_over]").click()
    clerk.page.fill("[name=seal]", "S-7781")
    clerk.page.locator("dialog[open] button.button-primary").click()
    clerk.sees("S-7781")
    return number


def inspect(keeper: Visitor, core: str) -> None:
    """Scanned in the central store, and found to be what the centre said."""
    keeper.go("/cores/receive/")
    keeper.page.locator("[name=label]").focus()
    scan(keeper, core)
    keeper.page.fill("[name=seal]", "S-7781")
    keeper.page.locator("main form button.button-primary").click()
    keeper.sees("Received", core)
    keeper.stands_well()
    keeper.go(f"/cores/{core}/")
    keeper.page.locator("[name=finding][value=confirmed]").check()
    keeper.press("Write it down")
    keeper.sees("Fault confirmed", "Supplier recovery")
    keeper.stands_well()
    keeper.shot("core")


def see_the_recovery(manager: Visitor, core: str) -> None:
    """What the supplier is asked for."""
    manager.go(f"/cores/{core}/")
    manager.page.locator("a[href^='/recoveries/']").first.click()
    manager.settle()
    manager.sees("Novin Panel", f"{claims.PART:,}")
    manager.stands_well()
    manager.shot("recovery")


# --- the same fault again --------------------------------------------------------------------------------------------


def test_the_same_fault_under_another_owner(place: Installation, visitor: Visit) -> None:
    with visitor("clerk-fa", TABLET, "fa") as clerk, visitor("manager-en", DESKTOP, "en") as manager:
        for who, name in ((clerk, "clerk"), (manager, "manager")):
            sign_in(who, name)
        before = rate(manager)
        warned(clerk)
        job = take_in(clerk, "AV55-100002", "lines_on_screen", claim=False)
        clerk.go(f"/repairs/{job}/")
        clerk.sees("همان ایراد، دوباره", "مرکز شیراز")
        assert "رضا کاظمی" not in clerk.text(), "an earlier owner is nobody's business"
        clerk.stands_well()
        class_it(manager, job)
        place.python(bench(job, "diagnose", "repair", "test"))
        hand_over(clerk, job, by="paper")
        clerk.sees("تحویل داده شد")
        after = rate(manager)
        assert (after[0] - before[0], after[1] - before[1]) == (1, 1), "one more repair, and it was a repeat"
        manager.sees("The part failed")


def warned(clerk: Visitor) -> None:
    """As soon as the symptom is ticked."""
    clerk.go("/repairs/intake/")
    scan(clerk, "AV55-100002")
    assert "همان ایراد، دوباره" not in clerk.text()
    clerk.page.locator("[name=symptoms][value=lines_on_screen]").check()
    clerk.sees("همان ایراد، دوباره", "۴۰ روز")
    clerk.shot("warning")


def rate(manager: Visitor) -> tuple[int, int]:
    """Repeats within ninety days, and repairs, as the page of S17 says them."""
    manager.go("/repairs/repeats/")
    manager.stands_well()
    manager.shot("rate")
    words = manager.page.locator("[data-window='90']").inner_text()
    found = claims.re.findall(r"\d+", words)
    return int(found[-2]), int(found[-1])


def class_it(manager: Visitor, job: str) -> None:
    manager.go(f"/repairs/{job}/")
    asked = dialog(manager, "class")
    asked.locator("[name=cause]").select_option("part")
    send(manager, asked)
    manager.sees("The part failed")


# --- a loaner --------------------------------------------------------------------------------------------------------


def lend(clerk: Visitor, job: str) -> None:
    clerk.go(f"/repairs/{job}/")
    asked = dialog(clerk, "lend")
    asked.locator("[name=condition]").fill("سالم، بی خط و خش")
    asked.locator("[name=due_on]").fill("۱۴۹۹/۰۱/۲۰")
    send(clerk, asked)
    clerk.sees("AV55-100009", "نزد مشتری")
    clerk.stands_well()


def test_a_loaner_comes_back_before_the_device_goes(place: Installation, visitor: Visit) -> None:
    with visitor("clerk-fa", TABLET, "fa") as clerk:
        sign_in(clerk, "clerk")
        job = take_in(clerk, "AV55-100003", "lines_on_screen", claim=False)
        lend(clerk, job)
        place.python(bench(job, "diagnose", "repair", "test"))
        hand_over(clerk, job)
        clerk.sees("دستگاه امانی")
        assert clerk.page.locator("dialog#deliver[open] .tone-bad").is_visible()
        signed = clerk.page.locator("dialog#deliver[open] input[name=signature]")
        assert signed.evaluate("(input) => input.files.length") == 1, "nobody signs twice"
        clerk.shot("held")
        clerk.go(f"/repairs/{job}/")
        asked = dialog(clerk, "loan-back")
        asked.locator("[name=condition]").fill("گوشهٔ قاب ترک دارد")
        asked.locator("[name=damaged]").check()
        send(clerk, asked)
        clerk.sees("برگشت، آسیب‌دیده")
        hand_over(clerk, job)
        clerk.sees("تحویل داده شد")
        clerk.stands_well()
        clerk.go("/repairs/loaners/")
        clerk.stands_well()
        clerk.shot("loaners")
        clerk.page.locator("form[action$='/clear/'] button").first.click()
        clerk.sees("موجود")


def test_a_swap_with_a_loaner(place: Installation, visitor: Visit) -> None:
    """It cannot be repaired: the customer takes another one home, once our own is back."""
    with visitor("clerk-fa", TABLET, "fa") as clerk, visitor("manager-en", DESKTOP, "en") as manager:
        for who, name in ((clerk, "clerk"), (manager, "manager")):
            sign_in(who, name)
        job = take_in(clerk, "AV55-100004", "lines_on_screen", claim=False)
        lend(clerk, job)
        manager.go(f"/repairs/{job}/")
        press(manager, "diagnose")
        asked = dialog(manager, "exchange")
        asked.locator("[name=kind]").select_option("swap")
        asked.locator("[name=replacement]").fill("AV55-100010")
        send(manager, asked)
        manager.sees("AV55-100010")
        manager.stands_well()
        clerk.go(f"/repairs/{job}/")
        exchange(clerk, "accept")
        exchange(clerk, "hand_over")
        clerk.sees("دستگاه امانی ما هنوز نزد مشتری است")
        told = clerk.page.locator("[role=alert]").bounding_box()
        assert told is not None
        assert 0 <= told["y"] < TABLET[1], "the button was further down; what came of it is to be seen"
        clerk.stands_well()
        clerk.shot("blocked")
        asked = dialog(clerk, "loan-back")
        asked.locator("[name=condition]").fill("سالم")
        send(clerk, asked)
        exchange(clerk, "hand_over")
        manager.go(f"/repairs/{job}/")
        asked = dialog(manager, "finish")
        asked.locator("[name=outcome]").select_option("replaced")
        send(manager, asked)
        hand_over(clerk, job, by="paper")
        clerk.sees("تحویل داده شد", "تعویض شد")
        clerk.stands_well()
        clerk.shot("swapped")
        manager.go("/units/?q=AV55-100010")
        manager.sees("سارا محمدی")


def exchange(clerk: Visitor, act: str) -> None:
    """Press one of the buttons of an offered exchange."""
    clerk.page.locator(f"form:has([name=act][value={act}]) button").first.click()
    clerk.settle()
