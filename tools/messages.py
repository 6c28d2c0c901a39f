"""The Persian catalogues: `compile` makes .mo files; `update` brings .po files up to date with code and templates."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "payandan"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "gettext_noop": None,
    "N_": None,
}
TRANSLATE = re.compile(
    r"""\{%-?\s*(?:trans|translate)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')(?:[^%]*?context\s+"([^"]*)")?"""
)
IN_FILTER = re.compile(r"""_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
BLOCK = re.compile(r"\{%-?\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%-?\s*endblocktrans(?:late)?\s*-?%\}", re.S)
PLURAL = re.compile(r"\{%-?\s*plural\b[^%]*%\}")
VARIABLE = re.compile(r"\{\{\s*([\w.]+)(?:\|[^}]*)?\s*\}\}")

Message = tuple[str | tuple[str, str], str | None]


def packages() -> Iterator[Path]:
    """Every package that has a catalogue, or should have one."""
    for folder in sorted(SOURCE.rglob("*")):
        if folder.is_dir() and ((folder / "apps.py").exists() or folder == SOURCE / "site"):
            yield folder


def messages_of(package: Path) -> Iterator[Message]:
    """(message or (singular, plural), context) of a package's code and templates."""
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            for _, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
                yield message, context
    for path in sorted([*package.rglob("*.html"), *package.rglob("*.txt")]):
        yield from _of_template(path.read_text(encoding="utf-8"))


def _of_template(text: str) -> Iterator[Message]:
    for double, single, context in TRANSLATE.findall(text):
        yield (double or single).replace('\\"', '"').replace("\\'", "'"), context or None
    for double, single in IN_FILTER.findall(text):
        yield double or single, None
    for arguments, body in BLOCK.findall(text):
        parts = [VARIABLE.sub(r"%(\1)s", part.replace("%", "%%")) for part in PLURAL.split(body)]
        if "trimmed" in arguments:
            parts = [" ".join(line.strip() for line in part.strip().splitlines()) for part in parts]
        found = re.search(r'context\s+"([^"]*)"', arguments)
        yield (parts[0] if len(parts) == 1 else (parts[0], parts[1])), found[1] if found else None


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="fa", charset="utf-8", project="Payandan", header_comment="# Persian")
    with path.open("rb") as file:
        return read_po(file, locale="fa")


def update(*only: str) -> None:
    for package in packages():
        if only and package.name not in only:
            continue
        found = {(m, c) for m, c in messages_of(package) if m and m != ("", "")}
        path = package / "locale" / "fa" / "LC_MESSAGES" / "django.po"
        if not found and not path.exists():
            continue
        old, new = read(path), Catalog(locale="fa", charset="utf-8", project="Payandan", header_comment="# Persian")
        for message, context in sorted(found, key=str):
            singular = message if isinstance(message, str) else message[0]
            known = old.get(singular, context)
            new.add(message, known.string if known else "", context=context)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, width=120, omit_header=False, sort_output=True, include_lineno=False)
        missing = [m.id for m in new if m.id and not _is_translated(m.string)]
        print(f"{package.relative_to(SOURCE)}: {len(found)} messages, {len(missing)} without Persian")
        for message in missing:
            print("   ", message)


def _is_translated(string: str | tuple[str, ...] | list[str]) -> bool:
    return bool(string) if isinstance(string, str) else bool(string) and all(string)


def compile_catalogues() -> None:
    for path in SOURCE.rglob("django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(path))


if __name__ == "__main__":
    command, *names = sys.argv[1:]
    {"update": update, "compile": compile_catalogues}[command](*names)
