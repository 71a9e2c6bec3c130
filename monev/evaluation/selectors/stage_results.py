"""The results of a stage for all regions that a person may see; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.instruments import Dimension
from monev.evaluation.models.results import NationalResult
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.closing import current_results
from monev.monitoring.ranking import Rank, ranks
from organizations.models import Region, User
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class StageLine:
    """One region in the table of a stage. `result` is None where it did not take part or could not be computed."""

    assessment: Assessment
    region: Region
    result: StageResult | None
    published: Decimal | None
    rank: Rank | None = None

    @property
    def dimensions(self) -> dict[str, Decimal]:
        return {code: Decimal(text) for code, text in self.result.dimensions.items()} if self.result else {}

    @property
    def differs(self) -> bool:
        """The figure that was published is another one than the computed one."""
        return self.result is not None and self.published is not None and self.published != self.result.index


@dataclass(frozen=True, slots=True)
class StageTable:
    """A stage: the regions with a result, by rank; those that did not take part; those without a result."""

    stage: RoundStage
    dimensions: Sequence[Dimension]
    lines: Sequence[StageLine]
    absent: Sequence[StageLine]
    without: Sequence[StageLine]

    @property
    def is_example(self) -> bool:
        lines = (*self.lines, *self.absent, *self.without)
        return any(each.assessment.is_example or (each.result and each.result.is_example) for each in lines)


def stage_table(stage: RoundStage, *, seen_by: User | None = None) -> StageTable:
    """The table of `stage`; `seen_by`: only the regions whose results that person may see (None: all, for a letter)."""
    rows = Assessment.objects.filter(round=stage.round_id, archived_at=None).select_related("region__province")
    results = current_results(stage).defer("items", "own_dimensions")
    if seen_by is not None:
        rows = rows.allowed(seen_by, Can.OVERSEE)
        results = results.allowed(seen_by, Can.VIEW)
    by_assessment = {each.assessment_id: each for each in results}
    published = _published(stage)
    lines = [
        StageLine(each, each.region, by_assessment.get(each.pk), published.get(each.region_id))
        for each in rows.order_by("region__code", "pk")
    ]
    return StageTable(
        stage=stage,
        dimensions=list(stage.round.instrument.dimensions.filter(archived_at=None).order_by("position", "pk")),
        lines=_ranked([each for each in lines if each.result and each.assessment.takes_part]),
        absent=[each for each in lines if not each.assessment.takes_part],
        without=[each for each in lines if each.assessment.takes_part and not each.result],
    )


def _published(stage: RoundStage) -> dict[int, Decimal]:
    """The official figure by region, where one is stored."""
    if not stage.is_published:
        return {}
    rows = NationalResult.objects.filter(
        year=stage.round.year, stage=official_stage(stage), takes_part=True, archived_at=None
    )
    return dict(rows.values_list("region", "index"))


def official_stage(stage: RoundStage) -> str:
    """Under which name the official figure of a stage is stored."""
    written = stage.kind == RoundStage.Kind.WRITTEN
    return NationalResult.Stage.WRITTEN if written else NationalResult.Stage.FINAL


def _ranked(lines: Sequence[StageLine]) -> list[StageLine]:
    """The highest index first; equal ones share a place and stand by name."""
    figures: dict[Any, Decimal | None] = {each.assessment.pk: each.result.index for each in lines if each.result}
    places = ranks(figures)
    ranked = [
        StageLine(each.assessment, each.region, each.result, each.published, places[each.assessment.pk])
        for each in lines
    ]
    return sorted(ranked, key=lambda each: (places[each.assessment.pk].place, each.region.name))
