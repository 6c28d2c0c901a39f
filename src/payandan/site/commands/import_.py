"""`payandan import FILE`: units, their owners and their claims from a spreadsheet."""

import argparse
import json
import sys
import time
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV, XLSX, XLS or ODS")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and bring nothing in")
    parser.add_argument(
        "--map", action="append", default=[], metavar="HEADER=FIELD", help="a column that is not recognised by itself"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help="a value for all rows where the cell is empty"
    )
    parser.add_argument("--parts", action="store_true", help="the sheet holds spare parts and first stock, not units")
    parser.add_argument("--report", type=Path, help="write every repaired or refused row to this CSV file")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Import; exit code 1 when the file is refused as a whole. Refused rows are reported, the others come in."""
    django.setup()
    from payandan.platform.kit.refusals import Refused
    from payandan.site import installation

    if not installation.prepare():
        return 1
    try:
        return _import(options)
    except Refused as refused:
        from payandan.integrations import words

        print(f"payandan import: {words.refusal(refused.code, refused.params)}", file=sys.stderr)
        return 1


def _import(options: argparse.Namespace) -> int:
    from django.utils import timezone, translation

    from payandan.integrations import actions, words
    from payandan.integrations.queries import remarked_rows, report
    from payandan.platform.kit.actors import SYSTEM

    if not options.file.is_file():
        print(f"payandan import: there is no file {options.file}", file=sys.stderr)
        return 1
    began, now = time.monotonic(), timezone.now()
    with translation.override("en"):
        kind = "parts" if options.parts else "units"
        found = actions.receive(path=options.file, name=options.file.name, kind=kind, actor=SYSTEM, at=now)
        mapping = {int(column): field for column, field in found.mapping.items()}
        mapping |= {_column(found.headers, header): field for header, field in _pairs(options.map)}
        found = actions.map_columns(
            run=found, mapping=mapping, constants={**found.constants, **dict(_pairs(options.set))}, actor=SYSTEM
        )
        for column, field in sorted(mapping.items()):
            _say(options, f"  {found.headers[column]} → {words.FIELDS[field]}")
        if options.dry_run:
            found = actions.check(run=found, actor=SYSTEM, at=now)
        else:
            found = actions.bring_in(run=found, actor=SYSTEM, at=now, say=lambda done, of: _progress(options, done, of))
        if options.report:
            options.report.write_text(report(found), encoding="utf-8-sig", newline="")
        if options.json:
            print(json.dumps({"import": found.number, "rows": found.rows, "dry_run": options.dry_run, **found.counts}))
            return 0
        for name, text in words.COUNTS[found.kind].items():
            print(f"{text}: {found.counts.get(name, 0):,}")
        for row in remarked_rows(found)[:10]:
            print(f"  row {row.number}: " + "; ".join(words.remark(remark) for remark in row.remarks))
        print(f"{'Checked' if options.dry_run else 'Done'} in {time.monotonic() - began:.1f} s, import {found.number}")
    return 0


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    return [(left.strip(), right.strip()) for left, _, right in (text.partition("=") for text in texts)]


def _column(headers: list[str], header: str) -> int:
    from payandan.integrations.rules.columns import header_key
    from payandan.platform.kit.refusals import Refused

    folded = [header_key(known) for known in headers]
    if header_key(header) not in folded:
        raise Refused("unknown_header", "mapping", value=header)
    return folded.index(header_key(header))


def _say(options: argparse.Namespace, line: str) -> None:
    if not options.json:
        print(line, flush=True)


def _progress(options: argparse.Namespace, done: int, of: int) -> None:
    if not options.json:
        print(f"\r  {done:,} of {of:,}", end="\n" if done >= of else "", flush=True)
