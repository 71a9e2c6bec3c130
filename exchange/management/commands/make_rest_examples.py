"""Write the example rows of the REST documentation anew, from a database with the demonstration in it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchange.example_rows import FILE, read_examples
from exchange.tables import TABLES
from organizations.models import User
from organizations.roles import Role


class Command(BaseCommand):
    """To be run after a column of REST has changed, on a freshly loaded demonstration."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(memberships__role=Role.NATIONAL_ADMIN).first()
        if person is None:
            raise CommandError("There is no national administrator: load the demonstration first.")
        rows = dict(read_examples(person))
        FILE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        self.stdout.write(f"{len(rows)} of {len(TABLES)}; none of: {', '.join(sorted(set(TABLES) - set(rows)))}")
