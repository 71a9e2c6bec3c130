"""Print the demonstration users with their passwords."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.demo import DEMO_USERS


class Command(BaseCommand):
    help = "Prints the log-in of each demonstration user (only while DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is not 1: there are no demonstration users.")
        for user in DEMO_USERS:
            self.stdout.write(f"  {user.email:<34} {user.password:<22} {user.role.label}")
