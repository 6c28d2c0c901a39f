"""No rejection without its evidence: what each reason against the customer needs, and whether it can be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payandan.claims.rules.proposal import LineShare
from payandan.platform.kit.refusals import Refused

SEEN = ("photo", "video")
"""Kinds that are nothing without their file; the others may also be written down."""
AGAINST = ("excludes", "voids", "suspends")
"""Effects of reasons that stand on an exclusion, and so on its evidence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence, and what there is of it to see or to read."""

    kind: str
    about: str
    has_file: bool = False
    has_words: bool = False

    @property
    def can_be_shown(self) -> bool:
        """Whether the customer, and who hears an appeal, can look at it."""
        return self.has_file or (self.has_words and self.kind not in SEEN)


@dataclass(frozen=True, slots=True)
class Unproven:
    """A kind of evidence that a reason needs and does not have; `there` says that it was named, but cannot be shown."""

    code: str
    kind: str
    there: bool = False


def unproven(
    verdict: Mapping[str, Any],
    needs: Mapping[str, Sequence[str]],
    pieces: Sequence[Piece],
    lines: Iterable[str] | None = None,
) -> tuple[Unproven, ...]:
    """What is missing before the reasons against the customer may be held against him.

    `needs` are the kinds of evidence that the exclusion behind each reason asks for, by the reason's id; `pieces` the
    claim's evidence in its order; `lines` the lines to look at, all of them where None. A piece counts for a reason
    that names its place, so that it is about the very fact which the reason is about.
    """
    wanted = None if lines is None else set(lines)
    used = {reason for line in verdict["lines"] if wanted is None or line["id"] in wanted for reason in line["reasons"]}
    found: dict[tuple[str, str], Unproven] = {}
    for reason in verdict["reasons"]:
        if reason["id"] not in used or reason["effect"] not in AGAINST:
            continue
        held = [pieces[place] for place in reason["evidence"] if place < len(pieces)]
        for kind in needs.get(reason["id"], ()):
            named = [piece for piece in held if piece.kind == kind]
            if not any(piece.can_be_shown for piece in named):
                found[reason["code"], kind] = Unproven(reason["code"], kind, there=bool(named))
    return tuple(found.values())


def check_evidence(
    split: Sequence[LineShare],
    verdict: Mapping[str, Any],
    needs: Mapping[str, Sequence[str]],
    pieces: Sequence[Piece],
) -> None:
    """Refuse a decision that leaves the customer to pay for a line on a reason whose evidence cannot be shown."""
    refused = {line["id"] for line in verdict["lines"] if line["outcome"] in ("not_covered", "partly")}
    burdened = [line.line for line in split if line.customer > 0 or (line.amount == 0 and line.line in refused)]
    missing = unproven(verdict, needs, pieces, burdened)
    if missing:
        kinds = [(item.code, item.kind, item.there) for item in missing]
        raise Refused("no_rejection_without_evidence", field="outcome", outcome=verdict["outcome"], unproven=kinds)
