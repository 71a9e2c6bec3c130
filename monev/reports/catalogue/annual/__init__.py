"""The annual report and evaluation pack: everything an assessor asks a region for, with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.documents import Attachment, Document
from monev.reports.catalogue.annual.document import annual_document
from monev.reports.catalogue.annual.proofs import attachments_of
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.models import CompiledReport
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.selectors.annual import annual_contents, annual_preview, evidence_bytes
from monev.reports.wishes import Wish


class AnnualReport(Report):
    """Self-assessment, plan, quick wins, citizen surveys, follow-up, documents and evidence of one year.

    It packs files of any size: a large pack waits with the long work, so that it delays nobody.
    """

    code = "annual"
    title = _("Annual report and evaluation pack")
    purpose = _(
        "What the region did in a year and how it judges itself, item by item, with all evidence in one archive and a "
        "manifest of checksums."
    )
    audience = _("Assessors")
    formats = ("pdf", "docx", "xlsx", "zip")
    parameters = (Parameter.YEAR,)
    position = 40

    def preview(self, wish: Wish) -> Preview:
        return annual_preview(wish)

    def queue_of(self, wish: Wish) -> str:
        large = evidence_bytes(wish) > settings.REPORT_LONG_BYTES
        return CompiledReport.Queue.LONG if large else CompiledReport.Queue.QUICK

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        return annual_contents(wish.required_region, wish.required_year, language=wish.language, taken_at=taken_at)

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        return annual_document(data, frame, alive=alive)

    def attachments(self, data: Data) -> Sequence[Attachment]:
        return attachments_of(data)
