"""What stands at each field of a report: now, and as it was at a moment before. Named as on the page of entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core import formats
from core.origin import has_reason
from masterplan.models.commitments import Pledge
from masterplan.models.plans import ActionItem, Indicator
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, MilestoneProgress, PledgeReport
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.entry_parts import PARTS, Part
from monev.monitoring.selectors.remarks import EVIDENCE
from monev.monitoring.selectors.subjects import Report, evidence_of, kind_of
from monev.monitoring.workflow import State, Step

Fields = dict[str, Any]
"""By name of the field: a Decimal, a text, a date, or for evidence the titles by id. Nothing entered: not there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as it was handed in at a moment."""

    at: datetime
    fields: Fields


def fields_now(report: Report, uses: Iterable[EvidenceUse] | None = None) -> Fields:
    """What is stored now, in one query for each list of the report; `uses`: its evidence, if it is known already."""
    found = _columns(report, report)
    for part in PARTS.get(type(report), ()):
        rows = getattr(report, part.related).values_list(part.key, part.column)
        found |= {f"{part.prefix}{key}": value for key, value in rows}
    proof = {use.evidence_id: use.evidence.title for use in (evidence_of(report) if uses is None else uses)}
    return found | ({EVIDENCE: proof} if proof else {})


def fields_of_last(report: Report, last: Report | None) -> Fields:
    """What the report of an earlier period says, under the names of this one: a new plan version has new rows."""
    if last is None:
        return {}
    found = fields_now(last)
    names = _renamed(report, last)
    return {names.get(name, name): value for name, value in found.items()}


def last_sent(report: Report) -> Sent | None:
    """What the OPD sent the time before; None for what was sent once only.

    While the report is with the OPD that is the last submission: what it is being changed from.
    """
    rows: Any = report.history
    sent = list(rows.filter(has_reason(Step.SUBMIT)).order_by("-history_date", "-history_id")[:2])
    place = 0 if report.state in (State.DRAFT, State.RETURNED) else 1
    return Sent(sent[place].history_date, fields_at(report, sent[place])) if len(sent) > place else None


def fields_at(report: Report, stored: Any) -> Fields:
    """What stood there when `stored`, a row of the report's history, was written."""
    found = _columns(report, stored)
    at = stored.history_date
    for part in PARTS.get(type(report), ()):
        found |= _rows_at(report, part, at)
    proof = _evidence_at(report, at)
    return found | ({EVIDENCE: proof} if proof else {})


def shown(name: str, value: Any) -> str:
    """A value in the reader's language: `62,0 %`, `Rp 1.500.000`, `1 September 2026`, titles one a line."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, Mapping):
        return "\n".join(value.values())
    if isinstance(value, date):
        return formats.longdate(value)
    if isinstance(value, Decimal):
        return _number(name, value)
    choices: Any = {"action_": ActionItemProgress.State.choices, "pledge_state": Pledge.State.choices}
    words = next((dict(pairs) for prefix, pairs in choices.items() if name.startswith(prefix)), {})
    return str(words.get(value, value))


def _number(name: str, value: Decimal) -> str:
    if name == "physical_percent":
        return formats.percent(value)
    return formats.rupiah(value) if name.startswith("spending_") else formats.number(value)


def _columns(report: Report, row: Any) -> Fields:
    names = ["physical_percent", *WORDS, *(["pledge_state"] if isinstance(report, PledgeReport) else [])]
    values = {name: getattr(row, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _rows_at(report: Report, part: Part, at: datetime) -> Fields:
    """The rows of one list as they were: the last thing that happened to each until then."""
    found: Fields = {}
    history = part.model.history.filter(report_id=report.pk, history_date__lte=at)
    for row in history.order_by("history_date", "history_id"):
        name = f"{part.prefix}{getattr(row, part.key)}"
        found[name] = None if row.history_type == "-" else getattr(row, part.column)
    return {name: value for name, value in found.items() if value is not None}


def _evidence_at(report: Report, at: datetime) -> dict[int, str]:
    """Titles by id of what was attached then, taken from history: what was detached since is deleted."""
    own = Q(**{f"{kind_of(report).use}_id": report.pk})
    values = IndicatorValue.history.filter(report_id=report.pk)
    milestones = MilestoneProgress.history.filter(report_id=report.pk)
    if kind_of(report).slug == "progress":
        own |= Q(indicator_value_id__in=values.values("id"))
    elif kind_of(report).slug == "quick-win":
        own |= Q(milestone_id__in=milestones.values("id"))
    uses: dict[int, int | None] = {}
    for row in EvidenceUse.history.filter(own, history_date__lte=at).order_by("history_date", "history_id"):
        uses[row.id] = None if row.history_type == "-" else row.evidence_id
    ids = {key for key in uses.values() if key is not None}
    return dict(Evidence.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "title"))


def _renamed(report: Any, last: Any) -> dict[str, str]:
    """Names of the last report's fields -> names here, where a new version of the plan made new rows of them."""
    if kind_of(report).slug != "progress" or report.program_id == last.program_id:
        return {}
    programs = (report.program_id, last.program_id)
    found: dict[str, str] = {}
    here: dict[Any, int] = {}
    pairs = (
        ("value_", Indicator.objects.filter(program__in=programs).values_list("program", "lineage", "pk")),
        ("action_", ActionItem.objects.filter(program__in=programs).values_list("program", "name", "pk")),
    )
    for prefix, rows in pairs:
        here = {same: pk for program, same, pk in rows if program == report.program_id}
        found |= {
            f"{prefix}{pk}": f"{prefix}{here[same]}"
            for program, same, pk in rows
            if program == last.program_id and same in here
        }
    return found
