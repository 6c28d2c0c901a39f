"""Checks before filing, and statements of service centres, over REST."""

from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from payandan.claims.actions.rehearsing import rehearse_claim
from payandan.claims.api.answers import asked_of
from payandan.claims.api.router import router
from payandan.claims.api.schemas import ClaimIn, Code, LineOut
from payandan.claims.models import Statement, StatementLine
from payandan.claims.queries import payment
from payandan.claims.rules.prevalidation import Check
from payandan.claims.words.checks import check_text
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest
from payandan.warranty.labels import spoken


class Said(rest.Out):
    fa: str
    en: str


class CheckOut(rest.Out):
    """`severity`: block (filing would be refused), warn (a person looks at it), info; `field` is what it is about."""

    code: str
    severity: str
    field: str
    text: Said
    remedy: Said
    params: dict[str, Any]


class StepOut(rest.Out):
    name: str
    amount: rest.AmountOut


class FormulaOut(rest.Out):
    """What a line costs by the price list of its centre, and the steps that lead there."""

    line: str
    amount: rest.AmountOut
    steps: list[StepOut]


class ChecksOut(rest.Out):
    blocked: bool
    outcome: str
    currency: str
    amount: rest.AmountOut
    paid_by_company: rest.AmountOut | None
    paid_by_customer: rest.AmountOut | None
    lines: list[LineOut]
    formulas: list[FormulaOut]
    checks: list[CheckOut]
    verdict: dict[str, Any]


class StatementsQuery(rest.PageQuery):
    state: Literal["draft", "sent", "approved", "paid"] | None = None
    branch: Code = ""
    sort: Literal["-drafted_at", "drafted_at"] = "-drafted_at"


class StatementOut(rest.Out):
    """Amounts in the smallest unit; `until` is the first day after the period. due = claims + fees − deducted."""

    number: str
    branch: str
    state: str
    since: date
    until: date
    currency: str
    claims: int
    claims_amount: rest.AmountOut
    fees: rest.AmountOut
    deducted: rest.AmountOut
    due: rest.AmountOut
    reference: str
    drafted_at: datetime
    sent_at: datetime | None
    approved_at: datetime | None
    paid_at: datetime | None


class StatementLineOut(rest.Out):
    claim: str
    amount: rest.AmountOut
    fee: rest.AmountOut
    by_payer: dict[str, rest.AmountOut]
    by_kind: dict[str, rest.AmountOut]


class DeductionOut(rest.Out):
    """What is taken off; below zero it is added."""

    reason: str
    text: str
    claim: str | None
    amount: rest.AmountOut


class WholeStatementOut(StatementOut):
    lines: list[StatementLineOut]
    deductions: list[DeductionOut]


@router.post(
    "/claims/checks", auth=rest.allow("claims.file"), response=ChecksOut, summary=_("Check a claim before filing")
)
@rest.idempotent(ignored=True)
def check_claim(request: ActorRequest, body: ClaimIn) -> dict[str, Any]:
    """What filing this would bring: the verdict, each line by its formula, and everything odd. Nothing is written."""
    told = rehearse_claim(**asked_of(request, body))
    kinds = [line.kind for line in told.lines]
    return {
        "blocked": told.blocked,
        "outcome": told.claim.outcome,
        "currency": told.claim.currency,
        "amount": told.claim.amount,
        "paid_by_company": told.claim.paid_by_company,
        "paid_by_customer": told.claim.paid_by_customer,
        "lines": [
            {"id": str(place), "kind": line.kind, "component": line.component, "label": line.label,
             "amount": line.amount, "basis": line.basis.as_json()}
            for place, line in enumerate(told.lines, start=1)
        ],
        "formulas": [
            {"line": str(place), "amount": formula.amount,
             "steps": [{"name": name, "amount": amount} for name, amount in formula.steps]}
            for place, formula in enumerate(told.formulas, start=1)
            if formula is not None
        ],
        "checks": [_check(check, kinds) for check in told.checks],
        "verdict": spoken(told.claim.verdict),
    }  # fmt: skip


@router.get(
    "/statements",
    auth=rest.allow("claims.statements"),
    response=rest.Page[StatementOut],
    summary=_("List statements of service centres"),
)
def list_statements(request: ActorRequest, query: rest.Query[StatementsQuery]) -> dict[str, Any]:
    """The statements that this token may see."""
    rows = payment.statements(request.actor)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.branch:
        rows = rows.filter(branch__code=query.branch)
    return rest.page(rows, query, sort=query.sort, row=_brief)


@router.get(
    "/statements/{number}",
    auth=rest.allow("claims.statements"),
    response=WholeStatementOut,
    summary=_("Read a statement"),
)
def read_statement(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One statement with its claims and what is taken off."""
    row: Statement = rest.found(payment.statements(request.actor), number=number)
    lines = StatementLine.objects.filter(statement=row).select_related("claim")
    return {
        **_brief(row),
        "lines": [
            {"claim": line.claim.number, "amount": line.amount, "fee": line.fee, "by_payer": line.by_payer,
             "by_kind": line.by_kind}
            for line in lines
        ],
        "deductions": [
            {"reason": item.reason, "text": item.text, "claim": item.claim.number if item.claim else None,
             "amount": item.amount}
            for item in row.deductions.select_related("claim")
        ],
    }  # fmt: skip


_PLAIN = (
    "number", "state", "since", "until", "currency", "claims_amount", "fees", "deducted", "due", "reference",
    "drafted_at", "sent_at", "approved_at", "paid_at",
)  # fmt: skip


def _brief(row: Statement) -> dict[str, Any]:
    return {"branch": row.branch.code, "claims": row.claim_count, **{name: getattr(row, name) for name in _PLAIN}}


def _check(check: Check, kinds: list[str]) -> dict[str, Any]:
    said: dict[str, dict[str, str]] = {"text": {}, "remedy": {}}
    for language in ("fa", "en"):
        with override(language):
            told = check_text(check, kinds=kinds)
            said["text"][language], said["remedy"][language] = told.text, told.remedy
    plain = {name: value for name, value in check.params.items() if isinstance(value, str | int | bool | tuple | list)}
    return {"code": check.code, "severity": check.severity, "field": check.field, **said, "params": plain}
