"""What the buttons of a job's page do at one press: a move, a timer, telling the customer."""

from typing import Any

from django.utils.translation import gettext as _

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.repairs import actions, forms, queries
from payandan.repairs.models import Exchange, RepairOrder, WorkTimer
from payandan.repairs.rules import pools
from payandan.repairs.views.act_dialogs import Act, Data
from payandan.repairs.views.shared import who


def _move(name: str) -> Act:
    def press_it(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
        actions.move(order=order, act=name, version=_version(request), **who(request))
        return ""

    return press_it


def _start(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.start_timer(order=order, **who(request))
    return _("Your time is running.")


def _stop(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.stop_timer(order=order, **who(request))
    return _("Your time is paused.")


def _take(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    people = queries.benches(order.place_id).filter(pk=request.actor.person or 0)
    actions.assign(order=order, technician=people.first(), **who(request))
    return _("The job is yours.")


def _tell(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.tell_ready(order=order, **who(request))
    return _("The customer is being told.")


def _come_back(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.take_back(order=order, **who(request))
    return _("The job is open again.")


def _abandon(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.abandon(order=order, version=_version(request), **who(request))
    return _("The job counts as abandoned.")


def _recall(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    actions.add_recall(order=order, code=request.POST.get("recall", "")[:80], **who(request))
    return _("The recall is done with this job.")


def _drop(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    row = _row(order.planned.select_related("order"), request.POST.get("planned", ""))
    actions.drop_part(planned=row, **who(request))
    return _("The part is no longer planned.")


def _exchange_act(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    rows = order.exchanges.select_related("order", "replacement")
    exchange: Exchange = _row(rows, request.POST.get("exchange", ""))
    name = request.POST.get("act", "")
    if name not in pools.EXCHANGE_MOVES:
        raise Refused("not_in_this_state", state=order.state, act=name[:20])
    if name in ("accept", "decline"):
        actions.answer_exchange(exchange=exchange, accept=name == "accept", **who(request))
    else:
        done_by = {
            "hand_over": actions.hand_replacement_over,
            "core_back": actions.take_core_back,
            "charge": actions.keep_deposit,
        }
        done_by[name](exchange=exchange, **who(request))
    return _("Saved.")


def _time(request: ActorRequest, order: RepairOrder, _data: Data) -> str:
    timer: WorkTimer = _row(order.timers.all(), request.POST.get("timer", ""))
    form = forms.TimeForm(request.POST)
    if not form.is_valid():
        raise Refused("too_long", field="minutes", most=720)
    actions.put_time_right(
        timer=timer, minutes=form.cleaned_data["minutes"], note=form.cleaned_data["note"], **who(request)
    )
    return _("The time is put right.")


PRESSES: dict[str, Act] = {
    **{name: _move(name) for name in ("triage", "diagnose", "revise", "repair", "test", "reopen", "give_up")},
    "start": _start,
    "stop": _stop,
    "take": _take,
    "tell": _tell,
    "come-back": _come_back,
    "abandon": _abandon,
    "drop-part": _drop,
    "recall": _recall,
    "exchange-act": _exchange_act,
    "time": _time,
}


def _row(rows: Any, pk: str) -> Any:
    """One row of the job's own by its number in the form. Raises Refused("not_found")."""
    row = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 16 else None
    if row is None:
        raise Refused("not_found")
    return row


def _version(request: ActorRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
