"""Believable staff: a head office and three service centres of the demo company, Ava Electronics."""

from dataclasses import dataclass
from datetime import datetime

from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people import actions
from payandan.platform.people.models import Branch, Role, User

COMPANY = {"fa": "آوا الکترونیک", "en": "Ava Electronics"}

BRANCHES = [
    ("head-office", "head_office", "دفتر مرکزی", "Head office", "تهران"),
    ("tehran", "service_centre", "مرکز خدمات تهران", "Tehran service centre", "تهران"),
    ("shiraz", "service_centre", "مرکز خدمات شیراز", "Shiraz service centre", "شیراز"),
    ("mashhad", "service_centre", "مرکز خدمات مشهد", "Mashhad service centre", "مشهد"),
]

STAFF = [
    ("admin", "نرگس کاظمی", "administrator", None),
    ("manager", "بهرام رستگار", "manager", None),
    ("clerk", "مینا صادقی", "clerk", "tehran"),
    ("clerk.shiraz", "امیر جوکار", "clerk", "shiraz"),
    ("technician", "سعید مرادی", "technician", "tehran"),
    ("technician.mashhad", "الهام رضوی", "technician", "mashhad"),
    ("storekeeper", "پروین شریفی", "storekeeper", None),
    ("analyst", "کاوه نیک‌پور", "analyst", None),
]
"""Mailbox, name, role, and branch (None: the whole company)."""


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """What was made: branches by code, and staff by mailbox."""

    branches: dict[str, Branch]
    staff: dict[str, User]


def make_people(*, password: str, at: datetime) -> DemoPeople:
    """The demo's branches and staff, who all sign in as <mailbox>@ava.example with the password given.

    Repeating it makes nothing twice.
    """
    roles = {role.code: role for role in actions.ensure_roles(actor=SYSTEM, at=at)}
    branches = {code: _branch(code, *rest, at=at) for code, *rest in BRANCHES}
    staff = {
        mailbox: _person(mailbox, name, roles[role], branches[place] if place else None, password=password, at=at)
        for mailbox, name, role, place in STAFF
    }
    return DemoPeople(branches, staff)


def _branch(code: str, kind: str, name_fa: str, name_en: str, city: str, *, at: datetime) -> Branch:
    found = Branch.objects.filter(code=code).first()
    return found or actions.create_branch(
        code=code, kind=kind, name_fa=name_fa, name_en=name_en, city=city, actor=SYSTEM, at=at
    )


def _person(mailbox: str, name: str, role: Role, branch: Branch | None, *, password: str, at: datetime) -> User:
    email = f"{mailbox}@ava.example"
    found = User.objects.filter(email=email).first()
    return found or actions.create_staff(
        email=email,
        name=name,
        assignments=[(role.pk, branch.pk if branch else None)],
        password=password,
        actor=SYSTEM,
        at=at,
    )
