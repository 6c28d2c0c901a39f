"""Who may open a door: every route declares one of these, or the suite fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

View = TypeVar("View", bound=Callable[..., Any])

CAPABILITIES = {
    "people.view": _("See staff, branches and roles"),
    "people.manage": _("Manage staff, branches and roles"),
    "people.tokens": _("Make and revoke API tokens"),
    "audit.view": _("Read the audit trail"),
}
ROLES = {"administrator": ["people.view", "people.manage", "people.tokens", "audit.view"]}


def public_page(view: View) -> View:
    """Anybody may open this page."""
    return _declare(view, "public")


def staff_page(*capabilities: str) -> Callable[[View], View]:
    """Only staff who hold every one of the capabilities; with none named, any member of staff."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = request.actor  # type: ignore[attr-defined]
            if actor.kind != "staff":
                return _to_sign_in(request, "staff-sign-in")
            if not all(actor.can(capability) for capability in capabilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _declare(guarded, "staff:" + ",".join(capabilities))  # type: ignore[return-value]

    return decorate


def customer_page(view: View) -> View:
    """Only a customer who proved a mobile number or came by a signed link."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.kind != "customer":  # type: ignore[attr-defined]
            return _to_sign_in(request, "customer-sign-in")
        return view(request, *args, **kwargs)

    return _declare(guarded, "customer")  # type: ignore[return-value]


def _declare(view: View, policy: str) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


def _to_sign_in(request: HttpRequest, route: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(route)}?{urlencode({'next': request.get_full_path()})}")
