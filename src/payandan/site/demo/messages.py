"""The messages of the story: written as they would have been then, and marked as sent; nothing leaves the house."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from payandan.claims import events as claims
from payandan.platform.journal import actions as journal
from payandan.platform.journal.models import Fact
from payandan.platform.journal.rules import fact_name, rebuild
from payandan.platform.notifications import actions as notifications
from payandan.platform.notifications.rules import Outcome, Verdict
from payandan.units import events as units

TELLERS = {
    units.UnitRegistered: "units.reactions.tell_owner",
    units.UnitTransferred: "units.reactions.tell_both_owners",
    units.OwnershipDecided: "units.reactions.tell_refused",
    claims.ClaimFiled: "claims.reactions.tell_that_it_was_filed",
    claims.InfoRequested: "claims.reactions.tell_the_question",
    claims.ClaimDecided: "claims.reactions.tell_the_decision",
    claims.AppealDecided: "claims.reactions.tell_the_final_decision",
    claims.ClaimSettled: "claims.reactions.tell_the_settlement",
    claims.RightGranted: "claims.reactions.tell_the_right",
    claims.GrantCancelled: "claims.reactions.tell_that_a_right_was_taken_back",
}
"""The reactions that write to customers."""

GATEWAY = notifications.Choice("console", repeatable=True, reports=False, another=False)
DELAY = timedelta(seconds=7)


NAMES = {fact_name(event_type): teller for event_type, teller in TELLERS.items()}


@dataclass(slots=True)
class Post:
    """The post office of the story: how far it has read the journal."""

    until: datetime
    read: int = 0

    def go(self) -> None:
        """Write the messages about the facts since the last time, and mark them as sent, each at its time.

        A reaction hears of each fact as if it were recorded when it happened; the journal's own delivery of the same
        fact then finds its message there.
        """
        facts = Fact.objects.filter(pk__gt=self.read)
        newest = facts.aggregate(newest=Max("pk"))["newest"] or self.read
        for fact in facts.filter(name__in=NAMES).order_by("at", "id").iterator(chunk_size=500):
            found = journal.listener(fact.name, NAMES[fact.name])
            if found is None:
                raise LookupError(NAMES[fact.name])
            event_type, react = found
            fact.recorded_at = fact.at  # in memory only: the row keeps when it was written
            react(rebuild(event_type, fact.body), fact)
        self.read = newest
        self._send()

    def deliver(self) -> int:
        """Bring every fact to its listeners now; what they still write is sent too. Returns how many deliveries.

        Raises RuntimeError where a listener failed: a demo with half its numbers helps nobody.
        """
        done = 0
        # Deliveries are due when their fact was written down, which is now, whenever it happened.
        now = Fact.objects.latest("pk").recorded_at
        while (batch := journal.dispatch(at=now + timedelta(minutes=1), size=500)).claimed:
            if batch.failed:
                raise RuntimeError(f"{batch.failed} deliveries failed; the log says why.")
            done += batch.done
        self._send()
        return done

    def forget_old(self) -> None:
        """Forget the messages that an installation no longer keeps, as the nightly work does."""
        while notifications.forget_old(before=self.until - timedelta(days=settings.MESSAGE_DAYS)):
            pass

    def _send(self) -> None:
        """Mark what is queued as sent; each a moment after it was due, none after the end."""
        # Quiet hours make some due only tomorrow.
        horizon = max(self.until, Fact.objects.latest("pk").recorded_at) + timedelta(days=2)
        while sending := notifications.claim_next(at=horizon, choose=lambda _: GATEWAY):
            at = min(sending.message.due_at + DELAY, self.until)
            notifications.record_outcome(sending, Outcome(Verdict.ACCEPTED), at=at)
