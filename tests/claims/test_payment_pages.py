"""The pages of payment: who may open them, what an act does, and that what was typed is never lost."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payandan.claims.actions import payment as acts
from payandan.claims.models import Claim, PartPrice, PaymentTable, Ruling, StandardTime, Statement, Tariff
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people.actions import create_branch
from payandan.platform.people.models import Branch, Membership, Role
from tests.claims import factories as make
from tests.claims.test_payment_acts import FROM, TO, decided, file, part, publish, put, rule, standard, tariff
from tests.units.doors import ROLES, customer, member, queries, staff

pytestmark = pytest.mark.django_db

OPEN = [
    ("claims-payment", []), ("claims-payment-prices", ["parts"]), ("claims-payment-prices", ["times"]),
    ("claims-payment-prices", ["authorisations"]), ("claims-payment-tables", []), ("claims-payment-rates", []),
    ("claims-payment-table", [1]), ("claims-payment-try", [1]),
]  # fmt: skip
WRITE = [
    ("claims-payment-price-new", ["parts"]), ("claims-payment-import", ["parts"]), ("claims-payment-begin", []),
    ("claims-payment-rule-new", [2]), ("claims-payment-change", [2]), ("claims-payment-publish", [2]),
    ("claims-payment-retire", [1]), ("claims-payment-drop", [2]),
]  # fmt: skip


def place(code: str = "tehran") -> Branch:
    found = Branch.objects.filter(code=code).first()
    return found or create_branch(
        code=code, kind="service_centre", name_fa="تهران", name_en="Tehran", city="تهران", actor=SYSTEM, at=make.AT
    )


def tables() -> None:
    first = publish(rule(name="Cheap", outcome=["covered"], amount=[None, 200_000_000]), rule("person", name="Rest"))
    acts.begin_table(actor=make.staff(user=None), at=make.AT, copy_of=first)


def drafted() -> Statement:
    decided(place())
    return acts.draft_statement(branch=place(), since=FROM, until=TO, actor=make.staff(user=None), at=make.AT)


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_claims_sees_prices_and_rules_and_who_writes_them_is_few(role: str) -> None:
    tables()
    client = staff(role)
    for name, args in OPEN:
        assert client.get(reverse(name, args=args)).status_code == 200, name
    may = role in ("administrator", "manager")
    for name, args in WRITE:
        answer = client.post(reverse(name, args=args))
        assert (answer.status_code != 403) is may, (name, answer.status_code)


def test_doors_are_closed_to_others() -> None:
    tables()
    statement = drafted()
    doors = [*OPEN, *WRITE, ("claims-statements", []), ("claims-statement", [statement.number])]
    for name, args in doors:
        for client in (Client(), customer(make.customer())):
            for method in (client.get, client.post):
                answer = method(reverse(name, args=args))
                assert answer.status_code == 405 or "sign-in" in answer.url, name
    assert staff().get(reverse("claims-payment-prices", args=["gossip"])).status_code == 404
    assert staff().get(reverse("claims-statement", args=["STM-NONE"])).status_code == 404
    assert staff("technician").get(reverse("claims-statements")).status_code == 403
    assert staff("analyst").get(reverse("claims-statement", args=[statement.number])).status_code == 403


def test_a_centre_sees_its_own_statements_alone() -> None:
    statement, other = drafted(), place("shiraz")
    user = member("clerk")
    Membership.objects.filter(user=user).delete()
    Membership.objects.create(user=user, role=Role.objects.get(code="clerk"), branch=other)
    client = staff("clerk")
    assert statement.number not in client.get(reverse("claims-statements")).content.decode()
    assert client.get(reverse("claims-statement", args=[statement.number])).status_code == 404
    for act in ("send", "collect", "drop"):
        address = reverse("claims-statement-act", args=[statement.number, act])
        assert client.post(address, {"version": statement.version}).status_code == 404


# --- prices ----------------------------------------------------------------------------------------------------------


def test_a_price_is_written_corrected_and_struck_out() -> None:
    make.catalogue()
    client = staff()
    new = reverse("claims-payment-price-new", args=["parts"])
    typed = {"category": "television", "component": "panel", "price": "۱۲ میلیون تومان", "since": "۱۴۰۵/۰۱/۰۱"}
    assert client.post(new, typed).status_code == 302
    row = PartPrice.objects.get()
    assert (row.price, row.since, row.country) == (120_000_000, date(2026, 3, 21), "IR")
    edit = reverse("claims-payment-price", args=["parts", row.pk])
    assert "۱۲۰٬۰۰۰٬۰۰۰" in client.get(edit).content.decode()
    assert client.post(edit, {**typed, "price": "5"}).status_code == 302
    row.refresh_from_db()
    assert row.price == 5
    refused = client.post(edit, {**typed, "until": "۱۴۰۴/۰۱/۰۱", "price": "777"})
    assert refused.status_code == 422
    assert "777" in refused.content.decode()
    assert client.post(reverse("claims-payment-price-drop", args=["parts", row.pk])).status_code == 302
    assert not PartPrice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("tariffs", {"labour_hour": "600000", "handling_bp": "۱۲٫۵", "zone_1": "5", "zone_3": "7", "tax_bp": "10"}),
        ("times", {"category": "television", "operation": "replace", "minutes": "۹۰"}),
        ("authorisations", {"branch": "tehran", "category": "television", "level": "a"}),
    ],
)
def test_every_kind_has_its_form(kind: str, typed: dict[str, str]) -> None:
    make.catalogue()
    place()
    client = staff()
    answer = client.post(reverse("claims-payment-price-new", args=[kind]), {**typed, "since": "2026-03-21"})
    assert answer.status_code == 302, answer.content.decode()
    row = acts.KINDS[kind].model.objects.get()
    assert client.get(reverse("claims-payment-price", args=[kind, row.pk])).status_code == 200
    if kind == "tariffs":
        assert (row.handling_bp, row.travel_zones, row.tax_bp) == (1250, [5, 0, 7], 1000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"component": "remote"}, {"category": "boat"}, {"price": "-5"}, {"price": "many"}, {"since": "۱۴۰۵/۱۳/۰۱"},
        {"model": "MDL-NONE"}, {"branch": "nowhere"}, {"since": ""},
    ],
)  # fmt: skip
def test_a_price_that_cannot_be_is_answered_with_the_form(wrong: dict[str, str]) -> None:
    make.catalogue()
    typed = {"category": "television", "component": "panel", "price": "7", "since": "2026-03-21", **wrong}
    answer = staff().post(reverse("claims-payment-price-new", args=["parts"]), typed)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not PartPrice.objects.exists()


def sheet(text: str, name: str = "prices.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("utf-8-sig"), content_type="text/csv")


def bring(kind: str, text: str | bytes) -> Any:
    upload = sheet(text) if isinstance(text, str) else SimpleUploadedFile("x.csv", text)
    return staff().post(reverse("claims-payment-import", args=[kind]), {"sheet": upload})


def test_a_sheet_comes_in_whole_or_not_at_all() -> None:
    make.catalogue()
    rows = ("television;panel;۱۲۰٬۰۰۰٬۰۰۰;۱۴۰۵/۰۱/۰۱", "television;remote_control;3500000;2026-03-21")
    good = "\n".join(["نوع کالا;قطعه;قیمت;از روز", *rows])
    answer = bring("parts", good)
    assert answer.status_code == 302, answer.content.decode()
    assert sorted(PartPrice.objects.values_list("price", flat=True)) == [3_500_000, 120_000_000]
    assert bring("parts", good).status_code == 302
    bad = "category,component,price,since\ntelevision,panel,9,2026-03-21\ntelevision,sail,x,2026-03-21\n"
    answer = bring("parts", bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ردیف ۳" in page
    assert PartPrice.objects.filter(price=9).count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "component\npanel\n", "category,component,price,since\n", b"\xff\xfe\x00", "x" * 5000,
        "category,component,price,since\ntelevision,panel,9,2026-03-21\ntelevision,panel,8,2026-03-21\n",
    ],
)  # fmt: skip
def test_a_sheet_that_is_none_is_answered_in_words(text: str | bytes) -> None:
    make.catalogue()
    answer = bring("parts", text)
    assert answer.status_code == 422
    assert not PartPrice.objects.exists()


@pytest.mark.parametrize("kind", ["tariffs", "parts", "times", "authorisations"])
def test_what_is_taken_away_can_be_brought_in_again(kind: str) -> None:
    make.catalogue()
    put("tariffs", tariff(branch_id=place().pk, tax_bp=950, travel_zones=[5, 6]))
    put("parts", part(model_id=make.catalogue().pk))
    put("times", standard())
    rights = {"branch_id": place().pk, "category_id": make.catalogue().category_id, "since": date(2026, 3, 21)}
    put("authorisations", {**rights, "until": date(2027, 3, 21), "level": "b"})
    before = list(acts.KINDS[kind].model.objects.values())
    answer = staff().get(reverse("claims-payment-prices", args=[kind]), {"export": "csv"})
    taken = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer = bring(kind, taken)
    assert answer.status_code == 302, answer.content.decode()
    assert list(acts.KINDS[kind].model.objects.values()) == before


def test_lists_cost_the_same_for_many_rows() -> None:
    client = staff()
    put("parts", part())
    address = reverse("claims-payment-prices", args=["parts"])
    client.get(address)
    few = queries(lambda: client.get(address))
    put("parts", *[part(component=f"c{n}") for n in range(20)])
    assert queries(lambda: client.get(address)) == few


# --- tables ----------------------------------------------------------------------------------------------------------


def write_rule(client: Client, version: int, rule_id: str = "", **typed: Any) -> Any:
    name = "claims-payment-rule" if rule_id else "claims-payment-rule-new"
    args = [version, rule_id] if rule_id else [version]
    edits = PaymentTable.objects.get(version=version).edits
    return client.post(reverse(name, args=args), {"edits": edits, "name": "قاعده", "effect": "person", **typed})


def test_a_manager_writes_a_table_without_code() -> None:
    make.catalogue()
    client = staff("manager")
    assert client.post(reverse("claims-payment-begin")).status_code == 302
    typed = {
        "name": "کوچک و روشن", "outcome": ["covered"], "category": ["television"], "amount_high": "۲۰ میلیون تومان",
        "months_in_service_low": "۰", "checks_asked": "none", "effect": "pay",
    }  # fmt: skip
    assert write_rule(client, 1, **typed).status_code == 302
    assert write_rule(client, 1, name="باقی").status_code == 302
    table = PaymentTable.objects.get()
    assert table.body["rules"][0] == {
        "id": "r1", "name": "کوچک و روشن", "advise": False, "then": table.body["rules"][0]["then"],
        "when": {
            "outcome": ["covered"], "category": ["television"], "amount": [None, 200_000_000],
            "months_in_service": [0, None], "checks": [],
        },
    }  # fmt: skip
    page = client.get(reverse("claims-payment-table", args=[1])).content.decode()
    assert "حداکثر ۲۰۰٬۰۰۰٬۰۰۰" in page
    change = reverse("claims-payment-change", args=[1])
    client.post(change, {"act": "down", "rule": "r1", "edits": table.edits})
    table.refresh_from_db()
    assert [row["id"] for row in table.body["rules"]] == ["r2", "r1"]
    assert "هرگز نوبتش نمی‌شود" in client.get(reverse("claims-payment-table", args=[1])).content.decode()
    client.post(change, {"act": "up", "rule": "r1", "edits": table.edits})
    table.refresh_from_db()
    assert client.post(change, {"act": "up", "rule": "r2", "edits": 1}).status_code == 422
    published = client.post(reverse("claims-payment-publish", args=[1]), {"edits": table.edits, "note": "آغاز"})
    assert published.status_code == 302
    claim = file(unit=make.unit())
    assert claim.state == "approved"
    record = client.get(reverse("claims-record", args=[claim.number])).content.decode()
    assert "کوچک و روشن" in record
    assert client.post(reverse("claims-payment-retire", args=[1])).status_code == 302
    assert file(unit=make.unit()).state == "submitted"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "field-error"),
        ({"effect": "refuse", "note": "x"}, "خارج از پوشش"),
        ({"effect": "refuse", "outcome": ["not_covered"]}, "دلیل"),
        ({"effect": "pay_with_change"}, "تا سقف فهرست"),
        ({"amount_low": "5", "amount_high": "4"}, "عدد نخست"),
        ({"favour_bp": "120", "effect": "pay_with_change"}, "field-error"),
        ({"outcome": ["gossip"]}, "field-error"),
        ({"edits": "1"}, "کس دیگری"),
    ],
)
def test_a_rule_that_cannot_be_is_answered_with_what_was_typed(typed: dict[str, Any], said: str) -> None:
    client = staff()
    client.post(reverse("claims-payment-begin"))
    write_rule(client, 1, name="یکم")
    answer = write_rule(client, 1, **{"queue": "صف من", **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "صف من" in page
    assert len(PaymentTable.objects.get().body["rules"]) == 1


def test_a_rule_is_changed_and_its_form_shows_it_as_it_is() -> None:
    client = staff()
    client.post(reverse("claims-payment-begin"))
    write_rule(
        client, 1, effect="pay_with_change", favour_bp="۲۵٫۵", favour_cap="900", note="چون", checks_asked="any",
        checks=["above_price"], skill="legal", advise="on",
    )  # fmt: skip
    page = client.get(reverse("claims-payment-rule", args=[1, "r1"])).content.decode()
    assert 'value="۲۵٫۵"' in page
    assert write_rule(client, 1, "r1", name="دیگر").status_code == 302
    assert [row["name"] for row in PaymentTable.objects.get().body["rules"]] == ["دیگر"]
    assert client.get(reverse("claims-payment-rule", args=[1, "r9"])).status_code == 404


def test_a_table_is_tried_on_one_claim_and_on_many() -> None:
    tables()
    claim = make.covered_claim()
    client = staff("clerk")
    address = reverse("claims-payment-try", args=[1])
    one = client.get(address, {"claim": claim.number}).content.decode()
    assert "is-met" in one
    assert claim.number in client.get(address, {"last": "1"}).content.decode()
    assert client.get(address, {"claim": "CLM-NONE"}).status_code == 422
    assert not Ruling.objects.exists()


def test_rates_are_shown_with_their_intervals() -> None:
    tables()
    file(unit=make.unit())
    page = staff("analyst").get(reverse("claims-payment-rates"), {"span": "all", "version": "1"}).content.decode()
    assert "Cheap" in page
    assert "۱ از ۱" in page
    for nonsense in ({"span": "x"}, {"version": "99999999999"}, {"version": "-1"}):
        assert staff().get(reverse("claims-payment-rates"), nonsense).status_code == 200


# --- filing ----------------------------------------------------------------------------------------------------------


def test_the_checks_beside_the_form_follow_what_is_typed() -> None:
    put("tariffs", tariff())
    put("parts", part())
    put("times", standard(60))
    unit, client = make.unit(), staff()
    address = f"{reverse('claims-new-checks')}?unit={unit.number}"
    empty = client.post(address, {}).content.decode()
    assert "هنوز هیچ قلمی مبلغ ندارد" in empty
    typed = {
        "symptom": "dark_screen", "component": "panel", "cause": "material", "source": "technician",
        "operation": "replace", "minutes": "۹۰", "failed_on": "۱۴۰۵/۰۸/۲۶",
    }  # fmt: skip
    told = client.post(address, typed).content.decode()
    assert "زمان استاندارد" in told
    assert "۱۱۰٬۰۰۰٬۰۰۰" in told
    assert Claim.objects.count() == 0
    explained = client.post(address, {**typed, "over_reason": "پیچ زنگ‌زده", "chosen": "photos"}).content.decode()
    assert "با دلیل و عکس" in explained
    for nonsense in ({"minutes": "۹۹۹۹"}, {"failed_on": "x"}, {"part_amount": "-1"}, {"branch": "7777"}):
        assert client.post(address, {**typed, **nonsense}).status_code == 200
    assert client.post(f"{reverse('claims-new-checks')}?unit=UNT-NONE", typed).status_code == 404
    assert staff("analyst").post(address, typed).status_code == 403


def test_the_desk_files_with_times_and_the_amounts_are_computed() -> None:
    put("tariffs", tariff())
    put("parts", part())
    publish(rule(name="Cheap", outcome=["covered"], amount=[None, 200_000_000], checks=[]))
    unit, client = make.unit(), staff()
    typed = {
        "form_key": "k1", "symptom": "dark_screen", "component": "panel", "cause": "material", "source": "technician",
        "operation": "replace", "minutes": "45", "travel_km": "10", "failed_on": "2026-11-17",
    }  # fmt: skip
    answer = client.post(f"{reverse('claims-new')}?unit={unit.number}", typed)
    claim = Claim.objects.get()
    assert answer.url == reverse("claims-record", args=[claim.number])
    assert [(line.kind, line.amount) for line in claim.lines.all()] == [
        ("part", 110_000_000), ("labour", 4_500_000), ("travel", 200_000),
    ]  # fmt: skip
    assert claim.state == "approved"


def test_a_claims_page_says_what_is_odd_while_it_is_open() -> None:
    put("tariffs", tariff())
    put("parts", part())
    claim = make.covered_claim()
    page = staff("clerk").get(reverse("claims-record", args=[claim.number])).content.decode()
    assert "بیش از فهرست قیمت" in page


# --- statements ------------------------------------------------------------------------------------------------------


def test_a_statement_from_draft_to_paid_by_hand() -> None:
    for _ in range(2):
        decided(place())
    manager, chief = staff("manager"), staff("administrator")
    typed = {"branch": "tehran", "since": "۱۴۰۵/۰۸/۰۱", "until": "۱۴۰۵/۰۸/۳۰"}
    assert manager.post(reverse("claims-statement-new"), typed).status_code == 302
    statement = Statement.objects.get()
    assert (statement.since, statement.until, statement.claim_count) == (date(2026, 10, 23), date(2026, 11, 22), 2)

    def act(client: Client, name: str, **more: str) -> Any:
        statement.refresh_from_db()
        address = reverse("claims-statement-act", args=[statement.number, name])
        return client.post(address, {"version": statement.version, **more})

    deduct = reverse("claims-statement-deduct", args=[statement.number])
    typed = {"version": str(statement.version), "reason": "other", "amount": "۱ میلیون تومان"}
    assert manager.post(deduct, typed).status_code == 422
    assert manager.post(deduct, {**typed, "text": "توافق تلفنی"}).status_code == 302
    assert manager.post(deduct, {**typed, "text": "x", "claim": "CLM-NONE"}).status_code == 422
    page = manager.get(reverse("claims-statement", args=[statement.number])).content.decode()
    assert "آبان ۱۴۰۵" in page
    assert "توافق تلفنی" in page
    assert act(manager, "send").status_code == 302
    assert act(manager, "approve").status_code == 422
    assert act(chief, "return").status_code == 422
    assert act(chief, "return", note="کسورات؟").status_code == 302
    assert act(manager, "send").status_code == 302
    assert act(chief, "approve").status_code == 302
    assert act(chief, "pay", reference="ACH-1").status_code == 302
    statement.refresh_from_db()
    assert (statement.state, statement.reference) == ("paid", "ACH-1")
    assert Claim.objects.filter(state="settled").count() == 2
    assert act(chief, "gossip").status_code == 404
    assert act(chief, "drop").status_code == 422
    for name in ("claims-statement-print", "claims-statement"):
        assert "ACH-1" in chief.get(reverse(name, args=[statement.number])).content.decode()
    taken = chief.get(reverse("claims-statement-export", args=[statement.number]))
    assert b"".join(taken.streaming_content).count(b"CLM-") == 2  # type: ignore[attr-defined]
    book = chief.get(reverse("claims-statement-export", args=[statement.number]), {"kind": "xlsx"})
    assert io.BytesIO(b"".join(book.streaming_content)).read(2) == b"PK"  # type: ignore[attr-defined]


def test_a_draft_is_put_right_and_dropped() -> None:
    statement = drafted()
    client = staff()
    line, version = statement.lines.get(), {"version": statement.version}
    address = reverse("claims-statement-remove", args=[statement.number, "claim", line.pk])
    assert client.post(address, {"version": 99}).status_code == 422
    assert client.post(address, version).status_code == 302
    assert client.post(address, version).status_code == 404
    assert (
        client.post(reverse("claims-statement-remove", args=[statement.number, "gossip", 1]), version).status_code
        == 404
    )
    statement.refresh_from_db()
    collect = reverse("claims-statement-act", args=[statement.number, "collect"])
    assert client.post(collect, {"version": statement.version}).status_code == 302
    statement.refresh_from_db()
    assert statement.claim_count == 1
    drop = reverse("claims-statement-act", args=[statement.number, "drop"])
    answer = client.post(drop, {"version": statement.version})
    assert answer.url == reverse("claims-statements")
    assert not Statement.objects.exists()


def test_a_statement_of_nothing_is_refused_in_words() -> None:
    place()
    typed = {"branch": "tehran", "since": "۱۴۰۵/۰۸/۰۱", "until": "۱۴۰۵/۰۷/۳۰"}
    assert staff().post(reverse("claims-statement-new"), typed).status_code == 422
    answer = staff().post(reverse("claims-statement-new"), {**typed, "until": "۱۴۰۵/۰۸/۳۰"})
    assert answer.status_code == 422
    assert "رأیی نیست" in answer.content.decode()


def test_the_page_of_a_statement_costs_the_same_for_many_claims() -> None:
    client = staff()
    costs = []
    for code, many in (("few", 1), ("many", 5)):
        for _ in range(many):
            decided(place(code))
        row = acts.draft_statement(branch=place(code), since=FROM, until=TO, actor=make.staff(user=None), at=make.AT)
        address = reverse("claims-statement", args=[row.number])
        client.get(address)
        costs.append(queries(lambda to=address: client.get(to)))
    assert costs[0] == costs[1]


def test_reference_tables_exist_for_each_kind() -> None:
    assert {kind.model for kind in acts.KINDS.values()} >= {Tariff, PartPrice, StandardTime}
