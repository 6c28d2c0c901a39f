"""The living page: the whole component set, light and dark, in both directions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from payandan.platform.ui import reader
from payandan.platform.ui.demo import sample


@require_safe
def living(request: HttpRequest) -> HttpResponse:
    """Every component with a believable case. A change to the set is looked at here first."""
    languages = ["fa", "en"] if reader.language() == "fa" else ["en", "fa"]
    pairs = [[_panel(request, language, theme) for theme in ("light", "dark")] for language in languages]
    return render(request, "ui/living.html", {"pairs": pairs})


# The policies themselves stand above this package (people.permissions.public_page says the same).
living.policy = "public"  # type: ignore[attr-defined]


def _panel(request: HttpRequest, language: str, theme: str) -> dict[str, str]:
    with translation.override(language):
        html = render_to_string("ui/living_set.html", sample(f"{language}-{theme}"), request)
    return {"language": language, "direction": "rtl" if language == "fa" else "ltr", "theme": theme, "html": html}
