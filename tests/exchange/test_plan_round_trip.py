"""The plan of the demonstration goes out as a document and comes back as the same plan."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from exchange.interchange.checks import walk
from exchange.interchange.document import bytes_of, without_identity
from exchange.interchange.reading import read_document
from exchange.interchange.shapes import shapes
from exchange.selectors.plan_documents import plan_document
from exchange.services.plan_documents.importing import import_document
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.plans import BudgetLine, MasterPlan, PlanVersion, Program
from masterplan.services.versions import adopt_version, start_version
from organizations.models import Agency, Region
from organizations.roles import Role
from portal.demo import agencies, governance, loader, plan, published, quick_wins
from portal.reference import catalogues, regions
from quickwins.models import QuickWin
from tests.exchange.documents import schema
from tests.people import person

LIMIT = 10_000_000
TABLES = (
    *("plans", "plan-versions", "programs", "program-supporters", "action-items", "budget-lines", "planned-progress"),
    *("indicators", "indicator-targets", "partnerships", "partners", "agencies", "legal-documents", "commitments"),
    *("pledges", "quick-wins", "milestones", "risks"),
)
OF_THE_DATABASE = {"id", "version", "created_at", "updated_at"}
OF_THE_REGION = OF_THE_DATABASE | {"uid", "lineage", "program_lineage", "region", "source", "code_of_region"}


def load_ksb() -> MasterPlan:
    """What the demonstration says of the plan: programs, pledges, quick wins; then a second version is put in force."""
    region = Region.objects.get(code="52.07")
    documents = published.load(region)
    offices = agencies.load(region)
    programs = plan.load(region, offices, plan.program_rows(), loader.TITLE)
    governance.commitments(region, offices.agencies, programs, documents["commitment"])
    quick_wins.load(region, offices, programs, 2026)
    made = MasterPlan.objects.get(region=region, title=loader.TITLE)
    admin = person(Role.REGION_ADMIN, region)
    draft = start_version(made.versions.get(), by=admin, note="Perubahan 2025")
    Program.objects.filter(plan_version=draft, code="SG-01").update(name="Program yang diganti namanya")
    adopt_version(draft, by=admin, on=date(2025, 3, 1), document=documents["commitment"])
    start_version(draft, by=admin, note="Rancangan 2027")
    return made


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reference(db):
    regions.load()
    catalogues.load()


def rows_of(client, code: str, left_out: set[str]) -> dict[str, list]:
    """Rows of REST, each without what the database gave it, in an order of their own."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database that fills up by and by does this by itself
    found = {}
    for table in TABLES:
        answer = client.get(f"/api/v1/{table}/", {"region": code, "page_size": 200})
        rows, address = [], None
        while True:
            page = answer.json()
            rows += page["results"]
            address = page.get("next")
            if not address:
                break
            answer = client.get(address)
        found[table] = sorted((stripped(row, left_out) for row in rows), key=repr)
    return found


def stripped(value, left_out):
    if isinstance(value, dict):
        return {name: stripped(each, left_out) for name, each in sorted(value.items()) if name not in left_out}
    return [stripped(each, left_out) for each in value] if isinstance(value, list) else value


def test_into_an_empty_database_it_is_the_same_plan_to_the_last_byte(reference, as_, monkeypatch):
    with transaction.atomic():
        before = plan_document(load_ksb())
        browser = as_(person(Role.NATIONAL_ADMIN, None))
        was = rows_of(browser, "52.07", OF_THE_DATABASE)
        transaction.set_rollback(True)
    assert not MasterPlan.objects.exists()
    assert len(before["versions"]) == 3
    assert len(before["versions"][0]["programs"]) > 40

    region = Region.objects.get(code="52.07")
    made = import_document(bytes_of(before), Wish(region, create_agencies=True), by=None)
    after = plan_document(made.plan)
    assert bytes_of(after | {"last_change_at": None}) == bytes_of(before | {"last_change_at": None})
    assert read_document(bytes_of(after), limit=LIMIT).notes == []  # its SHA-256 is that of its content
    schema().validate(after)
    now = rows_of(as_(person(Role.NATIONAL_ADMIN, None)), "52.07", OF_THE_DATABASE)
    for table in TABLES:
        if table in ("partners", "agencies", "legal-documents"):  # the region has others that the plan does not name
            assert all(row in was[table] for row in now[table]), table
            assert now[table], table
        else:
            assert now[table] == was[table], table


def test_into_another_empty_region_it_says_the_same_under_other_identifiers(reference, as_):
    before = plan_document(load_ksb())
    region = Region.objects.get(code="52.04")
    made = import_document(bytes_of(before), Wish(region, create_agencies=True), by=None)
    after = plan_document(made.plan)
    assert bytes_of(without_identity(after)) == bytes_of(without_identity(before))
    schema().validate(after)
    uids = set(Program.objects.filter(plan_version__plan__region=region).values_list("lineage", flat=True))
    assert uids.isdisjoint(Program.objects.filter(plan_version__plan__region__code="52.07").values_list("lineage"))
    source = Program.objects.filter(plan_version__plan=made.plan).first().source
    assert "(52.07)" in source
    assert before["content_sha256"][:16] in source
    assert QuickWin.objects.filter(region=region, program_lineage__in=uids).count() == len(before["quick_wins"])
    browser = as_(person(Role.NATIONAL_ADMIN, None))
    own, copy = rows_of(browser, "52.07", OF_THE_REGION), rows_of(browser, "52.04", OF_THE_REGION)
    for table in ("plans", "programs", "action-items", "budget-lines", "planned-progress", "indicators", "pledges"):
        assert copy[table] == own[table], table


def test_the_same_plan_is_the_same_bytes_with_the_same_number_of_queries(reference):
    made = load_ksb()
    with CaptureQueriesContext(connection) as queries:
        first = bytes_of(plan_document(made))
    assert len(queries) <= 20
    assert bytes_of(plan_document(MasterPlan.objects.get(pk=made.pk))) == first
    found = read_document(first, limit=LIMIT)
    assert (found.problems, found.notes) == ([], [])
    rows = Counter(shape.name for shape, _item, _at in walk(found.content))
    assert [shape.name for shape in shapes() if not rows[shape.name]] == ["nomenclature"]  # else a row of everything
    assert rows["program"] > 120  # 42 of them in three versions


def big_document(programs: int) -> bytes:
    """Programs with a budget, a curve, indicators and supporters, as a region writes them."""
    lines = [{"year": year, "source_of_funds": "1", "ceiling": "1500000000.00"} for year in range(2025, 2030)]
    curve = [
        {"year": year, "month": month, "physical_percent": str(month * 8)}
        for year in range(2025, 2030)
        for month in (3, 6, 9, 12)
    ]
    targets = [{"year": year, "value": "10"} for year in range(2025, 2030)]
    one = {
        "lead_agency": "A",
        "start_year": 2025,
        "end_year": 2029,
        "supporters": [{"agency": "B"}],
        "budget_lines": lines,
        "planned_progress": curve,
        "indicators": [{"name": f"Indikator {number}", "targets": targets} for number in range(2)],
        "action_items": [{"kind": "people", "name": "x", "agency": "A", "start_year": 2025, "end_year": 2029}],
    }
    many = [one | {"code": f"P-{number:03d}", "name": f"Program {number}"} for number in range(programs)]
    return bytes_of(
        {
            "format": "smart-city-plan",
            "format_version": "1.0",
            "region": {"code": "52.04"},
            "plan": {"title": "Besar", "start_year": 2025, "end_year": 2029},
            "agencies": [{"code": "A", "name": "Dinas A"}, {"code": "B", "name": "Dinas B"}],
            "versions": [{"number": 1, "pillar_set": "2017", "programs": many}],
        }
    )


def test_the_queries_of_an_import_grow_with_batches_not_with_rows(reference):
    counts = {}
    for size in (10, 150):
        region = Region.objects.get(code="52.04")
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            import_document(big_document(size), Wish(region, Mode.WHOLE, create_agencies=True), by=None)
            counts[size] = len(queries)
            assert BudgetLine.objects.count() == size * 5
            transaction.set_rollback(True)
    assert counts[10] < 65
    assert counts[150] < 260


def test_a_version_alone_can_be_learned_from(reference):
    made = load_ksb()
    version = PlanVersion.objects.get(plan=made, number=2)
    document = plan_document(made, version=version)
    assert ([each["number"] for each in document["versions"]], document["quick_wins"]) == ([2], [])
    region = Region.objects.get(code="52.04")
    wish = Wish(region, Mode.DRAFT, create_agencies=True)
    [draft] = import_document(bytes_of(document), wish, by=None).versions
    assert (draft.number, draft.status, draft.programs.count()) == (1, "draft", version.programs.count())
    assert Agency.objects.of_region(region).count() == len(document["agencies"])
