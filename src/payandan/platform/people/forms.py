"""What people type into the pages about staff. Passwords are taken exactly as typed: no trimming, no normalisation."""

import hashlib
import hmac
import time
from collections.abc import Sequence
from typing import Any, cast

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.text import ascii_digits
from payandan.platform.people import queries, words
from payandan.platform.people.models import User
from payandan.platform.ui.forms import JalaliDateField, TextField
from payandan.platform.ui.words import digits, name_in

_MOST_ROWS = 50
_REPLAY_SECONDS = 120
"""How long the last accepted code of an authenticator app may not be used again; it is valid for at most 90."""


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, with our words."""

    def get_error_message(self) -> str:
        count = digits(self.min_length)
        return _("The password is too short. Use at least %(count)s characters.") % {"count": count}

    def get_help_text(self) -> str:
        return str(words.PASSWORD_HELP)


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "login", _("E-mail"), autofocus=True, dir="ltr", autocomplete="username")
        _label(self, "password", _("Password"), dir="ltr")


class PasswordAgainForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before a sensitive act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "password", _("Password"), autofocus=True, dir="ltr")


class PasswordChangeForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", _("Current password"), dir="ltr")
        _label(self, "password1", _("New password"), dir="ltr")
        _label(self, "password2", _("New password again"), dir="ltr")
        self.fields["password1"].help_text = words.PASSWORD_HELP


class FirstPasswordForm(forms.Form):
    """The first password, by an invitation."""

    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=words.PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr", "autofocus": True}),
    )
    password2 = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        again: str = self.cleaned_data["password2"]
        if again != self.cleaned_data.get("password1", again):
            raise ValidationError(_("The two passwords are not the same."))
        return again


class _SecondFactor:
    """A code from the authenticator app, or a recovery code. Wrong ones count with the wrong passwords."""

    user: Any
    cleaned_data: dict[str, Any]
    authenticator: Any

    def clean_code(self) -> str:
        credentials = {"email": self.user.email}
        if not AxesProxyHandler.is_allowed(context.request, credentials):
            context.request.axes_locked_out = True
            raise get_adapter().validation_error("too_many_login_attempts")
        code = self.cleaned_data["code"] = "".join(ascii_digits(self.cleaned_data["code"]).split())
        if not self._is_replay(code):
            try:
                super().clean_code()  # type: ignore[misc]
            except ValidationError:
                user_login_failed.send(sender=__name__, credentials=credentials, request=context.request)
                raise
            self._remember(code)
            return code
        raise ValidationError(_("This code was used already. Wait for the next one."))

    def _is_replay(self, code: str) -> bool:
        totp = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        last, at = cast(tuple[str, float], totp.data.get("last", ("", 0.0)) if totp else ("", 0.0))
        return time.time() - at < _REPLAY_SECONDS and hmac.compare_digest(last, _fingerprint(code))

    def _remember(self, code: str) -> None:
        if self.authenticator.type == Authenticator.Type.TOTP:
            self.authenticator.data["last"] = [_fingerprint(code), time.time()]
            self.authenticator.save(update_fields=["data"])


class SecondFactorForm(_SecondFactor, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", _("Code"), autofocus=True, dir="ltr", inputmode="numeric")


class SecondFactorAgainForm(_SecondFactor, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before a sensitive act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", _("Code"), autofocus=True, dir="ltr", inputmode="numeric")


class SecondFactorSetUpForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app, which proves that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", _("The code that the app shows"), autofocus=True, dir="ltr", inputmode="numeric")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(ascii_digits(self.cleaned_data["code"]).split())
        code: str = super().clean_code()
        return code


class ProfileForm(forms.Form):
    """What a member of staff says about themselves."""

    name = TextField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("fa", "فارسی"), ("en", "English")])
    calendar = forms.ChoiceField(
        label=_("Calendar"),
        required=False,
        choices=[("", _("As usual in the language")), ("jalali", _("Solar Hijri")), ("gregorian", _("Gregorian"))],
    )


class RolesForm(forms.Form):
    """Which roles, and where: as many rows of a role and a place as are held, and two more."""

    def __init__(self, *args: Any, actor: Actor, held: Sequence[tuple[int, int | None]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = sum(name.startswith("role_") for name in self.data)
        self.rows = min(max(len(held) + 2, sent), _MOST_ROWS)
        roles = [("", "—"), *((str(role.pk), name_in(role)) for role in queries.grantable_roles(actor))]
        places: list[tuple[str, Any]] = [(str(place.pk), name_in(place)) for place in queries.branches(actor)]
        if actor.sees_every_branch:
            places.insert(0, ("", _("The whole company")))
        for row in range(self.rows):
            role, branch = held[row] if row < len(held) else (None, None)
            self.fields[f"role_{row}"] = forms.ChoiceField(
                label=_("Role"), choices=roles, required=False, initial=str(role or "")
            )
            self.fields[f"place_{row}"] = forms.ChoiceField(
                label=_("Where"), choices=places, required=False, initial=str(branch or "")
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows, for a page."""
        return [(self[f"role_{row}"], self[f"place_{row}"]) for row in range(self.rows)]

    def chosen(self) -> list[tuple[int, int | None]]:
        """The chosen pairs of role and branch (None: the whole company)."""
        said = self.cleaned_data
        rows = [(said[f"role_{row}"], said[f"place_{row}"]) for row in range(self.rows)]
        return [(int(role), int(place) if place else None) for role, place in rows if role]


class StaffForm(RolesForm):
    """A new colleague."""

    name = TextField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"), choices=[("fa", "فارسی"), ("en", "English")])


class BranchForm(forms.Form):
    """A place or team."""

    name_fa = TextField(label=_("Name in Persian"), max_length=80)
    name_en = TextField(label=_("Name in English"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.BRANCH_KINDS.items()))
    city = TextField(label=_("City"), max_length=60, required=False)
    code = forms.SlugField(
        label=_("Code"),
        max_length=30,
        help_text=_("Short, in Latin letters, like tehran-west; it never changes."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    is_active = forms.BooleanField(label=_("New work may come here"), required=False, initial=True)


class RoleForm(forms.Form):
    """A role's names; its capabilities stand beside it as a table of boxes."""

    name_fa = TextField(label=_("Name in Persian"), max_length=80)
    name_en = TextField(label=_("Name in English"), max_length=80)
    code = forms.SlugField(
        label=_("Code"),
        max_length=30,
        help_text=_("Short, in Latin letters, like warehouse; it never changes."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    capabilities = forms.MultipleChoiceField(label=_("Permissions"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capabilities"].choices = list(queries.all_capabilities().items())  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A key for a program."""

    name = TextField(label=_("Name"), max_length=80, help_text=_("What will use it, like «Shop» or «Accounting»."))
    branch = forms.ChoiceField(label=_("Branch"), required=False)
    expires_on = JalaliDateField(
        label=_("Good until"), required=False, future=True, help_text=_("Leave empty for a key without an end.")
    )
    capabilities = forms.MultipleChoiceField(label=_("Permissions"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(branch.pk), name_in(branch)) for branch in queries.branches(actor)]
        whole = [("", _("The whole company"))] if actor.sees_every_branch else []
        self.fields["branch"].choices = [*whole, *places]  # type: ignore[attr-defined]
        self.fields["capabilities"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in queries.all_capabilities().items() if actor.can(code)
        ]


def _fingerprint(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _label(form: forms.Form, name: str, label: Any, **attributes: Any) -> None:
    """Our own words on a field of allauth's; no placeholders, which vanish when they are needed."""
    field = form.fields[name]
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)
