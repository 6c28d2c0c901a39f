"""The API at /api/v1/: the operations of every package, their description, and a page to read it by."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from payandan.platform.api import rest
from payandan.platform.api.rest.problems import STATUS
from payandan.platform.kit.actors import Actor
from payandan.platform.people import queries as people
from payandan.platform.people.permissions import public_page
from payandan.site.reference import chapters, problems

PREFIX = "/api/v1/"
_PACKAGES = [
    "warranty",
    "claims",
    "returns",
    "repairs",
    "parts",
    "units",
    "customers",
    "catalog",
    "insights",
    "integrations",
]


def _build() -> rest.Api:
    """The API with the router of each package that has one."""
    api = rest.Api(title="Payandan", version="1", prefix=PREFIX)
    for package in _PACKAGES:
        if find_spec(f"payandan.{package}.api"):
            api.add_router("", import_module(f"payandan.{package}.api").router)
    return api


def _actor_of_token(raw: str) -> Actor | None:
    return people.actor_of_token(raw, at=timezone.now())


rest.read_tokens_with(_actor_of_token)
api = _build()


@public_page
@require_safe
def description(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The OpenAPI document."""
    return JsonResponse(_described(), headers={"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"})


@public_page
@require_safe
def reference(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The same for people; `/problems/<kind>`, the address of a kind of problem, shows it too."""
    if kind and kind not in STATUS:
        raise Http404
    context = {"chapters": chapters(_described(), settings.BASE_URL), "problems": problems(), "kind": kind}
    return render(request, "site/api.html", context)


def _described() -> dict[str, Any]:
    return api.describe(get_language() or "fa")


urlpatterns = [
    path("api/v1/", reference, name="api"),
    path("api/v1/openapi.json", description, name="api-description"),
    re_path(r"^problems/(?P<kind>[a-z-]{3,40})$", reference, name="problem"),
    path("api/v1/", include((api.routes(), "api"))),
]
