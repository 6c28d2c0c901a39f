"""The swap pool: how units come in, are made good, taken apart, given away or scrapped (S18)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from payandan.parts import queries as stores
from payandan.parts.actions import Line
from payandan.parts.models import Balance, Move
from payandan.parts.rules.master import FitRange
from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import create_token
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import actor_of
from payandan.repairs import actions
from payandan.repairs.models import Exchange, PoolUnit, RepairOrder
from payandan.repairs.queries import pool as queries
from payandan.repairs.rules import pools
from payandan.units.models import Ownership, Unit
from tests.parts import factories as parts
from tests.repairs import factories as make

pytestmark = pytest.mark.django_db


def refused(call: Any) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def own(**given: Any) -> Unit:
    """A unit of the company's own."""
    thing = make.phone(**given)
    Unit.objects.filter(pk=thing.pk).update(owner=None, state="made")
    return Unit.objects.select_related("model__category", "owner").get(pk=thing.pk)


def exchanged(replacement: Unit, *, kind: str = "swap", due_in: int = 10, at: Any = make.AT) -> Exchange:
    """A job whose device was given another for."""
    chief = make.chief()
    order = make.moved(make.received(at=at), "diagnose", at=at)
    due = (at + timedelta(days=due_in)).date() if kind == "advance" else None
    exchange = actions.offer_exchange(
        order=order, replacement=replacement, kind=kind, deposit=7_000, core_due_on=due, actor=chief, at=at
    )
    actions.answer_exchange(exchange=exchange, accept=True, actor=chief, at=at)
    return actions.hand_replacement_over(exchange=exchange, actor=chief, at=at)


def program(branch: Branch | None = None) -> Client:
    """A program that reads repairs, of one centre or of all."""
    maker, spot = actor_of(make.person("admin", "administrator")), branch.pk if branch else None
    raw = create_token(name="t", capabilities=["repairs.view"], branch_id=spot, actor=maker, at=timezone.now())[1]
    return Client(headers={"Authorization": f"Bearer {raw}"})


def pooled(**given: Any) -> PoolUnit:
    values: dict[str, Any] = {"grade": "A", "branch": make.branch(), "actor": make.chief(), "at": make.AT, **given}
    return actions.put_in(unit=values.pop("unit", None) or own(), **values)


def test_every_state_of_the_pool_is_reached_and_left_by_the_table() -> None:
    reached = {after for moves in pools.POOL_MOVES.values() for after in moves.values()} | {pools.TO_GRADE}
    left = {before for moves in pools.POOL_MOVES.values() for before in moves}
    assert reached == set(pools.POOL_STATES)
    assert set(pools.POOL_STATES) - left == pools.POOL_LEFT


def test_s18_an_old_unit_goes_through_the_pool_to_the_next_customer() -> None:
    chief = make.chief()
    exchange = exchanged(own())
    order = exchange.order
    row = PoolUnit.objects.get()
    assert (row.unit_id, row.state, row.origin, row.order_id) == (order.unit_id, "to_grade", "core", order.pk)
    actions.grade_unit(order=order, grade="B", way="refurbish", note="new screen", actor=chief, at=make.AT)
    row.refresh_from_db()
    assert (row.state, row.grade, row.note) == ("refurbishing", "B", "new screen")
    row = actions.finish_refurbishing(pooled=row, grade="A", actor=make.bench(), at=make.AT)
    old = Unit.objects.get(pk=order.unit_id)
    assert (row.state, old.state, old.owner_id, old.sold_on) == ("ready", "made", None, None)
    assert not Ownership.objects.filter(unit=old, until=None).exists()

    second = exchanged(Unit.objects.select_related("model__category", "owner").get(pk=old.pk))
    row = PoolUnit.objects.get(pk=row.pk)
    old.refresh_from_db()
    assert (row.state, row.exchange_id, old.owner_id) == ("given", second.pk, second.order.customer_id)
    assert row.left_at == make.AT
    acts = [
        fact.body["act"]
        for fact in Fact.objects.filter(name="repairs.pool_moved").order_by("id")
        if fact.body["pool_id"] == row.pk
    ]
    assert acts == ["come", "refurbish", "refurbished", "offer", "give"]


def test_a_unit_of_the_pool_is_reserved_by_an_offer_and_free_after_a_no() -> None:
    chief, row = make.chief(), pooled()
    assert refused(lambda: pooled(unit=row.unit)) == "in_pool"
    order = make.moved(make.received(), "diagnose")
    exchange = actions.offer_exchange(order=order, replacement=row.unit, kind="swap", actor=chief, at=make.AT)
    row.refresh_from_db()
    assert (row.state, row.exchange_id) == ("reserved", exchange.pk)
    assert refused(lambda: actions.scrap_unit(pooled=row, reason="x", actor=chief, at=make.AT)) == "not_in_this_state"
    actions.answer_exchange(exchange=exchange, accept=False, actor=chief, at=make.AT)
    row.refresh_from_db()
    assert (row.state, row.exchange_id) == ("ready", None)
    actions.send_back(pooled=row, way="refurbish", actor=chief, at=make.AT)
    order.refresh_from_db()
    again = lambda: actions.offer_exchange(order=order, replacement=row.unit, kind="swap", actor=chief, at=make.AT)  # noqa: E731
    assert refused(again) == "not_in_this_state"
    assert RepairOrder.objects.get(pk=order.pk).state == "diagnosing"


def test_a_harvested_unit_becomes_stock_and_is_out_of_use() -> None:
    """Its parts are worth the average of the store; nobody's use is counted."""
    where = make.branch()
    node = parts.a_node("tehran", kind="centre", branch=where)
    part = parts.a_part()
    parts.stocked(part, node, 2, cost=1_000)
    chief, row = make.chief(), pooled(branch=where)
    assert (
        refused(lambda: actions.harvest(pooled=row, lines=[Line(part.pk, 1)], actor=chief, at=make.AT))
        == "not_in_this_state"
    )
    actions.send_back(pooled=row, way="harvest", actor=chief, at=make.AT)
    assert refused(lambda: actions.harvest(pooled=row, lines=[], actor=chief, at=make.AT)) == "nothing_to_do"
    row = actions.harvest(pooled=row, lines=[Line(part.pk, 3)], actor=chief, at=make.AT)
    held = Balance.objects.get(node=node, part=part)
    assert (row.state, held.on_hand, held.value) == ("harvested", 5, 5_000)
    move = Move.objects.get(act="harvest")
    assert (move.origin, move.about_kind, move.about_id) == ("device", "unit", row.unit_id)
    assert Unit.objects.get(pk=row.unit_id).state == "retired"
    assert [one.part_id for one in queries.harvested_from(row)] == [part.pk]
    assert not stores.disagreements()
    assert refused(lambda: pooled(unit=Unit.objects.get(pk=row.unit_id))) == "not_from_here"


def test_what_cannot_be_put_in_graded_or_thrown_away() -> None:
    chief = make.chief()
    assert refused(lambda: pooled(unit=make.phone())) == "unit_owned"
    assert refused(lambda: pooled(grade="C")) == "too_worn"
    assert refused(lambda: pooled(actor=make.bench())) == "not_allowed"
    row = pooled()
    assert refused(lambda: actions.scrap_unit(pooled=row, reason=" ", actor=chief, at=make.AT)) == "reason_missing"
    stranger = make.bench("far", make.branch("shiraz"))
    call = lambda: actions.send_back(pooled=row, way="harvest", actor=stranger, at=make.AT)  # noqa: E731
    assert refused(call) == "not_found"
    scrapped = actions.scrap_unit(pooled=row, reason="liquid", actor=chief, at=make.AT)
    assert (scrapped.state, scrapped.note) == ("scrapped", "liquid")
    exchange = exchanged(own())
    actions.grade_unit(order=exchange.order, grade="C", way="scrap", actor=chief, at=make.AT)
    again = lambda: actions.grade_unit(order=exchange.order, grade="B", way="refurbish", actor=chief, at=make.AT)  # noqa: E731
    assert refused(again) == "not_in_this_state"


def test_the_pages_of_the_pool(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(make.person("chief", "manager"))
    where = make.branch()
    thing, node = own(), parts.a_node("tehran", kind="centre", branch=where)
    part = parts.a_part(fits=[FitRange(thing.model_id, "", "")])
    answer = client.post("/repairs/pool/", {"serial": thing.serial, "grade": "B", "branch": where.pk})
    row = PoolUnit.objects.get()
    assert answer["Location"] == f"/repairs/pool/{row.number}/"
    assert client.post("/repairs/pool/", {"serial": "NOBODY-1", "grade": "B"}).status_code == 422
    page = client.get(f"/repairs/pool/?state=ready&grade=B&centre={where.code}&inside=1").content.decode()
    assert row.number in page
    assert row.number not in client.get("/repairs/pool/?state=scrapped").content.decode()
    assert client.get(f"/repairs/pool/{row.number}/").status_code == 200
    assert client.get("/repairs/pool/POL-NOPE/").status_code == 404
    act = f"/repairs/pool/{row.number}"
    assert client.post(f"{act}/again/", {"way": "harvest"}).status_code == 302
    assert client.post(f"{act}/refurbished/", {"grade": "A"}).status_code == 422
    assert client.post(f"{act}/harvest/", {f"part_{part.pk}": "two"}).status_code == 422
    assert client.post(f"{act}/harvest/", {}).status_code == 422
    assert client.post(f"{act}/harvest/", {f"part_{part.pk}": "۲"}).status_code == 302
    assert Balance.objects.get(node=node, part=part).on_hand == 2
    assert part.code in client.get(f"{act}/").content.decode()
    assert client.post(f"{act}/scrap/", {"reason": "x"}).status_code == 422
    assert client.post(f"{act}/burn/", {}).status_code == 404
    for _ in range(3):
        pooled()
    client.get("/repairs/pool/")
    with django_assert_max_num_queries(20):
        client.get("/repairs/pool/")


def test_an_overdue_core_is_seen_on_the_page_and_over_rest(client: Client) -> None:
    now = timezone.now()
    late = exchanged(own(), kind="advance", due_in=1, at=now - timedelta(days=5))
    exchanged(own(), kind="advance", due_in=20, at=now)
    client.force_login(make.person("chief", "manager"))
    assert "/repairs/pool/exchanges/?overdue=1" in client.get("/repairs/pool/").content.decode()
    page = client.get("/repairs/pool/exchanges/?overdue=1").content.decode()
    assert late.order.number in page
    assert "7,000" in page or "۷٬۰۰۰" in page or "۷۰۰" in page or "700" in page
    api = program()
    found = api.get("/api/v1/exchanges?overdue=true").json()["items"]
    assert [(one["number"], one["overdue"], one["deposit"]) for one in found] == [(late.number, True, "7000")]
    assert len(api.get("/api/v1/exchanges?state=handed_over").json()["items"]) == 2


def test_the_pool_over_rest_shows_each_centre_its_own() -> None:
    row = pooled()
    api = program()
    (found,) = api.get("/api/v1/swap-pool?inside=true&grade=A&state=ready").json()["items"]
    assert (found["number"], found["serial"], found["branch"]) == (row.number, row.unit.serial, "tehran")
    assert api.get(f"/api/v1/swap-pool/{row.number}").json()["harvested"] == []
    far = program(make.branch("shiraz"))
    assert far.get("/api/v1/swap-pool").json()["items"] == []
    assert far.get(f"/api/v1/swap-pool/{row.number}").status_code == 404
