"""`payandan worker`: background and periodic work in a process of its own."""

import argparse

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=4, help="how many jobs at once (default 4)")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop; a job under way is finished first."""
    django.setup()
    from payandan.platform.jobs import runner

    runner.run_worker(workers=options.workers)
    return 0
