"""Kits: the parts that a job of a kind takes."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.parts import actions
from payandan.parts.forms.master import KitForm, kit_form
from payandan.parts.models import Kit
from payandan.parts.queries import stock
from payandan.parts.views.finding import node_of
from payandan.parts.views.master import saved
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader


@require_safe
@staff_page("parts.view")
def kits(request: ActorRequest) -> HttpResponse:
    """All kits; for a store, whether each could be taken now."""
    nodes = stock.nodes(request.actor).filter(is_active=True)
    asked = request.GET.get("node", "")[:40]
    node = node_of(request, asked) if asked else nodes.first()
    rows = list(Kit.objects.prefetch_related("lines__part"))
    wanted = {line.part_id for kit in rows for line in kit.lines.all()}
    free = stock.free_at([node.pk], wanted) if node else {}
    context = {
        "rows": [
            {
                "kit": kit,
                "lines": [(line, free.get((node.pk, line.part_id), 0) if node else 0) for line in kit.lines.all()],
                "ready": node is not None
                and all(free.get((node.pk, line.part_id), 0) >= line.quantity for line in kit.lines.all()),
            }
            for kit in rows
        ],
        "node": node,
        "nodes": nodes,
        "may_manage": request.actor.can("parts.manage"),
    }
    return render(request, "parts/kits.html", context)


@staff_page("parts.view", "parts.manage")
def create(request: ActorRequest) -> HttpResponse:
    """Add a kit."""
    return _edit(request, None)


@staff_page("parts.view", "parts.manage")
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """Change a kit."""
    return _edit(request, get_object_or_404(Kit, code=code))


def _edit(request: ActorRequest, kit: Kit | None) -> HttpResponse:
    form = KitForm(request.POST or None, initial=kit_form(kit), kit=kit)

    def save() -> Kit:
        given = form.given(request.actor)
        return actions.save_kit(kit=kit, **given, actor=request.actor, at=timezone.now())

    back = reverse("parts-kits")
    if saved(request, form, save) is not None:
        return HttpResponseRedirect(back)
    title = kit.name_in(reader.language()) if kit else _("New kit")
    context = {"form": form, "title": title, "back": back}
    return render(request, "parts/form.html", context, status=422 if form.errors else 200)
