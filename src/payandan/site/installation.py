"""Bringing an installation up to date: tables, roles, the catalogue's words and the shipped rule book."""

import hashlib
import sys
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from payandan import __version__
from payandan.catalog import actions as catalog
from payandan.catalog.queries import bundled_catalog
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people import actions as people
from payandan.warranty import actions as warranty


def prepare() -> bool:
    """Migrate and fill in what every installation needs; quick when nothing is to be done. False: do not start."""
    problems = [found for found in checks.run_checks() if found.level >= checks.ERROR]
    for problem in problems:
        print(f"✗ {problem.msg}\n  {problem.hint or ''}".rstrip(), file=sys.stderr)
    if problems:
        return False
    if not _is_current():
        print("› Bringing the database up to date", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
        _settled().unlink(missing_ok=True)
    if not _settled().exists():
        settle()
        _settled().touch()
    return True


def _settled() -> Path:
    """A mark that this version has filled in what it brings; a database made by hand has none."""
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:12]
    return Path(settings.DATA) / f".settled-{__version__}-{database}"


def settle() -> None:
    """What every installation needs beside its tables; harmless when repeated."""
    now = timezone.now()
    people.ensure_roles(actor=SYSTEM, at=now)
    catalog.load_catalog(documents=bundled_catalog(), actor=SYSTEM, at=now)
    warranty.load_rulebook(actor=SYSTEM, at=now)


def _is_current() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
