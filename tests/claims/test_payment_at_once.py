"""Several people at the same moment: no claim in two statements, one table in force, one price for a day."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from payandan.claims.actions import payment as acts
from payandan.claims.models import PartPrice, PaymentTable, Statement, StatementLine
from payandan.platform.kit.refusals import Refused
from tests.claims import factories as make
from tests.claims.test_payment_acts import FROM, TO, branch, chief, decided, part, put, rule

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act` answered in so many threads that start together; a refusal is its code."""
    start, answers = threading.Barrier(count), []

    def run(place: int) -> None:
        try:
            start.wait(10)
            answers.append(act(place))
        except Refused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_no_claim_stands_in_two_statements() -> None:
    place = branch()
    claims = [decided(place) for _ in range(4)]

    def draft(_place: int) -> int:
        row = acts.draft_statement(branch=place, since=FROM, until=TO, actor=make.staff(user=None), at=make.AT)
        return row.claim_count

    answers = at_once(6, draft)
    assert len(answers) == 6
    assert sorted(StatementLine.objects.values_list("claim_id", flat=True)) == sorted(claim.pk for claim in claims)
    taken = [answer for answer in answers if isinstance(answer, int)]
    assert sum(taken) == 4
    assert {answer for answer in answers if isinstance(answer, str)} <= {"nothing_owed"}
    for row in Statement.objects.all():
        assert (row.claim_count, row.claims_amount) == (row.lines.count(), sum(line.amount for line in row.lines.all()))


def test_one_table_is_in_force_whoever_publishes() -> None:
    drafts = []
    for _ in range(4):
        draft = acts.begin_table(actor=chief(), at=make.AT)
        drafts.append(acts.save_rule(table=draft, rule=rule("person"), actor=chief()))
    at_once(4, lambda place: acts.publish_table(table=drafts[place], actor=chief(), at=make.AT))
    assert PaymentTable.objects.filter(state="published").count() == 1
    assert PaymentTable.objects.filter(state="retired").count() == 3


def test_drafts_begun_at_once_have_versions_of_their_own() -> None:
    answers = at_once(4, lambda _place: acts.begin_table(actor=chief(), at=make.AT).version)
    assert sorted(answers) == [1, 2, 3, 4]


def test_the_same_price_written_at_once_is_one_row() -> None:
    row = part()
    answers = at_once(4, lambda _place: put("parts", row))
    assert sum(answer.added for answer in answers) == 1
    assert PartPrice.objects.count() == 1
