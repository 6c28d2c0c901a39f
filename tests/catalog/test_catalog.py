"""The catalogue: what comes with it, and what staff and programs do with it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.catalog import actions, queries, rules
from payandan.catalog.models import Category, Component, ProductModel, Symptom
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM
from payandan.platform.kit.refusals import Refused
from tests.units.doors import ROLES, Api, staff
from tests.units.doors import queries as count
from tests.units.factories import AT, a_customer, a_model, as_customer, as_staff

pytestmark = pytest.mark.django_db


def load() -> Any:
    return actions.load_catalog(documents=queries.bundled_catalog(), actor=SYSTEM, at=AT)


def test_the_bundled_catalogue_loads_once() -> None:
    first = load()
    assert first.categories >= 10
    assert queries.components_of("television").filter(code="panel").exists()
    assert queries.components_of("washing_machine").filter(code="hose").exists()
    crack = queries.symptoms_of("television").get(code="crack_line")
    assert (crack.component and crack.component.code, crack.group) == ("panel", "screen")
    Component.objects.filter(code="panel").update(name_fa="صفحه")
    assert load() == type(first)(0, 0, 0)
    assert Component.objects.filter(code="panel", name_fa="صفحه").exists()
    assert Fact.objects.filter(name="catalog.catalog_loaded").count() == 1


@pytest.mark.parametrize("document", queries.bundled_catalog(), ids=lambda document: document["code"])
def test_the_bundled_catalogue_is_sound(document: Any) -> None:
    codes = [document["code"], *document["components"], *document["symptoms"]]
    assert codes == [rules.clean_code(code) for code in codes]
    for entry in [document, *document["components"].values(), *document["symptoms"].values()]:
        assert re.search("[آ-ی]", entry["fa"])
        assert entry["en"].isascii()
        assert not re.search("[يك]", entry["fa"])
    for entry in document["symptoms"].values():
        assert entry["component"] in document["components"]


def test_a_model_is_found_by_everything_known() -> None:
    model = a_model("AV-55/2", name_fa="تلویزیون آوا", name_en="Ava television", barcode="6260000000019")
    a_model("ZZ", name_fa="یخچال", name_en="Fridge")
    for text in ("av552", "AV-55", "تلويزيون", "television", "62600000000", model.number):
        assert list(queries.models_for(SYSTEM, text)) == [model], text
    assert queries.model_by_code("ava", "av-55/2") == model
    assert not queries.models_for(ANONYMOUS).exists()
    assert queries.models_for(as_customer(a_customer())).count() == 2


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"brand": ""}, "brand_missing"),
        ({"code": " "}, "code_missing"),
        ({"code": "A" * 61}, "too_long"),
        ({"barcode": "6260000000013"}, "barcode_wrong"),
        ({"serial_pattern": "(A+)+"}, "pattern_wrong"),
        ({"serial_pattern": "[A"}, "pattern_wrong"),
        ({"code": "AV-1"}, "model_exists"),
    ],
)
def test_bad_models_are_refused(details: dict[str, Any], code: str) -> None:
    known = a_model("AV-1")
    with pytest.raises(Refused, match=code):
        actions.create_model(
            category=known.category, **{"brand": "Ava", "code": "AV-2", **details}, actor=SYSTEM, at=AT
        )
    assert ProductModel.objects.count() == 1


def test_changing_a_model() -> None:
    model = a_model("AV-1")
    changed = actions.update_model(model=model, name_fa="تلویزیون نو", actor=SYSTEM, at=AT, version=1)
    assert changed.version == 2
    assert list(ProductModel.objects.search("تلويزيون نو")) == [changed]
    with pytest.raises(Refused, match="stale"):
        actions.update_model(model=model, name_fa="کهنه", actor=SYSTEM, at=AT, version=1)
    with pytest.raises(Refused, match="not_allowed"):
        actions.update_model(model=model, name_fa="کهنه", actor=as_staff("catalog.view"), at=AT)
    assert Fact.objects.get(name="catalog.model_changed").body["changed"] == ["name_fa"]


def test_codes_stay_since_terms_speak_of_them() -> None:
    load()
    television = Category.objects.get(code="television")
    panel = television.components.get(code="panel")
    saved = actions.save_component(
        category=television, component=panel, code="other", name_fa="صفحه", name_en="Screen", actor=SYSTEM, at=AT
    )
    assert (saved.code, saved.name_fa) == ("panel", "صفحه")
    with pytest.raises(Refused, match="code_taken"):
        actions.save_component(category=television, code="panel", name_fa="پنل", name_en="Panel", actor=SYSTEM, at=AT)
    with pytest.raises(Refused, match="code_wrong"):
        actions.save_component(category=television, code="پنل", name_fa="پنل", name_en="Panel", actor=SYSTEM, at=AT)
    hose = Component.objects.get(category__code="washing_machine", code="hose")
    with pytest.raises(Refused, match="component_elsewhere"):
        actions.save_symptom(
            category=television, code="drips", name_fa="چکه", name_en="Drips", component=hose, actor=SYSTEM, at=AT
        )


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_in_the_list_what_it_can_open(role: str) -> None:
    numbers = {a_model().number for _ in range(3)}
    client = staff(role)
    page = client.get(reverse("catalog-list")).content.decode()
    assert set(re.findall(r"/products/(MDL-[0-9A-Z-]+)/", page)) == numbers
    assert {client.get(reverse("catalog-record", args=[number])).status_code for number in numbers} == {200}


@pytest.mark.parametrize("name", ["catalog-list", "catalog-create", "catalog-categories", "catalog-category-create"])
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["catalog-create", "catalog-category-create"])
def test_who_may_not_edit_is_refused(name: str) -> None:
    assert staff("clerk").get(reverse(name)).status_code == 403


def test_products_by_hand() -> None:
    load()
    client = staff()
    television = Category.objects.get(code="television")
    said = {"category": television.pk, "brand": "آوا", "code": "AV-55", "name_fa": "تلویزیون آوا", "is_active": "on"}
    assert client.post(reverse("catalog-create"), said).status_code == 302
    model = ProductModel.objects.get()
    assert "از پیش هست" in client.post(reverse("catalog-create"), said).content.decode()
    address = reverse("catalog-edit", args=[model.number])
    edited = {**said, "name_en": "Ava television", "last_sold_on": "۱۴۰۴/۰۲/۱۴", "version": 1}
    assert client.post(address, edited).status_code == 302
    assert "دوباره نگاه کنید" in client.post(address, {**edited, "name_en": "x"}).content.decode()
    model.refresh_from_db()
    assert (model.name_en, str(model.last_sold_on)) == ("Ava television", "2025-05-04")
    assert client.get(reverse("catalog-record", args=["MDL-00000-00000"])).status_code == 404


def test_a_category_with_its_parts() -> None:
    load()
    client = staff()
    page = client.get(reverse("catalog-category", args=["television"])).content.decode()
    assert "روی صفحه ترک یا شکستگی دیده می‌شود" in page
    assert (
        "There is a crack on the screen"
        in client.get(reverse("catalog-category", args=["television"]), {"lang": "en"}).content.decode()
    )
    new = {"code": "hdmi_port", "name_fa": "درگاه HDMI", "name_en": "HDMI port", "is_active": "on"}
    assert client.post(reverse("catalog-component-create", args=["television"]), new).status_code == 302
    edit = reverse("catalog-component-edit", args=["television", "hdmi_port"])
    assert client.post(edit, {"name_fa": "ورودی HDMI", "name_en": "HDMI input", "is_active": "on"}).status_code == 302
    assert Component.objects.get(code="hdmi_port").name_en == "HDMI input"
    symptom = {
        "code": "hdmi_dead",
        "name_fa": "HDMI کار نمی‌کند",
        "name_en": "HDMI does not work",
        "component": Component.objects.get(code="hdmi_port").pk,
        "is_active": "on",
    }
    assert client.post(reverse("catalog-symptom-create", args=["television"]), symptom).status_code == 302
    assert Symptom.objects.get(code="hdmi_dead").component == Component.objects.get(code="hdmi_port")
    category = {"code": "radio", "name_fa": "رادیو", "name_en": "Radio", "is_active": "on"}
    assert client.post(reverse("catalog-category-create"), category).status_code == 302
    assert client.get(reverse("catalog-category", args=["radio"])).status_code == 200
    assert client.get(reverse("catalog-category", args=["nothing"])).status_code == 404


def test_the_list_takes_the_same_queries_for_few_and_many() -> None:
    client = staff()
    for _ in range(3):
        a_model()
    few = count(lambda: client.get(reverse("catalog-list")))
    for _ in range(20):
        a_model()
    assert count(lambda: client.get(reverse("catalog-list"))) == few


# --- REST ----------------------------------------------------------------------------------------------------------


def test_products_over_rest() -> None:
    load()
    api = Api()
    made = api.call("post", "/catalog/models", {"category": "television", "brand": "Ava", "code": "AV-55"})
    assert made.status_code == 201, made.content
    path = f"/catalog/models/{made.json()['number']}"
    assert api.call("get", path).json() == made.json()
    assert api.call("patch", path, {"last_sold_on": "2025-05-04"}).json()["last_sold_on"] == "2025-05-04"
    assert api.call("patch", path, {"brand": "Avaz", "version": 1}).status_code == 409
    assert [row["code"] for row in api.call("get", "/catalog/models?q=av55&category=television").json()["items"]] == [
        "AV-55"
    ]
    wrong = api.call("post", "/catalog/models", {"category": "nothing", "brand": "Ava", "code": "X"})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "category")
    assert (
        Api("catalog.view")
        .call("post", "/catalog/models", {"category": "television", "brand": "A", "code": "B"})
        .status_code
        == 403
    )
    categories = {row["code"]: row for row in api.call("get", "/catalog/categories").json()}
    assert "panel" in {part["code"] for part in categories["television"]["components"]}
    assert api.call("get", "/catalog/models/MDL-00000-00000").status_code == 404


def test_categories_over_rest_take_the_same_queries_for_few_and_many() -> None:
    api = Api()
    a_model(category="radio")
    api.call("get", "/catalog/categories")
    few = count(lambda: api.call("get", "/catalog/categories"))
    load()
    assert count(lambda: api.call("get", "/catalog/categories")) <= few + 3
