"""One file that holds everything: every row as JSON, every uploaded file, the secret key, and a manifest.

The form does not depend on the database, so a backup of SQLite can be restored into PostgreSQL and back.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from payandan.platform.journal.operations import guard, guarded_tables, lift

FORM = 1
CHUNK = 1000
# Below the data folder: what was uploaded, the sheets that were imported, and the key that signs case files.
FOLDERS = ("files", "imports", "signing")
# Rows that the framework makes by itself, or that must not outlive a move.
LEFT_OUT = {"contenttypes.ContentType", "auth.Permission", "sessions.Session", "axes.AccessAttempt"}


class BackupError(Exception):
    """A backup that cannot be written or read; nothing was changed."""


def tables() -> list[type[models.Model]]:
    """Every model whose rows are kept."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.label not in LEFT_OUT and m._meta.managed]


def write(target: Path, say: Callable[[str], None]) -> None:
    """Write a consistent backup while others go on writing."""
    partial = target.with_suffix(target.suffix + ".partial")
    manifest: dict[str, Any] = {"form": FORM, "tables": {}, "files": 0}
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot():
        for model in tables():
            label, digest, count = model._meta.label, hashlib.sha256(), 0
            with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as out:
                for row in _rows(model):
                    line = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"
                    digest.update(line)
                    out.write(line)
                    count += 1
            manifest["tables"][label] = {"rows": count, "sha256": digest.hexdigest()}
            if count:
                say(f"{label}: {count}")
        for path in sorted(_kept_files()):
            archive.write(path, str(path.relative_to(settings.DATA)))
            manifest["files"] += 1
        archive.writestr("secret.key", settings.SECRET_KEY)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    partial.chmod(0o600)
    partial.replace(target)


def read(source: Path, say: Callable[[str], None]) -> None:
    """Restore into an empty installation: all of it or nothing. Messages not yet sent stay unsent."""
    with _open(source) as archive:
        manifest = _verified(archive)
        call_command("migrate", interactive=False, verbosity=0)
        if any(model.objects.exists() for model in tables() if model._meta.label in ("people.User", "units.Unit")):  # type: ignore[attr-defined]
            raise BackupError("This installation is not empty. Restore into a new data folder (PAYANDAN_DATA=...).")
        _fill(archive, manifest, say)
        for name in archive.namelist():
            if name.split("/")[0] in FOLDERS and not name.endswith("/"):
                archive.extract(name, settings.DATA)
        _shut(Path(settings.DATA) / "signing")
        key = Path(settings.DATA) / "secret.key"
        key.touch(mode=0o600)
        key.write_bytes(archive.read("secret.key"))


def _shut(folder: Path) -> None:
    """The key that signs is its owner's alone, also after it came back from an archive."""
    if folder.is_dir():
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o600)


def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any], say: Callable[[str], None]) -> None:
    with connection.constraint_checks_disabled(), transaction.atomic():
        _empty()
        for model in tables():
            kept = manifest["tables"].get(model._meta.label)
            if not kept:
                continue
            with archive.open(f"tables/{model._meta.label}.jsonl") as lines:
                _insert(model, (json.loads(line) for line in lines))
            if kept["rows"]:
                say(f"{model._meta.label}: {kept['rows']}")
        _hold_messages()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
    connection.check_constraints()


def _empty() -> None:
    """Remove what an installation fills in by itself; the guards of the history are lifted only for that."""
    guarded = sorted(guarded_tables(connection))
    with connection.cursor() as cursor:
        for statement in [line for table in guarded for line in lift(table, connection.vendor)]:
            cursor.execute(statement)
        for model in reversed(tables()):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for statement in [line for table in guarded for line in guard(table, connection.vendor)]:
            cursor.execute(statement)


def _hold_messages() -> None:
    """What the old installation had queued it may have sent since: a person decides whether to send it again."""
    message = apps.get_model("notifications", "Message")
    message.objects.filter(state__in=["queued", "sending"]).update(state="unknown", error="restored from a backup")


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    yield from model._base_manager.order_by("pk").values(*names).iterator(chunk_size=CHUNK)


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append([_prepared(field, row.get(field.attname)) for field in fields])
            if len(batch) == CHUNK:
                cursor.executemany(statement, batch)
                batch.clear()
        if batch:
            cursor.executemany(statement, batch)


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    plain = value if isinstance(field, models.JSONField) else field.to_python(value)
    return field.get_db_prep_save(plain, connection)


def _snapshot() -> Any:
    """One moment of the database for all tables."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        atomic = transaction.atomic()

        class Repeatable:
            def __enter__(self) -> None:
                atomic.__enter__()
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

            def __exit__(self, *problem: Any) -> None:
                atomic.__exit__(*problem)

        return Repeatable()
    return _Deferred()


class _Deferred:
    """On SQLite a plain BEGIN reads one snapshot and keeps nobody from writing."""

    def __enter__(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")

    def __exit__(self, *problem: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def _kept_files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in (Path(settings.DATA) / folder).rglob("*") if path.is_file())


def _open(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} is not a backup of Payandan: {error}") from error


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every table agrees with it."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        for label, kept in manifest["tables"].items():
            with archive.open(f"tables/{label}.jsonl") as lines:
                digest = hashlib.file_digest(lines, "sha256").hexdigest()  # type: ignore[arg-type]
            if digest != kept["sha256"]:
                raise BackupError(f"The backup is damaged: {label} is not what was written.")
        if any(name.startswith("/") or ".." in Path(name).parts for name in archive.namelist()):
            raise BackupError("The backup names files outside its folder.")
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise BackupError(f"The backup is damaged: {error}") from error
    if manifest["form"] > FORM:
        raise BackupError("The backup was written by a newer version of Payandan; update first.")
    return manifest
