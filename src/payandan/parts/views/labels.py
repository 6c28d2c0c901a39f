"""Labels of parts, with a code that a scanner reads."""

import io

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from payandan.parts.models import Part
from payandan.parts.queries import stock
from payandan.parts.views.finding import node_of, part_of
from payandan.platform.people.permissions import ActorRequest, staff_page

MOST = 200


@require_safe
@staff_page("parts.view")
def labels(request: ActorRequest) -> HttpResponse:
    """Labels to print: for the parts that are named, or for what a store keeps in the bins that begin so."""
    node = node_of(request, request.GET["node"][:40]) if request.GET.get("node") else None
    named = request.GET.getlist("part")[:MOST]
    if node is not None:
        rows = stock.balances(request.actor).filter(node=node, part__is_active=True)
        if named:
            rows = rows.filter(part__number__in=named)
        if bins := request.GET.get("bin", "")[:40]:
            rows = rows.filter(bin__startswith=bins)
        drawn = [(row.part, row.bin) for row in rows.order_by("bin", "part__code")[:MOST]]
    else:
        parts = Part.objects.visible_to(request.actor).filter(number__in=named).order_by("code")
        drawn = [(part, "") for part in parts]
    back = reverse("parts-node", args=[node.code]) if node else reverse("parts-list")
    return render(request, "parts/labels.html", {"labels": drawn, "node": node, "back": back})


@require_safe
@staff_page("parts.view")
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """The part number as a QR code, for its label."""
    drawing = io.BytesIO()
    code = segno.make(part_of(request, number).code, error="m", micro=False)
    code.save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit="")
    return HttpResponse(
        drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
    )
