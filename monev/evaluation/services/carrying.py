"""Carrying the result of a published stage over into what the region keeps: results, item scores, findings.

Safe to run twice. A figure that is stored as published already is never overwritten: the difference is reported.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from monev.evaluation import result_news
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, StageResult
from monev.evaluation.services.announcing import announce_published
from notices.services.telling import tell
from organizations.models import Membership, User
from organizations.roles import Role

Difference = dict[str, Any]
REASON = "stage published"
TOLD = (Role.REGION_ADMIN, Role.VERIFIER, Role.SECRETARY, Role.COUNCIL)
ZERO = Decimal("0.00")


@transaction.atomic
def carry_over(assessment: Assessment, stage: RoundStage, *, by: User | None) -> list[Difference]:
    """What the stage said of one region; returns the differences to what was published before."""
    if not assessment.takes_part:
        announce_published(assessment, stage)
        return _publish_absence(assessment, stage, by)
    result = StageResult.objects.filter(assessment=assessment, stage=stage, archived_at=None).first()
    if result is None or stage.closed_at is None or result.frozen.taken_at < stage.closed_at:
        return []
    values = {
        "index": result.index,
        "computed_index": result.index,
        "raw_index": result.raw_index,
        "dimensions": result.dimensions,
        "improvement": result.improvement,
        "takes_part": True,
        "is_example": result.is_example,
    }
    differences = _publish(assessment, stage, values, by)
    if stage.kind == RoundStage.Kind.INTERVIEW:
        differences += _publish_items(assessment, result, by)
    _publish_findings(assessment, result, by)
    _tell(assessment, stage)
    announce_published(assessment, stage)
    return differences


def _publish_absence(assessment: Assessment, stage: RoundStage, by: User | None) -> list[Difference]:
    """A region that did not take part is published with zeros and has no rank."""
    codes = stage.round.instrument.dimensions.filter(archived_at=None).values_list("code", flat=True)
    values = {
        "index": ZERO,
        "dimensions": {code: str(ZERO) for code in codes},
        "takes_part": False,
        "is_example": assessment.is_example,
    }
    return _publish(assessment, stage, values, by)


def stages_of(stage: RoundStage) -> list[str]:
    """Under which names a stage is published: stage I is advice, stage II is also the final result of the year."""
    if stage.kind == RoundStage.Kind.WRITTEN:
        return [NationalResult.Stage.WRITTEN]
    return [NationalResult.Stage.INTERVIEW, NationalResult.Stage.FINAL]


def _publish(assessment: Assessment, stage: RoundStage, values: dict[str, Any], by: User | None) -> list[Difference]:
    differences = []
    rows = NationalResult.objects.filter(region=assessment.region, year=stage.round.year, stage__in=stages_of(stage))
    present = {each.stage: each for each in rows}
    for name in stages_of(stage):
        stored = present.get(name)
        if stored is None:
            _new_result(assessment, stage, name, values).store(by=by, reason=REASON)
        elif not _same(stored, values):
            differences.append(
                {"kind": "differs", "stage": name, "published": str(stored.index), "computed": str(values["index"])}
            )
    return differences


def _new_result(assessment: Assessment, stage: RoundStage, name: str, values: dict[str, Any]) -> NationalResult:
    return NationalResult(
        region=assessment.region,
        year=stage.round.year,
        stage=name,
        instrument_code=stage.round.instrument.code,
        published_on=stage.letter_date,
        source=stage.letter_number,
        **values,
    )


def _same(stored: NationalResult, values: dict[str, Any]) -> bool:
    published = {code: Decimal(text) for code, text in stored.dimensions.items() if text}
    computed = {code: Decimal(text) for code, text in values["dimensions"].items()}
    return stored.index == values["index"] and (not published or published == computed)


def _publish_items(assessment: Assessment, result: StageResult, by: User | None) -> list[Difference]:
    """The score of each item of the final; None where the item does not apply."""
    year, code = assessment.round.year, assessment.round.instrument.code
    rows = NationalItemScore.objects.filter(region=assessment.region, year=year, instrument_code=code)
    present = dict(rows.values_list("item_code", "score"))
    scores = {item: None if text is None else Decimal(text) for item, text in result.items.items()}
    missing = [
        NationalItemScore(
            region=assessment.region,
            year=year,
            instrument_code=code,
            item_code=item,
            score=score,
            is_example=result.is_example,
        )
        for item, score in scores.items()
        if item not in present
    ]
    if missing:
        bulk_create_with_history(missing, NationalItemScore, default_user=by, default_change_reason=REASON)
    differing = [item for item, score in scores.items() if item in present and present[item] != score]
    return [{"kind": "items_differ", "codes": differing}] if differing else []


def _publish_findings(assessment: Assessment, result: StageResult, by: User | None) -> None:
    """Each finding keeps the identifier under which its assessor wrote it, so that it is carried over once."""
    written = result.frozen.data["findings"]
    uids = [each["uid"] for each in written]
    present = {str(uid) for uid in Finding.objects.filter(uid__in=uids).values_list("uid", flat=True)}
    agencies = dict(AssessorFinding.objects.filter(uid__in=uids).values_list("uid", "agency"))
    offset = Finding.objects.filter(region=assessment.region, year=assessment.round.year).count()
    rows = [
        Finding(
            uid=each["uid"],
            region=assessment.region,
            agency_id={str(uid): agency for uid, agency in agencies.items()}.get(each["uid"]),
            year=assessment.round.year,
            kind=each["kind"],
            text=each["text"],
            position=offset + position,
            assessor_name=each["assessor"],
            institution=each["institution"],
            item_code=each["item"],
            is_example=each["is_example"] or result.is_example,
        )
        for position, each in enumerate(written, start=1)
        if each["uid"] not in present
    ]
    if rows:
        bulk_create_with_history(rows, Finding, default_user=by, default_change_reason=REASON)


def _tell(assessment: Assessment, stage: RoundStage) -> int:
    """The secretariat and the council of the region learn that the result is there."""
    region = assessment.region
    held = Membership.objects.in_force(timezone.localdate()).filter(region=region, role__in=TOLD)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return tell(
        result_news.PUBLISHED.code,
        people,
        key=f"{stage.uid}:{region.code}",
        params={"round": stage.round.name, "stage": stage.kind, "region": region.name},
        url=reverse("evaluation:result", args=[region.code, assessment.pk]),
        region=region,
    )
