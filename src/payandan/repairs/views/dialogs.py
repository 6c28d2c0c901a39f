"""The small forms of a job's page: which there are, what each is filled with, and which act it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.parts import queries as stock
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui.words import digits, name_in
from payandan.repairs import actions, forms, queries
from payandan.repairs.models import Loaner, RepairOrder
from payandan.repairs.views.shared import sentence_of


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open dialog: its form, where it is sent, and what its button says."""

    name: str
    title: str
    url: str
    form: Any
    button: str
    icon: str
    hint: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a dialog is made: its words, and the form for a job (from what was sent, or from how things are)."""

    title: Callable[[], str]
    button: Callable[[], str]
    icon: str
    form: Callable[[ActorRequest, RepairOrder, Any, Any], Any]
    hint: Callable[[RepairOrder], str] = lambda _order: ""
    warning: Callable[[RepairOrder], str] = lambda _order: ""


def open_dialog(request: ActorRequest, order: RepairOrder, name: str, form: Any = None) -> Dialog | None:
    """The dialog of this name for a job; None where there is no such dialog."""
    kind = KINDS.get(name)
    if kind is None:
        return None
    filled = form if form is not None else kind.form(request, order, None, None)
    url = reverse("repairs-act", args=[order.number, name])
    return Dialog(name, kind.title(), url, filled, kind.button(), kind.icon, kind.hint(order), kind.warning(order))


def _bound(form: type[Any], order: RepairOrder, data: Any, files: Any, **more: Any) -> Any:
    initial = {"version": order.version, **more.pop("initial", {})}
    return form(data, files, initial=initial, **more)


def _simple(form: type[Any], **initial: Callable[[RepairOrder], Any]) -> Callable[..., Any]:
    """A form that needs nothing but a few first values."""

    def make(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
        first = {name: value(order) for name, value in initial.items()}
        return _bound(form, order, data, files, initial=first)

    return make


def _describe(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    initial = {name: getattr(order, name) for name in ("diagnosis", "cause", "work", "shelf")}
    names = queries.component_names(order)
    return _bound(forms.DescribeForm, order, data, files, components=names, initial=initial)


def _assign(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    people = queries.benches(order.place_id)
    return _bound(forms.AssignForm, order, data, files, people=people, initial={"technician": order.technician_id})


def fitting_parts(order: RepairOrder) -> list[tuple[str, str]]:
    """The parts of the master that fit the device, each with how many are free here; those that are here come first."""
    parts = stock.fitting(order.unit.model_id, order.unit.serial)[:100]
    node = stock.node_of(order.place_id)
    free = stock.free_at([node.pk], [part.pk for part in parts]) if node else {}
    if node is None:
        return [(str(part.pk), f"{part.code} · {name_in(part)}") for part in parts]
    counts = {part.pk: free.get((node.pk, part.pk), 0) for part in parts}
    here = _("%(count)s here")
    return [
        (str(part.pk), f"{part.code} · {name_in(part)} · {here % {'count': digits(counts[part.pk])}}")
        for part in sorted(parts, key=lambda part: counts[part.pk] <= 0)
    ]


def _plan(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    return _bound(forms.PlanPartForm, order, data, files, parts=fitting_parts(order))


def _change(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    planned = order.planned.filter(state__in=("wanted", "reserved"))
    first = planned.first()
    return _bound(
        forms.ChangePartForm,
        order,
        data,
        files,
        parts=fitting_parts(order),
        planned=planned,
        initial={"planned": first.pk if first else None},
    )


def _tests(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    return _bound(forms.TestForm, order, data, files, sheet=queries.sheet_of(order.unit.model.category.code))


def _deliver(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    return _bound(forms.DeliverForm, order, data, files, initial={"to_name": order.customer.name})


def _send(_request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    others = Branch.objects.filter(is_active=True).exclude(pk__in=[order.place_id] if order.place_id else [])
    home = order.branch_id if order.branch_id != order.place_id else None
    return _bound(forms.SendForm, order, data, files, branches=others, initial={"target": home})


def _lend(request: ActorRequest, order: RepairOrder, data: Any, files: Any) -> Any:
    rows = Loaner.objects.visible_to(request.actor).filter(state="available").select_related("unit__model")
    if order.place_id:
        rows = rows.filter(branch_id=order.place_id)
    loaners = [(row.number, f"{name_in(row.unit.model)} · {row.unit.serial}") for row in rows[:100]]
    return _bound(forms.LendForm, order, data, files, loaners=loaners)


def _no_loaner(order: RepairOrder) -> str:
    here = Loaner.objects.filter(state="available")
    free = (here.filter(branch_id=order.place_id) if order.place_id else here).exists()
    return "" if free else _("No loaner is free in this centre.")


def _serials(_order: RepairOrder) -> str:
    return _("The serials of what came out and what went in are kept with the device for good.")


def _tried(order: RepairOrder) -> str:
    return _("Tracking code: %(code)s") % {"code": order.tracking}


def _held(order: RepairOrder) -> str:
    """Why it would not be handed over: said before anybody signs."""
    try:
        actions.check_may_leave(order)
    except Refused as refused:
        return sentence_of(refused.code, refused.params)
    return ""


KINDS: dict[str, Kind] = {
    "wait": Kind(lambda: _("Wait for a part"), lambda: _("Wait"), "hourglass", _simple(forms.WaitForm)),
    "describe": Kind(lambda: _("What was found and done"), lambda: _("Save"), "notebook-pen", _describe),
    "plan": Kind(lambda: _("Plan a part"), lambda: _("Plan"), "list-plus", _plan),
    "part": Kind(lambda: _("Change a part"), lambda: _("Write it down"), "replace", _change, _serials),
    "tests": Kind(lambda: _("Test list"), lambda: _("Save the results"), "clipboard-check", _tests),
    "finish": Kind(
        lambda: _("How did it end?"),
        lambda: _("Finish"),
        "circle-check",
        _simple(forms.FinishForm, work=lambda order: order.work),
    ),
    "deliver": Kind(lambda: _("Hand over"), lambda: _("Hand over"), "hand-helping", _deliver, _tried, _held),
    "assign": Kind(lambda: _("Give to a technician"), lambda: _("Give"), "user-round-check", _assign),
    "promise": Kind(
        lambda: _("Promise"),
        lambda: _("Promise"),
        "calendar-clock",
        _simple(
            forms.PromiseForm,
            promised_on=lambda order: timezone.localdate(order.promised_at) if order.promised_at else None,
        ),
    ),
    "priority": Kind(
        lambda: _("How urgent is it?"),
        lambda: _("Save"),
        "flag",
        _simple(forms.PriorityForm, priority=lambda order: str(order.priority)),
    ),
    "photos": Kind(lambda: _("Add photos"), lambda: _("Add"), "camera", _simple(forms.PhotosForm)),
    "send": Kind(lambda: _("Send to another centre"), lambda: _("Send"), "truck", _send),
    "arrive": Kind(lambda: _("It arrived here"), lambda: _("Receive"), "package-check", _simple(forms.ArriveForm)),
    "lend": Kind(lambda: _("Lend a loaner"), lambda: _("Lend"), "smartphone", _lend, _no_loaner),
    "loan-back": Kind(
        lambda: _("The loaner comes back"), lambda: _("Take back"), "package-check", _simple(forms.LoanBackForm)
    ),
    "exchange": Kind(
        lambda: _("Offer an exchange"), lambda: _("Offer"), "arrow-left-right", _simple(forms.ExchangeForm)
    ),
    "grade": Kind(lambda: _("Grade the old unit"), lambda: _("Save"), "recycle", _simple(forms.GradeForm)),
    "class": Kind(
        lambda: _("Why did it come again?"),
        lambda: _("Save"),
        "git-compare",
        _simple(forms.ClassForm, cause=lambda order: order.repeat.cause if hasattr(order, "repeat") else ""),
    ),
}


def bound_form(request: ActorRequest, order: RepairOrder, name: str) -> Any:
    """The dialog's form with what was sent."""
    return KINDS[name].form(request, order, request.POST, request.FILES)
