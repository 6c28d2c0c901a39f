"""Countries as sheets name them: ISO codes, English and Persian names."""

from functools import lru_cache

from payandan.platform.kit.text import key

# Only names; the codes are ISO 3166-1. Enough for a sheet, and each name folds to one code.
_SPELLINGS = {"iran": "IR", "ایران": "IR", "turkey": "TR", "türkiye": "TR", "uae": "AE", "usa": "US", "uk": "GB"}


@lru_cache(maxsize=512)
def country_code(name: str) -> str | None:
    """The two-letter code of a country named by code, or in English or Persian; None where it is not known.

    >>> country_code("ترکیه"), country_code("Spain"), country_code("de")
    ('TR', 'ES', 'DE')
    """
    folded = key(name)
    if folded in _names():
        return _names()[folded]
    return folded.upper() if folded.upper() in set(_names().values()) else None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel import Locale

    found = {
        key(name): code
        for language in ("en", "fa")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return found | {key(name): code for name, code in _SPELLINGS.items()}
