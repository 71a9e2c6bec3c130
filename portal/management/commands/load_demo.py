"""Load the demonstration: Kabupaten Sumbawa Barat with its published facts and example data, and a second region."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organizations.demo import DEMO_REGION
from organizations.models import Region
from portal.demo import loader


class Command(BaseCommand):
    help = "Loads the demonstration data (only with DEMO=1, or --force; never in production). Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load although DEMO is not 1")

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "PRODUCTION", False):
            raise CommandError("PRODUCTION=1: demonstration data is not loaded here.")
        if not settings.DEMO and not options["force"]:
            raise CommandError("DEMO is not 1: set DEMO=1, or say --force.")
        if not Region.objects.filter(code=DEMO_REGION).exists():
            raise CommandError("There are no regions yet: run load_reference first.")
        changed = loader.load(timezone.localdate())
        self.stdout.write("Demonstration data loaded." if changed else "Demonstration data is there already.")
