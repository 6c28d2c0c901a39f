"""Putting amounts on lines by their formula."""

from collections.abc import Sequence
from dataclasses import replace

from payandan.claims import rules
from payandan.claims.models import Claim
from payandan.claims.queries import payment
from payandan.claims.rules import payment_prices as prices


def priced(
    claim: Claim, lines: Sequence[rules.LineDraft], book: payment.Book | None = None
) -> Sequence[rules.LineDraft]:
    """The lines with an amount where they have a basis and none yet, as far as prices are known.

    Without a `book` the reference data are read, where any line needs them.
    """
    if not any(line.basis and not line.amount for line in lines):
        return lines
    sheet, place = (book or payment.book()).sheet, payment.place_of(claim)
    return [_priced(line, sheet, place, claim.component) for line in lines]


def _priced(line: rules.LineDraft, sheet: prices.Sheet, place: prices.Place, whole: str) -> rules.LineDraft:
    if line.amount or not line.basis:
        return line
    found = prices.price_line(sheet, place, kind=line.kind, component=line.component, basis=line.basis, whole=whole)
    return replace(line, amount=found.amount) if found else line


def cut_to_list(claim: Claim, lines: Sequence[rules.LineDraft], book: payment.Book) -> list[rules.LineDraft]:
    """The lines with none above its formula. Labour is cut to the standard time where one is known, too.

    What was asked for stays written down in the basis.
    """
    place = payment.place_of(claim)
    return [_cut(line, book.sheet, place, claim.component) for line in lines]


def _cut(line: rules.LineDraft, sheet: prices.Sheet, place: prices.Place, whole: str) -> rules.LineDraft:
    basis = line.basis
    if line.kind == "labour" and basis.minutes is not None and basis.operation:
        standard = prices.standard_time(sheet, place, line.component or whole, basis.operation)
        if standard is not None and basis.minutes > standard.minutes:
            basis = replace(basis, minutes=standard.minutes)
    most = prices.price_line(sheet, place, kind=line.kind, component=line.component, basis=basis, whole=whole)
    if most is None or line.amount <= most.amount:
        return line
    return replace(line, amount=most.amount, basis=replace(line.basis, asked=line.amount))
