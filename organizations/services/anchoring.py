"""Anchors: the heads of all chains, signed, written where a rewritten database does not reach.

An anchor stands in the database, as a file in the storage, as a line in the log of the server, and in a mail where
`AUDIT_ANCHOR_MAIL` names addresses. Who rewrites a chain from some entry on can make it fit again, but not these.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone

from core.canonical import sha256_of, text_of
from organizations.chaining import START, moment, signature_of
from organizations.models import AuditAnchor, AuditEntry
from organizations.services.sealing import seal_entries

logger = logging.getLogger("audit")
FOLDER = "audit/anchors"
LOCK = 7_246_010_132
"""The number of the advisory lock: any, so long as nobody else takes it (sealing has its own)."""
HEADS = """
    SELECT e.chain, e.position, e.hash FROM organizations_auditentry e JOIN (
        SELECT chain, max(position) AS position FROM organizations_auditentry WHERE position IS NOT NULL GROUP BY chain
    ) last ON last.chain = e.chain AND last.position = e.position ORDER BY e.chain
"""


def anchor_first() -> AuditAnchor | None:
    """The first anchor, of what was there before there were chains; none where nothing was."""
    if AuditAnchor.objects.exists() or not AuditEntry.objects.exists():
        return None
    return make_anchor()


def make_anchor() -> AuditAnchor:
    """Seal what is waiting, then write down where every chain ends."""
    seal_entries()
    with transaction.atomic():
        _wait_for_others()
        before = AuditAnchor.objects.order_by("-pk").first()
        anchor = AuditAnchor(
            at=timezone.now(),
            number=AuditEntry.objects.filter(position__isnull=False)
            .order_by("-pk")
            .values_list("pk", flat=True)
            .first()
            or 0,
            heads=current_heads(),
            previous=before.hash if before else START,
        )
        anchor.hash = hash_of(anchor)
        anchor.signature = signature_of(anchor.hash, settings.SECRET_KEY)
        anchor.file = _name(anchor)
        anchor.save(force_insert=True)
        default_storage.save(anchor.file, ContentFile(text_of_anchor(anchor).encode()))
    logger.info("audit anchor %s %s of %s chains", anchor.hash, anchor.signature, len(anchor.heads))
    _mail(anchor)
    return anchor


def _wait_for_others() -> None:
    """Anchors are made one after the other: each sees the one before, or two would follow the same one for good."""
    if connection.vendor == "postgresql":  # a transaction that writes is alone on SQLite
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def current_heads() -> dict[str, list[Any]]:
    """Chain -> position and hash of its last sealed entry."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS)
        return {chain: [position, made] for chain, position, made in cursor.fetchall()}


def body_of(anchor: AuditAnchor) -> dict[str, Any]:
    """What of an anchor is hashed."""
    return {"at": moment(anchor.at), "number": anchor.number, "heads": anchor.heads, "previous": anchor.previous}


def hash_of(anchor: AuditAnchor) -> str:
    """The hash of an anchor."""
    return sha256_of(body_of(anchor))


def text_of_anchor(anchor: AuditAnchor) -> str:
    """An anchor as its file holds it."""
    return text_of({**body_of(anchor), "hash": anchor.hash, "signature": anchor.signature})


def is_signed(anchor: AuditAnchor) -> bool:
    """Whether one of the portal's keys signed it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return anchor.signature in {signature_of(anchor.hash, key) for key in keys}


def _name(anchor: AuditAnchor) -> str:
    """Of its file, which is written after the row: a row that is refused leaves no file that nobody knows."""
    return f"{FOLDER}/{anchor.at:%Y}/{anchor.at:%Y-%m-%dT%H%M%S}-{anchor.hash[:12]}.json"


def _mail(anchor: AuditAnchor) -> None:
    """To addresses outside of the portal, such as the inspectorate's; a mail server that is away stops nothing."""
    if not settings.AUDIT_ANCHOR_MAIL:
        return
    try:
        send_mail(
            f"Audit {anchor.at:%Y-%m-%d} {anchor.hash[:12]}", text_of_anchor(anchor), None, settings.AUDIT_ANCHOR_MAIL
        )
    except OSError as problem:
        logger.warning("the anchor could not be mailed: %s", problem)
