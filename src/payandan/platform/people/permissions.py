"""Who may open a door: every route declares one of these, or the suite fails."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import Actor

View = TypeVar("View", bound=Callable[..., Any])

CAPABILITIES = {
    "people.view": _("See staff, branches and roles"),
    "people.manage": _("Manage staff, branches and roles"),
    "people.tokens": _("Make and revoke API tokens"),
    "audit.view": _("Read the audit trail"),
}
ROLES = {
    "administrator": ["people.view", "people.manage", "people.tokens", "audit.view"],
    "manager": ["people.view", "audit.view"],
}


class ActorRequest(HttpRequest):
    """A request that went through `ActorMiddleware`."""

    actor: Actor
    must_enrol: bool
    """A member of staff who has yet to set up the second factor that this installation asks for."""


def public_page(view: View) -> View:
    """Anybody may open this page."""
    return _declare(view, "public")


def object_page(view: View) -> View:
    """The rights are those of the one object asked for: the view answers 404 to whoever may not see it."""
    return _declare(view, "object")


def staff_page(*capabilities: str) -> Callable[[View], View]:
    """Only staff who hold every one of the capabilities; with none named, any member of staff."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor.kind != "staff":
                return _to_sign_in(request, "staff-sign-in")
            if request.must_enrol:
                return HttpResponseRedirect(reverse("staff-second-factor"))
            if not all(request.actor.can(capability) for capability in capabilities):
                raise PermissionDenied
            return _unstored(view(request, *args, **kwargs))

        return _declare(guarded, "staff:" + ",".join(capabilities))  # type: ignore[return-value]

    return decorate


def account_page(view: View) -> View:
    """A member of staff's own account: open also to who has yet to set up the second factor."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.kind != "staff":
            return _to_sign_in(request, "staff-sign-in")
        return _unstored(view(request, *args, **kwargs))

    return _declare(guarded, "staff:")  # type: ignore[return-value]


def proved_lately(view: View) -> View:
    """Stands below `staff_page` at sensitive acts: asks for the password or a code, unless that was just done.

    A form that was opened in time may be sent within an hour more, so that nothing typed is lost.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limit = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + (3600 if request.method == "POST" else 0)
        if _seconds_since_proof(request) <= limit:
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response
        back = request.get_full_path() if request.method != "POST" else _came_from(request)
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")

    return guarded  # type: ignore[return-value]


def customer_page(view: View) -> View:
    """Only a customer who proved a mobile number or came by a signed link."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.kind != "customer":
            return _to_sign_in(request, "customer-sign-in")
        return _unstored(view(request, *args, **kwargs))

    return _declare(guarded, "customer")  # type: ignore[return-value]


def _declare(view: View, policy: str) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


def _unstored(response: HttpResponseBase) -> HttpResponseBase:
    """Pages about people stay in no cache, also not behind the Back button after signing out."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _to_sign_in(request: HttpRequest, route: str) -> HttpResponse:
    """To the sign-in page, and from there back to this page; a fragment's request takes the whole page along."""
    target = reverse(route)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    if request.method in ("GET", "HEAD"):
        target += f"?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseRedirect(target)


def _seconds_since_proof(request: HttpRequest) -> float:
    proofs = [
        proof["at"] for proof in get_authentication_records(request, request.user) if proof.get("reauthenticated")
    ]
    return time.time() - max(proofs, default=0.0)


def _came_from(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else reverse("profile")
