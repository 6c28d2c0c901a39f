"""Parts in the one search over everything."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from payandan.parts.models import Part
from payandan.parts.queries.master import exact
from payandan.platform.search.queries import Source

SEARCH = Source(
    kind="part",
    label=_("Spare parts"),
    icon="cog",
    position=45,
    queryset=Part.objects.visible_to,
    title=str,
    subtitle=lambda part: part.name_in(get_language() or "fa"),
    url=lambda part: reverse("parts-record", args=[part.number]),
    exact=exact,
)
