"""Questions that are asked with every call: put together and compiled once, then asked with other values.

To build a queryset and its SQL costs several times what the database takes to find a row by its key.

    _by_number = Prepared(lambda: Unit.objects.select_related("model").filter(number=Given("number", CharField())))
    _by_number(number="U-1")  # [<Unit>]
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet

Row = TypeVar("Row")


class Given(Expression):
    """A value that is named when a prepared question is asked. It may not be None, which SQL compares otherwise."""

    def __init__(self, name: str, kind: "Field[Any, Any]") -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def prepared(self, values: dict[str, Any], connection: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


def bring(owner: Model, name: str, rows: "Sequence[Model]") -> None:
    """Let `owner.<name>.all()` be these rows, without a query: as `prefetch_related` does, for a prepared question."""
    manager = getattr(owner, name)
    held = manager.get_queryset()
    held._result_cache, held._prefetch_done = list(rows), True
    for row in rows:
        setattr(row, manager.field.name, owner)
    vars(owner).setdefault("_prefetched_objects_cache", {})[name] = held


class Prepared(Generic[Row]):
    """A question with places for values. What `build` returns must not depend on who asks, nor when."""

    def __init__(self, build: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self._build = build

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values; a list, since nothing can be added to the question any more."""
        sql, places = self._compiled
        asked = copy(self._compiler)
        asked.connection = connections[DEFAULT_DB_ALIAS]
        params = [one.prepared(values, asked.connection) if isinstance(one, Given) else one for one in places]
        asked.as_sql = lambda *_args, **_options: (sql, params)
        rows = self._rows.all()
        rows.query.get_compiler = lambda *_args, **_options: asked  # type: ignore[method-assign]
        return list(rows)

    @cached_property
    def _rows(self) -> "QuerySet[Any, Row]":
        return self._build()

    @cached_property
    def _compiler(self) -> Any:
        """What made the SQL: it knows which column of a row is what."""
        return self._rows.query.get_compiler(DEFAULT_DB_ALIAS)

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[Any]]:
        found: tuple[str, Sequence[Any]] = self._compiler.as_sql()
        return found
