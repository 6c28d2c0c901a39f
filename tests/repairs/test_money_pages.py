"""The pages of money: the desk's, the customer's, and who may not open them."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.platform.journal.actions import dispatch
from payandan.platform.notifications.models import Message
from payandan.platform.payments.models import Payment
from payandan.repairs import actions
from payandan.repairs.models import CashDrawer, Estimate, Invoice, MoneyTerms, RepairOrder, TaxRate
from payandan.repairs.queries import money_links
from tests.repairs import factories as make
from tests.repairs import money as cash
from tests.repairs.money import AT
from tests.units import doors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def desk(role: str = "manager", language: str = "en") -> Client:
    client = doors.staff(role)
    client.cookies["lang"] = language
    return client


def rows(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"rows": len(lines), **more}
    for place, line in enumerate(lines):
        data.update({f"line{place}-{name}": value for name, value in line.items()})
    return data


LINES = (
    {"kind": "part", "label": "Charging port", "quantity": "1", "amount": "۸٬۰۰۰٬۰۰۰"},
    {"kind": "labour", "label": "Fitting", "amount": "200 هزار تومان"},
    {"kind": "", "component": "", "label": "", "quantity": "", "minutes": "", "amount": ""},
)


def owner_of(order: RepairOrder) -> Client:
    return doors.customer(order.customer)


def path(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


class TestTheDesk:
    def test_from_the_first_line_to_sending(self) -> None:
        order, clerk = cash.job(), desk("clerk")
        record = text(clerk.get(path("repairs-record", order.number)))
        assert "Write an estimate" in record
        answer = clerk.post(path("repairs-estimate-begin", order.number))
        edit = answer.headers["Location"]
        assert clerk.get(edit).status_code == 200
        more = clerk.post(edit, rows(*LINES, more="1"))
        assert more.status_code == 200
        assert text(more).count('class="line-row"') == 6
        wrong = clerk.post(edit, rows({"kind": "part", "label": "Port"}))
        assert wrong.status_code == 422
        assert "No list has a price for line 1" in text(wrong)
        assert clerk.post(edit, rows(*LINES, note="In two days.", deposit="")).status_code == 302
        estimate = Estimate.objects.get()
        assert [line.amount for line in estimate.lines.all()] == [8_000_000, 2_000_000]
        page = text(clerk.get(path("repairs-estimate", estimate.number)))
        assert "11,000,000" in page
        assert "Why?" in page
        assert clerk.post(path("repairs-estimate-act", estimate.number, "send")).status_code == 302
        estimate.refresh_from_db()
        assert estimate.state == "sent"
        assert clerk.get(edit).status_code == 302

    def test_consent_by_phone(self) -> None:
        estimate, clerk = cash.sent(), desk("clerk")
        address = path("repairs-estimate-consent", estimate.number)
        without = clerk.post(address, {"line-0": "yes", "line-1": "yes", "line-2": "no"})
        assert without.status_code == 422
        missing = clerk.post(address, {"line-0": "yes", "note": "Called"})
        assert missing.status_code == 422
        assert "Choose for every line" in text(missing)
        done = clerk.post(address, {"line-0": "yes", "line-1": "yes", "line-2": "no", "note": "Called at ten"})
        assert done.status_code == 302
        page = text(clerk.get(path("repairs-estimate", estimate.number)))
        assert "Called at ten" in page
        assert "not wanted" in page

    def test_a_reply(self) -> None:
        estimate = cash.sent()
        question = actions.ask_about_estimate(estimate=estimate, text="Why?", actor=cash.owner(estimate.order), at=AT)
        clerk = desk("clerk")
        assert "asked something" in text(clerk.get(path("repairs-record", estimate.order.number)))
        address = path("repairs-estimate-reply", estimate.number, question.pk)
        assert clerk.post(address, {"text": "Because"}).status_code == 302
        assert "Because" in text(clerk.get(path("repairs-estimate", estimate.number)))

    def test_the_invoice_and_its_papers(self) -> None:
        order, clerk = cash.agreed_job(declined=[2]), desk("clerk")
        issue = path("repairs-invoice-issue", order.number)
        assert "Charging port" in text(clerk.get(issue))
        dear = clerk.post(issue, rows({"kind": "part", "label": "Gold", "amount": "99000000"}))
        assert dear.status_code == 422
        assert "12,100,000" in text(dear)
        assert clerk.post(issue, rows(*LINES)).status_code == 302
        invoice = Invoice.objects.get()
        assert clerk.get(issue).status_code == 302
        page = text(clerk.get(path("repairs-invoice", invoice.number)))
        assert "11,000,000" in page
        paper = text(clerk.get(path("repairs-invoice-print", invoice.number)))
        assert "Serial no." in paper
        for language in ("fa", "en"):
            made = desk("clerk", language).get(path("repairs-invoice-pdf", invoice.number))
            assert made.headers["Content-Type"] == "application/pdf"
            assert made.content.startswith(b"%PDF")
        assert "<svg" in text(clerk.get(path("repairs-invoice-qr", invoice.number)))
        cancel = path("repairs-invoice-cancel", invoice.number)
        assert clerk.post(cancel, {}).status_code == 422
        assert clerk.post(cancel, {"reason": "Wrong"}).status_code == 302
        assert "Wrong" in text(clerk.get(path("repairs-invoice", invoice.number)))

    def test_taking_money_twice_is_taking_it_once(self) -> None:
        order = cash.agreed_job()
        cash.invoiced(order)
        clerk, address = desk("clerk"), path("repairs-take", order.number)
        assert "16,500,000" in text(clerk.get(address))
        data = {"amount": "6000000", "method": "cash", "key": "abc"}
        assert clerk.post(address, data).status_code == 302
        assert clerk.post(address, data).status_code == 302
        assert Payment.objects.count() == 1
        too_much = clerk.post(address, {"amount": "99000000", "method": "cash", "key": "d"})
        assert too_much.status_code == 422
        assert "10,500,000" in text(too_much)
        payment = Payment.objects.get()
        receipt = text(clerk.get(path("repairs-payment-receipt", payment.number)))
        assert "6,000,000" in receipt
        assert "10,500,000" in text(clerk.get(path("repairs-record", order.number)))

    def test_letting_go_is_for_the_manager(self) -> None:
        order = cash.agreed_job()
        cash.invoiced(order)
        address = path("repairs-release", order.number)
        assert desk("clerk").get(address).status_code == 403
        boss = desk()
        assert boss.get(address).status_code == 200
        assert boss.post(address, {"reason": " "}).status_code == 422
        assert boss.post(address, {"reason": "By the month"}).status_code == 302
        assert "By the month" in text(boss.get(path("repairs-record", order.number)))

    def test_a_link_to_pay(self, settings: Any) -> None:
        settings.PAYMENT_GATEWAY = "trial://"
        estimate = cash.answered(cash.sent())
        clerk = desk("clerk")
        assert clerk.post(path("repairs-send-link", estimate.order.number)).status_code == 302
        assert Payment.objects.get().amount == estimate.deposit
        settings.PAYMENT_GATEWAY = ""
        page = clerk.post(path("repairs-send-link", estimate.order.number), follow=True)
        assert "not set up" in text(page)

    def test_lists(self) -> None:
        cash.sent()
        invoice = cash.invoiced()
        clerk = desk("clerk")
        assert "EST-" in text(clerk.get(path("repairs-estimates")))
        assert invoice.number in text(clerk.get(path("repairs-invoices")))
        few = doors.queries(lambda: clerk.get(path("repairs-invoices")))
        for _ in range(3):
            cash.invoiced()
            cash.sent()
        assert doors.queries(lambda: clerk.get(path("repairs-invoices"))) <= few
        few = doors.queries(lambda: clerk.get(path("repairs-estimates")))
        cash.sent()
        assert doors.queries(lambda: clerk.get(path("repairs-estimates"))) <= few


class TestTheDrawer:
    def test_a_day_at_the_drawer(self) -> None:
        make.branch()
        clerk = desk("clerk")
        assert "Open the drawer" in text(clerk.get(path("repairs-cash")))
        assert clerk.post(path("repairs-cash-open", "tehran"), {"opening": "1000000"}).status_code == 302
        drawer = CashDrawer.objects.get()
        close = path("repairs-cash-close", drawer.number)
        wrong = clerk.post(close, {"counted": "900000"})
        assert wrong.status_code == 422
        assert "1,000,000" in text(wrong)
        assert clerk.post(close, {"counted": "900000", "reason": "A bus ticket"}).status_code == 302
        assert "A bus ticket" in text(clerk.get(path("repairs-cash")))
        assert clerk.post(path("repairs-cash-open", "nowhere"), {}).status_code == 404


class TestAccounting:
    def test_the_file_balances(self) -> None:
        order = cash.agreed_job()
        cash.invoiced(order)
        boss, day = desk(), timezone.localdate(AT).isoformat()
        page = text(boss.get(path("repairs-accounting"), {"since": day, "until": day}))
        assert "Sales of parts" in page
        made = boss.get(path("repairs-accounting"), {"since": day, "until": day, "file": "1"})
        table = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
        assert sum(int(row["debit"]) for row in table) == sum(int(row["credit"]) for row in table) == 16_500_000
        assert {row["currency"] for row in table} == {"IRR"}

    def test_own_account_numbers(self, settings: Any) -> None:
        settings.ACCOUNTS = {"tax": "77001"}
        cash.invoiced()
        day = timezone.localdate(AT).isoformat()
        made = desk().get(path("repairs-accounting"), {"since": day, "until": day, "file": "1"})
        assert "77001" in text(made)

    def test_days_that_cannot_be(self) -> None:
        boss = desk()
        for since, until in (("2026-05-02", "2026-05-01"), ("x", "y"), ("2020-01-01", "2026-01-01")):
            assert boss.get(path("repairs-accounting"), {"since": since, "until": until}).status_code == 422

    def test_terms_and_taxes(self) -> None:
        make.branch()
        boss = desk()
        assert "10%" in text(boss.get(path("repairs-money-terms")))
        edit = path("repairs-money-edit", "tehran")
        assert boss.get(edit).status_code == 200
        values = {
            "tolerance": "5", "valid_days": "4", "remind_after_days": "1", "deposit": "30", "deposit_step": "1000",
            "hold_unpaid": "on", "tax_id": "14001234562", "phone": "021-88", "address": "Tehran",
        }  # fmt: skip
        assert boss.post(edit, {**values, "tolerance": "500"}).status_code == 422
        assert boss.post(edit, values).status_code == 302
        row = MoneyTerms.objects.get()
        assert (row.tolerance_bp, row.deposit_bp, row.valid_days) == (500, 3000, 4)
        tax = path("repairs-money-tax", "tehran")
        assert boss.post(tax, {"since": "2026-11-01", "rate": "9"}).status_code == 302
        assert TaxRate.objects.get().rate_bp == 900
        boss.post(tax, {"since": "never", "rate": "9"})
        assert TaxRate.objects.count() == 1
        assert boss.get(path("repairs-money-edit", "nowhere")).status_code == 404


class TestTheCustomer:
    def test_declining_a_line_and_paying_the_deposit(self, settings: Any) -> None:
        settings.PAYMENT_GATEWAY = "trial://"
        estimate = cash.sent()
        link = money_links.link_to("estimate", estimate.number, AT).removeprefix(settings.BASE_URL)
        visitor = Client()
        page = visitor.get(link, follow=True)
        assert "شیشه" not in text(page)
        assert "Back glass" in text(page)
        address = path("repairs-mine-answer", estimate.number)
        missing = visitor.post(address, {"line-0": "yes"})
        assert missing.status_code == 422
        assert "choice-missing" in text(missing)
        assert 'value="yes" checked' in text(missing)
        visitor.post(address, {"line-0": "yes", "line-1": "yes", "line-2": "no"})
        estimate.refresh_from_db()
        assert (estimate.state, estimate.agreed, estimate.answered_by) == ("partly_approved", 11_000_000, "customer")
        pay = visitor.post(path("repairs-mine-pay", estimate.order.number))
        assert pay.headers["Location"].startswith("/pay/")
        assert "۸٬۳۰۰٬۰۰۰" in text(visitor.get(pay.headers["Location"]))

    def test_everything_at_once(self) -> None:
        estimate = cash.sent()
        owner_of(estimate.order).post(path("repairs-mine-answer", estimate.number), {"all": "yes"})
        estimate.refresh_from_db()
        assert estimate.state == "approved"

    def test_a_question(self) -> None:
        estimate = cash.sent()
        visitor, address = owner_of(estimate.order), path("repairs-mine-ask", estimate.number)
        assert visitor.post(address, {"text": ""}).status_code == 422
        assert visitor.post(address, {"text": "لازم است؟"}).status_code == 302
        assert "لازم است؟" in text(visitor.get(path("repairs-mine-estimate", estimate.number)))

    def test_my_device_says_what_is_to_be_done(self) -> None:
        estimate = cash.sent()
        visitor = owner_of(estimate.order)
        mine = path("repairs-mine", estimate.order.number)
        assert path("repairs-mine-estimate", estimate.number) in text(visitor.get(mine))
        invoice = cash.invoiced()
        page = text(owner_of(invoice.order).get(path("repairs-mine", invoice.order.number)))
        assert path("repairs-mine-invoice", invoice.number) in page

    def test_my_invoice(self) -> None:
        invoice = cash.invoiced()
        visitor = owner_of(invoice.order)
        for route in ("repairs-mine-invoice", "repairs-mine-invoice-pdf", "repairs-mine-invoice-qr"):
            assert visitor.get(path(route, invoice.number)).status_code == 200

    @pytest.mark.parametrize(
        ("route", "method"),
        [
            ("repairs-mine-estimate", "get"),
            ("repairs-mine-answer", "post"),
            ("repairs-mine-ask", "post"),
            ("repairs-mine-invoice", "get"),
            ("repairs-mine-invoice-pdf", "get"),
            ("repairs-mine-invoice-qr", "get"),
            ("repairs-mine-pay", "post"),
        ],
    )
    def test_a_stranger_finds_nothing(self, route: str, method: str) -> None:
        invoice = cash.invoiced()
        assert invoice.estimate is not None
        number = {"invoice": invoice.number, "pay": invoice.order.number}.get(
            route.split("-")[2], invoice.estimate.number
        )
        stranger = doors.customer(make.customer())
        assert getattr(stranger, method)(path(route, number)).status_code == 404
        assert getattr(Client(), method)(path(route, number)).status_code == 302

    def test_a_draft_is_nobodys_business(self) -> None:
        draft = cash.drafted()
        assert owner_of(draft.order).get(path("repairs-mine-estimate", draft.number)).status_code == 404


DESK = [
    ("repairs-estimate", "estimate", "get"),
    ("repairs-estimate-edit", "estimate", "get"),
    ("repairs-estimate-consent", "estimate", "post"),
    ("repairs-estimate-begin", "order", "post"),
    ("repairs-invoice", "invoice", "get"),
    ("repairs-invoice-print", "invoice", "get"),
    ("repairs-invoice-pdf", "invoice", "get"),
    ("repairs-invoice-qr", "invoice", "get"),
    ("repairs-invoice-cancel", "invoice", "post"),
    ("repairs-invoice-issue", "order", "get"),
    ("repairs-take", "order", "get"),
    ("repairs-send-link", "order", "post"),
    ("repairs-release", "order", "get"),
]


@pytest.mark.parametrize(("route", "kind", "method"), DESK)
def test_another_centre_finds_nothing(route: str, kind: str, method: str) -> None:
    invoice = cash.invoiced()
    assert invoice.estimate is not None
    number = {"estimate": invoice.estimate, "invoice": invoice, "order": invoice.order}[kind].number
    elsewhere = make.person("elsewhere", "manager", make.branch("shiraz"))
    client = Client()
    client.force_login(elsewhere, backend=doors.BACKEND)
    assert getattr(client, method)(path(route, number)).status_code == 404
    assert getattr(desk("analyst"), method)(path(route, number)).status_code in (200, 403)
    assert getattr(Client(), method)(path(route, number)).status_code == 302


def test_messages_go_out_once() -> None:
    estimate = cash.sent()
    cash.answered(estimate)
    order = cash.finished(estimate.order)
    actions.take_payment(order=order, amount=1_000_000, method="cash", actor=make.chief(), at=AT)
    cash.invoiced(order)
    for _ in range(2):
        while dispatch(at=AT + timedelta(hours=1)).claimed:
            continue
    rows = Message.objects.filter(about_kind="repair", channel="sms")
    sent = list(rows.values_list("template", flat=True))
    assert {"repairs.estimate", "repairs.deposit", "repairs.invoice"} <= set(sent)
    assert len(sent) == len(set(sent))
    assert all("{" not in message.text for message in rows)
    told = rows.get(template="repairs.estimate").text
    assert "۱۶٬۵۰۰٬۰۰۰" in told
    assert "/l/" in told
