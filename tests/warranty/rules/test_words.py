"""Words for people: no code is left without a sentence, and sentences read as they should."""

from typing import Any

import pytest

from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import adjudicate, parse_case, parse_rule_book, vocabulary
from payandan.warranty.words import LABELS, label, render_verdict, sms

pytestmark = pytest.mark.pure

GROUPS = {
    "outcome": (*vocabulary.OUTCOMES, *vocabulary.LINE_OUTCOMES),
    "payer": vocabulary.PAYERS,
    "cause": vocabulary.CAUSES,
    "terms_kind": vocabulary.KINDS,
    "line_kind": vocabulary.LINE_KINDS,
    "remedy": vocabulary.RIGHTS,
    "choice": vocabulary.CHOICES,
    "exclusion": vocabulary.EXCLUSION_CLASSES,
    "exclusion_effect": vocabulary.EXCLUSION_EFFECTS,
    "evidence": vocabulary.EVIDENCE_KINDS,
    "source": vocabulary.SOURCES,
    "condition": vocabulary.CONDITION_KINDS,
    "start_basis": (*vocabulary.BASES, *vocabulary.REPAIR_BASES),
    "confidence": vocabulary.CONFIDENCES,
}

CASE: dict[str, Any] = {
    "asked_on": "2025-03-01",
    "unit": {"category": "television", "country": "IR", "sold_on": "2024-05-01", "installed_on": "2024-05-04"},
    "fault": {"failed_on": "2025-02-20", "component": "panel", "cause": {"value": "material", "source": "technician"}},
    "lines": [{"id": "1", "kind": "part", "amount": "12000000", "currency": "IRR"}],
}


def rendered(**fault: object) -> dict[str, dict[str, str]]:
    case = CASE | {"fault": CASE["fault"] | fault}
    verdict = render_verdict(adjudicate(parse_case(case), parse_rule_book([shipped()["tv-standard@3"]])))
    return {spoken["code"]: spoken["text"] for spoken in verdict["reasons"]}


def test_every_code_has_a_label_in_both_languages() -> None:
    for group, codes in GROUPS.items():
        for code in codes:
            assert all(LABELS[group][code]), (group, code)
    assert label("evidence", "moon_dust", "en") == "moon dust"


def test_days_are_jalali_in_persian_and_gregorian_in_english() -> None:
    text = rendered()["in_period"]
    assert text["fa"] == (
        "خرابی در ۲ اسفند ۱۴۰۳ رخ داده است، درون دورهٔ «گارانتی تلویزیون» که از ۱۵ اردیبهشت ۱۴۰۳ تا پایان "
        "۱۳ اردیبهشت ۱۴۰۵ است (۲۴ ماه)."
    )
    assert text["en"] == (
        "The fault came on 20 February 2025, inside the period of “Television warranty”, "
        "from 4 May 2024 to the end of 3 May 2026 (24 months)."
    )


def test_the_clause_is_named() -> None:
    assert "بند ۲٫۱" in rendered()["defect_in_materials"]["fa"]
    assert "clause 2.1" in rendered()["defect_in_materials"]["en"]


def test_one_sentence_for_an_sms() -> None:
    book = parse_rule_book([shipped()["parts-only@1"]])
    labour = CASE | {"lines": [*CASE["lines"], {"id": "2", "kind": "labour", "amount": "800000", "currency": "IRR"}]}
    verdict = adjudicate(parse_case(labour), book)
    assert sms(verdict, "fa") == "بخشی از درخواست شما پذیرفته شد و سهم شما ۸۰۰٬۰۰۰\u00a0ریال است."
    assert sms(verdict, "en") == "Your claim is partly covered and your share is 800,000\u00a0IRR."
    open_ = adjudicate(parse_case(CASE | {"fault": {"failed_on": "2024-08-20"}}), book)
    assert sms(open_, "en").endswith("What caused the fault? Needed: inspection report.")
