"""Signing in, and one's own account. The steps are allauth's; the pages, the words and the guards are ours."""

from typing import Any, cast

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions, queries, words
from payandan.platform.people.forms import FirstPasswordForm, ProfileForm
from payandan.platform.people.middleware import SECOND_FACTOR, remember_language
from payandan.platform.people.models import User
from payandan.platform.people.permissions import ActorRequest, account_page, public_page

sign_in = public_page(account_views.LoginView.as_view(template_name="people/sign_in.html"))
sign_out = public_page(account_views.LogoutView.as_view(template_name="people/sign_out.html"))
closed = public_page(account_views.AccountInactiveView.as_view(template_name="people/closed.html"))
second_factor = public_page(never_cache(mfa_views.AuthenticateView.as_view(template_name="people/second_factor.html")))
again = account_page(account_views.ReauthenticateView.as_view(template_name="people/again.html"))
again_by_code = account_page(mfa_views.ReauthenticateView.as_view(template_name="people/again.html"))
recovery_codes = account_page(recovery_views.ViewRecoveryCodesView.as_view(template_name="people/recovery_codes.html"))
new_recovery_codes = account_page(
    recovery_views.GenerateRecoveryCodesView.as_view(template_name="people/new_recovery_codes.html")
)


class _ChangePassword(account_views.PasswordChangeView):  # type: ignore[misc]
    template_name = "people/change_password.html"

    def get_default_success_url(self) -> str:
        return reverse("profile")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actor, user = self.request.actor, self.request.user
        actions.note_password_set(user=user, at=timezone.now())
        # The key changed with the password, and with it every other session became worthless.
        actions.end_sessions(
            user_id=user.pk, actor=actor, at=timezone.now(), but=self.request.session.session_key or ""
        )
        messages.success(self.request, _("The password is changed. Other devices were signed out."))
        return response


class _SetUpSecondFactor(totp_views.ActivateTOTPView):  # type: ignore[misc]
    template_name = "people/second_factor_set_up.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.note_second_factor(user=self.request.user, at=timezone.now())
        self.request.session[SECOND_FACTOR] = True
        messages.success(self.request, _("The second step of signing in is set up."))
        return response


class _RemoveSecondFactor(totp_views.DeactivateTOTPView):  # type: ignore[misc]
    template_name = "people/second_factor_remove.html"

    def get_success_url(self) -> str:
        return reverse("staff-second-factor" if settings.REQUIRE_MFA else "profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "required": settings.REQUIRE_MFA}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.pop(SECOND_FACTOR, None)
        actions.note_second_factor_removed(user=self.request.user, at=timezone.now())
        return response


change_password = account_page(_ChangePassword.as_view())
set_up_second_factor = account_page(_SetUpSecondFactor.as_view())
remove_second_factor = account_page(_RemoveSecondFactor.as_view())


def locked(request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The answer once too many passwords or codes were wrong; told to the journal once, not at every further try."""
    if getattr(request, "axes_failures_since_start", 0) == settings.AXES_FAILURE_LIMIT:
        actions.note_sign_in_locked(
            email=(credentials or {}).get("email") or "", address=request.META["REMOTE_ADDR"], at=timezone.now()
        )
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "people/locked.html", {"minutes": minutes}, status=429)


@public_page
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password, or a new one after it was forgotten."""
    try:
        user = actions.open_invitation(token=token, at=timezone.now())
        form = FirstPasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            actions.set_first_password(token=token, password=form.cleaned_data["password1"], at=timezone.now())
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("staff-sign-in")
    except Refused as refused:
        return render(request, "people/bad_link.html", {"sentence": words.refusal(refused.code)}, status=410)
    return render(request, "people/invitation.html", {"form": form, "user": user})


@account_page
def profile(request: ActorRequest) -> HttpResponse:
    """One's own name, language and calendar; password, second step and devices stand beside."""
    user = _user(request)
    form = ProfileForm(
        request.POST or None, initial={"name": user.name, "language": user.language, "calendar": user.calendar}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.rename(user=user, name=said["name"], actor=request.actor, at=timezone.now())
        actions.save_preferences(user=user, language=said["language"], calendar=said["calendar"])
        messages.success(request, _("Your profile is saved."))
        response = redirect("profile")
        remember_language(response, user.language)
        return response
    sessions = [(session, session.session_key == request.session.session_key) for session in queries.sessions_of(user)]
    context = {
        "form": form,
        "user": user,
        "sessions": [(session, words.device(session.user_agent), here) for session, here in sessions],
        "has_second_factor": queries.has_second_factor(user.pk),
        "recovery_codes_left": _recovery_codes_left(user),
        "held": words.held_roles(user),
        "required": settings.REQUIRE_MFA,
    }
    return render(request, "people/profile.html", context)


@account_page
@require_POST
def end_session(request: ActorRequest, session: int) -> HttpResponse:
    """Sign one of one's own devices out."""
    if not actions.end_sessions(user_id=_user(request).pk, actor=request.actor, at=timezone.now(), only=session):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("profile")


@account_page
@require_POST
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    """Sign every other of one's own devices out."""
    here = request.session.session_key or ""
    actions.end_sessions(user_id=_user(request).pk, actor=request.actor, at=timezone.now(), but=here)
    messages.success(request, _("All other devices are signed out."))
    return redirect("profile")


def _user(request: HttpRequest) -> User:
    """The member of staff who asks; the guard has seen to it that there is one."""
    return cast(User, request.user)


def _recovery_codes_left(user: User) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0
