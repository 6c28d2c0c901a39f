"""What can be read but cannot be meant. Asked of what somebody writes; what was published stands as it is."""

from payandan.warranty.rules.clause_reading import length
from payandan.warranty.rules.documents import Pack, Sum, Terms
from payandan.warranty.rules.reading import Reader, join
from payandan.warranty.rules.vocabulary import METERS

_PAYS_NOTHING = ("commitment", "contract")


def check_sense(reader: Reader, document: Terms | Pack, path: str) -> None:
    """Note everything in a document that its author cannot have meant."""
    if isinstance(document, Pack):
        _check_pack(reader, document, path)
        return
    for check in (_check_sums, _check_meters, _check_stages, _check_start, _check_components, _check_causes):
        check(reader, document, path)


def _check_sums(reader: Reader, terms: Terms, path: str) -> None:
    for cap, key in ((terms.cap_per_claim, "per_claim"), (terms.cap_total, "total")):
        if _below(cap, terms.deductible):
            reader.wrong(join(path, f"caps.{key}"), "cap_below_deductible")
    if _below(terms.cap_total, terms.cap_per_claim):
        reader.wrong(join(path, "caps.total"), "total_below_claim")
    budgets = terms.goodwill.budgets if terms.goodwill else ()
    for place, budget in enumerate(budgets):
        if _below(budget.per_month, budget.per_claim):
            reader.wrong(join(path, f"goodwill.budgets[{place}].per_month"), "month_below_claim")


def _below(one: Sum | None, other: Sum | None) -> bool:
    return one is not None and other is not None and one.currency == other.currency and one.amount < other.amount


def _check_meters(reader: Reader, terms: Terms, path: str) -> None:
    for place, limit in enumerate(terms.limits):
        reader.choice(limit.meter, join(path, f"limits[{place}].meter"), METERS)


def _check_stages(reader: Reader, terms: Terms, path: str) -> None:
    """A stage that begins when the promise has ended, or that gives more to an older unit."""
    longest = max(
        (length(one) for one in (terms.period, *(entry.period for entry in terms.components)) if one), default=0.0
    )
    for place, stage in enumerate(terms.pro_rata[1:], start=1):
        before = terms.pro_rata[place - 1]
        if longest and length(before.until) >= longest and not terms.stops_in_workshop:
            reader.wrong(join(path, f"pro_rata[{place}].until"), "never_reached")
        if stage.share > before.share:
            reader.wrong(join(path, f"pro_rata[{place}].share"), "rising_share")


def _check_start(reader: Reader, terms: Terms, path: str) -> None:
    latest = terms.start.latest
    if latest and latest.after == terms.start.basis and not terms.start.fallbacks:
        reader.wrong(join(path, "start.latest.after"), "latest_after_itself", value=latest.after)


def _check_components(reader: Reader, terms: Terms, path: str) -> None:
    named = terms.scope.components
    for place, entry in enumerate(terms.components):
        if named is not None and entry.component not in named:
            reader.wrong(join(path, f"components[{place}].component"), "outside_scope", value=entry.component)
    paid = [*terms.lines.values(), *(share for entry in terms.components for share in entry.lines.values())]
    if not any(paid) and terms.kind not in _PAYS_NOTHING:
        reader.wrong(join(path, "lines"), "pays_nothing")


def _check_causes(reader: Reader, terms: Terms, path: str) -> None:
    """An exclusion that comes twice, or that takes back what is granted by name."""
    granted = {cause for grant in terms.grants for cause in grant.causes}
    seen: set[tuple[object, ...]] = set()
    for place, exclusion in enumerate(terms.exclusions):
        at = join(path, f"exclusions[{place}]")
        mark = (exclusion.kind, frozenset(exclusion.causes), exclusion.effect)
        if mark in seen:
            reader.wrong(join(at, "class"), "duplicate", value=exclusion.kind)
        seen.add(mark)
        both = sorted(granted & set(exclusion.causes))
        if both:
            reader.wrong(join(at, "causes"), "granted_and_excluded", value=", ".join(both))


def _check_pack(reader: Reader, pack: Pack, path: str) -> None:
    for place, floor in enumerate(pack.floors):
        at = join(path, "floor" if len(pack.floors) == 1 else f"floor[{place}]")
        if floor.period is None and floor.lines is None and not floor.limits:
            reader.wrong(at, "lifts_nothing")
        for number, limit in enumerate(floor.limits):
            reader.choice(limit.meter, join(at, f"limits[{number}].meter"), METERS)
    seen: set[tuple[object, ...]] = set()
    for place, right in enumerate(pack.rights):
        mark = (right.kind, right.when, right.by, right.per)
        if mark in seen:
            reader.wrong(join(path, f"rights[{place}]"), "duplicate", value=right.kind)
        seen.add(mark)
