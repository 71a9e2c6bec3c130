"""Giving audit entries their place: one chain for each region, and one for what belongs to no region.

Writers never wait for each other: they write entries without a place. One job at a time (an advisory lock on
PostgreSQL, the write lock on SQLite) takes those that are committed, in the order of their numbers, and chains them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from organizations.chaining import FORM, NATION, START, Written, content_of, digest_of, is_marked, link_of, new_salt
from organizations.models import AuditEntry

logger = logging.getLogger("audit")
AT_ONCE = 2000
"""Entries of one transaction: some tenths of a second."""
LOCK = 7_246_010_131
"""The number of the advisory lock: any, so long as nobody else takes it."""
COLUMNS = ("id", "at", "by__uid", "verb", "region__uid", "region__code", "subject_type", "subject_uid")
SEALED = ("chain", "position", "form", "salt", "content", "is_marked", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one entry gets when it is sealed."""

    number: int
    chain: str
    position: int
    salt: str
    content: str
    is_marked: bool
    previous: str
    hash: str

    @property
    def values(self) -> tuple[Any, ...]:
        marks = (self.salt, self.content, self.is_marked, self.previous, self.hash)
        return (self.chain, self.position, FORM, *marks)


def seal_entries(most: int | None = None, *, trusting: bool = False) -> int:
    """Seal what is waiting, `AT_ONCE` in each transaction; how many they were. Another that seals now does the work.

    `trusting`: entries without the mark of the portal were written before there was one (the migration).
    """
    sealed = 0
    while most is None or sealed < most:
        heads: dict[str, tuple[int, str]] = {}
        with transaction.atomic():
            done = _seal_some(heads, trusting) if _is_alone() else 0
        for chain, (position, made) in sorted(heads.items()):
            logger.info("audit head %s %s %s", chain, position, made)
        sealed += done
        if done < AT_ONCE:
            break
    return sealed


@transaction.atomic
def seal_all() -> int:
    """Seal everything that is committed, or written in this transaction, after whoever seals now has ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return seal_entries()


def _is_alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # a transaction that writes is alone on SQLite
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _seal_some(heads: dict[str, tuple[int, str]], trusting: bool) -> int:
    waiting = AuditEntry.objects.filter(position=None).order_by("pk")
    rows = list(waiting.values(*COLUMNS, "subject_label", "details", "salt", "content", "mark", "seen")[:AT_ONCE])
    heads |= heads_of({row["region__code"] or NATION for row in rows})
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    sealed = []
    for row in rows:
        made = _sealed(row, heads, keys, trusting)
        heads[made.chain] = (made.position, made.hash)
        sealed.append(made)
    _store(sealed)
    return len(sealed)


def heads_of(chains: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The position and the hash of the last entry of each chain; a new chain stands at nought."""
    found: dict[str, tuple[int, str]] = {}
    for chain in chains:
        last = AuditEntry.objects.filter(chain=chain, position__isnull=False).order_by("-position")
        found[chain] = last.values_list("position", "hash").first() or (0, START)
    return found


def written_of(row: dict[str, Any]) -> Written:
    """A row of values as it is hashed."""
    return Written(
        number=row["id"],
        at=row["at"],
        by=str(row["by__uid"]) if row["by__uid"] else None,
        verb=row["verb"],
        region=str(row["region__uid"]) if row["region__uid"] else None,
        subject_type=row["subject_type"],
        subject_uid=row["subject_uid"],
        content=row["content"],
    )


def _sealed(row: dict[str, Any], heads: dict[str, tuple[int, str]], keys: list[Any], trusting: bool) -> Sealed:
    chain = row["region__code"] or NATION
    position, previous = heads[chain]
    salt = row["salt"] or new_salt()
    content = content_of(salt, row["subject_label"], row["details"])
    marked = trusting or (content == row["content"] and is_marked(written_of(row), row["mark"], keys))
    entry = written_of(row | {"content": content})
    made = link_of(chain, position + 1, previous, digest_of(entry), row["seen"], marked)
    return Sealed(row["id"], chain, position + 1, salt, content, marked, previous, made)


def _store(rows: Sequence[Sealed]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = ("varchar", "bigint", "smallint", "varchar", "varchar", "boolean", "varchar", "varchar")
            given = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *types))
            columns = [[row.number for row in rows], *([*each] for each in zip(*(r.values for r in rows), strict=True))]
            setting = ", ".join(f'"{name}" = v."{name}"' for name in SEALED)
            named = ", ".join(f'"{name}"' for name in ("id", *SEALED))
            cursor.execute(
                f"UPDATE organizations_auditentry e SET {setting} FROM unnest({given}) AS v({named}) "  # noqa: S608
                "WHERE e.id = v.id AND e.position IS NULL",
                columns,
            )
            return
        setting = ", ".join(f'"{name}" = %s' for name in SEALED)
        cursor.executemany(
            f"UPDATE organizations_auditentry SET {setting} WHERE id = %s AND position IS NULL",  # noqa: S608
            [(*row.values, row.number) for row in rows],
        )
