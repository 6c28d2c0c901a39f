"""`payandan check-file FILE`: whether a case file is as this installation signed it."""

import argparse
import sys
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a PDF from payandan explain --pdf, or from the desk")


def run(options: argparse.Namespace) -> int:
    """Print what the signature says; exit code 1 unless the file is unchanged and this installation's own."""
    django.setup()
    from django.utils import translation

    from payandan.claims import paper, words
    from payandan.platform.kit.refusals import Refused

    try:
        checked = paper.check(Path(options.file).read_bytes())
    except OSError as error:
        print(f"payandan check-file: {error}", file=sys.stderr)
        return 1
    except Refused as refused:
        with translation.override("en"):
            print(f"✗ {words.refusal(refused.code, refused.params)}")
        return 1
    if not checked.unchanged:
        print("✗ Changed after it was signed. Do not rely on it.")
    elif not checked.ours:
        print("✗ Unchanged, but signed by another installation.")
    else:
        print(f"✓ Unchanged since this installation signed it, {checked.signed_at:%Y-%m-%d %H:%M %Z}.")
    print(f"  Signed by: {checked.signer}")
    print(f"  Fingerprint: {checked.fingerprint}")
    return 0 if checked.good else 1
