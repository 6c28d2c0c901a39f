"""The pure rules of the workshop: the table of moves, likeness, time, limits, reminders (S16, S17)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.platform.kit.working_time import IRAN_OFFICE
from payandan.repairs import rules, words
from payandan.repairs.rules import collecting, handling, intake, moves, pools, repeats, testing

pytestmark = pytest.mark.pure
DOCS = Path(__file__).resolve().parents[2] / "docs" / "repairs.md"
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_every_state_is_reached_and_left_and_has_its_standing_and_words() -> None:
    for state in rules.STATES:
        assert state == moves.RECEIVED or any(move.to == state for move in rules.MOVES), state
        assert rules.moves_from(state), state
        assert state in rules.STANDINGS
        assert state in words.STATES
        assert (state in rules.CLOSED) == (rules.column_of(state) == "")
    for move in rules.MOVES:
        assert {move.origin, move.to} <= set(rules.STATES)
        assert move.act in words.ACTS


def test_the_docs_show_the_table_as_it_is() -> None:
    assert rules.diagram() in DOCS.read_text(encoding="utf-8")


@given(st.sampled_from(rules.STATES), st.sampled_from([column.code for column in rules.COLUMNS]))
def test_a_dropped_card_goes_only_where_a_hand_may_move_it(state: str, column: str) -> None:
    target = rules.target_in(state, column)
    if target:
        act = rules.act_between(state, target)
        assert rules.check_move(state, act, target).by_hand
        assert rules.column_of(target) == column
    else:
        with pytest.raises(Refused):
            rules.act_between(state, target)


def test_a_state_gets_stale_only_after_its_hours() -> None:
    hours = rules.STANDINGS["triage"].hours
    assert not rules.is_stale("triage", AT, AT + timedelta(hours=hours))
    assert rules.is_stale("triage", AT, AT + timedelta(hours=hours, seconds=1))
    assert not rules.is_stale("delivered", AT, AT + timedelta(days=900))


WORDS = st.text(alphabet="ابتسمن یک", max_size=40).map(key)


@given(WORDS, WORDS)
def test_s17_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= repeats.likeness(one, other) <= 1.0
    assert repeats.likeness(one, other) == repeats.likeness(other, one)
    if len(one) >= repeats.SHORTEST:
        assert repeats.likeness(one, one) == 1.0


SAME = [
    ("دستگاه خودبه‌خود خاموش می‌شود", "گوشی من خود به خود خاموش میشود"),
    ("شارژ نمی‌شود و داغ می‌کند", "شارژ نميشود، داغ هم ميكند"),
    ("صدای بلندگو قطع و وصل می‌شود", "صدای بلندگو قطع می‌شود"),
    ("آب از زیر دستگاه چکه می‌کند", "از زیر دستگاه آب چکه ميكند"),
    ("تصویر خط‌های سبز دارد", "تصویر خط سبز دارد و می‌پرد"),
    ("لباس‌ها را خوب آب‌کشی نمی‌کند", "لباسها را آبکشی نمی کند"),
    ("یخچال برفک می‌زند و سرد نمی‌کند", "یخچال سرد نمی‌کند و برفک زده"),
    ("موقع تماس صدا نمی‌رود", "موقع تماس صدای من نمی‌رود"),
]
OTHER = [
    ("شارژ نمی‌شود", "دوربین تار است"),
    ("صدای بلندگو قطع می‌شود", "صفحه لمس را نمی‌خواند"),
    ("آب از زیر دستگاه چکه می‌کند", "در دستگاه قفل نمی‌شود"),
    ("تصویر خط سبز دارد", "کنترل از راه دور کار نمی‌کند"),
    ("خودبه‌خود خاموش می‌شود", "باتری باد کرده است"),
    ("برفک می‌زند", "لامپ داخل یخچال سوخته"),
    ("لباس را آب‌کشی نمی‌کند", "هنگام خشک کردن می‌لرزد و راه می‌رود"),
    ("صفحه شکسته", "سیم‌کارت را نمی‌شناسد"),
]


def test_s17_f1_of_alike_words_on_the_seeded_set() -> None:
    """The release bar: F1 of at least 0.8 for the same problem in other words."""

    def alike(pair: tuple[str, str]) -> bool:
        return repeats.likeness(key(pair[0]), key(pair[1])) >= repeats.LIKE

    hits, false = sum(map(alike, SAME)), sum(map(alike, OTHER))
    precision, recall = hits / max(1, hits + false), hits / len(SAME)
    assert 2 * precision * recall / (precision + recall) >= 0.8


def problem(id_: int, received: date, delivered: date | None = None, **given: object) -> repeats.Problem:
    values: dict[str, object] = {"group": "charge", **given}
    return repeats.Problem(id_, 1, received, delivered, **values)  # type: ignore[arg-type]


def test_s17_found_by_the_surest_sign_within_the_window() -> None:
    first = problem(1, date(2026, 1, 1), date(2026, 1, 5), words="شارژ نمی شود", parts=frozenset({"battery"}))
    again = problem(2, date(2026, 1, 25))
    assert repeats.find(again, [first, again]) == [repeats.Found(1, "symptom", 100, 20)]
    assert repeats.find(problem(2, date(2027, 1, 6)), [first]) == []
    assert repeats.find(problem(2, date(2026, 1, 4)), [first]) == []
    text = problem(2, date(2026, 1, 25), group="power", words="اصلا شارژ نمی شود")
    assert [hit.by for hit in repeats.find(text, [first])] == ["text"]
    part = problem(2, date(2026, 1, 25), group="", parts=frozenset({"battery", "display"}))
    assert [hit.by for hit in repeats.find(part, [first])] == ["part"]
    assert repeats.find(problem(2, date(2026, 1, 25), group="", words=""), [first]) == []
    stranger = repeats.Problem(3, 9, date(2026, 1, 25), group="charge")
    assert repeats.find(stranger, [first]) == []


def test_s17_the_rate_is_what_its_definition_says() -> None:
    jobs = [
        problem(1, date(2026, 1, 1), date(2026, 1, 5)),
        problem(2, date(2026, 1, 25), date(2026, 2, 1)),
        problem(3, date(2026, 4, 20), date(2026, 5, 1)),
        problem(4, date(2026, 5, 2), date(2026, 5, 3), group="power"),
    ]
    assert [repeats.rate(jobs, days).repeats for days in repeats.WINDOWS] == [1, 2, 2]
    assert repeats.rate(jobs, 30).share == 0.25
    assert repeats.rate([], 30).share is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=8))
def test_s17_a_longer_window_never_has_fewer_repeats(spans: list[tuple[int, int]]) -> None:
    day, jobs = date(2026, 1, 1), []
    for place, (gap, stay) in enumerate(spans):
        day += timedelta(days=gap)
        jobs.append(problem(place + 1, day, day + timedelta(days=stay)))
        day += timedelta(days=stay)
    found = [repeats.rate(jobs, days).repeats for days in repeats.WINDOWS]
    assert found == sorted(found)


def test_s16_average_handling_time_is_all_minutes_over_solved_jobs() -> None:
    assert handling.handled([(600, True), (1200, True), (600, False)]).minutes == 20.0
    assert handling.handled([(600, False)]).minutes is None
    assert handling.handled([]).minutes is None


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 3 * 86400))
def test_s16_no_stretch_is_longer_than_a_shift(hour: int, minute: int, after: int) -> None:
    ends = time(20, 0)
    started = datetime(2026, 5, 4, hour, minute, tzinfo=UTC)
    at = started + timedelta(seconds=after)
    cut = handling.cut(started, at, ends=ends, zone="Asia/Tehran")
    if cut is None:
        assert after < handling.LONGEST.total_seconds()
    else:
        assert started < cut.at <= at
        assert cut.seconds <= handling.LONGEST.total_seconds()


CHECKS = (
    testing.Check("works"),
    testing.Check("volts", testing.NUMBER, "V", Decimal(18), Decimal(21)),
    testing.Check("extra", needed=False),
)


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        ({"works": "yes", "volts": "۱۹٫۵"}, True),
        ({"works": "yes", "volts": "21"}, True),
        ({"works": "yes", "volts": "21.01"}, False),
        ({"works": "yes"}, False),
        ({"works": "no", "volts": "19"}, False),
        ({"works": "yes", "volts": "19", "extra": "no"}, False),
    ],
)
def test_s23_a_test_list_is_passed_by_its_limits(answers: dict[str, str], passed: bool) -> None:
    assert testing.passed(CHECKS, testing.judge(CHECKS, answers)) is passed


@pytest.mark.parametrize("bad", ["x", "nan", "inf", "1e99"])
def test_s23_what_is_no_measure_is_refused(bad: str) -> None:
    with pytest.raises(Refused) as no:
        testing.judge(CHECKS, {"volts": bad})
    assert (no.value.code, no.value.field) == ("bad_measure", "test_volts")


def test_s22_reminders_come_in_their_time_and_each_once() -> None:
    due = [
        (day, sent)
        for day in range(30)
        for sent in range(4)
        if collecting.reminder_due(AT, sent, AT + timedelta(days=day))
    ]
    assert (2, 0) not in due
    assert (3, 0) in due
    assert (9, 1) not in due
    assert (21, 2) in due
    assert not any(sent == 3 for _day, sent in due)
    assert collecting.storage_days(AT, AT + timedelta(days=31)) == 1
    assert collecting.storage_days(None, AT) == 0


def test_s18_what_is_worn_is_not_refurbished() -> None:
    pools.check_disposition("refurbish", "B")
    for way, grade, code in (
        ("refurbish", "C", "too_worn"),
        ("sell", "A", "unknown_way"),
        ("scrap", "D", "unknown_grade"),
    ):
        with pytest.raises(Refused) as no:
            pools.check_disposition(way, grade)
        assert no.value.code == code


def test_s22_the_checklist_keeps_the_order_of_the_list() -> None:
    lines = {"a": {}, "b": {}}
    given_ = [{"code": "b", "value": "yes"}, {"code": "a", "value": "no"}]
    assert [line["code"] for line in intake.checked_condition(given_, lines)] == ["a", "b"]
    assert intake.checked_accessories(["cable", "cable", " کیف "], {"cable"}) == ["cable", "کیف"]


@given(st.dates(date(2021, 1, 1), date(2030, 12, 20)))
def test_what_is_usually_promised_is_near_ahead_and_never_a_closed_day(today: date) -> None:
    days = intake.promises(today, IRAN_OFFICE)
    assert 1 <= len(days) <= 3
    assert list(days) == sorted(set(days))
    assert all(today < day <= today + timedelta(days=14) and IRAN_OFFICE.is_working_day(day) for day in days)


def test_nothing_is_promised_for_the_new_year() -> None:
    """The last day of 1403 is the 20th of March 2025; Nowruz closes its first four days, the 13th is on 2 April."""
    assert intake.promises(date(2025, 3, 19), IRAN_OFFICE) == (date(2025, 3, 25), date(2025, 3, 26))
