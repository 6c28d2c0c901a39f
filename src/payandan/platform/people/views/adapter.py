"""How allauth behaves here: by e-mail and password, nobody signs up, and its words are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payandan.platform.people import actions
from payandan.platform.people.models import User
from payandan.platform.people.rules import CUSTOMER_SESSION

_WRONG_CODE = _("The code is not right. Wait for the next one in the app, and type that.")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step, in our words."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right. Look at both and try again."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("This is not your current password."),
        "too_many_login_attempts": _("Too many wrong tries. Please wait fifteen minutes."),
        "rate_limited": _("Too many tries in a short time. Please wait a minute."),
        "account_inactive": _("This account is closed. Please ask an administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Whoever has just signed in has just proved who they are, and is not asked at once again."""
        request.session.pop(CUSTOMER_SESSION, None)
        super().login(request, user)
        record_authentication(request, user, method="password", reauthenticated=True)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        actions.note_sign_in(user=user, address=self.get_client_ip(request), at=timezone.now())
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        return response

    def add_message(  # noqa: PLR0917 - its shape is allauth's
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,  # noqa: ARG002 - allauth's own texts, in its own voice
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the account's own e-mail, so that wrong tries are counted with those at the door."""
        from allauth.core import context

        return bool(self.authenticate(context.request, email=user.email, password=password) == user)
