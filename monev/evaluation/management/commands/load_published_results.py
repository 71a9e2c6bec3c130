"""Load published results of a past evaluation, recompute every final, and print each difference."""

from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.evaluation.importing.cells import UnfitFile
from monev.evaluation.management.finding import content_of, day_of, instrument_of
from monev.evaluation.services.published_results import Difference, LoadedResults, load_published_results


class Command(BaseCommand):
    help = (
        "Stores published results (CSV or XLSX: region, one column per dimension of the instrument, final; perhaps"
        " improvement) beside what the instrument's rule makes of them. Prints each difference and then exits with 1."
        " A published figure that is stored already is never overwritten. A line that cannot be understood stops the"
        " load before anything is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--instrument", required=True, help="code of the instrument, such as 2022")
        parser.add_argument("--source", default="", help="the letter that published them (default: the file's name)")
        parser.add_argument("--published-on", type=day_of, help="day of publication, such as 2022-12-06")

    def handle(self, *args: Any, **options: Any) -> None:
        content, instrument = content_of(options["file"]), instrument_of(options["instrument"])
        try:
            loaded = load_published_results(
                content,
                filename=options["file"].name,
                instrument=instrument,
                source=options["source"],
                published_on=options["published_on"],
            )
        except UnfitFile as unfit:
            for problem in unfit.problems:
                self.stderr.write(str(problem))
            raise CommandError(_("Nothing was stored. Correct the lines above and load the file again.")) from unfit
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        self._tell(loaded)
        if loaded.differences:
            count = len(loaded.differences)
            raise CommandError(_("%(count)s differences; the published figures stay as they are.") % {"count": count})

    def _tell(self, loaded: LoadedResults) -> None:
        for heading in loaded.table.ignored:
            self.stdout.write(_("Column not used: %(name)s") % {"name": heading})
        for each in loaded.differences:
            self.stdout.write(difference_line(each))
        if loaded.absent:
            regions = ", ".join(f"{row.region.code} {row.region.name}" for row in loaded.absent)
            self.stdout.write(_("Did not take part, not ranked: %(regions)s") % {"regions": regions})
        facts = {
            "rows": len(loaded.table.rows),
            "agreeing": loaded.agreeing,
            "absent": len(loaded.absent),
            "created": loaded.created,
            "completed": loaded.completed,
            "unchanged": loaded.unchanged,
        }
        self.stdout.write(
            _("%(rows)s regions: %(agreeing)s agree to the second decimal, %(absent)s did not take part") % facts
        )
        self.stdout.write(_("%(created)s created, %(completed)s completed, %(unchanged)s unchanged") % facts)


def difference_line(each: Difference) -> str:
    """One difference as one line."""
    facts: dict[str, Any] = {
        "region": f"{each.region.code} {each.region.name}",
        "published": each.published,
        "computed": each.computed,
        "stored": each.stored,
        "difference": _signed(each.published - (each.computed or Decimal(0))),
        "names": ", ".join(each.dimensions),
        "instrument": each.instrument,
    }
    if each.is_arithmetic:
        return _("%(region)s: published %(published)s, computed %(computed)s (difference %(difference)s)") % facts
    if each.instrument:
        return _("%(region)s: already published as %(stored)s by the instrument %(instrument)s; kept") % facts
    if each.dimensions:
        said = _("%(region)s: already published as %(stored)s, this file says %(published)s; kept") % facts
        return f"{said}. " + _("Other scores: %(names)s") % facts
    return _("%(region)s: already published as %(stored)s, this file says %(published)s; kept") % facts


def _signed(value: Decimal) -> str:
    return f"{value:+}"
