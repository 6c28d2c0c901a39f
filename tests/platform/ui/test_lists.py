"""Lists: a constant number of queries, pages that do not shift, counts that do not run away, files that are safe."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Cast, NullIf
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from payandan.platform.kit.text import key
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.export import safe_cell
from payandan.platform.ui.lists.paging import read_cursor
from tests.platform.things import MOMENT, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("things_table")]

COLUMNS = [
    Column("serial", "Serial", kind="code", sort="serial"),
    Column("name", "Name", sort="name"),
    Column("rank", "Rank", kind="number", sort="rank"),
    Column("made", "Made", kind="moment", value="made_at", sort="made_at"),
    Column("secret", "Secret", value="search_key", hidden=True),
]
FILTERS = [
    Choice("name", "Name", {"a": "A", "b": "B", "c": "C"}),
    DateRange("made", "Made", field="made_at"),
    YesNo("high", "High", condition=Q(rank__gte=5)),
]


def make(count: int, **fixed: Any) -> None:
    Thing.objects.bulk_create(
        Thing(
            **{
                "serial": f"SN-{place:05d}",
                "name": "abc"[place % 3],
                "rank": place % 7,
                "made_at": MOMENT + timedelta(days=place),
                "search_key": key(f"SN-{place:05d}"),
            }
            | fixed
        )
        for place in range(count)
    )


def page(query: str = "", **options: Any) -> ListPage:
    request = RequestFactory().get(f"/{query}")
    request.session = options.pop("session", {})
    rows = options.pop("rows", Thing.objects.all())
    return ListPage(
        rows, request, **{"columns": COLUMNS, "filters": FILTERS, "name": "things", "page_size": 10} | options
    )


def serials(listing: ListPage) -> list[str]:
    return [row.serial for row in listing.page]


def walk(listing: ListPage, **options: Any) -> list[ListPage]:
    """The page and all that follow."""
    pages = [listing]
    while pages[-1].next_href:
        pages.append(page(pages[-1].next_href, **options))
    return pages


def test_a_page_costs_two_queries_however_long_the_list(
    draw: Callable[..., str], django_assert_num_queries: Any
) -> None:
    for count in (3, 40):
        make(count)
        with django_assert_num_queries(1 if count == 3 else 2):
            html = draw(
                '<c-list :list="list" />', list=page(export=Export("things"), row_link=lambda row: f"/{row.pk}/")
            )
        assert html.count("<tr data-href") == min(count, 10)


def test_the_count_stops_at_a_thousand(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payandan.platform.ui.lists.paging.COUNT_CAP", 20)
    make(21)
    assert page().where == "1 to 10 of more than 20"
    Thing.objects.order_by("pk").first().delete()
    assert page().where == "1 to 10 of 20"
    assert walk(page())[-1].where == "11 to 20 of 20"


@pytest.mark.parametrize("sort", ["serial", "-serial", "name", "-name", "rank", "-rank", "made_at", "-made_at"])
def test_pages_follow_each_other_without_gaps_and_back(sort: str) -> None:
    make(33)
    expected = [row.serial for row in Thing.objects.order_by(sort, "-pk" if sort.startswith("-") else "pk")]
    pages = walk(page(f"?sort={sort}"))
    assert [serial for listing in pages for serial in serials(listing)] == expected
    before = page(pages[-1].previous_href)
    assert serials(before) == serials(pages[-2])
    assert serials(page(before.previous_href)) == serials(pages[-3])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ranks=st.lists(st.integers(0, 4), max_size=30), size=st.integers(1, 7), sort=st.sampled_from(["maybe", "-maybe"])
)
def test_empty_values_come_last_and_are_paged_too(ranks: list[int], size: int, sort: str) -> None:
    Thing.objects.all().delete()
    Thing.objects.bulk_create(Thing(serial=str(place), rank=rank) for place, rank in enumerate(ranks))
    rows = Thing.objects.annotate(maybe=NullIf(Cast("rank", IntegerField()), Value(0)))
    options = {"rows": rows, "sort": sort, "page_size": size, "filters": []}
    pages = walk(page(**options), **options)
    down = sort.startswith("-")
    expected = sorted(
        rows,
        key=lambda row: (
            row.maybe is None,
            (-row.maybe if down else row.maybe) if row.maybe else 0,
            -row.pk if down else row.pk,
        ),
    )
    assert [serial for listing in pages for serial in serials(listing)] == [row.serial for row in expected]
    for later, earlier in zip(reversed(pages), reversed(pages[:-1]), strict=False):
        if later.slice.before:
            assert serials(page(f"?before={later.slice.before}", **options)) == serials(earlier)


def test_rows_that_come_and_go_do_not_shift_the_next_page() -> None:
    make(30)
    first = page("?sort=serial")
    expected = serials(page(first.next_href))
    make(5, serial="AA-0", search_key="")
    Thing.objects.filter(serial=serials(first)[0]).delete()
    assert serials(page(first.next_href)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?after=x", "?after=W10", "?after=WyJ4Il0", "?before=%00", "?after=" + "W" * 5000, "?at=-5&after=x",
        "?sort=password", "?name=zzz", "?made_from=soon", "?made_from=1404/12/30", "?q=" + "ا" * 3000,
        "?made_from=1405/1/2&made_to=1405/1/1", "?high=2", "?q=%00%27", "?show=nothing", "?export=exe",
        "?made_from=9999/99/99", "?sort=made_at&after=WyJub3QgYSBkYXRlIiwgMV0", "?sort=rank&after=WyJ4IiwgMV0",
        "?after=W1tdLCAxXQ", "?sort=rank&after=WzFlOTk5LCAxXQ",
        "?sort=rank&after=WzEsIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
    ],
)  # fmt: skip
def test_nothing_in_an_address_breaks_the_list(query: str, draw: Callable[..., str], language: str) -> None:
    make(3)
    listing = page(query, export=Export("things"))
    assert draw('<c-list :list="list" />', path=f"/{query}", list=listing)
    assert not listing.export_wanted


@given(st.text(max_size=60))
def test_no_text_is_a_cursor_by_accident(text: str) -> None:
    found = read_cursor(text, 2)
    assert found is None or len(found) == 2


def test_choices_narrow_toggle_and_say_themselves(english: None) -> None:
    make(9)
    listing = page("?name=a&after=x")
    assert {row.name for row in listing.page} == {"a"}
    assert [(chip.label, chip.value, chip.href) for chip in listing.chips] == [("Name", "A", "?")]
    options = {option.value: option.href for option in listing.filters[0].options}
    assert options == {"a": "?", "b": "?name=a&name=b", "c": "?name=a&name=c"}
    assert {row.name for row in page("?name=a&name=b").page} == {"a", "b"}
    assert page("?name=nonsense").chips == []


def test_days_are_cut_at_local_midnight_and_both_ends_are_inside(persian: None) -> None:
    late, next_day = datetime(2025, 5, 4, 20, 29, tzinfo=UTC), datetime(2025, 5, 4, 20, 30, tzinfo=UTC)
    for at in (late, next_day):
        make(1, made_at=at, serial=at.isoformat())
    assert serials(page("?made_from=۱۴۰۴/۲/۱۴&made_to=2025-05-04")) == [late.isoformat()]
    assert serials(page("?made_from=1404-02-15")) == [next_day.isoformat()]
    assert page("?made_from=1404/2/14").chips[0].value == "از ۱۴۰۴/۰۲/۱۴"


def test_a_day_that_cannot_be_read_is_said_and_kept(english: None, draw: Callable[..., str]) -> None:
    make(2)
    listing = page("?made_from=1404/12/30")
    assert len(listing.page) == 2
    assert "no such day" in listing.problems[0]
    assert 'value="1404/12/30"' in draw('<c-list :list="list" />', list=listing)


def test_yes_and_no_are_the_whole() -> None:
    make(20)
    yes, no = page("?high=1", page_size=50), page("?high=0", page_size=50)
    assert {row.rank >= 5 for row in yes.page} == {True}
    assert len(yes.page) + len(no.page) == 20


def test_search_keeps_filters_and_finds_any_spelling() -> None:
    make(30)
    listing = page("?q=SN-۰۰۰۱۲&name=a")
    assert serials(listing) == ["SN-00012"]
    assert ("name", "a") in listing.others
    assert page("?q=SN-00012").chips[0].href == "?"


def test_an_empty_list_and_a_search_without_answer_say_different_things(
    english: None, draw: Callable[..., str]
) -> None:
    empty = Empty(title="No things yet", action_label="Make one", action_href="/new/")
    nothing = draw('<c-list :list="list" />', list=page(empty=empty))
    assert "No things yet" in nothing
    assert 'href="/new/"' in nothing
    make(1)
    searched = draw('<c-list :list="list" />', list=page("?q=zzz", empty=empty))
    assert "Nothing matches" in searched
    assert "No things yet" not in searched


def test_columns_are_chosen_and_remembered() -> None:
    make(1)
    session: dict[str, Any] = {}
    assert "secret" not in [column.name for column in page(session=session).columns]
    chosen = page("?show=secret.serial", session=session)
    assert [column.name for column in chosen.columns] == ["serial", "secret"]
    assert [column.name for column in page(session=session).columns] == ["serial", "secret"]
    last = page("?show=serial", session=session)
    assert next(toggle.href for toggle in last.toggles if toggle.label == "Serial") == "?show=serial"


def test_heads_sort_and_turn() -> None:
    make(2)
    heads = {head.column.name: head for head in page("?sort=rank").heads}
    assert (heads["rank"].href, heads["rank"].direction) == ("?sort=-rank", "ascending")
    assert (heads["name"].href, heads["name"].direction) == ("?sort=name", "")


def test_cells_are_escaped() -> None:
    make(1, name="<script>", serial='"><b>')
    cells = "".join(cell.html for cell in page().drawn[0].cells)
    assert "<script>" not in cells
    assert "<b>" not in cells


# --- files ---------------------------------------------------------------------------------------------------------


def csv_of(listing: ListPage) -> list[list[str]]:
    answer = listing.export_response()
    assert isinstance(answer, StreamingHttpResponse)
    content = b"".join(answer)  # type: ignore[arg-type]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_has_the_rows_order_and_columns_of_the_list(persian: None) -> None:
    make(12)
    rows = csv_of(page("?export=csv&name=a&sort=-serial&show=serial.rank.made", export=Export("things")))
    assert rows[0] == ["Serial", "Rank", "Made"]
    assert [row[0] for row in rows[1:]] == ["SN-00009", "SN-00006", "SN-00003", "SN-00000"]
    assert rows[-1][2] == "1404-01-01 13:00"


def test_the_file_ends_at_its_limit() -> None:
    make(12)
    assert len(csv_of(page("?export=csv", export=Export("things", limit=5)))) == 6


def test_the_file_is_streamed_in_the_language_it_was_asked_in(persian: None) -> None:
    from django.utils import translation

    make(1)
    answer = page("?export=csv", export=Export("things")).export_response()
    with translation.override("en"):
        content = b"".join(answer).decode()  # type: ignore[arg-type]
    assert "1404-01-01" in content


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "\0x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    '=HYPERLINK("x")',
]


@pytest.mark.parametrize("value", DANGEROUS)
def test_no_cell_is_a_formula(value: str) -> None:
    assert safe_cell(value) == f"'{value}"
    make(1, name=value.replace("\0", ""))
    cell = csv_of(page("?export=csv&show=name", export=Export("things")))[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) or cell.startswith("x")


def test_numbers_stay_numbers() -> None:
    assert safe_cell(-5) == -5


def test_the_workbook_holds_text_as_text_and_runs_with_the_language(persian: None) -> None:
    make(1, name="=1+1", serial="00123456789012345678", rank=7)
    answer = page("?export=xlsx&show=serial.name.rank", export=Export("things")).export_response()
    content = b"".join(answer)  # type: ignore[arg-type,call-overload]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python() == [["Serial", "Name", "Rank"], ["00123456789012345678", "=1+1", 7]]
    import zipfile

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert "<f>" not in sheet
