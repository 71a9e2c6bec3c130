"""A text document that can be worked on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from monev.reports.writers import Writer, Writing

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _write(job: Writing) -> Sequence[Path]:
    # python-docx takes 0.15 s to import: only where a text document is written.
    from core.wordprocessing import docx

    path = job.folder / "report.docx"
    path.write_bytes(docx(job.document))
    return [path]


WRITER = Writer("docx", "DOCX", CONTENT_TYPE, _("Writing the text document"), _write, position=15, share=20)
