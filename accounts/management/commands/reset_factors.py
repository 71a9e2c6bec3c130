"""Takes the second factors of somebody away who lost them all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.factors import reset_factors
from organizations.models import User


class Command(BaseCommand):
    help = "Removes all second factors of a person and ends their sessions; it is audited, and the person is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the e-mail address {options['email']}.")
        count = reset_factors(person, by=None)
        self.stdout.write(f"{person} ({person.email}): {count} factors removed, all sessions ended, person told.")
