"""Writes docs/settings.md from the code and .env.example; with --check it only says what does not agree."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.selectors.settings_table import problems, table

PAGE = "docs/settings.md"


class Command(BaseCommand):
    help = "Writes the table of settings, docs/settings.md, from the code and .env.example."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where something does not agree")

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        if wrong := problems(root):
            raise CommandError("\n".join(wrong))
        page, made = root / PAGE, table(root)
        if not options["check"]:
            page.write_text(made, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != made:
            raise CommandError(f"{PAGE} is not what manage.py settings_table writes; run it.")
