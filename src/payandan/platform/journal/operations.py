"""The migration operation that makes a table append-only on either database.

The guard has no back door: whoever must empty such a table (the test suite between two tests) has to lift the guard
with the table owner's rights, as `lift` does, and put it back.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

_REFUSE = """
CREATE OR REPLACE FUNCTION payandan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_SQLITE_ACTS = ("UPDATE", "DELETE")


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE (and TRUNCATE, where there is one) on the table of a model."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The guard is not part of the model's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in guard(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in lift(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Make {self.model_name} append-only"


def guard(table: str, vendor: str) -> list[str]:
    """The statements that make `table` append-only; one that is so already stays so."""
    standing = [statement.replace("TRIGGER", "TRIGGER IF EXISTS", 1) for statement in lift(table, vendor)]
    if vendor == "postgresql":
        return [
            *standing,
            _REFUSE,
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION payandan_append_only()",
            f'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION payandan_append_only()",
        ]
    return standing + [
        f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {act} refused'); END"
        for act in _SQLITE_ACTS
    ]


def lift(table: str, vendor: str) -> list[str]:
    """The statements that take the guard away again; the table's owner alone may run them."""
    if vendor == "postgresql":
        return [f'DROP TRIGGER {name} ON "{table}"' for name in ("append_only", "append_only_whole")]
    return [f'DROP TRIGGER "{table}_no_{act.lower()}"' for act in _SQLITE_ACTS]


def guarded_tables(connection: Any) -> set[str]:
    """The tables whose guard stands. On SQLite, a later migration that remakes a table drops its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname IN ('append_only', 'append_only_whole') AND tgenabled <> 'D' "
                "GROUP BY relname HAVING count(*) = 2"
            )
        else:
            names = ", ".join(f"tbl_name || '_no_{act.lower()}'" for act in _SQLITE_ACTS)
            cursor.execute(
                f"SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name IN ({names}) "  # noqa: S608
                "GROUP BY tbl_name HAVING count(*) = 2"
            )
        return {row[0] for row in cursor.fetchall()}
