"""What the journeys through the workshop share: its people, the counter's and the bench's acts, a scanner."""

import time

from playwright.sync_api import Locator

from tests.journeys.visitor import Mailbox, Visitor

TABLET = (820, 1180)
PASSWORD = "four quiet horses"

STAFF = """
def hire(role, centre, name, email=""):
    return people.create_staff(
        actor=SYSTEM, at=now, email=f"{email or role}@example.com", name=name, language="en", password="PASSWORD",
        assignments=[(Role.objects.get(code=role).pk, centre and centre.pk)],
    )
""".replace("PASSWORD", PASSWORD)
"""To stand after `TOKEN` in the code of a world: `hire("clerk", centre, "Mina Sadeghi")`."""

_PERSIAN = dict(zip("qwertyuiopasdfghjklzxcvbnm0123456789", "ضصثقفغعهخحشسیبلاتنمظطزرذدپ۰۱۲۳۴۵۶۷۸۹", strict=True))
"""What each key writes on a Persian layout."""

BENCH = """
from datetime import UTC, datetime
from payandan.platform.people.models import User
from payandan.platform.people.queries import actor_of
from payandan.repairs import actions as repairs, queries
from payandan.repairs.models import RepairOrder
now = datetime.now(UTC)
technician = actor_of(User.objects.get(email="technician@example.com"))
order = RepairOrder.objects.select_related("unit__model__category").get(number="NUMBER")
answers = {
    check.code: str(check.low if check.low is not None else (check.high or 1)) if check.kind == "number" else "yes"
    for check in queries.sheet_of(order.unit.model.category.code).checks
}
for act in "ACTS".split():
    repairs.move(order=order, act=act, actor=technician, at=now)
repairs.record_tests(order=order, answers=answers, actor=technician, at=now)
repairs.finish(order=order, outcome="repaired", work="The panel was changed.", actor=technician, at=now)
"""


def bench(number: str, *acts: str) -> str:
    """Code that brings a job through these moves, its tests and its end, as the technician would at the bench."""
    return BENCH.replace("NUMBER", number).replace("ACTS", " ".join(acts))


def message(mailbox: Mailbox, word: str) -> str:
    """The next message with this word in it."""
    text = mailbox.next()
    while word not in text:
        text = mailbox.next()
    return text


def sign_in(visitor: Visitor, name: str) -> None:
    """By e-mail and password; whoever signs in reads the language of this browser."""
    visitor.go("/sign-in/")
    visitor.page.fill("[name=login]", f"{name}@example.com")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.page.locator("form button[type=submit]").first.click()
    visitor.page.locator(".desk-frame").wait_for()
    url = visitor.page.url.partition("/")[0] + "//" + visitor.page.url.split("/")[2]
    visitor.context.add_cookies([{"name": "lang", "value": visitor.language, "url": url}])


def scan(visitor: Visitor, text: str) -> None:
    """A barcode scanner on a computer whose keyboard is set to Persian: the keys are right, what they write is not."""
    visitor.settle()
    keyboard = visitor.context.new_cdp_session(visitor.page)
    began = time.time() - 0.004 * (len(text) + 1)  # the keys carry their own moments: a busy machine slows no scanner
    for place, sign in enumerate(f"{text}\r"):
        name = {"\r": "Enter", "-": "Minus"}.get(sign) or f"{'Digit' if sign.isdigit() else 'Key'}{sign.upper()}"
        key = {"\r": "Enter"}.get(sign) or _PERSIAN.get(sign.lower(), sign)
        stroke = {"code": name, "key": key, "modifiers": 8 if sign.isupper() else 0}
        stroke["timestamp"] = began + 0.004 * place
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign if sign == "\r" else key, **stroke})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke})
    keyboard.detach()
    visitor.settle()


def sign(visitor: Visitor) -> None:
    """Draw a name on the open canvas."""
    canvas = visitor.page.locator("canvas:visible")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 90)
    mouse.down()
    for step in range(10):
        mouse.move(box["x"] + 60 + step * 14, box["y"] + (50 if step % 2 else 100))
    mouse.up()


def take_in(visitor: Visitor, serial: str, symptom: str, *, claim: bool = True, passcode: str = "") -> str:
    """Scan, tick, sign: the number of the job. What keeps a passcode is asked about its data as well."""
    page = visitor.page
    visitor.go("/repairs/intake/")
    scan(visitor, serial)
    page.locator(f"[name=symptoms][value={symptom}]").check()
    page.locator("[data-all-yes]").click()
    assert page.locator("[name=condition_powers_on]:checked").input_value() == (
        "no" if symptom == "does_not_turn_on" else "yes"
    )
    page.locator("[data-day]").nth(1).click()
    page.locator("[name=open_claim]").set_checked(claim)
    if passcode:
        page.fill("[name=passcode]", passcode)
        page.locator("[name=data_consent]").first.check()
    sign(visitor)
    visitor.settle()
    visitor.stands_well()
    visitor.shot("intake")
    page.locator("[data-intake-form] button.button-primary").click()
    job = page.locator(".job-lines a[href^='/repairs/JOB']").first
    job.wait_for()
    assert page.input_value("[data-intake-scan] [name=serial]") == ""
    return job.inner_text().strip()


def press(visitor: Visitor, act: str) -> None:
    """Press the button of an act on a job's page; it may lie in the menu."""
    _reach(visitor, f"form[action$='/press/{act}/'] button").click()
    visitor.settle()


def dialog(visitor: Visitor, name: str) -> Locator:
    """Open a dialog of a job's page by its button, or by its line in the menu."""
    _reach(visitor, f"[data-open={name}]").click()
    found = visitor.page.locator(f"dialog#{name}[open]")
    found.wait_for()
    visitor.settle()
    return found


def send(visitor: Visitor, asked: Locator) -> None:
    """Send a dialog."""
    visitor.shot(asked.get_attribute("id") or "dialog")
    asked.locator(".form-buttons button.button-primary").click()
    visitor.settle()


def _reach(visitor: Visitor, selector: str) -> Locator:
    button = visitor.page.locator(selector).first
    if not button.is_visible():
        visitor.page.locator(".job-more > summary").click()
    return button


def hand_over(visitor: Visitor, number: str, *, by: str = "signature") -> None:
    """Ask for the hand-over, signed on the screen or on paper; it may be refused."""
    visitor.go(f"/repairs/{number}/")
    asked = dialog(visitor, "deliver")
    asked.locator("[name=tried]").check()
    asked.locator("[name=shown_by]").select_option(by)
    if by == "signature":
        sign(visitor)
    send(visitor, asked)
