"""The scoring sheet of one dimension: per item all that an assessor looks at, and what the assessor gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from core import formats
from monev.evaluation.measures.registry import Proposal
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Reopening
from monev.evaluation.models.external import ExternalFigure
from monev.evaluation.models.instruments import Dimension, InstrumentItem
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.selectors.earlier_scores import earlier_scores
from monev.evaluation.selectors.proposals import kept_proposal
from monev.monitoring.models.evidence import Evidence
from organizations.models import User
from organizations.roles import Can

STEPS = ("0", "1", "2", "3", "4")
NOT_APPLICABLE = "x"


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence of an answer; `is_late`: added after the item was opened again."""

    evidence: Evidence
    is_late: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One item: the question, the region's answer with what it rests on, last year's score, and the assessor's own."""

    item: InstrumentItem
    steps: Sequence[tuple[str, str]]
    answer: Answer | None
    proposal: Proposal | None
    proofs: Sequence[Proof]
    earlier: Decimal | None
    figures: Sequence[str]
    reopenings: Sequence[Reopening]
    score: ItemScore | None

    @property
    def is_scored(self) -> bool:
        return bool(self.value)

    @property
    def value(self) -> str:
        """What stands in the input of the score."""
        return value_of(self.score)

    @property
    def note(self) -> str:
        return self.score.note if self.score else ""

    @property
    def answered_late(self) -> bool:
        """Whether the region changed its answer after the item was opened again."""
        return bool(self.answer and self.reopenings and self.answer.updated_at > self.reopenings[0].opened_at)


def value_of(row: Any) -> str:
    """A stored score as the input of the sheet holds it: `0` to `4`, `x` for what does not apply, nothing for none."""
    if row is None or (row.score is None and not row.is_not_applicable):
        return ""
    return NOT_APPLICABLE if row.is_not_applicable else str(row.score)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dimension of an assignment: its items under their indicators. `version` grows with every score stored."""

    assignment: Assignment
    dimension: Dimension
    groups: Sequence[tuple[str, Sequence[SheetLine]]]
    version: int

    @property
    def lines(self) -> list[SheetLine]:
        return [line for _indicator, lines in self.groups for line in lines]

    @property
    def scored(self) -> int:
        return sum(line.is_scored for line in self.lines)


def sheet_items(dimension: Dimension) -> list[InstrumentItem]:
    """The items of a dimension in the order of the instrument."""
    rows = InstrumentItem.objects.filter(indicator__dimension=dimension, archived_at=None)
    return list(rows.select_related("indicator", "pillar", "sub_dimension").order_by("position", "pk"))


def score_sheet(assignment: Assignment, dimension: Dimension, *, seen_by: User) -> Sheet:
    """All that stands on the sheet, in a fixed number of queries; evidence only as far as the person may open it."""
    items = sheet_items(dimension)
    look = _Look(assignment, items, seen_by)
    lines = [look.line(item) for item in items]
    grouped = groupby(lines, key=lambda line: line.item.indicator)
    return Sheet(
        assignment, dimension, [(each.name, list(rows)) for each, rows in grouped], version_of(assignment, dimension)
    )


def version_of(assignment: Assignment, dimension: Dimension) -> int:
    """Grows whenever a score of this sheet is stored, never shrinks."""
    rows = ItemScore.objects.filter(assignment=assignment, item__indicator__dimension=dimension)
    return int(rows.aggregate(total=Sum("version"))["total"] or 0)


class _Look:
    """What the lines need, read once for all items."""

    def __init__(self, assignment: Assignment, items: Sequence[InstrumentItem], seen_by: User) -> None:
        assessment = assignment.assessment
        region, evaluation = assessment.region, assessment.round
        self.instrument = evaluation.instrument
        self.answers = {row.item_id: row for row in Answer.objects.filter(assessment=assessment, item__in=items)}
        self.scores = {row.item_id: row for row in ItemScore.objects.filter(assignment=assignment, item__in=items)}
        self.reopenings = _grouped(
            Reopening.objects.filter(answer__in=[row.pk for row in self.answers.values()], archived_at=None)
            .select_related("opened_by")
            .order_by("opened_at", "pk"),
            "answer_id",
        )
        may_open = Evidence.objects.allowed(seen_by, Can.VIEW)
        uses = AnswerEvidence.objects.filter(
            answer__in=[row.pk for row in self.answers.values()], archived_at=None, evidence__in=may_open
        )
        self.evidence = _grouped(uses.select_related("evidence__stored_file").order_by("pk"), "answer_id")
        self.earlier = earlier_scores(region, evaluation.year, self.instrument, items)
        self.figures = _figures(region.pk, evaluation.year, items)

    def line(self, item: InstrumentItem) -> SheetLine:
        answer = self.answers.get(item.pk)
        reopened = self.reopenings.get(answer.pk, []) if answer else []
        since = reopened[0].opened_at if reopened else None
        uses = self.evidence.get(answer.pk, []) if answer else []
        return SheetLine(
            item=item,
            steps=steps_of(item, self.instrument.steps),
            answer=answer,
            proposal=kept_proposal(answer),
            proofs=[Proof(use.evidence, _is_late(use, since)) for use in uses],
            earlier=self.earlier.get(item.pk),
            figures=self.figures.get(_indicator_of(item), []),
            reopenings=reopened,
            score=self.scores.get(item.pk),
        )


def steps_of(item: InstrumentItem, usual: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each step of the scale with its words: the item's own, else those of the instrument."""
    return [(step, str(item.steps.get(step) or usual.get(step) or "")) for step in STEPS]


def _is_late(use: AnswerEvidence, since: datetime | None) -> bool:
    return since is not None and use.created_at > since


def _indicator_of(item: InstrumentItem) -> str:
    """The external figure that the item asks for, by its code."""
    return str(item.parameters.get("indicator") or "")


def _figures(region_id: int, year: int, items: Iterable[InstrumentItem]) -> dict[str, list[str]]:
    """By code the newest two figures up to the year, in words."""
    codes = {_indicator_of(item) for item in items} - {""}
    if not codes:
        return {}
    rows = ExternalFigure.objects.filter(
        region=region_id, indicator__code__in=codes, year__lte=year, archived_at=None
    ).select_related("indicator")
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows.order_by("-year", "pk"):
        if len(found[row.indicator.code]) < 2:
            found[row.indicator.code].append(_figure_text(row))
    return found


def _figure_text(row: ExternalFigure) -> str:
    value = f"{formats.number(row.value)} {row.indicator.unit}".strip() if row.value is not None else row.grade
    source = row.source or row.indicator.publisher or formats.NOTHING
    return _("%(name)s %(year)s: %(value)s (source: %(source)s)") % {
        "name": row.indicator.name,
        "year": row.year,
        "value": value,
        "source": source,
    }


def _grouped(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found
