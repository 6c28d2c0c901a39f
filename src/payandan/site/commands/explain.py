"""`payandan explain CLAIM`: why it was decided so, as of any day, for any reader; and the signed case file."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django

AUDIENCES = ("sms", "customer", "clerk", "auditor")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", help="the number of the claim, as CLM-7K2M-9QXA")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="on the rule book of this day")
    parser.add_argument("--for", dest="audience", choices=AUDIENCES, default="clerk", help="who is told")
    parser.add_argument("--language", choices=("fa", "en"), default="fa")
    parser.add_argument("--csv", action="store_true", help="for the auditor, as a table instead of JSON")
    parser.add_argument("--pdf", metavar="FILE", help="also write the signed case file")


def run(options: argparse.Namespace) -> int:
    """Print the explanation; whether it is what was decided goes to standard error. Exit code 1 where it differs."""
    django.setup()
    from django.utils import timezone, translation

    from payandan.claims import queries, words
    from payandan.claims.models import Claim
    from payandan.claims.queries.explaining import explain
    from payandan.claims.words import explaining
    from payandan.platform.kit.actors import SYSTEM
    from payandan.platform.kit.refusals import Refused

    now = timezone.now()
    try:
        claim = queries.record(SYSTEM, options.claim)
        told = explain(claim, now=now, as_of=options.as_of)
    except Claim.DoesNotExist:
        print(f"payandan explain: there is no claim {options.claim}.", file=sys.stderr)
        return 1
    except Refused as refused:
        with translation.override("en"):
            print(f"payandan explain: {words.refusal(refused.code, refused.params)}", file=sys.stderr)
        return 1
    print(_text(told, options))
    differing = [one.path for one in told.differences]
    print(explaining.comparison(told.at, differing, options.language), file=sys.stderr)
    if told.unsure:
        print(explaining.unsure(told.unsure, options.language), file=sys.stderr)
    if options.pdf:
        _write(told, options, now)
    return 1 if differing else 0


def _text(told: Any, options: argparse.Namespace) -> str:
    from payandan.claims.queries.tellings import table, tell

    if options.csv and options.audience == "auditor":
        return table(told).rstrip("\n")
    return tell(told, options.audience, options.language)


def _write(told: Any, options: argparse.Namespace, now: Any) -> None:
    from payandan.claims import paper

    Path(options.pdf).write_bytes(paper.case_file(told, language=options.language, at=now))
    print(f"✓ {options.pdf}", file=sys.stderr)
