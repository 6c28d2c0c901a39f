"""Jobs with estimates, consents, invoices and money, for tests."""

from datetime import date
from typing import Any

from payandan.claims.models import Tariff
from payandan.platform.kit.actors import Actor
from payandan.repairs import actions
from payandan.repairs.models import Estimate, Invoice, RepairOrder
from payandan.repairs.rules.estimates import Item
from tests.repairs import factories as make

AT = make.AT
PART = Item("part", component="charging_port", label="Charging port", amount=8_000_000)
LABOUR = Item("labour", label="Fitting", amount=2_000_000)
GLASS = Item("part", label="Back glass", amount=5_000_000)
ITEMS = (PART, LABOUR, GLASS)


def old_phone() -> Any:
    """Out of every warranty."""
    days = {"sold_on": date(2019, 1, 31), "delivered_on": date(2019, 1, 31), "installed_on": date(2019, 2, 4)}
    return make.phone(**days, registered_on=date(2019, 2, 4))


def job(**given: Any) -> RepairOrder:
    """A job that is being diagnosed; of a device out of warranty unless something else is said."""
    given.setdefault("unit", old_phone())
    return make.moved(make.received(**given), "diagnose")


def drafted(order: RepairOrder | None = None, items: Any = ITEMS, **given: Any) -> Estimate:
    return actions.draft_estimate(order=order or job(), items=items, actor=make.chief(), at=AT, **given)


def sent(order: RepairOrder | None = None, items: Any = ITEMS, **given: Any) -> Estimate:
    return actions.send_estimate(estimate=drafted(order, items, **given), actor=make.chief(), at=AT)


def owner(order: RepairOrder) -> Actor:
    return Actor(kind="customer", id=order.customer_id, name="سارا محمدی")


def answered(estimate: Estimate, declined: Any = (), at: Any = AT) -> Estimate:
    """The customer approves everything but these positions."""
    answers = {line.position: line.position not in declined for line in estimate.lines.all()}
    return actions.answer_estimate(estimate=estimate, answers=answers, actor=owner(estimate.order), at=at)


def finished(order: RepairOrder) -> RepairOrder:
    """The work is done, and the job is at the counter."""
    order.refresh_from_db()
    if order.state == "estimate_sent":
        raise AssertionError("not answered")
    acts = ["repair", "test"] if order.state != "declined" else []
    order = make.moved(order, *acts)
    if acts:
        actions.record_tests(order=order, answers=make.answers(order), actor=make.chief(), at=AT)
        return actions.finish(order=order, outcome="repaired", work="Done.", actor=make.chief(), at=AT)
    return actions.finish(order=order, outcome="returned_unrepaired", actor=make.chief(), at=AT)


def agreed_job(declined: Any = ()) -> RepairOrder:
    """A finished job with the customer's consent."""
    estimate = sent()
    answered(estimate, declined)
    return finished(estimate.order)


def invoiced(order: RepairOrder | None = None, **given: Any) -> Invoice:
    return actions.issue_invoice(order=order or agreed_job(), actor=make.chief(), at=AT, **given)


def tariff(**given: Any) -> Tariff:
    values: dict[str, Any] = {
        "country": "IR", "since": date(2020, 1, 1), "currency": "IRR", "labour_hour": 6_000_000, "handling_bp": 0,
        "tax_bp": 1000, **given,
    }  # fmt: skip
    from payandan.claims.models import Edition

    Edition.objects.update_or_create(kind="tariffs", defaults={"token": f"t{Tariff.objects.count()}"})
    return Tariff.objects.create(**values)
