"""The result of one region for its page: frozen figures beside the official ones, and one item down to its proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monev.evaluation.measures.registry import Proposal
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.frozen_result import Data, FrozenResult, ItemLine, frozen_result
from monev.evaluation.selectors.proposals import read_proposal
from monev.evaluation.selectors.stage_figures import Mark
from monev.evaluation.selectors.stage_results import official_stage
from monev.monitoring.models.evidence import Evidence
from organizations.models import User
from organizations.roles import Can


def results_of(assessment: Assessment, *, seen_by: User) -> list[StageResult]:
    """The results of a region that hold and that the person may see, stage II first."""
    rows = StageResult.objects.allowed(seen_by, Can.VIEW).holding().filter(assessment=assessment)
    return list(rows.select_related("stage__round__instrument", "frozen", "assessment").order_by("-stage__kind"))


@dataclass(frozen=True, slots=True)
class Official:
    """What was published, beside which the computed figures stand; None where nothing is published."""

    index: Decimal | None
    dimensions: Mapping[str, Decimal]
    items: Mapping[str, Decimal | None]
    improvement: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RegionResult:
    """A result with its official figures; `findings` by kind, then by assessor."""

    stored: StageResult
    result: FrozenResult
    official: Official
    findings: Sequence[tuple[str, Sequence[tuple[str, str, Sequence[Data]]]]]

    @property
    def differs(self) -> bool:
        """The published index is another one than the computed one."""
        return self.official.index is not None and self.official.index != self.result.index


def region_result(stored: StageResult) -> RegionResult:
    """The page of one result."""
    return RegionResult(
        stored=stored,
        result=frozen_result(stored.frozen.data),
        official=_official(stored),
        findings=_findings(stored.frozen.data),
    )


def _official(stored: StageResult) -> Official:
    stage, region = stored.stage, stored.assessment.region_id
    if not stage.is_published:
        return Official(None, {}, {})
    row = NationalResult.objects.filter(
        region=region, year=stage.round.year, stage=official_stage(stage), takes_part=True, archived_at=None
    ).first()
    if row is None:
        return Official(None, {}, {})
    scores: dict[str, Decimal | None] = {}
    if official_stage(stage) == NationalResult.Stage.FINAL:
        rows = NationalItemScore.objects.filter(
            region=region, year=row.year, instrument_code=row.instrument_code, archived_at=None
        )
        scores = dict(rows.values_list("item_code", "score"))
    dimensions = {code: Decimal(text) for code, text in row.dimensions.items() if text}
    return Official(row.index, dimensions, scores, row.improvement)


def _findings(data: Data) -> list[tuple[str, list[tuple[str, str, list[Data]]]]]:
    """Strengths, weaknesses, recommendations, each under its assessor."""
    found = []
    for kind in Finding.Kind:
        by_assessor: dict[tuple[str, str], list[Data]] = {}
        for each in data["findings"]:
            if each["kind"] == kind:
                by_assessor.setdefault((each["assessor"], each["institution"]), []).append(each)
        found.append((str(kind.label), [(name, where, rows) for (name, where), rows in by_assessor.items()]))
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """A file or link under an answer; `pk` of the evidence where the person may open it."""

    title: str
    sha256: str
    link: str
    pk: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one assessor said of an item."""

    name: str
    institution: str
    mark: Mark | None
    note: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: the line of the table, the answer with its proof, each assessor's judgement, and its neighbours."""

    line: ItemLine
    dimension: str
    answer: Data
    proposal: Proposal | None
    proofs: Sequence[Proof]
    judgements: Sequence[Judgement]
    official: Decimal | None
    previous: str
    following: str

    @property
    def counted(self) -> list[int]:
        """The scores of which the mean is taken."""
        return [each.mark.score for each in self.judgements if each.mark and each.mark.score is not None]


def item_page(stored: StageResult, code: str, *, seen_by: User) -> ItemPage | None:
    """One item of a result; None for a code that the instrument does not have."""
    page = region_result(stored)
    line = page.result.item(code)
    if line is None:
        return None
    codes = [each.code for each in page.result.items]
    at = codes.index(code)
    answer = stored.frozen.data["answers"].get(code, {})
    names = {each.code: each.name for each in page.result.dimensions}
    return ItemPage(
        line=line,
        dimension=names[line.dimension],
        answer=answer,
        proposal=read_proposal(answer.get("proposed"), answer.get("proposal", {})),
        proofs=_proofs(answer, seen_by),
        judgements=[
            Judgement(each.name, each.institution, each.marks.get(code), each.notes.get(code, ""))
            for each in page.result.sheets
        ],
        official=page.official.items.get(code),
        previous=codes[at - 1] if at else "",
        following=codes[at + 1] if at + 1 < len(codes) else "",
    )


def _proofs(answer: Data, seen_by: User) -> list[Proof]:
    """The evidence as it was frozen, with the page of the record where it may be opened."""
    written: list[dict[str, Any]] = answer.get("evidence", [])
    rows = Evidence.objects.allowed(seen_by, Can.VIEW).filter(uid__in=[each["uid"] for each in written])
    keys = {str(uid): pk for uid, pk in rows.values_list("uid", "pk")}
    return [
        Proof(each["title"] or each["file_name"], each["sha256"], each["link"], keys.get(each["uid"]))
        for each in written
    ]
