"""Telling regions and assessors what happened in an evaluation; called inside the transaction in which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from monev.evaluation import news
from monev.evaluation.models.assessments import Assessment, Reopening
from monev.evaluation.models.rounds import EvaluationRound
from monev.evaluation.models.scores import Assignment
from monev.evaluation.selectors.people import national_people, secretariats
from monev.monitoring.periods import clock_in
from notices.kinds import Kind
from notices.services.telling import News, tell, tell_each
from organizations.models import Region, User


def page_of(assessment: Assessment) -> str:
    """The region's own page of its self-assessment."""
    return f"/daerah/{assessment.region.code}/evaluasi/"


def tell_round_opened(evaluation: EvaluationRound, regions: Sequence[Region]) -> int:
    """Those who answer for a region learn that it takes part, and until when."""
    people = secretariats(regions)
    until = timezone.localtime(evaluation.self_assessment_until).date().isoformat()
    rows = [
        News(
            user,
            key=f"{evaluation.uid}:{region.pk}",
            params={"round": evaluation.name, "region": region.name, "until_on": until},
            url=f"/daerah/{region.code}/evaluasi/",
            region=region,
        )
        for region in regions
        for user in people.get(region.pk, [])
    ]
    return tell_each(news.ROUND_OPENED.code, rows)


def tell_handed_back(assessment: Assessment) -> int:
    """The region's secretariat learns what to change, and until when."""
    region = assessment.region
    params = {
        "round": assessment.round.name,
        "region": region.name,
        "until_at": moment_in(region, assessment.open_until),
        "reason": assessment.return_reason,
    }
    return tell(
        news.HANDED_BACK.code,
        secretariats([region]).get(region.pk, []),
        key=f"{assessment.uid}:{assessment.version}",
        params=params,
        url=page_of(assessment),
        region=region,
    )


def tell_reopened(assessment: Assessment, rows: Sequence[Reopening]) -> int:
    """The region's secretariat learns which items are open again, what is missing, and until when."""
    region, first = assessment.region, rows[0]
    codes = ", ".join(each.answer.item.code for each in rows)
    params = {
        "region": region.name,
        "items": codes if len(codes) <= 60 else f"{codes[:57]}…",
        "until_at": moment_in(region, first.deadline_at),
        "request": first.request,
    }
    return tell(
        news.ITEM_REOPENED.code,
        secretariats([region]).get(region.pk, []),
        key=f"{first.uid}",
        params=params,
        url=page_of(assessment),
        region=region,
    )


def tell_assigned(assignments: Iterable[Assignment]) -> int:
    """Each assessor learns which region is assigned, and for which days."""
    return tell_each(news.ASSIGNED.code, [_news(each) for each in assignments])


def tell_changed(assignment: Assignment) -> int:
    """The assessor learns that the days changed."""
    return tell_each(news.ASSIGNMENT_CHANGED.code, [_news(assignment)])


def tell_ended(assignment: Assignment, reason: str) -> int:
    """The assessor learns that the assignment was withdrawn."""
    return _tell_reason(news.ASSIGNMENT_ENDED, assignment, reason, url="")


def tell_given_back(assignment: Assignment, reason: str) -> int:
    """The assessor learns that the scores can be changed again."""
    return _tell_reason(news.SCORES_GIVEN_BACK, assignment, reason, url=sheet_of(assignment))


def tell_submitted(assessment: Assessment, *, by: User, index: str) -> int:
    """The nation, and the assessors who are assigned to the region, learn that they can begin."""
    region = assessment.region
    params = {"region": region.name, "round": assessment.round.name, "by": by.name, "index": index}
    rows = assignments_of(assessment)
    people: dict[int, tuple[User, str]] = {each.pk: (each, page_of(assessment)) for each in national_people()}
    people |= {each.assessor_id: (each.assessor, sheet_of(each)) for each in rows}
    key = f"{assessment.uid}:{assessment.version}"
    return tell_each(
        news.SUBMITTED.code,
        [News(user, key=key, params=params, url=url) for user, url in people.values() if user.pk != by.pk],
    )


def tell_completed(assessment: Assessment, row: Reopening, *, by: User) -> int:
    """The assessors of the stage, its chair among them, and who asked for it learn that an item is complete."""
    params = {"region": assessment.region.name, "round": assessment.round.name, "item": row.answer.item.code}
    rows = [each for each in assignments_of(assessment) if each.stage_id == row.stage_id]
    people: dict[int, tuple[User, str]] = {each.assessor_id: (each.assessor, sheet_of(each)) for each in rows}
    if row.opened_by is not None:
        people.setdefault(row.opened_by_id or 0, (row.opened_by, page_of(assessment)))
    return tell_each(
        news.ITEM_COMPLETED.code,
        [News(user, key=str(row.uid), params=params, url=url) for user, url in people.values() if user.pk != by.pk],
    )


def assignments_of(assessment: Assessment) -> list[Assignment]:
    """Who assesses the region today or from a later day on."""
    rows = Assignment.objects.current().filter(assessment=assessment, ends_on__gte=timezone.localdate())
    return list(rows.select_related("assessor", "stage", "assessment__region", "assessment__round").order_by("pk"))


def sheet_of(assignment: Assignment) -> str:
    """The page of an assignment."""
    return reverse("evaluation:assignment-detail", args=[assignment.pk])


def moment_in(region: Region, moment: object) -> str:
    """`28 Nov 2026 18.10 WITA`: on the clocks of the region."""
    return format_date(clock_in(region.time_zone, moment), "j M Y H.i T")  # type: ignore[arg-type]


def _news(assignment: Assignment) -> News:
    return News(
        assignment.assessor,
        key=f"{assignment.uid}:{assignment.version}",
        params=_params(assignment)
        | {"starts_on": assignment.starts_on.isoformat(), "ends_on": assignment.ends_on.isoformat()},
        url=sheet_of(assignment),
    )


def _tell_reason(kind: Kind, assignment: Assignment, reason: str, *, url: str) -> int:
    return tell(
        kind.code,
        [assignment.assessor],
        key=f"{assignment.uid}:{assignment.version}",
        params=_params(assignment) | {"reason": reason},
        url=url,
    )


def _params(assignment: Assignment) -> dict[str, str]:
    return {
        "region": assignment.assessment.region.name,
        "round": assignment.assessment.round.name,
        "stage": assignment.stage.kind,
    }
