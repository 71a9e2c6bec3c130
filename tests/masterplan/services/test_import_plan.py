"""A plan comes in as a draft, again changes nothing, changed shows and writes only its differences."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from core.errors import Refused
from masterplan.models.catalogues import PillarRule
from masterplan.models.imports import PlanImport
from masterplan.models.plans import BudgetLine, Indicator, IndicatorTarget, PlanVersion, Program, ProgramSupporter
from masterplan.services.importing.applying import apply_import
from masterplan.services.importing.differences import How, What
from masterplan.services.importing.placing import read_pillar_map
from masterplan.services.importing.preview import Source, preview
from organizations.models import Agency, AuditEntry
from tests.factories.masterplan import ActionItemFactory, FundSourceFactory, ProgramFactory, adopt
from tests.factories.pillars import PillarSetFactory, SubDimensionFactory
from tests.masterplan.importing.matrices import EXAMPLES, published

CONTENT = (EXAMPLES / "plan-matrix.csv").read_bytes()


@pytest.fixture(autouse=True)
def catalogue(db):
    FundSourceFactory(code="1", name_id="Umum", name_en="General")
    return SubDimensionFactory(code="living-health", name_id="Prasarana Kesehatan", name_en="Health")


def source(region, content: bytes = CONTENT, **options) -> Source:
    return Source(content, "rencana.csv", region, "Rencana Contoh", 2022, 2024, **options)


def changed(*pairs: tuple[str, str]) -> bytes:
    text = CONTENT.decode()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def test_the_first_import_makes_a_draft_with_everything(region, cast):
    found, upload = apply_import(source(region), by=cast.admin)
    version = PlanVersion.objects.get()
    assert (version.status, version.number, upload.plan_version) == ("draft", 1, version)
    assert Program.objects.count() == found.counts["programs"] == 9
    assert Indicator.objects.count() == found.counts["indicators"] == 11
    assert IndicatorTarget.objects.count() == found.counts["targets"] == 33
    assert BudgetLine.objects.count() == found.counts["budget_lines"] == 26
    assert ProgramSupporter.objects.count() == 3
    stored = BudgetLine.objects.values_list("year").annotate(total=Sum("ceiling")).order_by("year")
    assert dict(stored) == found.totals
    assert Program.history.filter(history_user=cast.admin).count() == 9
    assert AuditEntry.objects.filter(verb="plan.imported", by=cast.admin).count() == 1


def test_the_same_file_again_changes_nothing(region):
    apply_import(source(region), by=None)
    before = (PlanImport.objects.count(), Program.history.count(), list(Program.objects.values()))
    found, _upload = apply_import(source(region), by=None)
    assert found.changes_nothing
    assert (PlanImport.objects.count(), Program.history.count(), list(Program.objects.values())) == before


def test_a_changed_file_shows_its_differences_before_it_is_written(region):
    apply_import(source(region), by=None)
    file = changed(('"280.000.000,00"', '"290.000.000,00"'), ("Waktu tanggap ambulans,15", "Waktu tanggap ambulans,14"))
    found = preview(source(region, file))
    assert [(d.what, d.how, d.before, d.after) for d in found.comparison.differences] == [
        (What.TARGET, How.CHANGED, Decimal("15.0000"), Decimal("14.0000")),
        (What.BUDGET, How.CHANGED, Decimal("280000000.00"), Decimal("290000000.00")),
    ]
    assert BudgetLine.objects.filter(ceiling=280_000_000).exists()
    apply_import(source(region, file), by=None)
    assert not BudgetLine.objects.filter(ceiling=280_000_000).exists()
    assert not preview(source(region, file)).comparison


def test_a_program_that_left_the_file_goes_and_one_added_by_hand_stays(region):
    apply_import(source(region), by=None)
    version = PlanVersion.objects.get()
    own = ProgramFactory(plan_version=version, lead_agency=version.programs.first().lead_agency, sub_dimension=None)
    lines = [line for line in CONTENT.decode().splitlines() if "Sekolah Digital" not in line]
    apply_import(source(region, "\n".join(lines).encode()), by=None)
    assert not Program.objects.filter(name="Program Sekolah Digital Contoh").exists()
    assert Program.objects.filter(pk=own.pk).exists()


def test_a_program_that_changed_its_name_keeps_its_history(region):
    apply_import(source(region), by=None)
    lineage = Program.objects.get(name="Program Irigasi Contoh").lineage
    apply_import(source(region, changed(("Program Irigasi Contoh", "Program Irigasi Hemat Contoh"))), by=None)
    assert Program.objects.get(name="Program Irigasi Hemat Contoh").lineage == lineage
    assert Program.objects.count() == 9


def test_an_adopted_version_stays_and_a_new_draft_is_made_from_it(region):
    apply_import(source(region), by=None)
    program = Program.objects.get(name="Program Irigasi Contoh")
    ActionItemFactory(program=program, name="Memasang sensor")
    first = adopt(PlanVersion.objects.get())
    apply_import(source(region, changed(('"280.000.000,00"', '"290.000.000,00"'))), by=None)
    draft = PlanVersion.objects.get(number=2)
    assert (draft.status, draft.based_on) == ("draft", first)
    assert set(draft.programs.values_list("lineage")) == set(first.programs.values_list("lineage"))
    assert first.programs.filter(budget_lines__ceiling=280_000_000).exists()
    assert draft.programs.filter(budget_lines__ceiling=290_000_000).exists()
    assert draft.programs.get(lineage=program.lineage).action_items.get().name == "Memasang sensor"


def test_money_is_never_given_to_another_opd(region):
    apply_import(source(region), by=None)
    parts = Program.objects.filter(code="1.02.02").values_list("lead_agency__name", "budget_lines__ceiling")
    assert {name for name, _amount in parts} == {"Dinas Kesehatan Contoh", "RSUD Contoh"}
    rsud = BudgetLine.objects.filter(program__lead_agency__name="RSUD Contoh")
    assert rsud.aggregate(total=Sum("ceiling"))["total"] == 2_625_000_000


def test_known_opds_are_found_by_name_whatever_the_case(region):
    known = Agency.objects.create(region=region, code="X", name="DINAS PENDIDIKAN  CONTOH")
    found, _upload = apply_import(source(region), by=None)
    assert Program.objects.get(code="1.01.02").lead_agency == known
    assert "Dinas Pendidikan Contoh" not in found.new_agencies


def test_a_group_of_opds_becomes_a_collective(region):
    apply_import(source(region), by=None)
    assert Program.objects.get(code="X.XX.01").lead_agency.is_collective


def test_programs_are_placed_by_mapping_file_then_rule_else_not_at_all(region, catalogue):
    other = SubDimensionFactory(code="society-learning", pillar=catalogue.pillar)
    PillarRule.objects.create(region=region, code_prefix="1.01", sub_dimension=other)
    PillarRule.objects.create(region=region, code_prefix="1.02", sub_dimension=other)
    mapping = read_pillar_map(
        b"program;sub_dimensi\n1.02.03;Prasarana Kesehatan\n9.99;living-health\n", filename="m.csv"
    )
    found, _upload = apply_import(source(region, pillar_map=mapping), by=None)
    places = dict(Program.objects.exclude(code="1.02.02").values_list("code", "sub_dimension__code"))
    assert places["1.02.03"] == "living-health"
    assert places["1.01.02"] == "society-learning"
    assert places["1.04.02"] is None
    assert found.counts["without_pillar"] == 5
    assert [m.params["key"] for m in found.messages if m.kind == "pillar_unused"] == ["9.99"]


def test_a_placing_by_hand_survives_the_next_import(region, catalogue):
    apply_import(source(region), by=None)
    Program.objects.filter(code="1.04.02").update(sub_dimension=catalogue)
    apply_import(source(region, changed(('"280.000.000,00"', '"290.000.000,00"'))), by=None)
    assert Program.objects.get(code="1.04.02").sub_dimension == catalogue


def test_nothing_is_stored_when_part_cannot_be_read(region):
    with pytest.raises(Refused):
        apply_import(source(region, changed(('"280.000.000,00"', "dua juta"))), by=None)
    assert not Program.objects.exists()
    assert not PlanImport.objects.exists()


def test_twice_the_programs_need_the_same_number_of_queries(region):
    def queries(rows: int) -> int:
        lines = ["Kode,Program,Indikator,Target 2022,Pagu 2022,OPD"]
        lines += [f'1.01.{n:02d},Program {n},Indikator,1,"1.000.000",Dinas A' for n in range(10, 10 + rows)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            preview(Source("\n".join(lines).encode(), "a.csv", region, "Lain", 2022, 2022))
        return len(caught)

    assert queries(40) == queries(20)


# -- the command


def run(region_code: str = "52.07", *options: str) -> str:
    from io import StringIO

    out = StringIO()
    file = str(EXAMPLES / "plan-matrix.csv")
    call_command(
        "import_plan",
        file,
        "--region",
        region_code,
        "--title",
        "Rencana Contoh",
        "--start",
        "2022",
        "--end",
        "2024",
        *options,
        stdout=out,
        stderr=out,
    )
    return out.getvalue()


def test_the_command_prints_counts_and_totals(region):
    text = run()
    assert "9" in text
    assert "4.880.500.000,00" in text
    assert PlanVersion.objects.count() == 1


def test_the_dry_run_stores_nothing(region):
    run("52.07", "--dry-run")
    assert not PlanVersion.objects.exists()
    assert not Agency.objects.exists()


def test_an_unknown_region_is_an_error(region):
    with pytest.raises(CommandError, match=r"99\.99"):
        run("99.99")


def test_an_unreadable_cell_is_an_error(region, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(changed(('"280.000.000,00"', "dua juta")))
    with pytest.raises(CommandError):
        call_command("import_plan", str(file), "--region", "52.07", "--title", "T", "--start", "2022", "--end", "2024")


@pytest.mark.reference_data
def test_the_published_matrix_is_stored_whole(region):
    PillarSetFactory()
    file = published()
    found, _upload = apply_import(Source(file.read_bytes(), file.name, region, "RPJMD", 2021, 2023), by=None)
    stored = BudgetLine.objects.values_list("year").annotate(total=Sum("ceiling")).order_by("year")
    assert dict(stored) == found.totals
    assert (Program.objects.count(), Indicator.objects.count()) == (132, 155)
    assert apply_import(Source(file.read_bytes(), file.name, region, "RPJMD", 2021, 2023), by=None)[0].changes_nothing


def test_the_command_prints_differences_before_it_writes(region, tmp_path):
    from io import StringIO

    run()
    file = tmp_path / "a.csv"
    file.write_bytes(changed(('"280.000.000,00"', '"290.000.000,00"')))
    out = StringIO()
    call_command("import_plan", str(file), "--region", "5207", "--title", "Rencana Contoh", "--start", "2022",
                 "--end", "2024", stdout=out)  # fmt: skip
    assert "280.000.000 → 290.000.000" in out.getvalue()
    assert BudgetLine.objects.filter(ceiling=290_000_000).exists()
