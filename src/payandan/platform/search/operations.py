"""The migration operation that indexes a table's `search_key` on either database."""

from typing import Any

from django.db.migrations.operations.base import Operation

# A loop is twice as fast as any single statement. The cost keeps the planner from calling it row by row.
_GRAMS = """
CREATE OR REPLACE FUNCTION payandan_grams(source text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
  grams text[] := ARRAY[]::text[];
  gram text;
BEGIN
  FOR place IN 1 .. length(source) - 2 LOOP
    gram := substr(source, place, 3);
    IF strpos(gram, ' ') = 0 THEN
      grams := grams || gram;
    END IF;
  END LOOP;
  RETURN grams;
END
$$
"""


class IndexSearchKey(Operation):
    """Index `search_key` of a model by trigrams: GIN on PostgreSQL, FTS5 and its triggers on SQLite.

    It may be run again, and on SQLite has to be: a later migration that alters any column there builds the table
    anew, and the triggers go with the old one. The house tests find a table that has lost them.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The index is not part of the model's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in indexing(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in unindexing(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Index the search key of {self.model_name}"


def indexing(table: str, vendor: str) -> list[str]:
    """The statements that index a table, whether or not it was indexed, and whatever rows it has."""
    if vendor == "postgresql":
        return [
            _GRAMS,
            f'CREATE INDEX IF NOT EXISTS "{table}_grams" ON "{table}" USING gin (payandan_grams(search_key))',
        ]
    index = f'"{table}_fts"'
    row = f"INSERT INTO {index}(rowid, search_key) VALUES (new.id, new.search_key);"  # noqa: S608 - a name of ours
    gone = f"INSERT INTO {index}({index}, rowid, search_key) VALUES ('delete', old.id, old.search_key);"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5("
        f"search_key, content='{table}', content_rowid='id', tokenize='trigram')",
        f'CREATE TRIGGER IF NOT EXISTS "{table}_fts_insert" AFTER INSERT ON "{table}" BEGIN {row} END',
        f'CREATE TRIGGER IF NOT EXISTS "{table}_fts_delete" AFTER DELETE ON "{table}" BEGIN {gone} END',
        f'CREATE TRIGGER IF NOT EXISTS "{table}_fts_update" AFTER UPDATE OF search_key ON "{table}" '
        f"WHEN old.search_key IS NOT new.search_key BEGIN {gone} {row} END",
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",  # noqa: S608
    ]


def unindexing(table: str, vendor: str) -> list[str]:
    """The statements that take the index away."""
    if vendor == "postgresql":
        return [f'DROP INDEX IF EXISTS "{table}_grams"']
    triggers = [f'DROP TRIGGER IF EXISTS "{table}_fts_{event}"' for event in ("insert", "delete", "update")]
    return [*triggers, f'DROP TABLE IF EXISTS "{table}_fts"']
