"""The rule book of one case: the terms of the unit and the packs of its country."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from payandan.warranty.rules.document_reading import DocumentError, parse_document
from payandan.warranty.rules.document_writing import canonical_json
from payandan.warranty.rules.documents import Pack, Terms, Words
from payandan.warranty.rules.reading import Problem

D = TypeVar("D", Terms, Pack)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Terms and packs, each once, in the order of their ids: the order they are given in does not matter.

    `promises` are the terms that a customer has; `suppliers` stand behind the company; `policies` of goodwill only
    propose. `deciding` and `unchecked` are the packs' rules by how far their text can be trusted.
    """

    terms: tuple[Terms, ...] = ()
    packs: tuple[Pack, ...] = ()
    digest: str = field(init=False, default="")
    promises: tuple[Terms, ...] = field(init=False, default=())
    suppliers: tuple[Terms, ...] = field(init=False, default=())
    policies: tuple[Terms, ...] = field(init=False, default=())
    deciding: tuple[Pack, ...] = field(init=False, default=())
    unchecked: tuple[Pack, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        terms, terms_text = _once(self.terms, "terms")
        packs, packs_text = _once(self.packs, "packs")
        for place, pack in enumerate(packs):
            if any(pack.id == one.id for one in terms):
                raise DocumentError([Problem(f"packs[{place}].id", "duplicate", (("value", pack.id),))])
        text = f'{{"packs":[{packs_text}],"terms":[{terms_text}]}}'
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "packs", packs)
        object.__setattr__(self, "digest", "sha256:" + sha256(text.encode()).hexdigest())
        behind = {"suppliers": "supplier", "policies": "goodwill"}
        for name, kind in behind.items():
            chosen = tuple(one for one in terms if one.kind == kind and (kind == "supplier" or one.goodwill))
            object.__setattr__(self, name, chosen)
        aside = {one.id for one in (*self.suppliers, *self.policies)}
        object.__setattr__(self, "promises", tuple(one for one in terms if one.id not in aside))
        for name, deciding in (("deciding", True), ("unchecked", False)):
            parts = (pack.part(deciding=deciding) for pack in packs)
            object.__setattr__(self, name, tuple(part for part in parts if part is not None))

    @property
    def titles(self) -> dict[str, Words]:
        """The title of each document by its id."""
        floors = {f"{pack.id}#{floor.name}": pack.title for pack in self.packs for floor in pack.floors}
        return {one.id: one.title for one in self.terms} | {one.id: one.title for one in self.packs} | floors


def _once(documents: Sequence[D], path: str) -> tuple[tuple[D, ...], str]:
    """Each document once, by id, and their canonical texts. Two different documents cannot share an id."""
    by_id: dict[str, tuple[D, str]] = {}
    for place, document in enumerate(documents):
        text = canonical_json(document)
        if by_id.setdefault(document.id, (document, text))[1] != text:
            raise DocumentError([Problem(f"{path}[{place}].id", "duplicate", (("value", document.id),))])
    chosen = [by_id[name] for name in sorted(by_id)]
    return tuple(document for document, _ in chosen), ",".join(text for _, text in chosen)


def parse_rule_book(documents: Sequence[object], path: str = "") -> RuleBook:
    """A rule book from documents as plain data. Raises DocumentError with the problems of all of them."""
    problems: list[Problem] = []
    read: list[Terms | Pack] = []
    for place, document in enumerate(documents):
        try:
            read.append(parse_document(document, f"{path}[{place}]"))
        except DocumentError as error:
            problems += error.problems
    if problems:
        raise DocumentError(problems)
    terms = tuple(document for document in read if isinstance(document, Terms))
    packs = tuple(document for document in read if isinstance(document, Pack))
    return RuleBook(terms, packs)
