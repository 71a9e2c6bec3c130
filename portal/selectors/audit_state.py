"""How the audit log stands: how far it is sealed, what the last check found, what was anchored last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


from organizations.chaining import NATION
from organizations.models import AuditAnchor, AuditCheck, AuditEntry, Region


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
    problems: tuple[dict[str, Any], ...]
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
        problems=tuple(problems[:5]),
        anchored_at=anchor.at if anchor else None,
        anchor=_head_in(anchor, chain) if anchor else "",
    )


def _head_in(anchor: AuditAnchor, chain: str) -> str:
    """The head of a chain as somebody can write it down: `52.07:1204:9f...`."""
    head = anchor.heads.get(chain)
    return f"{chain}:{head[0]}:{head[1]}" if head else ""
