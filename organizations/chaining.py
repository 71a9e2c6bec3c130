"""How an audit entry is sealed: pure, from plain values. What stands here for form 1 stays so for good.

Three hashes, each SHA-256 over the canonical text (`core.canonical`):

- `content_of`: salt, label and details. Whoever erases personal data erases the salt with them: the rest says nothing.
- `digest_of`: what is never erased (number, moment, act, who and where as identifiers) and the content hash.
- `link_of`: the place in the chain: its name, the position, the hash before, the digest. This is the entry's hash.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from core.canonical import sha256_of, text_of

FORM = 1
"""The version of the canonical form that new entries are sealed in."""
START = "0" * 64
"""What stands before the first entry of a chain."""
NATION = "nasional"
"""The chain of acts that belong to no region."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it is written: everything that never changes, people and regions by their stable identifiers."""

    number: int
    at: datetime
    by: str | None
    verb: str
    region: str | None
    subject_type: str
    subject_uid: str
    content: str


def new_salt() -> str:
    """128 bits that nobody can guess."""
    return secrets.token_hex(16)


def moment(at: datetime) -> str:
    """A moment as the canonical form writes it.

    >>> moment(datetime(2026, 11, 29, 7, 5, tzinfo=UTC))
    '2026-11-29T07:05:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def content_of(salt: str, label: str, details: Any) -> str:
    """The commitment to what may hold personal data."""
    return sha256_of({"salt": salt, "label": label, "details": details})


def digest_of(entry: Written, form: int = FORM) -> str:
    """The hash of an entry without its place in the chain."""
    return sha256_of(_body(entry) | {"form": form, "number": entry.number})


def link_of(
    chain: str, position: int, previous: str, digest: str, seen: int | None, is_marked: bool, form: int = FORM
) -> str:
    """The hash of an entry at its place: of all that came before, and of itself."""
    return sha256_of(
        {
            "form": form,
            "chain": chain,
            "position": position,
            "previous": previous,
            "digest": digest,
            "seen": seen,
            "marked": is_marked,
        }
    )


def mark_of(entry: Written, secret: str | bytes) -> str:
    """What only the portal can write: without its secret key nobody puts an entry beside the others.

    The number of the entry is not yet known when it is written.
    """
    key = secret if isinstance(secret, bytes) else secret.encode()
    return hmac.new(sha256(b"audit mark 1:" + key).digest(), text_of(_body(entry)).encode(), sha256).hexdigest()


def is_marked(entry: Written, mark: str, keys: list[str | bytes]) -> bool:
    """Whether one of the portal's keys made the mark."""
    return any(hmac.compare_digest(mark_of(entry, each), mark) for each in keys)


def signature_of(text: str, secret: str | bytes) -> str:
    """The portal's signature under an anchor."""
    key = secret if isinstance(secret, bytes) else secret.encode()
    return hmac.new(sha256(b"audit anchor 1:" + key).digest(), text.encode(), sha256).hexdigest()


def _body(entry: Written) -> dict[str, Any]:
    return {
        "at": moment(entry.at),
        "by": entry.by,
        "verb": entry.verb,
        "region": entry.region,
        "subject_type": entry.subject_type,
        "subject_uid": entry.subject_uid,
        "content": entry.content,
    }
