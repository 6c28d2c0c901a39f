"""The search over all kinds: each source shows what its own permissions let through."""

from collections.abc import Iterator

import pytest
from django.db.models import Q

from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.platform.search import queries
from payandan.platform.search.queries import Source
from tests.platform.things import Thing, thing

pytestmark = pytest.mark.usefixtures("things_table")
STAFF = Actor(kind="staff", id=1, capabilities=frozenset({"things.view"}))


def source(kind: str, rank: int, position: int = 50) -> Source:
    def visible(actor: Actor):  # type: ignore[no-untyped-def]
        rows = Thing.objects.filter(rank=rank)
        return rows if actor.can("things.view") else rows.none()

    return Source(
        kind=kind,
        label=kind.title(),
        icon="box",
        position=position,
        queryset=visible,
        title=lambda row: row.serial,
        subtitle=lambda row: row.name,
        url=lambda row: f"/{kind}/{row.serial}",
        exact=lambda text: Q(serial=text) if len(text) > 2 else None,
    )


@pytest.fixture(autouse=True)
def _two_sources() -> Iterator[None]:
    registered = dict(queries._sources)
    queries._sources.clear()
    queries.register(source("second", 2, position=20))
    queries.register(source("first", 1, position=10))
    yield
    queries._sources.clear()
    queries._sources.update(registered)


def test_hits_by_kind_in_their_order() -> None:
    thing("SN-1", "مینا", rank=2)
    thing("SN-2", "مینا", rank=1)
    groups = queries.search(STAFF, "مينا")
    assert [(group.kind, [hit.url for hit in group.hits]) for group in groups] == [
        ("first", ["/first/SN-2"]), ("second", ["/second/SN-1"])
    ]  # fmt: skip
    assert [group.kind for group in queries.search(STAFF, "مینا", kind="second")] == ["second"]


def test_who_may_not_see_finds_nothing() -> None:
    thing("SN-1", "مینا", rank=1)
    for actor in (ANONYMOUS, Actor(kind="staff", id=2), Actor(kind="customer", id=1)):
        assert queries.search(actor, "مینا") == []
        assert queries.exact(actor, "SN-1") == []


def test_what_is_named_in_full_comes_first_and_once() -> None:
    thing("ABC", rank=1)
    for place in range(5):
        thing(f"ABC-{place}", rank=1)
    (group,) = queries.search(STAFF, "ABC", limit=3)
    assert group.hits[0].title == "ABC"
    assert len({hit.title for hit in group.hits}) == 3
    assert group.more


def test_more_is_said_only_when_there_is_more() -> None:
    for place in range(3):
        thing(f"ABC-{place}", rank=1)
    assert not queries.search(STAFF, "abc", limit=3)[0].more
    assert queries.search(STAFF, "abc", limit=2)[0].more


@pytest.mark.parametrize("text", ["", " ", "a", "ی", "\u200c\u200c\u200c"])
def test_too_little_to_look_for(text: str) -> None:
    thing("A", "ی", rank=1)
    assert queries.search(STAFF, text) == []


def test_exact_tells_when_it_is_ambiguous() -> None:
    thing("ABC", rank=1)
    assert [hit.url for hit in queries.exact(STAFF, "ABC")] == ["/first/ABC"]
    thing("ABC", rank=2)
    assert len(queries.exact(STAFF, "ABC")) == 2


def test_two_queries_a_kind_at_most(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for place in range(20):
        thing(f"ABC-{place}", rank=1 + place % 2)
    with django_assert_max_num_queries(4):
        queries.search(STAFF, "abc")
