"""A workbook with one sheet for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.spreadsheets import xlsx
from monev.reports.writers import Writer, Writing

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _write(job: Writing) -> Sequence[Path]:
    path = job.folder / "report.xlsx"
    path.write_bytes(xlsx(job.document))
    return [path]


WRITER = Writer("xlsx", "XLSX", CONTENT_TYPE, _("Writing the workbook"), _write, position=20, share=15)
