"""Lists that keep their place: search, filters, sorts, columns, pages and export over any queryset.

A list costs a constant number of queries: the rows of one page, and a count that never looks beyond a thousand.
"""

from payandan.platform.ui.lists.columns import Column
from payandan.platform.ui.lists.export import Export
from payandan.platform.ui.lists.filters import Choice, DateRange, YesNo
from payandan.platform.ui.lists.page import Empty, ListPage

__all__ = ["Choice", "Column", "DateRange", "Empty", "Export", "ListPage", "YesNo"]
