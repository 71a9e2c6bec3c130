"""One report beside the last one, and what changed since it was last sent: the page of those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import formats
from masterplan.models.plans import ActionItem
from monev.monitoring import labels
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.authors import has_entered
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.entry_parts import PARTS
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.findings import FindingLine, current_findings
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.remarks import EVIDENCE, Thread, field_labels, threads
from monev.monitoring.selectors.report_fields import (
    Fields,
    Sent,
    fields_now,
    fields_of_last,
    last_sent,
    shown,
)
from monev.monitoring.selectors.report_page import ReportPage, report_page
from monev.monitoring.selectors.subjects import Report, kind_of, subject_of
from monev.monitoring.selectors.verification import READS
from monev.monitoring.workflow import State
from quickwins.models import Milestone

FIGURES, SPENDING, INDICATORS, ACTIONS = "figures", "spending", "indicators", "actions"
MILESTONES, TEXTS, PROOF = "milestones", "texts", "evidence"
GROUPS = (FIGURES, SPENDING, INDICATORS, ACTIONS, MILESTONES, TEXTS, PROOF)
"""The parts of the table, in the order of the page of entry."""
_PREFIXES = {"spending_": SPENDING, "value_": INDICATORS, "action_": ACTIONS, "milestone_": MILESTONES}


@dataclass(frozen=True, slots=True)
class ReviewField:
    """One field of the report: now, in the last period, when it was sent before, and what was said about it."""

    name: str
    label: str
    group: str
    now: str
    previous: str
    sent: str | None
    note: str
    thread: Thread | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what the OPD sent the time before."""
        return self.sent is not None and (self.sent != self.now or bool(self.added or self.removed))

    @property
    def is_like_before(self) -> bool:
        """Whether a text was taken over from the last period word for word."""
        return self.group == TEXTS and self.now == self.previous != formats.NOTHING


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that a person needs to see before verifying. `figure` is there for programs only."""

    page: ReportPage
    previous: Any | None
    previous_figure: ProgramFigure | None
    same_year: bool
    fields: tuple[ReviewField, ...]
    findings: tuple[FindingLine, ...]
    sent_before: datetime | None
    is_own: bool
    approved_by_author: bool

    @property
    def changed(self) -> tuple[ReviewField, ...]:
        """What differs from the submission before."""
        return tuple(each for each in self.fields if each.is_changed)

    @property
    def shown_sent(self) -> datetime | None:
        """When it was sent before, where something differs from that: else the column would say the same twice."""
        return self.sent_before if self.changed else None

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        """What was asked and is not resolved."""
        return tuple(each.thread for each in self.fields if each.thread and each.thread.is_open)


def review_page(report: Report, *, seen_by: Any, figure: ProgramFigure | None = None) -> ReviewPage:
    """One report for somebody who checks it, in a fixed number of queries; `figure`: if the queue has it already."""
    previous, sent = last_report(report), last_sent(report)
    wanted: list[Any] = [row for row in (report, previous) if isinstance(row, ProgressReport)]
    if figure is not None:
        wanted.remove(report)
    figures = report_figures(wanted) if wanted else {}
    page = report_page(report, seen_by=seen_by, figure=figure or figures.get(report.pk))
    return ReviewPage(
        page=page,
        previous=previous,
        previous_figure=figures.get(previous.pk) if previous is not None else None,
        same_year=previous is not None and previous.period.year == report.period.year,
        fields=tuple(review_fields(page, previous, sent)),
        findings=tuple(current_findings(report, seen_by=seen_by, stored=page.findings)),
        sent_before=sent.at if sent else None,
        is_own=has_entered(report, seen_by),
        approved_by_author=report.approved_by is not None and has_entered(report, report.approved_by),
    )


def last_report(report: Report) -> Any | None:
    """The report on the same subject for the nearest earlier period that was handed in."""
    kind, subject = kind_of(report), subject_of(report)
    path = {"program__lineage": subject.lineage} if isinstance(report, ProgressReport) else {kind.field: subject}
    rows = READS[kind.slug]().filter(**path, period__kind=report.period.kind).in_effect()
    rows = rows.filter(period__opens_on__lt=report.period.opens_on).exclude(state=State.DRAFT)
    return rows.order_by("-period__opens_on", "pk").first()


def review_fields(page: ReportPage, previous: Report | None, sent: Sent | None) -> Iterator[ReviewField]:
    """Every field that has or had a value, that should have one, or about which something was said."""
    report: Report = page.report
    now, before = fields_now(report, page.uses), fields_of_last(report, previous)
    said = threads(report)
    notes = _notes(report, page.figure)
    found = {**now, **before, **(sent.fields if sent else {}), **said, **notes, **_always(report)}
    names = sorted(found, key=lambda name: _place(name, notes))
    known = field_labels(report, names)
    for name in names:
        yield ReviewField(
            name=name,
            label=known[name],
            group=_group(name),
            now=shown(name, now.get(name)),
            previous=shown(name, before.get(name)),
            sent=shown(name, sent.fields.get(name)) if sent else None,
            note=notes.get(name, ""),
            thread=said.get(name),
            **_proof_changes(name, now, sent),
        )


def _always(report: Report) -> dict[str, None]:
    """Fields that stand in the table even when nothing is entered: a gap is to be seen."""
    own = ["pledge_state"] if kind_of(report).slug == "pledge" else []
    return dict.fromkeys([*own, "physical_percent", "narrative", EVIDENCE])


def _proof_changes(name: str, now: Fields, sent: Sent | None) -> dict[str, tuple[str, ...]]:
    """Titles of the evidence that came and went since the submission before."""
    if name != EVIDENCE or sent is None:
        return {}
    here, there = now.get(EVIDENCE, {}), sent.fields.get(EVIDENCE, {})
    return {
        "added": tuple(title for key, title in here.items() if key not in there),
        "removed": tuple(title for key, title in there.items() if key not in here),
    }


def _notes(report: Report, figure: ProgramFigure | None) -> dict[str, str]:
    """What a value is measured against, by field: plan, ceiling, target, due day."""
    found: dict[str, str] = {}
    if figure is not None:
        found["physical_percent"] = labels.against_plan(figure.planned, figure.deviation, figure.light)
        for source in figure.sources:
            found[f"spending_{source.source_id}"] = labels.against_ceiling(source.ceiling, source.absorption)
        for each in figure.indicators:
            target = each.target_text or (formats.number(each.target) if each.target is not None else "")
            found[f"value_{each.indicator_id}"] = labels.against_target(target, each.unit, each.achievement_shown)
    found |= {f"{prefix}{key}": text for prefix, key, text in _due(report)}
    return found


def _due(report: Any) -> Iterable[tuple[str, int, str]]:
    """Steps of the program that run this year, milestones with their day."""
    prefixes = {part.prefix for part in PARTS.get(type(report), ())}
    if "action_" in prefixes:
        rows = ActionItem.objects.filter(program=report.program_id, archived_at=None)
        rows = rows.filter(start_year__lte=report.period.year, end_year__gte=report.period.year).order_by("pk")
        for row in rows:
            yield "action_", row.pk, str(row.get_kind_display())
    if "milestone_" in prefixes:
        for mark in Milestone.objects.filter(quick_win=report.quick_win_id, archived_at=None).order_by("due_on", "pk"):
            yield "milestone_", mark.pk, labels.due(mark.due_on)


def _group(name: str) -> str:
    if name == EVIDENCE:
        return PROOF
    if name in WORDS:
        return TEXTS
    return next((group for prefix, group in _PREFIXES.items() if name.startswith(prefix)), FIGURES)


def _place(name: str, notes: Mapping[str, str]) -> tuple[int, int, str]:
    """Groups in their order; inside a group as the plan names them, texts as on the page of entry."""
    fixed = ("pledge_state", "physical_percent", "nil_reason", "narrative", "hindering_factors", "follow_up")
    order = [*fixed, *(each for each in notes if each not in fixed)]
    return GROUPS.index(_group(name)), order.index(name) if name in order else len(order), name
