"""Text as people write it: Persian first, any digits, any direction.

Two functions are never mixed: :func:`store` cleans what is kept and shown, :func:`key` makes what is compared
and searched. Everything here is pure; the rules follow Unicode (normalisation, UAX #9 isolates) and the order
of letters follows CLDR's Persian tailoring.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise
from typing import Literal

Language = Literal["fa", "en"]

ZWNJ = "\u200c"

_NOT_ASCII_DIGIT = re.compile(r"[^\D0-9]")
_TO_PERSIAN = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹" * 2)


class NotANumber(ValueError):  # noqa: N818 — the name is the sentence
    """The text is not a number. ``reason_code`` is one of ``empty``, ``unreadable``, ``not_whole``."""

    def __init__(self, text: str, reason_code: str) -> None:
        super().__init__(f"{reason_code}: {text!r}")
        self.text = text
        self.reason_code = reason_code


# --- digits and numbers ---------------------------------------------------------------------------


def ascii_digits(text: str) -> str:
    """``text`` with every decimal digit of any script as 0-9. Superscripts are not decimal digits and
    stay."""
    if text.isascii():
        return text
    return _NOT_ASCII_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def persian_digits(text: str) -> str:
    """``text`` with ASCII and Arabic-Indic digits as ۰-۹."""
    return text.translate(_TO_PERSIAN)


def parse_int(text: str) -> int:
    """A whole number in any digits, with or without grouping by threes. Raises :class:`NotANumber`."""
    number = parse_decimal(text)
    if number != number.to_integral_value():
        raise NotANumber(text, "not_whole")
    return int(number)


_SIGN = {"+": "", "-": "-", "\u2212": "-"}
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:\.[0-9]+)?")
_SEPARATORS = str.maketrans({"٫": ".", "٬": ",", "،": ",", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})


def parse_decimal(text: str) -> Decimal:
    """A number in any digits. ``٫`` and ``.`` part the decimals; ``٬ , '`` and space group by threes.

    Grouping must be by threes, so that «12,5» (a decimal comma to some, a slip to others) is refused and
    never read as 125. Raises :class:`NotANumber`.
    """
    plain = ascii_digits(strip_direction(text)).strip().translate(_SEPARATORS)
    if not plain:
        raise NotANumber(text, "empty")
    sign = _SIGN.get(plain[0])
    body = plain if sign is None else plain[1:].lstrip()
    if not (_PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)):
        raise NotANumber(text, "unreadable")
    return Decimal((sign or "") + re.sub(r"[ ,']", "", body))


# --- cleaning -------------------------------------------------------------------------------------

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WHITE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = re.compile("[ \u200c]* [ \u200c]*")
_ZWNJS = re.compile("\u200c{2,}")
_ARABIC_TO_PERSIAN = str.maketrans("يىك", "ییک")


def strip_direction(text: str) -> str:
    """``text`` without the invisible marks that steer direction (and without BOM)."""
    return text if text.isascii() else _DIRECTION.sub("", text)


def store(text: str, *, persian: bool = True) -> str:
    """One line of text as it is kept: NFC, no controls, tidy spaces and ZWNJ, Persian ی and ک. Digits stay.

    ``persian=False`` leaves Arabic ي ى ك alone, for a tenant who writes Arabic. ``store(store(x)) ==
    store(x)``.
    """
    # Controls go before NFC: a control between a letter and its mark would hide the pair from composition.
    cleaned = _CONTROL.sub("", strip_direction(_WHITE.sub(" ", text)))
    if not cleaned.isascii():
        cleaned = unicodedata.normalize("NFC", cleaned)
        if persian:
            cleaned = cleaned.translate(_ARABIC_TO_PERSIAN)
        cleaned = _ZWNJS.sub(ZWNJ, _GAP.sub(" ", cleaned))
        return cleaned.strip(" " + ZWNJ)
    return _GAP.sub(" ", cleaned).strip(" ")


def store_lines(text: str, *, persian: bool = True) -> str:
    """:func:`store` for prose of several lines: each line cleaned, at most one empty line in a row."""
    lines = [store(line, persian=persian) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


_PRESENTATION = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc\uff01-\uff5e]")
_FOLD = str.maketrans({
    "ٱ": "ا", "ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "ء": None, "ٴ": None, "ـ": None, "٫": " ", "٬": " ", "،": " ", "؛": " ",
})  # fmt: skip


def key(text: str) -> str:
    """``text`` as it is compared and searched: forms of one word that a person takes as equal are equal here.

    On top of :func:`store`: ASCII digits, no ZWNJ, tatweel or marks, one ا for أإٱآ, ؤ→و, ئ→ی, ه for ة ۀ,
    no ء, case folded, ``٫٬،؛`` as spaces. ``key(key(x)) == key(x)``; never show a key to people.
    """
    if text.isascii():
        return store(text).casefold()
    folded = _key_once(text)
    # Case folding and composition can feed each other for a few rare letters; two rounds settle them.
    for _ in range(3):
        again = _key_once(folded)
        if again == folded:
            break
        folded = again
    return folded


def _key_once(text: str) -> str:
    wide = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), store(text))
    apart = unicodedata.normalize("NFD", ascii_digits(wide).casefold())
    # Mn, Me: marks that sit on a letter; Cf: what cannot be seen (ZWNJ, ZWJ, soft hyphen).
    bare = "".join(sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    return store(unicodedata.normalize("NFC", bare.translate(_FOLD)))


_WORD = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text``, as keys, in order, repetitions kept."""
    return _WORD.findall(key(text))


def search_forms(text: str) -> list[str]:
    """Tokens, then each two neighbours joined, so that «می روم», «می‌روم» and «میروم» meet in an index."""
    words = tokens(text)
    return words + [first + second for first, second in pairwise(words)]


# --- showing --------------------------------------------------------------------------------------


def isolate(text: str) -> str:
    """``text`` as a left-to-right island (U+2066…U+2069) for plain text such as an SMS.

    A right-to-left line would otherwise show «+98 912 345» as «345 912 98+». Marks inside are removed, so
    that the island cannot be broken out of. In HTML use ``<bdi dir="ltr">`` instead.
    """
    return f"\u2066{strip_direction(text)}\u2069"


_TITLES = {key(word) for word in ("آقای", "خانم", "دکتر", "مهندس", "جناب", "سرکار", "mr", "mrs", "ms", "dr")}
_PART_OF_NAME = {
    key(word)
    for word in (
        "الله", "الهه", "الهام", "الهی", "الیاس", "الیاسی", "الناز", "المیرا", "البرز", "البرزی", "الوند", "الوندی",
        "الماس", "الماسی", "السا", "الین", "الینا", "الیسا", "الیکا", "الشن", "الیار", "الیزابت", "الکساندر",
        "الگا", "الیور", "الیزه", "التفات", "التفاتی", "الطاف", "الطافی", "الموتی", "الیما", "السانا", "التن",
    )
}  # fmt: skip


def initials(name: str) -> str:
    """One or two letters for an avatar: first and last word, without a title and without the article «ال».

    Persian letters are kept apart by ZWNJ. A name that merely begins with these letters (الهام) keeps them.
    """
    words = [word for word in re.findall(r"[^\W\d_][\w\u200c]*", store(name)) if key(word) not in _TITLES]
    picked = [words[0], words[-1]] if len(words) > 1 else words
    letters = [_first_letter(word) for word in picked]
    return (ZWNJ if any(not letter.isascii() for letter in letters) else "").join(letters)


def _first_letter(word: str) -> str:
    if word.startswith("ال") and len(word) > 4 and key(word) not in _PART_OF_NAME:
        word = word[2:]
    return word[0].upper()


_SLUG_GAP = re.compile(r"[\W_]+")


def slug(text: str, *, limit: int = 80) -> str:
    """A readable path segment: Persian letters stay, digits are ASCII, all else becomes single hyphens."""
    folded = ascii_digits(store(text)).casefold()
    bare = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Mn", "Me") and sign != "ـ")
    return _SLUG_GAP.sub("-", bare).strip("-")[:limit].rstrip("-")


# --- order ----------------------------------------------------------------------------------------

# CLDR's Persian order, one entry a primary weight. The first sign of an entry is the plain form; the others
# differ from it only when all else is equal.
_ORDER = (
    " ", "_", "-", "–", ",", "،", "٫", "٬", ";", "؛", ":", "!", "?", "؟", ".", "'", '"', "«", "»", "(", ")", "[", "]",
    "{", "}", "@", "*", "/", "\\", "&", "#", "%٪", "•", "`", "^", "+", "×", "<", "=", ">", "|", "~", "$",
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
    "آ", "اٱ", "ءأإؤئ", "ب", "پ", "ت", "ث", "ج", "چ", "ح", "خ", "د", "ذ", "ر", "ز", "ژ", "س", "ش", "ص", "ض", "ط", "ظ",
    "ع", "غ", "ف", "ق", "کك", "گ", "ل", "م", "ن", "و", "هەہةۀھ", "یىےي",
    *"abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
_WEIGHTS = {
    sign: (f"{place + 16:02x}", f"{variant + 2:02x}")
    for place, entry in enumerate(_ORDER)
    for variant, sign in enumerate(entry)
}


def sort_key(text: str) -> str:
    """A hexadecimal string whose plain order is the Persian order of ``text``, in any database and collation.

    Primary: letters in CLDR's fa order (ک گ before ل, و before ه, Persian before Latin), ۱ equal to 1,
    ZWNJ, marks and case ignored. Ties are broken by variants of a letter, then by case. Unknown signs
    follow in code point order. The same text always gives the same key; re-key stored rows if this table
    ever changes.
    """
    primary: list[str] = []
    variants: list[str] = []
    cases: list[str] = []
    for sign in _collation_signs(text):
        small = sign.lower()[0]
        weight, variant = _WEIGHTS.get(small, (f"ff{ord(small):06x}", "02"))
        primary.append(weight)
        variants.append(variant)
        cases.append("02" if sign == small else "03")
    levels = ["".join(primary), _without_default_tail(variants), _without_default_tail(cases)]
    while len(levels) > 1 and not levels[-1]:
        levels.pop()
    # 01 is below every weight, so a text sorts before its own continuations.
    return "01".join(levels)


def _collation_signs(text: str) -> str:
    known = ascii_digits(store(text, persian=False))
    if known.isascii():
        return known
    signs: list[str] = []
    for sign in known:
        # A known letter keeps its identity (آ is not ا here); any other loses its marks: é sorts as e.
        signs.extend(sign if sign in _WEIGHTS else unicodedata.normalize("NFD", sign))
    return "".join(sign for sign in signs if sign != "ـ" and unicodedata.category(sign) not in ("Mn", "Me", "Cf"))


def _without_default_tail(weights: list[str]) -> str:
    end = len(weights)
    while end and weights[end - 1] == "02":
        end -= 1
    return "".join(weights[:end])
