"""Chromium against a live server on the test database; every page that is opened is checked by axe."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import Person

CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=PreloadTopChromeWebUI",  # else each new tab starts processes that nobody looks at
    "--js-flags=--no-opt",  # a script that runs once for a second (axe) is not worth its optimizing: a seventh of it
)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=list(CHROMIUM_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, live_server):
    """`open_as(user, width=..., language=...)`: a person at a screen of their own, logged in."""
    people: list[Person] = []

    def enter(user, *, width: int = 1366, height: int = 768, language: str = "id") -> Person:
        people.append(Person(chromium, live_server.url, user, (width, height), language))
        return people[-1]

    yield enter
    for each in people:
        each.leave()
    for each in people:
        assert each.complaints == []
