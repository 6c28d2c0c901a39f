"""Roles: named sets of capabilities, proposed by the packages and the company's to change."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people import queries, rules
from payandan.platform.people.actions import guards
from payandan.platform.people.events import RoleChanged, RoleCreated
from payandan.platform.people.models import Role


def ensure_roles(*, actor: Actor, at: datetime) -> list[Role]:
    """Bring the default roles up to the installed packages; safe to repeat after every upgrade.

    A role is given only what was never proposed to it before, so that what the company took away stays away.
    The administrator always holds everything.
    """
    proposed = queries.proposed_roles()
    everything = set(queries.all_capabilities())
    proposed[rules.ADMINISTRATOR] = everything
    with transaction.atomic():
        return [
            _ensure(code, names, offer=proposed.get(code, set()) & everything, known=everything, actor=actor, at=at)
            for code, names in rules.DEFAULT_ROLES.items()
        ]


def create_role(
    *, code: str, name_fa: str, name_en: str, capabilities: Iterable[str], actor: Actor, at: datetime
) -> Role:
    """A role of the company's own. Refused: `code_taken`, `capability_unknown`, `grants_too_much`."""
    guards.need_whole_company(actor, "people.manage")
    wanted = _known(capabilities)
    _need_all(actor, wanted)
    with transaction.atomic():
        try:
            with transaction.atomic():
                role = Role.objects.create(
                    code=code,
                    name_fa=_named(name_fa, "name_fa"),
                    name_en=_named(name_en, "name_en"),
                    capabilities=sorted(wanted),
                )
        except IntegrityError as error:
            raise Refused("code_taken", "code") from error
        record(RoleCreated(role=role.pk, code=role.code), actor=actor, at=at, about=[("role", role.pk)])
    return role


def change_role(
    *, role: Role, name_fa: str, name_en: str, capabilities: Iterable[str], actor: Actor, at: datetime
) -> None:
    """Set a role's names and capabilities. Nobody adds or takes what they do not hold themselves.

    Refused: `capability_unknown`, `grants_too_much`, `administrator_fixed`, `last_administrator`.
    """
    guards.need_whole_company(actor, "people.manage")
    wanted = _known(capabilities)
    with transaction.atomic():
        kept = Role.objects.select_for_update().get(pk=role.pk)
        before = set(kept.capabilities)
        if kept.code == rules.ADMINISTRATOR and wanted != before:
            raise Refused("administrator_fixed", "capabilities")
        _need_all(actor, wanted ^ before)
        kept.name_fa, kept.name_en = _named(name_fa, "name_fa"), _named(name_en, "name_en")
        kept.capabilities = sorted(wanted)
        kept.save(update_fields=["name_fa", "name_en", "capabilities"])
        if rules.ADMINISTRATION in before - wanted:
            guards.keep_an_administrator()
        fact = RoleChanged(role=kept.pk, code=kept.code, added=sorted(wanted - before), removed=sorted(before - wanted))
        record(fact, actor=actor, at=at, about=[("role", kept.pk)])


def _ensure(code: str, names: tuple[str, str], *, offer: set[str], known: set[str], actor: Actor, at: datetime) -> Role:
    role, _ = Role.objects.get_or_create(code=code, defaults={"name_fa": names[0], "name_en": names[1]})
    before = set(role.capabilities)
    fresh = offer if code == rules.ADMINISTRATOR else offer - set(role.offered)
    after = (before | fresh) & known
    role.capabilities, role.offered = sorted(after), sorted(offer | set(role.offered))
    role.save(update_fields=["capabilities", "offered"])
    if after != before:
        fact = RoleChanged(role=role.pk, code=code, added=sorted(after - before), removed=sorted(before - after))
        record(fact, actor=actor, at=at, about=[("role", role.pk)])
    return role


def _known(capabilities: Iterable[str]) -> set[str]:
    wanted = set(capabilities)
    if wanted - set(queries.all_capabilities()):
        raise Refused("capability_unknown", "capabilities")
    return wanted


def _need_all(actor: Actor, capabilities: set[str]) -> None:
    if not all(actor.can(capability) for capability in capabilities):
        raise Refused("grants_too_much", "capabilities")


def _named(text: str, field: str) -> str:
    name = store(text)
    if not name:
        raise Refused("name_missing", field)
    return name[:80]
