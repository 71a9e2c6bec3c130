"""Some of the columns, whole referenced rows, workbooks and lines of JSON."""

import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.expanding import expansions_of
from smartcity.api import router
from tests.factories.masterplan import BudgetLineFactory, ProgramFactory
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.factories.organizations import AgencyFactory, PartnerFactory
from tests.factories.quickwins import QuickWinFactory, ReplicationFactory
from tests.factories.reports import CompiledReportFactory, ReportRunFactory
from tests.rest.tables import MAKERS, NATION_ONLY, reader_in

EVERY = pytest.mark.parametrize("name", [name for name in MAKERS if name not in NATION_ONLY])


@pytest.fixture
def assessor(as_, cast, request):
    return as_(getattr(cast, reader_in(request)))


@pytest.fixture
def program(region, agency):
    return ProgramFactory(plan_version__plan__region=region, lead_agency=agency, code="1.01")


def sheet(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in line] for line in book.active.iter_rows()]


@EVERY
def test_every_format_has_the_rows_and_columns_of_json(name, assessor, region):
    MAKERS[name](region), MAKERS[name](region)
    shown = assessor.get(f"/api/v1/{name}/").json()["results"]
    lines = assessor.get(f"/api/v1/{name}/", {"format": "ndjson"})
    assert lines["Content-Type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in lines.content.splitlines()] == shown
    header, *table = sheet(assessor.get(f"/api/v1/{name}/", {"format": "xlsx"}))
    written = assessor.get(f"/api/v1/{name}/", {"format": "csv"}).content.decode("utf-8-sig")
    assert header == written.splitlines()[0].split(",")
    assert [line[0] for line in table] == [row["id"] for row in shown]


@EVERY
def test_every_reference_can_be_expanded_for_the_same_number_of_queries(name, assessor, region):
    view = next(view for address, view, _base in router.registry if address == name)
    MAKERS[name](region)

    def asked(key):
        with CaptureQueriesContext(connection) as seen:
            answer = assessor.get(f"/api/v1/{name}/", {"expand": key})
        assert answer.status_code in (200, 403), answer.content
        return len(seen) if answer.status_code == 200 else None  # of refusals the log keeps the first only

    keys = list(expansions_of(view.serializer_class()))
    before = {key: asked(key) for key in keys}
    MAKERS[name](region)
    assert {key: asked(key) for key in keys} == before


def test_only_the_columns_that_are_asked_for_in_the_order_of_the_list(assessor, program):
    asked = {"fields": "lead_agency.code,name, uid"}
    [row] = assessor.get("/api/v1/programs/", asked).json()["results"]
    assert row == {
        "uid": str(program.uid),
        "name": program.name,
        "lead_agency": {"code": program.lead_agency.code},
    }
    assert list(row) == ["uid", "name", "lead_agency"]
    assert assessor.get(f"/api/v1/programs/{program.pk}/", asked).json() == row
    text = assessor.get("/api/v1/programs/", {**asked, "format": "csv"}).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "uid,name,lead_agency.code"
    assert sheet(assessor.get("/api/v1/programs/", {**asked, "format": "xlsx"}))[0] == [
        "uid",
        "name",
        "lead_agency.code",
    ]
    [whole] = assessor.get("/api/v1/programs/", {"fields": "lead_agency.code,lead_agency"}).json()["results"]
    assert set(whole) == {"lead_agency"}
    assert len(whole["lead_agency"]) > 1


@pytest.mark.parametrize(
    "text", ["salary", "lead_agency.salary", "name.first", "uid,lead_agency.", "__class__", "a" * 999]
)
def test_columns_that_are_not_there_are_refused_with_those_that_are(assessor, program, text):
    for address in ("/api/v1/programs/", f"/api/v1/programs/{program.pk}/"):
        answer = assessor.get(address, {"fields": text, "format": "csv"})
        assert answer.status_code == 400
        [error] = answer.json()["errors"]
        assert error["attr"] == "fields"
        assert "lead_agency.code" in error["detail"]


def test_figures_that_nobody_asks_for_are_not_calculated(assessor, program):
    report = ProgressReportFactory(program=program)
    with CaptureQueriesContext(connection) as all_columns:
        assessor.get("/api/v1/progress-reports/")
    with CaptureQueriesContext(connection) as some:
        [row] = assessor.get("/api/v1/progress-reports/", {"fields": "id,state"}).json()["results"]
    assert row == {"id": report.pk, "state": report.state}
    assert len(some) < len(all_columns)
    [row] = assessor.get("/api/v1/progress-reports/", {"fields": "figures.actual"}).json()["results"]
    assert list(row["figures"]) == ["actual"]


def test_an_expanded_row_is_the_row_of_its_own_list(assessor, program):
    BudgetLineFactory(program=program)
    expected = assessor.get(f"/api/v1/programs/{program.pk}/").json()
    [row] = assessor.get("/api/v1/budget-lines/", {"expand": "program"}).json()["results"]
    assert row["program"] == expected
    one = assessor.get(f"/api/v1/budget-lines/{row['id']}/", {"expand": "program,region"}).json()
    assert one["program"] == expected
    assert one["region"]["cohort"] is not False
    assert "time_zone" in one["region"]
    text = assessor.get("/api/v1/budget-lines/", {"expand": "program", "format": "csv"}).content.decode("utf-8-sig")
    assert "program.lead_agency.code" in text.splitlines()[0]
    narrow = {"expand": "program", "fields": "year,program.lead_agency.code"}
    [row] = assessor.get("/api/v1/budget-lines/", narrow).json()["results"]
    assert row["program"] == {"lead_agency": {"code": program.lead_agency.code}}


def test_an_expanded_report_has_figures_of_its_own(assessor, program):
    report = ProgressReportFactory(program=program)
    SpendingFactory(report=report)
    [row] = assessor.get("/api/v1/spending/", {"expand": "report"}).json()["results"]
    assert row["report"] == assessor.get(f"/api/v1/progress-reports/{report.pk}/").json()


def test_a_row_that_one_may_not_see_stays_a_reference(as_, cast, assessor, region, other_region):
    foreign = QuickWinFactory(region=other_region, is_practice=True)
    ReplicationFactory(requested_by=region, quick_win=foreign)
    [plain] = assessor.get("/api/v1/replications/").json()["results"]
    [row] = assessor.get("/api/v1/replications/", {"expand": "quick_win"}).json()["results"]
    assert row["quick_win"] == plain["quick_win"]
    [row] = as_(cast.national).get("/api/v1/replications/", {"expand": "quick_win"}).json()["results"]
    assert "problem" in row["quick_win"]
    assert "problem" not in plain["quick_win"]


def test_what_cannot_be_expanded_is_refused(assessor, program):
    for text, words in (
        ("salary", "lead_agency"),
        ("name", "lead_agency"),
        ("region,plan_version,pillar,lead_agency", "3"),
    ):
        answer = assessor.get("/api/v1/programs/", {"expand": text})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "expand"
        assert words in answer.json()["errors"][0]["detail"]


def test_a_table_of_the_nation_is_expanded_for_the_nation_only(as_, cast, assessor, region):
    CompiledReportFactory(region=region, run=ReportRunFactory())
    assert assessor.get("/api/v1/compiled-reports/", {"expand": "run"}).status_code == 403
    assert as_(cast.national).get("/api/v1/compiled-reports/", {"expand": "run"}).status_code == 200


def test_a_workbook_has_numbers_days_and_no_formulas(assessor, program):
    BudgetLineFactory(program=program, ceiling="1250000000.50")
    PartnerFactory(region=program.plan_version.plan.region, name="=HYPERLINK(1)", note="-5")
    header, line = sheet(
        assessor.get(
            "/api/v1/budget-lines/",
            headers={"Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        )
    )
    assert line[header.index("ceiling")] == 1250000000.5
    assert line[header.index("is_example")] is False
    answer = assessor.get("/api/v1/partners/", {"format": "xlsx"})
    assert answer["Content-Disposition"] == 'attachment; filename="partners.xlsx"'
    header, line = sheet(answer)
    assert (line[header.index("name")], line[header.index("note")]) == ("=HYPERLINK(1)", "-5")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.active.cell(2, header.index("name") + 1).data_type == "s"


def test_an_empty_list_has_its_header_in_every_format(assessor, region):
    for kind in ("csv", "xlsx", "ndjson"):
        answer = assessor.get("/api/v1/risks/", {"format": kind})
        assert answer.status_code == 200
    assert answer.content == b""
    assert sheet(assessor.get("/api/v1/risks/", {"format": "xlsx"}))[0][0] == "id"


def test_agencies_of_an_agency_are_one_query(assessor, region):
    for _ in range(3):
        AgencyFactory(region=region, parent=AgencyFactory(region=region))
    with CaptureQueriesContext(connection) as plain:
        assessor.get("/api/v1/agencies/")
    with CaptureQueriesContext(connection) as whole:
        assessor.get("/api/v1/agencies/", {"expand": "parent"})
    assert len(whole) == len(plain) + 1
