"""What the killed worker of `test_runner` is busy with: each strike of the clock is heard, and told by SMS.

Run as a program (`python -m tests.platform.jobs.storm`) this is a worker; imported, it is the same listener elsewhere.
"""

import os
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Struck:
    """The clock struck."""

    number: int
    secret: bool = False


@dataclass(frozen=True)
class Heard:
    """Somebody heard it."""

    number: int


def declare() -> None:
    """Make the listener and the templates known in this process."""
    from payandan.platform.journal.actions import listens, record
    from payandan.platform.journal.models import Fact
    from payandan.platform.kit.actors import SYSTEM
    from payandan.platform.notifications import queries
    from payandan.platform.notifications.actions import Recipient, notify
    from payandan.platform.notifications.rules import MessageTemplate

    queries.register({"storm.struck": MessageTemplate(sms={"fa": "زنگ {code}"})})

    @listens(Struck)
    def hear(event: Struck, fact: Fact) -> None:
        record(Heard(event.number), actor=SYSTEM, at=fact.at, about=[])
        notify(
            template="storm.struck",
            to=Recipient(name="", mobile="+989121234567"),
            context={"code": event.number},
            about=None,
            unique_key=f"struck:{event.number}",
            at=fact.at,
            secret=event.secret,
        )


def main() -> Any:
    """Be a worker until told to stop."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("STORM_SETTINGS", "tests.settings")
    django.setup()
    declare()
    from payandan.platform.jobs import runner
    from payandan.platform.jobs.actions import clockwork

    for name in [name for name in clockwork._jobs if not name.startswith("platform.")]:
        del clockwork._jobs[name]  # what other packages do is not under test here
    return runner.run_worker(workers=3)


if __name__ == "__main__":
    from importlib import import_module

    # Under its own name, by which its facts are called.
    raise SystemExit(import_module("tests.platform.jobs.storm").main())
