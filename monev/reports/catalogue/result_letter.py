"""The result letter of a region in the national evaluation: the letter of the stage, kept and checked like a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.canonical import plain, sha256_of
from core.documents import Document
from core.errors import Refused
from monev.evaluation.letters.head import head_from, head_of
from monev.evaluation.letters.result_letter import result_letter
from monev.evaluation.models.scores import StageResult
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.frame_parts import check_of
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish
from organizations.models import Region


class ResultLetterReport(Report):
    """The letter with its appendix, from the data frozen when the stage was closed; once the stage is published."""

    code = "result-letter"
    title = _("Result letter")
    purpose = _("The index of the region, all scores, and what the assessors recommend, as the ministry wrote it.")
    audience = _("head of the region")
    formats = ("pdf", "xlsx")
    parameters = (Parameter.STAGE,)
    position = 91

    def preview(self, wish: Wish) -> Preview:
        result = published_result(wish)
        facts = [
            (gettext("Stage"), str(result.stage)),
            (gettext("Number of the letter"), result.stage.letter_number),
        ]
        return Preview(facts, [], len(result.items))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        result, region = published_result(wish), wish.required_region
        frozen = result.frozen
        if sha256_of(frozen.data) != frozen.sha256:
            raise Refused(gettext("The frozen data of this result do not match their SHA-256. Tell the administrator."))
        made_up = bool(frozen.data["is_example"])
        data: dict[str, Any] = plain(
            {
                "format": 1,
                "language": wish.language,
                "taken_at": taken_at,
                "examples": {"rows": int(made_up), "of": 1},
                "region": {"code": region.code, "name": region.name, "time_zone": region.time_zone},
                "year": result.stage.round.year,
                "head": head_of(result.stage),
                "frozen_sha256": frozen.sha256,
            }
        )
        return data | {"frozen": frozen.data}

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        letter = result_letter(data["frozen"], head_from(dict(data["head"])), sha256=data["frozen_sha256"])
        return replace(letter, check=check_of(frame))

    def may_be_asked_for(self, region: Region | None) -> bool:
        """A region with a result of a published stage."""
        return region is not None and _published().filter(assessment__region=region).exists()


def _published() -> Any:
    return StageResult.objects.holding().filter(stage__state="published", assessment__takes_part=True)


def published_result(wish: Wish) -> StageResult:
    """The result of the region in the stage of the wish. Raises `Refused` when none is published."""
    rows = _published().select_related("stage__round", "frozen", "assessment")
    found: StageResult | None = rows.filter(assessment__region=wish.required_region, stage=wish.stage).first()
    if found is None:
        raise Refused(gettext("No result of this stage is published for the region."), field="stage")
    return found
