"""Give every request its actor, its language and its id."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from payandan.platform.journal.actions import request_id
from payandan.platform.kit.actors import ANONYMOUS, Actor, Language
from payandan.platform.people import queries

CUSTOMER_SESSION = "customer"
LANGUAGE_COOKIE = "lang"


class ActorMiddleware:
    """`request.actor`: the signed-in member of staff, the customer of the portal, or nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        token = request_id.set(secrets.token_hex(8))
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class LanguageMiddleware:
    """Persian unless the reader chose otherwise: ?lang=, then the cookie, then the profile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if "lang" in request.GET:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True)
        response.headers.setdefault("Content-Language", language)
        return response


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request's session."""
    if request.user.is_authenticated:
        return queries.actor_of(request.user)
    customer: dict[str, Any] | None = request.session.get(CUSTOMER_SESSION)
    if customer:
        return Actor(kind="customer", id=customer["id"], name=customer["name"], language=language_of(request))
    return ANONYMOUS


def language_of(request: HttpRequest) -> Language:
    """The language to answer in."""
    asked = request.GET.get("lang") or request.COOKIES.get(LANGUAGE_COOKIE)
    if asked is None and request.path.startswith("/api/"):
        asked = "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "fa"
    return "en" if asked == "en" else "fa"
