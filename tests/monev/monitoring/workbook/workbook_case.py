"""An OPD with four programs, a quick win and a pledge in an open quarter; its workbook, edited as a person would."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from masterplan.models.plans import Indicator
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.workbooks import workbook_contents
from monev.monitoring.services.workbooks.checking import check_workbook
from monev.monitoring.services.workbooks.findings import Result
from monev.monitoring.workbook.columns import BY_KEY, FIRST_ROW
from monev.monitoring.workbook.filling import letter_of
from monev.monitoring.workbook.instructions import Made
from monev.monitoring.workbook.reading import read_workbook
from monev.monitoring.workbook.writing import workbook
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    CommitmentFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    PledgeFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory

NOW = "2026-10-01 02:00:00+00:00"
"""The third quarter closes on the fifth; the second was reported."""


def make_case(region: Any, agency: Any, other_agency: Any, programs: int = 4) -> SimpleNamespace:
    """Programs with PAD (750 million) and an indicator each (target 60); the first three reported the second quarter.

    The first is a draft with figures, the fourth was not begun.
    """
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    pad = FundSourceFactory()
    csr = FundSourceFactory(code="3.1", name_id="CSR", name_en="CSR", is_apbd=False)
    dak = FundSourceFactory(code="1.2", name_id="DAK", name_en="DAK")
    made = [
        ProgramFactory(plan_version=version, lead_agency=agency, code=f"1.02.{n:02d}", name=f"Program {n}")
        for n in range(1, programs + 1)
    ]
    foreign = ProgramFactory(plan_version=version, lead_agency=other_agency)
    for program in [*made, foreign]:
        BudgetLineFactory(program=program, source_of_funds=pad)
        PlannedProgressFactory(program=program)
        indicator = IndicatorFactory(program=program, name="Cakupan desa", unit="desa")
        IndicatorTargetFactory(indicator=indicator, value=Decimal(60))
        ActionItemFactory(program=program, agency=program.lead_agency, start_year=2022, end_year=2026)
    adopt(version)
    period, earlier = PeriodFactory(region=region), PeriodFactory(region=region, number=2)
    case = SimpleNamespace(
        version=version, pad=pad, csr=csr, dak=dak, programs=made, foreign=foreign, agency=agency,
        other_agency=other_agency, region=region, period=period, earlier=earlier,
    )  # fmt: skip
    _report(case)
    case.quick_win = QuickWinFactory(region=region, agency=agency, title="Layanan cepat")
    case.milestone = MilestoneFactory(quick_win=case.quick_win)
    case.pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency), text="Data terbuka")
    return case


def _report(case: SimpleNamespace) -> None:
    for program in case.programs[:3]:
        before = ProgressReportFactory(
            program=program, period=case.earlier, state="verified", physical_percent=Decimal(48)
        )
        SpendingFactory(report=before, source_of_funds=case.pad, amount=Decimal(300_000_000))
        IndicatorValueFactory(report=before, indicator=program.indicators.get(), value=Decimal(35))
    case.draft = ProgressReportFactory(
        program=case.programs[0], period=case.period, state="draft", physical_percent=Decimal("62.50"),
        narrative="Posyandu dibangun\nAlat dibeli", hindering_factors="=1+1", follow_up="-lanjut", nil_reason="",
    )  # fmt: skip
    SpendingFactory(report=case.draft, source_of_funds=case.pad, amount=Decimal("412500000.25"))
    IndicatorValueFactory(report=case.draft, indicator=case.programs[0].indicators.get(), value=Decimal("41.25"))


def contents_of(case: SimpleNamespace, user: Any) -> Any:
    return workbook_contents(case.agency, case.period, seen_by=user)


def make_workbook(case: SimpleNamespace, user: Any, language: str = "id", contents: Any = None) -> bytes:
    """The download, made now."""
    made = Made(timezone.localtime(), str(user), language, rules_for(case.region.pk, last_day(case.period)))
    return workbook(contents or contents_of(case, user), made)


def check(content: bytes, case: SimpleNamespace, user: Any, contents: Any = None) -> Result:
    """What the check says about a workbook."""
    found = read_workbook(io.BytesIO(content))
    return check_workbook(found, contents or contents_of(case, user), alive=lambda done, total: None)


class Sheets:
    """A workbook opened by a person: `cell("programs", "physical_percent", 1)` is that of the first program."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def page(self, sheet: str) -> Any:
        for page in self.book.worksheets:
            if str(page.cell(1, 1).value or "").startswith(f"{sheet}."):
                return page
        raise KeyError(sheet)

    def cell(self, sheet: str, column: str, row: int) -> Any:
        return self.page(sheet)[place(column, row, sheet)]

    def set(self, sheet: str, column: str, row: int, value: Any) -> str:
        """Type a value; returns its address."""
        cell = self.cell(sheet, column, row)
        cell.value = value
        return str(cell.coordinate)

    def copy_row(self, sheet: str, source: int, target: int) -> None:
        page = self.page(sheet)
        for cell in page[source + FIRST_ROW - 1]:
            page.cell(target + FIRST_ROW - 1, cell.column).value = cell.value

    def count(self, sheet: str) -> int:
        return int(self.page(sheet).max_row) - FIRST_ROW + 1

    def content(self) -> bytes:
        made = io.BytesIO()
        self.book.save(made)
        return made.getvalue()

    def upload(self, name: str = "buku-kerja.xlsx") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, self.content())


def place(column: str, row: int, sheet: str) -> str:
    """The address of a cell; rows are counted from the first one with data."""
    return f"{letter_of(sheet, column)}{row + FIRST_ROW - 1}"


def heading(sheet: str, column: str) -> str:
    return BY_KEY[sheet].column(column).heading


def indicator_of(program: Any) -> Indicator:
    return program.indicators.get()


TODAY = datetime.date(2026, 10, 1)
