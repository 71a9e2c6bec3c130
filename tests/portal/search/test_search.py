"""What people find, and what nobody finds who may not see it."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from masterplan.models.plans import PlanVersion, Program
from masterplan.models.preparation import Council, Decision, Directive, LegalDocument, Meeting
from monev.evaluation.models.results import Finding
from portal.search.finding import SHOWN_OF_EACH, Wish, search
from portal.search.sources import SOURCES
from tests.factories.masterplan import CommitmentFactory, PlanVersionFactory, PledgeFactory, ProgramFactory, adopt
from tests.factories.organizations import AgencyFactory
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.factories.quickwins import QuickWinFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


@pytest.fixture(autouse=True)
def _no_words_of_other_tests():
    cache.clear()


@pytest.fixture
def version(region):
    return PlanVersionFactory(plan__region=region)


@pytest.fixture
def posyandu(version, agency):
    """A program of an adopted version."""
    row = ProgramFactory(
        plan_version=version,
        lead_agency=agency,
        name="Posyandu digital",
        output="Pelayanan gizi di setiap desa",
        sub_dimension=SubDimensionFactory(),
    )
    adopt(version)
    return row


def names(user, text, **wish):
    """kind -> titles that were found."""
    answer = search(text, Wish(**wish), seen_by=user)
    return {each.source.kind: [hit.shown.title for hit in each.hits] for each in answer.groups}


def of_every_kind(region, agency, word):
    """One row of each kind that holds the word."""
    QuickWinFactory(region=region, agency=agency, title=f"{word} cepat")
    AgencyFactory(region=region, name=f"Dinas {word}")
    LegalDocument.objects.create(region=region, kind="mou", title=f"Nota {word}", year=2022)
    council = Council.objects.create(region=region, kind="council", name="Dewan")
    meeting = Meeting.objects.create(council=council, held_on=date(2026, 4, 1), agenda=f"Bahas {word}")
    Decision.objects.create(meeting=meeting, text=f"Dukung {word}")
    Directive.objects.create(
        region=region, agency=agency, given_on=date(2026, 1, 1), due_on=date(2026, 2, 1), text=f"Percepat {word}"
    )
    PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency), text=f"Janji {word}")
    Finding.objects.create(region=region, year=2025, kind=Finding.Kind.WEAKNESS, text=f"Kurang {word}")


def test_everything_that_holds_the_word_is_found_by_kind(region, agency, version, cast):
    ProgramFactory(plan_version=version, lead_agency=agency, name="Mangrove pesisir")
    of_every_kind(region, agency, "mangrove")
    region.name = "Kabupaten Mangrove"
    region.save()

    assert set(names(cast.council, "mangrove")) == {each.kind for each in SOURCES}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("posyandu", True),
        ("POSYANDU digital", True),
        ("layanan gizi", True),
        ("elektronik", True),
        ("dinas kesehatan posyandu", True),
        ("posyadnu digitl", True),
        ("posyandu laut", True),
        ("sampah", False),
        ("%", False),
        ("x_z%", False),
    ],
)
def test_the_program_is_found_in_the_words_of_the_people(posyandu, cast, asked, found):
    assert ("program" in names(cast.staff, asked)) is found


def test_a_misspelt_word_is_said_and_corrected(posyandu, cast):
    answer = search("posyadnu digitl", Wish(), seen_by=cast.staff)

    assert answer.corrected.text == "posyandu digital"
    assert not answer.partial


def test_rows_with_some_of_the_words_come_when_none_has_all(posyandu, cast):
    answer = search("posyandu laut", Wish(), seen_by=cast.staff)

    assert answer.partial
    assert answer.count == 1


def test_nobody_finds_or_counts_what_another_region_has(region, other_region, agency, cast):
    there = AgencyFactory(region=other_region, name="Dinas Lain")
    of_every_kind(other_region, there, "rahasia")
    program = ProgramFactory(plan_version=PlanVersionFactory(plan__region=other_region), name="Rahasia")

    for person in (cast.staff, cast.head, cast.verifier, cast.council, cast.admin, cast.assessor, cast.nobody):
        for asked in ("rahasia", "rahasai", "cepat rahasia"):
            answer = search(asked, Wish(), seen_by=person)
            assert (answer.count, answer.corrected, answer.regions) == (0, None, {}), (person, asked)
    assert names(cast.national, "rahasai")["program"] == [program.name]
    assert names(cast.foreign_council, "rahasia")["quick-win"] == ["rahasia cepat"]


def test_archived_rows_are_not_found(posyandu, cast, region, agency):
    row = QuickWinFactory(region=region, agency=agency, title="Arsip lama")
    row.archived_at = timezone.now()
    row.save()

    assert names(cast.council, "arsip") == {}


def test_one_hit_for_a_program_of_many_versions(posyandu, version, cast):
    """The version in force counts, not the draft after it; with all versions the newest that has the words."""
    draft = PlanVersionFactory(plan=version.plan, number=2)
    ProgramFactory(
        plan_version=draft, lead_agency=posyandu.lead_agency, lineage=posyandu.lineage, name="Posyandu pintar baru"
    )

    assert names(cast.council, "posyandu")["program"] == ["Posyandu digital"]
    assert "program" not in names(cast.council, "baru")
    assert names(cast.council, "posyandu", all_versions=True)["program"] == ["Posyandu pintar baru"]
    assert names(cast.council, "gizi desa", all_versions=True)["program"] == ["Posyandu digital"]


def test_a_plan_that_was_never_adopted_is_found_by_its_newest_draft(version, agency, cast):
    lineage = ProgramFactory(plan_version=version, lead_agency=agency, name="Bank sampah lama").lineage
    newer = PlanVersionFactory(plan=version.plan, number=2)
    ProgramFactory(plan_version=newer, lead_agency=agency, name="Bank sampah baru", lineage=lineage)

    assert PlanVersion.objects.get(pk=version.pk).status == PlanVersion.Status.DRAFT
    assert names(cast.council, "bank sampah")["program"] == ["Bank sampah baru"]


def test_the_title_comes_before_the_text(version, agency, cast):
    ProgramFactory(plan_version=version, lead_agency=agency, name="A lain", output="tentang sampah")
    ProgramFactory(plan_version=version, lead_agency=agency, name="Z sampah", output="lain")

    assert names(cast.council, "sampah")["program"] == ["Z sampah", "A lain"]


def test_filters_narrow_what_is_found_and_counted(region, other_region, posyandu, cast):
    other = PlanVersionFactory(plan__region=other_region)
    economy = SubDimensionFactory(
        code="economy-market", pillar=PillarFactory(code="economy", letters="EC", name_id="Smart Economy", position=3)
    )
    ProgramFactory(plan_version=other, name="Posyandu pasar", sub_dimension=economy)

    assert search("posyandu", Wish(), seen_by=cast.national).regions == {region.code: 1, other_region.code: 1}
    assert names(cast.national, "posyandu", region=other_region) == {"program": ["Posyandu pasar"]}
    assert names(cast.national, "posyandu", pillar="LI") == {"program": ["Posyandu digital"]}
    assert search("posyandu", Wish(), seen_by=cast.national).pillars == {"LI": 1, "EC": 1}


def test_twice_the_rows_need_no_more_queries(version, agency, region, cast):
    def ask(text):
        with CaptureQueriesContext(connection) as queries:
            search(text, Wish(), seen_by=cast.council)
        return len(queries)

    def more(count):
        for number in range(count):
            ProgramFactory(plan_version=version, lead_agency=agency, name=f"Sampah {number}")
            QuickWinFactory(region=region, agency=agency, title=f"Sampah {count} {number}")

    ask("siapa saya")  # reads the person's rights
    counts = []
    for number in (3, 6):
        more(number)
        cache.clear()
        counts.append([ask(text) for text in ("sampah", "samphh", "sampah laut", "tidakada")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES


def test_the_page_says_what_was_found(posyandu, cast, as_):
    page = as_(cast.council).get("/cari/", {"q": "posyandu"}).content.decode()

    assert "<mark>Posyandu</mark> digital" in page
    assert f"/program/{posyandu.pk}/" in page
    assert "Kabupaten Sumbawa Barat" in page


def test_every_hit_leads_to_a_page_that_exists(region, agency, posyandu, cast, as_):
    """Also an OPD that leads no program, and so has no page of figures."""
    of_every_kind(region, agency, "gizi")
    council = as_(cast.council)

    for asked in ("gizi", "dinas kesehatan", "sumbawa"):
        for group in council.get("/cari/", {"q": asked}).context["groups"]:
            for hit in group.hits:
                assert council.get(hit.shown.url.partition("#")[0]).status_code == 200, hit.shown


@pytest.mark.parametrize("query", ["\x00", "a\x00b", "%" * 5000, "_", "' OR 1=1 --", "x" * 10_000, "<script>", "😀"])
def test_the_page_bears_whatever_is_typed(posyandu, cast, as_, query):
    page = as_(cast.council).get(
        "/cari/", {"q": query, "pilar": "\x00", "page": "99999999999999999999", "jenis": "\x00"}
    )

    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split('name="q"')[1][:200]


def test_a_region_that_one_may_not_see_is_no_filter(posyandu, other_region, cast, as_):
    assert as_(cast.council).get("/cari/", {"q": "posyandu", "daerah": other_region.code}).status_code == 404
    assert as_(cast.national).get("/cari/", {"q": "posyandu", "daerah": other_region.code}).status_code == 200


def test_one_kind_comes_in_pages(version, agency, cast, as_):
    Program.objects.bulk_create(
        Program(
            plan_version=version,
            lead_agency=agency,
            code=f"{number:02}",
            name=f"Sampah {number:02}",
            start_year=2022,
            end_year=2026,
        )
        for number in range(45)
    )
    council = as_(cast.council)

    overview = council.get("/cari/", {"q": "sampah"})
    last = council.get("/cari/", {"q": "sampah", "jenis": "program", "page": "3"})

    assert len(overview.context["groups"][0].hits) == SHOWN_OF_EACH
    assert [hit.shown.title for hit in last.context["groups"][0].hits] == [f"Sampah {n:02}" for n in range(40, 45)]
    assert council.get("/cari/", {"q": "sampah", "jenis": "program", "page": "99"}).context["page"].number == 3


def test_somebody_without_a_role_has_no_search_box(cast, as_):
    assert "data-search-field" not in as_(cast.nobody).get("/").content.decode()
    assert "data-search-field" in as_(cast.staff).get("/").content.decode()
