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
        """Rows whose `search_key` contains each word, anywhere in it. A text with nothing to look for keeps every row.

        Words of three letters and more are looked up in the index; shorter ones only narrow what those found.
        """
        long, short = rules.needles(text)
        found = self
        if long:
            found = self._postgres(long) if connections[self.db].vendor == "postgresql" else self._sqlite(long)
        for word in short:
            found = found.filter(search_key__contains=word)
        return found

    def _postgres(self, words: list[str]) -> Self:
        """The index finds rows with all the trigrams; containment keeps those that have them in the right order."""
        indexed = RawSQL(  # noqa: S611 - the text is a parameter
            f'payandan_grams("{self.model._meta.db_table}"."search_key") @> payandan_grams(%s)',
            [" ".join(words)],
            output_field=models.BooleanField(),
        )
        contained = models.Q(*(models.Q(search_key__contains=word) for word in words))
        found: Any = self.filter(contained, indexed)
        return found  # type: ignore[no-any-return]

    def _sqlite(self, words: list[str]) -> Self:
        table = self.model._meta.db_table
        match = " ".join('"{}"'.format(word.replace('"', '""')) for word in words)
        return self.filter(
            pk__in=RawSQL(f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s', [match])  # noqa: S608, S611
        )


class Searchable(models.Model):
    """A record that search can find; its package's actions keep `search_key` true."""

    search_key = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True
