"""A person in Chromium: opens pages, reads what the browser complains about, and lets axe look at each page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Response

AXE = Axe()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # what passed is not described
}
CONFLICT, UNPROCESSABLE = 409, 422
ALL_DRAWN = "[...document.querySelectorAll('figure[data-chart]')].every((each) => each.querySelector('canvas, svg'))"
"""Charts are drawn after the page has loaded."""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Person:
    """Somebody who is logged in, at a screen of a certain width. `complaints` fills with what the browser reports."""

    def __init__(self, browser: Browser, host: str, user, screen: tuple[int, int], language: str) -> None:
        self.host, self.screen = host, screen
        self.complaints: list[str] = []
        self.tolerated: tuple[str, ...] = ()
        self.context = browser.new_context(
            viewport={"width": screen[0], "height": screen[1]},
            locale=language,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": host}]
        if user is not None:
            session = Client()
            session.force_login(user)
            value = session.cookies[settings.SESSION_COOKIE_NAME].value
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": value, "url": host})
        self.context.add_cookies(cookies)
        self._opened = screen
        self.page: Page = self._new_page()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message) -> None:
        """Errors and refusals of the Content-Security-Policy; a form that is answered with 409 or 422 is none, nor is
        what the test brings about itself (`tolerated`: parts of messages)."""
        expected = any(f"status of {status} " in message.text for status in (CONFLICT, UNPROCESSABLE))
        expected = expected or any(part in message.text for part in self.tolerated)
        if message.type == "error" and not expected:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, address: str, *, axe: bool = True) -> Response:
        """Open a page and check it."""
        response = self.page.goto(self.host + address)
        assert response is not None
        assert response.ok, f"{address}: {response.status}"
        self.check(axe=axe)
        return response

    def check(self, *, axe: bool = True) -> None:
        """What stands on the screen now: nothing beside it, nothing that axe objects to."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(ALL_DRAWN)
        url = self.page.url
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{url} is {wider} px wider than a screen of {self.screen[0]} px"
        found = violations(self.page) if axe else []
        assert not found, f"{url}\n" + "\n".join(sentence(each) for each in found)
        assert self.complaints == []

    def turn(self, screen: tuple[int, int]) -> None:
        """A screen of this width and height from now on, and two frames for what adapts to it."""
        self.screen = screen
        self.page.set_viewport_size({"width": screen[0], "height": screen[1]})
        self.page.evaluate(TWO_FRAMES)

    def begin_anew(self) -> None:
        """A new tab with the screen of the beginning: nothing is left of the page before, nor of turning it."""
        self.page.close()
        self.screen = self._opened
        self.page = self._new_page()

    def press(self, selector: str) -> None:
        """Press something that leads to another page, and check what comes."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.check()

    def leave(self) -> None:
        self.context.close()


def violations(page: Page) -> list[dict]:
    """What axe objects to. Only that comes back from the browser: telling what passed takes a seventh of the time."""
    page.evaluate(AXE.axe_script)
    return page.evaluate("(rules) => axe.run(document, rules).then((found) => found.violations)", RULES)


def sentence(violation) -> str:
    """One finding of axe with the elements it is about."""
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:4])
    return f"{violation['id']} ({len(violation['nodes'])}): {violation['help']}: {places}"
