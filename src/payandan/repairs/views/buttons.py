"""The buttons of a job's page: the acts that its state and the reader's rights allow."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from payandan.platform.kit.actors import Actor
from payandan.repairs import queries, rules, words
from payandan.repairs.models import RepairOrder


@dataclass(frozen=True, slots=True)
class Button:
    """An act on a job: a dialog to open, or (without one) an address to post to at once, after asking `confirm`."""

    act: str
    label: str
    icon: str
    variant: str = ""
    dialog: bool = True
    confirm: str = ""
    move: str = ""


_FIRST = {
    "received": "diagnose",
    "come_back": "diagnose",
    "triage": "diagnose",
    "diagnosing": "repair",
    "approved": "repair",
    "waiting_part": "repair",
    "repairing": "test",
    "testing": "tests",
    "declined": "finish",
    "irreparable": "finish",
    "ready": "tell",
    "notified": "deliver",
    "abandoned": "deliver",
    "sent_to_centre": "arrive",
}


def buttons(order: RepairOrder, actor: Actor) -> list[Button]:
    """What may be done with the job now, the first of them first."""
    found = [*_moves(order, actor), *_ends(order, actor), *_others(order, actor)]
    first = _FIRST.get(order.state, "")
    if first == "tests" and queries.tested(order):
        first = "finish"
    found.sort(key=lambda button: button.act != first)
    if found and found[0].act == first:
        top = found[0]
        found[0] = Button(top.act, top.label, top.icon, "primary", top.dialog, top.confirm, top.move)
    return found


def _moves(order: RepairOrder, actor: Actor) -> list[Button]:
    made = []
    for move in rules.by_hand(order.state):
        if actor.can(move.capability):
            dialog = move.act == "wait_for_part"
            act = "wait" if dialog else move.act
            icon = words.ACT_ICONS.get(move.act, "arrow-right")
            made.append(Button(act, words.label(words.ACTS, move.act), icon, dialog=dialog, move=move.act))
    return made


def _ends(order: RepairOrder, actor: Actor) -> list[Button]:
    acts = set(rules.acts_in(order.state))
    bench, counter, manage = (actor.can(f"repairs.{name}") for name in ("bench", "intake", "manage"))
    offered = [
        ("tests", _("Test list"), "clipboard-check", bench and order.state == "testing", True),
        ("finish", _("Finish"), "circle-check", bench and "finish" in acts, True),
        ("tell", _("Tell the customer"), "message-square-text", counter and "notify" in acts, False),
        ("deliver", _("Hand over"), "hand-helping", counter and "deliver" in acts, True),
        ("arrive", _("It arrived here"), "package-check", counter and "arrive" in acts, True),
        ("come-back", _("The customer came back"), "undo-2", counter and "come_back" in acts, False),
        ("abandon", _("Call it abandoned"), "archive", manage and "abandon" in acts, False),
    ]
    confirm = {"abandon": _("Call this job abandoned? The device stays here until the law allows more.")}
    return [
        Button(act, label, icon, dialog=dialog, confirm=confirm.get(act, ""))
        for act, label, icon, shown, dialog in offered
        if shown
    ]


def _others(order: RepairOrder, actor: Actor) -> list[Button]:
    if order.state in rules.CLOSED:
        return _after(order, actor)
    acts = set(rules.acts_in(order.state))
    bench, counter, manage = (actor.can(f"repairs.{name}") for name in ("bench", "intake", "manage"))
    offered = [
        ("describe", _("Write down what was found"), "notebook-pen", bench),
        ("plan", _("Plan a part"), "list-plus", bench),
        ("part", _("Change a part"), "replace", order.state in rules.BENCH and bench),
        ("assign", _("Give to a technician"), "user-round-check", manage),
        ("promise", _("Promise"), "calendar-clock", counter or bench),
        ("priority", _("Urgency"), "flag", counter or manage),
        ("photos", _("Add photos"), "camera", counter or bench),
        ("lend", _("Lend a loaner"), "smartphone", counter and not any(not row.back_at for row in order.loans.all())),
        ("exchange", _("Offer an exchange"), "arrow-left-right", manage and "offer_swap" in acts),
        ("send", _("Send to another centre"), "truck", counter and "send_to_centre" in acts),
    ]
    made = [Button(act, label, icon) for act, label, icon, shown in offered if shown]
    return [*made, *_after(order, actor)]


def _after(order: RepairOrder, actor: Actor) -> list[Button]:
    if order.unit.state in ("replaced", "retired") and actor.can("repairs.bench"):
        return [Button("grade", _("Grade the old unit"), "recycle")]
    return []
