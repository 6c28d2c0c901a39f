"""What a service contract counts, and a policy of goodwill, from plain data."""

from collections.abc import Mapping
from typing import Any

from payandan.warranty.rules.clause_reading import MANY, read_clause, read_sum
from payandan.warranty.rules.documents import Budget, Entitlement, Goodwill, GoodwillRow
from payandan.warranty.rules.reading import Reader, join
from payandan.warranty.rules.vocabulary import BEARERS, COUNTERS, METERS, RESPONSES

_ROW_KEYS = (
    "months_after_end_max", "usage", "price_min", "loyalty", "repairs_min", "same_problem_repairs_min",
)  # fmt: skip


def read_entitlements(reader: Reader, value: object, path: str, kind: str) -> tuple[Entitlement, ...]:
    """`{visits: 4, labour_hours: 10.5, response_hours: 24}`; counts in hundredths."""
    if value is None:
        return ()
    if kind != "contract":
        reader.wrong(path, "not_here", value=kind)
    data = reader.mapping(value, path, (*COUNTERS, *RESPONSES))
    found = []
    for what in (*COUNTERS, *RESPONSES):
        count = reader.hundredths(data.get(what), join(path, what), MANY)
        if count is None:
            continue
        if count % 100 and what not in ("labour_hours", *RESPONSES):
            reader.wrong(join(path, what), "not_whole")
        found.append(Entitlement(what, count))
    return tuple(found)


def read_goodwill(reader: Reader, value: object, path: str, kind: str) -> Goodwill | None:
    """The matrix, whose first row that holds is proposed, and the budgets, smallest first."""
    if value is None:
        return None
    if kind != "goodwill":
        reader.wrong(path, "not_here", value=kind)
    data = reader.mapping(value, path, ("matrix", "budgets"), ("matrix",))
    rows = tuple(_row(reader, member, at) for at, member in reader.items(data.get("matrix"), join(path, "matrix")))
    budgets: list[Budget] = []
    for at, member in reader.items(data.get("budgets"), join(path, "budgets")):
        budget = _budget(reader, member, at)
        if budget.approver in {other.approver for other in budgets}:
            reader.wrong(join(at, "approver"), "duplicate", value=budget.approver)
        budgets.append(budget)
    return Goodwill(rows, tuple(budgets))


def _row(reader: Reader, value: object, path: str) -> GoodwillRow:
    data = reader.mapping(value, path, ("when", "split", "clause"), ("split",))
    when = reader.part(data.get("when"), join(path, "when"), _ROW_KEYS)
    at = join(path, "when")
    usage = reader.part(when.get("usage"), join(at, "usage"), ("meter", "max"), ("meter", "max"))
    counts = {
        key: reader.integer(when.get(key), join(at, key), 0, 1200)
        for key in ("months_after_end_max", "repairs_min", "same_problem_repairs_min")
    }
    return GoodwillRow(
        split=_split(reader, data.get("split"), join(path, "split")),
        months_after_end_max=counts["months_after_end_max"],
        meter=reader.choice(usage.get("meter"), join(at, "usage.meter"), METERS),
        meter_max=reader.integer(usage.get("max"), join(at, "usage.max"), 1, MANY),
        price_min=read_sum(reader, when.get("price_min"), join(at, "price_min")),
        loyalty=reader.words(when.get("loyalty"), join(at, "loyalty")),
        repairs_min=counts["repairs_min"],
        same_problem_repairs_min=counts["same_problem_repairs_min"],
        clause=read_clause(reader, data, path),
    )


def _split(reader: Reader, value: object, path: str) -> Mapping[str, int]:
    data: Mapping[str, Any] = reader.part(value, path, BEARERS)
    shares = {who: reader.percent(data.get(who), join(path, who)) for who in BEARERS}
    split = {who: share for who, share in shares.items() if share is not None}
    if value is not None and sum(split.values()) != 10_000:
        reader.wrong(path, "not_a_whole", total=f"{sum(split.values()) / 100:g}")
    return split


def _budget(reader: Reader, value: object, path: str) -> Budget:
    data = reader.mapping(value, path, ("approver", "per_claim", "per_month"), ("approver",))
    return Budget(
        approver=reader.word(data.get("approver"), join(path, "approver")) or "",
        per_claim=read_sum(reader, data.get("per_claim"), join(path, "per_claim")),
        per_month=read_sum(reader, data.get("per_month"), join(path, "per_month")),
    )
