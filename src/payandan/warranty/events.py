"""What happens to terms, packs and their bindings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """Somebody wrote at a draft. `changed`: the paths that differ from the save before; empty for the first."""

    document_id: int
    document: str
    revision: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDropped:
    document_id: int
    document: str


@dataclass(frozen=True, slots=True)
class DocumentProposed:
    """Its author thinks it is right; somebody else has to read it now."""

    document_id: int
    document: str
    revision: int


@dataclass(frozen=True, slots=True)
class ProposalTakenBack:
    """It may be written at again."""

    document_id: int
    document: str


@dataclass(frozen=True, slots=True)
class DocumentSentBack:
    """Who read it found something to put right."""

    document_id: int
    document: str
    revision: int
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentPublished:
    """`alone`: by the hands that wrote or proposed it, where the installation allows that."""

    document_id: int
    document: str
    kind: str
    digest: str
    alone: bool = False


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
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TermsUnbound:
    """`reason`: why they end, in the words of who ended them."""

    unit_id: int
    document_id: int
    document: str
    ended_on: str
    reason: str = ""
