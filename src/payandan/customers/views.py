"""What staff see and do with customers."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from payandan.customers import actions, forms, queries, words
from payandan.customers.models import Customer
from payandan.customers.rules import mask_national_id
from payandan.platform.kit.identifiers import mask_mobile
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo

COLUMNS = [
    Column("name", gettext_lazy("Name"), sort="sort_key"),
    Column("kind", gettext_lazy("Kind"), value=lambda row: words.KINDS.get(row.kind, row.kind)),
    Column(
        "mobile",
        gettext_lazy("Mobile number"),
        kind="code",
        value=lambda row: row.mobile and mask_mobile(row.mobile),
    ),
    Column("city", gettext_lazy("City"), sort="city"),
    Column("number", gettext_lazy("Number"), kind="code", hidden=True),
    Column("created", gettext_lazy("Since"), kind="moment", value="created_at", sort="created_at"),
]


@require_safe
@staff_page("customers.view")
def customers(request: ActorRequest) -> HttpResponseBase:
    """All customers, found by name, number, phone or national id."""
    may_edit = request.actor.can("customers.edit")
    listing = ListPage(
        Customer.objects.visible_to(request.actor),
        request,
        name="customers",
        filters=[
            Choice("kind", _("Kind"), words.KINDS, field="kind"),
            Choice("city", _("City"), queries.cities(request.actor), field="city"),
            YesNo("offers", _("Wants to hear of offers"), field="accepts_offers"),
        ],
        columns=COLUMNS,
        sort="-created_at",
        export=Export("customers") if request.actor.can("customers.export") else None,
        row_link=lambda row: reverse("customers-record", args=[row.number]),
        empty=Empty(
            title=_("No customers yet"),
            text=_("Customers come by themselves when they register a unit. You can also add one here."),
            action_label=_("New customer"),
            action_href=reverse("customers-create") if may_edit else "",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "customers/list.html", {"list": listing, "may_edit": may_edit})


@require_safe
@staff_page("customers.view")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One customer: who it is, what it owns, what happened."""
    return _record(request, _customer(request, number), shown=False)


@require_POST
@staff_page("customers.view", "customers.unmask")
def unmask(request: ActorRequest, number: str) -> HttpResponse:
    """Show what is hidden, once, and note who looked."""
    customer = _customer(request, number)
    fields = [name for name in ("mobile", "national_id") if getattr(customer, name)]
    actions.record_unmasking(customer=customer, fields=fields, actor=request.actor, at=timezone.now())
    return _record(request, customer, shown=True)


def _record(request: ActorRequest, customer: Customer, *, shown: bool) -> HttpResponse:
    hidden = bool(customer.mobile or customer.national_id) and not shown
    return render(
        request,
        "customers/record.html",
        {
            "customer": customer,
            "kind": words.KINDS[customer.kind],
            "shown": shown,
            "masked_national_id": mask_national_id(customer.national_id),
            "may_unmask": hidden and request.actor.can("customers.unmask"),
            "may_edit": request.actor.can("customers.edit"),
            "panels": queries.fill(queries.panels, request.actor, customer),
            "lines": queries.timeline("customer", customer.pk, language=reader.language()),
        },
    )


@staff_page("customers.view", "customers.edit")
def create(request: ActorRequest) -> HttpResponse:
    """Write down a new customer."""
    form = forms.CustomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            customer = actions.create_customer(**form.given(), actor=request.actor, at=timezone.now())
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": customer.name})
            return HttpResponseRedirect(reverse("customers-record", args=[customer.number]))
    return render(request, "customers/form.html", {"form": form, "title": _("New customer")})


@staff_page("customers.view", "customers.edit")
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Change a customer's details."""
    customer = _customer(request, number)
    form = forms.CustomerForm(request.POST or None, initial=forms.customer_form(customer))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.update_customer(
                customer=customer, **form.given(), version=version, actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("customers-record", args=[number]))
    return render(request, "customers/form.html", {"form": form, "customer": customer, "title": customer.name})


def _customer(request: ActorRequest, number: str) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.actor), number=number)
