"""Load the reference data of the tree: provinces, regions, cohorts, pillars, sources of funds, ministries, rules."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.reference import catalogues, regions, results


class Command(BaseCommand):
    help = "Loads the reference data that comes with the portal. Safe to run again: only what differs is written."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name, tally in (regions.load() | catalogues.load() | results.load()).items():
            self.stdout.write(f"{name}: {tally.created} created, {tally.changed} changed, {tally.unchanged} unchanged")
