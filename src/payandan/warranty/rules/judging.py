"""One promise against one case: what it says to each line, three-valued, and why."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.periods import Period
from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.conditions import test_conditions
from payandan.warranty.rules.documents import ComponentTerms, Grant, Scope
from payandan.warranty.rules.entitlements import test_counters
from payandan.warranty.rules.exclusions import CAUSE, Hit, Tested, test_exclusions
from payandan.warranty.rules.findings import YES, Ask, Dates, Finding, Reason, Truth, finder
from payandan.warranty.rules.law import Law, binds, unstated
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.repair_spans import span_by_history
from payandan.warranty.rules.spans import Begin, Clock, Lateness, Span, begin, later, limits, span
from payandan.warranty.rules.vocabulary import DEFECTS, NO_FAULT, PRODUCT_KINDS, REPAIR_BASES, is_in

FULL = 10_000
"""All of a line, in hundredths of a percent."""

WHOLE = FULL * FULL
"""All of a line after the share by age: hundredths of a percent, twice."""

ANY_CAUSE = Grant(())


@dataclass(frozen=True, slots=True)
class Status:
    """What one promise says to one line: its truth, the share it pays and why."""

    truth: Truth
    share: int
    reasons: tuple[Reason, ...]
    asks: tuple[Ask, ...]
    presumed: tuple[str, ...]
    end: date | None


class Judge:
    """One promise against one case. What does not depend on the line is tested once."""

    def __init__(self, case: Case, promise: Promise, law: Law, calendar: WorkCalendar) -> None:
        self.case = case
        self.promise = promise
        self.terms = promise.terms
        self.calendar = calendar
        self.law = law
        self.begun = begin(case, self.terms.start, None)
        self.deciding = [pack for pack in law.deciding if binds(pack, self.begun, case.value("fault.failed_on"))]
        lengthened = self.terms.kind in (*PRODUCT_KINDS, "statutory")
        late = [
            Lateness(pack, right)
            for pack in self.deciding
            for right in pack.rights
            if right.kind == "extend" and lengthened
        ]
        stops = self.terms.stops_in_workshop or (lengthened and any(pack.stops_in_workshop for pack in self.deciding))
        self.clock = Clock(case, stops, late, calendar, self._added())
        self.spans: dict[str, Span] = {}
        self.overrides: Mapping[str, ComponentTerms] = {entry.component: entry for entry in self.terms.components}
        self.tested: Tested = test_exclusions(self.terms, case, self.deciding, promise.law)
        self.standing = [
            self._in_scope(),
            self._transferred(),
            *test_conditions(self.terms, case, self.begun, promise.law),
        ]
        self.of_claim = [*self.standing, self._cause()]
        if self.terms.limits and not self.by_history:
            self.of_claim.append(limits(self.terms, case, self.begun, promise.law))
        self.named = {line.component for line in case.lines if line.component}

    @property
    def by_history(self) -> bool:
        """Whether the promise begins with an earlier repair or a replaced part."""
        return self.terms.start.basis in REPAIR_BASES

    @property
    def tells_causes(self) -> bool:
        """Whether it matters to the terms what caused the fault."""
        return bool(self.terms.grants) or any(exclusion.causes for exclusion in self.terms.exclusions)

    def _added(self) -> list[Period]:
        """What was added to this promise: by the company of its own accord, or (`late_extension`) for a late repair.

        The law lengthens its own floor as well; what a company adds of its own accord does not.
        """
        kinds = ["late_extension"] if self.terms.kind in (*PRODUCT_KINDS, "statutory") else []
        if not self.promise.law and self.terms.kind in PRODUCT_KINDS:
            kinds.append("extension")
        return [
            act.extends
            for act in self.case.history
            if act.kind in kinds and act.extends and act.terms in (None, self.promise.name)
        ]

    def at_fault(self, case: Case) -> "Judge":
        """The same promise for the same case with another component at fault: only what looks at it is tested anew."""
        other = copy(self)
        other.case = case
        if self.tested.hits or any(exclusion.kind == "consumable" for exclusion in self.terms.exclusions):
            other.tested = test_exclusions(self.terms, case, self.deciding, self.promise.law)
        return other

    @property
    def overall_span(self) -> Span:
        """The span of the whole unit, no component in particular."""
        return self.span_of("", None)

    def span_of(self, component: str, override: ComponentTerms | None) -> Span:
        """When the promise holds for a component."""
        key = component if override is not None or self.by_history else ""
        if key not in self.spans:
            period = override.period if override and override.period else self.terms.period
            self.spans[key] = self._span(period, component)
        return self.spans[key]

    def _span(self, period: Period | None, component: str) -> Span:
        if self.by_history:
            return span_by_history(self.terms, period, self.clock, component, self.promise.law)
        if period is None and self.terms.kind == "recall" and not self.terms.pro_rata:
            return Span(YES, self.begun)  # a recall without an end asks for no day
        return span(self.terms, period, self.clock, self.begun, self.promise.law)

    def _reason(self, code: str, effect: str, fact: str, **params: str | int) -> Reason:
        shown = tuple(sorted(params.items()))
        return Reason(code, effect, self.promise.name, law=self.promise.law, facts=(fact,), params=shown)

    def _in_scope(self) -> Finding:
        scope = self.terms.scope
        category, country = self.case.value("unit.category"), self.case.value("unit.country")
        presented = self.case.value("fault.country")
        if scope.categories is not None and category is not None and category not in scope.categories:
            return self._outside("category", "unit.category", category)
        if scope.countries is not None and country is not None and not is_in(country, scope.countries):
            return self._outside("country", "unit.country", country)
        if scope.territory is not None and presented is not None and not is_in(presented, scope.territory):
            return self._outside("territory", "fault.country", presented)
        if scope.serials:
            return self._in_range(scope)
        return Finding(True, presumed=unstated(self.case, [scope]))

    def _outside(self, what: str, fact: str, value: str) -> Finding:
        return Finding(False, (self._reason("out_of_scope", "rejects", fact, what=what, value=value),))

    def _in_range(self, scope: Scope) -> Finding:
        """Whether the unit's serial is one of those that the terms (a recall) are about."""
        serial = self.case.value("unit.serial")
        if serial is None:
            ask = Ask("unit.serial", "customer", ("photo",))
            return Finding(None, (self._reason("serial_unknown", "asks", "unit.serial"),), (ask,))
        if any(one.holds(serial_key(serial)) for one in scope.serials):
            return Finding(True, presumed=unstated(self.case, [scope]))
        return self._outside("serial", "unit.serial", serial)

    def _transferred(self) -> Finding:
        """A promise that does not pass on ends when the owner changes, unless it began with the new owner."""
        if self.terms.transferable:
            return YES
        day, failed = self.case.value("unit.owner_changed_on"), self.case.value("fault.failed_on")
        if day is None:
            return Finding(True, presumed=("unit.owner_changed_on",))
        if (failed is not None and failed < day) or (self.begun.day is not None and day <= self.begun.day):
            return YES
        began = self.begun.day or self.begun.at_most  # it began then or before
        if failed is not None and began is not None and began < day:
            return Finding(False, (self._reason("not_transferable", "rejects", "unit.owner_changed_on"),))
        asks = self.begun.asks if failed is not None else (*self.begun.asks, Ask("fault.failed_on", "customer"))
        return Finding(None, (self._reason("date_unknown", "asks", "unit.owner_changed_on"),), asks)

    def _grant(self, cause: object) -> Grant | None:
        """The grant that speaks about this cause; None when the terms do not promise anything about it."""
        for grant in self.terms.grants:
            if cause in grant.causes:
                return grant
        if not self.terms.grants or cause not in DEFECTS:
            return ANY_CAUSE
        kept = any(cause in pack.cannot_exclude for pack in self.deciding)
        return ANY_CAUSE if kept else None

    def _cause(self) -> Finding:
        """The cause must be found, by somebody who is believed, before anything is granted.

        A recall that makes no difference between causes is carried out whether the unit has failed or not.
        """
        if self.terms.kind == "recall" and not self.tells_causes:
            return YES
        cause = self.case.fact(CAUSE)
        grant = self._grant(cause.value)
        found_by = (grant or ANY_CAUSE).found_by
        if cause.value is None or cause.source not in found_by:
            ask = Ask(CAUSE, finder(found_by, CAUSE), ("inspection_report",), found_by)
            return Finding(None, (self._reason("cause_unknown", "asks", CAUSE),), (ask,))
        if cause.value == NO_FAULT:
            return Finding(False, (self._reason("no_fault_found", "rejects", CAUSE),))
        if grant is None:
            return Finding(False, (self._reason("not_promised", "rejects", CAUSE, cause=cause.value),))
        return YES

    def status(self, line: Line) -> Status:
        """What the promise says to one line."""
        component = line.component or self.case.value("fault.component") or ""
        override = self.overrides.get(component)
        spanned = self.span_of(component, override)
        share, of_line = self._share(line, component, override, spanned)
        findings = [*self.of_claim, *of_line, spanned.finding, *self._hits(line, component)]
        if self.terms.entitlements:
            findings.append(test_counters(self.terms, self.case, line))
        return self._sum_up(findings, share, spanned)

    def _sum_up(self, findings: list[Finding], share: int, spanned: Span) -> Status:
        against = [finding for finding in findings if finding.truth is False]
        end = spanned.end.day if spanned.end else None
        if against:
            return Status(False, 0, _reasons(against), (), (*_presumed(against), *self.begun.presumed), end)
        open_ = [finding for finding in findings if finding.truth is None]
        if open_:
            asks = tuple(dict.fromkeys(ask for finding in open_ for ask in finding.asks))
            return Status(None, share, _reasons(open_), asks, self._all_presumed(findings), end)
        reasons = (self._granted(spanned), *_reasons(findings), *self.tested.protections)
        return Status(True, share, (*reasons, *self._extended(spanned)), (), self._all_presumed(findings), end)

    def _all_presumed(self, findings: list[Finding]) -> tuple[str, ...]:
        return (*_presumed(findings), *self.tested.presumed, *self.begun.presumed)

    def _granted(self, spanned: Span) -> Reason:
        cause = self.case.value(CAUSE)
        grant = self._grant(cause) or ANY_CAUSE
        about = tuple(place for place, piece in enumerate(self.case.evidence) if piece.about == "cause")
        return Reason(
            DEFECTS.get(cause, "not_excluded"), "grants", self.promise.name, grant.clause, self.promise.law,
            (CAUSE,), about, _dates(spanned),
        )  # fmt: skip

    def _extended(self, spanned: Span) -> list[Reason]:
        if spanned.end is None:
            return []
        return [
            Reason(
                "extended_for_late_repair", "extends", self.promise.name, law=pack, facts=("history",),
                dates=_dates(spanned), params=(("times", spanned.end.granted),), rule=rule,
            )
            for pack, rule in spanned.end.rights
        ]  # fmt: skip

    def _share(
        self, line: Line, component: str, override: ComponentTerms | None, spanned: Span
    ) -> tuple[int, list[Finding]]:
        """What the promise pays of this line, in hundredths of a percent, and why not all of it."""
        scope = self.terms.scope.components
        if scope is not None and component not in scope:
            fact = "lines.component" if line.component else "fault.component"
            return 0, [Finding(False, (self._reason("out_of_scope", "rejects", fact, what="component"),))]
        if override is not None and override.consumable and not self._consumable_is_kept():
            reason = Reason(
                "consumable", "excludes", self.promise.name, override.clause, self.promise.law,
                ("lines.component" if line.component else "fault.component",), params=(("component", component),),
            )  # fmt: skip
            return 0, [Finding(False, (reason,))]
        share = self.terms.lines.get(line.kind, 0)
        if override is not None:
            share = override.lines.get(line.kind, share)
        if share == 0:
            return 0, [Finding(False, self._unpaid(line, spanned))]
        findings = [] if share == FULL else [Finding(True, (self._limited("share", percent=_percent(share)),))]
        aged, by_age = self._aged(spanned.begin)
        return share * aged, [*findings, *by_age]

    def _unpaid(self, line: Line, spanned: Span) -> tuple[Reason, ...]:
        """A kind of line that is not paid; a commitment promises instead that parts and service can be had."""
        if self.terms.kind != "commitment" or spanned.finding.truth is None:
            return (self._reason("out_of_scope", "rejects", "lines.kind", what="line_kind", kind=line.kind),)
        if spanned.finding.truth is False:
            return ()
        dates = _dates(spanned)
        return (Reason("service_promised", "informs", self.promise.name, facts=("fault.failed_on",), dates=dates),)

    def _limited(self, code: str, **params: str | int) -> Reason:
        return self._reason(code, "limits", "lines.kind" if code == "share" else "fault.failed_on", **params)

    def _consumable_is_kept(self) -> bool:
        return any("consumable" in pack.cannot_exclude for pack in self.deciding)

    def _aged(self, begun: Begin) -> tuple[int, list[Finding]]:
        """The share by age, in hundredths of a percent; the best one while the age is unknown."""
        stages = self.terms.pro_rata
        if not stages:
            return FULL, []
        failed = self.case.value("fault.failed_on")
        if begun.day is None or failed is None:
            return max(stage.share for stage in stages), []
        share = next((stage.share for stage in stages if failed < later(begun.day, stage.until)), 0)
        if share == FULL:
            return FULL, []
        if share == 0:
            return 0, [Finding(False, (self._reason("pro_rata_ended", "rejects", "fault.failed_on"),))]
        return share, [Finding(True, (self._limited("pro_rata", percent=_percent(share)),))]

    def _hits(self, line: Line, component: str) -> list[Finding]:
        findings = []
        for hit in self.tested.hits:
            reached = self._reaches(hit, line, component)
            if reached is None and hit.component_unknown:
                asks = (*hit.asks, hit.component_unknown)
                findings.append(Finding(None, (replace(hit.reason, effect="raises"),), asks))
            elif reached:
                findings.append(Finding(False if hit.certain else None, (hit.reason,), hit.asks))
        return findings

    def _reaches(self, hit: Hit, line: Line, component: str) -> Truth:
        """Whether an exclusion that hit a component reaches this line."""
        if hit.exclusion.effect in ("claim", "suspend", "void"):
            return True
        if hit.component_unknown is not None:
            return None
        if hit.component is None or component != hit.component:
            return hit.component is None
        # `line` means the line that pays for the component itself, where there is one.
        if hit.exclusion.effect == "line" and hit.component in self.named:
            return line.component == hit.component
        return True

    def ended(self) -> bool:
        """Whether the promise as a whole is void, suspended or set aside, whatever the day."""
        void = any(hit.certain and hit.exclusion.effect in ("void", "suspend") for hit in self.tested.hits)
        return void or any(finding.truth is False for finding in self.standing)


def _percent(share: int) -> str:
    whole, hundredths = divmod(share, 100)
    return str(whole) if not hundredths else f"{whole}.{hundredths:02d}".rstrip("0")


def _dates(spanned: Span) -> Dates:
    return spanned.finding.reasons[0].dates if spanned.finding.reasons else (None, None, None)


def _reasons(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(reason for finding in findings for reason in finding.reasons)


def _presumed(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(fact for finding in findings for fact in finding.presumed)
