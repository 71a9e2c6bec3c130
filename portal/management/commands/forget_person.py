"""`manage.py forget_person EMAIL --reason ...`: close an account and replace what names the person, for good."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from organizations.models import User
from portal.services.forgetting import forget_person


class Command(BaseCommand):
    help = "Forget a person: the account is closed and leads to a pseudonym, official acts stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="why, as it stands in the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody has this e-mail address.")
        try:
            done = forget_person(person, by=None, reason=options["reason"])
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        self.stdout.write(
            f"{done.pseudonym}: {sum(done.deleted.values())} rows deleted, {sum(done.emptied.values())} emptied, "
            f"{done.redacted} audit entries made unreadable"
        )
