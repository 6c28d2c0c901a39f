"""What a promise says about what went wrong: whether it grants the cause, and which exclusions reach a line.

Kept apart from days, meters and shares, since it does not depend on them.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.documents import Grant, Pack
from payandan.warranty.rules.exclusions import CAUSE, Hit, Tested, test_exclusions
from payandan.warranty.rules.findings import YES, Ask, Finding, Reason, Truth, finder
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.vocabulary import DEFECTS, NO_FAULT

ANY_CAUSE = Grant(())


class Faults:
    """One promise against what went wrong, under the packs that bind it."""

    def __init__(self, case: Case, promise: Promise, deciding: Sequence[Pack]) -> None:
        self.case = case
        self.promise = promise
        self.terms = promise.terms
        self.deciding = deciding
        self.tested: Tested = test_exclusions(self.terms, case, deciding, promise.law)

    def at_fault(self, case: Case) -> "Faults":
        """The same for another component at fault: only what looks at it is tested anew."""
        other = copy(self)
        other.case = case
        if self.tested.hits or any(exclusion.kind == "consumable" for exclusion in self.terms.exclusions):
            other.tested = test_exclusions(self.terms, case, self.deciding, self.promise.law)
        return other

    @property
    def tells_causes(self) -> bool:
        """Whether it matters to the terms what caused the fault."""
        return bool(self.terms.grants) or any(exclusion.causes for exclusion in self.terms.exclusions)

    def grant(self, cause: object) -> Grant | None:
        """The grant that speaks about this cause; None when the terms do not promise anything about it."""
        for grant in self.terms.grants:
            if cause in grant.causes:
                return grant
        if not self.terms.grants or cause not in DEFECTS:
            return ANY_CAUSE
        kept = any(cause in pack.cannot_exclude for pack in self.deciding)
        return ANY_CAUSE if kept else None

    def cause(self) -> Finding:
        """The cause must be found, by somebody who is believed, before anything is granted.

        A recall that makes no difference between causes is carried out whether the unit has failed or not.
        """
        if self.terms.kind == "recall" and not self.tells_causes:
            return YES
        cause = self.case.fact(CAUSE)
        grant = self.grant(cause.value)
        found_by = (grant or ANY_CAUSE).found_by
        if cause.value is None or cause.source not in found_by:
            ask = Ask(CAUSE, finder(found_by, CAUSE), ("inspection_report",), found_by)
            return Finding(None, (self._reason("cause_unknown", "asks"),), (ask,))
        if cause.value == NO_FAULT:
            return Finding(False, (self._reason("no_fault_found", "rejects"),))
        if grant is None:
            return Finding(False, (self._reason("not_promised", "rejects", cause=cause.value),))
        return YES

    def of_line(self, line: Line, component: str, named: frozenset[str]) -> list[Finding]:
        """The exclusions that reach a line, of this component; `named` are the components that lines are about."""
        findings = []
        for hit in self.tested.hits:
            reached = self._reaches(hit, line, component, named)
            if reached is None and hit.component_unknown:
                asks = (*hit.asks, hit.component_unknown)
                findings.append(Finding(None, (replace(hit.reason, effect="raises"),), asks))
            elif reached:
                findings.append(Finding(False if hit.certain else None, (hit.reason,), hit.asks))
        return findings

    def _reaches(self, hit: Hit, line: Line, component: str, named: frozenset[str]) -> Truth:
        """Whether an exclusion that hit a component reaches this line."""
        if hit.exclusion.effect in ("claim", "suspend", "void"):
            return True
        if hit.component_unknown is not None:
            return None
        if hit.component is None or component != hit.component:
            return hit.component is None
        # `line` means the line that pays for the component itself, where there is one.
        if hit.exclusion.effect == "line" and hit.component in named:
            return line.component == hit.component
        return True

    def end_it(self) -> bool:
        """Whether an exclusion has voided or suspended the promise as a whole."""
        return any(hit.certain and hit.exclusion.effect in ("void", "suspend") for hit in self.tested.hits)

    def _reason(self, code: str, effect: str, **params: str | int) -> Reason:
        shown = tuple(sorted(params.items()))
        return Reason(code, effect, self.promise.name, law=self.promise.law, facts=(CAUSE,), params=shown)
