"""After a recovery of PostgreSQL to a moment: what a restore does at its end."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from operations.services.restoring import after_recovery


class Command(BaseCommand):
    help = "After point-in-time recovery: ends log-ins, empties cache and queue, holds mails and webhooks that waited."

    def handle(self, *args: Any, **options: Any) -> None:
        done = after_recovery()
        self.stdout.write(_("Log-ins ended: %s") % done.sessions)
        said = {"mails": done.held.mails, "webhooks": done.held.webhooks, "answers": done.held.answers}
        line = _("Mails: %(mails)s; messages to webhooks: %(webhooks)s; answers to citizens: %(answers)s")
        self.stdout.write(line % said)
