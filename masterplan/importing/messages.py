"""What the import of a plan tells a person: one kind per thing that was skipped, guessed or not understood."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How much a message weighs: only an error means that something was not read."""

    ERROR = "error", pgettext_lazy("import message", "Not read")
    GUESS = "guess", pgettext_lazy("import message", "Guessed")
    CHECK = "check", pgettext_lazy("import message", "Please check")
    SKIP = "skip", pgettext_lazy("import message", "Left out on purpose")
    NOTE = "note", pgettext_lazy("import message", "Note")


# kind: (level, text). The text names what was understood and what a person can do.
TEXTS: dict[str, tuple[Level, Any]] = {
    "number_unreadable": (
        Level.ERROR,
        _("“%(text)s” is not a number that can be read. Correct it in the file, or empty it."),
    ),
    "amount_negative": (Level.ERROR, _("The amount %(text)s is below zero. Correct it in the file.")),
    "amount_too_large": (Level.ERROR, _("The amount %(text)s is too large to be rupiah. Correct it in the file.")),
    "year_unreadable": (Level.ERROR, _("“%(text)s” is not a year that can be read.")),
    "name_missing": (
        Level.ERROR,
        _("Code %(code)s has figures but no program name above it. Add the name in the file."),
    ),
    "orphan_row": (
        Level.ERROR,
        _("The row has figures but belongs to no program. Give it a code or a name in the file."),
    ),
    "number_guessed": (
        Level.GUESS,
        _("“%(text)s” can be read in two ways; it was taken as %(value)s, not as %(other)s."),
    ),
    "code_cleaned": (Level.GUESS, _("Code “%(text)s” was taken as %(code)s.")),
    "code_from_number": (
        Level.GUESS,
        _("The code is stored as the number %(text)s, which loses a closing zero; it was taken as %(code)s."),
    ),
    "code_odd": (Level.CHECK, _("Code “%(code)s” does not look like a program code; it was kept as written.")),
    "agency_inherited": (Level.GUESS, _("No OPD in this row; “%(name)s” was taken from row %(other)s.")),
    "agency_missing": (Level.CHECK, _("The program names no OPD. Place it with the responsible OPD after the import.")),
    "agency_split": (
        Level.GUESS,
        _("“%(text)s” was read as several OPDs: %(names)s. The first leads, the others support."),
    ),
    "agency_whole": (
        Level.GUESS,
        _("“%(text)s” was kept as the name of one OPD although it contains a comma or “dan”."),
    ),
    "agency_collective": (
        Level.CHECK,
        _("“%(text)s” is not one OPD but a group; it is kept as a collective for a person to divide."),
    ),
    "agency_created": (Level.NOTE, _("The OPD “%(name)s” was not known in this region and is created.")),
    "indicator_unnamed": (Level.GUESS, _("The row has targets but names no indicator; the program's name was used.")),
    "indicator_same": (
        Level.CHECK,
        _("The indicator “%(name)s” stands twice in one program with other targets; both are kept."),
    ),
    "indicator_repeated": (Level.SKIP, _("The same indicator with the same targets stands in row %(other)s already.")),
    "percent_small": (
        Level.CHECK,
        _(
            "The target is stored as the number %(text)s with the unit “%(unit)s”. If the cell is formatted as a "
            "percentage, write %(value)s instead."
        ),
    ),
    "agency_added": (
        Level.GUESS,
        _("A row with only the OPD “%(name)s”; it was taken as a supporting OPD of the program above."),
    ),
    "year_from_title": (Level.GUESS, _("No column names a year; %(year)s was taken.")),
    "target_text": (Level.NOTE, _("The target “%(text)s” is no number; it is kept as text and not calculated.")),
    "unit_differs": (
        Level.CHECK,
        _("The unit “%(unit)s” differs from “%(other)s” of the same indicator; “%(other)s” was used."),
    ),
    "amount_repeated": (
        Level.CHECK,
        _(
            "%(rows)s rows of the program carry the same amounts (rows %(list)s); they were added up. If it is one "
            "amount repeated, choose “count repeated amounts once”: %(amount)s less."
        ),
    ),
    "amount_once": (
        Level.GUESS,
        _("%(rows)s rows of the program carry the same amounts (rows %(list)s); they were counted once."),
    ),
    "amount_from_below": (
        Level.GUESS,
        _("The program has no amount of its own; the amounts of the %(rows)s rows below it were added up."),
    ),
    "amount_alone": (
        Level.GUESS,
        _(
            "The row has only amounts; they were added to the program “%(name)s” above. If they are a total, delete "
            "the row in the file."
        ),
    ),
    "amount_no_year": (
        Level.ERROR,
        _("The amount %(text)s has no year. Give its column a year, or set the column to “not used”."),
    ),
    "heading": (Level.SKIP, _("Heading “%(name)s”: no program; its totals are used to check the rows below.")),
    "blank_agency": (Level.SKIP, _("Only an OPD in an otherwise empty row, as page breaks leave it; nothing to read.")),
    "header_again": (Level.SKIP, _("The header is repeated.")),
    "column_numbers": (Level.SKIP, _("Row of column numbers.")),
    "footer": (Level.SKIP, _("Closing total “%(name)s”; used only to check.")),
    "trailing_note": (Level.SKIP, _("Text below or between the rows: “%(text)s”.")),
    "title": (Level.SKIP, _("Text above the header: “%(text)s”.")),
    "activity": (
        Level.SKIP,
        _("“%(name)s” is an activity or sub-activity below the program; programs are imported with their own amounts."),
    ),
    "nothing_to_read": (Level.SKIP, _("“%(name)s” has neither indicator, target, amount nor OPD; taken as a heading.")),
    "total_differs": (
        Level.CHECK,
        _("%(year)s: the heading “%(name)s” says %(stated)s, its rows make %(summed)s; difference %(difference)s."),
    ),
    "total_differs_inside": (
        Level.CHECK,
        _(
            "%(year)s: the heading “%(name)s” says %(stated)s, its rows make %(summed)s; difference %(difference)s. "
            "It equals the sum of the headings below it."
        ),
    ),
    "total_missing": (Level.CHECK, _("%(year)s: the heading “%(name)s” states no total; its rows make %(summed)s.")),
    "end_total_odd": (
        Level.CHECK,
        _(
            "The amount at the end of the period, %(stated)s, is neither the sum of the years (%(summed)s) nor the "
            "last year's amount (%(last)s)."
        ),
    ),
    "column_unused": (Level.NOTE, _("Column “%(header)s” is not used.")),
    "column_activity": (
        Level.NOTE,
        _("Column “%(header)s” holds activities. They are not stored; their rows count for the program."),
    ),
    "column_guessed": (Level.GUESS, _("Column “%(header)s” was taken as %(role)s because of its figures.")),
    "column_double": (Level.CHECK, _("“%(header)s” is a second column for the same thing and year; it was not used.")),
    "year_outside": (
        Level.CHECK,
        _("Column “%(header)s” is for %(year)s, outside the plan's years %(start)s–%(end)s; its figures are kept."),
    ),
    "factor": (
        Level.GUESS,
        _("The amounts are stated shortened, as the header says; they were multiplied by %(factor)s."),
    ),
    "sheet_chosen": (Level.NOTE, _("The workbook has %(count)s sheets; sheet “%(name)s” was read.")),
    "sheet_also": (Level.CHECK, _("Sheet “%(name)s” also looks like a plan and was not read. Import it separately.")),
    "encoding_guessed": (Level.NOTE, _("The text is not UTF-8; it was read as Windows-1252.")),
    "no_budget": (Level.NOTE, _("The program has no amount in any year.")),
    "targets_fall": (
        Level.CHECK,
        _(
            "The targets of “%(name)s” fall over the years. The import sets “higher is better”; change the direction "
            "where less is better."
        ),
    ),
    "no_pillar": (Level.CHECK, _("“%(name)s” has no pillar yet: place it by hand, by a rule or by a mapping file.")),
    "pillar_unknown": (Level.ERROR, _("“%(code)s” is no sub-dimension of the six pillars.")),
    "pillar_unused": (Level.NOTE, _("The mapping “%(key)s” met no program.")),
    "fund_unknown": (
        Level.CHECK,
        _("The source of funds “%(name)s” is not known; the amount is booked as “%(other)s”."),
    ),
    "fund_default": (Level.NOTE, _("The file names no source of funds; all amounts are booked as “%(other)s”.")),
}


@dataclass(frozen=True)
class Message:
    """One thing to tell, with the row of the file (as a spreadsheet counts it) and the column."""

    kind: str
    row: int | None = None
    column: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return TEXTS[self.kind][0]

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return str(TEXTS[self.kind][1]) % self.params

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the upload."""
        return {"kind": self.kind, "row": self.row, "column": self.column, "params": self.params}


def from_json(rows: Iterable[dict[str, Any]]) -> list[Message]:
    """Messages as they were kept."""
    return [Message(row["kind"], row["row"], row["column"], row["params"]) for row in rows]


def say(kind: str, row: int | None = None, column: str = "", **params: object) -> Message:
    """A message of this kind; every parameter is shown as text."""
    return Message(kind, row, column, {key: str(value) for key, value in params.items()})
