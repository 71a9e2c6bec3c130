"""How the audit log stands: how far it is sealed, what the last check found, what was anchored last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.chaining import NATION
from organizations.models import AuditAnchor, AuditCheck, AuditEntry, Region

WORDS: dict[str, Any] = {
    "missing": _("an entry is missing here"),
    "changed": _("an entry was changed"),
    "content": _("the name or the details of an entry were changed"),
    "order": _("the order of entries was changed"),
    "forged": _("an entry was not written by the portal"),
    "gone": _("an entry was deleted"),
    "anchor": _("the chain is not what was anchored: it was written anew or cut off"),
    "form": _("an entry has an unknown form"),
}
"""What is wrong, by the kind of the problem."""


def problem_words(kind: str, chain: str, position: int, number: int) -> str:
    """A problem in words of the active language: `52.07:12 (no. 40): an entry was changed`."""
    place = f"{chain}:{position}" + (f" (no. {number})" if number else "")
    return f"{place}: {WORDS.get(kind, kind)}"


@dataclass(frozen=True, slots=True)
class AuditState:
    """The state of one chain, or of all (`chain` empty). `is_intact`: None before the first check."""

    chain: str
    position: int
    hash: str
    waiting: int
    chains: int
    is_intact: bool | None
    checked_at: datetime | None
    problems: tuple[str, ...]
    anchored_at: datetime | None
    anchor: str


def audit_state(region: Region | None) -> AuditState:
    """The state of the chain of a region; for the nation that of the nation's own chain, and what concerns all."""
    chain = region.code if region else NATION
    sealed = AuditEntry.objects.filter(chain=chain, position__isnull=False).order_by("-position")
    position, made = sealed.values_list("position", "hash").first() or (0, "")
    waiting = AuditEntry.objects.filter(position=None)
    check = AuditCheck.objects.order_by("-pk").first()
    anchor = AuditAnchor.objects.order_by("-pk").first()
    problems = [each for each in (check.problems if check else []) if region is None or each["chain"] in (chain, "-")]
    return AuditState(
        chain=chain,
        position=position,
        hash=made,
        waiting=(waiting.filter(region=region) if region else waiting).count(),
        chains=len(anchor.heads) if anchor else 0,
        is_intact=None if check is None else not problems,
        checked_at=check.at if check else None,
        problems=tuple(
            problem_words(each["kind"], each["chain"], each["position"], each["number"]) for each in problems[:5]
        ),
        anchored_at=anchor.at if anchor else None,
        anchor=_head_in(anchor, chain) if anchor else "",
    )


def _head_in(anchor: AuditAnchor, chain: str) -> str:
    """The head of a chain as somebody can write it down: `52.07:1204:9f...`."""
    head = anchor.heads.get(chain)
    return f"{chain}:{head[0]}:{head[1]}" if head else ""
