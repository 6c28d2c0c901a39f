"""`payandan check`: configuration, database, history, files; each fault with its remedy."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deploy", action="store_true", help="also what matters when strangers can reach it")


def run(options: argparse.Namespace) -> int:
    """Print what is wrong, one line each; exit code 1 when anything is."""
    django.setup()
    faults = [*_configuration(deploy=options.deploy), *_database(), *_history(), *_files()]
    for fault in faults:
        print(f"✗ {fault}")
    if not faults:
        print("✓ Nothing is wrong.")
    return 1 if faults else 0


def _configuration(*, deploy: bool) -> Iterator[str]:
    from django.core import checks

    for found in checks.run_checks(include_deployment_checks=deploy):
        if found.level >= checks.WARNING:
            yield f"{found.msg} {found.hint or ''} ({found.id})"


def _database() -> Iterator[str]:
    from django.core.management import CommandError, call_command
    from django.db import connection

    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (SystemExit, CommandError):
        yield "The database is older than the program. Run: payandan serve"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            if cursor.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                yield "The database file is damaged. Restore the last backup: payandan restore FILE"
            if cursor.execute("PRAGMA foreign_key_check").fetchone():
                yield "The database has rows that point to nothing. Restore the last backup: payandan restore FILE"


def _history() -> Iterator[str]:
    from payandan.platform.journal import queries

    for fault in queries.verify_chain():
        yield f"The history was changed after the fact: {fault}. Compare with a backup."


def _files() -> Iterator[str]:
    from django.conf import settings

    from payandan.platform.files.models import StoredFile

    for stored in StoredFile.objects.only("path", "size", "name").iterator():
        path = Path(settings.MEDIA_ROOT) / stored.path
        if not path.is_file() or path.stat().st_size != stored.size:
            yield f"The file “{stored.name}” is missing or cut short. Restore it from a backup."
