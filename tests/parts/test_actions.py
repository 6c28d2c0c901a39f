"""Acts on parts and stock, by what they leave behind and the facts they record."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from payandan.parts import actions, queries
from payandan.parts.actions import Counted, Line, PastMove
from payandan.parts.models import Balance, Kit, Move, Order, Part, PartPrice, Reservation, StockKey
from payandan.parts.queries import stock as reading
from payandan.parts.rules.master import FitRange, NewPart
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused

from .factories import ABOUT, AT, a_branch, a_component, a_model, a_node, a_part, balance, keeper, stocked

pytestmark = pytest.mark.django_db
DOING: dict[str, Any] = {"actor": SYSTEM, "at": AT}


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def fact(name: str) -> Fact:
    return Fact.objects.filter(name=f"parts.{name}").latest("id")


@pytest.fixture(autouse=True)
def _ledger_agrees() -> Any:
    """Whatever a test does: the books are the sum of the moves, in pieces, money and promises."""
    yield
    assert reading.disagreements() == []


# --- the master -------------------------------------------------------------------------------------------------------


def test_a_part_is_added_with_its_fact() -> None:
    part = a_part("av-55 ۱۰۰", name_fa="پنل", components=[a_component()], category=a_model().category)
    assert (part.code, part.code_key, part.name_en) == ("av-55 100", "AV55100", "پنل")
    assert fact("part_added").body["code"] == "av-55 100"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"code": " -- "}, "code_missing"),
        ({"name_fa": ""}, "name_missing"),
        ({"kind": "gadget"}, "unknown_kind"),
        ({"lead_days": 9999}, "lead_wrong"),
        ({"note": "x" * 401}, "too_long"),
    ],
)
def test_a_part_that_cannot_be(said: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"code": "A1", "kind": "consumable", "name_fa": "پنل", **said}
    with refused(code):
        actions.create_part(**given, **DOING)
    assert not Part.objects.exists()


def test_two_spellings_of_a_number_are_one_part() -> None:
    a_part("AV-100")
    with refused("part_exists"):
        a_part("av 100")


def test_a_component_of_another_category_is_refused() -> None:
    from payandan.catalog.models import Category

    fridge = Category.objects.create(code="refrigerator", name_fa="یخچال", name_en="Refrigerator")
    with refused("component_elsewhere"):
        a_part("A1", category=fridge, components=[a_component()])
    assert not Part.objects.exists()


def test_a_change_names_what_changed_and_a_stale_form_is_refused() -> None:
    part = a_part("A1")
    fits = [FitRange(a_model().pk, "1", "9")]
    actions.update_part(part=part, name_fa="برد", fits=fits, version=1, **DOING)
    assert fact("part_changed").body["changed"] == ["fits", "name_fa"]
    with refused("stale"):
        actions.update_part(part=part, name_fa="دیگر", version=1, **DOING)
    before = Fact.objects.count()
    actions.update_part(part=part, name_fa="برد", fits=fits, **DOING)
    assert Fact.objects.count() == before


def test_the_old_number_finds_the_new_part() -> None:
    old, middle, new = a_part("OLD-111"), a_part("MID-222"), a_part("NEW-333")
    actions.supersede(old=middle, new=new, direction="both", **DOING)
    actions.supersede(old=old, new=middle, direction="forward", **DOING)
    assert list(queries.find(SYSTEM, "old111")) == [middle, new, old]
    assert queries.newest(old.pk) == new.pk
    assert queries.stand_ins(old.pk) == [middle.pk, new.pk]
    assert queries.stand_ins(new.pk) == [middle.pk]
    with refused("chain_circle"):
        actions.supersede(old=new, new=old, direction="both", **DOING)
    actions.take_back_supersession(old=middle, **DOING)
    assert list(queries.find(SYSTEM, "old111")) == [middle, old]
    assert queries.newest(old.pk) == middle.pk


@pytest.mark.parametrize("text", ["55-10", "5510", "۵۵-۱۰", "نمايشگر", "panel", "1234567"])
def test_a_part_is_found_by_any_piece_in_any_spelling(text: str) -> None:
    part = a_part("AV-55-1000", name_en="Display panel", barcode="2901234567")
    a_part("ZZ-1", name_fa="برد", name_en="Board")
    assert list(queries.find(SYSTEM, text)) == [part]


def test_a_scan_names_a_part() -> None:
    part = a_part("AV-551000", barcode="6260000000017")
    assert queries.scanned(SYSTEM, "شر-۵۵۱۰۰۰") == part
    assert queries.scanned(SYSTEM, " 6260000000017 ") == part
    assert queries.scanned(SYSTEM, part.number.lower()) == part
    assert queries.scanned(SYSTEM, "AV-55") is None


def test_what_fits_a_serial_is_the_newest_that_does() -> None:
    model = a_model()
    old = a_part("OLD", fits=[FitRange(model.pk, "AV1", "AV500")])
    new = a_part("NEW", fits=[FitRange(model.pk, "AV501", "")])
    actions.supersede(old=old, new=new, direction="forward", **DOING)
    other = a_part("ANY", fits=[FitRange(model.pk)])
    assert queries.fitting(model.pk, "AV100") == [other, new]
    assert queries.fitting(model.pk, "AV900") == [other, new]
    actions.take_back_supersession(old=old, **DOING)
    assert queries.fitting(model.pk, "AV100") == [other, old]


def test_substitutes_are_said_and_taken_back() -> None:
    part, other = a_part(), a_part()
    for _ in range(2):
        actions.set_substitute(part=part, substitute=other, **DOING)
    assert queries.stand_ins(part.pk) == [other.pk]
    assert queries.stand_ins(other.pk) == []
    actions.set_substitute(part=part, substitute=other, kept=False, **DOING)
    assert queries.stand_ins(part.pk) == []
    assert Fact.objects.filter(name="parts.substitute_set").count() == 2
    with refused("same_part"):
        actions.set_substitute(part=part, substitute=part, **DOING)


def test_a_price_holds_from_its_day() -> None:
    part = a_part()
    today = AT.date()
    actions.put_price(part=part, currency="IRR", amount=100, since=today - timedelta(days=9), **DOING)
    actions.put_price(part=part, currency="IRR", amount=200, since=today, **DOING)
    actions.put_price(part=part, currency="EUR", amount=5, **DOING)
    actions.put_prices(prices=[(part.pk, "IRR", 250)], since=today, **DOING)
    assert queries.prices_on([part.pk], today, "IRR") == {part.pk: 250}
    assert queries.prices_on([part.pk], today - timedelta(days=1), "IRR") == {part.pk: 100}
    assert PartPrice.objects.count() == 3


def test_many_parts_are_added_at_once_and_known_ones_left_out() -> None:
    a_part("A-1")
    model = a_model()
    rows = [
        NewPart(f"A-{n}", "consumable", name_fa="پنل", fits=(FitRange(model.pk),), prices=(("IRR", n),))
        for n in (1, 2, 3, 3)
    ]
    made = actions.create_parts(rows=rows, **DOING)
    assert [part.code for part in made] == ["A-2", "A-3"]
    assert list(queries.find(SYSTEM, "a-3")) == [made[1]]
    assert fact("parts_loaded").body["count"] == 2
    with refused("code_missing") as error:
        actions.create_parts(rows=[*rows, NewPart("", "consumable", name_fa="x")], **DOING)
    assert error.value.params["line"] == 5


# --- in and out -------------------------------------------------------------------------------------------------------


def test_receiving_puts_pieces_on_the_shelf_at_their_cost() -> None:
    part, other, node = a_part(), a_part(), a_node()
    moves = actions.receive(
        node_id=node.pk, lines=[Line(part.pk, 4, 400), Line(other.pk, 1), Line(part.pk, 6, 900)], **DOING
    )
    assert [(move.quantity, move.value) for move in moves] == [(10, 1300), (1, 0)]
    row = balance(part, node)
    assert (row.on_hand, row.value, row.last) == (10, 1300, 130)
    assert fact("stock_received").body["lines"] == [[part.pk, 10, 1300], [other.pk, 1, 0]]
    assert set(fact("stock_received").mentions.values_list("kind", "object_id")) == {
        ("node", node.pk), ("part", part.pk), ("part", other.pk),
    }  # fmt: skip


def test_reserve_issue_and_take_back_for_a_job() -> None:
    part, node = a_part(core=True), a_node()
    stocked(part, node, 5, 100)
    promised = actions.reserve(part_id=part.pk, quantity=3, node_id=node.pk, about=ABOUT, **DOING)
    assert queries.free_at([node.pk], [part.pk]) == {(node.pk, part.pk): 2}
    move = actions.issue(reservation_id=promised.pk, quantity=2, **DOING)
    assert (move.value, move.about_kind, move.about_id) == (200, *ABOUT)
    assert fact("stock_issued").body | {"core": True, "reservation_id": promised.pk} == fact("stock_issued").body
    actions.release(reservation_id=promised.pk, **DOING)
    promised.refresh_from_db()
    assert (promised.state, promised.quantity, promised.issued) == ("issued", 2, 2)
    back = actions.take_back(reservation_id=promised.pk, quantity=1, **DOING)
    assert back.value == 100
    with refused("too_many_back"):
        actions.take_back(reservation_id=promised.pk, quantity=2, **DOING)
    row = balance(part, node)
    assert (row.on_hand, row.reserved) == (4, 0)
    assert queries.used_by(ABOUT) == [(part, 1, 100)]


def test_what_comes_back_is_worth_what_it_went_out_for() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 3, 100)
    promised = actions.reserve(part_id=part.pk, quantity=3, node_id=node.pk, about=ABOUT, **DOING)
    actions.issue(reservation_id=promised.pk, **DOING)
    stocked(part, node, 1, 900)
    assert actions.take_back(reservation_id=promised.pk, **DOING).value == 300
    assert balance(part, node).value == 1200


def test_nothing_is_sold_twice() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 3)
    actions.reserve(part_id=part.pk, quantity=2, node_id=node.pk, about=ABOUT, **DOING)
    with refused("not_enough") as error:
        actions.issue(part_id=part.pk, node_id=node.pk, quantity=2, **DOING)
    assert error.value.params == {"part": part.code, "free": 1, "wanted": 2}
    with refused("not_enough"):
        actions.reserve(part_id=part.pk, quantity=2, node_id=node.pk, about=ABOUT, **DOING)
    actions.issue(part_id=part.pk, node_id=node.pk, quantity=1, about=ABOUT, **DOING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.update(on_hand=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.update(on_hand=-1, reserved=-1)


def test_a_van_that_may_go_below_nothing() -> None:
    part, van = a_part(), a_node(allows_negative=True)
    stocked(part, van, 1, 100)
    actions.issue(part_id=part.pk, node_id=van.pk, quantity=3, about=ABOUT, **DOING)
    assert balance(part, van).on_hand == -2
    with refused("not_enough"):
        actions.reserve(part_id=part.pk, quantity=1, node_id=van.pk, about=ABOUT, **DOING)
    (move,) = actions.receive(node_id=van.pk, lines=[Line(part.pk, 4, 800)], **DOING)
    row = balance(part, van)
    assert (row.on_hand, row.value, move.revalued) == (2, 400, -200)
    with refused("not_allowed"):
        actions.save_node(kind="van", name_fa="x", name_en="x", currency="IRR", node=van, at=AT, actor=keeper())


def test_a_sale_and_its_return() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 2, 50)
    actions.issue(part_id=part.pk, node_id=node.pk, quantity=1, sold=True, **DOING)
    actions.take_back(part_id=part.pk, node_id=node.pk, quantity=1, sold=True, **DOING)
    assert list(Move.objects.order_by("id").values_list("act", "origin", "to")) == [
        ("receive", "supplier", "node"), ("sell", "node", "customer"), ("customer_return", "customer", "node"),
    ]  # fmt: skip


@pytest.mark.parametrize("act", [actions.scrap, actions.return_to_supplier])
def test_what_leaves_for_good_needs_a_reason(act: Any) -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 2, 50)
    with refused("reason_missing"):
        act(node_id=node.pk, lines=[Line(part.pk, 1)], reason=" ", **DOING)
    act(node_id=node.pk, lines=[Line(part.pk, 1)], reason="شکسته", **DOING)
    assert balance(part, node).value == 50
    assert fact("stock_removed").body["reason"] == "شکسته"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"lines": []}, "nothing_to_do"),
        ({"quantity": 0}, "quantity_wrong"),
        ({"quantity": 10**12}, "quantity_wrong"),
        ({"cost": -1}, "amount_wrong"),
        ({"part": 10**6}, "unknown_part"),
        ({"node": 10**6}, "unknown_node"),
        ({"key": "k" * 121}, "key_wrong"),
    ],
)
def test_what_cannot_be_received(said: dict[str, Any], code: str) -> None:
    part, node = a_part(), a_node()
    line = Line(said.get("part", part.pk), said.get("quantity", 1), said.get("cost", 5))
    with refused(code):
        actions.receive(
            node_id=said.get("node", node.pk), lines=said.get("lines", [line]), key=said.get("key", ""), **DOING
        )
    assert not Move.objects.exists()
    assert not StockKey.objects.exists()


def test_the_ledger_is_never_changed() -> None:
    part, node = a_part(), a_node()
    stocked(part, node)
    for act in (lambda: Move.objects.update(quantity=1), lambda: Move.objects.all().delete()):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.bulk_create([_wrong(Move.objects.get())])


def _wrong(move: Move) -> Move:
    move.pk, move.act = None, "issue"
    return move


# --- done once --------------------------------------------------------------------------------------------------------


def test_the_same_key_does_nothing_twice() -> None:
    part, node, other = a_part(), a_node(), a_node()
    stocked(part, node, 20, 10)
    lines = [Line(part.pk, 2)]
    promised = actions.reserve(part_id=part.pk, quantity=4, node_id=node.pk, about=ABOUT, key="r", **DOING)
    acts: list[Any] = [
        lambda: actions.reserve(part_id=part.pk, quantity=4, node_id=node.pk, about=ABOUT, key="r", **DOING),
        lambda: actions.receive(node_id=node.pk, lines=[Line(part.pk, 5, 50)], key="in", **DOING)[0],
        lambda: actions.issue(reservation_id=promised.pk, quantity=2, key="out", **DOING),
        lambda: actions.take_back(reservation_id=promised.pk, quantity=1, key="back", **DOING),
        lambda: actions.release(reservation_id=promised.pk, key="go", **DOING),
        lambda: actions.scrap(node_id=node.pk, lines=lines, reason="x", key="scrap", **DOING)[0],
        lambda: actions.send(origin_id=node.pk, to_id=other.pk, lines=lines, key="send", **DOING),
        lambda: actions.book_moves(moves=[PastMove("receive", node.pk, part.pk, 1, AT, 10)], key="past", **DOING),
    ]
    for act in acts:
        first = act()
        before = (Move.objects.count(), Fact.objects.count(), balance(part, node).on_hand, balance(part, node).reserved)
        again = act()
        assert again == first
        after = (Move.objects.count(), Fact.objects.count(), balance(part, node).on_hand, balance(part, node).reserved)
        assert before == after


def test_a_key_stands_for_one_thing() -> None:
    part, node = a_part(), a_node()
    actions.receive(node_id=node.pk, lines=[Line(part.pk, 1, 5)], key="k", **DOING)
    with refused("key_reused"):
        actions.receive(node_id=node.pk, lines=[Line(part.pk, 2, 5)], key="k", **DOING)
    with refused("key_reused"):
        actions.reserve(part_id=part.pk, quantity=1, node_id=node.pk, about=None, key="k", **DOING)


def test_a_refused_act_leaves_its_key_free() -> None:
    part, node = a_part(), a_node()
    with refused("not_enough"):
        actions.reserve(part_id=part.pk, quantity=1, node_id=node.pk, about=ABOUT, key="k", **DOING)
    stocked(part, node, 1)
    assert actions.reserve(part_id=part.pk, quantity=1, node_id=node.pk, about=ABOUT, key="k", **DOING).pk


# --- kits -------------------------------------------------------------------------------------------------------------


def test_a_kit_is_reserved_whole_or_not_at_all() -> None:
    one, two, node = a_part("K1"), a_part("K2"), a_node()
    kit = actions.save_kit(
        code="Compressor change", name_fa="کمپرسور", name_en="", lines={one.pk: 1, two.pk: 2}, **DOING
    )
    stocked(one, node, 5)
    stocked(two, node, 1)
    needs = queries.can_start(node.pk, {one.pk: 1, two.pk: 2})
    assert [(need.part.code, need.free, need.ready) for need in needs] == [("K1", 5, True), ("K2", 1, False)]
    with refused("not_enough") as error:
        actions.reserve_kit(kit_id=kit.pk, node_id=node.pk, about=ABOUT, **DOING)
    assert error.value.params["part"] == "K2"
    assert not Reservation.objects.exists()
    stocked(two, node, 1)
    made = actions.reserve_kit(kit_id=kit.pk, node_id=node.pk, about=ABOUT, key="kit", **DOING)
    assert [(row.part_id, row.quantity) for row in made] == [(one.pk, 1), (two.pk, 2)]
    assert actions.reserve_kit(kit_id=kit.pk, node_id=node.pk, about=ABOUT, key="kit", **DOING) == made
    assert queries.reservations_of(ABOUT) == made


def test_what_is_short_shows_what_else_would_do() -> None:
    old, new, other, node, far = a_part("OLD"), a_part("NEW"), a_part("OTHER"), a_node(), a_node()
    actions.supersede(old=old, new=new, direction="forward", **DOING)
    actions.set_substitute(part=old, substitute=other, **DOING)
    stocked(new, node, 2)
    stocked(old, far, 3)
    (need,) = queries.can_start(node.pk, {old.pk: 1})
    assert need.stand_ins == ((new, 2),)
    assert need.elsewhere == ((far, 3),)


def test_a_kit_that_cannot_be() -> None:
    part = a_part()
    given: dict[str, Any] = {"name_fa": "x", "name_en": "x", "lines": {part.pk: 1}, **DOING}
    actions.save_kit(code="one", **given)
    for code, error in (("one", "kit_exists"), ("فارسی", "kit_code_wrong")):
        with refused(error):
            actions.save_kit(code=code, **given)
    with refused("nothing_to_do"):
        actions.save_kit(code="two", **(given | {"lines": {}}))
    assert Kit.objects.count() == 1


# --- transfers --------------------------------------------------------------------------------------------------------


def test_a_transfer_is_nobodys_stock_until_it_comes() -> None:
    part, origin, to = a_part(), a_node(), a_node()
    stocked(part, origin, 10, 100)
    sent = actions.send(origin_id=origin.pk, to_id=to.pk, lines=[Line(part.pk, 6)], **DOING)
    assert (balance(part, origin).on_hand, Balance.objects.filter(node=to).count()) == (4, 0)
    actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 4}, **DOING)
    sent.refresh_from_db()
    assert (sent.state, balance(part, to).value) == ("sent", 400)
    with refused("more_than_sent"):
        actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 3}, **DOING)
    with refused("reason_missing"):
        actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 1}, close=True, **DOING)
    actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 1}, close=True, reason="گم شد", **DOING)
    sent.refresh_from_db()
    assert (sent.state, balance(part, to).on_hand) == ("short", 5)
    assert fact("transfer_received").body["short"] == [[part.pk, 1]]
    flow = reading.flow_of(part.pk)
    assert flow == {"receive": 10, "send": 6, "arrive": 5, "short": 1}
    with refused("not_in_this_state"):
        actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 1}, **DOING)


def test_a_transfer_that_comes_whole_is_received() -> None:
    part, origin, to = a_part(), a_node(), a_node()
    stocked(part, origin, 3, 7)
    sent = actions.send(origin_id=origin.pk, to_id=to.pk, lines=[Line(part.pk, 3)], **DOING)
    done = actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 3}, key="t", **DOING)
    assert (done.state, balance(part, to).value, balance(part, origin).value) == ("received", 21, 0)
    assert actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 3}, key="t", **DOING) == done


def test_where_nothing_can_be_sent() -> None:
    part, origin, euro = a_part(), a_node(), a_node(currency="EUR")
    stocked(part, origin, 3)
    for to, error in ((origin.pk, "same_node"), (euro.pk, "other_currency"), (10**6, "unknown_node")):
        with refused(error):
            actions.send(origin_id=origin.pk, to_id=to, lines=[Line(part.pk, 1)], **DOING)


# --- counts -----------------------------------------------------------------------------------------------------------


def test_a_count_books_its_differences_with_reasons() -> None:
    one, two, node = a_part(), a_part(), a_node()
    stocked(one, node, 10, 100)
    stocked(two, node, 4, 10)
    sheet = actions.open_sheet(node_id=node.pk, **DOING)
    with refused("nothing_counted"):
        actions.book_sheet(sheet_id=sheet.pk, **DOING)
    actions.write_counts(sheet_id=sheet.pk, counts={one.pk: Counted(8), two.pk: Counted(5)}, **DOING)
    with refused("reason_missing"):
        actions.book_sheet(sheet_id=sheet.pk, **DOING)
    actions.book_sheet(sheet_id=sheet.pk, reason="شمارش فصل", key="c", **DOING)
    actions.book_sheet(sheet_id=sheet.pk, reason="شمارش فصل", key="c", **DOING)
    assert [(balance(part, node).on_hand, balance(part, node).value) for part in (one, two)] == [(8, 800), (5, 50)]
    assert sorted(fact("count_booked").body["differences"]) == sorted([[two.pk, 1, 10], [one.pk, -2, -200]])
    with refused("not_in_this_state"):
        actions.write_counts(sheet_id=sheet.pk, counts={one.pk: Counted(1)}, **DOING)


def test_what_moves_while_people_count_is_no_difference() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 10)
    sheet = actions.open_sheet(node_id=node.pk, part_ids=[part.pk], **DOING)
    actions.write_counts(sheet_id=sheet.pk, counts={part.pk: Counted(9)}, **DOING)
    actions.issue(part_id=part.pk, node_id=node.pk, quantity=3, about=ABOUT, **DOING)
    actions.book_sheet(sheet_id=sheet.pk, reason="یکی گم", **DOING)
    assert balance(part, node).on_hand == 6


def test_promised_pieces_are_not_counted_away() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 3)
    actions.reserve(part_id=part.pk, quantity=3, node_id=node.pk, about=ABOUT, **DOING)
    sheet = actions.open_sheet(node_id=node.pk, **DOING)
    actions.write_counts(sheet_id=sheet.pk, counts={part.pk: Counted(2)}, **DOING)
    with refused("not_enough"):
        actions.book_sheet(sheet_id=sheet.pk, reason="نیست", **DOING)
    actions.drop_sheet(sheet_id=sheet.pk, **DOING)
    assert fact("count_dropped").body["number"] == sheet.number


def test_bins_choose_what_is_counted() -> None:
    one, two, node = a_part(), a_part(), a_node()
    for part, place in ((one, "A-1"), (two, "B-1")):
        stocked(part, node)
        actions.set_place(node_id=node.pk, part=part, bin=place, **DOING)
    sheet = actions.open_sheet(node_id=node.pk, bins="B", **DOING)
    assert list(sheet.lines.values_list("part_id", "bin")) == [(two.pk, "B-1")]
    with refused("nothing_to_count"):
        actions.open_sheet(node_id=node.pk, bins="Z", **DOING)


# --- nodes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "attic"}, "unknown_node_kind"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"service_level": 1000}, "level_wrong"),
        ({"review_days": 0}, "days_wrong"),
        ({"name_fa": "", "name_en": ""}, "name_missing"),
        ({"kind": "centre"}, "centre_needs_branch"),
        ({"code": "؟"}, "code_wrong"),
    ],
)
def test_a_node_that_cannot_be(said: dict[str, Any], code: str) -> None:
    with refused(code):
        a_node(**({"code": "n"} | said))


def test_a_centre_has_one_store() -> None:
    branch = a_branch()
    first = a_node("one", kind="centre", branch=branch)
    with refused("one_store_in_a_centre"):
        a_node("two", kind="centre", branch=branch)
    assert queries.node_of(branch.pk) == first
    central = a_node("central", kind="central")
    assert queries.node_of(None) == central
    with refused("node_exists"):
        a_node("one")


def test_a_node_with_stock_stays_open_and_keeps_its_currency() -> None:
    part, node = a_part(), a_node()
    stocked(part, node)
    given: dict[str, Any] = {"kind": "van", "name_fa": "x", "name_en": "x", "node": node, **DOING}
    with refused("node_not_empty"):
        actions.save_node(currency="IRR", is_active=False, **given)
    with refused("currency_fixed"):
        actions.save_node(currency="EUR", **given)
    with refused("stale"):
        actions.save_node(currency="IRR", version=9, **given)


def test_a_place_on_the_shelf_and_points_by_hand() -> None:
    part, node = a_part(), a_node()
    row = actions.set_place(node_id=node.pk, part=part, bin=" الف-۳ ", reorder_point=2, order_up_to=5, **DOING)
    assert (row.bin, row.reorder_point, row.order_up_to) == ("الف-3", 2, 5)
    with refused("points_wrong"):
        actions.set_place(node_id=node.pk, part=part, reorder_point=5, order_up_to=2, **DOING)


# --- purchases --------------------------------------------------------------------------------------------------------


def used_for_a_year(part: Part, node: Any, weekly: int) -> None:
    moves = [PastMove("open", node.pk, part.pk, 60 * weekly, AT - timedelta(days=365), 60 * weekly * 100)]
    moves += [
        PastMove("issue", node.pk, part.pk, weekly, AT - timedelta(days=7 * week + 1), about=ABOUT)
        for week in range(52)
    ]
    actions.book_moves(moves=moves, **DOING)


def test_a_purchase_from_proposal_to_shelf() -> None:
    part, quiet, node = a_part(supplier_name="آوا", lead_days=14), a_part(supplier_name="آوا"), a_node()
    used_for_a_year(part, node, 2)
    stocked(quiet, node, 1)
    actions.issue(part_id=part.pk, node_id=node.pk, quantity=14, about=ABOUT, **DOING)
    (order,) = actions.propose_purchases(node_id=node.pk, **DOING)
    (line,) = order.lines.all()
    assert (line.part_id, line.proposed, line.basis["lead_days"]) == (part.pk, line.quantity, 14)
    assert line.basis["position"] == 2
    assert line.quantity == line.basis["order_up_to"] - 2
    (again,) = actions.propose_purchases(node_id=node.pk, **DOING)
    assert list(Order.objects.all()) == [again]
    with refused("stale"):
        actions.approve_order(order=again, version=9, **DOING)
    approved = actions.approve_order(order=again, quantities={part.pk: 10}, **DOING)
    assert actions.propose_purchases(node_id=node.pk, **DOING) == []
    moves = actions.receive_order(order=approved, lines={part.pk: Line(part.pk, 4, 400)}, key="o", **DOING)
    assert moves == actions.receive_order(order=approved, lines={part.pk: Line(part.pk, 4, 400)}, key="o", **DOING)
    actions.receive_order(order=approved, lines={part.pk: Line(part.pk, 6, 600)}, **DOING)
    approved.refresh_from_db()
    assert (approved.state, balance(part, node).on_hand) == ("received", 12)
    assert fact("purchase_ended").body["state"] == "received"


def test_a_rest_that_will_not_come() -> None:
    part, other, node = a_part(), a_part(), a_node()
    actions.set_place(node_id=node.pk, part=part, reorder_point=1, order_up_to=5, **DOING)
    (order,) = actions.propose_purchases(node_id=node.pk, **DOING)
    with refused("not_in_this_state"):
        actions.receive_order(order=order, lines={part.pk: Line(part.pk, 1, 1)}, **DOING)
    order = actions.approve_order(order=order, **DOING)
    with refused("not_on_order"):
        actions.receive_order(order=order, lines={other.pk: Line(other.pk, 1, 1)}, **DOING)
    actions.receive_order(order=order, lines={part.pk: Line(part.pk, 1, 1)}, **DOING)
    assert actions.close_order(order=order, **DOING).state == "closed"
    (order,) = actions.propose_purchases(node_id=node.pk, **DOING)
    assert order.lines.get().quantity == 4
    assert actions.drop_order(order=order, **DOING).state == "dropped"


def test_a_purchase_of_nothing_is_refused() -> None:
    part, node = a_part(), a_node()
    actions.set_place(node_id=node.pk, part=part, reorder_point=1, order_up_to=5, **DOING)
    (order,) = actions.propose_purchases(node_id=node.pk, **DOING)
    with refused("nothing_to_do"):
        actions.approve_order(order=order, quantities={part.pk: 0}, **DOING)
    with refused("quantity_wrong"):
        actions.approve_order(order=order, quantities={part.pk: -1}, **DOING)


def test_superseded_parts_are_not_bought() -> None:
    old, new, node = a_part(), a_part(), a_node()
    actions.set_place(node_id=node.pk, part=old, reorder_point=1, order_up_to=5, **DOING)
    actions.supersede(old=old, new=new, direction="forward", **DOING)
    assert actions.propose_purchases(node_id=node.pk, **DOING) == []


# --- the past ---------------------------------------------------------------------------------------------------------


def test_the_past_is_booked_in_the_order_of_its_times() -> None:
    part, node = a_part(), a_node()
    moves = [
        PastMove("issue", node.pk, part.pk, 3, AT - timedelta(days=1)),
        PastMove("receive", node.pk, part.pk, 5, AT - timedelta(days=2), 500),
    ]
    assert actions.book_moves(moves=moves, **DOING) == 2
    assert (balance(part, node).on_hand, balance(part, node).value) == (2, 200)
    with refused("not_enough") as error:
        actions.book_moves(moves=[replace(moves[0], quantity=9)], **DOING)
    assert error.value.params["line"] == 1
    with refused("unknown_move"):
        actions.book_moves(moves=[replace(moves[0], act="send")], **DOING)


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_keeper_acts_at_the_stores_of_the_own_centre() -> None:
    here, there = a_branch("tehran"), a_branch("shiraz")
    own, other = a_node(branch=here), a_node(branch=there)
    part, actor = a_part(), keeper(here)
    actions.receive(node_id=own.pk, lines=[Line(part.pk, 5, 5)], actor=actor, at=AT)
    sent = actions.send(origin_id=own.pk, to_id=other.pk, lines=[Line(part.pk, 1)], actor=actor, at=AT)
    for act in (
        lambda: actions.receive(node_id=other.pk, lines=[Line(part.pk, 1, 1)], actor=actor, at=AT),
        lambda: actions.reserve(part_id=part.pk, quantity=1, node_id=other.pk, about=ABOUT, actor=actor, at=AT),
        lambda: actions.receive_transfer(transfer_id=sent.pk, received={part.pk: 1}, actor=actor, at=AT),
        lambda: actions.open_sheet(node_id=other.pk, actor=actor, at=AT),
    ):
        with refused("not_allowed"):
            act()
    assert list(queries.nodes(actor)) == [own]
    assert list(Balance.objects.visible_to(actor)) == [balance(part, own)]


@pytest.mark.parametrize("missing", ["parts.manage", "stock.move", "stock.count", "purchase.approve"])
def test_each_act_asks_for_its_capability(missing: str) -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 5)
    actions.set_place(node_id=node.pk, part=part, reorder_point=9, order_up_to=9, **DOING)
    (order,) = actions.propose_purchases(node_id=node.pk, **DOING)
    promised = actions.reserve(part_id=part.pk, quantity=1, node_id=node.pk, about=ABOUT, **DOING)
    held = {"parts.view", "parts.manage", "stock.move", "stock.count", "purchase.approve"} - {missing}
    doing: dict[str, Any] = {"actor": Actor(kind="staff", id=1, capabilities=frozenset(held)), "at": AT}
    lines = [Line(part.pk, 1, 1)]
    acts: dict[str, list[Any]] = {
        "parts.manage": [
            lambda: actions.create_part(code="Z", kind="safety", name_fa="x", **doing),
            lambda: actions.update_part(part=part, name_fa="x", **doing),
            lambda: actions.put_price(part=part, currency="IRR", amount=1, **doing),
            lambda: actions.create_parts(rows=[], **doing),
            lambda: actions.book_moves(moves=[], **doing),
            lambda: actions.save_kit(code="k", name_fa="x", name_en="x", lines={part.pk: 1}, **doing),
        ],
        "stock.move": [
            lambda: actions.receive(node_id=node.pk, lines=lines, **doing),
            lambda: actions.issue(reservation_id=promised.pk, **doing),
            lambda: actions.take_back(reservation_id=promised.pk, **doing),
            lambda: actions.release(reservation_id=promised.pk, **doing),
            lambda: actions.scrap(node_id=node.pk, lines=lines, reason="x", **doing),
            lambda: actions.set_place(node_id=node.pk, part=part, **doing),
            lambda: actions.propose_purchases(node_id=node.pk, **doing),
        ],
        "stock.count": [lambda: actions.open_sheet(node_id=node.pk, **doing)],
        "purchase.approve": [
            lambda: actions.approve_order(order=order, **doing),
            lambda: actions.drop_order(order=order, **doing),
        ],
    }
    for act in acts[missing]:
        with refused("not_allowed"):
            act()
