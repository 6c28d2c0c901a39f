"""The shell around every page: who is signed in, and where they may go."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the base templates need."""
    return {"actor": getattr(request, "actor", None)}
