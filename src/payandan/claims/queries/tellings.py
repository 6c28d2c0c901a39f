"""An explanation put into words for one audience, or into codes for the auditor."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from django.utils import translation

from payandan.catalog import queries as catalog
from payandan.claims import rules
from payandan.claims.models import Claim, Evidence
from payandan.claims.queries.explaining import Explanation
from payandan.claims.words import explaining as words
from payandan.claims.words.labels import DECISIONS, EVIDENCE_KINDS
from payandan.claims.words.labels import label as word
from payandan.claims.words.verdicts import line_label
from payandan.platform.kit.actors import Language


def tell(explanation: Explanation, audience: str, language: Language) -> str:
    """What the audience reads: a sentence, a paragraph, a page, or JSON for the auditor."""
    if audience == "auditor":
        return json.dumps(codes(explanation), ensure_ascii=False, indent=2)
    with translation.override(language):
        told = told_of(explanation, language)
    return {"sms": words.sms, "customer": words.paragraph, "clerk": words.page}[audience](told, language)


def told_of(explanation: Explanation, language: Language) -> words.Told:
    """The words' own view of a claim: what was decided, where that had happened by then, else what is proposed."""
    claim, decision = explanation.claim, explanation.decision
    if decision is not None and decision.at > explanation.at:
        decision = None
    verdict = decision.verdict if decision else explanation.verdict
    outcome = decision.outcome if decision else rules.proposed_outcome(verdict)
    shares = _shares(decision.split) if decision else {line.line: line for line in rules.shares(verdict)}
    return words.Told(
        number=claim.number,
        product=claim.unit.model.name_in(language),
        serial=claim.unit.serial,
        outcome=outcome,
        customer_pays=sum(share.customer for share in shares.values()),
        currency=claim.currency,
        verdict=verdict,
        lines=_lines(claim, verdict, shares, language),
        evidence=tuple(word(EVIDENCE_KINDS, item.kind) for item in _then(claim, explanation)),
        decided=_decided(decision) if decision else "",
        note=decision.note if decision else "",
        can_appeal=decision is not None and "appeal" in rules.acts_in(claim.state),
    )


def _decided(decision: Any) -> str:
    parts = (word(DECISIONS, decision.outcome), decision.by_name, words.day_and_time(decision.at))
    return " · ".join(part for part in parts if part)


def _then(claim: Claim, explanation: Explanation) -> list[Evidence]:
    """The evidence by the places that the verdict names: the pieces that the case knew, which come first."""
    return sorted(claim.evidence.all(), key=lambda item: item.position)[: len(explanation.case["evidence"])]


def _shares(split: list[dict[str, Any]]) -> dict[str, rules.LineShare]:
    return {
        line["id"]: rules.LineShare(
            line["id"], int(line["amount"]), tuple((payer, int(amount)) for payer, amount in line["split"].items())
        )
        for line in split
    }


def _lines(
    claim: Claim, verdict: Mapping[str, Any], shares: Mapping[str, rules.LineShare], language: Language
) -> tuple[words.ToldLine, ...]:
    category = claim.unit.model.category.code
    names = {code: name for (_, code), name in catalog.component_names([category], language).items()}
    described = {
        str(line.position): {"kind": line.kind, "component": line.component, "label": line.label}
        for line in claim.lines.all()
    }
    return tuple(
        words.ToldLine(
            id=line["id"],
            label=line_label(described.get(line["id"], {}), names),
            amount=int(line["amount"]),
            company=shares[line["id"]].company,
            customer=shares[line["id"]].customer,
            outcome=line["outcome"],
        )
        for line in verdict["lines"]
        if line["id"] in shares
    )


# --- codes -----------------------------------------------------------------------------------------------------------


def codes(explanation: Explanation) -> dict[str, Any]:
    """Everything in codes, for the auditor: the case, the verdict made again, what was kept, and what differs."""
    claim, decision = explanation.claim, explanation.decision
    return {
        "claim": claim.number,
        "as_of": explanation.at.isoformat(),
        "same": explanation.same,
        "differences": [one.as_json() for one in explanation.differences],
        "not_reconstructable": list(explanation.unsure),
        "compared_with": {
            "kind": decision.kind,
            "outcome": decision.outcome,
            "at": decision.at.isoformat(),
            "by": {"kind": decision.by_kind, "id": decision.by_id},
            "overrides": decision.overrides,
            "split": decision.split,
            "rule_book": decision.verdict.get("rule_book"),
        }
        if decision
        else None,
        "verdict": {name: value for name, value in explanation.verdict.items() if name != "titles"},
        "case": explanation.case,
        "evidence": [evidence_codes(item) for item in _then(claim, explanation)],
    }


def evidence_codes(item: Evidence) -> dict[str, Any]:
    """A piece of evidence, with the digest of the file as it was sent."""
    return {
        "position": item.position,
        "kind": item.kind,
        "about": item.about,
        "given_by": item.given_by,
        "at": item.at.isoformat(),
        "file": item.file.name if item.file else None,
        "sha256": item.file.sha256 if item.file else None,
    }


COLUMNS = (
    "claim", "as_of", "same", "line", "outcome", "amount", "split", "reason", "code", "effect", "terms", "clause",
    "law", "facts", "from", "until", "on", "evidence", "sha256", "rule_book",
)  # fmt: skip


def table(explanation: Explanation) -> str:
    """The same as CSV: a row for each reason of each line."""
    told = codes(explanation)
    reasons = {reason["id"]: reason for reason in told["verdict"]["reasons"]}
    digests = {piece["position"]: piece["sha256"] or "" for piece in told["evidence"]}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in told["verdict"]["lines"]:
        head = [told["claim"], told["as_of"], str(told["same"]).lower()]
        split = "; ".join(f"{part['payer']} {part.get('terms') or ''} {part['amount']}" for part in line["split"])
        for name in line["reasons"] or [""]:
            reason = reasons.get(name, {})
            said = (line["id"], line["outcome"], line["amount"], split, *_reason_cells(reason, digests))
            writer.writerow([*head, *said, told["verdict"]["rule_book"]["digest"]])
    return out.getvalue()


def _reason_cells(reason: Mapping[str, Any], digests: Mapping[int, str]) -> list[str]:
    dates, places = reason.get("dates") or {}, reason.get("evidence", ())
    return [
        *(str(reason.get(name) or "") for name in ("id", "code", "effect", "terms", "clause")),
        (reason.get("law") or {}).get("pack", ""),
        " ".join(reason.get("facts", ())),
        *(dates.get(name) or "" for name in ("from", "until", "on")),
        " ".join(str(place) for place in places),
        " ".join(digests.get(place, "") for place in places),
    ]
