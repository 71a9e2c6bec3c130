"""Fill an empty database with made-up data of national size, to try the portal with it and to measure it."""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organizations.models import Region
from portal.national_data import checking, standing
from portal.national_data.making import NATIONAL_PERSON, Size, make_nation


class Command(BaseCommand):
    help = (
        "Makes up regions with plans and years of reports, all marked as example data. Only in a database that holds "
        "nothing but reference data; never with PRODUCTION=1. The same seed and day make the same rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--regions", type=int, default=514)
        parser.add_argument("--programs", type=int, default=60, help="of each region")
        parser.add_argument("--years", type=int, default=5, help="up to the year of the day")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--reports-per-year", type=int, default=4, choices=range(4, 13), metavar="4..12",
            help="of each program; 4: all regions report quarterly, 12: all monthly, between: so many that this is "
            "the mean",
        )  # fmt: skip
        parser.add_argument("--today", type=date.fromisoformat, help="the day up to which there are reports")
        parser.add_argument("--standings", type=int, default=2, help="newest periods whose standings are calculated")
        parser.add_argument(
            "--force-empty", action="store_true", help="people (an administrator) may be there already; nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "PRODUCTION", False):
            raise CommandError("PRODUCTION=1: made-up data is not loaded here.")
        if not Region.objects.exists():
            raise CommandError("There are no regions yet: run load_reference first.")
        if found := checking.what_is_there(people_may_be=options["force_empty"]):
            raise CommandError(f"This database is in use, nothing is made up in it: {', '.join(found)}")
        size = Size(
            options["regions"],
            options["programs"],
            options["years"],
            options["seed"],
            options["reports_per_year"],
            options["today"] or timezone.localdate(),
        )
        begun = time.monotonic()
        for name, count in make_nation(size, self._tell).items():
            self.stdout.write(f"{name}: {count}")
        made = time.monotonic()
        self.stdout.write(f"Made in {made - begun:.0f} s; {NATIONAL_PERSON} sees all regions.")
        done = standing.calculate(options["standings"], self._tell)
        self.stdout.write(f"{done} standings calculated in {time.monotonic() - made:.0f} s.")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
