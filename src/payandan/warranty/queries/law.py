"""What the law gives, by country and kind of product."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from payandan.warranty.models import Document
from payandan.warranty.rules import Pack, parse_stored
from payandan.warranty.rules.vocabulary import is_in


@dataclass(frozen=True, slots=True)
class LawBook:
    """A law pack and the version of it that is kept."""

    document: Document
    pack: Pack

    def speaks_of(self, country: str, category: str) -> bool:
        """Whether it is about products of this kind in this country."""
        scope = self.pack.scope
        here = scope.countries is None or is_in(country, scope.countries)
        return here and (scope.categories is None or category in scope.categories)


def law_books(on: date) -> list[LawBook]:
    """The packs that bind what is sold on this day, the newest version of each, the surest first. One query."""
    rows = Document.objects.filter(kind=Document.Kind.PACK, state=Document.State.PUBLISHED)
    rows = rows.filter(Q(sold_from=None) | Q(sold_from__lte=on), Q(sold_until=None) | Q(sold_until__gt=on))
    newest = {row.code: row for row in rows.order_by("code", "version")}
    books = [LawBook(row, pack) for row in newest.values() if isinstance(pack := parse_stored(row.body), Pack)]
    rank = {"high": 0, "medium": 1, "low": 2}
    return sorted(books, key=lambda book: (rank.get(book.pack.source.confidence, 3), book.document.code))
