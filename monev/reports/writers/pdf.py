"""PDF/UA-1, set by typst."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.typesetting import pdf
from monev.reports.writers import Writer, Writing


def _write(job: Writing) -> Sequence[Path]:
    path = job.folder / "report.pdf"
    path.write_bytes(pdf(job.document))
    return [path]


WRITER = Writer("pdf", "PDF", "application/pdf", _("Writing the PDF"), _write, position=10, share=30)
