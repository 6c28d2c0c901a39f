"""Labels and QR codes."""

import io

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.ids import check_public_id, grouped
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.units import forms, queries, words
from payandan.units.models import Unit
from payandan.units.views.records import get_unit

MOST = 300


@require_safe
@staff_page("units.view", "units.register")
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """The QR code of a unit as an image: its public address with its code."""
    drawing = io.BytesIO()
    address = queries.public_address(get_unit(request, number))
    segno.make(address, error="m").save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit="")
    secret = {"Cache-Control": "private, no-store"}
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers=secret)


@staff_page("units.view", "units.register")
def labels(request: ActorRequest) -> HttpResponse:
    """Ask for serial numbers, and print a label for each."""
    asked = {"serials": "\n".join(request.GET.getlist("unit"))}
    form = forms.LabelsForm(request.POST or (asked if asked["serials"] else None))
    if form.is_bound and form.is_valid():
        try:
            found = _named(request, form.cleaned_data["serials"])
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            drawn = [(unit, grouped(queries.code_of(unit))) for unit in found]
            return render(request, "units/labels.html", {"labels": drawn})
    return render(request, "units/labels_form.html", {"form": form})


def _named(request: ActorRequest, text: str) -> list[Unit]:
    """The units in the order of the lines. Refused: labels_missing, labels_unknown."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST]
    if not lines:
        raise Refused("labels_missing", "serials")
    visible = queries.visible(request.actor)
    keys = {line: serial_key(line) for line in lines}
    numbers = {line: check_public_id(line) for line in lines}
    by_key = {unit.serial_key: unit for unit in visible.filter(serial_key__in=keys.values())}
    by_number = {unit.number: unit for unit in visible.filter(number__in=[n for n in numbers.values() if n])}
    found = {line: by_key.get(keys[line]) or by_number.get(numbers[line] or "") for line in lines}
    missing = [line for line, unit in found.items() if unit is None]
    if missing:
        raise Refused("labels_unknown", "serials", serials=", ".join(missing[:10]))
    return [unit for unit in found.values() if unit is not None]
