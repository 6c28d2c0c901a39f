"""Every route of the product, package by package."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_PACKAGES = [
    "platform.people",
    "platform.files",
    "platform.notifications",
    "platform.ui",
    "customers",
    "catalog",
    "units",
    "warranty",
    "claims",
    "integrations",
    "insights",
    "site",
]


def _routes() -> list[URLPattern | URLResolver]:
    return [
        path("", include(f"payandan.{package}.{'home' if package == 'site' else 'urls'}"))
        for package in _PACKAGES
        if find_spec(f"payandan.{package}.{'home' if package == 'site' else 'urls'}")
    ]


urlpatterns = _routes()
