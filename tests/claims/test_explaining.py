"""The same reasons for four audiences, made again on the rule book of the day."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import actions, queries
from payandan.claims.actions import EvidenceDraft, LineDraft
from payandan.claims.models import Claim
from payandan.claims.queries.explaining import Explanation, explain
from payandan.claims.queries.tellings import table, tell, told_of
from payandan.claims.rules.explaining import AUDIENCES, differences
from payandan.claims.words import explaining as words
from payandan.claims.words.explaining import Told
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.rules.templates import sms_parts
from payandan.units import actions as units
from payandan.warranty.actions import load_rulebook
from payandan.warranty.models import Document
from payandan.warranty.words.sentences import HAPPENED, REASONS
from tests.claims import factories as make
from tests.claims.test_api import Api
from tests.units.doors import staff

DAY = timedelta(days=1)
LANGUAGES = ("fa", "en")

# --- the words -------------------------------------------------------------------------------------------------------

GRANTS = {code: "grants" for code in words._WHY if code.startswith("defect_") or code in ("software", "performance")}
EFFECTS = ("grants", "excludes", "voids", "rejects", "suspends", "sets_aside", "limits", "asks", "raises")


def told(code: str, effect: str, outcome: str, product: str, pays: int) -> Told:
    reason = {
        "id": "r1", "code": code, "effect": effect, "terms": "tv-standard@3", "clause": "4.10", "law": None,
        "facts": [], "evidence": [], "dates": {"from": "2024-01-01", "until": "2026-05-01", "on": "2026-07-01"},
        "params": {"percent": "50", "kind": "maintenance_done", "amount": "5000000", "currency": "IRR", "meter": "km",
                   "value": 9, "max": 8, "days": 30, "remedy": "replace", "what": "component"},
    }  # fmt: skip
    line = {"id": "1", "outcome": "not_covered", "amount": "5", "split": [], "reasons": ["r1"]}
    outcome_of = {"approved": "covered", "partly_approved": "partly_covered", "rejected": "not_covered"}
    verdict = {"outcome": outcome_of.get(outcome, "undecided"), "lines": [line], "reasons": [reason], "questions": []}
    return Told("CLM-7K2M9-QXA4P", product, outcome, pays, "IRR", verdict)


@given(
    code=st.sampled_from(sorted({*words._WHY, *HAPPENED, *REASONS, "something_new"})),
    effect=st.sampled_from(EFFECTS),
    outcome=st.sampled_from(["approved", "partly_approved", "rejected", ""]),
    product=st.text(alphabet="آبپتثجچ حخدذرزژس‌شلمن۵۶Ava TV-", max_size=160),
    pays=st.integers(0, 10**13),
    language=st.sampled_from(LANGUAGES),
)
def test_the_sentence_for_an_sms_never_takes_more_than_two_parts(
    code: str, effect: str, outcome: str, product: str, pays: int, language: Any
) -> None:
    sentence = words.sms(told(code, effect, outcome, product, pays), language)
    assert sms_parts(sentence) <= 2, sentence
    assert "{" not in sentence
    assert sentence.count("\n") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_lose_has_a_clause_of_its_own(language: Any) -> None:
    known = {*HAPPENED, "period_ended", "no_terms", "condition_failed", "limit_reached", "not_promised"}
    known -= {"material", "workmanship", "design"}
    sentences = {code: words.sms(told(code, "excludes", "rejected", "x", 0), language) for code in known}
    assert len(set(sentences.values())) == len(known)


def test_the_persian_sentences_read_well() -> None:
    product = "تلویزیون ۵۵ اینچ آوا"
    said = words.sms(told("accident", "excludes", "rejected", product, 120_000_000), "fa")
    assert said.startswith("گارانتی هزینهٔ تلویزیون ۵۵ اینچ آوا را نمی‌پردازد؛ دستگاه ضربه خورده یا خیس شده است.")
    ended = words.sms(told("period_ended", "rejects", "rejected", product, 0), "fa")
    assert "دورهٔ گارانتی در ۱۰ اردیبهشت ۱۴۰۵ پایان یافته است" in ended
    long = words.sms(told("accident", "excludes", "rejected", "دستگاه " * 40, 0), "fa")
    assert "…" in long
    part = words.sms(told("share", "limits", "partly_approved", product, 5_000_000), "fa")
    assert "سهم شما" in part
    assert "۵۰ درصد" in part


# --- the rule --------------------------------------------------------------------------------------------------------


def test_a_verdict_differs_from_itself_in_nothing_and_names_what_does() -> None:
    one = told("accident", "excludes", "rejected", "x", 0).verdict
    assert differences(one, one) == ()
    assert differences(one, json.loads(json.dumps(one).replace('"r1"', '"r9"'))) == ()
    # PostgreSQL keeps the members of an object in an order of its own.
    assert differences(one, json.loads(json.dumps(one, sort_keys=True))) == ()
    other = json.loads(json.dumps(one).replace("accident", "misuse"))
    assert [found.path for found in differences(one, other)] == ["lines.1.reasons"]
    emptier = {**one, "outcome": "covered", "lines": []}
    assert {"outcome", "lines.1.outcome", "lines.1.amount"} <= {found.path for found in differences(one, emptier)}


# --- made again ------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def whole(claim: Claim) -> Claim:
    return queries.record(SYSTEM, claim.number)


def explained(claim: Claim, *, as_of: date | None = None, now: Any = None) -> Explanation:
    return explain(whole(claim), now=now or make.AT + 30 * DAY, as_of=as_of)


def test_a_decision_made_again_is_the_same() -> None:
    claim = make.rejected()
    found = explained(claim)
    assert (found.same, found.unsure, found.at) == (True, (), make.AT)
    assert found.decision is not None
    assert found.verdict == found.kept


def test_a_new_version_of_the_terms_changes_nothing_of_that_day_and_is_seen_on_a_later_one() -> None:
    claim = make.covered_claim()
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    body = Document.objects.get(code="tv-standard").body
    newer = {**body, "id": "tv-standard@9", "lines": {**body["lines"], "labour": 0}}
    load_rulebook(actor=SYSTEM, at=make.AT + 3 * DAY, documents=[newer])
    assert explained(claim).same
    assert explained(claim, as_of=make.AT.date() + DAY).same
    later = explained(claim, as_of=make.AT.date() + 5 * DAY)
    assert "rule_book.terms" in {one.path for one in later.differences}
    assert "tv-standard@9" in later.verdict["rule_book"]["terms"]


def test_terms_withdrawn_later_still_speak_on_that_day() -> None:
    claim = make.covered_claim()
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    row = Document.objects.get(code="tv-standard")
    from payandan.warranty import actions as warranty

    warranty.withdraw(document=row, actor=make.staff(), at=make.AT + DAY, day=date(2020, 1, 1))
    assert explained(claim).same
    assert not explained(claim, as_of=make.AT.date() + 2 * DAY).same


def test_what_was_known_on_a_day_is_put_together_from_the_history() -> None:
    claim = make.file_claim()
    at = make.AT
    actions.set_lines(claim=claim, lines=[LineDraft("labour", 7)], actor=make.staff(), at=at + 2 * DAY)
    actions.state_fact(
        claim=claim, path="fault.cause", value="accident", source="technician", actor=make.staff(), at=at + 3 * DAY
    )
    actions.add_evidence(
        claim=claim, evidence=[EvidenceDraft("photo", "genuine", make.picture())], actor=make.staff(), at=at + 4 * DAY
    )
    actions.bind_evidence(claim=claim, position=0, about="cause", actor=make.staff(), at=at + 5 * DAY)
    day = at.date()
    first = explained(claim, as_of=day)
    assert first.verdict["outcome"] == "undecided"
    assert [line["amount"] for line in first.case["lines"]] == ["120000000", "8000000"]
    assert first.case["fault"].get("cause") is None
    assert first.unsure == ()
    estimated = explained(claim, as_of=day + 2 * DAY)
    assert [line["amount"] for line in estimated.case["lines"]] == ["7"]
    stated = explained(claim, as_of=day + 3 * DAY)
    assert stated.case["fault"]["cause"] == {"value": "accident", "source": "technician"}
    assert stated.case["evidence"] == []
    assert explained(claim, as_of=day + 4 * DAY).case["evidence"] == [{"kind": "photo", "about": "genuine"}]
    assert explained(claim, as_of=day + 5 * DAY).case["evidence"] == [{"kind": "photo", "about": "cause"}]
    assert explained(claim).same


def test_an_answer_counts_from_the_day_it_was_given() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, path="fault.cause", whom="technician", actor=make.staff(), at=make.AT)
    actions.answer_question(question=question, value="material", actor=make.staff(), at=make.AT + DAY)
    assert explained(claim, as_of=make.AT.date()).verdict["outcome"] == "undecided"
    assert explained(claim, as_of=make.AT.date() + DAY).verdict["outcome"] == "covered"


def test_a_correction_of_the_unit_is_walked_back_and_what_was_lost_is_said() -> None:
    claim = make.covered_claim()
    now = timezone.now() + DAY
    units.correct_unit(unit=claim.unit, reason="x", actor=make.staff(), at=now, sold_on=date(2020, 1, 1))
    found = explained(claim, as_of=make.AT.date(), now=now + DAY)
    assert found.case["unit"]["sold_on"] == "2026-01-31"
    assert found.unsure == ()
    units.record_reading(unit=claim.unit, meter="hours", value=9, on=make.AT.date(), actor=make.staff(), at=now + DAY)
    assert explained(claim, as_of=make.AT.date(), now=now + 2 * DAY).unsure == ("fault.meters",)
    assert "کارکرد" in words.unsure(("fault.meters", "lines"), "fa")


def test_claims_filed_before_facts_were_told_say_what_is_not_known() -> None:
    from payandan.platform.journal.models import Fact

    claim = make.covered_claim()
    actions.state_fact(
        claim=claim, path="fault.cause", value="wear", source="technician", actor=make.staff(), at=make.AT + DAY
    )
    told_then = Fact.objects.get(name="claims.claim_filed")
    body = {name: value for name, value in told_then.body.items() if name not in ("facts", "lines")}
    told_then.body = body
    from payandan.claims.queries import explaining

    known, unsure = explaining._facts_then(whole(claim), [told_then, *Fact.objects.exclude(pk=told_then.pk)], make.AT)
    assert (known, unsure) == ({}, ("fault.cause",))


def test_days_that_cannot_be_are_refused() -> None:
    claim = make.covered_claim()
    for as_of, code in ((make.AT.date() - DAY, "before_filed"), (make.AT.date() + 90 * DAY, "as_of_future")):
        with pytest.raises(Refused) as refused:
            explained(claim, as_of=as_of)
        assert refused.value.code == code


# --- told ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", ["rejected", "covered_claim", "file_claim"])
def test_every_audience_is_told_something_in_both_languages(made: str, language: Any) -> None:
    found = explained(getattr(make, made)())
    texts = {audience: tell(found, audience, language) for audience in AUDIENCES}
    assert len(set(texts.values())) == 4
    assert all(texts.values())
    assert sms_parts(texts["sms"]) <= 2
    assert json.loads(texts["auditor"])["claim"] == found.claim.number


def test_the_customer_is_told_no_codes_no_names_and_no_notes() -> None:
    claim = make.accident()
    actions.decide(claim=claim, reject=True, note="A difficult customer", actor=make.staff(), at=make.AT)
    found = explained(claim)
    for language in LANGUAGES:
        for audience in ("sms", "customer"):
            text = tell(found, audience, language)  # type: ignore[arg-type]
            for inside in ("tv-standard", "Staff 1", "A difficult customer", "not_covered", "fault.", "sha256"):
                assert inside not in text, (audience, language, inside)
    said = tell(found, "customer", "fa")
    assert "عکس" in said
    assert said.count("اعتراض کنید") == 1
    page = tell(found, "clerk", "fa")
    assert "A difficult customer" in page
    assert "tv-standard@3 4.2" in page


def test_goodwill_is_told_as_goodwill() -> None:
    claim = make.accident()
    actions.decide(claim=claim, customer_pays={"1": 0, "2": 0}, note="x", actor=make.staff(), at=make.AT)
    assert "حسن نیت" in tell(explained(claim), "sms", "fa")
    assert told_of(explained(claim), "fa").outcome == "approved"


def test_the_auditors_table_has_a_row_for_each_reason_of_each_line() -> None:
    found = explained(make.rejected())
    rows = list(csv.DictReader(io.StringIO(table(found))))
    expected = sum(len(line["reasons"]) for line in found.verdict["lines"])
    assert len(rows) == expected
    fall = next(row for row in rows if row["code"] == "accident" and row["terms"] == "tv-standard@3")
    assert (fall["same"], fall["outcome"], fall["evidence"]) == ("true", "not_covered", "0 1")
    assert "ab" * 32 in fall["sha256"]


# --- the doors -------------------------------------------------------------------------------------------------------


def test_the_panel_and_the_codes() -> None:
    claim = make.rejected()
    client = staff("manager")
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(reverse("claims-explain", args=[claim.number]), headers=headers).content.decode()
        assert "برای حسابرس" in page
        assert "نمی‌پردازد" in page
        assert ("<html" in page) == (not headers)
    codes = client.get(reverse("claims-explain-codes", args=[claim.number]))
    assert json.loads(codes.content)["same"] is True
    as_csv = client.get(reverse("claims-explain-codes", args=[claim.number]), {"form": "csv"})
    assert as_csv.headers["Content-Type"].startswith("text/csv")
    assert client.get(reverse("claims-explain", args=["CLM-NONE"])).status_code == 404


def test_the_api_explains() -> None:
    claim, api = make.rejected(), Api()
    for audience in AUDIENCES:
        answer = api.call("get", f"/claims/{claim.number}/explanation?audience={audience}&language=en")
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert (body["same"], body["compared_with"], body["not_reconstructable"]) == (True, "first", [])
        assert bool(body["text"]) != (audience == "auditor")
    assert body["codes"]["verdict"]["outcome"] == "not_covered"
    early = api.call("get", f"/claims/{claim.number}/explanation?as_of=2020-01-01")
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "before_filed")
    assert api.call("get", f"/claims/{claim.number}/explanation?audience=boss").status_code == 422


def test_the_command_explains_and_says_whether_it_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    from payandan.site.commands import explain as command

    def said(*arguments: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        code = command.run(parser.parse_args(arguments))
        return code, *capsys.readouterr()

    claim = make.rejected()
    code, out, err = said(claim.number, "--for", "sms")
    assert (code, "نمی‌پردازد" in out, "همان رأی" in err) == (0, True, True)
    code, out, err = said(claim.number, "--for", "auditor", "--csv", "--language", "en")
    assert (code, out.startswith("claim,as_of,same,line")) == (0, True)
    assert "the same" in err
    assert said("CLM-NONE")[0] == 1
    code, _out, err = said(claim.number, "--as-of", "2020-01-01")
    assert (code, "filed later" in err) == (1, True)
