"""Is it genuine? A public question that gives nothing away without proof."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, public_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.units import actions, forms, words
from payandan.units.portal.registering import ip, slow_down


@never_cache
@public_page
def check(request: ActorRequest) -> HttpResponse:
    """Ask for the serial and one thing that only who has the unit knows, and answer below."""
    if busy := slow_down(request):
        return busy
    form = forms.CheckForm(request.POST or None, initial={"kind": "code", "serial": request.GET.get("serial", "")})
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.check_authenticity(
                **form.cleaned_data, address=ip(request), at=timezone.now(), language=reader.language()
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
    context = {"form": form, "found": found, "answer": words.ANSWERS[found.answer] if found else None}
    return render(request, "units/check.html", context)
