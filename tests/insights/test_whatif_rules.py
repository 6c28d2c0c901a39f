"""Changes to a rule book that nobody made, and the sums of a replay."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.insights.rules import whatif
from payandan.insights.rules.whatif import Replayed, Side, Tally
from payandan.platform.kit.refusals import Refused
from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import DocumentError, Pack, RuleBook, Terms, parse_stored

pytestmark = pytest.mark.pure

DOCUMENTS = [parse_stored(body) for body in shipped().values()]
TV = {"kind": "period", "document": "tv-standard", "period": {"months": 36}}
LABOUR = {"kind": "share", "document": "tv-standard", "line": "labour", "share": 0}
LIQUID = {"kind": "add_exclusion", "document": "tv-standard", "exclusion": {"class": "liquid", "effect": "claim"}}


def book() -> RuleBook:
    return RuleBook(
        tuple(one for one in DOCUMENTS if isinstance(one, Terms)),
        tuple(one for one in DOCUMENTS if isinstance(one, Pack)),
    )


def after(*changes: dict[str, Any]) -> RuleBook:
    return whatif.changed(book(), [whatif.parse_change(one) for one in changes])


def terms(found: RuleBook, code: str = "tv-standard") -> Terms:
    [one] = [one for one in found.terms if whatif.code_of(one) == code]
    return one


def test_each_kind_of_change_is_made_on_the_document() -> None:
    longer = terms(after(TV)).period
    assert longer is not None
    assert longer.months == 36
    part = terms(after({**TV, "component": "panel", "period": {"years": 5}}))
    assert {entry.component: entry.period.years for entry in part.components if entry.period}["panel"] == 5
    assert (
        terms(after({"kind": "share", "document": "tv-standard", "line": "labour", "share": 12.5})).lines["labour"]
        == 1250
    )
    dropped = terms(after({"kind": "drop_exclusion", "document": "tv-standard", "class": "power_surge"}))
    assert "power_surge" not in {one.kind for one in dropped.exclusions}
    new = {"class": "liquid", "effect": "claim"}
    assert "liquid" in {
        one.kind
        for one in terms(after({"kind": "add_exclusion", "document": "tv-standard", "exclusion": new})).exclusions
    }
    sum_ = {"amount": "1000", "currency": "IRR"}
    own = terms(after({"kind": "deductible", "document": "tv-standard", "sum": sum_})).deductible
    assert own is not None
    assert own.amount == 1000
    capped = terms(after({"kind": "cap", "document": "tv-standard", "of": "per_claim", "sum": sum_})).cap_per_claim
    assert capped is not None
    assert capped.amount == 1000


def test_a_change_keeps_the_calendar_of_the_period_it_replaces() -> None:
    period = terms(after({**TV, "document": "washing-machine-standard"}), "washing-machine-standard").period
    assert period is not None
    assert (period.months, period.calendar) == (36, "jalali")


def test_documents_come_and_go() -> None:
    without = after({"kind": "leave_out", "document": "ir-appliances"})
    assert {whatif.code_of(one) for one in without.packs} == {whatif.code_of(one) for one in book().packs} - {
        "ir-appliances"
    }
    eu = shipped()["eu-conformity@1"]
    here = after({"kind": "put_in", "body": eu, "country": "IR"})
    [pack] = [one for one in here.packs if whatif.code_of(one) == "eu-conformity"]
    assert (pack.scope.countries, pack.scope.since) == (frozenset({"IR"}), None)
    shorter = {**shipped()["tv-standard@3"], "id": "tv-standard@9", "period": {"months": 6}}
    replaced = terms(after({"kind": "replace", "document": "tv-standard", "body": shorter}))
    assert (replaced.id, replaced.period.months if replaced.period else 0) == ("tv-standard@3", 6)


def test_a_book_that_no_change_concerns_is_the_very_same() -> None:
    whole = book()
    assert whatif.changed(whole, [whatif.parse_change({**TV, "document": "something-else"})]) is whole
    assert whatif.changed(whole, [whatif.parse_change({**TV, "period": {"months": 24}})]) is whole


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"kind": "longer"}, "kind", "not_one_of"),
        ({}, "kind", "required"),
        ({"kind": "period", "document": "tv-standard"}, "period", "required"),
        ({"kind": "period", "document": "tv-standard", "period": 36}, "period", "not_a_mapping"),
        ({**TV, "period": {"months": 0}}, "changes[0].period", "impossible_period"),
        ({**TV, "line": "labour"}, "line", "unknown_key"),
        ({**LABOUR, "share": 120}, "changes[0].lines.labour", "out_of_range"),
        ({"kind": "put_in", "body": {"id": "x@1", "kind": "pack"}}, "changes[0].body.scope", "required"),
        ({**LIQUID, "exclusion": {"class": "liquid"}}, "changes[0].exclusions[9].effect", "required"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_path_and_code(change: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        whatif.check_changes([whatif.parse_change(change)], DOCUMENTS)
    assert (path, code) in {(one.path, one.code) for one in caught.value.problems}


json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["class", "id", "months", "kind"]), inner)
    ),
    max_leaves=5,
)
keys = st.sampled_from(sorted({key for allowed, _required in whatif.KINDS.values() for key in allowed}))


@given(st.dictionaries(keys, json, max_size=4), st.sampled_from([*whatif.KINDS, "x"]), st.booleans())
def test_whatever_is_sent_is_made_or_refused(said: dict[str, Any], kind: str, known: bool) -> None:
    change = {**said, "kind": kind} | ({"document": "tv-standard"} if known else {})
    assert refused(change) or isinstance(after(change), RuleBook)


def refused(change: dict[str, Any]) -> bool:
    """Whether a change is refused in words."""
    try:
        whatif.check_changes([whatif.parse_change(change)], DOCUMENTS)
    except (DocumentError, Refused):
        return True
    return False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({**TV, "document": "nothing"}, "whatif_unknown_document"),
        ({**TV, "period": {"months": 24}}, "whatif_changes_nothing"),
        ({"kind": "drop_exclusion", "document": "tv-standard", "class": "liquid"}, "whatif_changes_nothing"),
    ],
)
def test_what_changes_nothing_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        whatif.check_changes([whatif.parse_change(change)], DOCUMENTS)
    assert caught.value.code == code


def test_a_change_may_follow_another() -> None:
    first = {"kind": "put_in", "body": {**shipped()["tv-standard@3"], "id": "tv-gold@1"}}
    second = {**TV, "document": "tv-gold"}
    whatif.check_changes([whatif.parse_change(first), whatif.parse_change(second)], DOCUMENTS)
    period = terms(after(first, second), "tv-gold").period
    assert period is not None
    assert period.months == 36


@pytest.mark.parametrize("state", whatif.STATES)
@pytest.mark.parametrize("act", ["change", "run", "cancel", "finish", "fail"])
def test_the_table_of_moves_is_the_guard(state: str, act: str) -> None:
    to = {move.to for move in whatif.MOVES if (move.act, move.origin) == (act, state)}
    if to:
        assert whatif.check_move(state, act) in to
    else:
        with pytest.raises(Refused):
            whatif.check_move(state, act)


def test_the_diagram_of_the_docs_is_the_table() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs" / "insights.md"
    assert whatif.diagram() in docs.read_text(encoding="utf-8")


# --- sums ------------------------------------------------------------------------------------------------------------

sides = st.builds(
    Side,
    outcome=st.sampled_from(whatif.OUTCOMES),
    by_payer=st.dictionaries(st.sampled_from(whatif.PAYERS), st.integers(1, 10**9), max_size=3),
)
replayed = st.builds(
    Replayed,
    months=st.sampled_from(
        [{"jalali": "1405-01", "gregorian": "2026-03"}, {"jalali": "1405-02", "gregorian": "2026-04"}]
    ),
    model=st.integers(1, 3),
    currency=st.sampled_from(["IRR", "EUR"]),
    before=sides,
    after=sides,
    differs=st.booleans(),
)


@given(st.lists(replayed, max_size=30), st.integers(0, 30))
def test_a_tally_in_pieces_is_the_tally_of_all(rows: list[Replayed], cut: int) -> None:
    whole, pieces = Tally(), Tally()
    whole.add(rows)
    pieces.add(rows[:cut])
    pieces = Tally(pieces.as_json())
    pieces.add(rows[cut:])
    assert pieces.as_json() == whole.as_json()


@given(st.lists(replayed, min_size=1, max_size=30))
def test_every_sum_is_that_of_its_claims(rows: list[Replayed]) -> None:
    tally = Tally()
    tally.add(rows)
    found = tally.as_json()
    assert found["claims"] == len(rows)
    assert found.get("flipped", 0) == sum(row.before.outcome != row.after.outcome for row in rows)
    flips = Counter((row.before.outcome, row.after.outcome) for row in rows)
    assert {(a, b): n for a, inner in found["flips"].items() for b, n in inner.items()} == flips
    for groups in (found["models"], *found["months"].values()):
        assert sum(group["claims"] for group in groups.values()) == len(rows)
        for side in ("before", "after"):
            held = sum(group["money"].get("IRR", {}).get(side, {}).get("company", 0) for group in groups.values())
            assert held == sum(getattr(row, side).company for row in rows if row.currency == "IRR")


@given(replayed)
def test_turned_round_a_change_points_the_other_way(row: Replayed) -> None:
    back = Replayed(row.months, row.model, row.currency, row.after, row.before)
    other = {"better": "worse", "worse": "better", "same": "same", "elsewhere": "elsewhere"}
    assert back.direction == other[row.direction]


def test_kindness_is_seen() -> None:
    ruled = Side("not_covered", {"customer": 100})
    assert whatif.decided_otherwise("approved", {"goodwill": 100}, ruled)
    assert not whatif.decided_otherwise("rejected", {"customer": 100}, ruled)
    assert not whatif.decided_otherwise("", {}, ruled)
