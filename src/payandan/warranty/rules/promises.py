"""Who may have to pay: terms and legal floors in their order, and what each says to each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.conditions import test_conditions
from payandan.warranty.rules.documents import ComponentTerms, Grant, Pack, Scope, Terms
from payandan.warranty.rules.exclusions import CAUSE, Hit, Tested, strikes, test_exclusions
from payandan.warranty.rules.findings import YES, Ask, Dates, Finding, Reason, Truth, finder
from payandan.warranty.rules.spans import Begin, Clock, Lateness, Span, begin, later, limits, span
from payandan.warranty.rules.vocabulary import DEFECTS, KINDS, NO_FAULT, PAYER_OF_KIND

LIFTED_KINDS = ("part", "manufacturer", "extended")
"""The promises of a sale, which the law's floor lifts."""

FULL = 10_000
"""All of a line, in hundredths of a percent."""

WHOLE = FULL * FULL
"""All of a line after the share by age: hundredths of a percent, twice."""

ANY_CAUSE = Grant(())


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that may pay. A floor over terms is a promise of its own and remembers what it lifts."""

    name: str
    terms: Terms
    law: str | None = None
    lifts: str | None = None

    @property
    def payer(self) -> str:
        """Who pays, in the words of the contract."""
        return PAYER_OF_KIND.get(self.terms.kind, "warranty")


@dataclass(frozen=True, slots=True)
class Status:
    """What one promise says to one line: its truth, the share it pays and why."""

    truth: Truth
    share: int
    reasons: tuple[Reason, ...]
    asks: tuple[Ask, ...]
    presumed: tuple[str, ...]
    end: date | None


@dataclass(frozen=True, slots=True)
class Law:
    """The packs that speak about this unit: those that decide, and those whose text nobody has checked."""

    deciding: tuple[Pack, ...]
    unchecked: tuple[Pack, ...]
    presumed: tuple[str, ...]


def law_of(case: Case, packs: Sequence[Pack]) -> Law:
    """Packs of the unit's country and category. An unknown country or category is presumed to be theirs."""
    speaking = [pack for pack in packs if _speaks(case, pack.scope)]
    deciding = tuple(pack for pack in speaking if pack.decides)
    unchecked = tuple(pack for pack in speaking if not pack.decides)
    return Law(deciding, unchecked, _unstated(case, [pack.scope for pack in speaking]))


def _speaks(case: Case, scope: Scope) -> bool:
    country, category = case.value("unit.country"), case.value("unit.category")
    if country is not None and scope.countries is not None and country not in scope.countries:
        return False
    return category is None or scope.categories is None or category in scope.categories


def _unstated(case: Case, scopes: Sequence[Scope]) -> tuple[str, ...]:
    found = []
    if case.value("unit.country") is None and any(scope.countries is not None for scope in scopes):
        found.append("unit.country")
    if case.value("unit.category") is None and any(scope.categories is not None for scope in scopes):
        found.append("unit.category")
    return tuple(found)


def binds(pack: Pack, begun: Begin, failed: date | None) -> bool:
    """A law binds the promises that begin while it is in force. An unknown beginning is as late as it can be."""
    since, until = pack.scope.since, pack.scope.until
    if begun.day is not None:
        return (since is None or begun.day >= since) and (until is None or begun.day < until)
    latest = begun.no_later_than(failed)
    return since is None or latest is None or latest >= since


def promises(terms: Sequence[Terms], packs: Sequence[Pack]) -> list[Promise]:
    """The given terms, and a floor over each of them that the packs lift."""
    found = [Promise(one.id, one) for one in terms]
    for pack in packs:
        if pack.floor is None:
            continue
        if pack.floor.exclusions is not None:
            found.append(Promise(pack.id, _own_floor(pack), pack.id))
            continue
        found += [Promise(pack.id, _lifted(pack, one), pack.id, one.id) for one in terms if one.kind in LIFTED_KINDS]
    return found


def _own_floor(pack: Pack) -> Terms:
    """A floor with exclusions of its own is terms like any other."""
    floor = pack.floor
    assert floor is not None
    return Terms(
        id=pack.id, kind="statutory", title=pack.title, scope=pack.scope, start=floor.start, period=floor.period,
        lines=floor.lines or {}, limits=floor.limits, exclusions=floor.exclusions or (),
    )  # fmt: skip


def _lifted(pack: Pack, terms: Terms) -> Terms:
    """The floor over `terms`: their start, exclusions and consumables, and the law's period and shares.

    What the law gives for free knows no deductible, cap, condition or pro rata of theirs.
    """
    floor = pack.floor
    assert floor is not None
    consumables = tuple(
        ComponentTerms(entry.component, consumable=True, clause=entry.clause)
        for entry in terms.components
        if entry.consumable
    )
    return Terms(
        id=pack.id, kind="statutory", title=pack.title, scope=replace(terms.scope, components=None),
        start=terms.start, period=floor.period or terms.period,
        lines=terms.lines if floor.lines is None else floor.lines,
        limits=floor.limits, components=consumables, stops_in_workshop=terms.stops_in_workshop,
        grants=terms.grants, exclusions=terms.exclusions,
    )  # fmt: skip


def rank(promise: Promise, end: date | None) -> tuple[int, int, str, str]:
    """Recall first, goodwill last; then the higher remaining limit; a floor comes right after what it lifts."""
    kind = promise.terms.kind
    place = KINDS.index("manufacturer" if promise.lifts else kind) * 2 + bool(promise.lifts)
    return place, -(end or date.min).toordinal(), promise.name, promise.lifts or ""


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
        late = [
            Lateness(pack, right)
            for pack in self.deciding
            for right in pack.rights
            if right.kind == "extend" and self.terms.kind in (*LIFTED_KINDS, "statutory")
        ]
        self.clock = Clock(case, self.terms.stops_in_workshop, late, calendar)
        self.spans: dict[str, Span] = {}
        self.overrides: Mapping[str, ComponentTerms] = {entry.component: entry for entry in self.terms.components}
        self.tested: Tested = test_exclusions(self.terms, case, self.deciding, promise.law)
        self.standing = [
            self._in_scope(),
            self._transferred(),
            *test_conditions(self.terms, case, self.begun, promise.law),
        ]
        self.of_claim = [*self.standing, self._cause()]
        if self.terms.limits:
            self.of_claim.append(limits(self.terms, case, self.begun, promise.law))
        self.named = {line.component for line in case.lines if line.component}

    @property
    def overall_span(self) -> Span:
        """The span of the whole unit, no component in particular."""
        return self.span_of("", None)

    def span_of(self, component: str, override: ComponentTerms | None) -> Span:
        """When the promise holds for a component."""
        by_component = self.begun.facts == ("history",)
        key = component if override is not None or by_component else ""
        if key not in self.spans:
            begun = begin(self.case, self.terms.start, component) if by_component else self.begun
            period = override.period if override and override.period else self.terms.period
            self.spans[key] = span(self.terms, period, self.clock, begun, self.promise.law)
        return self.spans[key]

    def _reason(self, code: str, effect: str, fact: str, **params: str | int) -> Reason:
        shown = tuple(sorted(params.items()))
        return Reason(code, effect, self.promise.name, law=self.promise.law, facts=(fact,), params=shown)

    def _in_scope(self) -> Finding:
        scope = self.terms.scope
        for what, fact, allowed in (
            ("category", "unit.category", scope.categories),
            ("country", "unit.country", scope.countries),
        ):
            value = self.case.value(fact)
            if allowed is not None and value is not None and value not in allowed:
                return Finding(False, (self._reason("out_of_scope", "rejects", fact, what=what, value=value),))
        return Finding(True, presumed=_unstated(self.case, [scope]))

    def _transferred(self) -> Finding:
        """A promise that does not pass on ends when the owner changes, unless it began with the new owner."""
        if self.terms.transferable:
            return YES
        day, failed = self.case.value("unit.owner_changed_on"), self.case.value("fault.failed_on")
        if day is None:
            return Finding(True, presumed=("unit.owner_changed_on",))
        if (failed is not None and failed < day) or (self.begun.day is not None and day <= self.begun.day):
            return YES
        if failed is not None and self.begun.day is not None:
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
        """The cause must be found, by somebody who is believed, before anything is granted."""
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
                dates=_dates(spanned), params=(("times", spanned.end.granted),),
            )
            for pack in spanned.end.packs
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
            kind = self._reason("out_of_scope", "rejects", "lines.kind", what="line_kind", kind=line.kind)
            return 0, [Finding(False, (kind,))]
        findings = [] if share == FULL else [Finding(True, (self._limited("share", percent=_percent(share)),))]
        aged, by_age = self._aged(spanned.begin)
        return share * aged, [*findings, *by_age]

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

    def unchecked(self, packs: Sequence[Pack]) -> list[Reason]:
        """What law that nobody has checked would strike out here."""
        return [
            Reason("law_unchecked", "informs", self.promise.name, law=pack.id, facts=hit.reason.facts)
            for pack in packs
            for hit in self.tested.hits
            if strikes(pack, hit.exclusion, self.case)
        ]


def _percent(share: int) -> str:
    whole, hundredths = divmod(share, 100)
    return str(whole) if not hundredths else f"{whole}.{hundredths:02d}".rstrip("0")


def _dates(spanned: Span) -> Dates:
    return spanned.finding.reasons[0].dates if spanned.finding.reasons else (None, None, None)


def _reasons(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(reason for finding in findings for reason in finding.reasons)


def _presumed(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(fact for finding in findings for fact in finding.presumed)
