"""Workbooks of entry that were sent back."""

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks.findings import Change, CheckedRow, Finding, Result
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import AgencyFactory, UserFactory


def checked_result(rows: int = 1) -> dict:
    """What a check leaves: programs with a change each, every second one with a problem."""
    result = Result(total=rows)
    for number in range(rows):
        row = CheckedRow("progress", f"{number}", f"1.02.{number:02d}", f"Program {number}", "Draf", 1, 1)
        row.changes.append(Change("Program", f"G{number + 4}", "Realisasi fisik (%)", "40 %", "62 %"))
        if number % 2:
            row.findings.append(Finding("Program", f"G{number + 4}", "Realisasi fisik (%)", "x", "Bukan angka."))
        result.rows.append(row)
    return result.as_json()


class WorkbookUploadFactory(DjangoModelFactory):
    """A workbook that was checked, with one problem."""

    class Meta:
        model = WorkbookUpload
        skip_postgeneration_save = True

    period = factory.SubFactory(PeriodFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..period.region"))
    uploaded_by = factory.SubFactory(UserFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"PK", "buku-kerja.xlsx"))
    marked_file = factory.LazyFunction(lambda: ContentFile(b"PK", "buku-kerja-bertanda.xlsx"))
    file_name = "buku-kerja.xlsx"
    sha256 = "0" * 64
    state = WorkbookUpload.State.CHECKED
    progress = 100
    result = factory.LazyFunction(lambda: checked_result(2))
