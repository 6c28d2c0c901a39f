"""A list as a file: the same rows, order and columns, up to a limit. No cell can become a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation

from payandan.platform.ui import reader, words
from payandan.platform.ui.lists.columns import Column

_CHUNK = 1_000
# What a spreadsheet takes as the start of a formula, full-width forms included.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Export:
    """Allows a list to be taken away. `filename` without an ending; `limit` rows at most."""

    filename: str
    limit: int = 50_000


def response(rows: QuerySet[Any], columns: Sequence[Column], export: Export, kind: str) -> HttpResponseBase:
    """The file as an answer: ``csv`` (streamed, with BOM) or ``xlsx``."""
    name = f"{export.filename}-{words.now():%Y%m%d-%H%M}.{kind}"
    taken = [column for column in columns if column.export]
    if kind == "xlsx":
        return FileResponse(_workbook(rows, taken, export.limit), as_attachment=True, filename=name)
    answer = StreamingHttpResponse(csv_chunks(rows, taken, export.limit), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _fetched(rows: QuerySet[Any], limit: int) -> Iterator[Any]:
    return rows[:limit].iterator(chunk_size=_CHUNK)


def csv_chunks(rows: QuerySet[Any], columns: Sequence[Column], limit: int) -> Iterator[bytes]:
    """The lines of the file, a thousand rows at a time.

    The answer is sent after the middleware has let go of the language and the calendar, so both are held here.
    """
    language, calendar = translation.get_language() or "fa", reader.calendar()
    head = b"\xef\xbb\xbf" + _lines([[str(column.label) for column in columns]])

    def written(batch: Iterable[Any]) -> bytes:
        with translation.override(language), reader.reading(lambda: calendar):
            return _lines([column.written(row) for column in columns] for row in batch)

    return chain([head], (written(batch) for batch in _batches(_fetched(rows, limit))))


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _CHUNK)):
        yield batch


def _lines(records: Iterable[Sequence[str | int]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in record] for record in records)
    return out.getvalue().encode()


def safe_cell(value: str | int) -> str | int:
    """A cell that no spreadsheet will run: an apostrophe goes before text that looks like a formula.

    >>> safe_cell("=1+1")
    "'=1+1"
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_DANGEROUS) else value


def _workbook(rows: QuerySet[Any], columns: Sequence[Column], limit: int) -> Any:
    import xlsxwriter  # type: ignore[import-untyped]  # here: three megabytes that only an export needs

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet()
    if reader.is_rtl():
        sheet.right_to_left()
    bold, figure, text = (
        book.add_format({"bold": True}),
        book.add_format({"num_format": "#,##0"}),
        book.add_format({"num_format": "@"}),
    )
    for place, column in enumerate(columns):
        sheet.write_string(0, place, str(column.label), bold)
        sheet.set_column(place, place, 14 if column.numeric else 20)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(_fetched(rows, limit), start=1):
        for place, column in enumerate(columns):
            value = column.written(row)
            # Excel keeps fifteen digits of a number: a longer one is text.
            if isinstance(value, int) and abs(value) < 10**15:
                sheet.write_number(line, place, value, figure)
            else:
                sheet.write_string(line, place, str(value)[:_LONGEST_CELL], text)
    book.close()
    file.seek(0)
    return file
