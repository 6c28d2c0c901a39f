"""No rejection without its evidence, at each door; and each piece bound to the fact that it shows."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import actions, rules
from payandan.claims.actions import EvidenceDraft
from payandan.claims.models import Claim, Decision
from payandan.claims.rules import Piece
from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from tests.claims import factories as make
from tests.claims.test_api import Api
from tests.claims.test_pages import photo, post
from tests.units.doors import customer, staff

BARE = (EvidenceDraft("photo", "cause"), EvidenceDraft("inspection_report", "cause"))
"""The right kinds, and nothing to look at."""


# --- the rule --------------------------------------------------------------------------------------------------------


def verdict(*, effect: str = "excludes", evidence: list[int] | None = None, outcome: str = "not_covered") -> Any:
    reason = {"id": "r1", "code": "accident", "effect": effect, "evidence": evidence or []}
    line = {"id": "1", "outcome": outcome, "amount": "10", "reasons": ["r1"], "split": []}
    return {"outcome": outcome, "lines": [line], "reasons": [reason]}


PAYS = (rules.LineShare("1", 10, (("customer", 10),)),)
NEEDS = {"r1": ("photo", "inspection_report")}
SEEN = Piece("photo", "cause", has_file=True)
WRITTEN = Piece("inspection_report", "cause", has_words=True)


def missing(pieces: list[Piece], *, places: list[int] | None = None, **given: Any) -> list[tuple[str, bool]]:
    found = rules.unproven(
        verdict(evidence=list(range(len(pieces))) if places is None else places, **given), NEEDS, pieces
    )
    return [(item.kind, item.there) for item in found]


def test_each_kind_that_a_reason_needs_has_to_be_there_to_look_at() -> None:
    assert missing([SEEN, WRITTEN]) == []
    assert missing([SEEN]) == [("inspection_report", False)]
    assert missing([Piece("photo", "cause", has_words=True), WRITTEN]) == [("photo", True)]
    assert missing([SEEN, Piece("inspection_report", "cause")]) == [("inspection_report", True)]
    assert missing([SEEN, Piece("inspection_report", "cause", has_file=True)]) == []


def test_evidence_about_another_fact_proves_nothing_here() -> None:
    assert missing([SEEN, WRITTEN], places=[1]) == [("photo", False)]


def test_reasons_that_do_not_exclude_need_none_and_neither_do_lines_the_company_pays() -> None:
    assert missing([], effect="rejects") == []
    company = (rules.LineShare("1", 10, (("goodwill", 10),)),)
    rules.check_evidence(company, verdict(outcome="covered"), NEEDS, [])
    with pytest.raises(Refused) as refused:
        rules.check_evidence(PAYS, verdict(), NEEDS, [])
    assert refused.value.code == "no_rejection_without_evidence"
    nothing_estimated = (rules.LineShare("1", 0, ()),)
    with pytest.raises(Refused):
        rules.check_evidence(nothing_estimated, verdict(), NEEDS, [])


pieces = st.lists(
    st.builds(
        Piece,
        st.sampled_from(("photo", "inspection_report", "invoice")),
        st.just("cause"),
        has_file=st.booleans(),
        has_words=st.booleans(),
    ),
    max_size=6,
)


@given(pieces, pieces)
def test_more_evidence_never_lacks_more(some: list[Piece], more: list[Piece]) -> None:
    fewer = {kind for kind, _there in missing(some + more)}
    assert fewer <= {kind for kind, _there in missing(some)}


# --- the doors -------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def bare() -> Claim:
    return make.file_claim(cause="accident", source="technician", evidence=BARE)


def test_the_act_refuses_a_rejection_that_nobody_could_look_at() -> None:
    claim = bare()
    assert claim.outcome == "not_covered"
    for given_ in ({"reject": True}, {}):
        with pytest.raises(Refused) as refused:
            actions.decide(claim=claim, actor=make.staff(), at=make.AT, **given_)
        assert refused.value.code == "no_rejection_without_evidence"
        assert {(kind, there) for _code, kind, there in refused.value.params["unproven"]} >= {("photo", True)}
    assert not Decision.objects.exists()
    kind = actions.decide(
        claim=claim, actor=make.staff(), at=make.AT, customer_pays={"1": 0, "2": 0}, note="Nothing to show."
    )
    assert kind.outcome == "approved"


def test_the_page_refuses_it_and_says_what_is_missing() -> None:
    claim = bare()
    client = staff("manager")
    dialog = client.get(reverse("claims-record", args=[claim.number]) + "?dialog=reject").content.decode()
    assert "گزارش بازرسی" in dialog
    assert reverse("claims-reject", args=[claim.number]) not in dialog
    answer = post(client, "claims-reject", claim, {"note": "x"})
    assert answer.status_code == 422
    assert "رد بدون مدرک" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_api_refuses_it() -> None:
    answer = Api().call("post", f"/claims/{bare().number}/decision", {"reject": True})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_rejection_without_evidence")
    assert not Decision.objects.exists()


def test_an_appeal_cannot_be_refused_without_it_either() -> None:
    claim = make.appealed()
    claim.evidence.filter(kind="photo").update(file=None)
    make.heard(claim)
    with pytest.raises(Refused) as refused:
        actions.decide_appeal(claim=claim, note="x", actor=make.staff(user=2), at=make.AT)
    assert refused.value.code == "no_rejection_without_evidence"


# --- bound to the fact that it shows ---------------------------------------------------------------------------------


def test_a_piece_is_bound_to_the_fact_it_shows_and_moves_the_verdict() -> None:
    report = EvidenceDraft("inspection_report", "sold_on", note="An impact.")
    claim = make.file_claim(
        cause="accident", source="technician", evidence=[EvidenceDraft("photo", "cause", make.picture()), report]
    )
    assert claim.outcome == "undecided"
    bound = actions.bind_evidence(claim=claim, position=1, about="cause", actor=make.staff(), at=make.AT)
    assert bound.outcome == "not_covered"
    fact = Fact.objects.get(name="claims.evidence_bound")
    assert (fact.body["about_before"], fact.body["about"]) == ("sold_on", "cause")
    version = bound.version
    again = actions.bind_evidence(claim=bound, position=1, about="cause", actor=make.staff(), at=make.AT)
    assert again.version == version
    assert Fact.objects.filter(name="claims.evidence_bound").count() == 1


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"position": 9, "about": "cause"}, "no_such_evidence"),
        ({"position": 0, "about": "weather"}, "unknown_evidence"),
        ({"position": 0, "about": "cause", "kind": "rumour"}, "unknown_evidence"),
        ({"position": 0, "about": "genuine", "version": 77}, "stale"),
        ({"position": 0, "about": "genuine", "actor": make.staff(without=["claims.work"])}, "not_allowed"),
    ],
)
def test_what_cannot_be_bound_is_refused(given_: dict[str, Any], code: str) -> None:
    claim = make.accident()
    with pytest.raises(Refused) as refused:
        actions.bind_evidence(**{"claim": claim, "actor": make.staff(), "at": make.AT, **given_})
    assert refused.value.code == code


def test_customers_do_not_say_what_their_photos_prove() -> None:
    claim = make.accident()
    with pytest.raises(Refused) as refused:
        actions.bind_evidence(claim=claim, position=0, about="genuine", actor=make.owner_of(claim), at=make.AT)
    assert refused.value.code == "not_allowed"


def test_the_page_binds_and_the_reason_shows_its_picture() -> None:
    claim = make.file_claim()
    client = staff("manager")
    data = {"kind": "photo", "about": "sold_on", "source": "customer", "photos": [photo()]}
    assert post(client, "claims-evidence", claim, data).status_code == 302
    page = client.get(reverse("claims-record", args=[claim.number])).content.decode()
    assert "روز خرید" in page
    answer = post(client, "claims-bind", claim, {"position": 0, "kind": "photo", "about": "cause"})
    assert answer.status_code == 302
    assert claim.evidence.get().about == "cause"
    assert post(client, "claims-bind", claim, {"position": 0, "kind": "x", "about": "cause"}).status_code == 422
    assert post(client, "claims-bind", claim, {"position": 5, "kind": "photo", "about": "cause"}).status_code == 422
    actions.state_fact(
        claim=claim, path="fault.cause", value="accident", source="technician", actor=make.staff(), at=make.AT,
        evidence=[EvidenceDraft("inspection_report", "cause", note="ضربه")],
    )  # fmt: skip
    record = client.get(reverse("claims-record", args=[claim.number])).content.decode()
    why = record.partition('class="why-proofs"')[2].partition("</ul>")[0]
    file = claim.evidence.get(position=0).file
    assert file is not None
    assert reverse("file-thumbnail", args=[file.token]) in why


def test_the_api_binds() -> None:
    claim = make.accident()
    answer = Api().call("put", f"/claims/{claim.number}/evidence/0", {"about": "genuine"})
    assert (answer.status_code, answer.json()["evidence"][0]["about"]) == (200, "genuine")
    bad = Api().call("put", f"/claims/{claim.number}/evidence/0", {"about": "weather"})
    assert bad.status_code == 422


# --- what the customer gets ------------------------------------------------------------------------------------------


def test_the_customer_gets_the_reasons_the_report_and_one_tap() -> None:
    claim = make.rejected()
    assert claim.customer is not None
    client = customer(claim.customer)
    page = client.get(reverse("claims-mine-record", args=[claim.number])).content.decode()
    assert "An impact in the lower corner." in page
    assert reverse("claims-mine-appeal", args=[claim.number]) in page
    assert client.post(reverse("claims-mine-appeal", args=[claim.number])).status_code == 302


def test_the_customer_reads_no_note_that_is_not_held_against_him() -> None:
    claim = make.covered_claim(evidence=[EvidenceDraft("document", "sold_on", note="Ask the boss about this one.")])
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    assert claim.customer is not None
    page = customer(claim.customer).get(reverse("claims-mine-record", args=[claim.number])).content.decode()
    assert "Ask the boss" not in page
