"""`manage.py make_breached_list FILE…`: the shipped list of known passwords, made from public ones.

Each source is a text with one password a line (`.txt`, `.lst`, also `.gz`) or a JSON list. The same sources give the
same bytes; `data/passwords/README.md` says which were used.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.passwords.breached import WIDTH, compact

COMMENT = "#!comment"


class Command(BaseCommand):
    help = "Makes the compact list of known passwords from public lists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", type=Path)
        parser.add_argument("--target", type=Path, default=settings.BREACHED_SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        words: set[str] = set()
        for source in options["sources"]:
            if not source.is_file():
                raise CommandError(f"There is no file {source}.")
            before = len(words)
            words.update(each for line in words_of(source) for each in (line, line.lower()))
            self.stdout.write(f"{source.name}: {len(words) - before} new")
        made = compact(words)
        options["target"].parent.mkdir(parents=True, exist_ok=True)
        options["target"].write_bytes(made)
        self.stdout.write(f"{len(made) // WIDTH} entries, {len(made)} bytes in {options['target']}")


def words_of(source: Path) -> Iterator[str]:
    """The entries of one list, without comments and empty lines."""
    raw = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
    text = raw.decode("utf-8", errors="replace")
    rows = json.loads(text) if source.suffix == ".json" else text.splitlines()
    yield from (row.rstrip("\r\n") for row in rows if row.strip() and not row.startswith(COMMENT))
