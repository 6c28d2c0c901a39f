"""Paging by cursor: each row once, in order, whatever comes in between, in one query a page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payandan.platform.api import rest
from tests.platform.api.service import TOKEN
from tests.platform.things import MOMENT, Thing, thing

pytestmark = pytest.mark.usefixtures("things_table")
SORTS = ["-id", "id", "rank", "-rank", "-made_at", "made_at", "serial"]


def walk(sort: str, limit: int, between: Any = None) -> list[Thing]:
    """All rows, page by page."""
    rows: list[Thing] = []
    cursor = None
    while True:
        found = rest.page(Thing.objects.all(), rest.PageQuery(limit=limit, cursor=cursor), sort=sort)
        rows.extend(found["items"])
        cursor = found["next"]
        if cursor is None:
            return rows
        if between:
            between()


def order(sort: str) -> Any:
    name = sort.removeprefix("-")
    return lambda row: (getattr(row, name), row.pk)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ranks=st.lists(st.integers(0, 3), max_size=14),
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 6),
    arriving=st.lists(st.integers(0, 3), max_size=6),
)
def test_a_walk_gives_each_row_once_in_order(ranks: list[int], sort: str, limit: int, arriving: list[int]) -> None:
    Thing.objects.all().delete()
    for place, rank in enumerate(ranks):
        thing(f"S{place % 4}", rank=rank, made_at=MOMENT + timedelta(microseconds=rank))
    before = set(Thing.objects.values_list("pk", flat=True))
    waiting = list(arriving)

    def arrive() -> None:
        if waiting:
            rank = waiting.pop()
            thing("S1", rank=rank, made_at=MOMENT + timedelta(microseconds=rank))

    rows = walk(sort, limit, arrive)
    numbers = [row.pk for row in rows]
    assert len(numbers) == len(set(numbers))
    assert before <= set(numbers)
    assert [order(sort)(row) for row in rows] == sorted(map(order(sort), rows), reverse=sort.startswith("-"))


def test_pages_through_http(client: Client, django_assert_num_queries: Any) -> None:
    for rank in range(7):
        thing(f"S{rank}", rank=rank)
    address, serials = "/api/v1/things?limit=3&sort=rank", []
    cursor = ""
    while cursor is not None:
        with django_assert_num_queries(1):
            document = client.get(address + (f"&cursor={cursor}" if cursor else ""), headers=TOKEN).json()
        serials += [item["serial"] for item in document["items"]]
        cursor = document["next"]
    assert serials == [f"S{rank}" for rank in range(7)]


def test_the_last_full_page_has_no_next() -> None:
    for rank in range(4):
        thing(f"S{rank}")
    assert rest.page(Thing.objects.all(), rest.PageQuery(limit=4))["next"] is None


def test_a_cursor_works_only_for_its_order(client: Client) -> None:
    for rank in range(3):
        thing(f"S{rank}", rank=rank)
    cursor = client.get("/api/v1/things?limit=1&sort=rank", headers=TOKEN).json()["next"]
    answer = client.get(f"/api/v1/things?limit=1&sort=-rank&cursor={cursor}", headers=TOKEN)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "bad_cursor"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 200), sign=st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_cursor_is_refused(client: Client, place: int, sign: str) -> None:
    if not Thing.objects.exists():
        thing("A")
        thing("B")
    cursor = client.get("/api/v1/things?limit=1", headers=TOKEN).json()["next"]
    place %= len(cursor)
    changed = cursor[:place] + sign + cursor[place + 1 :]
    answer = client.get("/api/v1/things", {"cursor": changed}, headers=TOKEN)
    assert answer.status_code == (200 if changed == cursor else 422)
