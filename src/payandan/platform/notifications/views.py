"""The staff pages of outgoing messages."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications import actions, queries, rules, words
from payandan.platform.notifications.actions.queueing import RESENDABLE
from payandan.platform.notifications.models import Message
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage

_ABOUT = re.compile(r"([a-z_]{1,20}):([0-9]{1,18})")


@staff_page("notifications.view")
def message_list(request: ActorRequest) -> HttpResponseBase:
    """Outgoing messages; `?about=claim:12` keeps those about one record."""
    found = queries.list_messages(request.actor)
    about = _ABOUT.fullmatch(request.GET.get("about", ""))
    if about:
        found = found.filter(about_kind=about[1], about_id=int(about[2]))
    listing = ListPage(
        found,
        request,
        name="messages",
        filters=[
            Choice("state", _("State"), words.STATES, field="state"),
            Choice("channel", _("Channel"), words.CHANNELS, field="channel"),
            Choice("kind", _("Kind"), _kinds(), conditions={"code": Q(secret=True), "news": Q(secret=False)}),
            DateRange("made", _("Written at"), field="created_at"),
        ],
        columns=[
            Column("made", _("Written at"), kind="moment", value="created_at", link=_link),
            Column("to", _("To"), value=_recipient),
            Column("address", _("Address"), kind="code"),
            Column("channel", _("Channel"), value=lambda message: words.CHANNELS[message.channel]),
            Column("message", _("Message"), value=_preview),
            Column("state", _("State"), badge=lambda message: words.state(message.state)),
            Column("gateway", _("Gateway"), kind="code", hidden=True),
            Column("attempts", _("Attempts"), kind="number", hidden=True),
            Column("template", _("Template"), kind="code", hidden=True),
        ],
        sort="-id",
        export=Export("messages"),
        row_link=_link,
        empty=Empty(title=_("No messages"), text=_("What the program writes to customers will stand here.")),
        search_hint=_("Mobile number, e-mail or name"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "notifications/list.html", {"list": listing})


@staff_page("notifications.view")
def message_record(request: ActorRequest, pk: int) -> HttpResponse:
    """One message: its text (never a code's), its state, and what the gateways said."""
    message = _found(request, pk)
    state, tone = words.state(message.state)
    lines = [
        {
            "title": words.state(reply.state)[0],
            "at": reply.at,
            "by": reply.gateway,
            "text": words.reason(reply.code, reply.detail),
            "tone": words.state(reply.state)[1],
        }
        for reply in message.replies.all()
    ]
    context = {
        "message": message,
        "state": state,
        "tone": tone,
        "channel": words.CHANNELS[message.channel],
        "lines": lines,
        "parts": rules.sms_parts(message.text) if message.channel == "sms" and message.text else None,
        "resendable": message.state in RESENDABLE and not message.secret and request.actor.can("notifications.resend"),
    }
    return render(request, "notifications/record.html", context)


@staff_page("notifications.view", "notifications.resend")
@require_POST
def message_resend(request: ActorRequest, pk: int) -> HttpResponse:
    """Send it once more, as a new message."""
    message = _found(request, pk)
    try:
        again = actions.resend(message.pk, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
        return redirect("notifications-record", message.pk)
    messages.success(request, _("The message is on its way again."))
    return redirect("notifications-record", again.pk)


def _found(request: ActorRequest, pk: int) -> Message:
    message = queries.find_message(request.actor, pk)
    if message is None:
        raise Http404
    return message


def _kinds() -> dict[str, Any]:
    return {"news": _("Messages"), "code": _("One-time codes")}


def _link(message: Message) -> str:
    return reverse("notifications-record", args=[message.pk])


def _preview(message: Message) -> str:
    return words.preview(message.subject or message.text, secret=message.secret)


def _recipient(message: Message) -> str:
    return message.recipient or "—"
