"""`manage.py data_dictionary`: the data dictionary on the screen, or into docs/data-dictionary.md with the others."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from handbook.generated import dictionary


class Command(BaseCommand):
    help = "Print the data dictionary: every table and column, made from the models (docs/data-dictionary.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(dictionary.page(), ending="")
