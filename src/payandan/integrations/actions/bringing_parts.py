"""Bringing a list of spare parts in: the master, prices, where each is kept, and the first stock of every store."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings

from payandan.integrations.actions.framing import Say, note_check, write_rows
from payandan.integrations.actions.guarding import body_of, guard
from payandan.integrations.actions.part_names import House
from payandan.integrations.models import ImportedRow, ImportRun
from payandan.integrations.rules import part_rows as reading
from payandan.integrations.rules.rows import CleanRow, Remark
from payandan.parts import actions as parts
from payandan.parts.models import Balance, Node, Part
from payandan.parts.rules import master as rules
from payandan.parts.rules.master import FitRange, NewPart
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

CHUNK = 500
_FIELD_OF = {"code": "part_code", "supplier_name": "supplier", "amount": "price", "quantity": "stock"}
"""Fields of the master by the names that a sheet has for them."""


def check(*, run: ImportRun, actor: Actor, at: datetime) -> ImportRun:  # noqa: ARG001 - as the other kind
    """A rehearsal: read every row and say what would be repaired, refused or is known; nothing of it is brought in."""
    guard(run, actor, (ImportRun.State.UPLOADED, ImportRun.State.CHECKED))
    counts: Counter[str] = Counter()
    remarked: list[ImportedRow] = []
    fresh: set[str] = set()
    for batch in _batches(run, House().load()):
        known = _known(batch)
        for row in batch:
            code = rules.code_key(str(row.values.get("part_code", "")))
            is_known = code in known or code in fresh
            fresh.add(code)
            line = _imported(run, row, is_known=is_known)
            _count(counts, row, line.outcome)
            counts["pieces"] += 0 if row.problems or _held(known.get(code), row) else int(row.values.get("stock") or 0)
            if line.remarks:
                remarked.append(line)
    return note_check(run, remarked, counts)


def bring_in(*, run: ImportRun, actor: Actor, at: datetime, say: Say | None = None) -> ImportRun:
    """Write the rows, some hundred a transaction, each with the note of how far it came. Again changes nothing."""
    guard(run, actor, (ImportRun.State.UPLOADED, ImportRun.State.CHECKED, ImportRun.State.RUNNING))
    house = House().load()
    return write_rows(
        run,
        lambda done: _batches(run, house, start=done),
        lambda batch: _write(run, batch, actor, at),
        actor=actor,
        at=at,
        say=say,
    )


def _batches(run: ImportRun, house: House, *, start: int = 0) -> Iterator[list[CleanRow]]:
    """The rows of the sheet, cleaned; a part that stood in an earlier row for the same store is refused."""
    body, mapping = body_of(run)
    constants = {name: value for name, value in run.constants.items() if name != "currency"}
    currency = run.constants.get("currency") or settings.CURRENCY
    first, seen = run.header_row + 2, dict[tuple[str, int | None], int]()
    for place in range(0, len(body), CHUNK):
        batch = []
        for number, cells in enumerate(body[place : place + CHUNK], first + place):
            row = reading.clean_part(
                number, {name: cells[column] for column, name in mapping.items()}, constants, currency=currency
            )
            house.settle(row)
            _refuse_bad(row, currency)
            _refuse_twin(row, seen)
            batch.append(row)
        if place + len(batch) > start:
            yield batch[max(0, start - place) :]


def _refuse_twin(row: CleanRow, seen: dict[tuple[str, int | None], int]) -> None:
    if row.problems:
        return
    node: Node | None = row.values["node"]
    twin = (rules.code_key(row.values["part_code"]), node.pk if node else None)
    if twin in seen:
        row.problems.append(Remark("part_code", "doubled_part", was=row.values["part_code"], now=str(seen[twin])))
    seen.setdefault(twin, row.number)


def _refuse_bad(row: CleanRow, currency: str) -> None:
    """What the master would refuse is refused here, cell by cell."""
    if row.problems:
        return
    values = row.values
    try:
        rules.clean_part(
            {
                "code": values["part_code"],
                "name_fa": values.get("name_fa", ""),
                "name_en": values.get("name_en", ""),
                "supplier_name": values.get("supplier", ""),
                "supplier_code": values.get("supplier_code", ""),
                "barcode": values.get("barcode", ""),
                "lead_days": values.get("lead_days"),
            }
        )
        rules.clean_names(values.get("name_fa", ""), values.get("name_en", ""))
        for name in ("price", "cost"):
            rules.check_price(currency, values.get(name) or 0)
        if (values.get("stock") or 0) > rules.MOST:
            raise Refused("quantity_wrong", "stock")
    except Refused as refused:
        name = _FIELD_OF.get(refused.field or "code", refused.field or "")
        row.problems.append(Remark(name, refused.code, was=str(values.get(name, ""))[:80]))


def _write(run: ImportRun, batch: Sequence[CleanRow], actor: Actor, at: datetime) -> None:
    good = [row for row in batch if not row.problems]
    before = _known(good)
    currency = run.constants.get("currency") or settings.CURRENCY
    made = parts.create_parts(rows=[_new_part(row, currency) for row in good], actor=actor, at=at)
    fresh = {part.code_key: part for part in made}
    here = {**before, **fresh}
    _put_prices([row for row in good if _code(row) in before], before, currency, actor, at)
    pieces = _open_stock(run, good, here, actor, at)
    counts = Counter(run.counts)
    lines = []
    for row in batch:
        code = _code(row)
        first = code in fresh
        line = _imported(run, row, is_known=not first)
        if first and not row.problems:
            line.part_id = fresh.pop(code).pk
        lines.append(line)
        _count(counts, row, line.outcome)
    counts["pieces"] += pieces
    ImportedRow.objects.bulk_create(lines)
    run.done, run.counts = run.done + len(batch), dict(counts)
    run.save(update_fields=["done", "counts"])


def _new_part(row: CleanRow, currency: str) -> NewPart:
    values = row.values
    return NewPart(
        code=values["part_code"],
        kind=values["kind"],
        name_fa=values.get("name_fa", ""),
        name_en=values.get("name_en", ""),
        barcode=values.get("barcode", ""),
        supplier_name=values.get("supplier", ""),
        supplier_code=values.get("supplier_code", ""),
        lead_days=values.get("lead_days"),
        fits=tuple(FitRange(pk, "", "") for pk in values["models"]),
        prices=((currency, values["price"]),) if values.get("price") else (),
    )


def _put_prices(rows: Sequence[CleanRow], known: dict[str, Part], currency: str, actor: Actor, at: datetime) -> None:
    """New prices of parts that were there before."""
    prices = {known[_code(row)].pk: row.values["price"] for row in rows if row.values.get("price")}
    if prices:
        parts.put_prices(prices=[(pk, currency, amount) for pk, amount in prices.items()], actor=actor, at=at)


def _open_stock(run: ImportRun, rows: Sequence[CleanRow], here: dict[str, Part], actor: Actor, at: datetime) -> int:
    """Shelves, reorder points, and the first stock where a store never had the part. How many pieces."""
    lines: dict[int, list[parts.Line]] = {}
    for row in rows:
        node, part = row.values["node"], here[_code(row)]
        if node is None:
            continue
        if row.values.get("reorder") is not None or row.values.get("bin"):
            point = row.values.get("reorder")
            parts.set_place(
                node_id=node.pk, part=part, bin=row.values.get("bin", ""), reorder_point=point, actor=actor, at=at
            )
        pieces = row.values.get("stock") or 0
        if pieces and not part.moves.filter(to_node=node).exists():
            cost = row.values.get("cost")
            lines.setdefault(node.pk, []).append(parts.Line(part.pk, pieces, None if cost is None else cost * pieces))
    for node_id, opened in lines.items():
        parts.receive(node_id=node_id, lines=opened, opening=True, note=run.number, actor=actor, at=at)
    return sum(line.quantity for opened in lines.values() for line in opened)


def _known(rows: Sequence[CleanRow]) -> dict[str, Part]:
    keys = {_code(row) for row in rows}
    return {part.code_key: part for part in Part.objects.filter(code_key__in=keys)}


def _held(part: Part | None, row: CleanRow) -> bool:
    node = row.values.get("node")
    return (
        part is not None and node is not None and Balance.objects.filter(part=part, node=node, on_hand__gt=0).exists()
    )


def _code(row: CleanRow) -> str:
    return rules.code_key(str(row.values.get("part_code", "")))


def _imported(run: ImportRun, row: CleanRow, *, is_known: bool) -> ImportedRow:
    outcome = ImportedRow.Outcome.KNOWN if is_known else ImportedRow.Outcome.MADE
    if row.problems:
        outcome = ImportedRow.Outcome.REFUSED
    remarks = [
        {"field": remark.field, "code": remark.code, "was": remark.was, "now": remark.now}
        for remark in (*row.problems, *row.repairs)
    ]
    code = str(row.values.get("part_code", ""))[:80]
    return ImportedRow(run=run, number=row.number, outcome=outcome, serial=code, remarks=remarks)


def _count(counts: Counter[str], row: CleanRow, outcome: str) -> None:
    counts["parts"] += outcome == ImportedRow.Outcome.MADE
    counts["known"] += outcome == ImportedRow.Outcome.KNOWN
    counts["refused"] += outcome == ImportedRow.Outcome.REFUSED
    counts["repaired"] += bool(row.repairs and not row.problems)
