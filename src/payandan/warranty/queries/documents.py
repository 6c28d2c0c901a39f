"""Lists of terms and packs, and how a draft came about."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from payandan.platform.kit.actors import Actor
from payandan.warranty.models import Document, Revision
from payandan.warranty.rules.publishing import UNPUBLISHED, is_second


def sees_unpublished(actor: Actor) -> bool:
    """Whether this actor reads what nobody was promised yet: who writes it, and who publishes it."""
    return actor.can("warranty.edit") or actor.can("warranty.publish")


def documents(actor: Actor) -> QuerySet[Document]:
    """Terms and packs that this actor may see."""
    if not actor.can("warranty.view"):
        return Document.objects.none()
    rows = Document.objects.select_related("created_by", "written_by", "proposed_by", "published_by")
    return rows if sees_unpublished(actor) else rows.exclude(state__in=UNPUBLISHED)


def get(actor: Actor, code: str, version: int) -> Document:
    """One version of a document. Raises Document.DoesNotExist where it is missing or hidden."""
    return documents(actor).get(code=code, version=version)


def newest(actor: Actor) -> QuerySet[Document]:
    """The newest version of each document, with the number of its versions."""
    latest = Document.objects.filter(code=OuterRef("code")).order_by("-version")
    if not sees_unpublished(actor):
        latest = latest.exclude(state__in=UNPUBLISHED)
    counted = Document.objects.filter(code=OuterRef("code")).order_by().values("code").annotate(count=Count("pk"))
    rows = documents(actor).filter(pk=Subquery(latest.values("pk")[:1]))
    return rows.annotate(versions=Subquery(counted.values("count"))).order_by("kind", "code")


def versions(actor: Actor, code: str) -> QuerySet[Document]:
    """All versions of a document, newest first."""
    return documents(actor).filter(code=code).order_by("-version")


def revisions(document: Document) -> QuerySet[Revision]:
    """Each save of a draft, newest first."""
    return document.revisions.select_related("by")


def waiting(actor: Actor) -> QuerySet[Document]:
    """What was proposed and waits for a second person."""
    return documents(actor).filter(state=Document.State.PROPOSED).order_by("proposed_at")


def may_be_second(actor: Actor, document: Document) -> bool:
    """Whether the actor is another person than who proposed the document and who wrote it last."""
    hands = (document.proposed_by_id, document.written_by_id or document.created_by_id)
    return is_second(actor.person, hands)
