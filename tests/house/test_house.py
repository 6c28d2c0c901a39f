"""What a machine can check of the house: rooms, catalogues, lock files, and that migrations match the models."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from tools import messages

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "payandan"
TRADE = ["insights", "integrations", "repairs", "returns", "claims", "warranty", "parts", "units", "catalog",
         "customers"]  # fmt: skip
PLATFORM = ["notifications", "payments", "jobs", "files", "people", "api", "search", "journal", "ui"]
ROOMS = {
    "urls", "views", "portal", "api", "demo", "forms", "reactions", "jobs", "actions", "queries", "permissions",
    "models", "words", "events", "rules",
}  # fmt: skip
FRAME = {"__init__", "apps", "migrations", "templates", "locale", "static", "__pycache__"}
# What a package of the platform has besides, each for a reason of its own.
BESIDES = {
    "warranty": {"rulebook", "labels", "paper"},
    "claims": {"paper"},
    "repairs": {"data", "paper"},
    "returns": {"carriers"},
    "catalog": {"data"},
    "people": {"middleware"},
    "search": {"among", "operations", "prepared"},
    "jobs": {"runner"},
    "journal": {"operations"},
    "notifications": {"channels"},
    "payments": {"gateways"},
    "api": {"rest", "limits"},
    "ui": {"templatetags", "middleware", "reader", "charts", "drawings", "icons", "lists", "exports", "context"},
}
SUITCASES = {"core", "common", "utils", "util", "helpers", "services", "managers", "misc", "base", "extras"}


def _folder(name: str) -> Path:
    return SOURCE / name if name in TRADE else SOURCE / "platform" / name


@pytest.mark.parametrize("package", [*TRADE, *PLATFORM])
def test_a_package_has_only_rooms(package: str) -> None:
    found = {path.stem for path in _folder(package).iterdir()}
    assert found - ROOMS - FRAME - BESIDES.get(package, set()) == set()


def test_no_suitcases() -> None:
    folders = {"templates", "sqlite3"}  # Django asks a database's module to be called `base`
    paths = [path for path in SOURCE.rglob("*") if not folders & set(path.parts)]
    names = {path.stem for path in paths if path.suffix in ("", ".py")}
    assert names & SUITCASES == set()


@pytest.mark.parametrize("package", list(messages.packages()), ids=lambda path: path.name)
def test_every_sentence_is_in_persian(package: Path) -> None:
    catalogue = messages.read(package / "locale" / "fa" / "LC_MESSAGES" / "django.po")
    missing = []
    for message, context in messages.messages_of(package):
        singular = message if isinstance(message, str) else message[0]
        found = catalogue.get(singular, context) if singular else None
        if singular and (found is None or not messages._is_translated(found.string)):
            missing.append(singular)
    assert missing == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "package-lock.json"])
def test_lock_files_hold_no_addresses(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.pure
def test_migrations_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_inline_script_or_style() -> None:
    pages = [path for path in SOURCE.rglob("*.html") if "notifications" not in path.parts]
    faults = [
        path.name
        for path in pages
        if re.search(
            r"<script(?![^>]*\b(src|type=\"application/json\"))|<style|\son[a-z]+=\"|\sstyle=\"",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert faults == []
