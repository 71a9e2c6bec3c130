"""What a browser says of itself, in words: `Chrome on Android`."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""In this order: several names stand in one line, the first that is found counts."""
BETWEEN = "/"


def device_code(agent: str) -> str:
    """Browser and system, as a notice keeps them.

    >>> device_code("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36")
    'Chrome/Android'
    >>> device_code("curl/8.5")
    '/'
    """
    return f"{_first(BROWSERS, agent)}{BETWEEN}{_first(SYSTEMS, agent)}"


def device_said(code: str) -> str:
    """The words of such a code in the active language; any other text as it stands."""
    browser, between, system = code.partition(BETWEEN)
    if not between:
        return code
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("an unknown browser")


def device_words(agent: str) -> str:
    """What a browser says of itself, in words of the active language."""
    return device_said(device_code(agent))


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")
