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
    help = (
        "Makes a pair of keys: the private one into FILE (or -, standard output), the public one for BACKUP_PUBLIC_KEY."
    )
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            help="where the private key is written, which must not exist; - writes it to the standard output "
            "and the public one to the standard error",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pair = pyrage.x25519.Identity.generate()
        public = str(pair.to_public())
        text = f"# created: {timezone.now():%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{pair}\n"
        if options["file"] == "-":
            self.stdout.write(text, ending="")
            self.stderr.write(f"BACKUP_PUBLIC_KEY={public}")
        else:
            _write(Path(options["file"]), text)
            self.stdout.write(f"BACKUP_PUBLIC_KEY={public}")
            self.stderr.write(_("The private key is in %s.") % options["file"])
        self.stderr.write(
            _(
                "Without the private key no backup can be opened, by anybody: print it or copy it to two places that "
                "are not this server (a safe, another office), try it (manage.py restore --check), then delete it here."
            )
        )


def _write(path: Path, text: str) -> None:
    """A file that only its owner reads, and that was not there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
    except FileExistsError as problem:
        raise CommandError(_("%s exists; it is not written over.") % path) from problem
    except OSError as problem:
        said = _(
            "%(file)s cannot be written (%(problem)s). With - the key goes to the standard output: backup_key - > FILE"
        )
        raise CommandError(said % {"file": path, "problem": problem.strerror}) from problem
