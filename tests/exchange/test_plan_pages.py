"""The administrator uploads a document, looks at what it brings, says what the missing OPDs are, and imports it."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from exchange.interchange.reading import read_document
from masterplan.models.imports import PlanImport
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import Agency
from tests.exchange.documents import catalogues, encoded  # noqa: F401
from tests.factories.organizations import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogues")]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browser(as_, cast):
    return as_(cast.admin)


def upload(browser, region, data=None):
    content = data if isinstance(data, bytes) else encoded(data)
    file = SimpleUploadedFile("rencana.json", content, content_type="application/json")
    return browser.post(reverse("exchange:plan-import-upload"), {"region": region.pk, "file": file})


def page_of(row: PlanImport) -> str:
    return reverse("exchange:plan-import", kwargs={"uid": row.uid})


def apply(browser, row: PlanImport, **chosen):
    return browser.post(reverse("exchange:plan-import-apply", kwargs={"uid": row.uid}), chosen, follow=True)


def test_upload_look_choose_import(browser, region, agency):
    other = {"/agencies/1": {"code": "LH", "name": "Dinas LH"}, "/versions/0/programs/0/supporters/0/agency": "LH"}
    sent = upload(browser, region, other)
    row = PlanImport.objects.get()
    assert sent.headers["Location"] == page_of(row)
    page = browser.get(page_of(row)).content.decode()
    assert "Dinas LH" in page
    assert "Buat OPD ini" in page
    assert not MasterPlan.objects.exists()

    own = Agency.objects.create(region=region, code="1.05", name="Dinas Lingkungan")
    done = apply(browser, row, mode="whole", **{"agency-0": own.pk})
    assert "1 program diimpor" in done.content.decode()
    version = PlanVersion.objects.get()
    assert (version.status, version.programs.get().supporters.get().agency) == ("adopted", own)
    row.refresh_from_db()
    assert (row.status, row.plan_version) == ("applied", version)
    result = browser.get(page_of(row)).content.decode()
    assert reverse("masterplan:version-detail", args=[version.pk]) in result
    assert "sudah" in apply(browser, row, mode="whole").content.decode()
    assert PlanVersion.objects.count() == 1


ONE_MORE = {"/agencies/-": {"code": "BAPPEDA", "name": "Bappeda"}}
"""An OPD that the region does not have."""


def test_what_the_region_did_not_have_is_told_as_numbers_with_names(browser, region):
    upload(browser, region, ONE_MORE)
    row = PlanImport.objects.get()
    before = browser.get(page_of(row)).content.decode()
    assert "<summary>1 mitra dibuat</summary><ul><li>Bank Contoh</li></ul>" in before
    assert "OPD dibuat</summary>" not in before  # a person chooses for each
    apply(browser, row, mode="whole")
    after = browser.get(page_of(row)).content.decode()
    assert "<summary>1 OPD dibuat</summary><ul><li>Bappeda</li></ul>" in after
    assert "<summary>1 mitra dibuat</summary>" in after


def test_an_opd_of_another_region_cannot_be_chosen(browser, region, other_region):
    upload(browser, region, ONE_MORE)
    foreign = AgencyFactory(region=other_region)
    answer = apply(browser, PlanImport.objects.get(), mode="whole", **{"agency-0": foreign.pk})
    assert "tidak sesuai lagi" in answer.content.decode()
    assert not MasterPlan.objects.exists()


def test_mistakes_are_listed_with_their_place_and_the_file_is_not_kept(browser, region):
    page = upload(browser, region, {"/versions/0/programs/0/end_year": 2000}).content.decode()
    assert "/versions/0/programs/0/end_year" in page
    assert "SL-01" in page
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"[1, 2", b"{}", b"[" * 100_000])
def test_whatever_is_uploaded_gets_an_answer(browser, region, data):
    assert upload(browser, region, data).status_code == 200
    assert not PlanImport.objects.exists()


def test_a_plan_that_is_there_goes_on_as_a_draft(browser, region):
    upload(browser, region)
    apply(browser, PlanImport.objects.get(), mode="whole")
    upload(browser, region, {"/plan/is_example": True})
    second = PlanImport.objects.first()
    page = browser.get(page_of(second)).content.decode()
    assert '<input type="hidden" name="mode" value="draft"' in page
    refused = apply(browser, second, mode="whole").content.decode()
    assert "sudah memiliki rencana ini" in refused
    apply(browser, second, mode="draft")
    assert list(PlanVersion.objects.order_by("number").values_list("status", flat=True)) == ["adopted", "draft"]


def test_an_upload_can_be_thrown_away_and_is_no_matrix(browser, region):
    upload(browser, region)
    row = PlanImport.objects.get()
    assert browser.get(reverse("masterplan:import-preview", kwargs={"uid": row.uid})).headers["Location"] == page_of(
        row
    )
    for name in ("import-apply", "import-columns"):
        assert browser.post(reverse(f"masterplan:{name}", kwargs={"uid": row.uid})).status_code == 404
    browser.post(reverse("masterplan:import-discard", kwargs={"uid": row.uid}))
    assert not PlanImport.objects.exists()


def test_the_plan_page_offers_the_document_to_everybody_who_reads_it(browser, region, as_, cast):
    upload(browser, region)
    apply(browser, PlanImport.objects.get(), mode="whole")
    plan = MasterPlan.objects.get()
    address = reverse("exchange:plan-document-download", args=[plan.pk])
    reader = as_(cast.staff)
    assert address in reader.get(reverse("masterplan:plan-list", args=[region.code])).content.decode()
    answer = reader.get(address)
    assert "rencana-52.07-2025-2027" in answer.headers["Content-Disposition"]
    assert read_document(answer.content, limit=10**6).problems == []


def test_the_commands_write_and_read_a_file(region, other_region, tmp_path):
    file = tmp_path / "rencana.json"
    file.write_bytes(encoded())
    told = StringIO()
    with pytest.raises(CommandError, match="2"):
        call_command("import_plan_document", file, region="52.07", stdout=told, stderr=told)
    assert "/agencies/0" in told.getvalue()
    call_command("import_plan_document", file, region="52.07", create_agencies=True, dry_run=True, stdout=told)
    assert not MasterPlan.objects.exists()
    call_command("import_plan_document", file, region="52.07", create_agencies=True, stdout=told)
    written = StringIO()
    call_command("export_plan", "52.07", stdout=written)
    found = read_document(written.getvalue().encode(), limit=10**6)
    assert (found.problems, found.content["plan"]["title"]) == ([], "Rencana Induk 2025–2027")
    with pytest.raises(CommandError):
        call_command("export_plan", "52.04", stdout=written)


@pytest.mark.parametrize("options", [{"region": "99.99"}, {"region": "52.07", "file": "/nowhere.json"}])
def test_the_command_says_what_it_cannot_find(region, tmp_path, options):
    file = tmp_path / "rencana.json"
    file.write_bytes(encoded())
    with pytest.raises(CommandError):
        call_command("import_plan_document", options.get("file", file), region=options["region"])
