"""Looking at a claim before it is filed: the verdict it would get, what its lines would cost, and what is odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from payandan.claims import rules
from payandan.claims.actions import filing, verdicts
from payandan.claims.actions.contents import EvidenceDraft, new_lines
from payandan.claims.actions.payment.pricing import priced
from payandan.claims.models import Claim, Evidence
from payandan.claims.queries import payment
from payandan.claims.queries.payment.facts import drafts_of
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules.prevalidation import BLOCK, Check, in_order
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.units.models import Unit


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A claim that was not filed: with its verdict, its lines as they would be, each line's formula, and the checks."""

    claim: Claim
    lines: tuple[rules.LineDraft, ...]
    formulas: tuple[prices.Priced | None, ...]
    checks: tuple[Check, ...]

    @property
    def blocked(self) -> bool:
        """Whether filing it just so would be refused."""
        return any(check.severity == BLOCK for check in self.checks)


def rehearse_claim(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit | None = None,
    serial: str = "",
    branch: Branch | None = None,
    channel: str = "staff",
    symptom: str = "",
    failed_on: date | None = None,
    component: str = "",
    cause: str = "",
    source: str = "",
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    lines: Sequence[rules.LineDraft] = (),
    evidence: Sequence[EvidenceDraft] = (),
    currency: str = "",
) -> Rehearsal:
    """What filing this would bring; nothing is written, and what would be refused is said as a check that blocks.

    Raises Refused only for whom and what it is about: not_allowed, unknown_serial.
    """
    if actor.kind != "customer" and not actor.can("claims.file"):
        raise Refused("not_allowed")
    thing = filing.unit_of(actor, unit, serial)
    words, blocks = filing.words_of(thing, True), _Blocks()
    if failed_on is not None and failed_on > timezone.localdate(at):
        blocks.add(Refused("failed_in_future", field="failed_on", day=failed_on.isoformat()))
        failed_on = None
    part = blocks.tried(lambda: filing.component_of(words, symptom, component), "")
    stated: dict[str, Any] = {}
    for path, fact in (facts or {}).items():
        stated |= blocks.tried(lambda path=path, fact=fact: filing.stated_of(actor, "", "", {path: fact}), {})
    if cause:
        stated |= blocks.tried(lambda: filing.stated_of(actor, cause, source, {}), {})
    drafts = blocks.tried(lambda: _possible(lines), ()) or rules.default_lines(part)
    claim = Claim(
        unit=thing,
        customer=thing.owner,
        branch_id=filing.branch_of(actor, branch, thing),
        channel=channel,
        state=rules.SUBMITTED,
        failed_on=failed_on,
        component=part,
        symptom=symptom if symptom in words.usual else "",
        cause=stated.get("fault.cause", {}).get("value") or "",
        facts=stated,
        currency=currency or settings.CURRENCY,
        filed_at=at,
    )
    book = payment.book()
    rows = new_lines(claim, priced(claim, drafts, book))
    proofs = [Evidence(claim=claim, position=n, kind=item.kind, about=item.about) for n, item in enumerate(evidence)]
    verdicts.assess(claim, at=at, lines=rows, evidence=proofs)
    found = payment.checks_of(claim, lines=rows, evidence=proofs, words=words, book=book)
    known = tuple(drafts_of(rows))
    place = payment.place_of(claim)
    formulas = tuple(
        prices.price_line(book.sheet, place, kind=line.kind, component=line.component, basis=line.basis, whole=part)
        for line in known
    )
    return Rehearsal(claim, known, formulas, in_order([*blocks.found, *found]))


def _possible(lines: Sequence[rules.LineDraft]) -> Sequence[rules.LineDraft]:
    rules.check_lines(lines)
    return lines


class _Blocks:
    """What would be refused, collected instead of raised."""

    def __init__(self) -> None:
        self.found: list[Check] = []

    def add(self, refused: Refused) -> None:
        self.found.append(Check(refused.code, BLOCK, refused.field, refused.params))

    def tried(self, call: Any, otherwise: Any) -> Any:
        """What `call` gives; where it refuses, that is noted, and the rest goes on without it."""
        try:
            return call()
        except Refused as refused:
            self.add(refused)
            return otherwise
