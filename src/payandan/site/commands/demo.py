"""`payandan demo`: fill an empty installation with a believable company, so that one sees what the product is like."""

import argparse
import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import django

EVENING = time(20)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="do nothing where there is anything already")
    parser.add_argument("--units", type=int, default=2000, help="how many units (at least 60; default 2000)")
    parser.add_argument("--claims", type=int, default=300, help="how many claims (at least 20; default 300)")
    parser.add_argument("--until", help="the day on which the story ends, as 2026-03-20 (default: now)")
    parser.add_argument("--password", help="the password of the demo's staff (default: a new one is made)")
    parser.add_argument("--token", action="store_true", help="also make an API token and print it")


def run(options: argparse.Namespace) -> int:
    """Make the demo; exit code 1 where the installation is not empty (unless --if-empty) or something is wrong."""
    django.setup()
    from django.core.management import call_command

    from payandan.units.models import Unit

    problem = _problem(options)
    if problem:
        print(f"payandan demo: {problem}", file=sys.stderr)
        return 1
    # Settled only after the story: its rule book was published two years ago, not now.
    call_command("migrate", interactive=False, verbosity=0)
    if Unit.objects.exists():
        print("payandan demo: there are units here already; nothing was changed.")
        _print_sign_in()
        return 0 if options.if_empty else 1
    return _make(options)


def _problem(options: argparse.Namespace) -> str:
    """What is wrong with the options, in a sentence; empty where nothing is."""
    from django.utils import timezone

    if not (60 <= options.units <= 50_000 and 20 <= options.claims <= options.units // 3):
        return "give at least 60 units and 20 claims, and at most a third as many claims as units."
    if options.password is not None and len(options.password) < 10:
        return "the password needs at least ten characters."
    if options.until is not None:
        try:
            day = date.fromisoformat(options.until)
        except ValueError:
            return f"“{options.until}” is no day; write it as 2026-03-20."
        if day > timezone.localdate():
            return f"{options.until} lies in the future."
    return ""


def _make(options: argparse.Namespace) -> int:
    from time import monotonic

    from django.conf import settings

    from payandan.platform.kit.ids import grouped, random_symbols
    from payandan.site import installation
    from payandan.site.demo import tale, telling

    password = options.password or grouped(random_symbols(12), 4)
    began = monotonic()
    print(f"› A company of two years: {options.units:,} units, {options.claims:,} claims", flush=True)
    zone = ZoneInfo(settings.TIME_ZONE)
    story = tale.tell(until=_until(options.until, zone), units=options.units, claims=options.claims, zone=zone)
    told = telling.tell(
        story=story, password=password, token=options.token, say=lambda line: print(f"  {line}", flush=True)
    )
    if not installation.prepare():
        return 1
    print(f"✓ Done in {monotonic() - began:.0f} s")
    _note({"manager": told.manager, "customer": told.customer, "password": password})
    _print_sign_in()
    if told.token:
        print(f"  API token (shown this once): {told.token}")
    return 0


def _until(day: str | None, zone: ZoneInfo) -> datetime:
    """The evening of that day, or now."""
    now = datetime.now(zone)
    if day is None:
        return now
    return min(datetime.combine(date.fromisoformat(day), EVENING, zone), now)


def _place() -> Path:
    from django.conf import settings

    return Path(settings.DATA) / "demo"


def _note(sign_in: dict[str, str]) -> None:
    """Leave the mark of a demo: it lifts the second factor, and keeps the sign-in for who starts it again."""
    place = _place()
    place.touch(mode=0o600)
    place.write_text(json.dumps(sign_in), encoding="utf-8")


def _print_sign_in() -> None:
    try:
        sign_in = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    print(f"  Staff sign in as {sign_in['manager']} (or admin@, clerk@, technician@, analyst@ava.example)")
    print(f"  with the password {sign_in['password']}")
    print(f"  A customer signs in with the mobile number {sign_in['customer']}; the code is printed by the server.")
