"""People at their browsers: what they look at, what their browser complains about, and the messages they get."""

import io
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from tests.fakes.sms import FakeSms, Sms

PHONE = (390, 844)
DESKTOP = (1440, 940)
Found = TypeVar("Found")
# Looks at what the browser still asks for: every so many milliseconds, until it asked for nothing so many times.
_LOOK, _QUIET = 40, 6
SHOTS = os.environ.get("PAYANDAN_SHOTS", "")


class Visitor:
    """One person with one browser: a phone or a desktop, in one language."""

    def __init__(self, browser: Browser, url: str, *, size: tuple[int, int], language: str, name: str) -> None:
        self.name, self.language = name, language
        self.phone = size == PHONE
        self.context = browser.new_context(
            base_url=url,
            viewport={"width": size[0], "height": size[1]},
            is_mobile=self.phone,
            has_touch=self.phone,
            locale="fa-IR" if language == "fa" else "en-GB",
            timezone_id="Asia/Tehran",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(30_000)
        self.context.add_cookies([{"name": "lang", "value": language, "url": url}])
        self.troubles: list[str] = []
        self._shots = 0
        self._asked: set[Request] = set()
        self.context.on("page", self._watch)
        self.page: Page = self.context.new_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self.shot("failed")
        self.context.close()
        if error is None:
            assert self.troubles == [], f"{self.name}: the browser complained: {self.troubles}"

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._trouble(f"script: {error}"))
        page.on("response", self._response)
        page.on("request", self._begins)
        page.on("requestfinished", self._ends)
        page.on("requestfailed", self._ends)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports every answer from 400 on as an error; those from 500 on are looked at as answers.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._trouble(f"console: {message.text} {message.location}")

    def _response(self, answer: Response) -> None:
        kind = answer.request.resource_type
        if answer.status >= 500 or (answer.status >= 400 and kind in ("stylesheet", "script", "image", "font")):
            self._trouble(f"{answer.status} {answer.url}")

    def _begins(self, request: Request) -> None:
        self._asked.add(request)

    def _ends(self, request: Request) -> None:
        self._asked.discard(request)

    def _trouble(self, text: str) -> None:
        self.troubles.append(f"{self.page.url}: {text}")

    def go(self, path: str) -> None:
        """Open an address."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{answer.status} {path}"

    def button(self, text: str, within: Locator | None = None) -> Locator:
        """The one button (or link that looks like one) with this text."""
        return (within or self.page).locator("button:visible, a.button:visible").filter(has_text=text)

    def press(self, text: str, within: Locator | None = None) -> None:
        """Press the one button with this text, and wait until the page stands."""
        self.button(text, within).click()
        self.settle()

    def settle(self, within: float = 30) -> None:
        """Wait until everything that the page asked for has come (also what its scripts ask for)."""
        deadline, quiet = time.monotonic() + within, 0
        while quiet < _QUIET:
            self.page.wait_for_timeout(_LOOK)
            quiet = 0 if self._asked else quiet + 1
            assert time.monotonic() < deadline, f"still waiting for {[request.url for request in self._asked]}"
        self.page.wait_for_load_state()

    def text(self) -> str:
        """What stands on the page, with plain spaces and without the marks that only direct the eye."""
        return re.sub(r"\s+", " ", plain(self.page.locator("main").inner_text()))

    def sees(self, *texts: str) -> None:
        """Each of the texts stands on the page, now or in a moment."""
        for wait in (0, 250, 500, 1000, 2000, 4000):
            self.page.wait_for_timeout(wait)
            shown = self.text()
            missing = [text for text in texts if text not in shown]
            if not missing:
                return
        raise AssertionError(f"{self.page.url} lacks {missing}: {shown}")

    def shot(self, name: str) -> None:
        """A picture of the whole page, where PAYANDAN_SHOTS names a folder for them."""
        if not SHOTS:
            return
        self._shots += 1
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{self.name}-{self._shots:02d}-{name}.png", full_page=True, caret="initial")

    def stands_well(self) -> None:
        """The page fits the width, has one main heading, and says its language and direction."""
        problems = layout_problems(self.page, self.language)
        assert problems == [], f"{self.page.url}: {problems}"


_LAYOUT = """() => {
  const root = document.documentElement;
  const wide = root.scrollWidth > root.clientWidth
    ? [...document.querySelectorAll("body *")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
      }).slice(0, 5).map((e) => e.tagName.toLowerCase() + "." + e.className)
    : [];
  return {
    width: [root.scrollWidth, root.clientWidth], wide, lang: root.lang, dir: root.dir,
    headings: [...document.querySelectorAll("h1")].map((e) => e.innerText),
    title: document.title,
    untranslated: [...document.querySelectorAll("[data-label='']")].length,
  };
}"""


def layout_problems(page: Page, language: str) -> list[str]:
    """What is wrong with how a page is built, in words; empty where nothing is."""
    found = page.evaluate(_LAYOUT)
    problems = []
    if found["width"][0] > found["width"][1]:
        problems.append(f"wider than the window {found['width']}: {found['wide']}")
    if len(found["headings"]) != 1 or not found["headings"][0].strip():
        problems.append(f"headings of the first level: {found['headings']}")
    if (found["lang"], found["dir"]) != (language, "rtl" if language == "fa" else "ltr"):
        problems.append(f"language {found['lang']}, direction {found['dir']}")
    if not found["title"].strip(" ·"):
        problems.append("no title")
    return problems


def photo(words: str = "TV", colour: str = "#24405c") -> dict[str, object]:
    """A photo as a phone makes it, for a file field."""
    picture = Image.new("RGB", (1280, 960), colour)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((180, 160, 1100, 720), fill="#0b0f14", outline="#8796a5", width=14)
    drawing.line((640, 160, 760, 430, 690, 720), fill="#d8e2ec", width=6)
    drawing.text((200, 800), words, fill="white")
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


class Mailbox:
    """The messages of one mobile number, as they come."""

    def __init__(self, gateway: FakeSms, mobile: str) -> None:
        self.gateway, self.mobile, self.read = gateway, mobile, 0

    def next(self, within: float = 40) -> str:
        """The next SMS that came to this number."""
        return until(self._next, within, f"no further SMS to {self.mobile}: {self.gateway.texts}")

    def count(self) -> int:
        """How many messages came so far."""
        return len(self._mine())

    def _mine(self) -> list[Sms]:
        return [sms for sms in self.gateway.taken if sms.to.endswith(self.mobile[-10:])]

    def _next(self) -> str:
        mine = self._mine()
        if len(mine) <= self.read:
            return ""
        self.read += 1
        return plain(mine[self.read - 1].text)

    def code(self) -> str:
        """The code in the next SMS."""
        return re.findall(r"\d{4,8}", self.next())[0]

    def link(self) -> str:
        """The link in the next SMS."""
        return link_in(self.next())


def plain(text: str) -> str:
    """The text without the invisible marks that only direct how numbers stand in it."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def link_in(text: str) -> str:
    """The one address in a message."""
    [found] = re.findall(r"https?://\S+", text)
    return found


def until(ask: Callable[[], Found], within: float, otherwise: str) -> Found:
    """Ask until there is an answer."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := ask():
            return found
        time.sleep(0.1)
    raise AssertionError(otherwise)
