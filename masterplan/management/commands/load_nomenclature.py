"""Load an edition of the government's nomenclature of programs, activities and sub-activities."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from masterplan.services.nomenclature import levels_in_words, load_nomenclature


class Command(BaseCommand):
    help = "Loads the nomenclature (CSV or XLSX) with its parents. Safe to run again: only what differs is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", default="2027", help="edition of the nomenclature (default 2027)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            loaded = load_nomenclature(content, filename=options["file"].name, edition=options["edition"])
        except OSError as problem:
            raise CommandError(_("The file %(file)s cannot be opened.") % {"file": options["file"]}) from problem
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        for line in levels_in_words(loaded.levels):
            self.stdout.write(line)
        numbers = {"created": loaded.created, "changed": loaded.changed, "unchanged": loaded.unchanged}
        self.stdout.write(_("%(created)s created, %(changed)s changed, %(unchanged)s unchanged") % numbers)
