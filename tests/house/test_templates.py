"""Every template can be read by the engine: a page that no test opens must not fail its first reader."""

from pathlib import Path

import pytest
from django.template.loader import get_template

import payandan

ROOT = Path(payandan.__file__).parent
NAMES = sorted(
    {
        template.relative_to(folder).as_posix()
        for folder in ROOT.rglob("templates")
        for template in folder.rglob("*")
        if template.suffix in (".html", ".txt")
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_the_template_compiles(name: str) -> None:
    assert get_template(name)
