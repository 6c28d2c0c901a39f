"""Branches: head office, service centres, desks."""

from datetime import datetime

from django.db import IntegrityError, transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.actions import guards
from payandan.platform.people.events import BranchChanged, BranchCreated
from payandan.platform.people.models import Branch


def create_branch(
    *, code: str, kind: str, name_fa: str, name_en: str, actor: Actor, at: datetime, city: str = ""
) -> Branch:
    """A new place or team. Refused: `code_taken`, `name_missing`, `kind_unknown`."""
    guards.need_whole_company(actor, "people.manage")
    branch = Branch(code=code)
    _fill(branch, kind, name_fa, name_en, city)
    with transaction.atomic():
        try:
            with transaction.atomic():
                branch.save(force_insert=True)
        except IntegrityError as error:
            raise Refused("code_taken", "code") from error
        record(BranchCreated(branch=branch.pk, code=code), actor=actor, at=at, about=[("branch", branch.pk)])
    return branch


def change_branch(
    *,
    branch: Branch,
    kind: str,
    name_fa: str,
    name_en: str,
    city: str,
    is_active: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Change what a branch is called, where it is, and whether new work may go to it."""
    guards.need_whole_company(actor, "people.manage")
    _fill(branch, kind, name_fa, name_en, city)
    branch.is_active = is_active
    with transaction.atomic():
        branch.save(update_fields=["kind", "name_fa", "name_en", "city", "is_active"])
        record(BranchChanged(branch=branch.pk, code=branch.code), actor=actor, at=at, about=[("branch", branch.pk)])


def _fill(branch: Branch, kind: str, name_fa: str, name_en: str, city: str) -> None:
    if kind not in Branch.Kind.values:
        raise Refused("kind_unknown", "kind")
    branch.kind = kind
    branch.name_fa, branch.name_en, branch.city = store(name_fa)[:80], store(name_en)[:80], store(city)[:60]
    for field in ("name_fa", "name_en"):
        if not getattr(branch, field):
            raise Refused("name_missing", field)
