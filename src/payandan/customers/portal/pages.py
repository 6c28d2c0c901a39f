"""A customer's own pages."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from payandan.customers import actions, forms, queries, words
from payandan.customers.models import Customer
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.middleware import remember_language
from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.platform.people.rules import CUSTOMER_SESSION
from payandan.platform.ui.forms import add_refusal


@require_safe
@customer_page
def home(request: ActorRequest) -> HttpResponse:
    """My things: what packages above know of this customer."""
    customer = _me(request)
    filled = queries.fill(queries.home_panels, request.actor, customer)
    return render(request, "customers/home.html", {"customer": customer, "panels": filled})


@customer_page
def profile(request: ActorRequest) -> HttpResponse:
    """Name, language, address, and whether offers are welcome."""
    customer = _me(request)
    fields = forms.ProfileForm.base_fields
    form = forms.ProfileForm(request.POST or None, initial={name: getattr(customer, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.update_customer(
                customer=customer, **form.cleaned_data, actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return _saved(request, changed)
    return render(request, "customers/profile.html", {"form": form, "customer": customer})


def _saved(request: ActorRequest, customer: Customer) -> HttpResponse:
    """Greet with the new name from now on, in the chosen language."""
    request.session[CUSTOMER_SESSION] = {"id": customer.pk, "name": customer.name}
    with override(customer.language):
        messages.success(request, _("Saved."))
    response = HttpResponseRedirect(reverse("portal"))
    remember_language(response, customer.language)
    return response


def _me(request: ActorRequest) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.actor), pk=request.actor.id)
