"""`manage.py verify_audit`: is the audit log as it was written? Exit code 1 when it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organizations import audit
from organizations.chaining import digest_of
from organizations.models import AuditEntry, Region
from organizations.services.anchoring import current_heads
from organizations.services.sealing import COLUMNS, seal_entries, written_of
from organizations.services.verifying import Problem, verify
from organizations.services.verifying_anchors import head_problems, read_heads

LINE = re.compile(r"audit entry (\d+) (\S+) ([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Verify the chains of the audit log and say which entry is the first that is not as it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", help="code of one region: its chain only")
        parser.add_argument("--since", help="day (YYYY-MM-DD) from which entries are verified")
        parser.add_argument("--against", help="a head from elsewhere: CHAIN:POSITION:HASH, or the file of an anchor")
        parser.add_argument("--log", help="log of the server: every entry that it names must be there, unchanged")
        parser.add_argument("--accept-unmarked", help="answer for entries without the mark of the portal: the reason")

    def handle(self, *args: Any, **options: Any) -> None:
        region = self._region(options["region"])
        seal_entries()
        if options["accept_unmarked"]:
            self._accept(options["accept_unmarked"])
        found = verify(region, self._since(options["since"], region))
        problems = [*found.problems, *self._against(options["against"]), *self._log(options["log"])]
        for each in problems:
            self.stderr.write(str(each))
        if found.waiting:
            self.stdout.write(f"{found.waiting} entries are not sealed yet")
        if problems:
            raise CommandError(f"The audit log is broken: {len(problems)} problems.", returncode=1)
        for chain, (position, made) in sorted(found.heads.items()):
            self.stdout.write(f"{chain}:{position}:{made}")
        self.stdout.write(self.style.SUCCESS(f"The audit log is intact: {found.entries} entries verified."))

    def _region(self, code: str | None) -> Region | None:
        if not code:
            return None
        region = Region.objects.filter(code=code).first()
        if region is None:
            raise CommandError(f"There is no region {code}.", returncode=2)
        return region

    def _since(self, day: str | None, region: Region | None) -> datetime | None:
        if not day:
            return None
        zone = ZoneInfo(region.time_zone) if region else timezone.get_default_timezone()
        try:
            return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone)
        except ValueError as error:
            raise CommandError("--since is a day such as 2026-11-29.", returncode=2) from error

    def _against(self, given: str | None) -> Iterator[Problem]:
        if not given:
            return
        file = Path(given)
        try:
            heads = read_heads(file.read_text() if file.is_file() else given)
        except (ValueError, TypeError) as error:
            raise CommandError(f"--against cannot be read: {error}", returncode=2) from error
        for row in head_problems(heads, {*heads, *current_heads()}, "the head that was given"):
            yield Problem(*row)

    def _log(self, name: str | None) -> Iterator[Problem]:
        """Entries of the log that are gone or changed in the database."""
        if not name:
            return
        with Path(name).open(errors="replace") as lines:
            said = {int(hit[1]): (hit[2], hit[3]) for line in lines if (hit := LINE.search(line))}
        numbers = sorted(said)
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            rows = {
                row["id"]: row for row in AuditEntry.objects.filter(pk__in=some).values(*COLUMNS, "content", "form")
            }
            for number in some:
                chain, digest = said[number]
                if number not in rows:
                    yield Problem("gone", chain, 0, number, "the log of the server names it, and it is gone")
                elif digest_of(written_of(rows[number]), rows[number]["form"]) != digest:
                    yield Problem("changed", chain, 0, number, "it is not what the log of the server says")

    def _accept(self, reason: str) -> None:
        """Written down as an act of the portal; who ran the command knows why."""
        found = AuditEntry.objects.filter(position__isnull=False, is_marked=False).order_by("pk")
        first = found.first()
        if first is None:
            return
        audit.record(
            None, "audit.accepted", first, region=None, numbers=[*found.values_list("pk", flat=True)], reason=reason
        )
        seal_entries()
