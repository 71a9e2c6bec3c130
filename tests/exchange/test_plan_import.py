"""A document meets a region: what is there, what is missing, what stays as it is; all or nothing."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from exchange.interchange.document import bytes_of, without_identity
from exchange.interchange.reading import read_document
from exchange.selectors.plan_documents import plan_document
from exchange.services.plan_documents.examining import examine
from exchange.services.plan_documents.importing import Unacceptable, import_document
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.imports import PlanImport
from masterplan.models.plans import BudgetLine, Indicator, MasterPlan, PlanVersion, Program
from masterplan.models.preparation import LegalDocument
from masterplan.services.versions import adopt_version
from organizations.models import Agency, AuditEntry, Partner
from quickwins.models import QuickWin
from tests.exchange.documents import LINEAGE, PROGRAM, catalogues, document, encoded  # noqa: F401
from tests.factories.masterplan import BudgetLineFactory, IndicatorFactory, PlanVersionFactory, ProgramFactory
from tests.factories.organizations import AgencyFactory
from tests.factories.quickwins import QuickWinFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogues", "files")]
P = "/versions/0/programs/0"


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin(cast):
    return cast.admin


def bring(region, by=None, data=None, mode=Mode.WHOLE, create=True, agencies=None, **more):
    content = data if isinstance(data, bytes) else encoded(data)
    return import_document(content, Wish(region, mode, create, agencies or {}), by=by, **more)


def refused(region, data=None, **wish) -> list[tuple[str, str]]:
    with pytest.raises(Unacceptable) as wrong:
        bring(region, data=data, **wish)
    return [(each.code, each.pointer) for each in wrong.value.found.problems]


def notes(made) -> list[str]:
    return sorted(each.code for each in made.notes)


def test_a_whole_plan_is_stored_with_history_audit_and_the_file(region, admin, agency, other_agency):
    made = bring(region, admin, name="rencana.json")
    [version] = made.versions
    version.refresh_from_db()
    assert (version.status, version.adopted_on, version.document.title) == (
        "adopted",
        date(2025, 1, 15),
        "Perbup 12/2025",
    )
    program = Program.objects.get(plan_version=version)
    assert (str(program.lineage), program.lead_agency, program.weight) == (LINEAGE, agency, 12.5)
    assert [row.agency for row in program.supporters.all()] == [other_agency]
    assert program.history.get().history_user == admin
    assert BudgetLine.history.count() == 2
    assert Pledge.objects.get().program_lineage == program.lineage
    win = QuickWin.objects.get()
    assert ([row.name for row in win.partners.all()], win.milestones.count(), win.risks.count()) == (
        ["Bank Contoh"],
        1,
        1,
    )
    verbs = set(AuditEntry.objects.filter(by=admin).values_list("verb", flat=True))
    assert verbs >= {"plan.drafted", "plan.adopted", "plan.document_imported"}
    kept = PlanImport.objects.get()
    assert (kept.plan_version, kept.status, kept.uploaded_by, kept.file_name) == (
        version,
        "applied",
        admin,
        "rencana.json",
    )
    assert kept.file.read() == encoded()


def test_an_adopted_version_that_was_imported_is_frozen(region):
    bring(region)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Program.objects.update(name="Lain")


def test_versions_are_adopted_in_turn(region):
    second = {
        "number": 2,
        "status": "adopted",
        "pillar_set": "2017",
        "adopted_on": "2026-02-01",
        "based_on": 1,
        "programs": [PROGRAM],
    }
    third = {"number": 3, "pillar_set": "2017", "based_on": 2, "programs": [PROGRAM]}
    changes = {"/versions/0/status": "superseded", "/versions/-": second}
    data = document(changes)
    data["versions"].append(third)
    data["versions"].reverse()  # the order in the file is of no account
    bring(region, data=json.dumps(data).encode())
    rows = PlanVersion.objects.order_by("number").values_list("number", "status", "based_on__number")
    assert list(rows) == [(1, "superseded", None), (2, "adopted", 1), (3, "draft", 2)]
    assert set(Program.objects.values_list("lineage", flat=True).distinct()) == {Program.objects.first().lineage}


def test_opds_that_are_missing_are_refused_by_name_until_somebody_says_what_they_are(region, agency):
    assert refused(region, create=False) == [("missing_agency", "/agencies/1")]
    assert not MasterPlan.objects.exists()
    made = bring(region, create=False, agencies={"DLH": AgencyFactory(region=region, code="1.05", name="DLHK").code})
    assert Program.objects.get().supporters.get().agency.code == "1.05"
    assert notes(made) == ["agency_matched", "partner_created"]
    assert Agency.objects.of_region(region).count() == 2


@pytest.mark.parametrize(
    ("agencies", "problem"),
    [
        ({"DLH": "9.99"}, ("unmapped_agency", "/agencies/1/code")),
        ({"BAPPEDA": "DINKES"}, ("mapped_unknown", "/agencies")),
        ({"DLH": "DINKES"}, ("one_agency_twice", f"{P}/supporters/0/agency")),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(region, agency, agencies, problem):
    assert problem in refused(region, agencies=agencies)


def test_two_programs_told_apart_by_their_opd_only_cannot_be_mapped_to_one(region, agency):
    other = PROGRAM | {"lineage": None, "lead_agency": "DLH", "supporters": []}
    data = {"/versions/0/programs/-": other, f"{P}/supporters": []}
    assert refused(region, data, agencies={"DLH": "DINKES"}) == [
        ("program_twice", "/versions/0/programs/1/lead_agency")
    ]


def test_the_codes_of_another_region_mean_nothing_here(other_region):
    ours = AgencyFactory(region=other_region, code="DLH", name="Dinas Pertanian")
    named = AgencyFactory(region=other_region, code="1.02", name="DINAS KESEHATAN")
    bring(other_region)
    program = Program.objects.get()
    assert program.lead_agency == named
    assert program.supporters.get().agency.code == "DLH-2"
    assert program.supporters.get().agency != ours


CATALOGUES = [
    ({f"{P}/sub_dimension": "living-nothing"}, "unknown_sub_dimension", f"{P}/sub_dimension"),
    ({f"{P}/budget_lines/0/source_of_funds": "9.9"}, "unknown_fund_source", f"{P}/budget_lines/0/source_of_funds"),
    ({f"{P}/nomenclature": {"edition": "2023", "code": "1"}}, "unknown_nomenclature", f"{P}/nomenclature"),
    ({"/versions/0/pillar_set": "2030"}, "unknown_pillar_set", "/versions/0/pillar_set"),
    ({"/quick_wins/0/pillar_set": "2030"}, "unknown_pillar_set", "/quick_wins/0/pillar_set"),
    ({"/quick_wins/0/pillar": "economy"}, "unknown_pillar", "/quick_wins/0/pillar"),
    ({"/quick_wins/0/sub_dimension": "x"}, "unknown_sub_dimension", "/quick_wins/0/sub_dimension"),
]


@pytest.mark.parametrize(("changes", "code", "pointer"), CATALOGUES, ids=[row[1] + row[2] for row in CATALOGUES])
def test_a_code_that_no_catalogue_has_is_refused(region, changes, code, pointer):
    assert refused(region, changes) == [(code, pointer)]


def test_the_same_document_twice_is_refused_and_goes_on_as_a_draft(region, admin):
    first = bring(region, admin)
    assert refused(region) == [("plan_exists", "/plan")]
    data = {f"{P}/name": "Posyandu digital 2026"}
    made = bring(region, admin, data, mode=Mode.DRAFT)
    [draft] = made.versions
    assert (made.plan, draft.number, draft.based_on, draft.status) == (first.plan, 2, first.versions[0], "draft")
    assert str(draft.programs.get().lineage) == LINEAGE  # the program goes on, with its progress
    assert (Commitment.objects.count(), QuickWin.objects.count()) == (1, 1)
    assert "left_out_rest" in notes(made)
    assert refused(region, mode=Mode.DRAFT) == [("draft_exists", "/plan")]
    adopt_version(draft, by=admin, on=date(2026, 1, 1))


def test_identifiers_are_kept_when_free_and_new_where_they_are_taken(region):
    original = plan_document(bring(region).plan)
    MasterPlan.objects.update(title="Judul lama")
    data = bytes_of(original | {"plan": original["plan"] | {"uid": None}, "commitments": [], "quick_wins": []})
    made = bring(region, data=data)
    assert "new_identifier" in notes(made)
    assert Program.objects.values("lineage").distinct().count() == 2  # the other plan has its own
    assert without_identity(plan_document(made.plan))["versions"] == without_identity(original)["versions"]


def test_another_regions_plan_becomes_a_draft_of_its_own_to_learn_from(region, other_region):
    bring(region)
    made = bring(other_region, mode=Mode.DRAFT)
    [draft] = made.versions
    program = draft.programs.get()
    assert (draft.status, draft.adopted_on, draft.document) == ("draft", None, None)
    assert str(program.lineage) != LINEAGE
    assert "Kabupaten Sumbawa Barat (52.07)" in program.source
    assert LegalDocument.objects.of_region(other_region).count() == 0
    assert "new_identifiers" in notes(made)


def test_what_the_region_promised_already_stays_as_it_is(region):
    document_of = plan_document(bring(region).plan)
    MasterPlan.objects.update(title="Lain")
    data = bytes_of(document_of | {"plan": document_of["plan"] | {"uid": None, "title": "Baru"}})
    made = bring(region, data=data)
    assert {"commitment_exists", "quick_win_exists"} <= set(notes(made))
    assert (Commitment.objects.count(), QuickWin.objects.count(), Partner.objects.count()) == (1, 1, 1)
    assert LegalDocument.objects.count() == 1


def test_quick_wins_that_continue_each_other_are_linked_again(region):
    base = document()["quick_wins"][0]
    uid = "11111111-2222-4333-8444-555555555555"
    later = base | {"uid": uid, "title": "Antrean daring 2", "year": 2027, "predecessor": base["uid"]}
    bring(region, data={"/quick_wins": [later, base]})
    assert QuickWin.objects.get(year=2027).predecessor == QuickWin.objects.get(year=2026)


def test_a_dry_run_does_everything_and_leaves_nothing(region, admin):
    there = set(Agency.objects.values_list("pk", flat=True))
    made = bring(region, admin, dry_run=True)
    assert (made.found.counts["programs"], made.versions[0].number) == (1, 1)
    assert not any(model.objects.exists() for model in (MasterPlan, Program, Partner, QuickWin, PlanImport))
    assert set(Agency.objects.values_list("pk", flat=True)) == there
    assert not AuditEntry.objects.filter(verb="plan.document_imported").exists()


@pytest.mark.parametrize("person", ["staff", "verifier", "council", "assessor", "foreign_region_admin", "nobody"])
def test_who_may_not_plan_in_the_region_imports_nothing(region, cast, person):
    with pytest.raises(PermissionDenied):
        bring(region, getattr(cast, person))
    assert not MasterPlan.objects.exists()


def test_archived_rows_are_not_part_of_the_plan(region, agency):
    version = PlanVersionFactory(plan__region=region)
    kept = ProgramFactory(plan_version=version, lead_agency=agency)
    gone = ProgramFactory(plan_version=version, lead_agency=agency)
    gone.archive(by=None, reason="salah")
    IndicatorFactory(program=kept).archive(by=None, reason="salah")
    BudgetLineFactory(program=kept)
    QuickWinFactory(region=region, program_lineage=gone.lineage)
    found = plan_document(version.plan)
    [program] = found["versions"][0]["programs"]
    assert (program["code"], program["indicators"], len(program["budget_lines"])) == (kept.code, [], 1)
    assert found["quick_wins"] == []


def test_looking_at_a_document_takes_a_fixed_number_of_queries(region, django_assert_max_num_queries):
    many = [PROGRAM | {"lineage": None, "code": f"P{number}"} for number in range(40)]
    data = encoded({"/versions/0/programs": many, "/commitments": [], "/quick_wins/0/program": None})
    reading = read_document(data, limit=10**7)
    with django_assert_max_num_queries(9):
        assert examine(reading, Wish(region, create_agencies=True)).problems == []


@pytest.fixture(autouse=True)
def _two_regions(other_region):
    """The second region is there for every test."""


def test_indicators_keep_their_identity_across_versions(region):
    second = {
        "number": 2,
        "pillar_set": "2017",
        "based_on": 1,
        "programs": [PROGRAM | {"indicators": [{"name": "A", "lineage": LINEAGE}]}],
    }
    bring(region, data={f"{P}/indicators": [{"name": "A", "lineage": LINEAGE}], "/versions/-": second})
    assert [str(each) for each in Indicator.objects.values_list("lineage", flat=True)] == [LINEAGE, LINEAGE]
