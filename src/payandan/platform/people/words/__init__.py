"""What people reads and says."""

from payandan.platform.people.words.audit import (
    ACTOR_KINDS,
    SENTENCES,
    actor_name,
    line,
    package,
    sentence,
    subjects,
)
from payandan.platform.people.words.refusals import refusal
from payandan.platform.people.words.staff import (
    BRANCH_KINDS,
    PASSWORD_HELP,
    account_state,
    device,
    held,
    held_roles,
    second_step,
    token_state,
)

__all__ = [
    "ACTOR_KINDS",
    "BRANCH_KINDS",
    "PASSWORD_HELP",
    "SENTENCES",
    "account_state",
    "actor_name",
    "device",
    "held",
    "held_roles",
    "line",
    "package",
    "refusal",
    "second_step",
    "sentence",
    "subjects",
    "token_state",
]
