"""Compares every stored file with what the tables say of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from core.kept_files import compare


class Command(BaseCommand):
    """`manage.py verify_files`: names files that are missing, changed or named by no row; exits with 1 if there are."""

    help = "Compares the stored files with the tables: missing, changed and left-over files. Exits with 1 if any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--names-only", action="store_true", help="do not read the files, only look for them")

    def handle(self, *args: Any, **options: Any) -> None:
        found = compare(content=not options["names_only"])
        for kind, name, where in found.problems:
            self.stdout.write(f"{kind}: {name} ({where})")
        self.stdout.write(f"{found.looked_at} files, {filesizeformat(found.size)}, {len(found.problems)} problems")
        if found.problems:
            raise CommandError("Some files are not as they should be.", returncode=1)
