"""The pure logic of messages: wording, length, states, quiet hours, and which gateway to trust."""

from payandan.platform.notifications.rules.breaker import Breaker
from payandan.platform.notifications.rules.quiet import QuietHours
from payandan.platform.notifications.rules.states import (
    FINAL,
    MOVES,
    Outcome,
    State,
    Step,
    Verdict,
    moved,
    next_check,
    step_after,
)
from payandan.platform.notifications.rules.templates import (
    MessageTemplate,
    MissingPlaceholder,
    Recipient,
    render_email,
    render_sms,
    sms_parts,
)

__all__ = [
    "FINAL",
    "MOVES",
    "Breaker",
    "MessageTemplate",
    "MissingPlaceholder",
    "Outcome",
    "QuietHours",
    "Recipient",
    "State",
    "Step",
    "Verdict",
    "moved",
    "next_check",
    "render_email",
    "render_sms",
    "sms_parts",
    "step_after",
]
