"""Import a plan matrix from the command line; prints what was read, what was not, and what changes."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from masterplan.importing.messages import Level, Message
from masterplan.services.importing.applying import apply_import
from masterplan.services.importing.differences import Comparison, Difference, How, What
from masterplan.services.importing.placing import PillarMap, read_pillar_map
from masterplan.services.importing.preview import Preview, Source, preview
from organizations.models import Region

SHOWN_DIFFERENCES = 60
_ORDER = (Level.ERROR, Level.GUESS, Level.CHECK, Level.SKIP, Level.NOTE)


class Command(BaseCommand):
    help = (
        "Imports a plan matrix (CSV or XLSX) as a draft version. Exits with 1 when something could not be read, and"
        " then stores nothing. The same file again changes nothing; a changed file shows its differences first. An"
        " adopted version is never changed: the import then writes into a new draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", required=True, help="official code, such as 52.07")
        parser.add_argument("--title", required=True)
        parser.add_argument("--start", required=True, type=int, help="first year of the plan")
        parser.add_argument("--end", required=True, type=int, help="last year of the plan")
        parser.add_argument("--dry-run", action="store_true", help="print everything, store nothing")
        parser.add_argument("--pillars", type=Path, help="CSV: code prefix or program name, sub-dimension")
        parser.add_argument(
            "--repeated-once",
            action="store_true",
            help="count amounts once that are the same in every row of a program",
        )
        parser.add_argument("--brief", action="store_true", help="print only counts, totals and what could not be read")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = self._source(options)
            found = preview(source)
            self._print(found, brief=options["brief"])
            if found.errors:
                raise CommandError(
                    _("%(count)s things could not be read; nothing was stored.") % {"count": len(found.errors)}
                )
            if options["dry_run"]:
                self.stdout.write(_("Dry run: nothing was stored."))
                return
            found, upload = apply_import(source, by=None)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        if found.same_as is not None or not found.comparison:
            self.stdout.write(_("Nothing changes: this is stored already."))
        else:
            self.stdout.write(_("Stored in %(version)s (draft).") % {"version": upload.plan_version})

    def _source(self, options: dict[str, Any]) -> Source:
        region = Region.objects.filter(code=_region_code(options["region"])).first()
        if region is None:
            raise CommandError(_("No region has the code %(code)s.") % {"code": options["region"]})
        pillars: PillarMap | None = None
        if options["pillars"]:
            pillars = read_pillar_map(_bytes(options["pillars"]), filename=options["pillars"].name)
        return Source(
            _bytes(options["file"]),
            options["file"].name,
            region,
            options["title"].strip(),
            options["start"],
            options["end"],
            pillar_map=pillars,
            repeated_once=options["repeated_once"],
        )

    def _print(self, found: Preview, *, brief: bool) -> None:
        if not brief:
            self._columns(found)
        self._messages(found.messages, brief=brief)
        if not brief:
            self._differences(found.comparison, found)
        self._counts(found)

    def _columns(self, found: Preview) -> None:
        self.stdout.write(_("Columns (header in row %(row)s):") % {"row": found.mapping.header + 1})
        for column in found.mapping.columns:
            year = f" {column.year}" if column.year else ""
            self.stdout.write(f"  {column.index + 1}. {column.header or '-'}: {column.role.label}{year}")

    def _messages(self, messages: list[Message], *, brief: bool) -> None:
        for level in _ORDER:
            rows = [message for message in messages if message.level == level]
            if not rows or (brief and level is not Level.ERROR):
                continue
            stream = self.stderr if level is Level.ERROR else self.stdout
            stream.write(f"\n{level.label} ({len(rows)}):")
            for message in rows:
                stream.write("  " + _place(message) + message.text)

    def _differences(self, comparison: Comparison, found: Preview) -> None:
        """Against a version that exists; for a new plan everything is new, and the counts say so."""
        if found.version is None or found.same_as is not None:
            return
        self.stdout.write("\n" + _("Differences from %(version)s:") % {"version": found.version})
        for what, added, changed, removed in comparison.counts():
            numbers = {"added": added, "changed": changed, "removed": removed}
            self.stdout.write(
                f"  {what.label}: " + _("%(added)s added, %(changed)s changed, %(removed)s removed") % numbers
            )
        for difference in comparison.differences[:SHOWN_DIFFERENCES]:
            self.stdout.write("  " + difference_line(difference))
        rest = len(comparison.differences) - SHOWN_DIFFERENCES
        if rest > 0:
            self.stdout.write("  " + _("and %(count)s more") % {"count": rest})

    def _counts(self, found: Preview) -> None:
        counts = found.counts
        self.stdout.write("")
        for name, label in _labels().items():
            self.stdout.write(f"{label}: {counts[name]}")
        kinds = Counter(message.kind for message in found.messages if message.level == Level.SKIP)
        self.stdout.write("  " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()))
        for year, amount in found.totals.items():
            self.stdout.write(_("Total %(year)s: Rp %(amount)s") % {"year": year, "amount": money(amount)})


def _labels() -> dict[str, str]:
    return {
        "programs": _("Programs"),
        "indicators": _("Indicators"),
        "targets": _("Targets"),
        "budget_lines": _("Budget lines"),
        "agencies": _("OPDs"),
        "new_agencies": _("OPDs not known before"),
        "without_pillar": _("Programs without a pillar"),
        "program_rows": _("Program rows read"),
        "unreadable": _("Not read"),
        "guessed": _("Guessed"),
        "to_check": _("To check"),
        "skipped_rows": _("Rows left out on purpose (headings, notes, empty remainders)"),
    }


def money(amount: Any) -> str:
    """Rupiah with two decimals, as Indonesian readers write it.

    >>> from decimal import Decimal
    >>> money(Decimal("1500000"))
    '1.500.000,00'
    """
    whole, _point, decimals = f"{amount:,.2f}".partition(".")
    return whole.replace(",", ".") + "," + decimals


def difference_line(difference: Difference) -> str:
    """One difference as one line."""
    whole = difference.what == What.PROGRAM and difference.how != How.CHANGED
    values = "" if whole else f": {difference.before_text} → {difference.after_text}"
    kind = f"{difference.what.label} {difference.how.label}"
    return f"{kind}: {difference.program[:80]} | {difference.label[:80]}{values}"


def _place(message: Message) -> str:
    row = _("row %(row)s") % {"row": message.row} if message.row else ""
    place = ", ".join(part for part in (row, message.column) if part)
    return f"{place}: " if place else ""


def _region_code(text: str) -> str:
    """'3211' is '32.11'."""
    digits = text.strip()
    return f"{digits[:2]}.{digits[2:]}" if digits.isdigit() and len(digits) == 4 else digits


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(_("The file %(file)s cannot be opened.") % {"file": path}) from problem
