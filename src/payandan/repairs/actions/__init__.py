"""The write door of repairs."""

from payandan.repairs.actions.claiming import bring_into_claim
from payandan.repairs.actions.consenting import (
    answer_estimate,
    ask_about_estimate,
    expire_estimate,
    remind_of_estimate,
    reply_to_question,
)
from payandan.repairs.actions.drawers import close_drawer, open_drawer, set_tax_rate, set_terms
from payandan.repairs.actions.estimating import draft_estimate, drop_estimate, send_estimate, write_estimate
from payandan.repairs.actions.exchanging import (
    answer_exchange,
    grade_unit,
    hand_replacement_over,
    keep_deposit,
    offer_exchange,
    take_core_back,
)
from payandan.repairs.actions.finishing import finish, record_tests
from payandan.repairs.actions.handing import (
    abandon,
    before_delivery,
    check_may_leave,
    deliver,
    remind,
    take_back,
    tell_ready,
)
from payandan.repairs.actions.intake import Intake, new_form_key, receive_device
from payandan.repairs.actions.invoicing import (
    agreed_items,
    cancel_invoice,
    check_money,
    issue_invoice,
    release_unpaid,
)
from payandan.repairs.actions.loans import add_loaner, clear_loaner, lend, take_loaner_back
from payandan.repairs.actions.looking import look_at_passcode
from payandan.repairs.actions.moving import assign, describe, move, prioritise, promise
from payandan.repairs.actions.naming import refresh_names
from payandan.repairs.actions.parts import Part, change_part, drop_part, plan_part, try_again
from payandan.repairs.actions.past import PastJob, take_in_past
from payandan.repairs.actions.paying import begin_payment, due_now, take_payment
from payandan.repairs.actions.pooling import finish_refurbishing, harvest, put_in, scrap_unit, send_back
from payandan.repairs.actions.recalling import add_recall
from payandan.repairs.actions.repeating import class_repeat, search_for_repeats
from payandan.repairs.actions.timing import cut_timers, put_time_right, start_timer, stop_timer
from payandan.repairs.actions.travelling import receive_from_centre, send_to_centre

__all__ = [
    "Intake", "Part", "PastJob", "abandon", "add_loaner", "add_recall", "agreed_items", "answer_estimate",
    "answer_exchange", "ask_about_estimate", "assign", "before_delivery", "begin_payment", "bring_into_claim",
    "cancel_invoice", "change_part", "check_may_leave", "check_money", "class_repeat", "clear_loaner", "close_drawer",
    "cut_timers", "deliver", "describe", "draft_estimate", "drop_estimate", "drop_part", "due_now", "expire_estimate",
    "finish", "finish_refurbishing", "grade_unit", "hand_replacement_over", "harvest", "issue_invoice", "keep_deposit",
    "lend", "look_at_passcode", "move", "new_form_key", "offer_exchange", "open_drawer", "plan_part", "prioritise",
    "promise", "put_in", "put_time_right", "receive_device", "receive_from_centre", "record_tests", "refresh_names",
    "release_unpaid", "remind", "remind_of_estimate", "reply_to_question", "scrap_unit", "search_for_repeats",
    "send_back", "send_estimate", "send_to_centre", "set_tax_rate", "set_terms", "start_timer", "stop_timer",
    "take_back", "take_core_back", "take_in_past", "take_loaner_back", "take_payment", "tell_ready", "try_again",
    "write_estimate",
]  # fmt: skip
