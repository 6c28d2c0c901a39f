"""`payandan restore`."""

import argparse
import sys
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup file")


def run(options: argparse.Namespace) -> int:
    """Restore into an empty installation; on any fault nothing is changed."""
    django.setup()
    from payandan.site import backups

    try:
        backups.read(options.file, say=lambda line: print(f"  {line}", flush=True))
    except (backups.BackupError, OSError) as error:
        print(f"payandan restore: {error}", file=sys.stderr)
        return 1
    print(f"✓ Restored from {options.file}")
    return 0
