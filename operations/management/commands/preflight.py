"""Before an upgrade: what would go wrong."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from operations.services.preflight import code, database, machine, migrations, work
from operations.services.preflight.findings import Finding, Level, ask_all

OF_THE_DATABASE = (*database.ALL, *migrations.ALL, *work.ALL)
OF_ALL_ELSE = (*code.ALL, *machine.ALL)


def findings(*, without_backup: bool = False) -> list[Finding]:
    """Everything; where the database cannot be asked, that is said once and all else is asked.

    `without_backup`: somebody has one by other means; that the portal knows of none is no reason to stop.
    """
    found = list(ask_all([database.can_be_asked]))
    if all(each.level < Level.ERROR for each in found):
        found += (_milder(each) if without_backup else each for each in ask_all(OF_THE_DATABASE))
    return [*found, *ask_all(OF_ALL_ELSE)]


def _milder(found: Finding) -> Finding:
    is_backup = found.code == "backup" and found.level == Level.ERROR
    return replace(found, level=Level.WARNING) if is_backup else found


class Command(BaseCommand):
    help = "Says before an upgrade what would go wrong. Exit code 0: good, 1: look at it, 2: stop. See docs/upgrade.md."
    requires_system_checks: Any = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="id")
        parser.add_argument("--without-backup", action="store_true", help="an old or missing backup does not stop it")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            found = findings(without_backup=options["without_backup"])
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
