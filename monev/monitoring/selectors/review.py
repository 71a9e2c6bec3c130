"""One report beside the last one, and what changed since it was last sent: the page of those who check it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core import formats
from masterplan.models.catalogues import FundSource
from masterplan.models.plans import Indicator
from monev.monitoring import quality
from monev.monitoring.models.progress import IndicatorValue, PledgeReport, ProgressReport, Spending
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.authors import has_entered
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.facts import findings
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.program_figures import IndicatorFigure, ProgramFigure
from monev.monitoring.selectors.report_page import ReportPage, report_page
from monev.monitoring.selectors.subjects import Report, kind_of, subject_of
from monev.monitoring.selectors.verification import READS
from monev.monitoring.workflow import State, Step


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Spending from one source now and at the last report (both cumulative within their year)."""

    name: str
    ceiling: Decimal | None
    now: Decimal | None
    before: Decimal | None
    absorption: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return self.now - self.before if self.now is not None and self.before is not None else None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from what was sent the time before; formatted."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Word:
    """One text now and in the last report."""

    label: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in the reader's language, with what the OPD said about it at the last submission."""

    code: str
    severity: str
    message: str
    flag: QualityFlag | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that a person needs to see before verifying. Figures are there for programs only."""

    page: ReportPage
    previous: Any | None
    previous_figure: ProgramFigure | None
    same_year: bool
    sources: tuple[SourceRow, ...]
    indicators: tuple[IndicatorFigure, ...]
    words: tuple[Word, ...]
    remarks: tuple[Remark, ...]
    sent_before: datetime | None
    changes: tuple[Change, ...]
    is_own: bool


def review_page(report: Report, *, seen_by: Any) -> ReviewPage:
    """One report for somebody who checks it, in a fixed number of queries."""
    page = report_page(report, seen_by=seen_by)
    previous = last_report(report)
    figure_before = None
    if isinstance(report, ProgressReport) and previous is not None:
        figure_before = report_figures([previous])[previous.pk]
    same_year = previous is not None and previous.period.year == report.period.year
    sent = _sent_before(report)
    return ReviewPage(
        page=page,
        previous=previous,
        previous_figure=figure_before,
        same_year=same_year,
        sources=tuple(_sources(page.figure, figure_before if same_year else None)),
        indicators=page.figure.indicators if page.figure else (),
        words=tuple(_words(report, previous)),
        remarks=tuple(_remarks(report, page, seen_by)),
        sent_before=sent.history_date if sent else None,
        changes=tuple(_changes(report, sent)) if sent else (),
        is_own=has_entered(report, seen_by),
    )


def last_report(report: Report) -> Any | None:
    """The report on the same subject for the nearest earlier period that was handed in."""
    kind, subject = kind_of(report), subject_of(report)
    path = {"program__lineage": subject.lineage} if isinstance(report, ProgressReport) else {kind.field: subject}
    rows = READS[kind.slug]().filter(**path, period__kind=report.period.kind).in_effect()
    rows = rows.filter(period__opens_on__lt=report.period.opens_on).exclude(state=State.DRAFT)
    return rows.order_by("-period__opens_on", "pk").first()


def _sources(now: ProgramFigure | None, before: ProgramFigure | None) -> Iterable[SourceRow]:
    """Sources with a ceiling, then those that were paid from without one."""
    if now is None:
        return
    spent = dict(now.entry.spending) if now.entry else {}
    earlier = {each.source_id: each.spending for each in before.sources} if before else {}
    earlier |= dict(before.entry.spending) if before and before.entry else {}
    for each in now.sources:
        yield SourceRow(each.name, each.ceiling, each.spending, earlier.get(each.source_id), each.absorption)
    known = {each.source_id for each in now.sources}
    for row in FundSource.objects.filter(pk__in=(spent.keys() | earlier.keys()) - known).order_by("code"):
        yield SourceRow(row.name, None, spent.get(row.pk), earlier.get(row.pk), None)


def _words(report: Report, previous: Any | None) -> Iterable[Word]:
    for name in WORDS:
        now, before = getattr(report, name), getattr(previous, name, "")
        if now or before:
            yield Word(_label(report, name), now, before)


def _remarks(report: Report, page: ReportPage, seen_by: Any) -> Iterable[Remark]:
    """The rules run again for the reader; what the OPD explained at the submission stands beside."""
    stored = {each.flag.code: each.flag for each in page.flags}
    for finding in findings(report, seen_by=seen_by):
        yield Remark(finding.code, finding.severity, quality.message(finding), stored.get(finding.code))


def _sent_before(report: Report) -> Any | None:
    """The report as it was sent the time before the last; None when it was sent once only."""
    rows: Any = report.history
    sent = list(rows.filter(history_change_reason=Step.SUBMIT).order_by("-history_date", "-history_id")[:2])
    if report.state in (State.DRAFT, State.RETURNED):
        return sent[0] if sent else None
    return sent[1] if len(sent) > 1 else None


def _changes(report: Report, sent: Any) -> Iterable[Change]:
    columns = ["physical_percent", *WORDS, *(["pledge_state"] if isinstance(report, PledgeReport) else [])]
    for name in columns:
        before, now = getattr(sent, name), getattr(report, name)
        if before != now:
            yield Change(_label(report, name), _shown(name, before), _shown(name, now))
    if isinstance(report, ProgressReport):
        yield from _row_changes(report, Spending, "source_of_funds_id", "amount", FundSource, sent.history_date)
        yield from _row_changes(report, IndicatorValue, "indicator_id", "value", Indicator, sent.history_date)


def _row_changes(
    report: ProgressReport, model: Any, key: str, column: str, names: Any, at: datetime
) -> Iterable[Change]:
    before: dict[int, Decimal | None] = {}
    for row in model.history.filter(report_id=report.pk, history_date__lte=at).order_by("history_date", "history_id"):
        before[getattr(row, key)] = None if row.history_type == "-" else getattr(row, column)
    now = dict(model.objects.filter(report=report).values_list(key, column))
    changed = [pk for pk in {**before, **now} if before.get(pk) != now.get(pk)]
    shown = formats.rupiah if column == "amount" else formats.number
    for named in names.objects.filter(pk__in=changed).order_by("pk"):
        yield Change(str(named), shown(before.get(named.pk)), shown(now.get(named.pk)))


def _label(report: Any, name: str) -> str:
    return str(report._meta.get_field(name).verbose_name)


def _shown(name: str, value: Any) -> str:
    if name == "physical_percent":
        return formats.percent(value)
    return str(value or formats.NOTHING)
