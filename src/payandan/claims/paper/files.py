"""What stands in a case file, put together in one language and handed to the PDF engine."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from payandan.catalog import queries as catalog
from payandan.claims import queries, words
from payandan.claims.models import Claim, Evidence
from payandan.claims.paper import signing
from payandan.claims.queries.explaining import Explanation
from payandan.claims.queries.tellings import codes, evidence_codes
from payandan.claims.words import opinions as opinion_words
from payandan.claims.words.explaining import day_and_time
from payandan.claims.words.verdicts import VerdictText, line_label, verdict_text
from payandan.platform.files.queries import location
from payandan.platform.kit.actors import Language
from payandan.platform.kit.identifiers import mask_mobile
from payandan.platform.ui import words as shown
from payandan.warranty import paper
from payandan.warranty.labels import spoken

_NO_PICTURE = "—"
_MOST_LINES = 500


def case_file(explanation: Explanation, *, language: Language, at: datetime) -> bytes:
    """The claim with everything in it as a signed PDF; its codes are attached as `case.json`.

    `explanation` is of a claim with all its parts (`queries.record`). The installation's key is made at first use.
    """
    fingerprint = signing.make_keys(at=at)
    with tempfile.TemporaryDirectory() as folder, translation.override(language):
        pictures = _pictures(explanation.claim, Path(folder))
        data = _data(explanation, language, pictures=pictures, fingerprint=fingerprint, at=at)
        made = paper.compiled(_template(), data, folder=Path(folder))
        title = data["title"]
    return signing.sign(made, reason=title)


def _template() -> bytes:
    return (files(__package__) / "case.typ").read_bytes()


def _pictures(claim: Claim, folder: Path) -> dict[int, str]:
    """The thumbnails of the evidence, copied where the engine may read them: by place, their names there."""
    found = {}
    for item in claim.evidence.all():
        small = location(item.file.thumbnail) if item.file and item.file.thumbnail else None
        if small is not None and small.is_file():
            shutil.copyfile(small, folder / f"{item.position}.jpg")
            found[item.position] = f"/{item.position}.jpg"
    return found


def _data(
    explanation: Explanation, language: Language, *, pictures: Mapping[int, str], fingerprint: str, at: datetime
) -> dict[str, Any]:
    claim = explanation.claim
    category = claim.unit.model.category.code
    components = {code: name for (_category, code), name in catalog.component_names([category], language).items()}
    described = {
        str(line.position): {"kind": line.kind, "component": line.component, "label": line.label}
        for line in claim.lines.all()
    }
    verdict = verdict_text(explanation.kept, language, components=components, lines=described)
    heading = _("Case file of claim %(number)s") % {"number": claim.number}
    sections = (
        _decisions(claim, components, described),
        *_verdict(claim, verdict, explanation, language),
        _evidence(claim, pictures),
        _opinions(claim),
        _history(claim),
        _book(explanation, verdict, fingerprint),
    )
    return {
        "language": language,
        "title": heading,
        "author": signing.signer_name(),
        "kind": _("Warranty claim"),
        "heading": claim.number,
        "number": claim.number,
        "made-on": _("Made on %(when)s") % {"when": day_and_time(at)},
        "footer": heading,
        "facts": _facts(claim, components),
        "said": claim.description,
        "sections": [section for section in sections if section],
        "codes": json.dumps(
            {**codes(explanation), "evidence": [evidence_codes(item) for item in claim.evidence.all()]},
            ensure_ascii=False,
            indent=1,
        ),
        "codes-title": _("The case, the verdict and the rule book in codes"),
    }


def _row(label: str, value: Any, *, code: bool = False) -> dict[str, Any]:
    return {"label": label, "value": str(value), "code": code}


def _facts(claim: Claim, components: Mapping[str, str]) -> list[dict[str, Any]]:
    unit, customer = claim.unit, claim.customer
    rows = [
        _row(_("Product"), shown.name_in(unit.model)),
        _row(_("Serial number"), unit.serial, code=True),
        _row(_("Customer"), customer.name if customer else ""),
        _row(_("Mobile"), mask_mobile(customer.mobile) if customer and customer.mobile else "", code=True),
        _row(_("Bought"), shown.day(unit.sold_on) if unit.sold_on else ""),
        _row(_("Installed"), shown.day(unit.installed_on) if unit.installed_on else ""),
        _row(_("Filed"), day_and_time(claim.filed_at)),
        _row(_("Day of the fault"), shown.day(claim.failed_on) if claim.failed_on else ""),
        _row(_("Component"), components.get(claim.component, claim.component)),
        _row(_("State"), words.label(words.STATES, claim.state)),
        _row(_("Branch"), shown.name_in(claim.branch) if claim.branch else ""),
    ]
    for path, fact in sorted(claim.facts.items()):
        value = fact["value"]
        said = components.get(value, value) if path == "fault.component" else words.fact_value(path, value)
        rows.append(_row(words.fact_label(path), f"{said} ({words.label(words.SOURCES, fact['source'])})"))
    return [row for row in rows if row["value"]]


def _decisions(
    claim: Claim, components: Mapping[str, str], described: Mapping[str, Mapping[str, str]]
) -> dict[str, Any] | None:
    decisions = list(claim.decisions.all())
    if not decisions:
        return None
    paragraphs, rows = [], []
    for decision in decisions:
        kind = _("Decision on the appeal") if decision.kind == "appeal" else _("Decision")
        outcome = words.label(words.DECISIONS, decision.outcome)
        paragraphs.append(f"{kind}: {outcome} · {decision.by_name} · {day_and_time(decision.at)}")
        paragraphs += [decision.note] if decision.note else []
        for line in decision.split:
            customer = int(line["split"].get("customer", 0))
            rows.append(
                [
                    line_label(described.get(line["id"], {}), components),
                    shown.money(int(line["amount"]), claim.currency),
                    shown.money(int(line["amount"]) - customer, claim.currency),
                    shown.money(customer, claim.currency),
                    kind,
                ]
            )
    if claim.appeal_text:
        paragraphs.append(_("The customer appealed: %(text)s") % {"text": claim.appeal_text})
    head = [_("Item"), _("Amount"), _("Company"), _("Customer"), ""]
    return {
        "title": _("Decisions"),
        "paragraphs": paragraphs,
        "table": {"widths": [3, 2, 2, 2, 2], "head": head, "rows": rows},
    }


def _verdict(claim: Claim, verdict: VerdictText, explanation: Explanation, language: Language) -> list[dict[str, Any]]:
    """Who pays for each line, and every reason once with its codes."""
    rows = [
        [
            line.label,
            shown.money(line.amount, claim.currency),
            _NO_PICTURE if line.company is None else shown.money(line.company, claim.currency),
            _NO_PICTURE if line.customer is None else shown.money(line.customer, claim.currency),
            line.outcome_label,
        ]
        for line in verdict.lines
    ]
    told = spoken(explanation.kept)
    reasons = [{"text": reason["text"][language], "codes": _codes_of(reason)} for reason in told["reasons"]]
    head = [_("Item"), _("Amount"), _("Warranty"), _("Customer"), _("Verdict")]
    table = {"widths": [3, 2, 2, 2, 2], "head": head, "rows": rows}
    presumed = [_("Presumed in the customer's favour: %(facts)s") % {"facts": _(", ").join(verdict.presumed)}]
    return [
        {"title": _("Verdict"), "paragraphs": [verdict.label], "table": table},
        {"title": _("Reasons"), "reasons": reasons, "paragraphs": presumed if verdict.presumed else []},
    ]


def _codes_of(reason: Mapping[str, Any]) -> str:
    law = (reason.get("law") or {}).get("pack")
    said = (reason["id"], reason["code"], reason["effect"], reason.get("terms"), reason.get("clause"), law)
    proofs = [f"evidence #{place}" for place in reason["evidence"]]
    dates = reason.get("dates") or {}
    days = [f"{name} {dates[name]}" for name in ("from", "until", "on") if dates.get(name)]
    return " · ".join([*(str(part) for part in said if part), *reason.get("facts", ()), *days, *proofs])


def _evidence(claim: Claim, pictures: Mapping[int, str]) -> dict[str, Any] | None:
    items = [_piece(item, pictures) for item in claim.evidence.all()]
    return {"title": _("Evidence"), "evidence": items} if items else None


def _piece(item: Evidence, pictures: Mapping[int, str]) -> dict[str, str]:
    by = words.label(words.SOURCES, item.given_by)
    return {
        "picture": pictures.get(item.position, ""),
        "empty": item.file.name if item.file else _("no file"),
        "title": f"#{item.position} {words.label(words.EVIDENCE_KINDS, item.kind)}",
        "about": words.label(words.ABOUT, item.about),
        "by": f"{by} · {day_and_time(item.at)}",
        "note": item.note,
        "digest": f"sha256:{item.file.sha256}" if item.file else "",
    }


def _opinions(claim: Claim) -> dict[str, Any] | None:
    """Second opinions that were given; one that is still awaited is nobody's business yet."""
    rows = [(row, row.given_at) for row in queries.of_claim(claim) if row.given_at is not None]
    if not rows:
        return None
    paragraphs = []
    for row, given_at in rows:
        finding = words.label(opinion_words.FINDINGS, row.finding)
        outcome = words.label(words.DECISIONS, row.outcome) if row.outcome else ""
        parts = (outcome, finding, row.given_name, day_and_time(given_at))
        paragraphs.append(" · ".join(part for part in parts if part))
        paragraphs += [text for text in (row.reason, row.request) if text]
    return {"title": _("Second opinions"), "paragraphs": paragraphs}


def _history(claim: Claim) -> dict[str, Any]:
    lines = []
    for fact in queries.timeline(claim, limit=_MOST_LINES):
        title, text, _tone = words.sentence(fact.name, fact.body)
        if title:
            by = "" if fact.actor_kind == "system" else fact.actor_name
            lines.append({"at": day_and_time(fact.at), "title": title, "text": text, "by": by})
    return {"title": _("What happened"), "lines": list(reversed(lines))}


def _book(explanation: Explanation, verdict: VerdictText, fingerprint: str) -> dict[str, Any]:
    same = (
        _("Made again on the rule book of %(when)s, the verdict is the same.")
        if explanation.same
        else _("Made again on the rule book of %(when)s, the verdict differs; the attached codes name each difference.")
    )
    how = _("To check this file: payandan check-file FILE, or any PDF reader, which compares this fingerprint:")
    return {
        "title": _("Rule book and signature"),
        "codes": [*verdict.documents, verdict.digest, f"certificate sha256:{fingerprint}"],
        "paragraphs": [same % {"when": day_and_time(explanation.at)}, how],
    }
