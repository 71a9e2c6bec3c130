"""Two national administrators, or two workers, at the same moment: one stage, one result a region. Real commits."""

import pytest

from core.errors import Refused
from monev.evaluation.models.assessments import FrozenAssessment
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.scores import StageResult
from monev.evaluation.services.closing import close_stage
from monev.evaluation.services.stage_jobs import run_job
from tests.factories.organizations import RegionFactory
from tests.monev.evaluation.stage_case import give, make_stage, take_part
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(db):
    """Four regions, all scored."""
    stage = make_stage({"a": 60, "b": 40}, {"a": 2, "b": 2})
    for _ in range(4):
        give(stage, take_part(stage, RegionFactory()), [1, 2, 3, 4])
    return stage


def test_of_two_who_close_at_once_one_is_told_that_it_is_closed(stage, cast):
    def close():
        try:
            return close_stage(stage, by=cast.national)
        except Refused as refused:
            return refused

    answers = at_once(close)
    assert sorted(isinstance(each, Refused) for each in answers) == [False, True]
    assert StageJob.objects.count() == 1


def test_two_workers_with_the_same_message_do_the_work_once(stage, cast):
    job = close_stage(stage, by=cast.national)
    answers = at_once(lambda: run_job(job.pk))
    assert sorted(each is None for each in answers) == [False, True]
    assert StageResult.objects.count() == FrozenAssessment.objects.count() == 4
