"""The whole annual report as a document, from its snapshot only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext, override

from core.documents import Document, Section
from monev.reports.catalogue.annual import assessment, citizens, plan, proofs, summary
from monev.reports.catalogue.base import Data, Frame
from monev.reports.catalogue.frame_parts import council_signers, origin_section, report_document, signature_section


def annual_document(data: Data, frame: Frame, *, alive: Callable[[], None] = lambda: None) -> Document:
    """The report. `alive` is called between its parts."""
    makers: tuple[Callable[[Data], Sequence[Section]], ...] = (
        summary.sections,
        assessment.sections,
        plan.sections,
        citizens.sections,
        proofs.sections,
    )
    with override(data["language"]):
        made: list[Section] = []
        for maker in makers:
            made += maker(data)
            alive()
        subtitle = gettext("%(region)s, year %(year)s") % {"region": data["region"]["name"], "year": data["year"]}
        return report_document(
            gettext("Annual report and evaluation pack"),
            data,
            frame,
            [*made, origin_section(data, frame), signature_section(data, frame, council_signers())],
            subtitle=subtitle,
        )
