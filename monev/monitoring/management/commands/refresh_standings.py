"""Recalculate the kept figures of the regions (the national view reads them)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from monev.monitoring.services.standings import mark_all, refresh_standings


class Command(BaseCommand):
    help = "Recalculates the standings that are stale, or all of them (--all). Safe to run again and beside the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="recalculate every row, also those that are up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            with transaction.atomic():
                mark_all()
        self.stdout.write(_("%(count)s standings recalculated") % {"count": refresh_standings()})
