"""The pages of scenarios: asking, running, and reading what came of it."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from payandan.insights.models import Scenario
from payandan.platform.jobs.actions import run_next_work
from tests.claims import factories as make
from tests.insights.whatif_world import LONGER, NO_LABOUR, NO_LAW, decided, ran, scenario, too_late
from tests.units.doors import queries as count
from tests.units.doors import staff

pytestmark = pytest.mark.django_db

ASKED = {"title": "36 months", "since": "1405/07/09", "until": "2026-12-01"}
PERIOD = {"kind": "period", "document": "tv-standard", "count": "۳۶", "unit": "months"}


def at(name: str, row: Scenario, *more: Any) -> str:
    return reverse(name, args=[row.number, *more])


def shown(client: Client, address: str, language: str = "en", **query: Any) -> str:
    client.cookies["lang"] = language
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode().replace("\u00a0", " ")


def test_from_the_question_to_the_answer() -> None:
    client = staff("analyst")
    client.cookies["lang"] = "en"
    decided()
    too_late()
    assert "Ask the first question" in shown(client, reverse("what-if"))
    assert "2</strong> claims would be ruled again" in client.post(reverse("what-if-count"), ASKED).content.decode()
    answer = client.post(reverse("what-if-new"), ASKED)
    row = Scenario.objects.get()
    assert answer.headers["Location"] == at("what-if-record", row)
    assert "Nothing yet" in shown(client, at("what-if-record", row))
    said = client.post(at("what-if-sentence", row), PERIOD).content.decode()
    assert "Duration of “Television warranty”: from 24 months to 36 months" in said
    assert Scenario.objects.get().changes == []
    client.post(at("what-if-change", row), {**PERIOD, "version": row.version})
    row.refresh_from_db()
    assert row.changes == [LONGER]
    assert "دورهٔ «گارانتی تلویزیون» از ۲۴ ماه به ۳۶ ماه" in shown(client, at("what-if-record", row), "fa")
    client.post(at("what-if-run", row), {"version": row.version})
    assert "0 of 2 claims" in shown(client, at("what-if-record", row))
    assert "HX-Refresh" not in client.get(at("what-if-progress", row)).headers
    while run_next_work(clock=timezone.now):
        pass
    assert client.get(at("what-if-progress", row)).headers["HX-Refresh"] == "true"
    page = shown(client, at("what-if-record", row))
    assert "128,000,000 IRR" in page
    assert "256,000,000 IRR" in page
    assert "1 for the customer" in page
    assert "0 against the customer" in page
    assert "36 months" in shown(client, at("what-if-print", row))
    assert "Done" in shown(client, reverse("what-if"))


def test_every_number_leads_to_its_claims() -> None:
    client = staff("administrator")
    paid, late = decided(), too_late()
    row = ran(scenario(LONGER))
    page = shown(client, at("what-if-claims", row))
    assert paid.number in page
    assert late.number in page
    for query in (
        {"flipped": "1"}, {"direction": "better"}, {"before": "not_covered", "after": "covered"}, {"payer": "customer"},
    ):  # fmt: skip
        found = shown(client, at("what-if-claims", row), **query)
        assert late.number in found, query
        assert paid.number not in found, query
    whole = {"month": "2026-11", "model": str(make.catalogue().pk), "payer": "warranty"}
    assert paid.number in shown(client, at("what-if-claims", row), **whole)
    assert late.number in shown(client, at("what-if-claims", row), "fa", month="1405-08")


def test_the_dearest_come_first() -> None:
    client = staff("administrator")
    late, paid = too_late(), decided()
    row = ran(scenario(LONGER))
    for sort, first in (("-difference", late), ("difference", paid), ("-id", paid)):
        page = shown(client, at("what-if-claims", row), sort=sort)
        assert sorted((late, paid), key=lambda one: page.index(one.number))[0] == first, sort


def test_rows_are_taken_away_without_formulas() -> None:
    client = staff("administrator")
    claim = decided()
    claim.customer.name = "=1+1"  # type: ignore[union-attr]
    claim.customer.save()  # type: ignore[union-attr]
    row = ran(scenario(NO_LABOUR, NO_LAW))
    asked = {"export": "csv", "show": "number.customer.difference"}
    answer = client.get(at("what-if-claims", row), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert claim.number in text
    assert "\n=1+1" not in text
    assert ",=1+1" not in text
    book = client.get(at("what-if-claims", row), {"export": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0)  # type: ignore[attr-defined]
    [head, line] = sheet.to_python()
    assert line[0] == claim.number
    assert -8_000_000 in line
    assert len(head) == len(line)


def test_every_kind_of_change_has_a_form_and_a_sentence() -> None:
    client, row = staff("manager"), scenario(changes=[])
    client.cookies["lang"] = "en"
    make.catalogue()
    given = [
        (PERIOD | {"component": "panel"}, "Panel"),
        ({"kind": "share", "document": "tv-standard", "line": "labour", "share": "0"}, "from 100% to 0%"),
        ({"kind": "drop_exclusion", "document": "tv-standard", "class": "power_surge"}, "no longer excludes"),
        ({"kind": "add_exclusion", "document": "tv-standard", "class": "liquid", "effect": "claim"}, "also excludes"),
        ({"kind": "deductible", "document": "tv-standard", "amount": "۵ میلیون ریال"}, "5,000,000"),
        ({"kind": "cap", "document": "tv-standard", "of": "total", "amount": "10000000"}, "ceiling in all"),
        ({"kind": "put_in", "document": "eu-conformity", "country": "IR"}, "always been law in Iran"),
        ({"kind": "leave_out", "document": "ir-appliances"}, "is left out"),
    ]
    for said, words in given:
        form = shown(client, at("what-if-record", row), kind=said["kind"], document=said["document"], part="change")
        assert f'value="{said["kind"]}"' in form
        assert words in client.post(at("what-if-sentence", row), said).content.decode(), said
        assert client.post(at("what-if-change", row), said).status_code == 302, said
    row.refresh_from_db()
    assert [one["kind"] for one in row.changes] == [said["kind"] for said, _words in given]
    page = shown(client, at("what-if-record", row))
    assert all(words in page for _said, words in given)


def test_a_whole_text_is_typed_and_its_changes_are_named() -> None:
    client, row = staff("manager"), scenario(changes=[])
    form = shown(client, at("what-if-record", row), kind="replace", document="tv-standard", part="change")
    assert "id: tv-standard@3" in form
    text = "id: tv-standard@4\nkind: manufacturer\nstart: {basis: sold}\nperiod: {months: 6}\nlines: {part: 100}\n"
    said = {"kind": "replace", "document": "tv-standard", "text": text}
    assert "6 months" in client.post(at("what-if-sentence", row), said).content.decode()
    wrong = client.post(at("what-if-change", row), {**said, "text": text.replace("months: 6", "months: six")})
    assert wrong.status_code == 422
    assert "must be a whole number" in wrong.content.decode()
    assert "months: six" in wrong.content.decode(), "what was typed is kept"
    assert client.post(at("what-if-change", row), {**said, "text": "a: [b"}).status_code == 422
    new = {"kind": "put_in", "document": "new", "text": text.replace("tv-standard@4", "tv-gold@1")}
    assert client.post(at("what-if-change", row), new).status_code == 302


def test_what_cannot_be_is_said_and_kept() -> None:
    client, row = staff("manager"), scenario(changes=[])
    client.cookies["lang"] = "en"
    late = client.post(reverse("what-if-new"), {**ASKED, "until": "1404/01/01"})
    assert late.status_code == 422
    assert "The last day is before the first" in late.content.decode()
    assert "1404/01/01" in late.content.decode()
    same = client.post(at("what-if-change", row), {**PERIOD, "count": "24"})
    assert same.status_code == 422
    assert "it stands so already" in same.content.decode()
    nothing = client.post(at("what-if-run", row), follow=True)
    assert "Add at least one change first." in nothing.content.decode()


def test_names_copies_other_claims_and_deleting() -> None:
    client = staff("manager")
    client.cookies["lang"] = "en"
    decided()
    row = ran(scenario(LONGER))
    client.post(at("what-if-name", row), {"title": "Longer", "note": "For the board", "version": row.version})
    row.refresh_from_db()
    assert (row.title, row.note, row.state) == ("Longer", "For the board", "done")
    client.post(at("what-if-copy", row))
    copy = Scenario.objects.exclude(pk=row.pk).get()
    assert (copy.title, copy.state, copy.changes) == ("Longer (copy)", "draft", row.changes)
    assert 'value="36' not in shown(client, at("what-if-edit", row))
    client.post(
        at("what-if-edit", row), {**ASKED, "title": "Longer", "category": ["television"], "version": row.version}
    )
    row.refresh_from_db()
    assert (row.state, row.filters) == ("draft", {"category": ["television"]})
    assert "Television" in shown(client, at("what-if-record", row))
    client.post(at("what-if-change-drop", row, 0), {"version": row.version})
    row.refresh_from_db()
    assert row.changes == []
    client.post(at("what-if-delete", row), {"version": row.version})
    assert list(Scenario.objects.all()) == [copy]


def test_a_run_is_stopped() -> None:
    client = staff("manager")
    decided()
    row = scenario(LONGER)
    client.post(at("what-if-run", row))
    client.post(at("what-if-cancel", row))
    while run_next_work(clock=timezone.now):
        pass
    row.refresh_from_db()
    assert (row.state, row.rows.count()) == ("draft", 0)


def test_two_to_four_are_compared() -> None:
    client = staff("analyst")
    assert "Run two scenarios first." in shown(client, reverse("what-if-compare"))
    decided()
    too_late()
    one, two = ran(scenario(LONGER)), ran(scenario(NO_LABOUR, NO_LAW, title="No labour"))
    page = shown(client, reverse("what-if-compare"), s=[one.number, two.number])
    assert "256 m IRR" in page
    assert "120 m IRR" in page
    assert "different claims" not in page
    other = ran(scenario(LONGER, filters={"category": ["television"]}))
    assert "different claims" in shown(client, reverse("what-if-compare"), s=[one.number, other.number])
    assert "Choose two to four" in shown(client, reverse("what-if-compare"), s=[one.number])


def test_pages_cost_the_same_for_many_claims_as_for_few() -> None:
    client = staff("administrator")
    decided()
    few = ran(scenario(LONGER))
    shown(client, at("what-if-record", few))
    costs = [count(lambda name=name: client.get(at(name, few))) for name in ("what-if-record", "what-if-claims")]
    for _ in range(3):
        decided()
        too_late()
    many = ran(scenario(LONGER))
    assert [
        count(lambda name=name: client.get(at(name, many))) for name in ("what-if-record", "what-if-claims")
    ] == costs


@pytest.mark.parametrize("name", ["what-if-record", "what-if-edit", "what-if-claims", "what-if-print"])
def test_who_may_not_and_what_is_not_there(name: str) -> None:
    row = scenario(LONGER)
    assert Client().get(at(name, row)).status_code == 302
    assert staff("clerk").get(at(name, row)).status_code == 403
    assert staff("analyst").get(at(name, row)).status_code == 200
    assert staff("analyst").get(reverse(name, args=["WIF-NONE"])).status_code == 404


def test_the_navigation_leads_there_for_who_may() -> None:
    assert reverse("what-if") in shown(staff("analyst"), reverse("insights"))
    assert f'href="{reverse("what-if")}"' not in shown(staff("clerk"), reverse("claims-list"))
