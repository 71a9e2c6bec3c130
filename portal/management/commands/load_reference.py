"""Load the reference data of the tree: regions, pillars, funds, ministries, rules, instruments, external figures, and
the published results of past evaluations."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.reference import catalogues, external, instruments, regions, results


class Command(BaseCommand):
    help = "Loads the reference data that comes with the portal. Safe to run again: only what differs is written."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loaded = regions.load() | catalogues.load() | instruments.load() | external.load() | results.load()
        for name, tally in loaded.items():
            self.stdout.write(f"{name}: {tally.created} created, {tally.changed} changed, {tally.unchanged} unchanged")
