"""Bringing an installation up to date: tables, roles, the catalogue's words and the shipped rule book."""

import sys

from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from payandan.catalog import actions as catalog
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
        settle()
    return True


def settle() -> None:
    """What every installation needs beside its tables; harmless when repeated."""
    now = timezone.now()
    people.ensure_roles(actor=SYSTEM, at=now)
    catalog.load_catalog(actor=SYSTEM, at=now)
    warranty.load_rulebook(actor=SYSTEM, at=now)


def _is_current() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
