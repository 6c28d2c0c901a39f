"""Defective parts: the ledger keeps its law, in whatever order things happen, however often and from how many hands."""

import itertools
import random
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payandan.claims import actions
from payandan.claims.actions import cores as acts
from payandan.claims.actions import payment
from payandan.claims.actions import recovery as recovering
from payandan.claims.models import Core, CoreCharge, CustodyMove, CustodyPosting
from payandan.claims.queries import cores as queries
from payandan.claims.rules import LineDraft
from payandan.claims.rules import cores as rules
from payandan.claims.words import cores as words
from payandan.platform.journal.actions import dispatch
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from tests.claims import factories as make
from tests.claims.test_recovery import supplier

TODAY = timezone.localdate(make.AT)


def branch() -> Branch:
    return Branch.objects.get_or_create(code="shiraz", defaults={"name_fa": "شیراز", "name_en": "Shiraz"})[0]


def expected(**given: Any) -> Core:
    claim = make.covered_claim(**{"branch": branch(), **given})
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    return acts.expect_cores(claim=claim, actor=make.staff(), at=make.AT)[0]


def received(**given: Any) -> Core:
    return acts.receive(core=expected(**given), actor=make.staff(), at=make.AT)


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


# --- rules -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(rules.ACTS), max_size=40), st.sampled_from(rules.ORDERS[1:]))
def test_any_sequence_of_acts_leaves_the_part_with_one_holder(chosen: list[str], order: str) -> None:
    state, place = rules.EXPECTED, rules.CENTRE
    ledger = [*rules.postings(rules.UNIT, rules.CENTRE)]
    for act in chosen:
        try:
            move = rules.check_core_move(state, place, order, act)
        except Refused:
            continue
        if move.to_place and move.to_place != place:
            ledger += rules.postings(place, move.to_place)
        state, place = move.to, move.to_place or place
        assert rules.is_whole(ledger)
        assert sum(rules.balances(ledger).values()) == 0
    assert rules.balances(ledger)[place] == 1


def test_a_ledger_that_lost_or_doubled_a_part_is_seen() -> None:
    whole = [*rules.postings(rules.UNIT, rules.CENTRE), *rules.postings(rules.CENTRE, rules.STORE)]
    assert rules.is_whole(whole)
    assert not rules.is_whole(whole[:-1])
    assert not rules.is_whole([*whole, rules.Posting(rules.SCRAP, 1), rules.Posting(rules.TRANSIT, -1)])
    with pytest.raises(ValueError, match="nothing moves"):
        rules.postings(rules.STORE, rules.STORE)


def test_every_code_has_its_words() -> None:
    assert set(words.CORE_STATES) == set(words.CORE_TONES) == set(rules.CORE_STATES)
    assert set(words.PLACES) == set(rules.PLACES)
    assert set(words.HOLDERS) == {rules.UNIT, *rules.PLACES}
    assert set(words.CORE_ACTS) == set(rules.ACTS)
    assert set(words.FINDINGS) == set(rules.FINDINGS) == set(words.FINDING_TONES)
    assert set(words.RESOLUTIONS) == set(rules.RESOLUTIONS)
    assert set(words.ORDERS) == set(rules.ORDERS)
    assert set(words.CHARGE_REASONS) == set(rules.CHARGE_REASONS)


def test_every_state_is_reached_from_the_start() -> None:
    reached = {rules.EXPECTED, rules.KEPT}
    while new := {move.to for move in rules.CORE_MOVES if move.origin in reached} - reached:
        reached |= new
    assert reached == set(rules.CORE_STATES)


def test_the_narrowest_order_holds_and_what_a_supplier_wants_comes_back() -> None:
    orders = [
        rules.Order(1, rules.SCRAPPING, 10),
        rules.Order(2, rules.KEEP, 5, component="panel"),
        rules.Order(3, rules.RETURN, 20, least_value=100),
    ]
    assert rules.order_for([], category=1, component="panel", value=1) == rules.USUAL
    assert rules.order_for(orders, category=1, component="board", value=1).order == rules.SCRAPPING
    assert rules.order_for(orders, category=1, component="board", value=100).order == rules.RETURN
    assert rules.order_for(orders, category=1, component="panel", value=100).order == rules.KEEP
    assert rules.order_for(orders, category=1, component="panel", value=1, wanted=True).order == rules.RETURN


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from(rules.RESOLUTIONS))
def test_after_a_finding_the_centre_bears_all_or_nothing(value: int, charged: int, resolution: str) -> None:
    borne = charged + rules.charge_due(resolution, value=value, charged=charged)
    assert borne == (value if resolution == rules.CLAW_BACK else 0)


@given(st.integers(-60, 60), st.integers(-60, 60))
def test_nobody_is_charged_without_a_notice_a_week_before(due: int, noticed: int) -> None:
    due_on, noticed_on = TODAY + timedelta(days=due), TODAY + timedelta(days=noticed)
    charged = rules.charge_is_due(state=rules.EXPECTED, due_on=due_on, noticed_on=noticed_on, charged=0, today=TODAY)
    assert charged == (due < 0 and noticed <= -rules.NOTICE_DAYS)


# --- acts ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_decision_expects_each_piece_once() -> None:
    lines = (LineDraft("part", 100, "panel"), LineDraft("labour", 50))
    claim = make.covered_claim(branch=branch(), lines=lines)
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    while dispatch(at=timezone.now()).claimed:
        pass
    [core] = Core.objects.filter(claim=claim)
    assert (core.state, core.place, core.value, core.due_on) == (
        "expected", "centre", 100, TODAY + timedelta(days=30),
    )  # fmt: skip
    assert acts.expect_cores(claim=claim, actor=make.staff(), at=make.AT) == []
    assert queries.ledger(core) == [rules.Posting("unit", -1), rules.Posting(f"centre:{branch().pk}", 1)]


def test_pieces_of_a_line_share_its_amount() -> None:
    assert acts._values(100, 3) == [34, 33, 33]
    assert acts._pieces({"quantity": 3}) == 3
    assert acts._pieces({}) == acts._pieces({"quantity": 0}) == 1


@pytest.mark.django_db
def test_from_the_centre_to_the_supplier() -> None:
    supplier(part_back=True)
    claim = make.covered_claim(branch=branch())
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    [recovery] = recovering.open_recoveries(claim=claim, actor=make.staff(), at=make.AT)
    [core] = acts.expect_cores(claim=claim, actor=make.staff(), at=make.AT)
    staff = make.staff()
    core = acts.hand_over(core=core, seal="S-100", actor=staff, at=make.AT)
    assert queries.scanned(staff, core.number.lower()) == core
    assert queries.scanned(staff, "s-100") == core
    core = acts.receive(core=core, seal="S-100", actor=staff, at=make.AT)
    core = acts.inspect(core=core, finding="confirmed", actor=staff, at=make.AT)
    assert (core.resolution, core.recovery, core.seal_broken, core.charged) == ("recover", recovery, False, 0)
    core = acts.ship(core=core, actor=staff, at=make.AT)
    assert (core.state, queries.holder_of(core)) == ("at_supplier", f"supplier:{recovery.supplier_id}")
    assert [move.act for move in core.journey.all()] == ["expect", "hand_over", "receive", "ship"]
    assert rules.is_whole(queries.ledger(core))
    assert queries.broken() == []
    assert queries.balance(staff).is_even
    assert len(history("core", core.pk)) == 5


@pytest.mark.django_db
def test_another_seal_is_written_down() -> None:
    core = acts.hand_over(core=expected(), seal="S-1", actor=make.staff(), at=make.AT)
    core = acts.receive(core=core, seal="S-2", actor=make.staff(), at=make.AT)
    assert core.seal_broken
    assert core.seal == "S-1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finding", "resolution", "charged"),
    [("confirmed", "pay", 0), ("no_fault", "claw_back", 120_000_000), ("misuse", "claw_back", 120_000_000),
     ("wrong_part", "claw_back", 120_000_000)],
)  # fmt: skip
def test_what_follows_from_a_finding(finding: str, resolution: str, charged: int) -> None:
    core = acts.inspect(core=received(), finding=finding, actor=make.staff(), at=make.AT)
    assert (core.state, core.resolution, core.charged) == ("inspected", resolution, charged)


@pytest.mark.django_db
def test_another_consequence_takes_a_reason_and_a_recovery_takes_a_supplier() -> None:
    core = received()
    with refused("core_reason_needed"):
        acts.inspect(core=core, finding="no_fault", resolution="pay", actor=make.staff(), at=make.AT)
    with refused("nothing_to_recover"):
        acts.inspect(core=core, finding="confirmed", resolution="recover", note="x", actor=make.staff(), at=make.AT)
    core = acts.inspect(core=core, finding="no_fault", resolution="pay", note="Rare.", actor=make.staff(), at=make.AT)
    assert core.charged == 0
    with refused("nothing_to_recover"):
        acts.ship(core=core, actor=make.staff(), at=make.AT)


@pytest.mark.django_db
def test_missing_then_found_gives_the_money_back() -> None:
    core = acts.report_missing(core=expected(), note="Empty box.", actor=make.staff(), at=make.AT)
    assert (core.state, core.place, core.charged) == ("missing", "lost", core.value)
    core = acts.receive(core=core, actor=make.staff(), at=make.AT)
    core = acts.inspect(core=core, finding="confirmed", actor=make.staff(), at=make.AT)
    assert core.charged == 0
    assert list(core.charges.values_list("amount", "reason")) == [(core.value, "finding"), (-core.value, "undone")]


@pytest.mark.django_db
def test_destroying_takes_the_order_and_its_photo() -> None:
    acts.put_core_order(
        actor=make.staff(), at=make.AT,
        given={"category_id": None, "component": "panel", "least_value": 0, "order": "destroy", "days": 10},
    )  # fmt: skip
    core = expected()
    staff = make.staff()
    with refused("core_not_in_this_state"):
        acts.hand_over(core=core, actor=staff, at=make.AT)
    core = acts.destroy(core=core, photo=make.picture(staff), actor=staff, at=make.AT)
    assert (core.state, core.place, core.photo is not None) == ("scrapped", "scrap", True)
    with refused("core_order_taken"):
        acts.put_core_order(
            actor=staff, at=make.AT,
            given={"category_id": None, "component": "panel", "least_value": 0, "order": "keep", "days": 1},
        )  # fmt: skip


@pytest.mark.django_db
def test_a_centre_does_not_receive_its_own_parts_and_strangers_see_none() -> None:
    core = expected()
    own = make.staff(branches=frozenset({branch().pk}))
    assert queries.cores(own).get() == core
    with refused("central_only"):
        acts.receive(core=core, actor=own, at=make.AT)
    core = acts.hand_over(core=core, actor=own, at=make.AT)
    for stranger in (make.staff(branches=frozenset({999})), make.staff(without=["claims.cores"])):
        assert not queries.cores(stranger).exists()
        with refused("not_found"):
            acts.receive(core=core, actor=stranger, at=make.AT)


@pytest.mark.django_db
def test_an_act_with_a_key_is_done_once() -> None:
    core = expected()
    for _ in range(3):
        core = acts.receive(core=core, key="scan-1", actor=make.staff(), at=make.AT)
    for _ in range(3):
        core = acts.inspect(core=core, finding="misuse", key="look-1", actor=make.staff(), at=make.AT)
    assert (core.moves_made, CoreCharge.objects.count()) == (2, 1)
    with refused("key_used"):
        acts.receive(core=expected(), key="scan-1", actor=make.staff(), at=make.AT)
    with refused("stale_core"):
        acts.scrap(core=core, version=1, actor=make.staff(), at=make.AT)


@pytest.mark.django_db
def test_overdue_parts_are_noticed_then_charged_once() -> None:
    core = expected()
    due = make.AT + timedelta(days=30)
    assert acts.notice_due(actor=SYSTEM, at=make.AT) == 0
    assert acts.charge_overdue(actor=SYSTEM, at=due + timedelta(days=30)) == 0
    assert acts.notice_due(actor=SYSTEM, at=due - timedelta(days=3)) == 1
    assert acts.notice_due(actor=SYSTEM, at=due - timedelta(days=2)) == 0
    assert acts.charge_overdue(actor=SYSTEM, at=due + timedelta(days=3)) == 0
    assert acts.charge_overdue(actor=SYSTEM, at=due + timedelta(days=5)) == 1
    assert acts.charge_overdue(actor=SYSTEM, at=due + timedelta(days=6)) == 0
    core.refresh_from_db()
    assert core.charged == core.value
    core = acts.receive(core=core, actor=make.staff(), at=due + timedelta(days=9))
    assert acts.inspect(core=core, finding="confirmed", actor=make.staff(), at=due + timedelta(days=9)).charged == 0


@pytest.mark.django_db
def test_charges_are_reckoned_up_in_the_statement_of_the_centre() -> None:
    core = acts.inspect(core=received(), finding="misuse", actor=make.staff(), at=make.AT)
    expected()
    statement = payment.draft_statement(
        branch=branch(), since=date(2026, 11, 1), until=date(2026, 12, 1), actor=make.staff(), at=make.AT
    )
    due = statement.due
    assert acts.reckon_up(statement=statement, actor=SYSTEM, at=make.AT) == 1
    assert acts.reckon_up(statement=statement, actor=SYSTEM, at=make.AT) == 0
    statement.refresh_from_db()
    assert statement.due == due - core.value
    deduction = statement.deductions.get()
    payment.strike_out(statement=statement, deduction=deduction, actor=make.staff(), at=make.AT)
    assert CoreCharge.objects.get().deduction is None
    assert acts.reckon_up(statement=statement, actor=SYSTEM, at=make.AT) == 1


@pytest.mark.django_db
def test_the_database_refuses_two_places_and_second_followers() -> None:
    core = received()
    for wrong in ({"place": "scrap"}, {"state": "kept"}, {"charged": core.value + 1}, {"charged": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Core.objects.filter(pk=core.pk).update(**wrong)
    move = core.journey.get(sequence=2)
    twin = {"core": core, "act": "x", "origin": "a", "to": "b", "by_kind": "staff", "at": make.AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyMove.objects.create(sequence=2, **twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyPosting.objects.create(move=move, core=core, holder="store", amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyPosting.objects.filter(move=move).update(holder="scrap")
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyMove.objects.filter(pk=move.pk).delete()


def _do_something(core: Core, chance: random.Random, key: str) -> None:
    """One random act by one person; a refusal is an answer."""
    staff = make.staff()
    act = chance.choice(
        ["hand_over", "receive", "inspect", "ship", "take_back", "give_back", "scrap", "missing", "waive"]
    )
    common: dict[str, Any] = {"core": core, "actor": staff, "at": make.AT, "key": key}
    try:
        match act:
            case "hand_over" | "receive":
                getattr(acts, act)(**common, seal=chance.choice(["", "S-1"]))
            case "inspect":
                acts.inspect(**common, finding=chance.choice(rules.FINDINGS), note="seen")
            case "take_back":
                acts.take_back_core(**common)
            case "missing":
                acts.report_missing(**common, note="gone")
            case "waive":
                acts.waive(**common, note="let it be")
            case _:
                getattr(acts, act)(**common)
    except Refused:
        pass


def _check(cores: list[Core]) -> None:
    """The law of the ledger, for each part and for all of them."""
    assert queries.broken() == []
    assert queries.balance(make.staff()).is_even
    for core in Core.objects.filter(pk__in=[core.pk for core in cores]):
        ledger = queries.ledger(core)
        assert rules.is_whole(ledger)
        assert rules.balances(ledger)[queries.holder_of(core)] == 1
        assert core.charged == sum(core.charges.values_list("amount", flat=True))
        moves = list(core.journey.all())
        assert [move.sequence for move in moves] == list(range(1, core.moves_made + 1))
        assert all(before.to == after.origin for before, after in itertools.pairwise(moves))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(5, 25))
def test_random_acts_keep_the_law(seed: int, count: int) -> None:
    chance = random.Random(seed)
    core = expected()
    for turn in range(count):
        _do_something(core, chance, f"{core.number}:{turn // 2}")
    _check([core])


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_keep_the_law() -> None:
    supplier()
    cores = [expected() for _ in range(3)]
    for core in cores:
        recovering.open_recoveries(claim=core.claim, actor=make.staff(), at=make.AT)
    broke: list[BaseException] = []

    def work(place: int) -> None:
        chance = random.Random(place)
        try:
            for turn in range(20):
                _do_something(chance.choice(cores), chance, f"hand-{place % 2}-{turn}" if turn % 3 == 0 else "")
        except BaseException as error:
            broke.append(error)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=work, args=[place]) for place in range(5)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert broke == []
    assert CustodyMove.objects.count() > len(cores)
    _check(cores)


@pytest.mark.django_db(transaction=True)
def test_one_scan_from_four_hands_receives_once() -> None:
    core = expected()
    answers: list[str] = []

    def scan() -> None:
        try:
            answers.append(acts.receive(core=core, key="one", actor=make.staff(), at=make.AT).state)
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=scan) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert answers == ["received"] * 4
    assert core.journey.filter(act="receive").count() == 1
    _check([core])
