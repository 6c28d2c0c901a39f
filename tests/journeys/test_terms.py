"""Two colleagues write a promise: one in the studio, watching what it comes to; the other reads and publishes it."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.visitor import DESKTOP, PHONE, Visitor, layout_problems
from tests.server import TOKEN, Installation

pytestmark = pytest.mark.journey

PASSWORD = "four quiet horses"
_WORLD = (
    TOKEN
    + """
for name in ("Mina Sadeghi", "Saeed Moradi"):
    people.create_staff(
        actor=SYSTEM, at=now, email=f"{name.split()[0].lower()}@example.com", name=name, language="en",
        password="PASSWORD", assignments=[(Role.objects.get(code="manager").pk, None)],
    )
print(json.dumps([]))
""".replace("PASSWORD", PASSWORD)
)

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def place(empty_place: Installation) -> Iterator[Installation]:
    empty_place.python(_WORLD)
    empty_place.start(within=120)
    yield empty_place
    assert "Traceback" not in empty_place.log()


def sign_in(visitor: Visitor, name: str) -> None:
    visitor.go("/sign-in/")
    visitor.page.fill("[name=login]", f"{name}@example.com")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.page.locator("form button[type=submit]").first.click()
    visitor.page.locator(".desk-frame").wait_for()


def settle(visitor: Visitor) -> None:
    """Wait for what follows from the last key: the studio answers when one pauses."""
    visitor.page.wait_for_timeout(450)
    visitor.settle()


def outcome(visitor: Visitor) -> str:
    """What the example says now."""
    settle(visitor)
    return visitor.page.locator("#verdict .verdict-outcome").inner_text().strip()


def test_written_by_one_and_published_by_another(place: Installation, visitor: Visit) -> None:
    with visitor("author", DESKTOP, "en") as author:
        sign_in(author, "mina")
        author.context.add_cookies([{"name": "lang", "value": "en", "url": place.url}])
        author.go("/warranty/documents/new/?kind=terms")
        day = author.page.locator("#example-day")
        assert outcome(author) == "Covered"
        day.focus()
        author.page.keyboard.press("End")
        assert outcome(author) == "Not covered"
        said = author.page.locator("#example-said").inner_text()
        assert day.get_attribute("aria-valuetext") == said
        author.page.fill('[name="period#count"]', "48")
        assert outcome(author) == "Covered", "a longer period reaches the day that was chosen"
        assert "months: 48" in author.page.locator("#id_source").input_value()
        author.page.fill('[name="lines.labour"]', "half")
        settle(author)
        assert author.page.locator('[data-control="c-lines-labour"] .field-error').count() == 1
        author.page.fill('[name="lines.labour"]', "50")
        assert outcome(author) == "Partly covered"
        author.page.locator("button[value='add:conditions']").click()
        settle(author)
        assert author.page.evaluate("document.activeElement.name") == "conditions[0].kind"
        author.page.locator("label[for=tab-text]").click()
        text = author.page.locator("#id_source")
        text.fill(text.input_value().replace("months: 48", "years: 3") + "# for the spring\n")
        settle(author)
        author.page.locator("label[for=tab-form]").click()
        settle(author)
        assert author.page.locator('[name="period#count"]').input_value() == "3"
        author.press("Save the draft")
        assert layout_problems(author.page, "en") == []
        author.press("Propose")
        author.sees("Waits for a second person", "Somebody else has to read")
        assert author.button("Publish").count() == 0
    with visitor("second", PHONE, "fa") as second:
        sign_in(second, "saeed")
        second.context.add_cookies([{"name": "lang", "value": "fa", "url": place.url}])
        second.go("/warranty/terms/")
        second.press("خواندن")
        second.sees("در انتظار نفر دوم", "۳ سال")
        second.page.on("dialog", lambda dialog: dialog.accept())
        second.press("انتشار")
        second.sees("منتشرشده")
        second.press("متن برای مشتری")
        assert "۳ سال" in second.page.locator(".sheet").inner_text()


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("size", [PHONE, (820, 1180), DESKTOP])
def test_the_studio_stands_at_every_width(
    place: Installation, visitor: Visit, size: tuple[int, int], language: str
) -> None:
    with visitor(f"studio-{size[0]}-{language}", size, language) as author:
        sign_in(author, "mina")
        author.context.add_cookies([{"name": "lang", "value": language, "url": place.url}])
        for tab in ("form", "text", "example"):
            author.go(f"/warranty/documents/tv-standard/3/edit/?tab={tab}")
            settle(author)
            assert layout_problems(author.page, language) == []
            author.shot(tab)
        day = author.page.locator("#example-day")
        before = int(day.input_value())
        day.focus()
        author.page.keyboard.press("ArrowLeft")
        settle(author)
        assert int(day.input_value()) - before == (1 if language == "fa" else -1), "time runs with the script"


def test_dragging_with_the_finger_moves_the_verdict(place: Installation, visitor: Visit) -> None:
    with visitor("finger", PHONE, "fa") as author:
        sign_in(author, "mina")
        author.context.add_cookies([{"name": "lang", "value": "fa", "url": place.url}])
        author.go("/warranty/documents/tv-standard/3/edit/?tab=example")
        assert outcome(author) == "پوشش کامل"
        box = author.page.locator("#example-day").bounding_box()
        assert box is not None
        assert box["height"] >= 44
        author.page.touchscreen.tap(box["x"] + 16, box["y"] + box["height"] / 2)
        assert outcome(author) == "بدون پوشش", "the end of time is at the left"
