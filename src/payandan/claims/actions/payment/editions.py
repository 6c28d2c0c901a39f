"""Letting every process know that reference data changed."""

from payandan.claims.models import Edition
from payandan.platform.kit.ids import token


def locked_edition(kind: str) -> None:
    """Hold a kind of reference data for this transaction: two writers never see each other's half."""
    Edition.objects.get_or_create(kind=kind, defaults={"token": token()[:32]})
    Edition.objects.select_for_update().get(kind=kind)


def renew(kind: str) -> None:
    """Say that what processes remember of a kind is old, once this transaction commits."""
    Edition.objects.filter(kind=kind).update(token=token()[:32])
