"""The region administrator brings a plan in by the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from masterplan.models.catalogues import PillarRule
from masterplan.models.imports import PlanImport
from masterplan.models.plans import PlanVersion, Program
from tests.factories.masterplan import FundSourceFactory, adopt
from tests.factories.pillars import SubDimensionFactory
from tests.masterplan.importing.matrices import EXAMPLES, ODD

CONTENT = (EXAMPLES / "plan-matrix.csv").read_bytes()


@pytest.fixture(autouse=True)
def place(db):
    FundSourceFactory(code="1", name_id="Umum", name_en="General")
    return SubDimensionFactory(code="living-health", name_id="Prasarana Kesehatan", name_en="Health")


@pytest.fixture
def admin(as_, cast):
    return as_(cast.admin)


def hand_in(client, region, content: bytes = CONTENT, name: str = "rencana.csv", **values):
    data = {
        "region": region.pk,
        "title": "Rencana Contoh",
        "start_year": 2022,
        "end_year": 2024,
        "file": SimpleUploadedFile(name, content),
    } | values
    return client.post(reverse("masterplan:import-upload"), data)


@pytest.fixture
def upload(admin, region) -> PlanImport:
    hand_in(admin, region)
    return PlanImport.objects.get()


def page(name: str, **kwargs) -> str:
    return reverse(f"masterplan:{name}", kwargs=kwargs)


def test_from_upload_to_draft(admin, region, upload):
    shown = admin.get(page("import-preview", uid=upload.uid))
    assert shown.context["counts"]["programs"] == 9
    assert not PlanVersion.objects.exists()
    done = admin.post(page("import-apply", uid=upload.uid), follow=True)
    assert Program.objects.count() == 9
    assert done.templates[0].name == "masterplan/import_result.html"


def test_a_file_that_is_not_what_its_name_says_is_refused_at_its_field(admin, region):
    answer = hand_in(admin, region, b"%PDF-1.7 no table", "rencana.xlsx")
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert answer.context["form"]["title"].value() == "Rencana Contoh"
    assert not PlanImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(admin, region, settings):
    settings.PLAN_MAX_BYTES = 100
    assert hand_in(admin, region).context["form"].errors["file"]


def test_years_in_the_wrong_order_are_refused(admin, region):
    assert hand_in(admin, region, start_year=2025).context["form"].errors["end_year"]


def test_broken_cells_are_listed_and_nothing_is_stored(admin, region):
    hand_in(admin, region, CONTENT.replace(b'"280.000.000,00"', b"dua juta"))
    upload = PlanImport.objects.get()
    shown = admin.get(page("import-preview", uid=upload.uid))
    assert [message.row for message in shown.context["groups"][0].rows] == [12]
    admin.post(page("import-apply", uid=upload.uid))
    assert not Program.objects.exists()


def test_a_person_corrects_a_column(admin, region, upload):
    columns = admin.get(page("import-preview", uid=upload.uid)).context["columns"]
    data = {"sheet": "", "header_row": 1, "first_row": 2}
    data |= {f"role-{each['column'].index}": str(each["column"].role) for each in columns}
    data |= {f"year-{each['column'].index}": each["column"].year or "" for each in columns}
    admin.post(page("import-columns", uid=upload.uid), data | {"role-11": "ignore"})
    assert set(admin.get(page("import-preview", uid=upload.uid)).context["totals"]) == {2022, 2023, 2024}
    assert admin.get(page("import-preview", uid=upload.uid)).context["totals"][2024] == 0
    answer = admin.post(page("import-columns", uid=upload.uid), data | {"year-5": "banyak"}, follow=True)
    assert any("banyak" in str(message) for message in answer.context["messages"])


def test_a_person_points_at_the_header(admin, region):
    hand_in(admin, region, b"a;b;c\nx;y;z\nNama;Dinas;2022\nProgram A;Dinas A;1.500.000\n")
    upload = PlanImport.objects.get()
    answer = admin.post(
        page("import-columns", uid=upload.uid), {"sheet": "", "header_row": 3, "first_row": 4}, follow=True
    )
    assert [str(each["column"].role) for each in answer.context["columns"]] == ["name", "agency", "budget"]
    assert answer.context["counts"]["programs"] == 1


def test_a_table_without_a_header_still_opens_its_page(admin, region):
    hand_in(admin, region, b"a;b;c\n1;2;3\n")
    shown = admin.get(page("import-preview", uid=PlanImport.objects.get().uid))
    assert shown.status_code == 200
    assert shown.context["refused"]


@pytest.mark.parametrize("name", ["semicolons-millions-no-code", "english-long-form", "code-in-columns"])
def test_odd_forms_open(admin, region, name):
    hand_in(admin, region, (ODD / f"{name}.csv").read_bytes())
    assert admin.get(page("import-preview", uid=PlanImport.objects.get().uid)).status_code == 200


def test_an_upload_can_be_thrown_away_but_not_an_import(admin, upload):
    admin.post(page("import-apply", uid=upload.uid))
    admin.post(page("import-discard", uid=upload.uid))
    assert PlanImport.objects.exists()
    PlanImport.objects.update(status="uploaded")
    admin.post(page("import-discard", uid=upload.uid))
    assert not PlanImport.objects.exists()


def test_programs_are_placed_in_bulk(admin, upload, place):
    admin.post(page("import-apply", uid=upload.uid))
    version = PlanVersion.objects.get()
    two = list(version.programs.values_list("pk", flat=True)[:2])
    admin.post(page("program-placing", uid=version.uid), {"programs": two, "sub_dimension": place.pk})
    assert version.programs.filter(sub_dimension=place).count() == 2
    assert len(admin.get(page("program-placing", uid=version.uid)).context["programs"]) == 7


def test_nothing_chosen_is_said_at_the_field(admin, upload, place):
    admin.post(page("import-apply", uid=upload.uid))
    answer = admin.post(page("program-placing", uid=PlanVersion.objects.get().uid), {"sub_dimension": place.pk})
    assert answer.context["form"].errors["programs"]


def test_an_adopted_version_is_not_placed(admin, upload, place):
    admin.post(page("import-apply", uid=upload.uid))
    version = adopt(PlanVersion.objects.get())
    data = {"programs": [version.programs.first().pk], "sub_dimension": place.pk}
    assert admin.post(page("program-placing", uid=version.uid), data).context["form"].errors
    assert not version.programs.exclude(sub_dimension=None).exists()


def test_rules_are_added_applied_and_removed(admin, upload, region, place):
    admin.post(page("import-apply", uid=upload.uid))
    version = PlanVersion.objects.get()
    data = {"code_prefix": "1.02.", "sub_dimension": place.pk}
    admin.post(page("pillar-rules", region=region.code), data)
    assert admin.post(page("pillar-rules", region=region.code), data).context["form"].errors["code_prefix"]
    admin.post(page("program-placing-by-rule", uid=version.uid))
    assert version.programs.filter(sub_dimension=place).count() == 3
    admin.post(page("pillar-rule-remove", uid=PillarRule.objects.get().uid))
    assert not PillarRule.objects.exists()


@pytest.mark.parametrize("person", ["foreign_region_admin", "foreign_verifier"])
def test_people_of_another_region_find_nothing(as_, cast, upload, person):
    assert as_(getattr(cast, person)).get(page("import-preview", uid=upload.uid)).status_code in (403, 404)
    assert as_(cast.foreign_region_admin).get(page("import-preview", uid=upload.uid)).status_code == 404


@pytest.mark.parametrize("person", ["staff", "verifier", "council", "assessor", "national"])
def test_people_without_the_right_are_told_so(as_, cast, upload, region, person):
    client = as_(getattr(cast, person))
    for address in (
        page("import-upload"),
        page("import-preview", uid=upload.uid),
        page("pillar-rules", region=region.code),
    ):
        assert client.get(address).status_code == 403


def test_nobody_uploads_for_another_region(as_, cast, region):
    answer = hand_in(as_(cast.foreign_region_admin), region)
    assert answer.context["form"].errors["region"]
    assert not PlanImport.objects.exists()


def test_twice_the_imports_need_the_same_number_of_queries(admin, upload, django_assert_max_num_queries, region):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get(page("import-list"))
        return len(caught)

    first = queries()
    hand_in(admin, region, CONTENT + b"\n")
    hand_in(admin, region, CONTENT + b"\n\n")
    assert queries() == first
