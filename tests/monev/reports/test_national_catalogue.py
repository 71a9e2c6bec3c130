"""National comparison and result letters as reports: the figures of the stage's own table and letters, checked."""

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from core.errors import Refused
from monev.evaluation.letters.head import head_of
from monev.evaluation.letters.national_table import national_table, table_data
from monev.evaluation.letters.result_letter import result_letter
from monev.evaluation.selectors.stage_results import stage_table
from monev.evaluation.tables.stage_results import result_rows
from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.services.runs import ask_for_run, start_run
from monev.reports.wishes import Wish
from tests.factories.organizations import CohortFactory
from tests.monev.evaluation.stage_case import close, give, make_stage, publish, result_of, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(region, other_region, cast):
    """A closed stage with a result for two regions of one cohort."""
    made = make_stage({"a": 60, "b": 40}, {"a": 1, "b": 2})
    for each, scores in ((region, [3, 2, 4]), (other_region, [2, 2, 1])):
        each.cohort = CohortFactory(label="100 Kota")
        each.save()
        give(made, take_part(made, each), scores)
    close(made, by=cast.national)
    made.refresh_from_db()
    return made


@pytest.fixture
def published(stage, cast):
    publish(stage, by=cast.national)
    stage.refresh_from_db()
    return stage


def table_named(document, title):
    blocks = (block for section in document.sections for block in section.blocks)
    return next(each for each in blocks if getattr(each, "title", None) == title)


def compiled(report):
    done = fill_report(report.pk)
    assert done.state == "done", done.error
    return done


def document_of(report):
    from django.utils.translation import override

    from monev.reports.catalogue.registry import report_named
    from monev.reports.services.frames import frame_of

    with override(report.language):
        kind = report_named(report.kind)
        return kind.document(report.snapshot.data, frame_of(report, report.snapshot), alive=lambda: None)


def test_the_comparison_has_the_rows_of_the_table_of_the_stage(published, cast):
    report = compiled(request_report("national-comparison", Wish(None, "id", stage=published), by=cast.national))
    document = document_of(report)
    assert table_named(document, "Daerah menurut peringkat").rows == result_rows(stage_table(published).lines)
    assert document.check.code in str(document.footer)
    assert sorted(each.format for each in report.files.all()) == ["pdf", "xlsx"]


def test_the_comparison_tells_how_the_results_spread(stage, cast):
    report = compiled(request_report("national-comparison", Wish(None, "id", stage=stage), by=cast.national))
    document = document_of(report)
    index = [each["index"] for each in result_rows(stage_table(stage).lines)]
    row = next(
        each for each in table_named(document, "Nilai terendah, median, dan tertinggi").rows if each["name"] == "Indeks"
    )
    assert (row["lowest"], row["highest"], row["regions"]) == (min(index), max(index), 2)
    assert ("Status", "konsep, belum diumumkan") in document.head


def test_the_table_of_the_stage_is_written_as_before(published):
    table, head = stage_table(published), head_of(published)
    document = national_table(table, head, sha256="0" * 64)
    assert table_named(document, "Daerah menurut peringkat").rows == result_rows(table.lines)
    assert table_data(table)["rows"]


@pytest.mark.parametrize("who", ["verifier", "admin", "assessor"])
def test_nobody_of_a_region_asks_for_the_comparison(who, published, cast):
    with pytest.raises(PermissionDenied):
        request_report("national-comparison", Wish(None, "id", stage=published), by=getattr(cast, who))


def test_the_letter_says_what_the_letter_of_the_stage_says(published, region, cast):
    report = compiled(request_report("result-letter", Wish(region, "id", stage=published), by=cast.verifier))
    document = document_of(report)
    stored = result_of(published.round.assessments.get(region=region))
    issued = result_letter(stored.frozen.data, head_of(stored.stage), sha256=stored.frozen.sha256)
    assert (document.title, document.letter, document.head) == (issued.title, issued.letter, issued.head)
    assert document.sections == issued.sections
    assert document.check is not None


def test_a_region_has_no_letter_before_the_stage_is_published(stage, region, cast):
    with pytest.raises(Refused) as refused:
        request_report("result-letter", Wish(region, "id", stage=stage), by=cast.verifier)
    assert refused.value.field == "stage"


def test_a_run_gives_each_region_its_letter(published, region, other_region, cast):
    run = start_run("result-letter", {"stage": str(published.uid)}, [region, other_region], by=cast.national)
    ask_for_run(run.pk)
    reports = CompiledReport.objects.filter(run=run)
    assert {each.region for each in reports} == {region, other_region}
    done = compiled(reports.get(region=region))
    assert done.files.count() == 2
    with done.files.get(format="pdf").file.open("rb") as letter:
        assert done.check_code in PdfReader(letter).pages[0].extract_text().replace("-", "")
    assert str(published) in run.title
