"""One column that finds a record: serial's middle, name, phone, number; in any spelling of Persian.

The column holds `kit.text.key` of everything worth finding. PostgreSQL indexes its trigrams with a function of
our own (no extension, so no superuser is needed); SQLite keeps an FTS5 trigram table beside it.
"""

from typing import Any, Self, TypeVar

from django.db import connections, models
from django.db.models.expressions import RawSQL

from payandan.platform.search import rules

Row = TypeVar("Row", bound=models.Model)


class SearchQuerySet(models.QuerySet[Row]):
    """A queryset whose `search(text)` keeps the rows that contain every word of the text."""

    def search(self, text: str) -> Self:
        """Rows whose `search_key` contains each word; words of fewer than three letters do not narrow.

        A text with nothing to look for keeps every row; one with only short words matches by containment.
        """
        words = rules.needles(text)
        if not words:
            short = rules.key(text).strip()
            return self.filter(search_key__contains=short) if short else self
        if connections[self.db].vendor == "postgresql":
            return self._postgres(words)
        return self._sqlite(words)

    def _postgres(self, words: list[str]) -> Self:
        found: Any = self
        for word in words:
            found = found.filter(
                RawSQL(  # noqa: S611 - the text is a parameter
                    f'payandan_grams("{self.model._meta.db_table}"."search_key") @> payandan_grams(%s)',
                    [word],
                    output_field=models.BooleanField(),
                ),
                search_key__contains=word,
            )
        return found

    def _sqlite(self, words: list[str]) -> Self:
        table = self.model._meta.db_table
        match = " ".join(f'"{word}"' for word in (w.replace('"', '""') for w in words))
        return self.filter(
            pk__in=RawSQL(f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s', [match])  # noqa: S608, S611
        )


class Searchable(models.Model):
    """A record that search can find; its package's actions keep `search_key` true."""

    search_key = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True
