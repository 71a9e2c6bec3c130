"""The dialog of keys names every key that a script listens to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from handbook.keys import GROUPS

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
HEARD = re.compile(r"""\bkey (?:===|!==) "([^"]+)\"""")
CALLED = {"Escape": "Esc", "ArrowDown": "↓", "ArrowUp": "↑", "ArrowLeft": "←", "ArrowRight": "→"}
CALLED |= {"PageDown": "Page Down", "PageUp": "Page Up", " ": "Space", "F": "f"}
ORDINARY = {"Enter", "Esc"}
"""A script that only takes care of what every browser does with them needs no line."""


def named(script: str) -> set[str]:
    """The keys that the dialog lists for a script."""
    return {name for group in GROUPS if script in group.scripts for key in group.keys for name in key.names}


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.name)
def test_every_key_of_a_script_is_named(path):
    heard = {CALLED.get(key, key) for key in HEARD.findall(path.read_text())}
    assert heard - named(path.name) - ORDINARY == set()


def test_sets_of_keys_are_named_too():
    """The presenter's keys and those of the score sheet stand in sets, not in comparisons."""
    meeting = (SCRIPTS / "meeting-mode.js").read_text()
    for key in re.findall(r'"([^"]+)"', "".join(re.findall(r"new Set\(\[(.*?)\]\)", meeting))):
        assert CALLED.get(key, key) in named("meeting-mode.js")
    sheet = (SCRIPTS / "score-sheet.js").read_text()
    for key in re.findall(r"(\w+): \(\) =>", sheet):
        assert CALLED.get(key, key) in named("score-sheet.js")


def test_every_page_for_people_brings_the_dialog(cast, as_):
    text = as_(cast.staff).get("/").content.decode()
    assert '<dialog class="keys"' in text
    assert "<kbd>?</kbd>" in text
