"""The migration operation that indexes a table's `search_key` on either database."""

from typing import Any

from django.db.migrations.operations.base import Operation

_GRAMS = """
CREATE OR REPLACE FUNCTION payandan_grams(source text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(array_agg(DISTINCT substr(source, place, 3)), ARRAY[]::text[])
  FROM generate_series(1, length(source) - 2) AS place
  WHERE position(' ' in substr(source, place, 3)) = 0
$$
"""


class IndexSearchKey(Operation):
    """Index `search_key` of a model by trigrams: GIN on PostgreSQL, FTS5 and its triggers on SQLite."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The index is not part of the model's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in _forwards(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in _backwards(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Index the search key of {self.model_name}"


def _forwards(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            _GRAMS,
            f'CREATE INDEX "{table}_grams" ON "{table}" USING gin (payandan_grams(search_key)) WITH (fastupdate = on)',
        ]
    row = "INSERT INTO \"{0}_fts\"(rowid, search_key) VALUES (new.id, new.search_key);"
    gone = "INSERT INTO \"{0}_fts\"(\"{0}_fts\", rowid, search_key) VALUES ('delete', old.id, old.search_key);"
    return [
        f'CREATE VIRTUAL TABLE "{table}_fts" USING fts5('
        f"search_key, content='{table}', content_rowid='id', tokenize='trigram', detail=full)",
        f'CREATE TRIGGER "{table}_fts_insert" AFTER INSERT ON "{table}" BEGIN {row.format(table)} END',
        f'CREATE TRIGGER "{table}_fts_delete" AFTER DELETE ON "{table}" BEGIN {gone.format(table)} END',
        f'CREATE TRIGGER "{table}_fts_update" AFTER UPDATE OF search_key ON "{table}" '
        f"WHEN old.search_key IS NOT new.search_key BEGIN {gone.format(table)} {row.format(table)} END",
    ]


def _backwards(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f'DROP INDEX "{table}_grams"']
    triggers = [f'DROP TRIGGER "{table}_fts_{event}"' for event in ("insert", "delete", "update")]
    return [*triggers, f'DROP TABLE "{table}_fts"']
