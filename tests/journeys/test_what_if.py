"""Terms are changed by two people, the past is asked about them, and a rejection is overturned: the numbers move.

One writes a longer promise in the studio, another publishes it. What it would have cost is asked of two years of
claims. Then a customer reports a fault on the phone, is rejected on a photo, appeals by one tap, and somebody else
overturns it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.fakes.sms import FakeSms
from tests.journeys.test_claim import FA, act, answer_cause, estimate, find_claim, report
from tests.journeys.visitor import DESKTOP, PHONE, Mailbox, Visitor, link_in, photo, until
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

PASSWORD = "four quiet horses"
MOBILE = "09121234567"
CLAIMS = 22
"""Two years of claims about televisions, one a month: half of them a year old, half of them thirty months."""

_WORLD = (
    (
        TOKEN
        + """
from datetime import timedelta
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category
from payandan.claims import actions as claims
from payandan.customers import actions as customers
from payandan.units import actions as units
from payandan.units.models import Unit
model = catalog.create_model(
    category=Category.objects.get(code="television"), brand="Ava", code="X55", actor=SYSTEM, at=now,
    name_fa="تلویزیون ۵۵ اینچ آوا", name_en="Ava 55-inch television",
)
for name, role in [("mina", "manager"), ("bahram", "manager"), ("saeed", "clerk")]:
    people.create_staff(
        actor=SYSTEM, at=now, email=f"{name}@example.com", name=name.title(), language="en", password="PASSWORD",
        assignments=[(Role.objects.get(code=role).pk, None)],
    )
def television(serial, owner, months):
    day = now.date() - timedelta(days=months * 30)
    unit = units.register_unit(
        actor=SYSTEM, at=now, serial=serial, model=model, owner=owner, channel="staff", sold_on=day, delivered_on=day,
        installed_on=day,
    )
    return Unit.objects.select_related("model__category", "owner").get(pk=unit.pk)
rows = []
for month in range(CLAIMS):
    owner = customers.create_customer(name=f"مشتری {month}", actor=SYSTEM, at=now)
    age = 12 if month % 2 else 30
    filed = now - timedelta(days=30 * month + 20)
    rows.append(claims.PastClaim(
        unit=television(f"AV55-{200000 + month}", owner, month + age), filed_at=filed, cause="material",
        component="panel", failed_on=filed.date() - timedelta(days=2), channel="staff",
        lines=[claims.LineDraft("part", 100_000_000, "panel"), claims.LineDraft("labour", 10_000_000)],
        decided_at=filed + timedelta(days=1),
    ))
claims.file_claims(rows=rows, actor=SYSTEM, at=now)
sara = customers.create_customer(name="سارا محمدی", mobile="MOBILE", actor=SYSTEM, at=now)
print(json.dumps(television("AV55-100001", sara, 6).number))
"""
    )
    .replace("PASSWORD", PASSWORD)
    .replace("MOBILE", MOBILE)
    .replace("CLAIMS", str(CLAIMS))
)


@dataclass(frozen=True)
class Place:
    """An open house, and the number of Sara's television."""

    url: str
    unit: str
    gateway: FakeSms


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def place(empty_place: Installation, gateway: FakeSms) -> Iterator[Place]:
    unit: str = empty_place.python(_WORLD)
    empty_place.start(within=120)
    yield Place(empty_place.url, unit, gateway)
    assert "Traceback" not in empty_place.log()


def sign_in(place: Place, visitor: Visitor, name: str) -> None:
    visitor.go("/sign-in/")
    visitor.page.fill("[name=login]", f"{name}@example.com")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.page.locator("form button[type=submit]").first.click()
    visitor.page.locator(".desk-frame").wait_for()
    visitor.context.add_cookies([{"name": "lang", "value": "en", "url": place.url}])


def promise_longer(author: Visitor, second: Visitor) -> None:
    """One writes three years into the terms, another person publishes them."""
    author.go("/warranty/documents/tv-standard/3/edit/")
    author.page.fill('[name="period#count"]', "36")
    author.page.wait_for_timeout(450)
    author.settle()
    author.press("Save the draft")
    author.press("Propose")
    author.sees("Waits for a second person")
    second.page.on("dialog", lambda dialog: dialog.accept())
    second.go("/warranty/documents/tv-standard/4/")
    second.sees("36 months")
    second.press("Publish")
    second.sees("Published")


def ask(manager: Visitor) -> str:
    """What would three years have cost in the last two? Returns the address of the answer."""
    page = manager.page
    manager.go("/what-if/")
    manager.sees("Nobody has asked yet")
    manager.page.locator("a.button", has_text="New question").click()
    page.fill("[name=title]", "36 months for televisions")
    page.fill("[name=since]", "2020-01-01")
    page.locator("[name=since]").blur()
    manager.sees(f"{CLAIMS} claims would be ruled again")
    manager.stands_well()
    manager.shot("which-claims")
    manager.press("On to the changes")
    return page.url


def choose_longer(manager: Visitor) -> None:
    """The change itself, in a live sentence, and the run."""
    page = manager.page
    page.locator("[name=document]").first.select_option("tv-standard")
    manager.settle()
    page.fill("#change [name=count]", "۴۸")
    manager.sees("from 36 months to 48 months")
    page.fill("#change [name=count]", "36")
    manager.sees("from 24 months to 36 months")
    manager.press("Add this change")
    manager.stands_well()
    manager.shot("changes")
    manager.press("Rule the claims again")
    manager.sees("Verdicts that flip")
    manager.stands_well()
    manager.shot("answer")


def answer(manager: Visitor) -> tuple[str, str]:
    """What the company would pay, and how many verdicts flip."""
    heads = manager.page.locator(".whatif-head")
    paid, flips = (heads.nth(n).locator("strong").inner_text() for n in (0, 1))
    return " ".join(paid.split()), flips


def numbers(manager: Visitor) -> tuple[str, str]:
    """How many claims insights counts in two years, and what the company paid for them."""
    manager.go("/insights/?span=24")
    stats = manager.page.locator(".stat")
    values = [" ".join(stats.nth(n).locator(".stat-value").inner_text().split()) for n in range(stats.count())]
    return values[0], values[2]


def report_on_the_phone(place: Place, sara: Visitor, mailbox: Mailbox) -> str:
    """Sign in with a code, and report a fault with photos; returns the number of the claim."""
    assert "AV55-100001" in mailbox.next(), "told of the registration"
    sara.go("/my/sign-in/")
    sara.page.fill("[name=mobile]", MOBILE)
    sara.page.locator("main form button[type=submit]").first.click()
    sara.page.locator("[name=code]").fill(mailbox.code())
    sara.page.locator("main form button[type=submit]").first.click()
    sara.page.wait_for_url("**/my/")
    sara.go(f"/my/units/{place.unit}/")
    number = report(sara, symptom="روی صفحه خط افتاده است", said="از دیشب یک خط است.", days_ago=1, words=FA)
    assert number in mailbox.next()
    return number


def reject(clerk: Visitor, number: str) -> None:
    """On the photo of an impact."""
    find_claim(clerk, "av55 100001", number)
    estimate(clerk)
    answer_cause(clerk, "accident", "inspection_report", photo("impact", "#5a2f2f"))
    clerk.sees("Not covered")
    rejection = act(clerk, "Reject with evidence", "reject")
    rejection.locator("[name=note]").fill("در عکس، اثر ضربه در گوشهٔ پایین دیده می‌شود.")
    clerk.press("Reject", rejection)
    clerk.sees("Decided: Rejected")


def overturn(second: Visitor, number: str) -> None:
    """Somebody who did not know the first decision looks, and decides the appeal."""
    second.page.goto(f"/claims/{number}/")
    assert second.page.url.endswith(f"/claims/{number}/review/")
    second.page.locator("[name=outcome][value=approved]").check()
    second.page.locator("[name=reason]").fill("I see no trace of an impact.")
    second.press("Give the opinion")
    second.page.goto(f"/claims/{number}/")
    decision = act(second, "Decide the appeal", "decide-appeal")
    decision.locator("details.decide-other > summary").click()
    for line in ("1", "2"):
        decision.locator(f"[name=pays_{line}]").fill("0")
    decision.locator("[name=note]").fill("در عکس‌ها اثری از ضربه نیست. هزینه با ماست.")
    second.press("Decide", decision)
    second.sees("Appeal decided: Approved")


def test_from_longer_terms_to_an_overturned_rejection(place: Place, visitor: Visit) -> None:
    mailbox = Mailbox(place.gateway, MOBILE)
    with (
        visitor("author-en", DESKTOP, "en") as mina,
        visitor("second-en", DESKTOP, "en") as bahram,
        visitor("clerk-en", DESKTOP, "en") as saeed,
        visitor("customer-fa", PHONE, "fa") as sara,
    ):
        for who, name in ((mina, "mina"), (bahram, "bahram"), (saeed, "saeed")):
            sign_in(place, who, name)
        promise_longer(mina, bahram)
        asked = ask(mina)
        choose_longer(mina)
        assert answer(mina) == (f"{CLAIMS * 110:,},000,000 IRR", str(CLAIMS // 2))
        mina.page.get_by_role("link", name=f"{CLAIMS // 2} for the customer").click()
        mina.sees("The claims behind it", f"of {CLAIMS // 2}")
        mina.stands_well()
        assert numbers(mina) == (str(CLAIMS), f"{CLAIMS * 55:,},000,000 IRR")

        number = report_on_the_phone(place, sara, mailbox)
        reject(saeed, number)
        told = mailbox.next()
        sara.go(link_in(told))
        sara.sees("اثر ضربه")
        sara.stands_well()
        sara.press("موافق نیستم")
        sara.stands_well()
        overturn(bahram, number)
        sara.go(link_in(mailbox.next()))
        sara.sees("هزینه با ماست")
        sara.stands_well()

        moved = (str(CLAIMS + 1), f"{CLAIMS * 55 + 128:,},000,000 IRR")
        until(lambda: numbers(mina) == moved, 20, "the numbers of insights did not move")
        mina.go(asked.partition("?")[0].replace(place.url, ""))
        mina.page.locator(".whatif-more > summary").click()
        mina.press("Run it again as it is")
        mina.sees(f"of {CLAIMS + 1} claims", "1 claim was decided otherwise by people")
        assert answer(mina) == (f"{CLAIMS * 110:,},000,000 IRR", str(CLAIMS // 2)), "rules, not kindness, are compared"
        mina.stands_well()
        mina.shot("answer-again")
