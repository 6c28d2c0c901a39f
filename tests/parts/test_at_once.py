"""Eight people at the same moment: nothing below nothing, nothing sold twice, nothing done twice."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from payandan.parts import actions
from payandan.parts.actions import Counted, Line
from payandan.parts.models import Balance, Move, Node, Part, Reservation, Transfer
from payandan.parts.queries import stock as reading
from payandan.parts.rules import ledger
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused

from .factories import ABOUT, AT, a_node, a_part, balance, stocked

pytestmark = pytest.mark.django_db(transaction=True)
DOING: dict[str, Any] = {"actor": SYSTEM, "at": AT}
PEOPLE = 8
EXPECTED = {"not_enough", "not_reserved", "not_in_this_state", "more_than_sent", "too_many_back", "nothing_to_do"}


def at_once(act: Callable[[int], Any], count: int = PEOPLE) -> list[Any]:
    """What `act` answered in so many threads that start together; a refusal is its code."""
    start, answers, problems = threading.Barrier(count), [], []

    def run(place: int) -> None:
        try:
            start.wait(10)
            answers.append(act(place))
        except Refused as refused:
            answers.append(refused.code)
        except Exception as error:
            problems.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    return answers


def test_the_last_pieces_are_promised_once() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 5)

    def reserve(_place: int) -> str:
        return actions.reserve(part_id=part.pk, quantity=2, node_id=node.pk, about=ABOUT, **DOING).state

    assert Counter(at_once(reserve)) == {"held": 2, "not_enough": 6}
    assert (balance(part, node).on_hand, balance(part, node).reserved) == (5, 4)


def test_a_reservation_is_issued_or_released_but_not_both() -> None:
    part, node = a_part(), a_node()
    stocked(part, node, 5)
    made = actions.reserve(part_id=part.pk, quantity=5, node_id=node.pk, about=ABOUT, **DOING)

    def end(place: int) -> str:
        if place % 2:
            return actions.issue(reservation_id=made.pk, **DOING).act
        return actions.release(reservation_id=made.pk, **DOING).state

    answers = Counter(at_once(end))
    assert answers["not_in_this_state"] == PEOPLE - 1
    assert reading.disagreements() == []


def test_the_same_key_at_once_is_one_act() -> None:
    part, node = a_part(), a_node()

    def receive(_place: int) -> str:
        return actions.receive(node_id=node.pk, lines=[Line(part.pk, 3, 30)], key="one", **DOING)[0].document

    assert len(set(at_once(receive))) == 1
    assert balance(part, node).on_hand == 3
    assert Fact.objects.filter(name="parts.stock_received").count() == 1


def test_kits_in_any_order_do_not_wait_in_a_circle() -> None:
    parts, node = [a_part() for _ in range(6)], a_node()
    for part in parts:
        stocked(part, node, 4)

    def reserve(place: int) -> int:
        dice = random.Random(place)
        wanted = {part.pk: 1 for part in dice.sample(parts, 4)}
        return len(actions.reserve_all(wanted=wanted, node_id=node.pk, about=("repair", place), **DOING))

    for answer in at_once(reserve):
        assert answer in (4, "not_enough")
    assert all(row.reserved <= row.on_hand for row in Balance.objects.all())
    assert reading.disagreements() == []


class Worker:
    """Somebody who does whatever comes to mind."""

    def __init__(self, seed: int, parts: list[Part], nodes: list[Node]) -> None:
        self.dice, self.parts, self.nodes, self.seed = random.Random(seed), parts, nodes, seed
        self.codes: Counter[str] = Counter()

    def work(self, acts: int) -> Counter[str]:
        for step in range(acts):
            try:
                self.act(step)
                self.codes["done"] += 1
            except Refused as refused:
                self.codes[refused.code] += 1
        return self.codes

    def act(self, step: int) -> None:
        part, node = self.dice.choice(self.parts), self.dice.choice(self.nodes)
        pieces = self.dice.randint(1, 6)
        # Half of the keys come twice at once: from this worker and from the one beside.
        key = f"{self.seed // 2}:{step}" if step % 3 == 0 else ""
        line = [Line(part.pk, pieces)]
        one = {"node_id": node.pk, "key": key, **DOING}
        match self.dice.randrange(9):
            case 0:
                actions.receive(lines=[Line(part.pk, pieces, pieces * self.dice.randint(1, 999))], **one)
            case 1:
                actions.issue(part_id=part.pk, quantity=pieces, about=ABOUT, **one)
            case 2:
                actions.reserve(part_id=part.pk, quantity=pieces, about=ABOUT, **one)
            case 3:
                self.with_reservation(lambda row: actions.issue(reservation_id=row, **DOING))
            case 4:
                self.with_reservation(lambda row: actions.release(reservation_id=row, quantity=1, **DOING))
            case 5:
                actions.scrap(lines=line, reason="x", **one)
            case 6:
                to = self.dice.choice([other for other in self.nodes if other != node])
                actions.send(origin_id=node.pk, to_id=to.pk, lines=line, key=key, **DOING)
            case 7:
                self.arrive()
            case 8:
                sheet = actions.open_sheet(node_id=node.pk, part_ids=[part.pk], **DOING)
                actions.write_counts(sheet_id=sheet.pk, counts={part.pk: Counted(self.dice.randint(0, 12))}, **DOING)
                actions.book_sheet(sheet_id=sheet.pk, reason="x", **DOING)

    def with_reservation(self, act: Callable[[int], Any]) -> None:
        held = list(Reservation.objects.filter(state="held").values_list("pk", flat=True)[:20])
        if held:
            act(self.dice.choice(held))

    def arrive(self) -> None:
        sent = list(Transfer.objects.filter(state="sent")[:10])
        if sent:
            row = self.dice.choice(sent)
            lines = {line.part_id: max(line.under_way - self.dice.randint(0, 1), 0) for line in row.lines.all()}
            close = self.dice.random() < 0.3
            actions.receive_transfer(transfer_id=row.pk, received=lines, close=close, reason="x", **DOING)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_eight_people_do_the_ledger_is_whole(seed: int) -> None:
    parts = [a_part() for _ in range(3)]
    nodes = [a_node(), a_node(), a_node(allows_negative=True)]
    for part in parts:
        for node in nodes:
            stocked(part, node, 8, 100)
    workers = [Worker(seed * 100 + place, parts, nodes) for place in range(PEOPLE)]
    codes: Counter[str] = sum(at_once(lambda place: workers[place].work(25)), Counter())
    assert codes["done"] > PEOPLE * 5
    assert set(codes) - {"done", "key_reused"} <= EXPECTED

    assert reading.disagreements() == []
    for row in Balance.objects.select_related("node"):
        assert row.reserved >= 0
        assert row.node.allows_negative or 0 <= row.reserved <= row.on_hand
    for part in parts:
        flow = Counter(reading.flow_of(part.pk))
        held = sum(Balance.objects.filter(part=part).values_list("on_hand", flat=True))
        into = sum(flow[act] for act in ledger.INFLOWS)
        out = sum(flow[act] for act in ledger.OUTFLOWS)
        assert held == into - out
        under_way = flow["send"] - flow["arrive"] - flow["short"]
        lines = [line for row in Transfer.objects.all() for line in row.lines.filter(part=part)]
        assert under_way == sum(line.under_way for line in lines)
    documents = Counter(Move.objects.values_list("document", "part_id", "act"))
    doubled = [place for place, count in documents.items() if count > 1 and place[2] not in ("arrive",)]
    assert doubled == [], "an act wrote its moves twice"
