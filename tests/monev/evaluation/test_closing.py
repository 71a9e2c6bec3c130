"""Closing a stage: the figures to the second decimal, what is missing, closing twice, opening again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.canonical import sha256_of
from core.errors import Refused
from monev.evaluation.models.assessments import FrozenAssessment
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import ItemScore, StageResult
from monev.evaluation.selectors.closing import closing_gaps
from monev.evaluation.selectors.stage_contents import StageReading
from monev.evaluation.services.closing import close_stage, reopen_stage
from monev.evaluation.services.results import store_result
from monev.evaluation.services.stage_jobs import run_job, take_up_stale_jobs
from tests.factories.evaluation import NationalResultFactory, ReopeningFactory
from tests.factories.organizations import RegionFactory
from tests.monev.evaluation.stage_case import close, give, make_stage, result_of, take_part

WEIGHTS_2022 = {"baseline": 10, "output": 20, "outcome": 30, "impact": 10, "quick_win": 30}
MALANG = {
    "baseline": "2 1 2 1 1",
    "output": "2 1 2 2.75 1 1 1",
    "outcome": "2.75 4 4 1 3 3.5 2 3 2 3 3 2 3.5 3 3 4 4 3.25 2 3.25 4 4 4 4 2 3 4 1 1.25 2 2",
    "impact": "2.25 2 3 3",
    "quick_win": "2.25 3 2.75 4 3 2.75 3 2.5 3.75 3.75 2.5 3.75",
}
"""The published item scores of Kabupaten Malang, 2022: means of four assessors."""
SMALL = {"a": 60, "b": 40}


@pytest.fixture
def small(db):
    """Two dimensions with two items each."""
    return make_stage(SMALL, {"a": 2, "b": 2})


def split(total: int, among: int) -> list[int]:
    """Whole scores that add up to `total`."""
    return [total // among + (number < total % among) for number in range(among)]


def test_malang_2022_comes_out_as_published_from_four_assessors(cast, region):
    scores = [Decimal(each) for words in MALANG.values() for each in words.split()]
    stage = make_stage(
        WEIGHTS_2022,
        {code: len(words.split()) for code, words in MALANG.items()},
        rounding=Instrument.Rounding.EACH_CONTRIBUTION,
    )
    assessment = take_part(stage, region)
    sheets = zip(*(split(int(each * 4), 4) for each in scores), strict=True)
    for sheet in sheets:
        give(stage, assessment, sheet)
    close(stage, by=cast.national, confirmed=True)
    result = result_of(assessment)
    assert result.dimensions == {
        "baseline": "1.40",
        "output": "1.54",
        "outcome": "2.92",
        "impact": "2.56",
        "quick_win": "3.08",
    }
    assert result.index == Decimal("2.51")
    assert result.items["2.04"] == "2.75"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_stored_result_is_that_of_an_independent_calculation(db, cast, data):
    """Random scores, items that do not apply, either rounding: the same as with nothing but fractions."""
    rounding = data.draw(st.sampled_from(Instrument.Rounding.values))
    weights = data.draw(st.sampled_from([{"a": 60, "b": 40}, {"a": 10, "b": 20, "c": 70}]))
    items = {code: data.draw(st.integers(1, 4)) for code in weights}
    count = sum(items.values())
    assessors = data.draw(st.integers(1, 5))
    sheets = [data.draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)) for _ in range(assessors)]
    stage = make_stage(weights, items, rounding=rounding)
    assessment = take_part(stage, RegionFactory())
    for sheet in sheets:
        give(stage, assessment, sheet)
    close(stage, by=cast.national, confirmed=True)
    result = result_of(assessment)
    at, expected = 0, {}
    for code, number in items.items():
        means = [Fraction(sum(sheet[place] for sheet in sheets), assessors) for place in range(at, at + number)]
        expected[code] = cents(sum(means) / number)
        at += number
    assert {code: Fraction(text) * 100 for code, text in result.dimensions.items()} == expected
    exact = [Fraction(expected[code] * weight, 100) for code, weight in weights.items()]
    total = sum(map(half_up, exact)) if rounding == "each_contribution" else half_up(sum(exact))
    assert Fraction(result.index) * 100 == total
    assert Fraction(result.raw_index) * 100 == sum(exact)


def half_up(value: Fraction) -> int:
    return int((value + Fraction(1, 2)).__floor__())


def cents(value: Fraction) -> int:
    return half_up(value * 100)


def test_an_item_that_applies_to_none_leaves_the_mean_and_one_doubted_by_one_does_not(small, cast, region):
    assessment = take_part(small, region)
    give(small, assessment, [None, 2, 4, None])
    give(small, assessment, [None, 2, 4, 1])
    close(small, by=cast.national, confirmed=True)
    result = result_of(assessment)
    assert result.items == {"1.01": None, "1.02": "2.00", "2.01": "4.00", "2.02": "1.00"}
    assert result.dimensions == {"a": "2.00", "b": "2.50"}


def test_a_dimension_in_which_nothing_applies_gives_no_result_and_its_weight_to_nobody(small, cast, region):
    assessment = take_part(small, region)
    give(small, assessment, [None, None, 4, 4])
    assert closing_gaps(small).regions[0].empty == ["A"]
    job = close(small, by=cast.national, confirmed=True)
    assert not StageResult.objects.exists()
    assert job.problems == [{"code": region.code, "name": region.name, "kind": "gap", "codes": ["a"]}]


def test_an_item_that_nobody_judged_is_neither_a_zero_nor_left_out(small, cast, region):
    assessment = take_part(small, region)
    assignment = give(small, assessment, [1, 2, 3, 4])
    assignment.scores.get(item__code="2.02").delete()
    job = close(small, by=cast.national, confirmed=True)
    assert job.problems[0]["kind"] == "unscored"
    assert job.problems[0]["codes"] == ["2.02"]


def test_scores_of_an_assessor_who_did_not_submit_do_not_count(small, cast, region):
    assessment = take_part(small, region)
    give(small, assessment, [4, 4, 4, 4])
    give(small, assessment, [0, 0, 0, 0], submitted_at=None)
    assert not closing_gaps(small).is_whole
    close(small, by=cast.national, confirmed=True)
    result = result_of(assessment)
    assert result.index == Decimal("4.00")
    assert len(result.frozen.data["missing_assessors"]) == 1


def test_the_region_s_own_score_follows_the_same_rule(small, cast, region):
    assessment = take_part(small, region)
    assessment.answers.filter(item__code="1.01").update(score=None, is_not_applicable=True, reason="Tidak ada")
    assessment.answers.filter(item__code="1.02").update(score=1)
    give(small, assessment, [2, 2, 2, 2])
    close(small, by=cast.national, confirmed=True)
    result = result_of(assessment)
    assert result.own_dimensions == {"a": "1.00", "b": "3.00"}
    assert result.own_index == Decimal("1.80")


@pytest.mark.parametrize(
    ("raw", "index", "expected"),
    [("2.4951", "2.50", "0.50"), ("2.4949", "2.49", "0.51"), (None, "2.49", "0.51"), ("3.1050", "3.11", "-0.11")],
)
def test_the_improvement_is_that_of_unrounded_figures(small, cast, region, raw, index, expected):
    raw_index = Decimal(raw) if raw else None
    NationalResultFactory(region=region, year=2025, index=Decimal(index), raw_index=raw_index, dimensions={})
    assessment = take_part(small, region)
    give(small, assessment, [3, 3, 3, 3])
    close(small, by=cast.national)
    assert result_of(assessment).improvement == Decimal(expected)


def test_without_a_year_before_there_is_no_improvement(small, cast, region):
    NationalResultFactory(region=region, year=2024, index=Decimal("2.50"))
    NationalResultFactory(region=region, year=2025, index=Decimal(0), takes_part=False)
    assessment = take_part(small, region)
    give(small, assessment, [3, 3, 3, 3])
    close(small, by=cast.national)
    assert result_of(assessment).improvement is None


def test_the_snapshot_holds_everything_and_its_hash_names_it(small, cast, region):
    assessment = take_part(small, region)
    give(small, assessment, [3, 2, 1, 4], institution="ITB")
    close(small, by=cast.national, confirmed=True)
    frozen = result_of(assessment).frozen
    assert frozen.occasion == FrozenAssessment.Occasion.CLOSED
    assert frozen.sha256 == sha256_of(frozen.data)
    assert [each["code"] for each in frozen.data["instrument"]["items"]] == ["1.01", "1.02", "2.01", "2.02"]
    assert frozen.data["assessors"][0]["institution"] == "ITB"
    assert frozen.data["assessors"][0]["scores"]["2.01"]["score"] == 1
    assert frozen.data["answers"]["1.01"]["score"] == 3
    assert frozen.data["results"]["index"] == "2.50"


def test_what_is_missing_is_counted_and_must_be_confirmed(small, cast, region, other_region):
    complete = take_part(small, other_region)
    give(small, complete, [1, 1, 1, 1])
    assert closing_gaps(small).is_whole
    behind = take_part(small, region, state="open", submitted_at=None)
    give(small, behind, [4, 1, 1, 1])
    give(small, behind, [1, 1, 1, 1])
    give(small, behind, [1, 1, 1, 1], submitted_at=None)
    ReopeningFactory(answer=behind.answers.first(), stage=small)
    gaps = closing_gaps(small)
    assert (gaps.not_submitted, gaps.waiting, gaps.disputed, gaps.reopened) == (1, 1, 1, 1)
    assert gaps.uncountable == 0
    with pytest.raises(Refused):
        close_stage(small, by=cast.national)
    close_stage(small, by=cast.national, confirmed=True)


def test_only_the_nation_closes_a_stage(small, cast):
    for person in (cast.admin, cast.assessor):
        with pytest.raises(PermissionDenied):
            close_stage(small, by=person, confirmed=True)


def test_closing_twice_is_refused_and_working_twice_changes_nothing(small, cast, region):
    assessment = take_part(small, region)
    give(small, assessment, [3, 3, 3, 3])
    job = close_stage(small, by=cast.national)
    with pytest.raises(Refused):
        close_stage(small, by=cast.national)
    run_job(job.pk)
    first = result_of(assessment)
    assert run_job(job.pk) is None
    small.refresh_from_db()
    assert store_result(assessment, StageReading(small), by=cast.national).result == first
    assert FrozenAssessment.objects.count() == 1


def test_a_killed_worker_s_successor_goes_on_behind_the_last_region(small, cast):
    assessments = [take_part(small, RegionFactory()) for _ in range(3)]
    for each in assessments:
        give(small, each, [3, 3, 3, 3])
    job = close_stage(small, by=cast.national)
    small.refresh_from_db()
    store_result(assessments[0], StageReading(small), by=cast.national)
    StageJob.objects.filter(pk=job.pk).update(
        state=StageJob.State.RUNNING,
        attempt=1,
        heartbeat_at=small.closed_at.replace(year=2020),
        reached=assessments[0].pk,
        done=1,
    )
    assert take_up_stale_jobs() == 1
    finished = run_job(job.pk)
    assert (finished.done, finished.state) == (3, StageJob.State.DONE)
    assert FrozenAssessment.objects.count() == 3


def test_a_region_that_does_not_take_part_has_no_result(small, cast, region):
    take_part(small, region, takes_part=False, absence_reason="Mengundurkan diri")
    job = close(small, by=cast.national)
    assert not StageResult.objects.exists()
    assert job.problems == []


@pytest.mark.parametrize("what", ["score", "finding", "answer"])
def test_what_a_closed_stage_rests_on_is_refused_by_the_database(small, cast, region, what):
    assessment = take_part(small, region)
    assignment = give(small, assessment, [3, 3, 3, 3])
    close(small, by=cast.national)
    changes = {
        "score": lambda: assignment.scores.update(score=4),
        "finding": lambda: assignment.findings.create(kind="strength", text="Terlambat"),
        "answer": lambda: assessment.answers.update(score=4),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        changes[what]()


def test_answers_stay_open_between_two_stages(cast, region):
    stage = make_stage(SMALL, {"a": 1, "b": 1}, kind=RoundStage.Kind.WRITTEN)
    second = make_stage(SMALL, {"a": 1, "b": 1})
    RoundStage.objects.filter(pk=second.pk).update(round=stage.round)
    assessment = take_part(stage, region)
    give(stage, assessment, [3, 3])
    close(stage, by=cast.national)
    assert assessment.answers.update(score=4) == 2


def test_a_stage_opened_again_is_computed_anew_and_the_first_result_stays_in_the_history(small, cast, region):
    assessment = take_part(small, region)
    assignment = give(small, assessment, [3, 3, 3, 3])
    close(small, by=cast.national)
    with pytest.raises(Refused):
        reopen_stage(small, by=cast.national, reason=" ")
    reopen_stage(small, by=cast.national, reason="Satu nilai salah ketik")
    assert not StageResult.objects.holding().exists()
    ItemScore.objects.filter(assignment=assignment, item__code="1.01").update(score=1)
    close(small, by=cast.national)
    result = result_of(assessment)
    assert result.index == Decimal("2.40")
    assert [str(each.index) for each in result.history.order_by("history_id")] == ["3.00", "2.40"]
    assert FrozenAssessment.objects.filter(assessment=assessment).count() == 2
