"""Who calls: a token in the Authorization header, and nothing else; a session never opens the API."""

import re
from collections.abc import Callable

from django.http import HttpRequest
from ninja.security.base import AuthBase

from payandan.platform.api import limits
from payandan.platform.api.rest.problems import Problem
from payandan.platform.kit.actors import ANONYMOUS, Actor

ReadToken = Callable[[str], Actor | None]

_BEARER = re.compile(r"[Bb]earer +([!-~]{1,200})")
_CHALLENGE = 'Bearer realm="payandan"'
_readers: list[ReadToken] = []


def read_tokens_with(reader: ReadToken) -> None:
    """Say who knows which actor a token stands for (`people.queries.actor_of_token`); called once, by `site`."""
    _readers[:] = [reader]


class Request(HttpRequest):
    """A request inside an operation: somebody known sent it."""

    actor: Actor


class TokenAuth(AuthBase):
    """Only a token that holds every one of the capabilities."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token made by an administrator: `Authorization: Bearer pyd_…`."

    def __init__(self, capabilities: tuple[str, ...]) -> None:
        super().__init__()
        self.capabilities = capabilities
        self.policy = "api:" + ",".join(capabilities)

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor, also put on the request; Problem where there is none or it may not."""
        header = request.headers.get("Authorization", "")
        bearer = _BEARER.fullmatch(header)
        actor = _readers[0](bearer[1]) if bearer and _readers else None
        if actor is None:
            why = ', error="invalid_token"' if header else ""
            raise Problem("unauthenticated", headers={"WWW-Authenticate": _CHALLENGE + why})
        lacking = [capability for capability in self.capabilities if not actor.can(capability)]
        if lacking:
            raise Problem("forbidden", needed=lacking)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class PublicAuth(AuthBase):
    """Anybody, as nobody in particular, so many times a minute from one address."""

    openapi_type = "none"

    def __init__(self, limit: int, per: int) -> None:
        super().__init__()
        del self.openapi_security_schema
        self.limit = limit
        self.per = per
        self.capabilities: tuple[str, ...] = ()
        self.policy = "api:public"

    def __call__(self, request: HttpRequest) -> Actor:
        wait = limits.throttle(f"api:{request.path}:{limits.address(request)}", limit=self.limit, per=self.per)
        if wait:
            raise Problem("too-many-requests", headers={"Retry-After": str(wait)})
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return ANONYMOUS


def allow(*capabilities: str) -> TokenAuth:
    """`auth=rest.allow("claims.view")`: tokens that hold all of these; with none named, any valid token."""
    return TokenAuth(capabilities)


def public(*, limit: int = 60, per: int = 60) -> PublicAuth:
    """`auth=rest.public()`: no token needed; `limit` requests in `per` seconds from one address."""
    return PublicAuth(limit, per)
