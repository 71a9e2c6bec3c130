"""Replace the hashes of telephones and devices of surveys that ended long ago; the timetable does this daily."""

from typing import Any

from django.core.management.base import BaseCommand

from monev.evaluation.services.survey_responses import forget_people


class Command(BaseCommand):
    help = "Replaces the hashes of citizen surveys that ended SURVEY_HASH_DAYS ago by random marks. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_people()} hashes replaced")
