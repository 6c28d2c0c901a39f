"""From the QR code on a television to the decision and the messages, as customers and colleagues live it.

S18: a customer registers a unit with its QR code and reports a fault from the phone.
S22: a clerk decides, with the reasons and the evidence in view, and may not reject without evidence.
S26: the customer is told in plain words, and an appeal costs one tap.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from payandan.platform.kit.calendars import format_date
from payandan.platform.kit.periods import add_months
from payandan.platform.kit.text import persian_digits
from tests.fakes.sms import FakeSms
from tests.fakes.smtp import FakeSmtp
from tests.journeys.visitor import DESKTOP, PHONE, Mailbox, Visitor, link_in, photo, until
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

PASSWORD = "four quiet horses"
BOUGHT_AGO = timedelta(days=200)
PART, LABOUR = 120_000_000, 8_000_000

_WORLD = (
    TOKEN
    + """
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category
from payandan.units import actions as units, queries as unit_queries
model = catalog.create_model(
    category=Category.objects.get(code="television"), brand="Ava", code="X55", actor=SYSTEM, at=now,
    name_fa="تلویزیون ۵۵ اینچ آوا", name_en="Ava 55-inch television",
)
for name, role, language in [
    ("Mina Sadeghi", "clerk", "en"), ("Saeed Moradi", "technician", "en"), ("Bahram Rastgar", "manager", "en"),
]:
    people.create_staff(
        actor=SYSTEM, at=now, email=f"{role}@example.com", name=name, language=language, password="PASSWORD",
        assignments=[(Role.objects.get(code=role).pk, None)],
    )
made = [
    units.register_unit(actor=SYSTEM, at=now, serial=serial, model=model, owner=None, channel="staff")
    for serial in ("AV55-100001", "AV55-100002")
]
print(json.dumps([unit_queries.public_address(unit) for unit in made]))
""".replace("PASSWORD", PASSWORD)
)


@dataclass(frozen=True)
class Place:
    """An open house: its server, the QR addresses of two units, and the gateways."""

    url: str
    qr: list[str]
    gateway: FakeSms
    mail: FakeSmtp


@pytest.fixture(scope="module")
def place(empty_place: Installation, gateway: FakeSms, mail: FakeSmtp) -> Iterator[Place]:
    qr: list[str] = empty_place.python(_WORLD)
    empty_place.start(within=120)
    yield Place(empty_place.url, qr, gateway, mail)
    assert "Traceback" not in empty_place.log()


Visit = Callable[..., Visitor]


def today() -> date:
    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Tehran")).date()


def jalali(day: date) -> str:
    return format_date(day, calendar="jalali", language="fa", style="short")


def register(visitor: Visitor, address: str, *, name: str, mobile: str, mailbox: Mailbox, words: dict[str, str]) -> str:
    """From the QR code to the unit's page; returns the path of that page."""
    page = visitor.page
    visitor.go(address)
    visitor.sees(words["product"])
    visitor.stands_well()
    visitor.shot("qr")
    page.fill("[name=name]", name)
    page.fill("[name=mobile]", mobile)
    visitor.press(words["send_code"])
    visitor.stands_well()
    visitor.shot("code")
    page.fill("[name=code]", mailbox.code())
    visitor.press(words["register"])
    visitor.sees(words["registered"])
    visitor.stands_well()
    visitor.shot("registered")
    bought = today() - BOUGHT_AGO
    page.fill("[name=sold_on]", persian_digits(jalali(bought)) if visitor.language == "fa" else bought.isoformat())
    page.set_input_files("[name=invoice]", [photo("invoice", "#6b5b3e")])  # type: ignore[list-item]
    visitor.shot("bought")
    visitor.press(words["save"])
    visitor.stands_well()
    return re.sub(r"^https?://[^/]+", "", page.url)


def report(visitor: Visitor, *, symptom: str, said: str, days_ago: int, words: dict[str, str]) -> str:
    """Report a fault with photos, in three screens; returns the number of the claim."""
    page, screens = visitor.page, 0
    visitor.press(words["report"])
    visitor.stands_well()
    visitor.shot("report-what")
    page.get_by_text(symptom, exact=True).click()
    visitor.press(words["next"])
    screens += 1
    visitor.stands_well()
    day = today() - timedelta(days=days_ago)
    page.fill("[name=failed_on]", jalali(day) if visitor.language == "fa" else day.isoformat())
    page.fill("[name=description]", said)
    visitor.shot("report-when")
    visitor.press(words["next"])
    screens += 1
    visitor.stands_well()
    page.set_input_files("[name=photos]", [photo("screen"), photo("label", "#40513b")])  # type: ignore[list-item]
    page.locator("[data-previews] li").nth(1).wait_for()
    visitor.shot("report-photos")
    visitor.press(words["send"])
    screens += 1
    assert screens <= 3
    visitor.sees(words["arrived"], words["looking"])
    visitor.stands_well()
    visitor.shot("reported")
    return page.url.split("/my/claims/")[1].split("/")[0]


def sign_in(visitor: Visitor, role: str) -> None:
    visitor.go("/sign-in/")
    visitor.page.fill("[name=login]", f"{role}@example.com")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.shot("sign-in")
    visitor.press("Sign in" if visitor.language == "en" else "ورود")
    visitor.page.locator(".desk-frame").wait_for()
    visitor.settle()


def find_claim(visitor: Visitor, text: str, number: str) -> None:
    """Type into the search for everything and choose the claim among what it suggests."""
    page = visitor.page
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    hit = page.locator("#suggestions [role=option]").filter(has_text=number)
    hit.wait_for()
    visitor.shot("search")
    hit.click()
    visitor.settle()
    assert f"/claims/{number}/" in page.url
    visitor.stands_well()


def dialog(visitor: Visitor, name: str) -> Any:
    """The open dialog."""
    found = visitor.page.locator(f"dialog#{name}[open]")
    found.wait_for()
    return found


def act(visitor: Visitor, opener: str, name: str) -> Any:
    """Open a dialog by its button, or by its line in the menu."""
    page = visitor.page
    button = page.locator(f".page-head [data-open={name}]").filter(has_text=opener)
    if not button.first.is_visible():
        page.locator(".claim-more > summary").click()
    button.first.click()
    found = dialog(visitor, name)
    visitor.shot(f"dialog-{name}")
    return found


def estimate(visitor: Visitor) -> None:
    """Put the estimate on the first two lines."""
    asked = act(visitor, "Change the estimate", "lines")
    asked.locator("[name=l0-amount]").fill(str(PART))
    asked.locator("[name=l1-amount]").fill(str(LABOUR))
    visitor.press("Save the estimate", asked)
    visitor.sees("The estimate was saved.")


def answer_cause(visitor: Visitor, cause: str, evidence: str, picture: dict[str, Any]) -> None:
    """Say what the cause is, what shows it, and hand the evidence in."""
    question = visitor.page.locator("section.ask").filter(has=visitor.page.locator("input[value='fault.cause']")).first
    question.locator("[name=source]").select_option("technician")
    question.locator("[name=evidence_kind]").select_option(evidence)
    question.locator("[name=photos]").set_input_files([picture])
    button = question.locator(f"button.answer[value={cause}]")
    if not button.is_visible():
        question.locator("details.answers-more > summary").click()
    visitor.shot(f"cause-{cause}")
    button.click()
    visitor.settle()
    visitor.sees("The verdict was made again with this.")


def numbers(visitor: Visitor) -> dict[str, str]:
    """The numbers of the first page of insights, by their labels."""
    visitor.go("/insights/")
    visitor.stands_well()
    visitor.shot("insights")
    stats = visitor.page.locator(".stat")
    return {
        stats.nth(n).locator(".stat-label").inner_text().strip(): " ".join(
            stats.nth(n).locator(".stat-value").inner_text().split()
        )
        for n in range(stats.count())
    }


FA = {
    "product": "تلویزیون ۵۵ اینچ آوا",
    "send_code": "کد را بفرستید",
    "register": "ثبت دستگاه",
    "registered": "به نام شما ثبت شد",
    "save": "ذخیره",
    "report": "مشکلی دارد",
    "next": "بعدی",
    "send": "فرستادن گزارش",
    "arrived": "گزارش شما رسید",
    "looking": "در پی علت خرابی هستیم",
}
EN = {
    "product": "Ava 55-inch television",
    "send_code": "Send me the code",
    "register": "Register it",
    "registered": "Registered to you",
    "save": "Save",
    "report": "Something is wrong",
    "next": "Next",
    "send": "Send the report",
    "arrived": "Your report has arrived",
    "looking": "We are looking for the cause",
}


def test_a_persian_customer_and_a_clerk(place: Place, visitor: Visit) -> None:
    """S18, S22, S26: register, report, ask, answer, find the cause, approve, tell; and the numbers move."""
    mailbox, address = Mailbox(place.gateway, "09121234567"), "sara@example.com"
    with (
        visitor("customer-fa", PHONE, "fa") as sara,
        visitor("clerk-en", DESKTOP, "en") as clerk,
        visitor("technician-en", DESKTOP, "en") as technician,
        visitor("manager-en", DESKTOP, "en") as manager,
    ):
        unit = register(sara, place.qr[0], name="سارا محمدی", mobile="۰۹۱۲ ۱۲۳ ۴۵۶۷", mailbox=mailbox, words=FA)
        assert "سارا محمدی عزیز، تلویزیون ۵۵ اینچ آوا با سریال AV55-100001 به نام شما ثبت شد." in mailbox.next()
        sees_two_clocks(sara)
        leave_an_address(sara, address)
        sara.go(unit)
        number = report(sara, symptom="روی صفحه خط افتاده است", said="از دیشب یک خط است.", days_ago=1, words=FA)
        told = mailbox.next()
        assert "سارا محمدی عزیز، گزارش خرابی تلویزیون ۵۵ اینچ آوا رسید." in told
        assert number in told
        sign_in(manager, "manager")
        before = numbers(manager)
        assert (before["Claims"], before["Paid by the company"]) == ("1", "0 IRR")

        sign_in(clerk, "clerk")
        find_claim(clerk, "av55 100001", number)
        clerk.sees("Proposed verdict", "The cause has not been found yet", "What caused the fault?")
        clerk.shot("claim")
        estimate(clerk)
        ask_customer(clerk, QUESTION)
        answer_by_link(place, visitor, mailbox)

        sign_in(technician, "technician")
        find_claim(technician, "سارا محمدي", number)
        technician.sees(ANSWER)
        answer_cause(technician, "material", "inspection_report", photo("report", "#7a4a2b"))
        technician.sees("Covered")
        technician.shot("covered")

        clerk.go(f"/claims/{number}/")
        clerk.press("Decide", act(clerk, "Confirm the decision", "decide"))
        clerk.sees("Decided: Approved")
        clerk.stands_well()
        clerk.shot("approved")

        decided = mailbox.next()
        assert "سارا محمدی عزیز، هزینهٔ تعمیر تلویزیون ۵۵ اینچ آوا با گارانتی است" in decided
        sara.go(link_in(decided))
        sara.sees("هزینه با گارانتی است", "۱۲۸٬۰۰۰٬۰۰۰ ریال")
        sara.stands_well()
        sara.shot("decided")
        letter = letters(place.mail, 3)[-1]
        assert letter["To"] == address
        assert letter["Subject"].strip() == f"هزینه با گارانتی است: {number}"
        body = letter.get_body(("plain",))
        assert body is not None
        written = body.get_content().split("\r\n")
        assert written[:2] == ["سارا محمدی عزیز،", ""]
        assert written[2].startswith("هزینهٔ تعمیر تلویزیون ۵۵ اینچ آوا با گارانتی است")
        assert link_in(body.get_content()) == link_in(decided)
        assert numbers(manager)["Paid by the company"] == "128,000,000 IRR"
        manager.page.locator(".card", has_text="Causes found").get_by_role("link", name="Defect in materials").click()
        manager.settle()
        manager.sees(number)
        manager.shot("cases")


QUESTION, ANSWER = "آیا تلویزیون جابه‌جا شده یا ضربه دیده است؟", "نه، از روز خرید روی دیوار است."


def sees_two_clocks(visitor: Visitor) -> None:
    """Until when repairs are free, and until when there are parts: two years from the purchase, and later."""
    clocks = visitor.page.locator(".clock time")
    free, parts = [date.fromisoformat(clocks.nth(n).get_attribute("datetime") or "") for n in range(2)]
    assert (free, clocks.count()) == (add_months(today() - BOUGHT_AGO, 24), 2)
    assert parts > free
    visitor.shot("unit")


def leave_an_address(visitor: Visitor, address: str) -> None:
    """The customer wants letters as well."""
    visitor.go("/my/profile/")
    visitor.stands_well()
    visitor.page.fill("[name=email]", address)
    visitor.shot("profile")
    visitor.press("ذخیره")
    visitor.stands_well()
    visitor.shot("home")


def ask_customer(visitor: Visitor, question: str) -> None:
    """Ask in one's own words."""
    asked = act(visitor, "Ask the customer", "ask")
    asked.locator("[name=whom]").select_option("customer")
    asked.locator("[name=path]").select_option("")
    asked.locator("[name=text]").fill(question)
    visitor.press("Ask", asked)
    visitor.sees("The question was asked.", "Waiting for an answer")
    visitor.shot("asked")


def answer_by_link(place: Place, visitor: Visit, mailbox: Mailbox) -> None:
    """On another phone: the link in the message is enough, no account and no code."""
    message = mailbox.next()
    assert QUESTION in message
    with visitor("answer-fa", PHONE, "fa") as sara:
        sara.go(link_in(message))
        sara.sees("یک پرسش از شما", QUESTION)
        sara.stands_well()
        sara.shot("question")
        sara.press("پاسخ")
        sara.stands_well()
        sara.page.fill("[name=text]", ANSWER)
        sara.page.set_input_files("[name=photos]", [photo("wall", "#c9c2b0")])  # type: ignore[list-item]
        sara.shot("answer")
        sara.press("فرستادن پاسخ")
        sara.sees(FA["looking"])
        sara.stands_well()
        sara.shot("answered")


def letters(mail: FakeSmtp, many: int) -> list[EmailMessage]:
    """The mails that came, once there are so many of them."""
    return until(lambda: mail.mails if len(mail.mails) >= many else [], 40, f"only {len(mail.mails)} letters came")


def test_an_english_customer_who_does_not_agree(place: Place, visitor: Visit) -> None:
    """S18, S22, S26 in English at a desk: report, rejection on evidence, an appeal by one tap, decided by another."""
    mailbox = Mailbox(place.gateway, "09351112233")
    with (
        visitor("customer-en", DESKTOP, "en") as john,
        visitor("clerk-rejects-en", DESKTOP, "en") as clerk,
        visitor("manager-fa", DESKTOP, "fa") as manager,
    ):
        register(john, place.qr[1], name="John Carter", mobile="0935 111 2233", mailbox=mailbox, words=EN)
        assert "Dear John Carter, Ava 55-inch television, serial AV55-100002, is registered to you." in mailbox.next()
        sees_two_clocks(john)
        number = report(john, symptom="There is a crack on the screen", said="It was so.", days_ago=3, words=EN)
        assert f"Dear John Carter, we have your report about the Ava 55-inch television.\nNumber: {number}" in (
            mailbox.next()
        )

        sign_in(clerk, "clerk")
        find_claim(clerk, "john cart", number)
        estimate(clerk)
        refused = act(clerk, "Reject with evidence", "reject")
        assert "No rejection without its evidence" in refused.inner_text()
        assert refused.locator("button", has_text="Reject").count() == 0
        clerk.page.keyboard.press("Escape")
        answer_cause(clerk, "accident", "inspection_report", photo("impact", "#5a2f2f"))
        clerk.sees("Not covered")
        clerk.shot("not-covered")
        rejection = act(clerk, "Reject with evidence", "reject")
        rejection.locator("[name=note]").fill("The photo shows an impact in the lower corner.")
        clerk.press("Reject", rejection)
        clerk.sees("Decided: Rejected")
        clerk.shot("rejected")

        told = mailbox.next()
        assert "this time the warranty does not pay for your Ava 55-inch television." in told
        john.go(link_in(told))
        john.sees("The warranty does not pay this time", "The photo shows an impact in the lower corner.")
        john.stands_well()
        john.shot("rejected")
        john.press("I do not agree")
        john.sees("Somebody else is looking at it again")
        john.stands_well()
        john.shot("appealed")

        sign_in(manager, "manager")
        manager.page.goto(f"/claims/{number}/?lang=fa")
        manager.stands_well()
        manager.shot("appeal")
        assert manager.page.url.partition("?")[0].endswith(f"/claims/{number}/review/"), "not led to the blind page"
        assert "The photo shows an impact in the lower corner." not in manager.page.content()
        manager.page.locator("[name=outcome][value=approved]").check()
        manager.page.locator("[name=reason]").fill("در عکس‌ها اثری از ضربه نمی‌بینم.")
        manager.press("ثبت نظر")
        manager.sees(
            "دو نظر، کنار هم", "The photo shows an impact in the lower corner.", "در عکس‌ها اثری از ضربه نمی‌بینم."
        )
        manager.stands_well()
        manager.shot("two-opinions")
        manager.page.goto(f"/claims/{number}/?lang=fa")
        decision = act(manager, "رأی دربارهٔ اعتراض", "decide-appeal")
        decision.locator("details.decide-other > summary").click()
        for line in ("1", "2"):
            decision.locator(f"[name=pays_{line}]").fill("۰")
        decision.locator("[name=note]").fill("Your photos show no trace of an impact before the repair. We pay.")
        manager.press("ثبت رأی", decision)
        manager.sees("رأی اعتراض:")
        manager.stands_well()
        manager.shot("appeal-decided")

        last = mailbox.next()
        assert "your appeal about the Ava 55-inch television was decided." in last
        assert "The first decision was changed in your favour." in last
        john.go(link_in(last))
        john.sees("The warranty pays", "We pay.")
        john.shot("overturned")
