"""Give every request its actor, its language, its id, and the address it really came from."""

import secrets
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from payandan.platform.journal.actions import request_id
from payandan.platform.kit.actors import ANONYMOUS, Actor, Language
from payandan.platform.people import queries, rules
from payandan.platform.people.models import User
from payandan.platform.people.permissions import ActorRequest

LANGUAGE_COOKIE = "lang"
SECOND_FACTOR = "second_factor"


class ActorMiddleware:
    """`request.actor`: the signed-in member of staff, the customer of the portal, or nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(ActorRequest, request)
        asked.must_enrol = False
        asked.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(asked)))
        request.META["REMOTE_ADDR"] = rules.client_address(
            request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
        )
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
            remember_language(response, language)
        response.headers.setdefault("Content-Language", language)
        return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the browser remember the language for a year, also for who is not signed in."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=31_536_000,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def actor_of(request: ActorRequest) -> Actor:
    """The actor behind a request's session. Django has already dropped a session whose user was deactivated."""
    user = request.user
    if isinstance(user, User):
        return _staff(request, user)
    customer: dict[str, Any] | None = request.session.get(rules.CUSTOMER_SESSION)
    if customer:
        return Actor(kind="customer", id=customer["id"], name=customer["name"], language=language_of(request))
    return ANONYMOUS


def _staff(request: ActorRequest, user: User) -> Actor:
    """The member of staff; without the second factor that is asked for, one who may do and see nothing yet.

    So that no door, present or future, has to remember to ask. Once seen, it is noted in the session.
    """
    if settings.REQUIRE_MFA and not request.session.get(SECOND_FACTOR):
        if not queries.has_second_factor(user.pk):
            request.must_enrol = True
            return Actor(kind="staff", id=user.pk, name=user.name, branches=frozenset(), language=language_of(request))
        request.session[SECOND_FACTOR] = True
    return queries.actor_of(user)


def language_of(request: HttpRequest) -> Language:
    """The language to answer in."""
    asked = request.GET.get("lang") or request.COOKIES.get(LANGUAGE_COOKIE)
    if asked is None and request.path.startswith("/api/"):
        asked = "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "fa"
    if asked is None and isinstance(request.user, User):
        asked = request.user.language
    return "en" if asked == "en" else "fa"
