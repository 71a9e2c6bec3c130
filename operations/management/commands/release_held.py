"""Mails and messages to webhooks that are held after a restore."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from operations.services.held import held, release


class Command(BaseCommand):
    help = (
        "Shows what is held after a restore; --send lets it go, --drop leaves it (mails stay readable in the portal)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--send", action="store_true")
        either.add_argument("--drop", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = release(send=options["send"]) if options["send"] or options["drop"] else held()
        said = {"mails": found.mails, "webhooks": found.webhooks, "answers": found.answers}
        line = _("Mails: %(mails)s; messages to webhooks: %(webhooks)s; answers to citizens: %(answers)s")
        self.stdout.write(line % said)
