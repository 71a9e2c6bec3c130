"""Before an upgrade: what would go wrong."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from operations.services.preflight import machine, migrations, work
from operations.services.preflight.findings import Level, ask_all

CHECKS = (*migrations.ALL, *work.ALL, *machine.ALL)


class Command(BaseCommand):
    help = "Says before an upgrade what would go wrong. Exit code 0: good, 1: look at it, 2: stop. See docs/upgrade.md."
    requires_system_checks: Any = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="id")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            found = list(ask_all(CHECKS))
            worst = max((each.level for each in found), default=Level.GOOD)
            if options["json"]:
                said = [
                    {"level": each.level.name.lower(), "code": each.code, "text": each.text, "advice": each.advice}
                    for each in found
                ]
                version = {"version": settings.VERSION, "exit_code": int(worst), "findings": said}
                self.stdout.write(json.dumps(version, ensure_ascii=False, indent=1))
            else:
                for each in sorted(found, key=lambda each: -each.level):
                    self.stdout.write(f"[{each.level.label}] {each.text}{f' {each.advice}' if each.advice else ''}")
                self.stdout.write(_("Result: %s") % worst.label)
        sys.exit(int(worst))
