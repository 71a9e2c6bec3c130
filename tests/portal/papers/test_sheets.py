"""The book of a pillar and the sheets of an OPD and a program say what their pages say."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from core.documents import Entry, Table
from core.errors import Refused
from masterplan.models.plans import Program
from masterplan.models.preparation import Directive
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.workflow import State
from monev.reports.catalogue.registry import report_named
from monev.reports.wishes import Wish
from tests.factories.masterplan import CommitmentFactory, PartnershipFactory, PlanVersionFactory, PledgeFactory, adopt
from tests.factories.pillars import PillarFactory
from tests.factories.preparation import DirectiveFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import EvidenceUseFactory
from tests.portal.figures_case import YEAR, program, reported
from tests.portal.papers.case import collected, column, document, pages, paper, words

pytestmark = pytest.mark.django_db
MARKUP = '#panic("x") *tebal* $x$ =1+1'


@pytest.fixture
def wish(region, quarters):
    return lambda **about: Wish(region, period=quarters[1], **about)


def plain(value):
    return None if value is None else format(value, "f")


def page_of(as_, person, url, **query):
    return as_(person).get(url, {"periode": f"{YEAR}-3", **query}).context


def test_the_program_sheet_says_the_figures_of_the_page(programs, wish, cast, as_):
    data = collected("program-sheet", wish(program=programs["good"]))
    page = page_of(as_, cast.staff, reverse("portal:program-detail", args=[programs["good"].pk]))["page"]

    for name in ("planned", "actual", "deviation", "ceiling", "spending", "absorption"):
        assert data["figures"][name] == plain(getattr(page.figure, name)), name
    assert data["figures"]["achievement"] == plain(page.figure.achievement.value)
    assert column(data["history"], "actual") == [plain(line.figure.actual) for line in page.lines]
    assert column(data["budget"], "in_force") == [plain(each.in_force) for each in page.budget]
    assert column(data["targets"], str(YEAR)) == ["target 50\nrealisasi 45"]
    assert [each["actual"] for each in data["curve"]] == ["30.00", "70.00"]
    assert [each["absorption"] for each in data["curve"]] == [
        plain(line.figure.absorption) for line in reversed(page.lines)
    ]


def test_the_opd_sheet_says_the_figures_of_the_page(programs, wish, cast, as_, region, other_agency):
    data = collected("agency-sheet", wish(agency=other_agency))
    url = reverse("portal:agency", args=[region.code, other_agency.pk])
    shown = page_of(as_, cast.council, url)

    _same_figures(data, shown)
    score = shown["data"].quality.of(other_agency.pk)
    assert data["score"]["value"] == plain(score.value)
    assert (data["score"]["sent"], data["score"]["due"]) == (score.sent, score.due)
    assert column(data["deviations"], "obstacle") == ["Gagal lelang"]


def test_the_pillar_book_says_the_figures_of_the_page(programs, wish, cast, as_, region):
    pillar = programs["late"].sub_dimension.pillar
    data = collected("pillar-book", wish(pillar=pillar, include_preliminary=True))
    url = reverse("portal:pillar", args=[region.code, "EC"])

    shown = page_of(as_, cast.council, url, sementara="1")
    _same_figures(data, shown)
    assert column(data["programs"], "name") == ["Pasar daring"]
    assert [each["actual"] for each in data["curve"]] == [plain(each.actual) for each in shown["data"].curve]


def _same_figures(data, shown):
    group = shown["group"]
    for name in ("planned", "deviation", "ceiling", "spending", "absorption"):
        assert data["group"][name] == plain(getattr(group, name)), name
    assert data["group"]["achievement"]["value"] == plain(group.achievement.value)
    assert data["group"]["physical"]["value"] == plain(group.physical.value)
    lines = shown["tables"]["programs"].lines
    for key in ("planned", "actual", "deviation", "achievement", "absorption"):
        assert column(data["programs"], key) == [plain(line.cells[key]) for line in lines], key


def test_a_report_that_waits_counts_only_among_preliminary_figures(programs, wish):
    row = programs["waiting"]
    assert collected("program-sheet", wish(program=row))["figures"]["actual"] is None
    preliminary = collected("program-sheet", wish(program=row, include_preliminary=True))
    assert preliminary["figures"]["actual"] == "50.00"
    assert "Sementara" in words(paper("program-sheet", preliminary))


def test_the_pdf_of_a_program_reads_as_typed_on_two_pages(programs, wish):
    row = programs["late"]
    ProgressReport.objects.filter(program=row).update(hindering_factors=MARKUP, narrative="Sudah jalan")
    PartnershipFactory(program=row, contribution=MARKUP)
    EvidenceUseFactory(progress_report=row.reports.get(), evidence__title="Berita acara lelang")

    data = collected("program-sheet", wish(program=row))
    content = paper("program-sheet", data)

    text = words(content)
    assert MARKUP in text
    for part in ("B Pasar daring", "30,0 % dari rencana 60,0 %", "-30,0 poin", "Berita acara lelang", "7K3M-XQ2R-T9WB"):
        assert part in text, part
    assert pages(content) <= 2
    assert content == paper("program-sheet", data)


def test_what_an_opd_has_not_handed_in_stays_out_of_the_paper(programs, wish, quarters):
    reported(programs["late"], quarters[0], physical=5, state=State.DRAFT, narrative="Belum selesai ditulis")
    data = collected("program-sheet", wish(program=programs["late"]))
    assert len(data["history"]["rows"]) == 1
    assert "Belum selesai ditulis" not in str(data)


def test_the_sheet_is_about_the_version_of_the_plan_in_force(programs, wish, version):
    draft = PlanVersionFactory(plan=version.plan, number=version.number + 1, status="draft")
    newer = Program.objects.get(pk=programs["good"].pk)
    newer.pk, newer._state.adding, newer.plan_version, newer.name = None, True, draft, "Nama rancangan"
    newer.uid = None
    newer.uid = Program._meta.get_field("uid").default()
    newer.save()
    assert collected("program-sheet", wish(program=newer))["program"]["name"] == "Posyandu digital"


def test_a_program_that_does_not_run_has_no_sheet(wish, region, quarters):
    plan = PlanVersionFactory(plan__region=region, plan__title="Rencana lama")
    row = program(plan, ceiling=10, planned=10, code="Z", name="Sudah lewat", start_year=2021, end_year=2022)
    with pytest.raises(Refused):
        collected("program-sheet", wish(program=row))
    assert "tidak berjalan" in _lacks("program-sheet", wish(program=row))


def _lacks(kind, wish):
    return " ".join(each.sentence for each in report_named(kind).preview(wish).lacks)


def test_the_preview_says_what_is_missing(programs, wish, other_agency):
    preview = report_named("agency-sheet").preview(wish(agency=other_agency))
    assert dict(preview.facts)["Program"] == "2"
    assert preview.rows == 2
    assert len(preview.lacks) == 1  # one report waits for verification


def test_a_pillar_without_programs_has_no_book(programs, wish, region):
    empty = PillarFactory(code="society", letters="SO", position=6)
    with pytest.raises(Refused):
        collected("pillar-book", wish(pillar=empty))
    assert report_named("pillar-book").preview(wish(pillar=empty)).rows == 0


def test_an_opd_reads_its_pledges_and_directives_and_those_of_nobody_else(programs, wish, region, agency, other_agency):
    for owner, text in ((agency, "milik sendiri"), (other_agency, "milik lain")):
        PledgeFactory(commitment=CommitmentFactory(region=region, agency=owner), text=f"Janji {text}")
        DirectiveFactory(region=region, agency=owner, text=f"Arahan {text}")
    DirectiveFactory(region=region, agency=agency, text="Lama", status=Directive.Status.CLOSED, closed_on="2020-01-01")

    data = collected("agency-sheet", wish(agency=agency))

    assert column(data["pledges"], "janji") == ["Janji milik sendiri"]
    assert column(data["directives"], "arahan") == ["Arahan milik sendiri"]
    assert column(data["directives"], "keadaan") == ["lewat tenggat"]
    assert data["overdue"] == 1
    text = words(paper("agency-sheet", data))
    assert "Kepala Dinas Kesehatan" in text
    assert "Arahan milik lain" not in text


def test_the_book_and_the_sheets_are_written_in_english_too(programs, wish, agency):
    with override("en"):
        data = collected("agency-sheet", wish(agency=agency, language="en"))
        text = words(paper("agency-sheet", data))
    assert "Deviations and their causes" in text
    assert "70.0%" in text or "70.0 %" in text


def test_example_data_are_marked_on_the_paper(programs, wish, agency):
    PledgeFactory(commitment=CommitmentFactory(region=agency.region, agency=agency), is_example=True)
    data = collected("agency-sheet", wish(agency=agency))
    assert data["examples"]["rows"] == 1
    assert document("agency-sheet", data).mark == "Data contoh"


def test_headings_are_said_once(programs, wish, region):
    """A section with one table does not say its title twice."""
    data = collected("pillar-book", wish(pillar=programs["late"].sub_dimension.pillar))
    for section in document("pillar-book", data).sections:
        tables = [each for each in section.blocks if isinstance(each, Table)]
        assert all(each.title != section.title for each in tables), section.title
        assert all(each.heading != section.title for each in section.blocks if isinstance(each, Entry))


@pytest.fixture
def grown(programs, version, quarters, other_agency, region):
    """`grown(3)`: three more programs of one pillar and OPD, each with a report, pledge, directive and quick win."""
    part = programs["late"].sub_dimension

    def more(count, first=0):
        type(version).objects.filter(pk=version.pk).update(status="draft")
        for number in range(first, first + count):
            row = program(
                version,
                ceiling=50,
                planned=50,
                target=10,
                lead_agency=other_agency,
                code=f"X{number}",
                sub_dimension=part,
            )
            reported(row, quarters[1], physical=10, spent=1, value=1, hindering_factors="Hujan")
            sheet = CommitmentFactory(region=region, agency=other_agency)
            PledgeFactory(commitment=sheet, program_lineage=row.lineage)
            DirectiveFactory(region=region, agency=other_agency, program_lineage=row.lineage)
            QuickWinFactory(region=region, agency=other_agency, pillar=part.pillar, year=YEAR)
        type(version).objects.filter(pk=version.pk).update(status="adopted")

    return more


@pytest.mark.parametrize("kind", ["pillar-book", "agency-sheet", "meeting-pack"])
def test_twice_the_programs_cost_no_more_queries(kind, grown, programs, wish, other_agency):
    about = {
        "pillar-book": {"pillar": programs["late"].sub_dimension.pillar},
        "agency-sheet": {"agency": other_agency},
        "meeting-pack": {},
    }[kind]
    grown(1)
    before = _queries(kind, wish(**about))
    grown(4, first=1)
    assert _queries(kind, wish(**about)) == before


def _queries(kind, wish):
    with CaptureQueriesContext(connection) as asked:
        collected(kind, wish)
    return len(asked)


def test_twice_the_reports_cost_no_more_queries(programs, wish, quarters, region):
    row = programs["good"]
    EvidenceUseFactory(progress_report=row.reports.first())
    before = _queries("program-sheet", wish(program=row))
    for report in row.reports.all():
        for _number in range(3):
            EvidenceUseFactory(progress_report=report)
    PartnershipFactory(program=row)
    assert _queries("program-sheet", wish(program=row)) == before


def test_amounts_of_any_size_are_shown_in_full(wish, version, quarters, agency):
    row = program(version, ceiling=Decimal("1764758094125.40"), planned=60, code="A", lead_agency=agency)
    adopt(version)
    data = collected("program-sheet", wish(program=row))
    assert "1.764.758.094.125,40" in words(paper("program-sheet", data))
