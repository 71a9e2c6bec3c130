"""A pair of keys for backups."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Makes a pair of keys: the private one into FILE, the public one for BACKUP_PUBLIC_KEY."
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where the private key is written; it must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        pair = pyrage.x25519.Identity.generate()
        public, path = str(pair.to_public()), Path(options["file"])
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as problem:
            raise CommandError(_("%s exists; it is not written over.") % path) from problem
        with os.fdopen(handle, "w") as file:
            file.write(f"# created: {timezone.now():%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{pair}\n")
        self.stdout.write(f"BACKUP_PUBLIC_KEY={public}")
        self.stderr.write(
            _(
                "The private key is in %s. Without it no backup can be opened, by anybody: print it or copy it to two "
                "places that are not this server (a safe, another office), try it (manage.py restore --check), then "
                "delete it here."
            )
            % path
        )
