"""The whole quarterly report as a document: official head, sections, where it comes from, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext, override

from core import formats
from core.documents import Document
from monev.reports.catalogue.base import Frame
from monev.reports.catalogue.frame_parts import council_signers, origin_section, report_document, signature_section
from monev.reports.catalogue.quarterly import sections
from monev.reports.catalogue.quarterly.reading import Data


def quarterly_document(data: Data, frame: Frame, *, alive: Callable[[], None] = lambda: None) -> Document:
    """The report from its snapshot only. `alive` is called between the sections."""
    with override(data["language"]):
        made = []
        for maker in sections.MAKERS:
            if section := maker(data):
                made.append(section)
            alive()
        label = str(data["period"]["label"])
        return report_document(
            gettext("Quarterly monev report"),
            data,
            frame,
            [*made, origin_section(data, frame), signature_section(data, frame, council_signers())],
            subtitle=gettext("%(region)s, %(period)s") % {"region": data["region"]["name"], "period": label},
            head=_head(data),
        )


def _head(data: Data) -> list[tuple[str, str]]:
    last_day = date.fromisoformat(data["period"]["last_day"])
    return [
        (gettext("Position of"), formats.longdate(last_day)),
        (gettext("Basis"), sections.basis(data)),
    ]
