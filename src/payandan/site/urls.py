"""Every route of the product, package by package."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_PACKAGES = [
    "platform.people",
    "platform.files",
    "platform.notifications",
    "platform.payments",
    "platform.ui",
    "customers",
    "catalog",
    "units",
    "parts",
    "warranty",
    "claims",
    "returns",
    "repairs",
    "integrations",
    "insights",
]
_SITE = ["payandan.site.home", "payandan.site.search", "payandan.site.api"]


def _routes() -> list[URLPattern | URLResolver]:
    return [
        path("", include(module))
        for module in [*(f"payandan.{package}.urls" for package in _PACKAGES), *_SITE]
        if find_spec(module)
    ]


urlpatterns = _routes()
