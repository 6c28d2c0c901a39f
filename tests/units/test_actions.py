"""Acts on units: what they write, what they record, whom they refuse."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from payandan.customers.actions import update_customer
from payandan.customers.models import Customer
from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.units import actions, queries, rules
from payandan.units.models import Ownership, Scan, Unit

from .factories import AT, a_customer, a_model, a_unit, as_customer, as_staff

pytestmark = pytest.mark.django_db


def names(unit: Unit) -> list[str]:
    return [fact.name for fact in history("unit", unit.pk)]


# --- registering ---------------------------------------------------------------------------------------------------


def test_registering_a_new_unit() -> None:
    sara = a_customer()
    unit = a_unit(sara, serial="AV-55-8K3F-00217", sold_on=date(2025, 5, 1))
    assert (unit.state, unit.registered_on, unit.owner) == ("registered", date(2025, 5, 4), sara)
    assert names(unit) == ["units.unit_registered"]
    fact = Fact.objects.get(name="units.unit_registered")
    assert fact.body["new"] is True
    assert history("customer", sara.pk)[0] == fact
    owned = Ownership.objects.get(unit=unit)
    assert (owned.customer, owned.since, owned.until, owned.how) == (sara, date(2025, 5, 1), None, "staff")


def test_the_first_registration_wins_and_tells_nothing_of_the_owner() -> None:
    a_unit(a_customer("سارا"), serial="AV-1000")
    ali = a_customer("علی")
    with pytest.raises(Refused) as refusal:
        actions.register_unit(serial="av 1000", owner=ali, channel="form", actor=as_customer(ali), at=AT)
    assert (refusal.value.code, refusal.value.field, refusal.value.params) == ("serial_taken", "serial", {})
    assert Ownership.objects.count() == 1


def test_registering_again_is_harmless() -> None:
    sara = a_customer()
    unit = a_unit(sara, serial="AV-1001")
    again = actions.register_unit(serial="AV1001", owner=sara, channel="form", actor=as_customer(sara), at=AT)
    assert again == unit
    assert Fact.objects.filter(name="units.unit_registered").count() == 1


def test_a_unit_on_the_books_keeps_what_is_known_and_fills_the_rest() -> None:
    a_unit(None, serial="AV-1002", sold_on=date(2025, 4, 1), lot="L7")
    sara = a_customer()
    unit = actions.register_unit(
        serial="AV-1002", owner=sara, channel="form", actor=as_customer(sara), at=AT,
        sold_on=date(2025, 5, 2), delivered_on=date(2025, 4, 3),
    )  # fmt: skip
    assert (unit.sold_on, unit.delivered_on, unit.lot) == (date(2025, 4, 1), date(2025, 4, 3), "L7")
    assert names(unit) == ["units.unit_registered", "units.unit_added"]


def test_a_customer_registers_only_to_itself() -> None:
    sara, ali = a_customer("سارا"), a_customer("علی")
    with pytest.raises(Refused, match="not_allowed"):
        actions.register_unit(
            serial="AV-1003", owner=sara, channel="form", actor=as_customer(ali), at=AT, model=a_model()
        )


@pytest.mark.parametrize("capabilities", [(), ("units.view",), ("units.edit", "units.transfer")])
def test_staff_need_the_capability_to_register(capabilities: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        actions.register_unit(
            serial="AV-1", owner=None, channel="staff", actor=as_staff(*capabilities), at=AT, model=a_model()
        )
    assert not Unit.objects.exists()


def test_the_model_is_found_by_the_pattern_of_its_serials() -> None:
    television = a_model(serial_pattern="AV55[0-9]{6}")
    a_model(serial_pattern="AV65[0-9]{6}")
    sara = a_customer()
    unit = actions.register_unit(serial="AV-55-000001", owner=sara, channel="form", actor=as_customer(sara), at=AT)
    assert unit.model == television
    with pytest.raises(Refused, match="model_missing"):
        actions.register_unit(serial="ZZ-1", owner=sara, channel="form", actor=as_customer(sara), at=AT)


def test_a_serial_outside_the_series_needs_its_code() -> None:
    model, sara = a_model(serial_pattern="AV55[0-9]{6}"), a_customer()
    with pytest.raises(Refused, match="serial_outside_series"):
        a_unit(sara, serial="ZZ-2", model=model)
    code = queries.keyed_code(queries.authenticity_key(), "ZZ2")
    assert a_unit(sara, serial="ZZ-2", model=model, code=code).genuine is True


@pytest.mark.parametrize(
    ("channel", "code", "genuine"), [("form", False, None), ("form", True, True), ("import", False, True)]
)
def test_what_makes_a_registration_genuine(channel: str, code: bool, genuine: bool | None) -> None:
    typed = queries.keyed_code(queries.authenticity_key(), "AV55000009").lower() if code else ""
    unit = a_unit(
        a_customer(), serial="AV-55-000009", model=a_model(serial_pattern="AV55[0-9]{6}"), channel=channel, code=typed
    )
    assert unit.genuine is genuine


def test_a_wrong_code_is_refused_and_remembered() -> None:
    unit = a_unit(None, serial="AV-1004")
    sara = a_customer()
    with pytest.raises(Refused, match="card_code_wrong"):
        actions.register_unit(
            serial="AV-1004",
            owner=sara,
            channel="form",
            actor=as_customer(sara),
            at=AT,
            code="0000000000",
            address="1.2.3.4",
        )
    scan = Scan.objects.get()
    assert (scan.unit, scan.answer, scan.address) == (unit, "wrong_code", "1.2.3.4")
    unit.refresh_from_db()
    assert unit.owner is None


def test_trying_a_taken_unit_with_its_code_is_remembered() -> None:
    unit = a_unit(a_customer("سارا"), serial="AV-1005")
    ali = a_customer("علی")
    with pytest.raises(Refused, match="serial_taken"):
        actions.register_unit(
            serial="AV-1005", owner=ali, channel="qr", actor=as_customer(ali), at=AT, code=queries.code_of(unit)
        )
    assert Scan.objects.get().answer == "taken"


def test_a_held_unit_cannot_be_registered() -> None:
    unit = a_unit(None, serial="AV-1006")
    actions.quarantine_unit(unit=unit, reason="سریال تکراری", actor=SYSTEM, at=AT)
    with pytest.raises(Refused, match="serial_blocked"):
        a_unit(a_customer(), serial="AV-1006")


def test_bad_details_are_refused_by_name() -> None:
    for details, code, field in [
        ({"sold_on": date(2025, 5, 5)}, "date_in_future", "sold_on"),
        ({"made_on": date(2025, 4, 2), "sold_on": date(2025, 4, 1)}, "before_made", "sold_on"),
        ({"installed_by": "nobody"}, "installer_unknown", "installed_by"),
        ({"country": "IRN"}, "country_unknown", "country"),
        ({"meters": {"k m": 3}}, "meter_unknown", "meter"),
    ]:
        with pytest.raises(Refused) as refusal:
            a_unit(a_customer(), **details)  # type: ignore[arg-type]
        assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Unit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_register_at_once_exactly_one_owns() -> None:
    model = a_model()
    people = [a_customer(f"نفر {number}") for number in range(6)]
    outcomes: list[str] = []

    def register(person: Customer) -> None:
        try:
            actions.register_unit(
                serial="RACE-1", owner=person, channel="form", actor=as_customer(person), at=AT, model=model
            )
            outcomes.append("registered")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=register, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["registered"] + ["serial_taken"] * 5
    assert Ownership.objects.count() == 1
    assert Fact.objects.filter(name="units.unit_registered").count() == 1


# --- many at once --------------------------------------------------------------------------------------------------


def test_many_units_in_a_few_statements(django_assert_max_num_queries: Any) -> None:
    model, owners = a_model(), [a_customer(f"مشتری {number}") for number in range(20)]

    def rows(start: int, count: int) -> list[rules.NewUnit]:
        return [
            rules.NewUnit(
                serial=f"B-{number:05d}", model_id=model.pk, owner_id=owners[number % 20].pk, sold_on=date(2025, 1, 1)
            )
            for number in range(start, start + count)
        ]

    with django_assert_max_num_queries(20):
        small = actions.register_units(rows=rows(0, 5), channel="import", actor=SYSTEM, at=AT)
    assert [row.outcome for row in small] == ["registered"] * 5
    with django_assert_max_num_queries(60):
        big = actions.register_units(rows=rows(5, 400), channel="import", actor=SYSTEM, at=AT)
    assert {row.outcome for row in big} == {"registered"}
    unit = Unit.objects.get(number=big[-1].number)
    assert names(unit) == ["units.unit_registered"]
    assert Unit.objects.search("B00404").get() == unit


def test_each_row_of_a_bulk_stands_for_itself() -> None:
    model, sara, ali = a_model(), a_customer("سارا"), a_customer("علی")
    a_unit(sara, serial="K-1", model=model)
    a_unit(None, serial="K-2", model=model)
    a_unit(sara, serial="K-3", model=model, sold_on=date(2025, 3, 3))
    rows = [
        rules.NewUnit("K-1", model.pk, ali.pk),
        rules.NewUnit("K-2", model.pk, ali.pk, sold_on=date(2025, 2, 2)),
        rules.NewUnit("K-3", model.pk, sara.pk),
        rules.NewUnit("k 1", model.pk, sara.pk, lot="L9"),
        rules.NewUnit("", model.pk),
        rules.NewUnit("K-4", 999_999),
        rules.NewUnit("K-5", model.pk, 999_999),
        rules.NewUnit("K-6", model.pk, sold_on=date(2030, 1, 1)),
        rules.NewUnit("K-7", model.pk),
        rules.NewUnit("K-7", model.pk, sara.pk),
    ]
    times = [AT + timedelta(seconds=number) for number in range(len(rows))]
    results = actions.register_units(rows=rows, channel="import", actor=SYSTEM, at=AT, times=times)
    assert [(row.outcome, row.code) for row in results] == [
        ("refused", "serial_taken"),
        ("registered", ""),
        ("unchanged", ""),
        ("updated", ""),
        ("refused", "serial_missing"),
        ("refused", "model_missing"),
        ("refused", "owner_unknown"),
        ("refused", "date_in_future"),
        ("added", ""),
        ("registered", ""),
    ]
    assert Unit.objects.get(serial_key="K2").owner == ali
    assert Unit.objects.get(serial_key="K1").lot == "L9"
    assert Unit.objects.get(serial_key="K7").owner == sara
    assert Fact.objects.get(name="units.unit_added", body__serial="K-7").at == times[8]


def test_a_bulk_and_single_registrations_write_the_same_unit() -> None:
    model, sara = a_model(serial_pattern="S[0-9]+"), a_customer()
    details: dict[str, Any] = {
        "sold_on": date(2025, 1, 2),
        "installed_on": date(2025, 1, 5),
        "lot": "L1",
        "meters": {"km": 10},
    }
    one = a_unit(sara, serial="S-1", model=model, channel="import", **details)
    [row] = actions.register_units(
        rows=[rules.NewUnit("S-2", model.pk, sara.pk, **details)], channel="import", actor=SYSTEM, at=AT
    )
    two = Unit.objects.get(pk=row.unit_id)
    left_out = {"id", "number", "serial", "serial_key", "search_key"}
    kept = [field.attname for field in Unit._meta.concrete_fields if field.attname not in left_out]
    one.refresh_from_db()
    assert {name: getattr(one, name) for name in kept} == {name: getattr(two, name) for name in kept}


def test_taking_an_import_back_leaves_what_has_a_life() -> None:
    model, sara = a_model(), a_customer()
    rows = [rules.NewUnit(f"T-{number}", model.pk, sara.pk) for number in range(3)]
    made = actions.register_units(rows=rows, channel="import", actor=SYSTEM, at=AT)
    used = Unit.objects.get(pk=made[1].unit_id)
    actions.record_reading(unit=used, meter="hours", value=3, actor=SYSTEM, at=AT)
    assert actions.take_back(unit_ids=[row.unit_id for row in made if row.unit_id], actor=SYSTEM, at=AT) == 2
    assert list(Unit.objects.all()) == [used]


# --- owners --------------------------------------------------------------------------------------------------------


def test_handing_over() -> None:
    sara, ali = a_customer("سارا"), a_customer("علی رضایی")
    unit = a_unit(sara, sold_on=date(2025, 1, 1))
    actions.transfer_unit(unit=unit, to=ali, actor=as_customer(sara), at=AT, on=date(2025, 5, 3))
    unit.refresh_from_db()
    assert (unit.owner, unit.owner_changed_on, unit.sold_on) == (ali, date(2025, 5, 3), date(2025, 1, 1))
    assert [(held.customer, held.until) for held in unit.ownerships.all()] == [(ali, None), (sara, date(2025, 5, 3))]
    assert list(Unit.objects.search("رضايي")) == [unit]
    assert list(Unit.objects.visible_to(as_customer(sara))) == []
    for person in (sara, ali):
        assert history("customer", person.pk)[0].name == "units.unit_transferred"


def test_only_the_owner_or_staff_hand_over() -> None:
    sara, ali = a_customer("سارا"), a_customer("علی")
    unit = a_unit(sara)
    for actor in (as_customer(ali), as_staff("units.view"), Actor(kind="anonymous")):
        with pytest.raises(Refused, match="not_allowed"):
            actions.transfer_unit(unit=unit, to=ali, actor=actor, at=AT)
    with pytest.raises(Refused, match="same_owner"):
        actions.transfer_unit(unit=unit, to=sara, actor=as_staff("units.transfer"), at=AT)
    with pytest.raises(Refused, match="stale"):
        actions.transfer_unit(unit=unit, to=ali, actor=SYSTEM, at=AT, version=unit.version + 1)
    actions.move_unit(unit=unit, act="report_stolen", actor=as_customer(sara), at=AT)
    with pytest.raises(Refused, match="not_from_here"):
        actions.transfer_unit(unit=unit, to=ali, actor=as_customer(sara), at=AT)


def test_a_request_with_an_invoice() -> None:
    from payandan.platform.files.models import StoredFile

    sara, ali = a_customer("سارا"), a_customer("علی")
    unit = a_unit(sara)
    with pytest.raises(Refused, match="invoice_missing"):
        actions.request_ownership(unit=unit, customer=ali, invoice=None, actor=as_customer(ali), at=AT)
    invoice = StoredFile.objects.create(
        token="t", kind="image", content_type="image/jpeg", name="f.jpg", path="p", size=1, sha256="0", uploaded_at=AT
    )
    request = actions.request_ownership(unit=unit, customer=ali, invoice=invoice, actor=as_customer(ali), at=AT)
    again = actions.request_ownership(
        unit=unit, customer=ali, invoice=invoice, actor=as_customer(ali), at=AT, note="نو"
    )
    assert again == request
    with pytest.raises(Refused, match="not_allowed"):
        actions.decide_ownership(request=request, accept=True, actor=as_staff("units.transfer"), at=AT)
    with pytest.raises(Refused, match="reason_missing"):
        actions.decide_ownership(request=request, accept=False, actor=SYSTEM, at=AT)
    actions.decide_ownership(request=request, accept=True, actor=as_staff("units.protect"), at=AT)
    unit.refresh_from_db()
    assert unit.owner == ali
    assert names(unit)[:3] == ["units.ownership_decided", "units.unit_transferred", "units.ownership_claimed"]
    with pytest.raises(Refused, match="decided_already"):
        actions.decide_ownership(request=request, accept=True, actor=SYSTEM, at=AT)


# --- upkeep --------------------------------------------------------------------------------------------------------


def test_a_correction_keeps_what_was_there() -> None:
    unit = a_unit(a_customer(), sold_on=date(2025, 1, 1))
    actions.correct_unit(
        unit=unit, sold_on=date(2025, 2, 1), installed_on=date(2025, 2, 3), reason="فاکتور", actor=SYSTEM, at=AT
    )
    unit.refresh_from_db()
    assert (unit.sold_on, unit.state) == (date(2025, 2, 1), "in_service")
    fact = Fact.objects.get(name="units.unit_corrected")
    assert (fact.body["before"]["sold_on"], fact.body["after"]["sold_on"]) == ("2025-01-01", "2025-02-01")


def test_a_correction_that_changes_nothing_is_no_fact() -> None:
    unit = a_unit(a_customer(), sold_on=date(2025, 1, 1))
    actions.correct_unit(unit=unit, sold_on=date(2025, 1, 1), reason="فاکتور", actor=SYSTEM, at=AT)
    assert not Fact.objects.filter(name="units.unit_corrected").exists()


def test_corrections_that_are_refused() -> None:
    unit = a_unit(a_customer(), serial="C-1")
    a_unit(None, serial="C-2")
    for changes, code in [
        ({"serial": "c2"}, "serial_known"),
        ({"sold_on": date(2030, 1, 1)}, "date_in_future"),
        ({"country": ""}, "country_unknown"),
        ({"owner": None}, "not_allowed"),
    ]:
        with pytest.raises(Refused, match=code):
            actions.correct_unit(unit=unit, reason="x", actor=SYSTEM, at=AT, **changes)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="reason_missing"):
        actions.correct_unit(unit=unit, reason=" ", actor=SYSTEM, at=AT, lot="L")
    with pytest.raises(Refused, match="stale"):
        actions.correct_unit(unit=unit, reason="x", actor=SYSTEM, at=AT, lot="L", version=99)
    with pytest.raises(Refused, match="not_allowed"):
        actions.correct_unit(unit=unit, reason="x", actor=as_customer(unit.owner), at=AT, lot="L")  # type: ignore[arg-type]


def test_the_owner_states_the_purchase_once() -> None:
    sara = a_customer()
    unit = a_unit(sara)
    actions.state_purchase(unit=unit, sold_on=date(2025, 4, 30), actor=as_customer(sara), at=AT)
    with pytest.raises(Refused, match="purchase_known"):
        actions.state_purchase(unit=unit, sold_on=date(2025, 5, 1), actor=as_customer(sara), at=AT)
    with pytest.raises(Refused, match="not_allowed"):
        actions.state_purchase(unit=unit, sold_on=date(2025, 5, 1), actor=as_customer(a_customer("علی")), at=AT)


def test_installing_starts_service() -> None:
    unit = a_unit(a_customer())
    actions.record_installation(unit=unit, on=date(2025, 5, 4), by="authorised", actor=SYSTEM, at=AT)
    unit.refresh_from_db()
    assert (unit.state, unit.installed_on, unit.installed_by) == ("in_service", date(2025, 5, 4), "authorised")


def test_readings() -> None:
    sara = a_customer()
    unit = a_unit(sara)
    actions.record_reading(unit=unit, meter="km", value=2578, actor=as_customer(sara), at=AT)
    with pytest.raises(Refused) as refusal:
        actions.record_reading(
            unit=unit, meter="km", value=2577, actor=as_customer(sara), at=AT, overridden=True, reason="x"
        )
    assert (refusal.value.code, refusal.value.params) == ("meter_falls", {"last": 2578})
    actions.record_reading(
        unit=unit, meter="km", value=3, actor=as_staff("units.edit"), at=AT, overridden=True, reason="شمارنده"
    )
    earlier = AT.date() - timedelta(days=30)
    actions.record_reading(unit=unit, meter="km", value=1, on=earlier, actor=SYSTEM, at=AT)
    unit.refresh_from_db()
    assert unit.meters == {"km": 3}
    assert unit.readings.count() == 3
    assert Fact.objects.filter(name="units.reading_recorded", body__overridden=True).count() == 1


@pytest.mark.parametrize("act", sorted(actions.moves.CAPABILITY))  # type: ignore[attr-defined]
def test_every_move_is_refused_without_its_capability(act: str) -> None:
    unit = a_unit(a_customer())
    with pytest.raises(Refused, match="not_allowed"):
        actions.move_unit(unit=unit, act=act, reason="x", actor=as_staff("units.view"), at=AT)


def test_a_held_unit_comes_back_to_where_it_belongs() -> None:
    unit = a_unit(a_customer(), installed_on=date(2025, 5, 1))
    actions.quarantine_unit(unit=unit, reason="دو بار", actor=SYSTEM, at=AT)
    actions.move_unit(unit=unit, act="release", reason="فاکتور دیده شد", actor=SYSTEM, at=AT)
    unit.refresh_from_db()
    assert unit.state == "in_service"
    with pytest.raises(Refused, match="not_from_here"):
        actions.move_unit(unit=unit, act="release", reason="x", actor=SYSTEM, at=AT)


# --- authenticity --------------------------------------------------------------------------------------------------


def check(serial: str, proof: str, kind: str = "code", address: str = "5.6.7.8", at: datetime = AT) -> actions.Check:
    return actions.check_authenticity(serial=serial, proof=proof, kind=kind, address=address, at=at, language="fa")


def test_three_proofs_open_the_answer() -> None:
    unit = a_unit(a_customer(mobile="09121234567"), serial="P-1", sold_on=date(2025, 4, 30))
    for proof, kind in [(queries.code_of(unit), "code"), ("۱۴۰۴/۰۲", "month"), ("۴۵۶۷", "phone")]:
        found = check("p 1", proof, kind)
        assert (found.answer, found.model) == ("genuine_registered", "تلویزیون ۵۵ اینچ آوا")


@pytest.mark.parametrize(
    ("proof", "kind"), [("0000000000", "code"), ("1403/02", "month"), ("0000", "phone"), ("7", "phone")]
)
def test_unknown_and_unproved_get_the_same_answer(proof: str, kind: str, django_assert_num_queries: Any) -> None:
    a_unit(a_customer(mobile="09121234567"), serial="P-1", sold_on=date(2025, 4, 30))
    with django_assert_num_queries(4):
        known = check("P-1", proof, kind)
    with django_assert_num_queries(4):
        unknown = check("NOT-THERE", proof, kind)
    assert known == unknown == actions.Check("unproven")
    assert Scan.objects.count() == 2


def test_questions_are_limited() -> None:
    a_unit(None, serial="P-1")
    for number in range(8):
        check("P-1", f"000{number}", "phone", address=f"10.0.0.{number}")
    with pytest.raises(Refused, match="too_many_guesses"):
        check("P-1", "0001", "phone", address="10.0.1.1")
    for number in range(20):
        check(f"X-{number}", "1", "code", address="10.0.2.1")
    with pytest.raises(Refused, match="too_many"):
        check("X-99", "1", "code", address="10.0.2.1")
    assert check("X-99", "1", "code", address="10.0.2.1", at=AT + timedelta(minutes=11)).answer == "unproven"


def test_copies_are_noticed_and_told_once() -> None:
    unit = a_unit(a_customer(), serial="P-2")
    for number in range(3):
        actions.note_scan(asked="P2", unit=unit, answer="taken", channel="qr", address=f"10.0.3.{number}", at=AT)
    assert actions.weigh_scans(since=AT, at=AT) == [unit]
    assert actions.weigh_scans(since=AT, at=AT) == []
    unit.refresh_from_db()
    assert unit.clone_score >= rules.SUSPICIOUS_FROM
    assert Fact.objects.filter(name="units.clone_suspected").count() == 1
    assert check("P-2", queries.code_of(unit)) == actions.Check("suspicious")


# --- finding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["8k3f", "AV-55-8K3F", "av558k3f002", "۰۰۲۱۷", "اوا ۵۵", "Ava", "ساراي", "0912123", "٩١٢١٢٣", "سارا 4567"]
)
def test_units_are_found_by_everything_known(text: str) -> None:
    unit = a_unit(a_customer("سارای محمدی", "09121234567"), serial="AV-55-8K3F-00217")
    a_unit(a_customer("رضا", "09350000000"), serial="ZZ-1", model=a_model("Q", name_fa="یخچال", name_en="Fridge"))
    expected = [unit] if text != "Ava" else list(Unit.objects.all())
    assert list(Unit.objects.search(text)) == expected


def test_units_stay_findable_when_their_owner_is_renamed() -> None:
    from payandan.platform.journal.actions import listener

    sara = a_customer("سارا")
    unit = a_unit(sara)
    update_customer(customer=sara, name="نرگس کریمی", actor=SYSTEM, at=AT)
    fact = Fact.objects.get(name="customers.customer_changed")
    found = listener("customers.customer_changed", "units.reactions.rename_owner")
    assert found is not None
    from payandan.platform.journal.rules import rebuild

    found[1](rebuild(found[0], fact.body), fact)
    assert list(Unit.objects.search("كريمي")) == [unit]


def test_facts_for_a_case_are_the_contracts_mapping() -> None:
    unit = a_unit(a_customer(), serial="AV-7", sold_on=date(2025, 5, 1), channel="import")
    facts = queries.facts_for_case(queries.by_serial("AV7") or unit)
    assert facts["category"] == "television"
    assert (facts["sold_on"], facts["installed_on"], facts["genuine"]) == ("2025-05-01", None, None)
    assert facts["registered_on"] == "2025-05-04"


def test_facts_of_many_units_need_no_queries_of_their_own(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        a_unit(a_customer())
    with django_assert_num_queries(1):
        assert len([queries.facts_for_case(unit) for unit in queries.visible(SYSTEM)]) == 3


def test_the_moment_of_a_registration_is_a_day_at_the_companys_place() -> None:
    unit = a_unit(a_customer(), at=datetime(2025, 5, 4, 21, 0, tzinfo=UTC))
    assert unit.registered_on == date(2025, 5, 5)
