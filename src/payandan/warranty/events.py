"""What happens to terms, packs and their bindings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentPublished:
    document_id: int
    document: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn:
    """It is no longer given to units sold from this day on; what was promised stays promised."""

    document_id: int
    document: str
    sold_until: str


@dataclass(frozen=True, slots=True)
class TermsBound:
    """Terms were given to one unit alone."""

    unit_id: int
    document_id: int
    document: str
    since: str


@dataclass(frozen=True, slots=True)
class TermsUnbound:
    unit_id: int
    document_id: int
    document: str
    ended_on: str
