"""One promise against one case: what it says to each line, three-valued, and why."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.periods import Period
from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.conditions import test_conditions
from payandan.warranty.rules.documents import ComponentTerms, Pack, Scope
from payandan.warranty.rules.entitlements import test_counters
from payandan.warranty.rules.exclusions import CAUSE
from payandan.warranty.rules.faults import ANY_CAUSE, Faults
from payandan.warranty.rules.findings import YES, Ask, Dates, Finding, Reason, Truth
from payandan.warranty.rules.law import Law, binds, unstated
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.repair_spans import span_by_history
from payandan.warranty.rules.spans import Begin, Clock, Lateness, Span, begin, later, limits, span
from payandan.warranty.rules.vocabulary import DEFECTS, PRODUCT_KINDS, REPAIR_BASES, is_in

FULL = 10_000
"""All of a line, in hundredths of a percent."""

WHOLE = FULL * FULL
"""All of a line after the share by age: hundredths of a percent, twice."""


@dataclass(frozen=True, slots=True)
class Status:
    """What one promise says to one line: its truth, the share it pays and why."""

    truth: Truth
    share: int
    reasons: tuple[Reason, ...]
    asks: tuple[Ask, ...]
    presumed: tuple[str, ...]
    end: date | None


def clock_of(case: Case, promise: Promise, deciding: Sequence[Pack], calendar: WorkCalendar) -> Clock:
    """What moves the end of a promise under the packs that bind it."""
    terms = promise.terms
    lengthened = is_lengthened(promise)
    late = [
        Lateness(pack, right) for pack in deciding for right in pack.rights if right.kind == "extend" and lengthened
    ]
    stops = terms.stops_in_workshop or (lengthened and any(pack.stops_in_workshop for pack in deciding))
    return Clock(case, stops, late, calendar, _added(case, promise))


def is_lengthened(promise: Promise) -> bool:
    """Whether the law lengthens it for repairs: what is promised for a product, not for a repair, nor as a favour."""
    return promise.terms.kind in (*PRODUCT_KINDS, "statutory")


def _added(case: Case, promise: Promise) -> list[Period]:
    """What was added to a promise: by the company of its own accord, or (`late_extension`) for a late repair.

    The law lengthens its own floor as well; what a company adds of its own accord does not.
    """
    kinds = kinds_added(promise)
    return [
        act.extends for act in case.history if act.kind in kinds and act.extends and act.terms in (None, promise.name)
    ]


def kinds_added(promise: Promise) -> tuple[str, ...]:
    """The kinds of acts that lengthen a promise."""
    if not is_lengthened(promise):
        return ()
    own = not promise.law and promise.terms.kind in PRODUCT_KINDS
    return ("late_extension", "extension") if own else ("late_extension",)


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
        self.clock = clock_of(case, promise, self.deciding, calendar)
        self.spans: dict[str, Span] = {}
        self.overrides: Mapping[str, ComponentTerms] = {entry.component: entry for entry in self.terms.components}
        self.faults = Faults(case, promise, self.deciding)
        self.standing = [
            self._in_scope(),
            self._transferred(),
            *test_conditions(self.terms, case, self.begun, promise.law),
        ]
        self.of_claim = [*self.standing, self.faults.cause()]
        if self.terms.limits and not self.by_history:
            self.of_claim.append(limits(self.terms, case, self.begun, promise.law))
        self.named = named_in(case)

    @property
    def by_history(self) -> bool:
        """Whether the promise begins with an earlier repair or a replaced part."""
        return self.terms.start.basis in REPAIR_BASES

    def at_fault(self, case: Case) -> "Judge":
        """The same promise for the same case with another component at fault: only what looks at it is tested anew."""
        other = copy(self)
        other.case = case
        other.faults = self.faults.at_fault(case)
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

    def status(self, line: Line) -> Status:
        """What the promise says to one line."""
        component = line.component or self.case.value("fault.component") or ""
        override = self.overrides.get(component)
        spanned = self.span_of(component, override)
        share, of_line = self._share(line, component, override, spanned)
        findings = [*self.of_claim, *of_line, spanned.finding, *self.faults.of_line(line, component, self.named)]
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
        reasons = (self._granted(spanned), *_reasons(findings), *self.faults.tested.protections)
        return Status(True, share, (*reasons, *self._extended(spanned)), (), self._all_presumed(findings), end)

    def _all_presumed(self, findings: list[Finding]) -> tuple[str, ...]:
        return (*_presumed(findings), *self.faults.tested.presumed, *self.begun.presumed)

    def _granted(self, spanned: Span) -> Reason:
        cause = self.case.value(CAUSE)
        grant = self.faults.grant(cause) or ANY_CAUSE
        about = tuple(place for place, _ in self.case.about("cause"))
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

    def ended(self) -> bool:
        """Whether the promise as a whole is void, suspended or set aside, whatever the day."""
        return self.faults.end_it() or any(finding.truth is False for finding in self.standing)


def named_in(case: Case) -> frozenset[str]:
    """The components that lines are about."""
    return frozenset(line.component for line in case.lines if line.component)


def _percent(share: int) -> str:
    whole, hundredths = divmod(share, 100)
    return str(whole) if not hundredths else f"{whole}.{hundredths:02d}".rstrip("0")


def _dates(spanned: Span) -> Dates:
    return spanned.finding.reasons[0].dates if spanned.finding.reasons else (None, None, None)


def _reasons(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(reason for finding in findings for reason in finding.reasons)


def _presumed(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(fact for finding in findings for fact in finding.presumed)
