"""Import a plan that was exported as a document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from exchange.interchange.problems import Problem
from exchange.services.plan_documents.importing import Imported, Unacceptable, import_document
from exchange.services.plan_documents.wishes import Mode, Wish
from organizations.models import Region


class Command(BaseCommand):
    help = (
        "Imports a plan from JSON (docs/plan-format.md; a matrix in CSV or XLSX goes through import_plan). Exits with 1"
        " and stores nothing when something is wrong; every mistake is printed with its JSON pointer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", required=True, help="official code, such as 52.07")
        parser.add_argument("--mode", choices=Mode.values, default=Mode.WHOLE.value)
        parser.add_argument("--create-agencies", action="store_true", help="create OPDs that the region does not have")
        parser.add_argument(
            "--agency",
            action="append",
            default=[],
            metavar="CODE:OWN",
            help="this OPD of the document is that OPD of the region; may be given several times",
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as problem:
            raise CommandError(_("The file %(file)s cannot be opened.") % {"file": options["file"]}) from problem
        try:
            made = import_document(data, _wish(options), by=None, name=options["file"].name, dry_run=options["dry_run"])
        except Unacceptable as refused:
            for each in refused.found.problems:
                self.stderr.write(_line(each))
            count = refused.found.told.count
            raise CommandError(
                _("%(count)s things are wrong with the document; nothing was stored.") % {"count": count}
            ) from refused
        self._tell(made, dry_run=options["dry_run"])

    def _tell(self, made: Imported, *, dry_run: bool) -> None:
        for each in made.notes:
            self.stdout.write(_line(each))
        for name, count in made.found.counts.items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"SHA-256: {made.found.reading.sha256}")
        if dry_run:
            self.stdout.write(_("Dry run: nothing was stored."))
            return
        for version in made.versions:
            self.stdout.write(
                _("Stored: %(version)s (%(status)s).") % {"version": version, "status": version.get_status_display()}
            )


def _wish(options: dict[str, Any]) -> Wish:
    region = Region.objects.filter(code=options["region"]).first()
    if region is None:
        raise CommandError(_("No region has the code %(code)s.") % {"code": options["region"]})
    pairs = [each.partition(":") for each in options["agency"]]
    agencies = {code: own for code, _colon, own in pairs}
    return Wish(region, Mode(options["mode"]), options["create_agencies"], agencies)


def _line(each: Problem) -> str:
    return f"{each.pointer or '/'}: {each.text}"
