"""For the health check of a container or a unit: ends with 0 when the process of this host gave a sign of life."""

from __future__ import annotations

import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.pulses import pulses


class Command(BaseCommand):
    help = "Ends with 0 if a worker (or with --beat the timetable) of this host gave a sign of life lately."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beat", action="store_true", help="the timetable instead of a worker")
        parser.add_argument("--any-host", action="store_true", help="of any host, not only of this one")
        parser.add_argument("--name", default="", help="the worker of this name, such as quick@host")

    def handle(self, *args: Any, **options: Any) -> None:
        role = "beat" if options["beat"] else "worker"
        here = socket.gethostname()
        seen = [each for each in pulses() if each.role == role and (options["any_host"] or each.host == here)]
        if options["name"]:
            seen = [each for each in seen if each.name == options["name"]]
        if not any(each.is_fresh for each in seen):
            age = min((each.age for each in seen), default=None)
            raise CommandError(f"{role}: no sign of life" + (f" for {age:.0f} s" if age is not None else ""))
        self.stdout.write(", ".join(f"{each.name} {each.age:.0f} s" for each in seen if each.is_fresh))
