"""Load the item scores of a region in a past evaluation; prints its dimension scores and the final score."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.evaluation.importing.cells import UnfitFile
from monev.evaluation.management.finding import content_of, instrument_of, region_of
from monev.evaluation.services.item_scores import LoadedScores, load_item_scores


class Command(BaseCommand):
    help = (
        "Reads the score of every item (CSV or XLSX: code, score; - where it does not apply), prints each dimension"
        " and the final with two decimals, and keeps the scores as history. A stored score is never overwritten: one"
        " that differs is listed, and the command exits with 1. Notes go to the error stream."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", required=True, help="official code, such as 35.07, or a name")
        parser.add_argument("--instrument", required=True, help="code of the instrument, such as 2022")
        parser.add_argument("--source", default="", help="the letter that published them (default: the file's name)")

    def handle(self, *args: Any, **options: Any) -> None:
        content, instrument = content_of(options["file"]), instrument_of(options["instrument"])
        region = region_of(options["region"])
        try:
            loaded = load_item_scores(
                region, content, filename=options["file"].name, instrument=instrument, source=options["source"]
            )
        except UnfitFile as unfit:
            for problem in unfit.problems:
                self.stderr.write(str(problem))
            raise CommandError(_("Nothing was stored. Correct the lines above and load the file again.")) from unfit
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        for code, score in (*loaded.dimensions.items(), ("final", loaded.final)):
            self.stdout.write(f"{code} {score}")
        self._note(loaded)
        if loaded.kept:
            raise CommandError(
                _("%(count)s scores are stored otherwise; the stored ones stay.") % {"count": len(loaded.kept)}
            )

    def _note(self, loaded: LoadedScores) -> None:
        for heading in loaded.ignored:
            self.stderr.write(_("Column not used: %(name)s") % {"name": heading})
        for each in loaded.kept:
            facts = {"code": each.code, "stored": _text(each.stored), "given": _text(each.given)}
            self.stderr.write(_("item %(code)s: stored %(stored)s, this file says %(given)s; kept") % facts)
        self.stderr.write(
            _("%(created)s created, %(unchanged)s unchanged")
            % {"created": loaded.created, "unchanged": loaded.unchanged}
        )
        self.stderr.write(official_note(loaded))
        for code, published, value in loaded.disagreeing:
            facts = {"code": code, "published": str(published), "computed": str(value)}
            self.stderr.write(_("%(code)s: published %(published)s, computed %(computed)s") % facts)


def official_note(loaded: LoadedScores) -> str:
    """Whether the scores make what was published."""
    if loaded.official is None:
        return _("No published result of this region and instrument is stored.")
    if loaded.disagreeing:
        return _("The published result differs:")
    return _("Agrees with the published result.")


def _text(score: Any) -> str:
    return "-" if score is None else format(score.normalize(), "f")
