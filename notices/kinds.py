"""What people can be told: each kind of news with its texts, and the groups in which people choose their mails.

Apps above register their kinds when they start; a notice holds the code of its kind and the figures, not the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core import formats

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Importance(StrEnum):
    """How it is shown: icon and colour of the badge."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True)
class Group:
    """Kinds that people choose together. `reason` ends "You get this mail because ...". `mail_default`: MailWish.

    `always`: of the safety of the account; goes out at once, in quiet hours too, and nobody chooses against it.
    """

    code: str
    label: Text
    help: Text
    reason: Text
    mail_default: str
    always: bool = False


def as_date(iso: str) -> str:
    """`2026-10-05` as `5 Oktober 2026` in the active language; anything else as it stands."""
    try:
        return formats.longdate(date.fromisoformat(iso))
    except ValueError:
        return iso


@dataclass(frozen=True)
class Kind:
    """One kind of news: `title` is the subject of its mail, `body` says what to do; both with `%(name)s` of the params.

    `label` names the kind where many are listed. `words` turns stored params into words of the active language, such as
    an ISO date into a written one.
    """

    code: str
    group: Group
    label: Text
    title: Text
    body: Text
    importance: Importance = Importance.INFO
    words: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def mail_default(self) -> str:
        return self.group.mail_default

    @property
    def placeholders(self) -> frozenset[str]:
        """The params that the texts need."""
        with override("en"):
            return frozenset(PLACEHOLDER.findall(f"{self.title} {self.body}"))

    def said(self, text: Text, params: Mapping[str, Any]) -> str:
        """`text` with the params in words."""
        words = {name: self.words[name](str(value)) if name in self.words else value for name, value in params.items()}
        return str(text) % words


_kinds: dict[str, Kind] = {}
GONE = Group("gone", _("Other news"), "", _("it concerns you"), "never")


def register(kinds: Iterable[Kind]) -> None:
    """Make kinds known; the same code twice is a mistake."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"two kinds of news named {kind.code}")


def kind_of(code: str) -> Kind:
    """The kind; one that no longer exists reads as news without details, so that old notices stay readable."""
    return _kinds.get(code) or Kind(code, GONE, GONE.label, _("News that the portal no longer knows"), "")


def known(code: str) -> Kind:
    """The kind; KeyError when nobody registered it."""
    return _kinds[code]


def all_kinds() -> tuple[Kind, ...]:
    """Every kind in the order in which they were registered."""
    return tuple(_kinds.values())


def all_groups() -> tuple[Group, ...]:
    """Every group with a kind, in the order of the kinds."""
    return tuple(dict.fromkeys(kind.group for kind in _kinds.values()))


def title_of(code: str, params: Mapping[str, Any]) -> str:
    """The title in the active language, without line breaks."""
    kind = kind_of(code)
    return " ".join(kind.said(kind.title, params).split())


def body_of(code: str, params: Mapping[str, Any]) -> str:
    """The body in the active language."""
    kind = kind_of(code)
    return kind.said(kind.body, params)
