"""A television, its owner, the shipped rule book and people to act as."""

from datetime import UTC, date, datetime
from typing import Any

from payandan.catalog.models import Category, Component, ProductModel, Symptom
from payandan.claims import actions
from payandan.claims.actions import EvidenceDraft
from payandan.claims.models import Claim
from payandan.claims.rules import LineDraft
from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people.queries import all_capabilities
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty.actions import load_rulebook

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
__all__ = ["AT", "LINES", "Actor", "units"]

LINES = (LineDraft("part", 120_000_000, "panel"), LineDraft("labour", 8_000_000))

_counter = iter(range(1, 1_000_000))


def staff(*, user: int | None = 1, branches: Any = None, without: Any = (), only: Any = None) -> Actor:
    """A member of staff; by default with every capability in every branch."""
    held = frozenset(all_capabilities() if only is None else only) - frozenset(without)
    return Actor(kind="staff", id=user, name=f"Staff {user}", capabilities=held, branches=branches)


def owner_of(claim: Claim) -> Actor:
    assert claim.customer is not None
    return Actor(kind="customer", id=claim.customer.pk, name=claim.customer.name)


def catalogue() -> ProductModel:
    """A television with a panel and a remote control."""
    category, made = Category.objects.get_or_create(
        code="television", defaults={"name_fa": "تلویزیون", "name_en": "Television", "icon": "tv"}
    )
    if made:
        panel = Component.objects.create(category=category, code="panel", name_fa="پنل نمایش", name_en="Panel")
        Component.objects.create(category=category, code="remote_control", name_fa="ریموت", name_en="Remote control")
        Symptom.objects.create(
            category=category, code="dark_screen", name_fa="تصویر تاریک است", name_en="Dark picture", component=panel
        )
    model, _ = ProductModel.objects.get_or_create(
        brand="Ava",
        code="X55",
        defaults={
            "number": "MDL-TEST",
            "category": category,
            "name_fa": "تلویزیون ۵۵ اینچ آوا",
            "name_en": "Ava 55-inch television",
        },
    )
    return model


def customer(**given: Any) -> Customer:
    n = next(_counter)
    values = {
        "number": f"CUS-T{n:06d}",
        "name": "سارا محمدی",
        "mobile": f"+98912{n:07d}",
        "created_at": AT,
        **given,
    }
    return Customer.objects.create(**values)


def unit(**given: Any) -> Unit:
    n = next(_counter)
    owner = given.pop("owner", None) or customer()
    values = {
        "number": f"UNT-T{n:06d}",
        "serial": f"AV-55-{n:08d}",
        "serial_key": f"AV55{n:08d}",
        "model": catalogue(),
        "owner": owner,
        "state": "in_service",
        "sold_on": date(2026, 1, 31),
        "delivered_on": date(2026, 1, 31),
        "installed_on": date(2026, 2, 4),
        "installed_by": "authorised",
        "registered_on": date(2026, 2, 4),
        "genuine": True,
        "created_at": AT,
        **given,
    }
    return Unit.objects.create(**values)


def rule_book() -> None:
    """The documents that come with the program."""
    load_rulebook(actor=SYSTEM, at=AT)


def file_claim(**given: Any) -> Claim:
    """A claim for a dark panel, cause not known yet."""
    values: dict[str, Any] = {
        "actor": staff(),
        "at": AT,
        "symptom": "dark_screen",
        "failed_on": date(2026, 11, 17),
        "lines": LINES,
        **given,
    }
    if "unit" not in values and "serial" not in values:
        values["unit"] = unit()
    return actions.file_claim(**values)


def covered_claim(**given: Any) -> Claim:
    """A claim whose verdict is that the warranty pays all."""
    return file_claim(cause="material", source="technician", **given)


def picture(actor: Actor | None = None) -> StoredFile:
    """A photo that somebody has just uploaded; nothing of it lies on the disk."""
    who = actor or staff()
    return StoredFile.objects.create(
        token=f"token-{next(_counter)}",
        kind="image",
        content_type="image/jpeg",
        name="photo.jpg",
        path="00/none.jpg",
        size=1,
        sha256="ab" * 32,
        uploaded_at=AT,
        actor_kind=who.kind,
        actor_id=who.id,
    )


def proofs(actor: Actor | None = None) -> list[EvidenceDraft]:
    """What the terms ask for before a fall may be held against anybody: a photo, and a report that can be read."""
    return [
        EvidenceDraft("photo", "cause", picture(actor)),
        EvidenceDraft("inspection_report", "cause", note="An impact in the lower corner."),
    ]


def accident(**given: Any) -> Claim:
    """A fall, shown as the terms ask for: not covered."""
    actor = given.get("actor")
    return file_claim(**{"cause": "accident", "source": "technician", "evidence": proofs(actor), **given})


def rejected(**given: Any) -> Claim:
    """A claim that member of staff 1 rejected on its evidence."""
    claim = accident(**given)
    actions.decide(claim=claim, reject=True, actor=staff(), at=AT)
    claim.refresh_from_db()
    return claim


def appealed(**given: Any) -> Claim:
    """The same, and the customer does not agree."""
    claim = rejected(**given)
    return actions.appeal(claim=claim, text="It never fell.", actor=owner_of(claim), at=AT)


def heard(claim: Claim, *, actor: Actor | None = None, outcome: str = "rejected") -> None:
    """Somebody who does not know the first decision gives an opinion."""
    opinion = claim.opinions.get(state="waiting")
    actions.give_opinion(opinion=opinion, outcome=outcome, reason="So it looks.", actor=actor or staff(user=2), at=AT)
