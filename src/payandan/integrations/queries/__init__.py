"""The read door: imports as they stand, and the sheets they came from."""

import csv
import io
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from payandan.integrations import words
from payandan.integrations.models import ImportedRow, ImportRun
from payandan.integrations.queries import sheets
from payandan.platform.kit.actors import Actor


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that the actor may see, newest first."""
    return ImportRun.objects.visible_to(actor)


def run(actor: Actor, number: str) -> ImportRun:
    """One import, or 404."""
    found = runs(actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def samples(found: ImportRun, count: int) -> list[list[str]]:
    """For each column some of its first cells that hold something, to recognise it by."""
    sheet = sheets.read(Path(settings.DATA) / found.path, name=found.path)
    body = sheet.rows[found.header_row + 1 : found.header_row + 200]
    return [[row[column] for row in body if row[column].strip()][:count] for column in range(len(found.headers))]


def remarked_rows(found: ImportRun, outcome: str = "") -> QuerySet[ImportedRow]:
    """The rows with something to say: refused or repaired ones, or those of one outcome."""
    rows = found.imported.all()
    return rows.filter(outcome=outcome) if outcome else rows.exclude(remarks=[])


def report(found: ImportRun) -> str:
    """Every repaired or refused row as CSV, with its sentences in the reader's language."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["row", "outcome", "serial", "remark"])
    for row in remarked_rows(found):
        writer.writerow([row.number, row.outcome, _plain(row.serial), _plain(" ".join(map(words.remark, row.remarks)))])
    return out.getvalue()


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else text
