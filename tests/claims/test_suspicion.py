"""Suspicion, never a verdict: what detectors find, what is held, what people say of it, and who may know."""

import dataclasses
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from payandan.claims import actions
from payandan.claims.actions import EvidenceDraft, LineDraft, payment
from payandan.claims.actions import suspicion as acts
from payandan.claims.models import Claim, Detector, Peer, Screening, Suspicion
from payandan.claims.queries import payment as pay
from payandan.claims.queries import suspicion as queries
from payandan.claims.rules import suspicion as rules
from payandan.claims.rules.payment_prices import Basis
from payandan.platform.files.actions import store
from payandan.platform.files.models import StoredFile
from payandan.platform.journal.actions import dispatch
from payandan.platform.journal.models import Fact, Mention
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.units.models import Reading
from tests.claims import factories as make
from tests.units.doors import Api, customer, staff
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db


def screened(claim: Claim) -> Screening:
    row = acts.screen(claim_id=claim.pk, at=make.AT)
    assert row is not None
    return row


def codes(claim: Claim) -> set[str]:
    screened(claim)
    return set(Suspicion.objects.filter(claim=claim, stands=True).values_list("code", flat=True))


def twice(**given: Any) -> tuple[Claim, Claim]:
    """The same problem of the same unit, filed twice."""
    unit = make.unit()
    return make.covered_claim(unit=unit), make.covered_claim(unit=unit, at=make.AT + timedelta(hours=1), **given)


def branch(code: str = "north") -> Branch:
    return Branch.objects.get_or_create(code=code, defaults={"name_fa": code, "name_en": code})[0]


def test_a_clean_claim_has_nothing() -> None:
    row = screened(make.covered_claim())
    assert (row.score, row.held, Suspicion.objects.count()) == (0, False, 0)
    assert not Fact.objects.filter(name="claims.claim_screened").exists()


def test_a_claim_filed_twice_is_held_and_looking_again_changes_nothing() -> None:
    first, second = twice()
    assert codes(first) == set()
    assert codes(second) == {"duplicate"}
    row = Screening.objects.get(claim=second)
    assert (row.score, row.held) == (90, True)
    facts = Fact.objects.count()
    before = list(Suspicion.objects.values())
    screened(second)
    assert (list(Suspicion.objects.values()), Fact.objects.count()) == (before, facts)


def test_it_runs_after_filing_by_reaction_and_again_when_facts_change() -> None:
    first, second = twice()
    assert not Screening.objects.exists()
    while dispatch(at=make.AT + timedelta(days=9_999)).claimed:
        pass
    assert Screening.objects.get(claim=second).held
    actions.withdraw(claim=first, actor=make.staff(), at=make.AT)
    screened(second)
    assert not Screening.objects.get(claim=second).held
    assert not Suspicion.objects.filter(claim=second).exists()


def test_filing_gains_no_query() -> None:
    """What is told to reactions is one statement, however many listen."""
    unit = make.unit()
    from payandan.platform.journal.actions import recording

    def file() -> None:
        make.covered_claim(unit=unit)

    file()
    with_it = count(file)
    listeners = recording._listeners["claims.claim_filed"]
    taken = {name: listeners.pop(name) for name in list(listeners) if name.endswith(("look_at_it", "note_who_worked"))}
    assert len(taken) == 2
    try:
        assert count(file) == with_it
    finally:
        listeners.update(taken)


def test_looking_costs_a_constant_number_of_queries() -> None:
    unit = make.unit()
    make.covered_claim(unit=unit)
    claim = make.covered_claim(unit=unit, evidence=make.proofs())
    screened(claim)
    few = count(lambda: queries.gather(claim.pk))
    for _ in range(6):
        make.covered_claim(unit=unit)
    many = make.covered_claim(
        unit=unit, lines=[*make.LINES, *make.LINES], evidence=make.proofs(), at=make.AT + timedelta(days=1)
    )
    assert count(lambda: queries.gather(many.pk)) == few <= 22


def test_serial_registration_clone_and_meter() -> None:
    unit = make.unit(
        registered_on=date(2026, 11, 19), sold_on=None, delivered_on=None, installed_on=None, clone_score=70
    )
    type(unit.model).objects.update(serial_pattern="ZZ[0-9]+")
    unit.refresh_from_db()
    Reading.objects.create(unit=unit, meter="hours", value=900, on=date(2026, 5, 1), source="staff", at=make.AT)
    claim = make.file_claim(unit=unit, facts={"fault.meters.hours": {"value": 300, "source": "technician"}})
    assert codes(claim) >= {"serial_unknown", "registered_after", "clone_alarm", "meter_falls"}
    assert Screening.objects.get(claim=claim).held


def test_the_edges_of_the_cover() -> None:
    begins = make.unit(
        **dict.fromkeys(("sold_on", "delivered_on", "installed_on", "registered_on"), date(2026, 11, 15))
    )
    assert codes(make.file_claim(unit=begins)) == {"first_days"}


def test_work_prices_and_parts() -> None:
    claim = make.file_claim(
        lines=[
            LineDraft("part", 120_000_000, "panel", basis=Basis(removed="A77", installed="A77")),
            LineDraft("labour", 8_000_000, "panel", basis=Basis("replace", 400)),
        ]
    )
    key = queries.work_key(claim.unit.model.category_id, "panel", "replace")
    Peer.objects.create(kind="minutes", key=key, n=50, median=60, mad=5)
    Peer.objects.create(
        kind="part", key=queries.part_key(claim.unit.model_id, "panel", "IRR"), n=50, median=5e7, mad=1e6
    )
    assert codes(claim) == {"same_part", "labour_hours", "price_above_peers"}


def test_a_price_above_the_list() -> None:
    model = make.catalogue()
    row = {
        "country": "IR", "branch_id": None, "category_id": model.category_id, "model_id": None, "component": "panel",
        "currency": "IRR", "since": date(2026, 1, 1), "until": None, "price": 60_000_000,
    }  # fmt: skip
    payment.put_prices(kind="parts", rows=[row], actor=make.staff(), at=make.AT)
    assert codes(make.file_claim()) == {"price_above_list"}


def test_a_day_of_one_person() -> None:
    lines = [LineDraft("labour", 1, "panel", basis=Basis("replace", 400)), LineDraft("travel", 1, basis=Basis(km=9))]
    claims = [
        make.file_claim(lines=lines, unit=make.unit(owner=make.customer(city=city)), actor=make.staff(user=77))
        for city in ("تهران", "مشهد")
    ]
    for claim in claims:
        acts.note_work(claim_id=claim.pk, person=77, at=make.AT)
    assert codes(claims[0]) == set()
    assert codes(claims[1]) == {"hours_of_day", "impossible_travel"}


def photo(colour: int = 0, taken: str = "", quality: int = 90) -> SimpleUploadedFile:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (640, 480), (30, 60, 90))
    draw = ImageDraw.Draw(image)
    for place in range(12):
        draw.rectangle(
            (place * 53, (place * 97 + colour * 131) % 400, place * 53 + 60, 480),
            fill=(20 * place, 255 - 20 * place, colour),
        )
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif)
    return SimpleUploadedFile("a.jpg", buffer.getvalue(), content_type="image/jpeg")


def shown(upload: SimpleUploadedFile) -> list[EvidenceDraft]:
    actor = make.staff()
    return [EvidenceDraft("photo", "cause", store(upload, owner=None, actor=actor, at=make.AT))]


@pytest.mark.usefixtures("tmp_path")
def test_a_photo_seen_before_and_older_than_the_fault(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    first = make.file_claim(evidence=shown(photo()))
    assert codes(first) == set()
    again = make.file_claim(evidence=shown(photo(quality=60, taken="2026:01:05 10:00:00")))
    assert StoredFile.objects.latest("id").taken_on == date(2026, 1, 5)
    assert codes(again) == {"photo_reused", "photo_date"}
    assert Suspicion.objects.get(claim=again, code="photo_reused").params["number"] == first.number
    assert codes(make.file_claim(evidence=shown(photo(colour=3)))) == set()
    assert codes(make.file_claim(unit=first.unit, symptom="", evidence=shown(photo()))) & {"photo_reused"} == {
        "photo_reused"
    }, "the second unit's claim shows it too"


def test_many_units_of_one_number_and_at_one_centre() -> None:
    owner = make.customer()
    here = branch()
    claims = [
        make.file_claim(unit=make.unit(owner=owner, registered_on=date(2026, 11, 10)), branch=here) for _ in range(5)
    ]
    assert codes(claims[-1]) == {"many_serials", "one_customer"}


def test_peers_are_counted_and_a_centre_that_stands_out_is_found() -> None:
    odd, others = branch("odd"), branch("others")
    for place in range(75):
        cause = "none_found" if place < 20 or place % 25 == 0 else "material"
        make.file_claim(branch=odd if place < 20 else others, cause=cause, source="technician")
    assert acts.count_peers(at=make.AT + timedelta(days=1)) > 0
    row = Peer.objects.get(kind="none_found", key=f"centre:{odd.pk}")
    assert (row.n, row.hits) == (20, 20)
    assert "no_fault_found" in codes(Claim.objects.filter(branch=odd).earliest("id"))
    assert "no_fault_found" not in codes(Claim.objects.filter(branch=others, cause="none_found").earliest("id"))
    again = acts.count_peers(at=make.AT + timedelta(days=1))
    assert acts.count_peers(at=make.AT + timedelta(days=1)) == again == Peer.objects.count()


# --- the hold --------------------------------------------------------------------------------------------------------


def test_a_held_claim_is_not_paid_but_can_be_decided_and_is_never_refused() -> None:
    _first, claim = twice(branch=branch())
    screened(claim)
    boss = make.staff(user=5)
    actions.decide(claim=claim, actor=boss, at=make.AT)
    claim.refresh_from_db()
    assert claim.state == "approved"
    screened(claim)
    with pytest.raises(Refused) as refused:
        actions.settle(claim=claim, actor=boss, at=make.AT)
    assert refused.value.code == "held_for_check"
    owed = {"branch_id": claim.branch_id, "currency": "IRR", "since": date(2026, 11, 1), "until": date(2026, 12, 1)}
    assert not pay.owed(**owed).exists()
    acts.release(claim=claim, word="Two faults, both real.", actor=boss, at=make.AT)
    assert list(pay.owed(**owed)) == [claim]
    screened(claim)
    assert not Screening.objects.get(claim=claim).held, "what was known does not hold it again"
    actions.settle(claim=claim, actor=boss, at=make.AT)


def test_something_new_holds_it_again() -> None:
    _first, claim = twice()
    screened(claim)
    acts.release(claim=claim, word="Fine.", actor=make.staff(), at=make.AT)
    type(claim.unit).objects.filter(pk=claim.unit_id).update(clone_score=80)
    assert screened(claim).held


def test_what_was_wrong_no_longer_counts() -> None:
    _first, claim = twice()
    screened(claim)
    acts.judge(claim=claim, code="duplicate", outcome="wrong", word="Another part.", actor=make.staff(), at=make.AT)
    row = Screening.objects.get(claim=claim)
    assert (row.score, row.held) == (0, False)
    screened(claim)
    assert not Screening.objects.get(claim=claim).held
    acts.judge(claim=claim, code="duplicate", outcome="right", word="It was.", actor=make.staff(), at=make.AT)
    assert Screening.objects.get(claim=claim).held
    facts = list(Fact.objects.filter(name="claims.suspicion_judged").order_by("id").values_list("body", flat=True))
    assert [(fact["outcome"], fact["before"]) for fact in facts] == [("wrong", ""), ("right", "wrong")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "duplicate", "outcome": "maybe", "word": "x"}, "no_judgement"),
        ({"code": "duplicate", "outcome": "right", "word": " "}, "word_needed"),
        ({"code": "pair", "outcome": "right", "word": "x"}, "no_such_finding"),
    ],
)
def test_a_judgement_says_no(given: dict[str, str], code: str) -> None:
    _first, claim = twice()
    screened(claim)
    with pytest.raises(Refused) as refused:
        acts.judge(claim=claim, actor=make.staff(), at=make.AT, **given)
    assert refused.value.code == code


def test_only_who_may_judges_releases_and_switches() -> None:
    _first, claim = twice()
    screened(claim)
    stranger = make.staff(without=["claims.suspicion", "claims.detectors"])
    for act in (
        lambda: acts.judge(claim=claim, code="duplicate", outcome="right", word="x", actor=stranger, at=make.AT),
        lambda: acts.release(claim=claim, word="x", actor=stranger, at=make.AT),
        lambda: acts.switch_detector(code="pair", on=False, reason="x", actor=stranger, at=make.AT),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_allowed"


def test_switched_off_it_looks_no_more_and_frees_what_it_held() -> None:
    _first, claim = twice()
    screened(claim)
    acts.switch_detector(code="duplicate", on=False, reason="Too often wrong.", actor=make.staff(), at=make.AT)
    assert not Screening.objects.get(claim=claim).held
    assert codes(claim) == set()
    assert Fact.objects.filter(name="claims.detector_switched").count() == 1
    acts.switch_detector(code="duplicate", on=True, reason="Try again.", actor=make.staff(), at=make.AT)
    assert codes(claim) == {"duplicate"}
    assert Detector.objects.get().is_on


def test_precision_has_its_interval_and_a_poor_detector_is_proposed_off() -> None:
    unit = make.unit()
    claims = [make.file_claim(unit=unit, at=make.AT + timedelta(hours=hour)) for hour in range(13)]
    for place, claim in enumerate(claims[1:]):
        screened(claim)
        said = "right" if place == 0 else "wrong"
        acts.judge(claim=claim, code="duplicate", outcome=said, word="x", actor=make.staff(), at=make.AT)
    fared = {row.code: row for row in queries.records()}
    row = fared["duplicate"]
    assert (row.right, row.wrong, row.judged, row.precision) == (1, 11, 12, pytest.approx(1 / 12))
    assert row.interval[0] < 1 / 12 < row.interval[1] < 0.4
    assert row.is_poor is (row.interval[1] < 0.3)
    assert not fared["pair"].is_poor
    assert count(queries.records) == 2


def test_a_table_that_asks_for_suspicion_does_not_pay_straight_through() -> None:
    rule = {"id": "", "name": "Pay", "when": {"suspicion": [None, 59]}, "then": {"kind": "pay"}, "advise": False}
    chief = make.staff(user=None)
    table = payment.begin_table(actor=chief, at=make.AT)
    table = payment.save_rule(table=table, rule=rule, actor=chief)
    payment.publish_table(table=table, actor=chief, at=make.AT)
    unit = make.unit(meters={"hours": 900})
    first, second = (make.covered_claim(unit=unit, straight_through=True) for _ in range(2))
    for claim in (first, second):
        claim.refresh_from_db()
    assert (first.state, second.state) == ("approved", "submitted")
    assert second.ruling.asked["suspicion"] == 90


# --- who may know ----------------------------------------------------------------------------------------------------


def test_nothing_of_it_reaches_the_history_of_claim_unit_or_customer() -> None:
    _first, claim = twice()
    screened(claim)
    acts.release(claim=claim, word="Fine.", actor=make.staff(), at=make.AT)
    names = {"claims.claim_screened", "claims.claim_released", "claims.suspicion_judged"}
    kinds = set(Mention.objects.filter(fact__name__in=names).values_list("kind", flat=True))
    assert kinds == {"suspicion"}


def test_customers_clerks_and_their_tokens_see_nothing() -> None:
    _first, claim = twice()
    screened(claim)
    said = str(Suspicion.objects.get().params["number"])
    assert not Screening.objects.visible_to(make.owner_of(claim)).exists()
    assert claim.customer is not None
    mine = customer(claim.customer).get(reverse("claims-mine-record", args=[claim.number])).content.decode()
    assert said not in mine
    page = staff("clerk").get(reverse("claims-record", args=[claim.number])).content.decode()
    assert 'id="suspicion"' not in page
    assert staff("clerk").get(reverse("claims-suspicion")).status_code in (403, 404)
    assert Api("claims.view").call("get", f"/claims/{claim.number}/suspicion").status_code == 403
    whole = Api("claims.view").call("get", f"/claims/{claim.number}")
    assert "suspicion" not in whole.content.decode()
    line = Api("claims.view").call("get", f"/claims/{claim.number}/timeline")
    assert "screened" not in line.content.decode()


def test_a_centres_manager_sees_the_held_claims_of_the_centre_alone() -> None:
    _first, claim = twice(branch=branch("north"))
    screened(claim)
    held = frozenset({"claims.view", "claims.suspicion"})
    here = dataclasses.replace(make.staff(only=held), branches=frozenset({branch("north").pk}))
    there = dataclasses.replace(make.staff(only=held), branches=frozenset({branch("south").pk}))
    assert [row.claim for row in queries.held_list(here)] == [claim]
    assert not queries.held_list(there).exists()


def test_over_rest() -> None:
    _first, claim = twice()
    screened(claim)
    api = Api("claims.view", "claims.suspicion")
    answer = api.call("get", f"/claims/{claim.number}/suspicion")
    body = answer.json()
    assert (answer.status_code, body["score"], body["held"], body["held_from"]) == (200, 90, True, 60)
    (one,) = body["findings"]
    assert one["code"] == "duplicate"
    assert one["sentence"]["fa"] != one["sentence"]["en"]
    assert api.call("get", "/claims/CLM-NO/suspicion").status_code == 404
    fresh = make.covered_claim()
    assert api.call("get", f"/claims/{fresh.number}/suspicion").json()["findings"] == []


# --- the pages -------------------------------------------------------------------------------------------------------


def test_the_pages_show_judge_and_let_go() -> None:
    _first, claim = twice(branch=branch())
    screened(claim)
    boss = staff("manager")
    listed = boss.get(reverse("claims-suspicion"))
    assert claim.number in listed.content.decode()
    assert boss.get(reverse("claims-suspicion"), {"q": "nothing"}).status_code == 200
    assert boss.get(reverse("claims-suspicion"), {"found": "pair"}).content.decode().count(claim.number) == 0
    assert boss.get(reverse("claims-suspicion"), {"export": "csv"}).status_code == 200
    assert 'id="suspicion"' in boss.get(reverse("claims-record", args=[claim.number])).content.decode()
    page = reverse("claims-suspicion-record", args=[claim.number])
    assert boss.get(page).status_code == 200
    kept = boss.post(page, {"code": "duplicate", "outcome": "maybe", "word": "typed words"})
    assert kept.status_code == 422
    assert "typed words" in kept.content.decode()
    assert boss.post(page, {"code": "duplicate", "outcome": "right", "word": "Yes."}).status_code == 302
    assert Suspicion.objects.get().outcome == "right"
    gone = reverse("claims-suspicion-release", args=[claim.number])
    assert boss.post(gone, {"word": ""}).status_code == 422
    assert boss.post(gone, {"word": "Paid back."}).status_code == 302
    assert boss.post(gone, {"word": "Again."}).status_code == 422
    assert boss.get(reverse("claims-suspicion-record", args=["CLM-NO"])).status_code == 404


def test_the_page_of_the_detectors() -> None:
    boss = staff("manager")
    page = boss.get(reverse("claims-detectors"))
    assert page.content.decode().count('class="detector"') == len(rules.DETECTORS)
    switch = reverse("claims-detector-switch", args=["pair"])
    assert boss.post(switch, {"on": "0", "word": ""}).status_code == 422
    assert boss.post(switch, {"on": "0", "word": "Noise."}).status_code == 302
    assert queries.switched_off() == {"pair"}
    assert boss.post(switch, {"on": "0", "word": "Noise."}).status_code == 422
    assert boss.post(reverse("claims-detector-switch", args=["none"]), {"on": "0", "word": "x"}).status_code == 404
    assert staff("clerk").post(switch, {"on": "1", "word": "x"}).status_code in (403, 404)


def test_the_list_costs_the_same_for_many() -> None:
    _first, claim = twice()
    screened(claim)
    boss = staff("manager")
    address = reverse("claims-suspicion")
    boss.get(address)
    one = count(lambda: boss.get(address))
    for place in range(4):
        screened(make.covered_claim(unit=claim.unit, at=make.AT + timedelta(hours=2 + place)))
    assert Screening.objects.filter(held=True).count() == 5
    assert count(lambda: boss.get(address)) == one
