"""For development and demonstrations: messages are printed, or added to a file, and count as delivered."""

import json
import sys
from pathlib import Path

from payandan.platform.notifications.channels.gateway import Gateway, Outgoing
from payandan.platform.notifications.rules import Outcome, Verdict


class ConsoleGateway(Gateway):
    """Prints each message; with a path, also adds it to that file as a line of JSON."""

    def __init__(self, name: str, path: str = "") -> None:
        self.name = name
        self.path = path

    def send(self, message: Outgoing) -> Outcome:
        """Show the message."""
        if self.path:
            line = json.dumps({"to": message.address, "text": message.text, "code": message.code}, ensure_ascii=False)
            with Path(self.path).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        else:
            sys.stdout.write(f"--- SMS to {message.address}\n{message.text}\n---\n")
            sys.stdout.flush()
        return Outcome(Verdict.ACCEPTED, gateway_id=str(message.client_id))
