"""The pages about colleagues, roles and branches."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.journal import queries as journal
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions, queries, words
from payandan.platform.people.forms import BranchForm, RoleForm, RolesForm, StaffForm
from payandan.platform.people.models import Branch, Role, User
from payandan.platform.people.permissions import ActorRequest, proved_lately, staff_page
from payandan.platform.people.rules import ADMINISTRATOR
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, ListPage, YesNo
from payandan.platform.ui.words import name_in


@staff_page("people.view")
def people_list(request: ActorRequest) -> HttpResponse:
    """Who works here."""
    listing = ListPage(
        queries.staff(request.actor),
        request,
        name="people",
        filters=[
            Choice(
                "role", _("Role"), [(str(role.pk), name_in(role)) for role in Role.objects.all()], "memberships__role"
            ),
            YesNo("active", _("Account open"), field="is_active"),
        ],
        columns=[
            Column("name", _("Name"), sort="name"),
            Column("email", _("E-mail"), kind="code", sort="email"),
            Column("roles", _("Roles"), value=lambda user: "، ".join(words.held_roles(user))),
            Column("second", _("Second step"), badge=lambda user: words.second_step(user.has_second_factor)),
            Column("state", _("Account"), badge=words.account_state),
        ],
        sort="name",
        row_link=lambda user: reverse("people-record", args=[user.pk]),
        empty=Empty(title=_("No colleagues yet"), action_label=_("New colleague"), action_href=reverse("people-new")),
    )
    return render(request, "people/list.html", {"list": listing, "tabs": tabs(request)})


@staff_page("people.view")
def record(request: ActorRequest, pk: int) -> HttpResponse:
    """A colleague: what they hold, and what happened to the account."""
    user = _colleague(request, pk)
    facts = journal.history("user", user.pk, limit=50)
    context = {
        "colleague": user,
        "held": words.held_roles(user),
        "timeline": [words.line(fact, reader.language()) for fact in facts],
        "itself": request.actor.id == user.pk,
        "may_manage": request.actor.can("people.manage") and queries.governs(request.actor, user.pk),
    }
    return render(request, "people/record.html", context)


@staff_page("people.view", "people.manage")
@proved_lately
def new(request: ActorRequest) -> HttpResponse:
    """Add a colleague; the page that follows shows the link to hand over."""
    form = StaffForm(request.POST or None, actor=request.actor, initial={"language": "fa"})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            user = actions.create_staff(
                email=said["email"],
                name=said["name"],
                language=said["language"],
                assignments=form.chosen(),
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return _show_link(request, user)
    return render(request, "people/new.html", {"form": form})


@staff_page("people.view", "people.manage")
@proved_lately
def change_roles(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose what a colleague may do, and where."""
    user = _colleague(request, pk)
    if not queries.governs(request.actor, user.pk):
        messages.error(request, words.refusal("beyond_you"))
        return redirect("people-record", pk)
    held = [(one.role_id, one.branch_id) for one in user.memberships.all()]
    form = RolesForm(request.POST or None, actor=request.actor, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(user=user, assignments=form.chosen(), actor=request.actor, at=timezone.now())
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            messages.success(request, _("The roles are saved."))
            return redirect("people-record", pk)
    return render(request, "people/roles_of.html", {"form": form, "colleague": user})


@staff_page("people.view", "people.manage")
@require_POST
@proved_lately
def invite(request: ActorRequest, pk: int) -> HttpResponse:
    """A fresh link to set a password, for who is new or forgot theirs."""
    return _show_link(request, _colleague(request, pk))


@staff_page("people.view", "people.manage")
@require_POST
@proved_lately
def deactivate(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a colleague's account."""
    return _act(request, pk, actions.deactivate, _("The account is closed and signed out everywhere."))


@staff_page("people.view", "people.manage")
@require_POST
@proved_lately
def reactivate(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _act(request, pk, actions.reactivate, _("The account is open again."))


@staff_page("people.view", "people.manage")
@require_POST
@proved_lately
def reset_second_factor(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a colleague who lost the phone set up the second step anew."""
    return _act(request, pk, actions.reset_second_factor, _("The second step must now be set up anew."))


@staff_page("people.view")
def branches(request: ActorRequest) -> HttpResponse:
    """The places of the company."""
    listed = queries.branches(request.actor)
    return render(
        request, "people/branches.html", {"branches": listed, "kinds": words.BRANCH_KINDS, "tabs": tabs(request)}
    )


@staff_page("people.view", "people.manage")
@proved_lately
def branch_new(request: ActorRequest) -> HttpResponse:
    """Add a place."""
    form = BranchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("code", "kind", "name_fa", "name_en", "city")}
        if _try(form, lambda: actions.create_branch(**said, actor=request.actor, at=timezone.now())):
            return redirect("people-branches")
    return render(request, "people/branch.html", {"form": form})


@staff_page("people.view", "people.manage")
@proved_lately
def branch(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a place."""
    found = get_object_or_404(Branch.objects.visible_to(request.actor), pk=pk)
    names = ("kind", "name_fa", "name_en", "city", "is_active")
    form = BranchForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in names}
        if _try(form, lambda: actions.change_branch(branch=found, **said, actor=request.actor, at=timezone.now())):
            messages.success(request, _("The branch is saved."))
            return redirect("people-branches")
    return render(request, "people/branch.html", {"form": form, "branch": found})


@staff_page("people.view")
def roles(request: ActorRequest) -> HttpResponse:
    """Who may do what: the roles beside one another."""
    listed = list(Role.objects.all())
    matrix = [
        (
            words.package(package),
            [(code, label, [code in role.capabilities for role in listed]) for code, label in rows],
        )
        for package, rows in ((package, found.items()) for package, found in queries.capabilities_by_package())
    ]
    return render(
        request,
        "people/roles.html",
        {"roles": listed, "matrix": matrix, "columns": len(listed) + 1, "tabs": tabs(request)},
    )


@staff_page("people.view", "people.manage")
@proved_lately
def role_new(request: ActorRequest) -> HttpResponse:
    """Make a role of the company's own."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _try(form, lambda: actions.create_role(**said, actor=request.actor, at=timezone.now())):
            return redirect("people-roles")
    return render(request, "people/role.html", {"form": form, "boxes": _boxes(request, form)})


@staff_page("people.view", "people.manage")
@proved_lately
def role(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a role."""
    found = get_object_or_404(Role, pk=pk)
    initial = {"name_fa": found.name_fa, "name_en": found.name_en, "capabilities": found.capabilities}
    form = RoleForm(request.POST or None, initial=initial)
    del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _try(form, lambda: actions.change_role(role=found, **said, actor=request.actor, at=timezone.now())):
            messages.success(request, _("The role is saved."))
            return redirect("people-roles")
    return render(
        request,
        "people/role.html",
        {"form": form, "role": found, "fixed": found.code == ADMINISTRATOR, "boxes": _boxes(request, form)},
    )


def tabs(request: ActorRequest) -> list[dict[str, Any]]:
    """The pages about people beside one another, as far as the reader may open them."""
    places = [
        ("people-list", _("Colleagues"), "people.view"),
        ("people-branches", _("Branches"), "people.view"),
        ("people-roles", _("Roles"), "people.view"),
        ("people-tokens", _("API keys"), "people.tokens"),
    ]
    return [
        {"label": label, "href": reverse(route), "current": request.path == reverse(route)}
        for route, label, capability in places
        if request.actor.can(capability)
    ]


def boxes(form: Any, may: Callable[[str], bool]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The capabilities as boxes under their packages; those that the reader does not hold stand locked."""
    picked = set(form["capabilities"].value() or ())
    return [
        (
            words.package(package),
            [
                {"code": code, "label": label, "checked": code in picked, "locked": not may(code)}
                for code, label in found.items()
            ],
        )
        for package, found in queries.capabilities_by_package()
    ]


def _boxes(request: ActorRequest, form: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    return boxes(form, request.actor.can)


def _colleague(request: ActorRequest, pk: int) -> User:
    return get_object_or_404(queries.staff(request.actor), pk=pk)


def _act(request: ActorRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    user = _colleague(request, pk)
    try:
        act(user=user, actor=request.actor, at=timezone.now())
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    return redirect("people-record", pk)


def _try(form: Any, act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return False
    return True


def _show_link(request: ActorRequest, user: User) -> HttpResponse:
    try:
        token = actions.invite(user=user, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
        return redirect("people-record", user.pk)
    link = settings.BASE_URL + reverse("staff-invitation", args=[token])
    return render(request, "people/invited.html", {"colleague": user, "link": link})
