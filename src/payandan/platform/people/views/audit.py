"""The audit trail: every fact of the journal, by whom and when."""

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from payandan.platform.journal.models import Fact
from payandan.platform.people import queries, words
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Export, ListPage


@staff_page("audit.view")
def audit(request: ActorRequest) -> HttpResponseBase:
    """What happened, newest first."""
    language = reader.language()
    listing = ListPage(
        Fact.objects.all(),
        request,
        name="audit",
        filters=[
            DateRange("at", _("When"), field="at"),
            Choice("who", _("Who"), words.ACTOR_KINDS, field="actor_kind"),
            _person(request),
            Choice("what", _("Subject"), words.subjects(), conditions=_subjects()),
        ],
        columns=[
            Column("at", _("When"), kind="moment", sort="at"),
            Column("who", _("Who"), value=lambda fact: words.actor_name(fact.actor_kind, fact.actor_name)),
            Column("what", _("What happened"), value=lambda fact: words.sentence(fact, language)),
            Column("name", _("Fact"), kind="code", hidden=True),
            Column("number", _("Number"), kind="number", value="pk", hidden=True),
            Column("request", _("Request"), kind="code", value="request_id", hidden=True),
        ],
        sort="-pk",
        export=Export("audit"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "people/audit.html", {"list": listing})


def _person(request: ActorRequest) -> Choice:
    people = queries.staff(request.actor).values_list("pk", "name") if request.actor.can("people.view") else []
    conditions = {str(pk): Q(actor_kind="staff", actor_id=pk) for pk, _name in people}
    return Choice("person", _("Colleague"), [(str(pk), name) for pk, name in people], conditions=conditions)


def _subjects() -> dict[str, Q]:
    return {subject: Q(name__startswith=f"{subject}.") for subject in words.subjects()}
