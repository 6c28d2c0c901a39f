"""How the inner rooms say no: a code for programs, from which a door makes a sentence."""

from typing import Any


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """An act was refused; nothing was changed.

    `code` names the reason (`not_allowed`, `stale`, `serial_taken` …), `field` the input at fault where there is one,
    `params` what a sentence about it needs.
    """

    def __init__(self, code: str, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params
