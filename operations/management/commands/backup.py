"""Back up database and files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.services.backups import run_backup
from operations.vault.manifest import FORMS


class Command(BaseCommand):
    help = "Backs up database and files to a folder or s3://bucket/prefix (default: BACKUP_TARGET). See docs/backup.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", nargs="?", default="")
        parser.add_argument("--form", choices=FORMS, default="", help="of the database; rows: for either database")
        parser.add_argument(
            "--reread", action="store_true", help="read every file again, also those that look the same"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = run_backup(options["target"], form=options["form"], reread=options["reread"])
        except Refused as problem:
            raise CommandError(str(problem.message)) from problem
        said = _(
            "Backup %(name)s in %(target)s: database %(database)s, %(files)s files, %(new)s of them new (%(bytes)s)."
        )
        self.stdout.write(
            said
            % {
                "name": run.name,
                "target": run.target,
                "database": filesizeformat(run.database_bytes or 0),
                "files": run.files,
                "new": run.new_files,
                "bytes": filesizeformat(run.new_bytes or 0),
            }
        )
        if run.missing_files:
            self.stderr.write(_("Files that rows name and nobody finds: %s") % run.missing_files)
        if run.notes:
            self.stderr.write(run.notes)
