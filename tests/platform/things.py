"""A table of our own to write, page and search through, apart from the trade's."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import connection, models

from payandan.platform.kit.text import key
from payandan.platform.search import operations
from payandan.platform.search.models import Searchable, SearchQuerySet

MOMENT = datetime(2025, 3, 21, 9, 30, tzinfo=UTC)


class Thing(Searchable):
    """Something with a serial, a name and a rank."""

    serial = models.CharField(max_length=60)
    name = models.CharField(max_length=120, default="")
    rank = models.IntegerField(default=0)
    made_at = models.DateTimeField(default=MOMENT)

    objects: ClassVar[Any] = SearchQuerySet.as_manager()

    class Meta:
        app_label = "things"  # Not an installed app, so that no migration is missed for it.
        managed = False
        db_table = "test_thing"


def make_table(*, indexed: bool = True) -> None:
    """Create the table as a migration would."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        for statement in operations.indexing("test_thing", connection.vendor) if indexed else []:
            editor.execute(statement)


def drop_table() -> None:
    with connection.schema_editor() as editor:
        for statement in operations.unindexing("test_thing", connection.vendor):
            editor.execute(statement)
        editor.delete_model(Thing)


def thing(serial: str, name: str = "", **fields: Any) -> Thing:
    return Thing.objects.create(serial=serial, name=name, search_key=key(f"{serial} {name}"), **fields)
