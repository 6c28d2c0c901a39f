"""`payandan backup`."""

import argparse
import sys
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup file")


def run(options: argparse.Namespace) -> int:
    """Write the backup; others may go on working meanwhile."""
    django.setup()
    from payandan.site import backups

    try:
        backups.write(options.file, say=lambda line: print(f"  {line}", flush=True))
    except (backups.BackupError, OSError) as error:
        print(f"payandan backup: {error}", file=sys.stderr)
        return 1
    print(f"✓ Written: {options.file}")
    return 0
