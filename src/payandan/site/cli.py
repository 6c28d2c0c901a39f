"""The `payandan` command: parse, set the framework up, hand over to one of `site.commands`."""

import argparse
import os
import sys
from importlib import import_module

COMMANDS = {
    "serve": "start the product: pages, API and background work",
    "demo": "fill an empty installation with a believable company",
    "import": "bring in units or claims from a spreadsheet",
    "assess": "decide a case from a JSON file and print the verdict",
    "explain": "say why a claim was decided as it was, as of any day, to anyone",
    "check-file": "say whether a case file (PDF) is as this installation signed it",
    "admin": "make the first administrator and print a link to set the password",
    "worker": "run background work in a process of its own",
    "backup": "write everything into one file",
    "restore": "bring everything back from such a file",
    "bench": "measure how fast claims are replayed under other terms",
    "check": "look for what is wrong and name the remedy",
    "manage": "any command of Django itself",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payandan.site.settings")
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["manage"]:
        return _manage(arguments[1:])
    parser = argparse.ArgumentParser(prog="payandan", description="After-sales service and warranty platform.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        if name == chosen:
            _module(name).arguments(command)
    options = parser.parse_args(arguments)
    return int(_module(options.command).run(options))


def _module(name: str):  # type: ignore[no-untyped-def]
    room = {"import": "import_"}.get(name, name.replace("-", "_"))
    return import_module(f"payandan.site.commands.{room}")


def _manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["payandan manage", *arguments])
    return 0
