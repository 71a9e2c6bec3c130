"""The self-assessment of a region: every item with its proposal, answer, evidence, last year's score; how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from monev.evaluation.measures.facts import Facts, FigureFact
from monev.evaluation.measures.registry import Proposal
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, Reopening
from monev.evaluation.models.instruments import Dimension, InstrumentItem
from monev.evaluation.scoring import Rounding, dimension_score, final_index
from monev.evaluation.selectors.earlier_scores import earlier_scores
from monev.evaluation.selectors.proposals import kept_proposal, live_proposal
from monev.evaluation.selectors.region_facts import region_facts
from pillars.models import Pillar

OPEN, DRAFT, CONFIRMED, CORRECTED, OWN, NOT_APPLICABLE = (
    "open",
    "draft",
    "confirmed",
    "corrected",
    "own",
    "not_applicable",
)
"""States of an item: not answered; typed, not confirmed; as proposed; otherwise than proposed; without a proposal."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the sheet. `year`: the assessed one."""

    item: InstrumentItem
    year: int
    answer: Answer | None = None
    proposal: Proposal | None = None
    evidence: tuple[AnswerEvidence, ...] = ()
    last: Decimal | None = None
    figure: FigureFact | None = None
    reopening: Reopening | None = None

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def year_before(self) -> int:
        """The year of the score `last`."""
        return self.year - 1

    @property
    def state(self) -> str:
        answer: Any = self.answer
        if answer is None or (answer.confirmed_at is None and not self.is_typed):
            return OPEN
        if answer.confirmed_at is None:
            return DRAFT
        if answer.is_not_applicable:
            return NOT_APPLICABLE
        if answer.proposed is None:
            return OWN
        return CONFIRMED if answer.score == answer.proposed else CORRECTED

    @property
    def is_typed(self) -> bool:
        """Whether anything stands in the answer."""
        row: Any = self.answer
        return row is not None and (row.score is not None or row.is_not_applicable or bool(row.text or row.reason))

    @property
    def is_answered(self) -> bool:
        """A person of the region stands behind it: a score, or that it does not apply."""
        row: Any = self.answer
        return row is not None and row.confirmed_at is not None and (row.score is not None or row.is_not_applicable)

    @property
    def step(self) -> int | None:
        """What the portal proposes."""
        return self.proposal.step if self.proposal else None

    @property
    def can_be_confirmed(self) -> bool:
        """Whether one tap settles it: proposed, not answered, and nobody typed another score."""
        typed = self.answer is not None and (
            self.answer.is_not_applicable or self.answer.score not in (None, self.step)
        )
        return self.step is not None and not self.is_answered and not typed

    @property
    def has_moved(self) -> bool:
        """Whether the proposal is another one than when the region answered."""
        row = self.answer
        return self.is_answered and row is not None and not row.is_not_applicable and self.step != row.proposed

    @property
    def records(self) -> tuple[Any, ...]:
        return self.proposal.measure.records if self.proposal else ()

    @property
    def is_bare(self) -> bool:
        """Neither evidence nor records of the portal stand behind it."""
        return not self.evidence and not (self.step is not None and self.records)

    @property
    def newest_evidence(self) -> int | None:
        """The year of the newest piece of evidence, when all of it is older than the assessed year."""
        newest = max((each.evidence.dated_on.year for each in self.evidence), default=self.year)
        return newest if newest < self.year else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a part is."""

    total: int
    answered: int
    proposed: int
    confirmed: int
    corrected: int
    own: int
    not_applicable: int
    waiting: int
    bare: int

    @classmethod
    def of(cls, lines: Sequence[ItemLine]) -> Counts:
        states = [each.state for each in lines]
        return cls(
            total=len(lines),
            answered=sum(each.is_answered for each in lines),
            proposed=sum(each.step is not None for each in lines),
            confirmed=states.count(CONFIRMED),
            corrected=states.count(CORRECTED),
            own=states.count(OWN),
            not_applicable=states.count(NOT_APPLICABLE),
            waiting=sum(each.can_be_confirmed for each in lines),
            bare=sum(each.is_bare for each in lines if not (each.answer and each.answer.is_not_applicable)),
        )

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @property
    def left(self) -> int:
        return self.total - self.answered


@dataclass(frozen=True, slots=True)
class DimensionSheet:
    """A dimension: its items, how far it is, and its own score so far; by pillar where it has many statements."""

    dimension: Dimension
    lines: tuple[ItemLine, ...]
    counts: Counts
    score: Decimal | None
    pillars: tuple[tuple[Pillar, Counts], ...] = ()

    def of_pillar(self, letters: str) -> tuple[ItemLine, ...]:
        """The items of one pillar; all of them where none is named."""
        return tuple(each for each in self.lines if not letters or _letters(each) == letters)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole self-assessment. `index`: own score by the rule of the instrument; None while a dimension has none."""

    assessment: Assessment
    dimensions: tuple[DimensionSheet, ...]
    counts: Counts
    index: Decimal | None

    @property
    def lines(self) -> tuple[ItemLine, ...]:
        return tuple(line for each in self.dimensions for line in each.lines)

    @property
    def missing(self) -> tuple[ItemLine, ...]:
        """What is neither answered nor not applicable."""
        return tuple(each for each in self.lines if not each.is_answered)

    @property
    def reopened(self) -> tuple[ItemLine, ...]:
        """Items that are open to the region again."""
        return tuple(each for each in self.lines if each.reopening is not None)

    def dimension(self, code: str) -> DimensionSheet | None:
        return next((each for each in self.dimensions if each.dimension.code == code), None)

    def line(self, code: str) -> ItemLine | None:
        return next((each for each in self.lines if each.code == code), None)


def self_assessment(assessment: Assessment, *, now: datetime | None = None) -> Sheet:
    """The sheet of an assessment with its region and round, in a fixed number of queries.

    While it is open the proposals follow the data; those of a submitted one stay as they were.
    """
    moment = now or timezone.now()
    instrument, year = assessment.round.instrument, assessment.round.year
    items = list(
        instrument.items.filter(archived_at=None)
        .select_related("indicator__dimension", "pillar", "sub_dimension")
        .order_by("position", "pk")
    )
    facts = None if assessment.is_submitted else region_facts(assessment.region, year)
    answers = {row.item_id: row for row in assessment.answers.all()}
    for row in answers.values():
        row.assessment = assessment
    evidence = _evidence(assessment)
    reopened = _reopened(assessment, moment)
    last = earlier_scores(assessment.region, year, instrument, items)
    lines = [
        ItemLine(
            item=item,
            year=year,
            answer=answers.get(item.pk),
            proposal=live_proposal(item, facts) if facts else kept_proposal(answers.get(item.pk)),
            evidence=tuple(evidence.get(item.pk, ())),
            last=last.get(item.pk),
            figure=_figure(item, facts),
            reopening=reopened.get(item.pk),
        )
        for item in items
    ]
    dimensions = tuple(_dimensions(lines))
    return Sheet(assessment, dimensions, Counts.of(lines), own_index(dimensions, Rounding(instrument.rounding)))


def _evidence(assessment: Assessment) -> dict[int, list[AnswerEvidence]]:
    rows = AnswerEvidence.objects.filter(answer__assessment=assessment, archived_at=None)
    found: dict[int, list[AnswerEvidence]] = defaultdict(list)
    for row in rows.select_related("answer", "evidence__stored_file", "evidence__agency").order_by("pk"):
        found[row.answer.item_id].append(row)
    return found


def _reopened(assessment: Assessment, moment: datetime) -> dict[int, Reopening]:
    """By item (id) what is open to the region at that moment."""
    rows = Reopening.objects.unfinished().filter(answer__assessment=assessment, deadline_at__gt=moment)
    return {row.answer.item_id: row for row in rows.select_related("answer", "stage", "opened_by")}


def _figure(item: InstrumentItem, facts: Facts | None) -> FigureFact | None:
    """The external figure that the item asks for."""
    code = item.parameters.get("indicator", "") if item.rule == "external_figure" else ""
    return facts.figures.get(code) if facts and code else None


def _dimensions(lines: Sequence[ItemLine]) -> Iterable[DimensionSheet]:
    found: dict[Dimension, list[ItemLine]] = defaultdict(list)
    for line in lines:
        found[line.item.indicator.dimension].append(line)
    for dimension in sorted(found, key=lambda each: (each.position, each.pk)):
        rows = tuple(found[dimension])
        yield DimensionSheet(dimension, rows, Counts.of(rows), own_score(rows), _pillars(rows))


def _pillars(rows: Sequence[ItemLine]) -> tuple[tuple[Pillar, Counts], ...]:
    """The statements of a citizen survey are many: shown by pillar."""
    if not any(each.item.is_survey for each in rows):
        return ()
    pillars = {each.item.pillar: None for each in rows if each.item.pillar is not None}
    ordered = sorted(pillars, key=lambda each: each.position)
    return tuple((each, Counts.of([row for row in rows if row.item.pillar == each])) for each in ordered)


def _letters(line: ItemLine) -> str:
    return line.item.pillar.letters if line.item.pillar else ""


def own_score(lines: Iterable[ItemLine]) -> Decimal | None:
    """The dimension as the region scores itself, over the items that it answered and that apply."""
    given = [each.answer.score for each in lines if each.is_answered and each.answer]
    return dimension_score(None if score is None else Decimal(score) for score in given)


def own_index(dimensions: Iterable[DimensionSheet], rounding: Rounding) -> Decimal | None:
    """The index as the region scores itself; None while a dimension has no score."""
    scores = {each.dimension.code: each.score for each in dimensions}
    known = {code: score for code, score in scores.items() if score is not None}
    if len(known) < len(scores) or not scores:
        return None
    return final_index(known, {each.dimension.code: each.dimension.weight for each in dimensions}, rounding)
