"""Finding rows by any part of what stands in them, on either database."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payandan.platform.kit.text import key
from payandan.platform.search import operations, rules
from payandan.platform.search.models import Searchable
from tests.platform.things import Thing, thing

pytestmark = pytest.mark.usefixtures("things_table")


def found(text: str) -> list[str]:
    return sorted(row.serial for row in Thing.objects.search(text))


@pytest.fixture
def three(things_table: None) -> None:
    thing("SN-7Q9XKZ31", "كاظم يزدانی")
    thing("SN-0000AB12", "سارا کاظمی +989121234567")
    thing("LG-55UQ", 'Müller "Quote" 100% a_b OR c*')


@pytest.mark.usefixtures("three")
class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("text", "serials"),
        [
            ("9xkz", ["SN-7Q9XKZ31"]),
            ("۷Q۹X", ["SN-7Q9XKZ31"]),
            ("کاظم", ["SN-0000AB12", "SN-7Q9XKZ31"]),
            ("كاظمي", ["SN-0000AB12"]),
            ("يزداني کاظم", ["SN-7Q9XKZ31"]),
            ("کاظم ab12", ["SN-0000AB12"]),
            ("912123", ["SN-0000AB12"]),
            ("muller", ["LG-55UQ"]),
            ("MÜLLER quote", ["LG-55UQ"]),
            ("lg 55", ["LG-55UQ"]),
            ("LG muller", ["LG-55UQ"]),
            ("SN muller", []),
            ("100%", ["LG-55UQ"]),
            ("0%0", []),
            ("a_b", ["LG-55UQ"]),
            ("a-b", []),
            ('"quote"', ["LG-55UQ"]),
            ("muller OR کاظم", []),
            ("NOT muller", []),
            ("mull*", []),
            ("7q9xkz31 7q9xkz31", ["SN-7Q9XKZ31"]),
            ("zzzz", []),
        ],
    )
    def test_words_anywhere_in_any_spelling(self, text: str, serials: list[str]) -> None:
        assert found(text) == serials

    @pytest.mark.parametrize("text", ["", "  ", "\u200c", "\x00"])
    def test_nothing_to_look_for_keeps_all(self, text: str) -> None:
        assert len(found(text)) == 3

    def test_it_joins_with_other_conditions(self) -> None:
        Thing.objects.filter(serial="SN-0000AB12").update(rank=5)
        rows = Thing.objects.filter(rank=5).search("کاظم").exclude(name="").order_by("-id")
        assert [row.serial for row in rows[:1]] == ["SN-0000AB12"]
        assert Thing.objects.search("کاظم").filter(rank=5).count() == 1
        assert Thing.objects.search("sn-").search("کاظمی").count() == 1


def test_changes_are_followed() -> None:
    row = thing("FIRST-1")
    Thing.objects.filter(pk=row.pk).update(search_key="second-2")
    assert (found("first"), found("second")) == ([], ["FIRST-1"])
    row.search_key = "third-3"
    row.save()
    assert (found("second"), found("third")) == ([], ["FIRST-1"])
    Thing.objects.filter(pk=row.pk).update(rank=9)
    Thing.objects.bulk_update([Thing(pk=row.pk, search_key="fourth-4")], ["search_key"])
    assert (found("third"), found("fourth")) == ([], ["FIRST-1"])
    row.delete()
    assert found("fourth") == []
    Thing.objects.bulk_create([Thing(serial=f"B{n}", search_key=f"bulk-{n:03}") for n in range(50)])
    assert found("bulk-04") == sorted(f"B{n}" for n in range(40, 50))
    Thing.objects.filter(search_key__startswith="bulk-04").delete()
    assert found("bulk-04") == []


_TEXT = st.text(alphabet=st.sampled_from("ابکيكی۱1aA -\"'%_*:^\u200c()آة"), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(_TEXT, min_size=1, max_size=5), asked=_TEXT)
def test_it_is_containment_of_every_word(kept: list[str], asked: str) -> None:
    Thing.objects.all().delete()
    for place, text in enumerate(kept):
        thing(str(place), text)
    words = key(asked).split()
    expected = [str(place) for place, text in enumerate(kept) if all(word in key(f"{place} {text}") for word in words)]
    assert found(asked) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=300))
def test_no_text_is_too_odd(asked: str) -> None:
    list(Thing.objects.search(asked))


def test_the_index_is_used() -> None:
    Thing.objects.bulk_create(
        Thing(serial=f"SN{n * 7919:08}", search_key=f"sn{n * 7919:08} کاظمی{n % 97}") for n in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE test_thing")
        sql, params = Thing.objects.search("7919").order_by("-id")[:9].query.sql_with_params()
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", params)
        plan = "\n".join(str(line) for line in cursor.fetchall())
    assert ("test_thing_grams" if connection.vendor == "postgresql" else "test_thing_fts VIRTUAL TABLE INDEX") in plan


def test_rows_that_were_there_before_are_indexed_and_it_may_be_done_again() -> None:
    state: Any = SimpleNamespace(apps=SimpleNamespace(get_model=lambda *_: Thing))
    operation = operations.IndexSearchKey("thing")
    editor = connection.schema_editor(atomic=False)
    editor.collect_sql, editor.deferred_sql = False, []
    operation.database_backwards("search", editor, state, state)
    thing("EARLY-77")
    for _ in range(2):
        operation.database_forwards("search", editor, state, state)
    assert found("early-77") == ["EARLY-77"]
    thing("LATE-78")
    assert found("-7") == ["EARLY-77", "LATE-78"]
    assert found("late-78") == ["LATE-78"]


def test_every_searchable_table_has_its_index() -> None:
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Searchable)]
    assert {"claims_claim", "units_unit", "customers_customer"} <= set(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes")
            expected = {f"{table}_grams" for table in tables}
        else:
            cursor.execute("SELECT name FROM sqlite_master")
            parts = ("fts", "fts_insert", "fts_delete", "fts_update")
            expected = {f"{table}_{part}" for table in tables for part in parts}
        assert expected <= {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("09121234567", "9121234567"),
        ("+98 912 123 45 67", "9121234567"),
        ("0098-912-1234567", "9121234567"),
        ("۰۹۱۲۱۲۳", "912123"),
        ("(0912) 123", "912123"),
        ("9121234567", "9121234567"),
        ("091", "091"),
        ("SN0912", "SN0912"),
        ("کاظمی", "کاظمی"),
        ("912345678901", "912345678901"),
    ],
)
def test_a_mobile_in_any_form(text: str, spelled: str) -> None:
    assert rules.spelled(text) == spelled
