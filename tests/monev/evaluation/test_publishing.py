"""Publishing a stage: who sees what and when, what is carried over, the letters."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from core.spreadsheets import xlsx
from core.typesetting import pdf
from monev.evaluation.letters.head import head_of
from monev.evaluation.letters.result_letter import result_letter
from monev.evaluation.models.closing import ResultLetter, StageJob
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.stage_results import stage_table
from monev.evaluation.services.closing import reopen_stage
from monev.evaluation.services.letters import region_letter, stage_file
from monev.evaluation.services.publishing import publish_stage, save_letter_head
from monev.evaluation.services.stage_jobs import run_job
from notices.models import Notice
from tests.factories.evaluation import AssessorFindingFactory, NationalResultFactory
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.monev.evaluation.stage_case import HEAD, close, give, make_stage, publish, result_of, take_part

SMALL = {"a": 60, "b": 40}


@pytest.fixture
def stage(db):
    return make_stage(SMALL, {"a": 2, "b": 2})


@pytest.fixture
def assessment(stage, region):
    """KSB, scored by two assessors who wrote findings."""
    assessment = take_part(stage, region)
    for scores in ([3, 3, 4, None], [2, 3, 4, None]):
        assignment = give(stage, assessment, scores, institution="ITB")
        AssessorFindingFactory(assignment=assignment, kind="recommendation", text="Adakan rapat Dewan")
    return assessment


def addresses(assessment, stage):
    region = assessment.region.code
    return {
        "page": reverse("evaluation:result", args=[region, assessment.pk]),
        "item": reverse("evaluation:result-item", args=[region, assessment.pk, "1.01"]),
        "letter": reverse("evaluation:result-letter", args=[region, assessment.pk, "II", "xlsx"]),
        "table": reverse("evaluation:stage-results", args=[stage.pk]),
        "history": reverse("portal:history", args=["hasil-tahap", result_of(assessment).uid]),
    }


@pytest.mark.parametrize("person", ["admin", "verifier", "council", "staff", "assessor"])
def test_before_publication_nobody_of_the_region_sees_anything(stage, assessment, cast, as_, person):
    close(stage, by=cast.national)
    at, client = addresses(assessment, stage), as_(getattr(cast, person))
    page = client.get(at["page"])
    assert page.status_code == 200
    assert "2,5" not in page.content.decode()
    assert client.get(f"{at['page']}?unduh=butir.csv").headers["Content-Type"].startswith("text/html")
    assert [client.get(at[name]).status_code for name in ("item", "letter", "history")] == [404, 404, 404]
    assert client.get(at["table"]).status_code in (403, 404)
    for name in ("stage-results", "result-letters", "national-results", "findings"):
        assert client.get(f"/api/v1/{name}/").json()["results"] == []


def test_after_publication_the_region_sees_its_result_and_another_one_does_not(stage, assessment, cast, as_):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    at = addresses(assessment, stage)
    client = as_(cast.admin)
    assert [client.get(at[name]).status_code for name in ("page", "item", "letter")] == [200, 200, 200]
    page = client.get(at["page"]).content.decode()
    assert "3,25 / 4" in page
    assert "Adakan rapat Dewan" in page
    assert len(client.get("/api/v1/stage-results/").json()["results"]) == 1
    assert [as_(cast.foreign_region_admin).get(at[name]).status_code for name in ("page", "item", "letter")] == [
        404
    ] * 3


def test_the_nation_sees_the_draft_after_the_close_and_nothing_is_kept_of_it(stage, assessment, cast, as_):
    close(stage, by=cast.national)
    answer = as_(cast.national).get(addresses(assessment, stage)["letter"])
    assert "konsep" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "Konsep" in str(book.worksheets[0]["A3"].value)
    assert not ResultLetter.objects.exists()


def test_a_stage_is_published_with_a_letter_head_only(stage, assessment, cast):
    with pytest.raises(Refused):
        publish_stage(stage, by=cast.national)
    close(stage, by=cast.national)
    with pytest.raises(Refused):
        publish_stage(stage, by=cast.national)
    save_letter_head(stage, by=cast.national, head=HEAD | {"signer_name": ""})
    with pytest.raises(Refused):
        publish_stage(stage, by=cast.national)
    publish(stage, by=cast.national)
    assert stage.state == RoundStage.State.PUBLISHED


def test_results_of_a_stage_that_are_not_computed_are_not_published(stage, assessment, cast):
    close(stage, by=cast.national)
    StageJob.objects.update(state=StageJob.State.FAILED)
    save_letter_head(stage, by=cast.national, head=HEAD)
    with pytest.raises(Refused):
        publish_stage(stage, by=cast.national)


def test_the_result_becomes_the_official_one_of_the_year(stage, assessment, cast, region):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    rows = {each.stage: each for each in NationalResult.objects.filter(region=region, year=2026)}
    assert set(rows) == {"II", "final"}
    final = rows["final"]
    assert (final.index, final.computed_index, final.raw_index) == (Decimal("3.25"), Decimal("3.25"), Decimal("3.25"))
    assert final.dimensions == {"a": "2.75", "b": "4.00"}
    assert final.published_on == date(2026, 11, 28)
    scores = dict(NationalItemScore.objects.filter(region=region).values_list("item_code", "score"))
    assert scores == {"1.01": Decimal("2.5"), "1.02": Decimal(3), "2.01": Decimal(4), "2.02": None}


def test_stage_one_is_advice_and_not_the_final_of_the_year(cast, region):
    stage = make_stage(SMALL, {"a": 1, "b": 1}, kind=RoundStage.Kind.WRITTEN)
    give(stage, take_part(stage, region), [3, 3])
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    assert [each.stage for each in NationalResult.objects.all()] == ["I"]
    assert not NationalItemScore.objects.exists()


def test_a_figure_that_is_published_already_stays_and_the_difference_is_told(stage, assessment, cast, region, as_):
    NationalResultFactory(region=region, year=2026, index=Decimal("3.30"), dimensions={"a": "2.80", "b": "4.00"})
    close(stage, by=cast.national)
    job = publish(stage, by=cast.national)
    assert NationalResult.objects.get(region=region, stage="final").index == Decimal("3.30")
    assert [(each["kind"], each["published"], each["computed"]) for each in job.problems] == [
        ("differs", "3.30", "3.25")
    ]
    page = as_(cast.admin).get(addresses(assessment, stage)["page"]).content.decode()
    assert "3,30 / 4" in page
    assert "3,25 / 4" in page


def test_findings_come_over_once_with_their_assessor(stage, assessment, cast, region):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    StageJob.objects.filter(task="publish").update(state="queued", reached=0)
    run_job(StageJob.objects.get(task="publish").pk)
    findings = list(Finding.objects.filter(region=region))
    assert [(each.text, each.institution, each.year) for each in findings] == [("Adakan rapat Dewan", "ITB", 2026)] * 2
    assert NationalResult.objects.count() == 2
    assert Notice.objects.filter(kind="evaluation.published", user=cast.admin).count() == 1


def test_an_opd_that_an_assessor_names_keeps_the_finding(stage, assessment, cast, region):
    agency = AgencyFactory(region=region)
    AssessorFindingFactory(assignment=assessment.assignments.first(), agency=agency, kind="weakness")
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    assert Finding.objects.get(kind="weakness").agency == agency


def test_who_did_not_take_part_is_published_with_zeros_and_without_a_rank(stage, assessment, cast, other_region):
    take_part(stage, other_region, takes_part=False, absence_reason="Mengundurkan diri")
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    row = NationalResult.objects.get(region=other_region, stage="final")
    assert (row.index, row.takes_part, row.dimensions) == (Decimal(0), False, {"a": "0.00", "b": "0.00"})
    table = stage_table(stage)
    assert [each.region.code for each in table.lines] == ["52.07"]
    assert [each.region.code for each in table.absent] == ["52.04"]


def test_a_published_stage_is_not_opened_again_and_its_result_does_not_change(stage, assessment, cast):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    with pytest.raises(Refused):
        reopen_stage(stage, by=cast.national, reason="Salah")
    with pytest.raises(Refused):
        save_letter_head(stage, by=cast.national, head=HEAD)
    with pytest.raises(DatabaseError), transaction.atomic():
        StageResult.objects.update(index=4)


def test_equal_indices_share_a_rank(stage, cast):
    for scores in ([4, 4, 4, 4], [3, 3, 3, 3], [3, 3, 3, 3], [1, 1, 1, 1]):
        give(stage, take_part(stage, RegionFactory()), scores)
    close(stage, by=cast.national)
    assert [each.rank.place for each in stage_table(stage).lines] == [1, 2, 2, 4]


def test_more_regions_need_no_more_queries(stage, assessment, cast, as_):
    def queries():
        close(stage, by=cast.national)
        with CaptureQueriesContext(connection) as seen:
            assert as_(cast.national).get(reverse("evaluation:stage-results", args=[stage.pk])).status_code == 200
        return len(seen)

    few = queries()
    reopen_stage(stage, by=cast.national, reason="Tambah daerah")
    for _ in range(3):
        give(stage, take_part(stage, RegionFactory()), [1, 2, 3, 4])
    assert queries() == few


def test_the_same_data_give_the_same_bytes_and_an_issued_letter_is_kept(stage, assessment, cast):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    result = result_of(assessment)
    document = result_letter(result.frozen.data, head_of(result.stage), sha256=result.frozen.sha256)
    assert pdf(document) == pdf(document)
    assert xlsx(document) == region_letter(result, "xlsx").content
    kept = ResultLetter.objects.get(assessment=assessment)
    assert region_letter(result, "xlsx").sha256 == kept.sha256
    assert stage_file(stage, "xlsx").content == stage_file(stage, "xlsx").content
    assert ResultLetter.objects.count() == 2


def test_the_workbook_of_a_letter_has_the_tables_that_regions_know(stage, assessment, cast):
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    book = openpyxl.load_workbook(io.BytesIO(region_letter(result_of(assessment), "xlsx").content))
    sheet = book["A"]
    assert [cell.value for cell in sheet[3]] == ["No.", "Indikator", "Pertanyaan", "Nilai"]
    assert [sheet.cell(row, 4).value for row in (4, 5, 6)] == [2.5, 3, 2.75]
    assert book["B"].cell(5, 4).value == "tidak berlaku"


def test_frozen_data_that_were_changed_are_not_put_into_a_letter(stage, assessment, cast):
    close(stage, by=cast.national)
    result = result_of(assessment)
    result.frozen.data["results"]["index"] = "4.00"
    with pytest.raises(Refused):
        region_letter(result, "xlsx")


def test_the_page_of_a_stage_leads_through_its_end(stage, assessment, cast, as_):
    client, at = as_(cast.national), reverse("evaluation:stage-closing", args=[stage.pk])
    assert client.get(at).status_code == 200
    client.post(reverse("evaluation:stage-close", args=[stage.pk]))
    run_job(StageJob.objects.get().pk)
    assert client.get(at).status_code == 200
    head = client.post(reverse("evaluation:stage-letter-head", args=[stage.pk]), {"letter_number": "1"})
    assert head.status_code == 422
    filled = HEAD | {"letter_date": "2026-11-28"}
    assert client.post(reverse("evaluation:stage-letter-head", args=[stage.pk]), filled).status_code == 302
    client.post(reverse("evaluation:stage-publish", args=[stage.pk]))
    stage.refresh_from_db()
    assert stage.is_published
    assert client.get(at).status_code == 200
