"""Reading how background work stands."""

from django.db.models import F, Q, QuerySet

from payandan.platform.jobs import rules
from payandan.platform.jobs.models import PeriodicJob, Work
from payandan.platform.kit.actors import Actor


def progress(actor: Actor, work_id: int) -> Work | None:
    """One piece of long work that the actor started: `.state`, `.percent`, `.done`, `.total`, `.result`."""
    return Work.objects.visible_to(actor).filter(pk=work_id).first()


def work_of(actor: Actor, *, limit: int = 20) -> QuerySet[Work]:
    """The actor's own long work, newest first."""
    return Work.objects.visible_to(actor).order_by("-id")[:limit]


def open_work() -> int:
    """How many pieces of long work wait or run."""
    return Work.objects.filter(state__in=rules.OPEN).count()


def failing_jobs() -> QuerySet[PeriodicJob]:
    """Periodic jobs whose newest run failed, for the health page."""
    never = Q(succeeded_at=None, finished_at__isnull=False)
    return PeriodicJob.objects.filter(never | Q(succeeded_at__lt=F("finished_at"))).order_by("name")


def runs() -> QuerySet[PeriodicJob]:
    """When each periodic job last ran."""
    return PeriodicJob.objects.order_by("name")
