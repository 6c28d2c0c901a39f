"""Which documents speak about a unit, and what they decide."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from payandan.platform.kit.refusals import Refused
from payandan.platform.search.prepared import Given, Prepared
from payandan.warranty.models import Binding, Document
from payandan.warranty.queries.facts import sale_day, text_of
from payandan.warranty.rules import (
    CaseError,
    Pack,
    Replay,
    RuleBook,
    Ruling,
    Terms,
    Verdict,
    adjudicate,
    parse_case,
    parse_stored,
    verdict_to_mapping,
)
from payandan.warranty.rules.publishing import UNPUBLISHED
from payandan.warranty.rules.vocabulary import is_in, regions_of

_REMEMBERED = 2048
"""How many parsed documents and rule books a process keeps: a published document never changes."""
_MOST_REPLAYS, _MOST_CASES = 8, 5_000
"""How many rule books a process keeps replays of, and after how many cases one begins anew: they must not grow."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a published document applies, without its content."""

    code: str
    version: int
    digest: str
    offered: bool
    sold_from: date | None
    sold_until: date | None
    country: str
    current: bool
    categories: frozenset[str]

    def speaks_of(self, category: str, country: str, day: date | None) -> bool:
        """Whether a unit of this kind, sold on this day, is given it. An unknown day gets what is current."""
        here = self.country == "" or is_in(country, (self.country,))
        if not here or (self.categories and category not in self.categories):
            return False
        if day is None:
            return self.current and self.sold_until is None
        return (self.sold_from is None or self.sold_from <= day) and (self.sold_until is None or day < self.sold_until)


@dataclass(frozen=True, slots=True)
class Bound:
    """What was given to one unit alone, and for which days."""

    digest: str
    since: date
    ended_on: date | None

    def holds(self, on: date | None) -> bool:
        """Whether it speaks about a fault of this day."""
        if on is None:
            return self.ended_on is None
        return self.since <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All published documents and the bindings of some units, read at once: the books of many units in two queries."""

    offers: tuple[Offer, ...]
    bindings: Mapping[int, tuple[Bound, ...]] = field(default_factory=dict)

    def book(self, unit: Mapping[str, Any], *, unit_id: int | None = None, on: date | None = None) -> RuleBook:
        """The rule book of a unit (the contract's mapping of it): what is offered or bound, the packs in force."""
        return _book(self.digests(unit, unit_id=unit_id, on=on))

    def digests(
        self, unit: Mapping[str, Any], *, unit_id: int | None = None, on: date | None = None
    ) -> tuple[str, ...]:
        """The digests of the documents that speak about a unit, in a fixed order; the newest version of each.

        What is bound counts when it held on the day `on`, or holds still where that day is not known.
        """
        category, country = text_of(unit, "category"), text_of(unit, "country")
        day = sale_day(unit)
        newest: dict[str, Offer] = {}
        for offer in self.offers:
            if not (offer.offered and offer.speaks_of(category, country, day)):
                continue
            held = newest.get(offer.code)
            if held is None or held.version < offer.version:
                newest[offer.code] = offer
        found = [offer.digest for offer in newest.values()]
        bound = [item.digest for item in self.bindings.get(unit_id or 0, ()) if item.holds(on)]
        return tuple(sorted({*found, *bound}))


def shelf(unit_ids: Iterable[int] = (), *, country: str = "") -> Shelf:
    """Read where published documents apply, and what is bound to these units. One or two queries."""
    places = {"", country, *regions_of(country)}
    offers = tuple(
        Offer(
            **{name: row[name] for name in _TOLD},
            current=row["state"] == Document.State.PUBLISHED,
            categories=frozenset(row["categories"]),
        )
        for row in _published()
        if not country or row["country"] in places
    )
    bindings: dict[int, tuple[Bound, ...]] = {}
    ids = list(unit_ids)
    held = _bound_to(unit=ids[0]) if len(ids) == 1 else _bound(unit__in=ids) if ids else ()
    for unit_id, digest, since, ended_on in held:
        bindings[unit_id] = (*bindings.get(unit_id, ()), Bound(digest, since, ended_on))
    return Shelf(offers, bindings)


_TOLD = ("code", "version", "digest", "offered", "sold_from", "sold_until", "country")
_published = Prepared(
    lambda: (
        Document.objects.exclude(state__in=UNPUBLISHED)
        .order_by("code", "version")
        .values(*_TOLD, "state", "categories")
    )
)


def _bound(**which: Any) -> QuerySet[Binding, tuple[Any, ...]]:
    held = Binding.objects.filter(**which).order_by("id")
    return held.values_list("unit_id", "document__digest", "since", "ended_on")


_bound_to = Prepared(lambda: _bound(unit=Given("unit", BigIntegerField())))


def rule_book_for(
    unit_facts: Mapping[str, Any],
    *,
    on: date | None = None,
    unit_id: int | None = None,
    extra_terms: Sequence[Terms] = (),
    packs: Sequence[Pack] = (),
) -> RuleBook:
    """The rule book of one unit, in at most two queries while its documents are remembered.

    `unit_facts` is the contract's `unit`; `unit_id` brings what was bound to it on the day `on` (of the fault). What is
    offered goes by the day of the sale. `extra_terms` and `packs` are added.
    """
    stock = shelf([unit_id] if unit_id else (), country=text_of(unit_facts, "country"))
    book = stock.book(unit_facts, unit_id=unit_id, on=on)
    if not (extra_terms or packs):
        return book
    return RuleBook(terms=(*book.terms, *extra_terms), packs=(*book.packs, *packs))


def verdict_of(case: Mapping[str, Any], book: RuleBook) -> dict[str, Any]:
    """The verdict on a case as it is kept: the contract's JSON without sentences, and beside it what they need.

    That is the `titles` of the documents and, with each question, all the evidence it `needs`; `labels.spoken` makes
    the sentences of it. Raises Refused("bad_case") with its problems.
    """
    verdict = judge(case, book)
    kept = verdict_to_mapping(verdict)
    for written, question in zip(kept["questions"], verdict.questions, strict=True):
        written["needs"] = list(question.evidence)
    kept["titles"] = {
        name: title if isinstance(title, str) else dict(title or {}) for name, title in verdict.titles.items()
    }
    return kept


def judge(case: Mapping[str, Any], book: RuleBook) -> Verdict:
    """The adjudicator's verdict on a case as plain data. Raises Refused("bad_case") with its problems."""
    try:
        return adjudicate(parse_case(case), book)
    except CaseError as error:
        raise Refused("bad_case", field="case", problems=list(error.problems)) from error


def rulings(cases: Sequence[Mapping[str, Any]], book: RuleBook) -> list[Ruling]:
    """What cases come to, without the sentences: much faster than judging each, above all where they differ in little.

    Raises Refused("bad_case") with its problems.
    """
    try:
        parsed = [parse_case(case) for case in cases]
    except CaseError as error:
        raise Refused("bad_case", field="case", problems=list(error.problems)) from error
    with _replaying:
        return _replay_of(book, len(parsed)).rule(parsed)


_replaying = Lock()
"""What a replay remembers is for one thread at a time."""
_replays: OrderedDict[int, tuple[Replay, int]] = OrderedDict()
"""By the identity of the rule book, which its replay keeps alive; with the number of cases so far."""


def _replay_of(book: RuleBook, cases: int) -> Replay:
    """The replay of a rule book, which remembers what was asked before."""
    kept = _replays.pop(id(book), None)
    replay, ruled = kept if kept and kept[1] < _MOST_CASES else (Replay(book), 0)
    _replays[id(book)] = (replay, ruled + cases)
    if len(_replays) > _MOST_REPLAYS:
        _replays.popitem(last=False)
    return replay


def book_of_digests(digests: Iterable[str]) -> RuleBook:
    """The rule book of these published documents, by the digests of their content."""
    return _book(tuple(sorted(set(digests))))


_parsed: OrderedDict[str, Terms | Pack] = OrderedDict()


@lru_cache(maxsize=_REMEMBERED)
def _book(digests: tuple[str, ...]) -> RuleBook:
    """The rule book of these documents. A digest is of the content, so that what is remembered is never stale."""
    missing = [digest for digest in digests if digest not in _parsed]
    if missing:
        for digest, body in Document.objects.filter(digest__in=missing).values_list("digest", "body"):
            _parsed[digest] = parse_stored(body)
    documents = [_parsed[digest] for digest in digests]
    while len(_parsed) > _REMEMBERED:
        _parsed.popitem(last=False)
    return RuleBook(
        terms=tuple(document for document in documents if isinstance(document, Terms)),
        packs=tuple(document for document in documents if isinstance(document, Pack)),
    )
