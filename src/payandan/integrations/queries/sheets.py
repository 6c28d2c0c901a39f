"""Reading a spreadsheet: CSV in any of the usual encodings, XLSX, XLS, ODS; with limits, and clear refusals."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from payandan.platform.kit.refusals import Refused

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 300 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 100
_ENCODINGS = ("utf-8-sig", "utf-16", "windows-1256")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet as texts, rows of one length."""

    name: str
    rows: list[list[str]]


def read(path: Path, *, name: str = "") -> Sheet:
    """The first sheet that holds anything.

    Refused with `file_too_large`, `file_broken`, `file_type`, `sheet_empty`, `too_many_rows` or `too_many_columns`.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise Refused("file_too_large", "file", most="20 MB")
    head = path.open("rb").read(8)
    suffix = Path(name or path.name).suffix.lower()
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        sheet = _workbook(path)
    elif suffix in (".xlsx", ".xls", ".ods", ".xlsb"):
        raise Refused("file_broken", "file")
    else:
        sheet = _text(path)
    if not any(any(row) for row in sheet.rows):
        raise Refused("sheet_empty", "file")
    return sheet


def _workbook(path: Path) -> Sheet:
    _refuse_bomb(path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if any(any(cell != "" for cell in row) for row in cells):
                return Sheet(name, _limited([_as_text(cell) for cell in row] for row in cells))
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused("file_broken", "file") from error
    raise Refused("sheet_empty", "file")


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise Refused("file_too_large", "file", most="20 MB")
    except zipfile.BadZipFile as error:
        raise Refused("file_broken", "file") from error


def _text(path: Path) -> Sheet:
    raw = path.read_bytes()
    content = _decoded(raw)
    if "\x00" in content:
        raise Refused("file_type", "file")
    try:
        dialect: Any = csv.Sniffer().sniff(content[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return Sheet(path.stem, _limited(csv.reader(io.StringIO(content, newline=""), dialect)))
    except csv.Error as error:
        raise Refused("file_broken", "file") from error


def _decoded(raw: bytes) -> str:
    candidates = _ENCODINGS if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "windows-1256")
    for encoding in candidates:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("file_type", "file")


def _limited(rows: Any) -> list[list[str]]:
    kept: list[list[str]] = []
    for row in _rows(rows):
        if len(kept) > MOST_ROWS:
            raise Refused("too_many_rows", "file", most=MOST_ROWS)
        kept.append(row)
    width = max((len(row) for row in kept), default=0)
    return [row + [""] * (width - len(row)) for row in kept]


def _rows(rows: Any) -> Iterator[list[str]]:
    for row in rows:
        cells = list(row)
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Refused("too_many_columns", "file", most=MOST_COLUMNS)
        yield cells


def _as_text(cell: Any) -> str:
    """A cell as a person would have typed it: whole numbers without a point, dates as ISO."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
