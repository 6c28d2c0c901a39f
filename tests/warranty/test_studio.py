"""The terms studio: form and text are one document, nothing is lost on the way, and the example follows."""

import re
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.actors import SYSTEM
from payandan.warranty import rulebook
from payandan.warranty.forms import as_yaml, studio, yaml_text
from payandan.warranty.forms.controls import at, put, steps
from payandan.warranty.forms.examples import EXAMPLES
from payandan.warranty.models import Document
from payandan.warranty.rules import parse_document
from payandan.warranty.rules.differences import settled
from payandan.warranty.views.example import example
from payandan.warranty.views.studio import mark
from tests.claims import factories as make
from tests.units.doors import staff
from tests.warranty.people import terms as shop
from tests.warranty.rules.strategies import packs, round_trip, terms

pytestmark = pytest.mark.pure
NAMES = studio.Names({"television": "Television"}, {"panel": "Panel", "lamp": "Lamp"})
SHIPPED = rulebook.shipped()


def sent(document: Any, **changes: Any) -> MultiValueDict[str, str]:
    """What a browser sends for the sheet of a document, with some inputs changed."""
    data: MultiValueDict[str, str] = MultiValueDict()
    for one in studio.sheet(document, NAMES).controls():
        for end, values in one.shown.items():
            empty = [""] if one.part.kind in ("many", "ranked", "flag") else []
            data.setlist(f"{one.path}{end}", [*empty, *values])
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def after(document: Any, **changes: Any) -> dict[str, Any]:
    return studio.changed(document, NAMES, sent(document, **changes))


# --- nothing is lost -------------------------------------------------------------------------------------------------


@round_trip
@given(st.data(), st.sampled_from(["fa", "en"]))
def test_a_form_that_nobody_touched_changes_nothing(data: st.DataObject, language: str) -> None:
    document = data.draw(st.one_of(terms("a@1"), packs("p@1")))
    with translation.override(language):
        assert after(document) == document


@pytest.mark.parametrize("name", SHIPPED)
def test_nor_does_it_for_what_is_shipped(name: str) -> None:
    assert after(SHIPPED[name]) == SHIPPED[name]


@round_trip
@given(terms("a@1"), terms("a@1"), st.sampled_from(["fa", "en"]))
def test_what_the_form_of_one_document_shows_makes_another_the_same(
    one: dict[str, Any], other: dict[str, Any], language: str
) -> None:
    """Form → document → form: all that the controls of `one` show, sent for `other`, makes them show the same."""
    with translation.override(language):
        other = _with_rows_of(one, other)
        written = studio.changed(other, NAMES, sent(one))
        assert _shown(written) == _shown(one)
        kept = {key: value for key, value in one.items() if key not in ("entitlements", "goodwill")}
        mine = {key: value for key, value in written.items() if key not in ("entitlements", "goodwill")}
        assert settled(mine) == settled(kept)


def _shown(document: Any) -> dict[str, Any]:
    controls = studio.sheet(document, NAMES).controls()
    return {one.path: {"": sorted(one.chosen)} if one.part.kind == "many" else dict(one.shown) for one in controls}


def _with_rows_of(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The other document, with as many rows in each table, and rows about the same."""
    result = dict(other)
    for key in ("limits", "components", "pro_rata", "grants", "conditions", "exclusions", "remedies"):
        result.pop(key, None)
        if key in one:
            result[key] = [dict(row) for row in one[key]]
    for key in ("entitlements", "goodwill"):
        result.pop(key, None)
        if key in one:
            result[key] = one[key]
    result["kind"] = one["kind"]
    serials = (one.get("scope") or {}).get("serials")
    scope = {key: value for key, value in (result.get("scope") or {}).items() if key != "serials"}
    result["scope"] = scope | ({"serials": [dict(row) for row in serials]} if serials else {})
    if not result["scope"]:
        del result["scope"]
    return result


def test_a_key_that_no_control_knows_stays_and_is_named() -> None:
    document = {**shop(), "colour": "green", "exclusions": [{"class": "wear", "effect": "line", "mood": 1}]}
    assert after(document, **{"exclusions[0].effect": "claim"}) == {
        **document,
        "exclusions": [{"class": "wear", "effect": "claim", "mood": 1}],
    }
    assert studio.sheet(document, NAMES).others == ("colour",)


def test_what_no_input_can_show_is_left_as_it_is_written() -> None:
    document = shop(period={"years": 1, "months": 6}, title="One title", scope=["nonsense"])
    controls = {one.path: one for one in studio.sheet(document, NAMES).controls()}
    assert controls["period"].written
    assert controls["scope.categories"].written
    assert controls["title"].first == "One title"
    assert after(document, **{"period#count": "3", "period#unit": "months"}) == document


# --- each control writes what it says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "path", "value"),
    [
        ({"title.fa": "نام"}, "title.fa", "نام"),
        ({"kind": "extended"}, "kind", "extended"),
        ({"period#count": "۱۸", "period#unit": "months"}, "period", {"months": 18}),
        ({"period#count": "2", "period#unit": "years"}, "period", {"years": 2}),
        ({"period#count": ""}, "period", None),
        ({"period#count": "many"}, "period", {"months": "many"}),
        ({"period.calendar": "jalali"}, "period", {"months": 12, "calendar": "jalali"}),
        ({"start.else": ["", "delivered", "installed"]}, "start.else", ["delivered", "installed"]),
        ({"start.latest#count": "3", "start.latest#unit": "months"}, "start.latest", {"months": 3}),
        ({"lines.travel": "۱۲٫۵"}, "lines.travel", 12.5),
        ({"lines.part": ""}, "lines.part", None),
        ({"lines.labour": "half"}, "lines.labour", "half"),
        ({"deductible#amount": "۲۰۰ هزار تومان"}, "deductible", {"amount": "2000000", "currency": "IRR"}),
        ({"deductible#amount": "lots"}, "deductible", {"amount": "lots", "currency": "IRR"}),
        ({"transferable": ""}, "transferable", False),
        ({"clock_stops.in_workshop": ["", "on"]}, "clock_stops", {"in_workshop": True}),
        ({"scope.categories": ["", "television", "radio"]}, "scope.categories", ["television", "radio"]),
        ({"scope.categories": [""]}, "scope", {"countries": ["IR"]}),
        ({"scope.countries": "IR، TR"}, "scope.countries", ["IR", "TR"]),
        ({"late_claim.days": "30"}, "late_claim", {"days": 30}),
    ],
)
def test_a_control_writes_what_it_says(inputs: dict[str, Any], path: str, value: Any) -> None:
    assert at(after(shop(), **inputs), path) == value


@pytest.mark.parametrize("language", ["fa", "en"])
def test_days_of_a_pack_are_typed_in_either_calendar(language: str) -> None:
    pack = SHIPPED["ir-appliances@1"]
    with translation.override(language):
        assert at(after(pack, **{"scope.until": "۱۴۰۵/۰۱/۰۱"}), "scope.until") == "2026-03-21"
        assert at(after(pack, **{"scope.until": "2026-03-21"}), "scope.until") == "2026-03-21"
        assert at(after(pack, **{"scope.until": "some day"}), "scope.until") == "some day"


def test_emptied_for_good() -> None:
    document = shop(caps={"per_claim": {"amount": "5", "currency": "IRR"}}, late_claim={"days": 3})
    emptied = after(document, **{"caps.per_claim#amount": "", "late_claim.days": ""})
    assert "caps" not in emptied
    assert "late_claim" not in emptied


def test_a_problem_stands_beside_its_control() -> None:
    document = shop(
        period={"months": "x"}, exclusions=[{"class": "wear", "effect": "everything"}], rubbish=1, lines={"part": 101}
    )
    sheet = studio.sheet(document, NAMES)
    wrong = {one.path for one in sheet.controls() if one.problems}
    assert wrong == {"period", "exclusions[0].effect", "lines.part"}
    assert [problem.partition(":")[0] for problem in sheet.problems] == ["rubbish"]


@pytest.mark.parametrize(
    ("act", "kinds"),
    [
        ("add:remedies", ["repair", "replace", "repair"]),
        ("remove:remedies:0", ["replace"]),
        ("up:remedies:1", ["replace", "repair"]),
        ("down:remedies:0", ["replace", "repair"]),
        ("up:remedies:0", ["repair", "replace"]),
        ("down:remedies:1", ["repair", "replace"]),
        ("remove:remedies:9", ["repair", "replace"]),
        ("remove:remedies:x", ["repair", "replace"]),
        ("add:nothing", ["repair", "replace"]),
        ("rubbish", ["repair", "replace"]),
        ("", ["repair", "replace"]),
    ],
)
def test_rows_come_and_go(act: str, kinds: list[str]) -> None:
    document = shop(remedies=[{"kind": "repair"}, {"kind": "replace"}])
    result, _opened = studio.moved(document, NAMES, act)
    assert [row["kind"] for row in result["remedies"]] == kinds


def test_a_new_row_of_every_table_is_right_or_says_what_it_lacks() -> None:
    document: dict[str, Any] = shop()
    for group in studio.sheet(document, NAMES).groups:
        for table in group.tables:
            result, opened = studio.moved(document, NAMES, table.add)
            assert at(result, opened)
            elsewhere = [problem for problem in studio.problems_in(result) if not problem.path.startswith(table.path)]
            assert elsewhere == []
            emptied, _opened = studio.moved(result, NAMES, f"remove:{table.path}:0")
            assert emptied == document


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4), st.one_of(st.none(), st.integers()))
def test_writing_at_a_path_is_read_there(names: list[str], value: int | None) -> None:
    document: dict[str, Any] = {"a": {"b": {"c": 1}}}
    path = ".".join(names)
    before = at(document, path)
    put(document, path, value)
    assert at(document, path) in (value, before)
    assert steps("a[2].b") == ["a", 2, "b"]


# --- the text --------------------------------------------------------------------------------------------------------


@round_trip
@given(terms("a@1"), terms("a@1"))
def test_the_text_says_what_the_form_says(one: dict[str, Any], other: dict[str, Any]) -> None:
    text = as_yaml(one)
    assert yaml_text.read(text) == one
    assert yaml_text.read(yaml_text.edited(text, one, other)) == other


@pytest.mark.parametrize("name", SHIPPED)
def test_a_text_that_is_not_changed_stays_letter_by_letter(name: str) -> None:
    text = next(text for text in rulebook._texts() if yaml.safe_load(text)["id"] == name)
    document = yaml_text.read(text)
    assert yaml_text.edited(text, document, document) == text
    assert yaml_text.edited(text, document, after(document)) == text


def test_only_what_changed_is_written_anew() -> None:
    text = next(text for text in rulebook._texts() if "id: tv-standard@3" in text)
    document = yaml_text.read(text)
    changed = after(document, **{"period#count": "18"})
    changed, _opened = studio.moved(changed, NAMES, "remove:exclusions:1")
    changed = after(changed, **{"deductible#amount": "5"})
    written = yaml_text.edited(text, document, changed)
    assert yaml_text.read(written) == changed
    assert written.splitlines()[0] == text.splitlines()[0], "the comment at its head"
    gone = [line for line in text.splitlines() if line not in written.splitlines()]
    assert gone == [
        "period: {months: 24}",
        "  - {class: accident, causes: [accident, liquid], effect: claim, evidence: [photo, inspection_report],",
        '     found_by: [technician, laboratory], clause: "4.2"}',
    ]


def test_comments_within_stay_where_they_are() -> None:
    text = """# ours
id: shop@1   # the first
kind: manufacturer
start: {basis: sold}
period:   # since the board's decision
  months: 12   # not more
lines: {part: 100}
exclusions:
  # what everybody has
  - {class: wear, effect: line}
  # what we added
  - {class: liquid, effect: claim}
"""
    document = yaml_text.read(text)
    changed = after(document, **{"period#count": "18", "exclusions[1].effect": "void"})
    written = yaml_text.edited(text, document, changed)
    assert written == text.replace("months: 12", "months: 18").replace("effect: claim", "effect: void")
    fewer, _opened = studio.moved(changed, NAMES, "remove:exclusions:0")
    left = yaml_text.edited(written, changed, fewer)
    assert "# what we added" in left
    assert "since the board" in left


def test_text_with_anchors_is_written_anew_and_says_the_same() -> None:
    text = "id: shop@1\nkind: manufacturer\nstart: &s {basis: sold}\nperiod: {months: 1}\nlines: {part: 1}\nx: *s\n"
    document = yaml_text.read(text)
    changed = after(document, **{"start.basis": "installed"})
    assert yaml_text.read(yaml_text.edited(text, document, changed)) == changed


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(db: None, settings: Any) -> Client:
    settings.REQUIRE_MFA = False
    make.catalogue()
    make.rule_book()
    client = staff("manager")
    client.cookies["lang"] = "en"
    return client


def live(client: Client, text: str, **data: Any) -> str:
    document = yaml.safe_load(text)
    given = {"source": text, "seen": mark(yaml_text.plain(document)), **data}
    answer = client.post(reverse("warranty-studio"), given)
    assert answer.status_code == 200
    return answer.content.decode()


def text_in(answer: str) -> str:
    from html import unescape

    return unescape(re.search(r'id="id_source".*?>\n(.*?)</textarea>', answer, re.S)[1])  # type: ignore[index]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", ["terms", "pack"])
def test_a_new_document_begins_from_an_example_that_works(client: Client, kind: str, language: str) -> None:
    client.cookies["lang"] = language
    read = client.get(reverse("warranty-new"), {"kind": kind}).content.decode()
    assert 'type="range"' in read
    assert "data-least" in read
    assert "<script>" not in read


@pytest.mark.parametrize("name", [name for name in SHIPPED if name.startswith(("tv-", "wash", "ir-", "repair-"))])
def test_every_kind_of_document_has_its_studio(client: Client, name: str) -> None:
    code, version = name.split("@")
    read = client.get(reverse("warranty-edit", args=[code, version])).content.decode()
    newest = max(int(name.split("@")[1]) for name in SHIPPED if name.startswith(f"{code}@"))
    assert f"id: {code}@{newest + 1}" in read
    assert read.count("data-control") > 20


def test_the_form_writes_the_text(client: Client) -> None:
    answer = live(client, EXAMPLES["terms"], about="form", **{"period#count": "36", "period#unit": "months"})
    assert text_in(answer) == EXAMPLES["terms"].replace("months: 24", "months: 36").strip("\n") + "\n"
    assert 'id="sheet"' not in answer, "the controls stay under the fingers"
    assert f'value="{mark(yaml.safe_load(text_in(answer)))}"' in answer


def test_old_controls_never_write_over_a_newer_text(client: Client) -> None:
    newer = EXAMPLES["terms"].replace("months: 24", "months: 30")
    old = mark(yaml.safe_load(EXAMPLES["terms"]))
    given = {"source": newer, "seen": old, "about": "form", "period#count": "36", "period#unit": "months"}
    assert "months: 30" in text_in(client.post(reverse("warranty-studio"), given).content.decode())


def test_the_text_is_followed_by_the_form(client: Client) -> None:
    answer = live(client, EXAMPLES["terms"].replace("months: 24", "months: 30"), about="sheet")
    assert re.search(r'name="period#count" value="30"', answer)
    typed = live(client, EXAMPLES["terms"], about="text")
    assert "id_source" not in typed, "nobody writes into a text that is being typed"
    assert 'id="seen"' not in typed


def test_a_row_is_added_and_opened(client: Client) -> None:
    answer = live(client, EXAMPLES["terms"], act="add:exclusions")
    assert text_in(answer).count("class: accident") == 2
    assert 'data-row="exclusions[1]" open' in answer.replace("\n", " ")


def test_the_verdict_follows_the_day(client: Client) -> None:
    first = live(client, EXAMPLES["terms"], about="example", case="material")
    least, most = (int(re.search(rf'data-{name}="(\d+)"', first)[1]) for name in ("least", "most"))  # type: ignore[index]
    outcomes = {}
    for name, day in (("before", least), ("inside", (least * 2 + most) // 3), ("after", most)):
        answer = live(client, EXAMPLES["terms"], about="example", case="material", day=str(day))
        outcomes[name] = re.search(r'class="badge[^>]*>([^<]+)<', answer)[1].strip()  # type: ignore[index]
        assert f'data-on="{day}"' in answer
    assert outcomes == {"before": "Not covered", "inside": "Covered", "after": "Not covered"}
    assert "ended with" in live(client, EXAMPLES["terms"], about="example", day=str(most))


@pytest.mark.parametrize("day", ["", "x", "-5", "99999999999", "0", "12.5", "۱۲"])
def test_no_day_makes_it_stumble(client: Client, day: str) -> None:
    assert "data-on" in live(client, EXAMPLES["terms"], about="example", day=day, case="<script>")


def test_the_law_beside_the_terms_lifts_them(client: Client) -> None:
    short = EXAMPLES["terms"].replace("months: 24", "months: 12")
    first = live(client, short, about="example", case="material")
    day = int(re.search(r'data-on="(\d+)"', first)[1]) + 250  # type: ignore[index]
    alone = live(client, short, about="example", case="material", day=str(day))
    lifted = live(client, short, about="example", case="material", day=str(day), law="on")
    assert ("Not covered" in alone, "Not covered" in lifted) == (True, False)


@pytest.mark.django_db
@round_trip
@given(terms("a@1"), st.sampled_from(["material", "accident_said", "unknown", "opened", "component:lamp"]), st.data())
def test_any_terms_have_an_example(document: dict[str, Any], case: str, data: st.DataObject) -> None:
    try:
        read = parse_document(document)
    except ValueError:
        return
    given = {"case": case, "day": str(data.draw(st.integers(730_000, 745_000)))}
    shown = example(read, given, actor=SYSTEM, components={}, with_choices=False)
    assert shown["ruler"].least <= shown["ruler"].on <= shown["ruler"].most
    whole = shown["company"] + shown["customer"] + shown["open"]
    assert whole >= 128_000_000
    assert shown["outcome"]


def test_a_claim_that_came_can_be_the_example(client: Client) -> None:
    claim = make.covered_claim()
    listed = live(client, EXAMPLES["terms"], about="form")
    assert claim.number in listed
    answer = live(client, EXAMPLES["terms"], about="example", case=claim.number)
    assert "Covered" in answer
    nobody = staff("technician")
    assert nobody.post(reverse("warranty-studio"), {}).status_code == 403


def test_what_is_wrong_is_told_beside_its_control_and_the_example_waits(client: Client) -> None:
    answer = live(client, EXAMPLES["terms"].replace("months: 24", "months: many"), about="text")
    assert 'data-for="c-period"' in answer
    assert "as soon as the document is right" in answer
    broken = client.post(reverse("warranty-studio"), {"source": "id: [", "about": "text"}).content.decode()
    assert "cannot be read as YAML" in broken


@pytest.mark.parametrize(
    "text", ["", "a: [", "&a [*a, *a]", "- 1", "id: 2020-13-45", "x: " * 9000, "!!python/object:os.system {}", "a: {b"]
)
@pytest.mark.parametrize("act", ["", "add:exclusions", "remove:remedies:0"])
def test_no_text_makes_it_stumble(client: Client, text: str, act: str) -> None:
    given = {"source": text, "seen": mark(None), "act": act}
    assert client.post(reverse("warranty-studio"), given).status_code == 200
    assert client.post(reverse("warranty-new"), given).status_code in (200, 422)
    assert not Document.objects.filter(state="draft").exists()


def test_without_script_the_buttons_work_as_well(client: Client) -> None:
    text = EXAMPLES["terms"]
    given = {"source": text, "seen": mark(yaml.safe_load(text)), "act": "add:conditions", "offered": "on"}
    answer = client.post(reverse("warranty-new"), given)
    assert answer.status_code == 200
    assert "proof_of_purchase" in text_in(answer.content.decode())
    assert not Document.objects.filter(state="draft").exists()


def test_saving_keeps_the_text_with_what_was_changed_in_the_form(client: Client) -> None:
    text = EXAMPLES["terms"] + "# a word for colleagues\n"
    given = {"source": text, "seen": mark(yaml.safe_load(text)), "period#count": "36", "period#unit": "months"}
    answer = client.post(reverse("warranty-new"), {**given, "offered": "on"})
    assert answer.status_code == 302
    mine = Document.objects.get(code="my-terms")
    assert (mine.body["period"], mine.source) == ({"months": 36}, text.replace("24", "36"))
    assert parse_document(mine.body)
    edit = reverse("warranty-edit", args=["my-terms", 1])
    assert "a word for colleagues" in client.get(edit).content.decode()
    late = client.post(edit, {"source": text.replace("24", "12"), "revision": "9", "seen": ""})
    assert (late.status_code, "changed meanwhile" in late.content.decode()) == (422, True)
    wrong = client.post(edit, {"source": "- a\n- b"})
    assert wrong.status_code == 422
    kept = client.post(edit, {"source": "id: [", "sold_from": "1405/01/01"})
    assert (kept.status_code, "id: [" in kept.content.decode(), "1405/01/01" in kept.content.decode()) == (
        422,
        True,
        True,
    )


def test_the_studio_costs_the_same_for_few_and_many_claims(client: Client) -> None:
    from tests.units.doors import queries as counted

    make.covered_claim()
    live(client, EXAMPLES["terms"], about="form")
    few = counted(lambda: live(client, EXAMPLES["terms"], about="form"))
    for _ in range(3):
        make.covered_claim()
    assert counted(lambda: live(client, EXAMPLES["terms"], about="form")) == few
