"""The history of records, a program as it stood on a day, own activity, and the audit log."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from masterplan.models.plans import BudgetLine, IndicatorTarget
from monev.monitoring.models.progress import ProgressReport, Spending
from monev.monitoring.workflow import State
from organizations import audit
from organizations.models import AuditEntry
from portal.selectors.as_of import program_as_of
from portal.selectors.history import trail
from portal.selectors.history_tables import BY_SLUG, TABLES
from portal.selectors.history_values import label_of
from tests.factories.evaluation import RoundStageFactory
from tests.factories.frozen import thawed
from tests.factories.masterplan import (
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlanVersionFactory,
    ProgramFactory,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory
from tests.factories.trail import EvidenceUseFactory

pytestmark = pytest.mark.django_db
NOW = "2026-10-01 02:00:00+00:00"
PHYSICAL = ProgressReport._meta.get_field("physical_percent")


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("id"):
        yield traveller


@pytest.fixture
def program(region, agency):
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    return ProgramFactory(plan_version=version, lead_agency=agency, name="Desa digital")


@pytest.fixture
def report(program, region):
    return ProgressReportFactory(program=program, period=PeriodFactory(region=region), physical_percent=Decimal(40))


def story(row, seen_by):
    found = trail(BY_SLUG[next(each.slug for each in TABLES if each.model is type(row))], row.uid, seen_by=seen_by)
    return [(change.row, change.field, change.before, change.after) for act in found.acts for change in act.changes]


def test_each_field_from_what_to_what_by_whom_and_why(report, cast, clock):
    clock.shift(timedelta(hours=1))
    report.physical_percent, report.state = Decimal("62.5"), State.SUBMITTED
    report.submitted_by = cast.staff
    report.store(by=cast.staff, reason="submit")
    found = trail(BY_SLUG["laporan-program"], report.uid, seen_by=cast.council)
    newest = found.acts[0]
    assert (newest.by, newest.reason) == (cast.staff, "submit")
    changes = {change.field: (change.before, change.after) for change in newest.changes}
    assert changes[label_of(PHYSICAL)] == ("40 %", "62,5 %")
    assert changes["Status"] == ("Draf", "Diajukan")
    assert cast.staff.name in changes["Dikirim oleh"]
    assert len(changes) == 3


def test_the_parts_of_a_report_are_one_trail(report, cast, clock):
    clock.shift(timedelta(hours=1))
    source = FundSourceFactory(name_id="PAD")
    spending = Spending(report=report, source_of_funds=source, amount=Decimal(1_000_000))
    spending.store(by=cast.staff, reason="entry")
    clock.shift(timedelta(hours=1))
    spending.amount = Decimal(2_500_000)
    spending.store(by=cast.staff, reason="entry")
    clock.shift(timedelta(hours=1))
    spending._history_user = cast.head
    spending.delete()
    found = trail(BY_SLUG["laporan-program"], report.uid, seen_by=cast.council)
    removed, changed, added = (act.changes[0] for act in found.acts[:3])
    assert (removed.kind, changed.kind, added.kind) == ("-", "~", "+")
    assert found.acts[0].by == cast.head
    assert (changed.before, changed.after) == ("Rp 1.000.000", "Rp 2.500.000")
    assert "PAD" in changed.row
    assert "Rp 2.500.000" in removed.before


def test_values_and_evidence_belong_to_it_too(report, cast, clock):
    clock.shift(timedelta(hours=1))
    value = IndicatorValueFactory(report=report, indicator__name="Cakupan desa", value=Decimal(41))
    use = EvidenceUseFactory(progress_report=report)
    rows = [row for row, *_rest in story(report, cast.council)]
    assert any("Cakupan desa" in row for row in rows)
    assert any(use.evidence.title in row for row in rows)
    assert value.pk


def test_what_is_saved_together_is_one_act(report, cast, clock):
    clock.shift(timedelta(hours=1))
    report.narrative = "Baru"
    report.store(by=cast.staff, reason="entry")
    Spending(report=report, source_of_funds=FundSourceFactory(), amount=1).store(by=cast.staff, reason="entry")
    found = trail(BY_SLUG["laporan-program"], report.uid, seen_by=cast.council)
    assert len(found.acts[0].changes) == 2


def test_a_program_with_its_budget_and_targets(program, cast, clock):
    clock.shift(timedelta(hours=1))
    line = BudgetLineFactory(program=program, ceiling=Decimal(750_000_000))
    target = IndicatorTargetFactory(indicator=IndicatorFactory(program=program, name="Cakupan"), value=Decimal(60))
    clock.shift(timedelta(hours=1))
    line.ceiling = Decimal(900_000_000)
    line.store(by=cast.admin, reason="import")
    target.value = Decimal(75)
    target.store(by=cast.admin, reason="import")
    pairs = [pair[2:] for pair in story(program, cast.council)]
    assert ("Rp 750.000.000", "Rp 900.000.000") in pairs
    assert ("60", "75") in pairs


@pytest.mark.parametrize("person", ["foreign_verifier", "nobody"])
def test_foreign_people_find_nothing(as_, report, cast, person):
    assert trail(BY_SLUG["laporan-program"], report.uid, seen_by=getattr(cast, person)) is None
    status = as_(getattr(cast, person)).get(address(report)).status_code
    assert status == (403 if person == "nobody" else 404)


def address(report):
    return reverse("portal:history", args=["laporan-program", report.uid])


def test_archived_and_deleted_rows_keep_their_page(as_, report, cast, clock):
    report.archive(by=cast.admin, reason="Dobel")
    assert as_(cast.staff).get(address(report)).status_code == 200
    ProgressReport.objects.get(pk=report.pk).delete()
    assert as_(cast.staff).get(address(report)).status_code == 200
    assert as_(cast.national).get(address(report)).status_code == 200
    assert as_(cast.foreign_verifier).get(address(report)).status_code == 404


def test_the_page_says_who_and_why(as_, report, cast, clock):
    clock.shift(timedelta(hours=1))
    report.narrative = "<script>alert(1)</script>"
    report.store(by=cast.staff, reason="Salah ketik pada angka")
    page = as_(cast.verifier).get(address(report)).content.decode()
    assert "Salah ketik pada angka" in page
    assert cast.staff.name in page
    assert "<script>alert(1)" not in page


def test_what_belongs_to_the_nation_has_a_page_too(as_, cast):
    stage = RoundStageFactory()
    for slug, row in (("putaran-evaluasi", stage.round), ("tahap-evaluasi", stage)):
        answer = as_(cast.national).get(reverse("portal:history", args=[slug, row.uid]))
        assert answer.status_code == 200
        assert answer.context["region"] is None


def test_unknown_tables_are_not_found(as_, report, cast):
    assert as_(cast.staff).get(f"/riwayat/pengguna/{report.uid}/").status_code == 404


def test_as_it_stood_at_the_end_of_a_day(program, region, report, cast, clock):
    line = BudgetLineFactory(program=program, ceiling=Decimal(750_000_000))
    target = IndicatorTargetFactory(indicator=IndicatorFactory(program=program, name="Cakupan"), value=Decimal(60))
    # 23.30 of the first of October where the region lies; half an hour later it is the second.
    clock.move_to("2026-10-01 16:30:00+00:00") if region.time_zone == "Asia/Jakarta" else None
    program.name = "Desa digital terpadu"
    program.store(by=cast.admin, reason="import")
    clock.move_to("2026-10-05 02:00:00+00:00")
    line.ceiling = Decimal(900_000_000)
    line.store(by=cast.admin, reason="import")
    target.delete()
    report.physical_percent = Decimal("62.5")
    report.store(by=cast.staff, reason="entry")
    page = program_as_of(program, date(2026, 10, 1), today=date(2026, 10, 5))
    lines = {line.label: (line.then, line.now) for section in page.sections for line in section.lines}
    assert lines["Nama"] == ("Desa digital terpadu", "Desa digital terpadu")
    assert ("Rp 750.000.000", "Rp 900.000.000") in lines.values()
    assert lines[label_of(PHYSICAL)] == ("40 %", "62,5 %")
    assert any(pair[0].startswith("60") and pair[1] == "" for pair in lines.values())
    assert page.differences == 3


def test_the_end_of_the_day_is_that_of_the_region(program, cast, clock):
    clock.move_to("2026-10-01 17:30:00+00:00")  # half past midnight of the second in Jakarta
    program.name = "Nama baru"
    program.store(by=cast.admin, reason="import")
    names = {}
    for day in (date(2026, 10, 1), date(2026, 10, 2)):
        page = program_as_of(program, day, today=date(2026, 10, 2))
        names[day.day] = next(line.then for line in page.sections[0].lines if line.label == "Nama")
    assert names == {1: "Desa digital", 2: "Nama baru"}


def test_before_it_existed(as_, program, cast):
    page = program_as_of(program, date(2026, 1, 1), today=date(2026, 10, 1))
    assert not page.existed
    url = reverse("portal:program-as-of", args=[program.pk])
    for query in ("", "?tanggal=2026-01-01", "?tanggal=2026-10-01", "?tanggal=2099-01-01", "?tanggal=x"):
        assert as_(cast.council).get(url + query).status_code == 200


def test_few_queries_however_much_there_is(program, region, cast, django_assert_max_num_queries):
    for number in (1, 2):
        made = ProgressReportFactory(program=program, period=PeriodFactory(region=region, number=number))
        IndicatorValueFactory(report=made)
    for year in (2024, 2025, 2026):
        BudgetLineFactory(program=program, year=year)
    with django_assert_max_num_queries(40):
        program_as_of(program, date(2026, 10, 1), today=date(2026, 10, 1))
    assert BudgetLine.objects.count() == 3
    assert IndicatorTarget.objects.count() == 0


def test_own_activity_is_ones_own(as_, report, cast, region, clock):
    audit.record(cast.staff, "report.saved", report, region=region)
    audit.record(cast.head, "report.approve", report, region=region)
    page = as_(cast.staff).get(reverse("portal:activity")).content.decode()
    assert address(report) in page
    assert page.count("task-list__entry") == 1
    assert as_(cast.nobody).get(reverse("portal:activity")).status_code == 200


@pytest.fixture
def log(report, cast, region, other_region):
    audit.record(cast.staff, "report.saved", report, region=region)
    audit.record(cast.verifier, "report.verify", report, region=region, reason="=1+1")
    audit.record(cast.foreign_verifier, "period.locked", cast.nobody, region=other_region)
    with thawed("sealed_organizations_auditentry_update"):
        AuditEntry.objects.filter(verb="report.saved").update(at=timezone.now() - timedelta(days=3))


def acts(page):
    return [line.act for line in page.context["lines"]]


def test_an_administrator_searches_the_log_of_the_region(as_, log, cast, region):
    url = reverse("portal:audit", args=[region.code])
    admin = as_(cast.admin)
    assert len(acts(admin.get(url))) == 2
    assert len(acts(admin.get(url, {"tindakan": "report.verify"}))) == 1
    assert len(acts(admin.get(url, {"siapa": cast.staff.name}))) == 1
    assert len(acts(admin.get(url, {"jenis": "monitoring.progressreport", "q": "desa digital"}))) == 2
    assert len(acts(admin.get(url, {"dari": "2026-09-30"}))) == 1
    assert len(acts(admin.get(url, {"sampai": "2026-09-30"}))) == 1
    assert acts(admin.get(url, {"q": "tidak ada"})) == []
    assert admin.get(url, {"dari": "x", "page": "99"}).status_code == 200


def test_only_administrators_do(as_, log, cast, region):
    url = reverse("portal:audit", args=[region.code])
    for person in ("staff", "verifier", "council", "assessor"):
        assert as_(getattr(cast, person)).get(url).status_code == 403
    assert as_(cast.foreign_region_admin).get(url).status_code == 404
    assert len(acts(as_(cast.national).get(url))) == 2
    assert len(acts(as_(cast.national).get(reverse("portal:audit-nation")))) == 3
    assert as_(cast.admin).get(reverse("portal:audit-nation")).status_code == 403


def test_the_export_as_csv_runs_no_formula_and_is_written_down(as_, log, cast, region):
    answer = as_(cast.admin).post(
        reverse("portal:audit", args=[region.code]), {"format": "csv", "tindakan": "report.verify"}
    )
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert cast.verifier.name in rows[1]
    assert not any(value.startswith(("=", "+", "@")) for value in rows[1])
    entry = AuditEntry.objects.get(verb="audit.exported")
    assert (entry.by, entry.details["asked"], entry.details["format"]) == (cast.admin, {"verb": "report.verify"}, "csv")


def test_the_export_as_xlsx(as_, log, cast, region):
    with thawed("sealed_organizations_auditentry_update"):
        AuditEntry.objects.filter(verb="report.verify").update(subject_label="=cmd|' /C calc'!A0")
    answer = as_(cast.admin).post(reverse("portal:audit", args=[region.code]), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert sheet.max_row == 4  # the heading, two acts, the export itself
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_others_cannot_export(as_, log, cast, region):
    answer = as_(cast.verifier).post(reverse("portal:audit", args=[region.code]), {"format": "csv"})
    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(verb="audit.exported").exists()
