"""Get database and files back from a backup."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.services.checking import Source, check, choose, require_known_version
from operations.services.restoring import Restored, restore
from operations.vault.programs import ProgramFailed
from operations.vault.stores import STORE_PROBLEMS
from operations.vault.streams import identities

ELSEWHERE = "RESTORE_ELSEWHERE"
"""Told from one beginning of the command to the next: the database is not the one of this portal."""


class Command(BaseCommand):
    help = (
        "Restores the newest backup of a target (or --run NAME). Stop web, worker and beat first. See docs/backup.md."
    )
    requires_system_checks: Any = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", nargs="?", default="", help="folder or s3://bucket/prefix; default: BACKUP_TARGET"
        )
        parser.add_argument("--run", default="", help="name of one backup; default: the newest that is whole")
        parser.add_argument("--private-key", default="", metavar="FILE", help="- reads it from the standard input")
        parser.add_argument("--into", default="", metavar="DATABASE_URL", help="another database than DATABASE_URL")
        parser.add_argument("--files-into", default="", metavar="FOLDER", help="another folder than FILES_DIR")
        parser.add_argument("--check", action="store_true", help="only check the backup, change nothing")
        parser.add_argument("--replace", action="store_true", help="destroy what is in the database")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        _elsewhere(options["into"], options["files_into"])
        try:
            source = choose(options["source"] or settings.BACKUP_TARGET, options["run"], keys=_keys(options))
            self._show(source)
            if options["check"]:
                require_known_version(source.manifest)
                check(source, lambda: None)
                self.stdout.write(_("The backup is whole."))
                return
            self._confirm(options)
            forget = not os.environ.get(ELSEWHERE)
            done = restore(source, replace=options["replace"], alive=lambda: None, say=self.stdout.write, forget=forget)
        except Refused as problem:
            raise CommandError(str(problem.message)) from problem
        except (*STORE_PROBLEMS, ProgramFailed, Error) as problem:
            raise CommandError(str(problem)) from problem
        self._report(done)

    def _show(self, source: Source) -> None:
        manifest = source.manifest
        said = _(
            "Backup %(name)s of %(moment)s, version %(version)s, %(form)s, %(rows)s rows, %(files)s files (%(size)s)"
        )
        figures = {
            "name": manifest.uid,
            "moment": manifest.finished_at,
            "version": manifest.portal,
            "form": manifest.form,
            "rows": sum(manifest.rows.values()),
            "files": manifest.files["count"],
            "size": filesizeformat(manifest.files["bytes"]),
        }
        self.stdout.write(said % figures)

    def _confirm(self, options: dict[str, Any]) -> None:
        if not options["replace"] or options["yes"]:
            return
        name = str(connection.settings_dict["NAME"]).rpartition("/")[2]
        self.stdout.write(_("Everything in the database “%s” will be destroyed. Type its name to go on:") % name)
        try:
            said = input()
        except EOFError:  # nobody is there to answer
            said = ""
        if said.strip() != name:
            raise CommandError(_("Nothing was changed."))

    def _report(self, done: Restored) -> None:
        self.stdout.write(_("Restored. Files written: %(files)s. Log-ins ended: %(sessions)s.") % vars(done))
        if done.held:
            self.stdout.write(
                _(
                    "Held until you decide (manage.py release_held): mails %(mails)s, messages to webhooks "
                    "%(webhooks)s, answers to citizens %(answers)s."
                )
                % {"mails": done.held.mails, "webhooks": done.held.webhooks, "answers": done.held.answers}
            )
        for each in done.warnings:
            self.stderr.write(each)


def _elsewhere(database: str, files: str) -> None:
    """Begin anew with another database or folder: settings are read once.

    Cache and queue belong to the portal that may be running here on its own database: they are left alone.
    """
    wanted = {"DATABASE_URL": database, "FILES_DIR": files} if files else {"DATABASE_URL": database}
    other = {name: value for name, value in wanted.items() if value and os.environ.get(name) != value}
    if other:
        if files:
            other["STORAGE_BUCKET"] = ""
        if "DATABASE_URL" in other:
            other |= {"REDIS_URL": "", ELSEWHERE: "1"}
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | other)  # noqa: S606


def _keys(options: dict[str, Any]) -> list[Any] | None:
    if not (given := options["private_key"]):
        return None
    if given == "-":
        if options["replace"] and not (options["yes"] or options["check"]):
            raise CommandError(_("--private-key - reads the key where your answer would come from: say --yes too."))
        return identities(sys.stdin.read())
    try:
        return identities(Path(given).read_text())
    except (OSError, UnicodeDecodeError) as problem:
        said = _("%(file)s cannot be read (%(problem)s). With - it comes by the standard input: --private-key - < FILE")
        raise CommandError(said % {"file": given, "problem": getattr(problem, "strerror", problem)}) from problem
