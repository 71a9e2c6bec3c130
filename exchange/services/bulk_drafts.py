"""Rows of a bulk request gathered by report: what each report would hold, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from exchange.services.bulk_places import Places, Unplaced
from exchange.services.bulk_results import CONFLICT, Fault, RowResult
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.selectors.entry import WORDS, ReportData
from monev.monitoring.selectors.workbooks import Line
from monev.monitoring.services.completeness import Problem, missing, problems
from monev.monitoring.services.workbooks.findings import same
from monev.monitoring.workflow import State as ReportState

Row = Mapping[str, Any]


@dataclass(slots=True)
class Draft:
    """One report with the rows that concern it. `attrs`: by input of the page the row and field that it came from."""

    line: Line
    period: Period
    rows: list[tuple[RowResult, Row]] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, dict[int, Any]] = field(default_factory=dict)
    attrs: dict[str, tuple[RowResult, str]] = field(default_factory=dict)
    report: Any = None

    @property
    def data(self) -> ReportData:
        """What the report would hold."""
        stored = self.line.stored
        lists: dict[str, Any] = {name: {**getattr(stored, name), **new} for name, new in self.lists.items()}
        return replace(stored, **self.words, **lists)

    @property
    def is_changed(self) -> bool:
        """Whether it would hold anything else than it does now."""
        return not same(self.data, self.line.stored)

    @property
    def is_sent(self) -> bool:
        """Whether it is to leave the OPD: by `submit`, or by `nil`."""
        return self.asks("nil") or self.asks("submit")

    @property
    def writes(self) -> bool:
        """Whether anything of it is to be written."""
        return self.is_changed or self.is_sent

    @property
    def is_refused(self) -> bool:
        return any(result.errors for result, _row in self.rows)

    def asks(self, name: str) -> bool:
        """Whether a row asks for the step `nil` or `submit`."""
        return any(row.get(name) for _result, row in self.rows)

    def refuse(self, fault: Fault) -> None:
        """Something stands against the report as a whole: against each of its rows."""
        for result, _row in self.rows:
            result.errors.append(fault)

    def tell(self, name: str, message: str, code: str, *, blocks: bool = True) -> None:
        """Something about the input `name` of the page, told at the row that it came from."""
        result, attr = self.attrs.get(name, (self.rows[0][0], _own(name)))
        (result.errors if blocks else result.warnings).append(Fault(code, message, attr))

    def put(self, result: RowResult, part: str, key: int, value: Any, name: str, attr: str) -> None:
        """One figure of a list. Raises `Unplaced` where another row brings it too."""
        if name in self.attrs:
            first, where = self.attrs[name]
            raise Unplaced(
                "twice",
                _("This figure stands twice: see also %(place)s.") % {"place": f"rows[{first.index}].{where}"},
                attr,
            )
        self.attrs[name] = (result, attr)
        self.lists.setdefault(part, {})[key] = value


def _own(name: str) -> str:
    return name if name in COLUMNS else ""


def take_spending(draft: Draft, result: RowResult, row: Row, places: Places, below: str = "") -> None:
    """One amount of a source of funds."""
    key = places.source(row["source_of_funds"], f"{below}source_of_funds")
    draft.put(result, "spending", key, row["amount"], f"spending_{key}", f"{below}amount")


def take_value(draft: Draft, result: RowResult, row: Row, places: Places, below: str = "") -> None:
    """One value of an indicator."""
    key = places.indicator(draft.line, row["indicator"], f"{below}indicator")
    draft.put(result, "values", key, row["value"], f"value_{key}", f"{below}value")


def _take_action(draft: Draft, result: RowResult, row: Row, places: Places, below: str) -> None:
    key = places.action(draft.line, row["action_item"], f"{below}action_item")
    draft.put(result, "actions", key, row["state"], f"action_{key}", f"{below}state")


def _take_milestone(draft: Draft, result: RowResult, row: Row, places: Places, below: str) -> None:
    key = places.milestone(draft.line, row["milestone"], f"{below}milestone")
    draft.put(result, "milestones", key, row["done_on"], f"milestone_{key}", f"{below}done_on")


LISTS = (
    ("spending", take_spending),
    ("indicator_values", take_value),
    ("action_items", _take_action),
    ("milestones", _take_milestone),
)
COLUMNS = (*WORDS, "physical_percent", "pledge_state")


def take_report(draft: Draft, result: RowResult, row: Row, places: Places) -> None:
    """A whole report: figures, words, lists."""
    if len(draft.rows) > 1:
        text = _("This report stands twice: see also %(place)s.") % {"place": f"rows[{draft.rows[0][0].index}]"}
        raise Unplaced("twice", text, "")
    for name in COLUMNS:
        if name in row and not (name == "nil_reason" and row.get("nil")):
            draft.words[name] = row[name].strip() if isinstance(row[name], str) else row[name]
    for name, take in LISTS:
        for number, each in enumerate(row.get(name, ())):
            try:
                take(draft, result, each, places, f"{name}[{number}].")
            except Unplaced as problem:
                result.errors.append(problem.fault)


def judge(draft: Draft) -> None:
    """The rules of the page over the whole entry: every problem, and what is missing, at its row."""
    _judge_version(draft)
    if not draft.writes:
        return
    if not draft.line.is_open:
        draft.refuse(Fault("report_sent", _sent(draft.line)))
        return
    found = problems(draft.line.plan, draft.data)
    for problem in found:
        draft.tell(problem.field, str(problem.message), "invalid")
    if not draft.asks("nil"):
        _judge_gaps(draft, found)


def _judge_gaps(draft: Draft, found: list[Problem]) -> None:
    """What is missing is an error where the report is to be sent, else told."""
    told = {problem.field for problem in found}
    for problem in missing(draft.line.plan, draft.data, pledge=draft.line.kind.report is PledgeReport):
        if problem.field not in told:
            draft.tell(problem.field, str(problem.message), "missing", blocks=draft.asks("submit"))


def _judge_version(draft: Draft) -> None:
    for result, row in draft.rows:
        seen = row.get("version")
        if seen is not None and seen != draft.line.version:
            result.errors.append(conflict(seen, draft.line.version))


def conflict(seen: int | None, stored: int) -> Fault:
    """Somebody saved meanwhile."""
    text = _(
        "Somebody saved this report meanwhile: you saw version %(seen)s, stored is version %(stored)s. Read it again "
        "and send what still applies."
    )
    return Fault(CONFLICT, text % {"seen": seen, "stored": stored}, "version")


def _sent(line: Line) -> str:
    return _(
        "This report is already in the state “%(state)s” and cannot be changed. Withdraw it first, or ask the "
        "verifier to return it."
    ) % {"state": ReportState(line.report.state).label if line.report else ""}
