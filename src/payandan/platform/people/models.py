"""Staff, their branches and roles, tokens for programs, and one-time codes for customers."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.text import store


class BranchQuerySet(models.QuerySet["Branch"]):
    def visible_to(self, actor: Actor) -> Self:
        """Every branch to who is bound to none; else the actor's own."""
        if actor.sees_every_branch:
            return self
        return self.filter(pk__in=actor.branches or ())


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

    objects: ClassVar[BranchQuerySet] = BranchQuerySet.as_manager()  # type: ignore[assignment]

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
    offered = models.JSONField(
        default=list, help_text="What the packages proposed for it so far, so that an upgrade adds only what is new."
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_fa


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see colleagues of their branches, or everybody when they are bound to none; others see nobody."""
        if not actor.can("people.view"):
            return self.none()
        if actor.sees_every_branch:
            return self
        return self.filter(pk__in=Membership.objects.filter(branch__in=actor.branches or ()).values("user"))

    def search(self, text: str) -> Self:
        """Those whose name or e-mail holds every word. The staff of a company is a short list and needs no index."""
        found = self
        for word in store(text).split():
            found = found.filter(models.Q(name__icontains=word) | models.Q(email__icontains=word))
        return found


class StaffManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Only what Django itself calls; accounts are made by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email__iexact=username or "")
        return found


class User(AbstractBaseUser):
    """A member of staff, who signs in with e-mail and password, and a second factor."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=[("fa", "fa"), ("en", "en")], default="fa")
    calendar = models.CharField(
        max_length=10,
        choices=[("jalali", "jalali"), ("gregorian", "gregorian")],
        blank=True,
        default="",
        help_text="Empty: the one that is usual in the language.",
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[StaffManager] = StaffManager()

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
        # Two, for nulls are never equal to SQLite.
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "branch"], name="role_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(branch=None), name="role_once_in_the_whole_company"
            ),
        ]


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who manages tokens sees those of its branches, or all when it is bound to none."""
        if not actor.can("people.tokens"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch__in=actor.branches or ())


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

    objects: ClassVar[TokenQuerySet] = TokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class OneTimeCode(models.Model):
    """A code sent to a mobile number: hashed, bound to the session that asked, burnt after five wrong tries."""

    mobile = models.CharField(max_length=16)
    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    session = models.CharField(max_length=64, help_text="Digest of the session that asked.")
    address = models.GenericIPAddressField(null=True)
    network = models.CharField(max_length=49, blank=True, help_text="The /24 (IPv6: /64) of the address.")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mobile", "purpose", "session"]), models.Index(fields=["created_at"])]


class LinkVersion(models.Model):
    """The version from which signed links to an object are good; raising it revokes those given out before."""

    purpose = models.CharField(max_length=30)
    object_number = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "object_number"], name="one_version_per_link")]
