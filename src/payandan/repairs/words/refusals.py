"""How the workshop says no: what happened, why, and what to do next."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from payandan.platform.ui import words as shown
from payandan.repairs.words.labels import STATES, label

more: list[Callable[[str, Mapping[str, Any]], str]] = []
"""Other words of this package, asked when a code is not here; each returns an empty text for what it does not know."""


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal. Raises KeyError for a code nobody has worded."""
    params = params or {}
    if code == "not_in_this_state":
        return _("This job is “%(state)s” now, so that is no longer possible. Look at the page again.") % {
            "state": label(STATES, str(params.get("state", "")))
        }
    known = _sentences()
    if code not in known:
        for ask in more:
            if sentence := ask(code, params):
                return sentence
    told = {name: shown.digits(value) if isinstance(value, int) else value for name, value in params.items()}
    return known[code] % told if told else known[code]


def _sentences() -> dict[str, str]:
    return {**_intake(), **_work(), **_ends()}


def _intake() -> dict[str, str]:
    return {
        "not_allowed": _("You may not do this. Ask somebody who may, or an administrator."),
        "not_found": _("There is no such job, or it is not yours."),
        "stale": _("Somebody else changed this job in the meantime. Here it is as it is now; please do it again."),
        "unknown_serial": _("No unit with this serial is registered. Check the serial, or register it here."),
        "unknown_symptom": _("Choose what is wrong from the list for this kind of product."),
        "no_such_recall": _("This recall is not open for this device (any more)."),
        "centre_not_authorised": _("This centre has no authorisation for this kind of product. Choose another centre."),
        "what_is_wrong": _("Say what is wrong: choose a symptom, or write it in the customer's words."),
        "unit_not_repairable": _("This unit is out of use (replaced, stolen or held), so it cannot be taken in."),
        "unit_here_already": _("This unit is in the workshop already, as job %(number)s. Open that job."),
        "failed_in_future": _("The day of the fault cannot be in the future."),
        "promise_past": _("The promise has to lie in the future."),
        "unknown_condition": _("One of the answers about its condition is not possible. Please answer again."),
        "too_many_accessories": _("At most %(most)s accessories; put small ones together."),
        "unknown_consent": _("Choose what the customer says about the data on it."),
        "consent_missing": _("Ask the customer about the data on the device, and choose the answer."),
        "unknown_signing": _("Choose how the customer confirmed it."),
        "signature_missing": _("The signature is missing. Let the customer sign, or choose another way."),
        "unknown_priority": _("Choose how urgent it is."),
        "other_visit": _("The devices of one visit belong to one customer."),
        "claim_of_other": _("This claim is for another unit."),
        "customer_missing": _("Write the mobile number of who brings it."),
        "code_first": _("Send the customer a code first, or let the customer sign."),
        "file_unknown": _("One of the files is no longer here. Please attach it again."),
        "times_wrong": _("The times of this job are not one after the other, or lie in the future."),
        "no_such_centre": _("Choose one of your centres."),
    }


def _work() -> dict[str, str]:
    return {
        "no_such_move": _("A job cannot go from there to here by hand. Open it to see what it needs."),
        "not_by_hand": _("This happens by itself when its cause is there: an estimate, an exchange, a hand-over."),
        "waits_for_what": _("Write which part it waits for."),
        "closed": _("Job %(number)s is over."),
        "unknown_component": _("This component does not belong to this kind of product."),
        "no_such_person": _("Choose somebody who works at the bench of this centre."),
        "repeat_needs_one": _("This problem came again: the job has to be in somebody's hands."),
        "no_person": _("Only a member of staff can work on a job."),
        "not_at_the_bench": _("The job is not at the bench now. Move it there first."),
        "timer_running": _("Your time on %(number)s is already running."),
        "no_timer": _("Your time on %(number)s is not running."),
        "still_running": _("This time is still running. Stop it first."),
        "too_long": _("A stretch of work is at most %(most)s minutes."),
        "note_needed": _("Write why the time is put right."),
        "not_in_testing": _("Move the job to testing first."),
        "bad_measure": _("Write the measured value as a number, or answer yes or no."),
        "unknown_outcome": _("Choose how it ended."),
        "tests_first": _("The test list has not been passed since the last work. Test it first."),
        "what_was_done": _("Write what was done; the customer reads it."),
        "outcome_does_not_fit": _("This outcome does not fit where the job stands now."),
        "part_missing": _("Choose the part, or write its name."),
        "part_gone": _("This part is used or dropped already."),
        "bad_quantity": _("Write how many, as a whole number; a part with a serial one at a time."),
        "serials_needed": _("This part has a serial: write that of the old one and of the new one."),
        "same_serial": _("The new part has the serial of the old one. Look at both labels again."),
        "serial_used": _("A part with the serial %(serial)s was put in before. Look at the label again."),
        "no_passcode": _("The customer left no passcode, or it was removed."),
        "passcode_unreadable": _("The passcode can no longer be read. Ask the customer for it again."),
        "unknown_cause": _("Choose why it came again."),
        "nothing_in_stock": _("There is not enough of it in stock here."),
    }


def _ends() -> dict[str, str]:
    return {
        "to_whom": _("Write who takes it along."),
        "try_it_first": _("Try it in front of the customer first, and tick that you did."),
        "elsewhere": _("Job %(number)s lies in another centre. It has to come back first."),
        "loaner_out": _("The customer still has our loaner (%(loan)s). Take it back first."),
        "came_back_late": _("More than %(days)s days have passed since the hand-over. Take it in as a new job."),
        "not_reminded": _("The customer was reminded %(reminders)s times; %(needed)s reminders are needed."),
        "not_long_enough": _("It has waited for %(days)s days; only after %(needed)s it counts as abandoned."),
        "same_centre": _("Choose another centre that is open."),
        "not_here": _("The device does not lie in your centre."),
        "reason_needed": _("Write why it is sent."),
        "not_for_you": _("It was sent to another centre than yours."),
        "unit_owned": _("This unit belongs to somebody or is a loaner. Choose one of the company's own."),
        "loaner_known": _("This unit is a loaner already."),
        "has_loaner": _("The customer has a loaner for this job already."),
        "due_in_past": _("The day has to lie in the future."),
        "condition_missing": _("Write in which condition it is."),
        "unknown_kind": _("Choose the kind of exchange."),
        "core_due_needed": _("Write until when the old unit has to be here."),
        "not_same_kind": _("Choose a unit of the same kind of product."),
        "unit_offered": _("This unit, or this customer, has an open offer already."),
        "core_not_late": _("The old unit may still come: its day is not over."),
        "unknown_way": _("Choose what becomes of it."),
        "unknown_grade": _("Choose its grade."),
        "too_worn": _("What is graded C is not refurbished. Harvest its parts or scrap it."),
        "in_pool": _("This unit is in the pool already."),
        "no_store": _("This centre has no store that its parts could go into."),
        "not_ours": _("This unit is the customer's own. Only a replaced or refunded one stays here."),
    }
