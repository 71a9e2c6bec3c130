"""Which sheets the workbook of entry has and which columns stand on them: keys, headings, kinds, and who fills them.

Keys are the names of REST and of the inputs of the page; headings are the words of the page. The first row of each
sheet holds the keys, hidden, so that a column is found again after it was moved or its heading translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FORMAT = "1"
"""Raised when an older workbook cannot be read any more."""
ABOUT = "_portal"
LISTS = "_daftar"
"""Hidden sheets: what the workbook is about, and the choices of its drop-down lists."""
KEY_ROW, TITLE_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
"""Rows of a sheet as a spreadsheet counts them."""

PROGRAMS, INDICATORS, SPENDING = "programs", "indicators", "spending"
QUICK_WINS, MILESTONES, PLEDGES, ACTIONS = "quick_wins", "milestones", "pledges", "action_items"


class Use(StrEnum):
    """Who fills a column: nobody (identifier, hidden), the portal (shown), the person, a formula, a hidden formula."""

    KEY = "key"
    SHOWN = "shown"
    INPUT = "input"
    FORMULA = "formula"
    HELPER = "helper"


class Kind(StrEnum):
    """What a cell holds. Percentages are written as 62.5, with the sign in the number format."""

    TEXT = "text"
    WORDS = "words"
    PERCENT = "percent"
    POINTS = "points"
    RUPIAH = "rupiah"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


UNITS = {Kind.PERCENT: "%", Kind.RUPIAH: "Rp"}
"""Units that stand in the heading."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters, `hint` is the message of the input cell."""

    key: str
    label: str | Promise
    kind: Kind = Kind.TEXT
    use: Use = Use.SHOWN
    width: int = 14
    hint: str | Promise = ""

    @property
    def heading(self) -> str:
        """The label with its unit, in the active language."""
        text = capfirst(str(self.label))
        unit = UNITS.get(self.kind)
        return f"{text} ({unit})" if unit else text

    @property
    def is_hidden(self) -> bool:
        return self.use in (Use.KEY, Use.HELPER)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. The first column names what is reported on; `row_key` tells the rows of it apart."""

    key: str
    title: str | Promise
    columns: tuple[Column, ...]
    row_key: str

    @property
    def subject(self) -> Column:
        """The identifier of the program, quick win or pledge."""
        return self.columns[0]

    @property
    def inputs(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.use is Use.INPUT)

    def column(self, key: str) -> Column:
        """The column of that key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def position(self, key: str) -> int:
        """Where the column stands, counted from 0."""
        return self.columns.index(self.column(key))


def _key(key: str, label: str | Promise) -> Column:
    return Column(key, label, use=Use.KEY)


def _words(key: str, label: str | Promise, hint: str | Promise, width: int = 40) -> Column:
    return Column(key, label, Kind.WORDS, Use.INPUT, width, hint)


CHOOSE = _("Choose a state from the list.")
_CODE = Column("code", _("Code"), width=14)
_PROGRAM_CODE = Column("program_code", _("Code of the program"), width=14)
_NAME = Column("name", _("Program"), width=42)
_STATE = Column("state", _("State"), width=13)
_PREVIOUS = Column("previous_physical", _("Last physical progress"), Kind.PERCENT, width=11)
_PHYSICAL = Column(
    "physical_percent",
    _("Physical progress"),
    Kind.PERCENT,
    Use.INPUT,
    12,
    _("Cumulative within the year, 0 to 100. Write 62.5 for 62.5 percent."),
)
_WORDS = (
    _words(
        "nil_reason",
        _("Reason for no change (nihil)"),
        _("Fill this in only if nothing changed since the last report."),
        26,
    ),
    _words("narrative", _("What was done"), _("At most 5,000 characters.")),
    _words("supporting_factors", _("Supporting factors"), _("At most 5,000 characters."), 30),
    _words("hindering_factors", _("Obstacles"), _("At most 5,000 characters."), 30),
    _words("follow_up", _("Follow-up plan"), _("At most 5,000 characters."), 30),
)

SHEETS = (
    Sheet(
        PROGRAMS,
        pgettext_lazy("sheet", "Program"),
        (
            _key("program", _("Identifier of the program")),
            _CODE,
            _NAME,
            _STATE,
            Column("planned", _("Planned"), Kind.PERCENT, width=11),
            _PREVIOUS,
            _PHYSICAL,
            Column("deviation", _("Deviation"), Kind.POINTS, Use.FORMULA, 11),
            Column("ceiling", _("Ceiling"), Kind.RUPIAH, width=20),
            Column("previous_spending", _("Last spending"), Kind.RUPIAH, width=20),
            Column("spending", _("Spending"), Kind.RUPIAH, Use.FORMULA, 20),
            Column("absorption", _("Absorption"), Kind.PERCENT, Use.FORMULA, 11),
            Column("achievement", _("Achievement"), Kind.PERCENT, Use.FORMULA, 11),
            *_WORDS,
        ),
        "program",
    ),
    Sheet(
        INDICATORS,
        pgettext_lazy("sheet", "Indicators"),
        (
            _key("program", _("Identifier of the program")),
            _key("indicator", _("Identifier of the indicator")),
            _PROGRAM_CODE,
            _NAME,
            Column("indicator_name", _("Indicator"), width=42),
            Column("unit", _("Unit"), width=12),
            Column("polarity", _("Direction"), width=18),
            Column("aggregation", _("Over the periods"), width=13),
            Column("target", _("Target"), Kind.NUMBER, width=13),
            Column("previous_value", _("Last value"), Kind.NUMBER, width=13),
            Column(
                "value",
                _("Value of this period"),
                Kind.NUMBER,
                Use.INPUT,
                14,
                _("The value of this period alone, in the unit beside it. Leave it empty if it was not measured."),
            ),
            Column("realised", _("Realised this year"), Kind.NUMBER, Use.FORMULA, 14),
            Column("achievement", _("Achievement"), Kind.PERCENT, Use.FORMULA, 11),
            Column("achievement_uncapped", _("Achievement, uncapped"), Kind.PERCENT, Use.HELPER),
            Column("achievement_counted", _("Achievement, as it counts in the mean"), Kind.PERCENT, Use.HELPER),
        ),
        "indicator",
    ),
    Sheet(
        SPENDING,
        pgettext_lazy("sheet", "Spending"),
        (
            _key("program", _("Identifier of the program")),
            _PROGRAM_CODE,
            _NAME,
            Column("source_code", _("Code of the source of funds"), width=12),
            Column("source", _("Source of funds"), width=28),
            Column("ceiling", _("Ceiling"), Kind.RUPIAH, width=20),
            Column("previous_amount", _("Last spending"), Kind.RUPIAH, width=20),
            Column(
                "amount",
                _("Realised"),
                Kind.RUPIAH,
                Use.INPUT,
                20,
                _("Cumulative since January, in full rupiah. Write 0 if nothing was spent."),
            ),
            Column("absorption", _("Absorption"), Kind.PERCENT, Use.FORMULA, 11),
        ),
        "source_code",
    ),
    Sheet(
        ACTIONS,
        pgettext_lazy("sheet", "Action items"),
        (
            _key("program", _("Identifier of the program")),
            _key("action_item", _("Identifier of the action item")),
            _PROGRAM_CODE,
            _NAME,
            Column("action_name", _("Action item"), width=42),
            Column("action_kind", _("Kind"), width=18),
            Column("previous_state", _("Last state"), width=14),
            Column("action_state", _("State of the action item"), Kind.CHOICE, Use.INPUT, 16, CHOOSE),
        ),
        "action_item",
    ),
    Sheet(
        QUICK_WINS,
        pgettext_lazy("sheet", "Quick wins"),
        (
            _key("quick_win", _("Identifier of the quick win")),
            Column("name", _("Quick win"), width=42),
            _STATE,
            _PREVIOUS,
            _PHYSICAL,
            *_WORDS,
        ),
        "quick_win",
    ),
    Sheet(
        MILESTONES,
        pgettext_lazy("sheet", "Milestones"),
        (
            _key("quick_win", _("Identifier of the quick win")),
            _key("milestone", _("Identifier of the milestone")),
            Column("name", _("Quick win"), width=42),
            Column("milestone_name", _("Milestone"), width=42),
            Column("due_on", _("Due"), Kind.DATE, width=14),
            Column(
                "done_on",
                _("Reached on"),
                Kind.DATE,
                Use.INPUT,
                14,
                _("The day on which the milestone was reached. Leave it empty if it was not."),
            ),
        ),
        "milestone",
    ),
    Sheet(
        PLEDGES,
        pgettext_lazy("sheet", "Pledges"),
        (
            _key("pledge", _("Identifier of the pledge")),
            Column("name", _("Pledge"), width=50),
            Column("due_year", _("Due year"), width=10),
            _STATE,
            Column("previous_state", _("Last state of the pledge"), width=14),
            Column("pledge_state", _("State of the pledge"), Kind.CHOICE, Use.INPUT, 16, CHOOSE),
            *_WORDS,
        ),
        "pledge",
    ),
)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
SUBJECT_SHEETS = {"progress": PROGRAMS, "quick-win": QUICK_WINS, "pledge": PLEDGES}
"""By kind of report: the sheet with one row for each."""
KIND_OF = {
    PROGRAMS: "progress",
    INDICATORS: "progress",
    SPENDING: "progress",
    ACTIONS: "progress",
    QUICK_WINS: "quick-win",
    MILESTONES: "quick-win",
    PLEDGES: "pledge",
}
"""By sheet: the kind of report that its rows belong to."""
PART_COLUMNS = {
    "spending": (SPENDING, "amount"),
    "values": (INDICATORS, "value"),
    "actions": (ACTIONS, "action_state"),
    "milestones": (MILESTONES, "done_on"),
}
"""By list of an entry (`ReportData`): the sheet and the column of its figures."""
