"""`manage.py handbook_pages`: makes the pages of docs/ that come from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handbook.generated import pages


class Command(BaseCommand):
    help = "Write the pages of the handbook that are made from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = pages.stale() if options["check"] else pages.write()
        if options["check"] and changed:
            raise CommandError(f"Not current: {', '.join(changed)}. Run: manage.py handbook_pages")
        self.stdout.write("\n".join(changed) or "All pages are current.")
