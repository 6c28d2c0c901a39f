"""What of the looks a machine can check: contrast, directions, weight, and that no colour hides in a component."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "src/payandan/platform/ui/static/ui"
TEXTS = [
    ("text", "ground"), ("text", "surface"), ("text-soft", "ground"), ("text-soft", "surface"), ("text-soft", "sunken"),
    ("text-faint", "ground"), ("text-faint", "surface"), ("text-faint", "sunken"), ("brand-text", "surface"),
    ("brand-text", "ground"), ("brand-text", "brand-soft"), ("on-brand", "brand"), ("good-text", "good-soft"),
    ("warn-text", "warn-soft"), ("bad-text", "bad-soft"), ("bad-text", "surface"), ("info-text", "info-soft"),
    ("text-soft", "muted-soft"), ("text-soft", "warn-soft"), ("surface", "good"),
]  # fmt: skip
SHAPES = ["focus", "line-strong", "good", "warn", "bad", "info", "muted", "brand"]


def tokens(sheet: str, selector: str) -> dict[str, str]:
    text = (STATIC / sheet).read_text(encoding="utf-8")
    block = text[text.index(selector) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", block[: block.index("}")]))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("sheet", "selector"), [("tokens.css", ":root, [data-theme"), ("dark.css", ":root:not")])
def test_texts_and_shapes_stand_out(sheet: str, selector: str) -> None:
    values = tokens(sheet, selector)
    faint = [pair for pair in TEXTS if contrast(values[pair[0]], values[pair[1]]) < 4.5]
    faint += [(shape, "surface") for shape in SHAPES if contrast(values[shape], values["surface"]) < 3]
    assert faint == []


def test_dark_redefines_every_colour() -> None:
    assert set(tokens("dark.css", ":root:not")) == set(tokens("tokens.css", ":root, [data-theme"))


@pytest.mark.parametrize("sheet", ["base.css", "components.css", "shell.css"])
def test_one_sheet_serves_both_directions(sheet: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    physical = r"(?:^|[;{\s])(?:margin|padding|border|inset)?-?(?:left|right|top|bottom)\s*:"
    faults = [selector.strip() for selector, body in rules if "[dir=" not in selector and re.search(physical, body)]
    assert [fault for fault in faults if ".date-wrap" not in fault] == []


@pytest.mark.parametrize("sheet", ["base.css", "components.css", "shell.css"])
def test_colours_come_from_the_tokens(sheet: str) -> None:
    text = (STATIC / sheet).read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{6}\b|rgba?\(", text) == []


def test_every_token_that_is_used_exists() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    used, given = set(re.findall(r"var\(--([\w-]+)", sheets)), set(re.findall(r"--([\w-]+):", sheets))
    assert used - given == set()


def test_a_first_view_is_light() -> None:
    own = sum(path.stat().st_size for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js")])
    assert own < 150_000
