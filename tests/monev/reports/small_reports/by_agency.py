"""A small report of a region or one of its OPDs: written in no time, as a workbook."""

from __future__ import annotations

from core.canonical import plain
from core.documents import Column, Document, Section, Table, Words
from monev.reports.catalogue.base import Report
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview


class SmallReport(Report):
    """One row: the region or the OPD."""

    code = "small"
    title = "Laporan kecil"
    purpose = "Untuk pengujian."
    audience = "Bupati"
    formats = ("xlsx",)
    parameters = (Parameter.PERIOD,)
    optional = (Parameter.AGENCY,)

    def preview(self, wish):
        return Preview([("OPD", "1")], [Lack("Satu OPD belum melapor.", "/")], rows=1)

    def collect(self, wish, *, taken_at):
        about = str(wish.agency or wish.region)
        return plain({"format": 1, "about": about, "taken_at": taken_at, "examples": {"rows": 0, "of": 1}})

    def document(self, data, frame, *, alive):
        table = Table("Isi", "Isi", [Column("about", "Tentang")], [{"about": data["about"]}])
        return Document(
            title=self.title,
            subtitle=data["about"],
            author="Contoh",
            language="id",
            created=0,
            head=[],
            sections=[Section("Isi", [table])],
            words=Words("Isi", "Halaman {page} dari {pages}"),
        )
