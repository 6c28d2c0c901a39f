"""The component set: what it draws, and that nothing from outside breaks out of an attribute."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.ui.charts import Bar, bar_chart
from payandan.platform.ui.drawings import nice_ceiling
from payandan.platform.ui.forms import JalaliDateField, PhotoField, TextField
from payandan.platform.ui.words import short_money

SOURCE = Path(__file__).parents[3] / "src/payandan"
COTTON = Path(__file__).parents[3] / "src/payandan/platform/ui/templates/cotton"
Draw = Callable[..., str]


@pytest.mark.parametrize("name", sorted(path.stem for path in COTTON.glob("*.html")))
def test_every_component_compiles(name: str) -> None:
    assert get_template(f"cotton/{name}.html")


def test_no_page_binds_a_filtered_value() -> None:
    """Cotton resolves plain variables in ``:attr="…"`` and gives nothing for ``:attr="value|filter"``, silently."""
    pages = SOURCE.rglob("*.html")
    assert [path.name for path in pages if re.search(r'\s:[a-z-]+="[^"{]*\|', path.read_text(encoding="utf-8"))] == []


def test_no_page_names_a_component_that_does_not_exist() -> None:
    known = {path.stem.replace("_", "-") for path in COTTON.glob("*.html")} | {"slot", "vars", "component"}
    used = {
        (path.name, name)
        for path in SOURCE.rglob("*.html")
        for name in re.findall(r"<c-([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert {(page, name) for page, name in used if name not in known} == set()


def test_every_component_is_on_the_living_page_or_in_a_list() -> None:
    shown = "".join(path.read_text() for path in COTTON.parent.glob("ui/*.html"))
    shown += "".join(path.read_text() for path in COTTON.glob("*.html"))
    unused = [path.stem for path in COTTON.glob("*.html") if f"<c-{path.stem.replace('_', '-')}" not in shown]
    assert set(unused) <= {"list", "filters", "stack", "columns", "pagination"}


@pytest.mark.django_db
@pytest.mark.urls("payandan.platform.ui.urls")
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_living_page(client: Client, language: str) -> None:
    page = client.get("/ui/", {"lang": language})
    body = page.content.decode()
    assert page.status_code == 200
    assert body.count("living-set") == 4
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)|<c-|\{%|\{\{", body)
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_a_button_is_a_link_where_it_leads_somewhere(draw: Draw) -> None:
    assert re.match(
        r'<a href="/x/" class="button button-primary"', draw('<c-button href="/x/" variant="primary">Go</c-button>')
    )
    assert '<button type="submit" class="button">' in draw("<c-button>Save</c-button>")
    assert 'aria-label="Close"' in draw('<c-button icon="x" label="Close" />')
    assert "disabled" in draw('<c-button href="/x/" disabled="1">Go</c-button>')


@pytest.mark.parametrize("evil", ['"><img src=x>', "' onclick='x", '"a" onclick="x', "<script>"])
def test_what_comes_from_outside_stays_inside_its_attribute(draw: Draw, evil: str) -> None:
    html = draw(
        '<c-button :data-name="evil" :label="evil">{{ evil }}</c-button><c-card title="{{ evil }}">x</c-card>',
        evil=evil,
    )
    assert "<img" not in html
    assert "<script" not in html
    opening = r'<button type="submit" class="button" aria-label="[^"]*" title="[^"]*" data-name="[^"]*">'
    assert re.fullmatch(opening, html.split("<span>")[0])


def test_a_card_does_not_take_the_pages_title(draw: Draw) -> None:
    assert "The page" not in draw(
        "<c-card>x</c-card><c-dialog id='d'>y</c-dialog>", title="The page", tone="bad", note="The page"
    )


def test_the_period_bar_runs_with_the_language(draw: Draw) -> None:
    source = '<c-period-bar :from="a" :until="b" :on="c" />'
    days = {"a": date(2025, 5, 4), "b": date(2027, 5, 4), "c": date(2025, 6, 4)}
    marks = {}
    for language in ("fa", "en"):
        with translation.override(language):
            html = draw(source, **days)
        found = re.search(r'class="period-mark" x1="([\d.]+)%"', html)
        assert found
        marks[language] = float(found[1])
        assert "period-good" in html
    assert marks["en"] < 50 < marks["fa"]
    assert marks["en"] + marks["fa"] == pytest.approx(100, abs=0.02)


def test_the_period_bar_says_outside_and_orders_its_labels(draw: Draw, english: None) -> None:
    html = draw('<c-period-bar from="2025-05-04" until="2026-05-04" on="2026-06-04" on_label="Failed" />')
    assert "period-bad" in html
    assert html.index("Ends") < html.index("Failed")


def test_the_period_bar_needs_its_days(draw: Draw) -> None:
    assert draw('<c-period-bar :from="nothing" until="2026-05-04" />').strip() == ""


def test_the_money_split_adds_up_to_the_whole(draw: Draw, english: None) -> None:
    html = draw('<c-money-split :company="900" :customer="100" currency="IRR" />')
    assert re.findall(r'<rect [^>]*width="([\d.]+)%"', html) == ["90.00", "10.00"]
    assert "900\u00a0IRR" in html
    assert "Not decided" not in html


def test_bars_are_links_that_say_themselves(draw: Draw, persian: None) -> None:
    chart = bar_chart(
        "ادعاها", [Bar("مهر", 10, href="/a/"), Bar("آبان", 40, href="/b/", parts=[("good", 30), ("bad", 10)])]
    )
    html = draw('<c-bars :chart="chart" />', chart=chart)
    assert '<a href="/b/" aria-label="آبان: ۴۰">' in html
    first, second = (bar.x for bar in chart.bars)
    assert first > second, "the first month stands at the right in Persian"
    assert [part.tone for part in chart.bars[1].parts] == ["good", "bad"]
    whole = sum(part.height for part in chart.bars[1].parts)
    assert whole == pytest.approx(chart.bars[0].parts[0].height * 4, abs=0.1)


def test_no_bars_and_bars_of_nothing(draw: Draw) -> None:
    assert bar_chart("x", []).bars == []
    assert bar_chart("x", [Bar("a", 0)]).bars[0].parts[0].height == 0


def test_the_timeline_and_the_steps(draw: Draw, english: None) -> None:
    at = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
    html = draw(
        '<c-timeline :facts="facts" /><c-steps :steps="steps" />',
        facts=[{"title": "Filed", "at": at, "by": "Sara", "files": [{"url": "/f/", "name": "a.pdf"}]}],
        steps=[{"title": "Received", "state": "done"}, {"title": "Repair", "state": "now"}],
    )
    assert "Today 12:30" in html
    assert 'href="/f/"' in html
    assert html.count('aria-current="step"') == 1


def test_a_field_says_what_is_wrong_to_the_ear_as_well(draw: Draw, english: None) -> None:
    from django import forms

    class Form(forms.Form):
        bought = JalaliDateField(help_text="On the invoice.")
        note = TextField(required=False)
        photos = PhotoField(required=False)

    form = Form({"bought": "1404/12/30", "note": "<b>"})
    assert not form.is_valid()
    html = draw(
        '<c-field :field="form.bought" /><c-field :field="form.note" /><c-photo-input :field="form.photos" />',
        form=form,
    )
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described[1].split())
    assert 'aria-invalid="true"' in html
    assert 'value="1404/12/30"' in html, "what was typed is kept"
    assert "&lt;b&gt;" in html
    assert "multiple" in html


def test_a_form_carries_the_token_only_when_it_writes(draw: Draw) -> None:
    assert "csrfmiddlewaretoken" in draw('<c-form action="/x/">a</c-form>')
    assert "csrfmiddlewaretoken" not in draw('<c-form action="/x/" method="get">a</c-form>')


def test_the_query_tag_keeps_filters_and_forgets_the_page(draw: Draw) -> None:
    path = "/?state=new&state=open&after=abc&at=25&q=%D8%B3"
    assert draw("{% query sort='-id' %}", path=path) == "?state=new&amp;state=open&amp;q=%D8%B3&amp;sort=-id"
    assert draw("{% query state='' q='' %}", path=path) == "?"


def test_an_unknown_icon_is_a_dot_and_icons_are_hidden_from_the_ear(draw: Draw) -> None:
    assert "<circle" in draw('{% icon "no-such-icon" %}')
    assert 'aria-hidden="true"' in draw('{% icon "check" %}')
    assert 'aria-label="&quot;"' in draw("{% icon 'check' 18 label %}", label='"')


@given(st.floats(min_value=0.001, max_value=1e15))
def test_a_scale_is_round_and_not_far_above_what_it_holds(value: float) -> None:
    top = nice_ceiling(value)
    assert value <= top * (1 + 1e-9)
    assert top <= value * 2 * (1 + 1e-9)


def test_values_above_bars_are_left_out_where_they_would_not_fit(english: None) -> None:
    bars = [Bar(str(month), 1_861_000_000) for month in range(12)]
    assert not any(bar.shown for bar in bar_chart("x", bars).bars)
    short = bar_chart("x", bars[:4], show=lambda value: short_money(value, "IRR"))
    assert [bar.shown for bar in short.bars] == ["1.9 bn\u00a0IRR"] * 4
