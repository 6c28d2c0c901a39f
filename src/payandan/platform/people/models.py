"""Staff, their branches and roles, tokens for programs, and one-time codes for customers."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Branch(models.Model):
    """A place or team of the company: head office, a service centre, a call centre."""

    class Kind(models.TextChoices):
        HEAD_OFFICE = "head_office"
        SERVICE_CENTRE = "service_centre"
        DESK = "desk"

    code = models.SlugField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SERVICE_CENTRE)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    city = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_fa


class Role(models.Model):
    """A named set of capabilities."""

    code = models.SlugField(max_length=30, unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    capabilities = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_fa


class StaffManager(BaseUserManager["User"]):
    """Only what Django itself calls; accounts are made by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A member of staff, who signs in with e-mail and password, and a second factor."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=[("fa", "fa"), ("en", "en")], default="fa")
    calendar = models.CharField(max_length=10, choices=[("jalali", "jalali"), ("gregorian", "gregorian")], default="jalali")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Any] = StaffManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a user holds, in one branch or (branch empty) in the whole company."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "branch"], name="role_once", nulls_distinct=False)
        ]


class Token(models.Model):
    """A program's key to the API; only its digest is kept."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="The first letters, to recognise it by.")
    digest = models.CharField(max_length=64, unique=True)
    capabilities = models.JSONField(default=list)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class OneTimeCode(models.Model):
    """A code sent to a mobile number: hashed, bound to the session that asked, burnt after five wrong tries."""

    mobile = models.CharField(max_length=16)
    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    session = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mobile", "created_at"]), models.Index(fields=["address", "created_at"])]
