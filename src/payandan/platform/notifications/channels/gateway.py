"""What every gateway looks like to the job that sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payandan.platform.gateways import Silence, Told
from payandan.platform.notifications.rules import Outcome, State, Verdict


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a gateway needs of a message. `code` is set for one-time codes only."""

    address: str
    text: str
    language: str
    client_id: int
    subject: str = ""
    code: str = ""


class Gateway:
    """One way out. `repeatable`: asking twice with one client id sends once; `reports`: can tell about delivery."""

    name: str
    repeatable = False
    reports = False

    def send(self, message: Outgoing) -> Outcome:
        """Hand the message over; never raises for anything the other side does."""
        raise NotImplementedError

    def find(self, client_id: int) -> Outcome | None:
        """What became of an earlier attempt that got no answer; None when it never arrived. For repeatable ones."""

    def statuses(self, ids: Sequence[str]) -> Mapping[str, tuple[State | None, str]]:
        """The state (None: nothing new) and the gateway's own code for each message id it knows. For reporting ones."""
        raise NotImplementedError


def unanswered(silence: Silence) -> Outcome:
    """What no readable answer means for a message: what surely was not taken may go another way."""
    refused = 300 <= silence.status < 500
    verdict = Verdict.ELSEWHERE if refused or not silence.asked else Verdict.UNSURE
    return Outcome(verdict, silence.code, silence.detail)


def unreadable(told: Told, wanted: str) -> Outcome:
    """What an answer of another shape means: it has no `wanted`."""
    verdict = Verdict.UNSURE if told.status < 300 or told.status >= 500 else Verdict.ELSEWHERE
    return Outcome(verdict, f"http_{told.status}", f"The answer has no `{wanted}`.")
