"""A customer signs in: a mobile number, the code that comes, and a name from who is new. No account, no password."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payandan.customers import actions, forms, queries, words
from payandan.customers.models import Customer
from payandan.customers.portal import proving
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import sign_in_customer, sign_out_customer
from payandan.platform.people.permissions import ActorRequest, public_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal

PURPOSE = "sign_in"
_PROVED = "proved"


@never_cache
@public_page
def sign_in(request: ActorRequest) -> HttpResponse:
    """Ask for the number and send the code."""
    target = _target(request, request.GET.get("next", ""))
    if request.actor.kind == "customer":
        return HttpResponseRedirect(target)
    form = forms.SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.send(request, purpose=PURPOSE, mobile=form.cleaned_data["mobile"], wanted={"next": target})
        except Refused as refused:
            # A code is on its way already: its page says how long to wait.
            if refused.code != "wait_for_code":
                add_refusal(form, refused, words.refusal)
                return render(request, "customers/sign_in.html", {"form": form})
        return HttpResponseRedirect(reverse("customer-code"))
    return render(request, "customers/sign_in.html", {"form": form})


@never_cache
@public_page
def code(request: ActorRequest) -> HttpResponse:
    """Take the code; send another where it was asked for."""
    asked = proving.waiting(request, PURPOSE)
    if asked is None:
        return HttpResponseRedirect(reverse("customer-sign-in"))
    again = "again" in request.POST
    form = forms.CodeForm(request.POST if request.method == "POST" and not again else None)
    problem = ""
    try:
        if again:
            proving.send(request, purpose=PURPOSE, mobile=asked.mobile, wanted=asked.wanted)
            return HttpResponseRedirect(reverse("customer-code"))
        if form.is_valid():
            proved = proving.prove(request, purpose=PURPOSE, code=form.cleaned_data["code"])
            return _enter(request, proved.mobile, proved.wanted.get("next", ""))
    except Refused as refused:
        if again:
            problem = words.refusal(refused.code, refused.params)
        else:
            add_refusal(form, refused, words.refusal)
    return render(request, "customers/code.html", {"form": form, "asked": asked, "problem": problem})


@never_cache
@public_page
def name(request: ActorRequest) -> HttpResponse:
    """Who is new says a name, and is a customer."""
    kept = request.session.get(_PROVED)
    if not kept:
        return HttpResponseRedirect(reverse("customer-sign-in"))
    form = forms.NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            customer = become_customer(kept["mobile"], form.cleaned_data["name"])
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return enter(request, customer, _target(request, kept["next"]))
    return render(request, "customers/name.html", {"form": form})


@require_POST
@public_page
def sign_out(request: ActorRequest) -> HttpResponse:
    """Forget the customer in this browser."""
    if request.actor.kind == "customer":
        sign_out_customer(request.session)
    return HttpResponseRedirect(reverse("customer-sign-in"))


@never_cache
@require_safe
@public_page
def link(request: ActorRequest, token: str) -> HttpResponse:
    """Come in by a signed link from a message."""
    try:
        target = queries.follow(token, at=timezone.now())
    except Refused as refused:
        sentence = words.refusal(refused.code, refused.params)
        return render(request, "customers/link_over.html", {"sentence": sentence}, status=410)
    if request.actor.kind == "customer" and request.actor.id == target.customer.pk:
        return HttpResponseRedirect(target.url)
    if request.actor.kind == "staff":
        return render(request, "customers/link_staff.html", {"customer": target.customer})
    return enter(request, target.customer, target.url)


def become_customer(mobile: str, said_name: str) -> Customer:
    """The customer with a proved number, made now from the name where it is new. Refused: name_missing, too_long."""
    newcomer = Actor(kind="customer", name=said_name[:120], language=reader.language())
    return actions.find_or_create(
        mobile=mobile, name=said_name, language=reader.language(), actor=newcomer, at=timezone.now()
    )


def enter(request: ActorRequest, customer: Customer, target: str) -> HttpResponse:
    """Sign the customer in, in a new session, and go on; the reader's language is kept, or the customer's taken."""
    sign_in_customer(request.session, customer_id=customer.pk, name=customer.name)
    return HttpResponseRedirect(target)


def _enter(request: ActorRequest, mobile: str, target: str) -> HttpResponse:
    customer = queries.by_exact_mobile(mobile)
    if customer:
        return enter(request, customer, _target(request, target))
    kept: dict[str, Any] = {"mobile": mobile, "next": target}
    request.session[_PROVED] = kept
    return HttpResponseRedirect(reverse("customer-name"))


def _target(request: ActorRequest, wanted: str) -> str:
    """Where to go afterwards: only within this site, whatever the address said."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=settings.HTTPS)
    return wanted if wanted.startswith("/") and safe else reverse("portal")
