"""Names of countries and regions in the reader's language."""

from functools import lru_cache

from babel import Locale

from payandan.platform.ui import reader


def country_name(code: str) -> str:
    """«ایران» for IR; a code that is none reads as it stands."""
    return _names(reader.language()).get(code, code)


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
