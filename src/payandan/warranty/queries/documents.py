"""Lists of terms and packs, and what is bound to a unit."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from payandan.platform.kit.actors import Actor
from payandan.warranty.models import Document


def documents(actor: Actor) -> QuerySet[Document]:
    """Terms and packs that this actor may see: drafts only for those who write them."""
    if not actor.can("warranty.view"):
        return Document.objects.none()
    rows = Document.objects.select_related("created_by", "published_by")
    return rows if actor.can("warranty.edit") else rows.exclude(state=Document.State.DRAFT)


def get(actor: Actor, code: str, version: int) -> Document:
    """One version of a document. Raises Document.DoesNotExist where it is missing or hidden."""
    return documents(actor).get(code=code, version=version)


def newest(actor: Actor) -> QuerySet[Document]:
    """The newest version of each document, with the number of its versions."""
    latest = Document.objects.filter(code=OuterRef("code")).order_by("-version")
    if not actor.can("warranty.edit"):
        latest = latest.exclude(state=Document.State.DRAFT)
    counted = Document.objects.filter(code=OuterRef("code")).order_by().values("code").annotate(count=Count("pk"))
    rows = documents(actor).filter(pk=Subquery(latest.values("pk")[:1]))
    return rows.annotate(versions=Subquery(counted.values("count"))).order_by("kind", "code")


def versions(actor: Actor, code: str) -> QuerySet[Document]:
    """All versions of a document, newest first."""
    return documents(actor).filter(code=code).order_by("-version")
