"""`payandan assess CASE.json`: the contract of the adjudicator on the command line."""

import argparse
import json
import sys
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", help="a JSON file in the form of POST /api/v1/assessments; - reads standard input")


def run(options: argparse.Namespace) -> int:
    """Print the verdict as JSON; a case that cannot be read is answered with what is wrong, and exit code 1."""
    django.setup()
    from django.db import DatabaseError

    from payandan.warranty import queries

    try:
        text = sys.stdin.read() if options.case == "-" else Path(options.case).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(f"payandan assess: {error}", file=sys.stderr)
        return 1
    try:
        answer, decided = queries.assess_text(text)
    except DatabaseError:
        print(
            "payandan assess: there is no installation in this data folder yet, so only cases whose terms and packs "
            "are written out or come with the program can be decided. Run payandan serve once, or set PAYANDAN_DATA.",
            file=sys.stderr,
        )
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0 if decided else 1
