"""The keys of the keyboard that do something, as the dialog lists them (`?`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    """Keys that do the same, as they are called on a keyboard, and what they do."""

    names: tuple[str, ...]
    does: Any


@dataclass(frozen=True)
class Group:
    """The keys of one kind of page. `script`: the file in static/js that listens to them."""

    title: Any
    scripts: tuple[str, ...]
    keys: tuple[Key, ...]


GROUPS = (
    Group(
        _("On every page"),
        ("keys-help.js", "search-key.js", "menus.js"),
        (
            Key(("/",), _("to the search")),
            Key(("?",), _("these keys")),
            Key(("Esc",), _("close a menu, leave a field")),
        ),
    ),
    Group(
        _("Score sheet of the assessor"),
        ("score-sheet.js",),
        (
            Key(("0", "4"), _("score the item from 0 to 4")),
            Key(("x",), _("the item does not apply")),
            Key(("j", "↓"), _("next item")),
            Key(("k", "↑"), _("previous item")),
            Key(("n",), _("to the note of the item; Esc leads back")),
        ),
    ),
    Group(
        _("Meeting mode"),
        ("meeting-mode.js",),
        (
            Key(("→", "↓", "Page Down", "Space", "Enter"), _("next screen")),
            Key(("←", "↑", "Page Up", "Backspace"), _("previous screen")),
            Key(("Home",), _("first screen")),
            Key(("End",), _("last screen")),
            Key(("f",), _("full screen")),
            Key(("Esc",), _("leave meeting mode")),
        ),
    ),
)
