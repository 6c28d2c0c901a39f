"""Wording a message: fixed placeholders only, numbers that read right in a right-to-left line, and length in parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from payandan.platform.kit.actors import Language

Numbers = Literal["isolate", "line", "plain"]
"""How a number or code stands in a right-to-left SMS: between invisible isolates (U+2066 … U+2069), on a line of its
own for old phones that show those as boxes, or as it is."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MIXED_CODE = re.compile(r"(?=.*[A-Za-z0-9])(?=.*[^0-9]).+", re.DOTALL)
_LINK = re.compile(r"https?://\S+\Z")
_BLANKS = re.compile(r"[ \t]*\n[ \t]*")
_OWN_LINE = "\v"
_BREAKS = re.compile(rf"\n?[ \t]*{_OWN_LINE}[ \t]*\n?")

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("\f^{}\\[~]|€")


class MissingPlaceholder(KeyError):  # noqa: N818 - it reads as what it is
    """A text asks for a value that the caller did not give: a mistake in the program."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told; only the addresses that exist are written to. `zone` is an IANA name, or empty for the house's."""

    name: str
    mobile: str = ""
    email: str = ""
    language: Language = "fa"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """The texts of one kind of message by language, with `{placeholders}`; a channel without a text is not used."""

    sms: Mapping[str, str] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    email: Mapping[str, str] = field(default_factory=dict)

    def placeholders(self) -> frozenset[str]:
        """Every name that any of the texts asks for."""
        texts = [text for kind in (self.sms, self.subject, self.email) for text in kind.values()]
        return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text))


def render_sms(template: MessageTemplate, language: str, context: Mapping[str, object], numbers: Numbers) -> str:
    """The text of an SMS."""
    text = _in(template.sms, language)
    return _tidy(_fill(text, context, numbers if _RIGHT_TO_LEFT.search(text) else "plain"))


def render_email(template: MessageTemplate, language: str, context: Mapping[str, object]) -> tuple[str, str]:
    """Subject (one line) and text of a mail."""
    subject = _fill(_in(template.subject, language), context, "plain")
    text = _in(template.email, language)
    filled = _fill(text, context, "isolate" if _RIGHT_TO_LEFT.search(text) else "plain")
    return " ".join(subject.split())[:200], _tidy(filled)


def sms_parts(text: str) -> int:
    """How many parts a gateway bills: 160 then 153 septets in the GSM alphabet, else 70 then 67 UTF-16 units.

    >>> sms_parts("a" * 160), sms_parts("a" * 161), sms_parts("سلام"), sms_parts("س" * 71)
    (1, 2, 1, 2)
    """
    if all(sign in _GSM or sign in _GSM_TWICE for sign in text):
        length, single, joined = sum(2 if sign in _GSM_TWICE else 1 for sign in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))


def _fill(text: str, context: Mapping[str, object], numbers: Numbers) -> str:
    def value_of(found: re.Match[str]) -> str:
        if found[1] not in context:
            raise MissingPlaceholder(found[1])
        return _placed(str(context[found[1]]), numbers)

    return _PLACEHOLDER.sub(value_of, text)


def _placed(value: str, numbers: Numbers) -> str:
    """A value so that it reads right inside a right-to-left line. A link goes on its own line, so that it stays one."""
    if numbers == "plain" or _RIGHT_TO_LEFT.search(value):
        return value
    if _LINK.match(value):
        return f"{_OWN_LINE}{value}{_OWN_LINE}"
    if not _MIXED_CODE.fullmatch(value):
        return value
    return f"\u2066{value}\u2069" if numbers == "isolate" else f"{_OWN_LINE}{value}{_OWN_LINE}"


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _BLANKS.sub("\n", _BREAKS.sub("\n", text))).strip()
