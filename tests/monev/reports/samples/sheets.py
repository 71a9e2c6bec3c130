"""A sheet about one program, that everybody who sees the region may ask for."""

from core.documents import Document, Words
from monev.reports.catalogue.base import Report
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview
from organizations.roles import Can


class Sample(Report):
    """Its data are the parameters."""

    purpose = "Untuk pengujian."
    audience = "Penguji"
    formats = ("pdf", "xlsx")

    def preview(self, wish):
        return Preview([("Pokok", self.subject(wish))], [], rows=3)

    def collect(self, wish, *, taken_at):
        return {"format": 1, "examples": {"rows": 0, "of": 0}, "language": wish.language, "params": wish.params}

    def document(self, data, frame, *, alive):
        return Document(
            title=str(self.title),
            subtitle="",
            author="",
            language=data["language"],
            created=0,
            head=[],
            sections=[],
            words=Words("Isi", "{page}/{pages}"),
        )


class ProgramSheet(Sample):
    code = "sample-sheet"
    title = "Lembar program (uji)"
    parameters = (Parameter.PROGRAM, Parameter.PERIOD)
    needs = Can.VIEW
    formats = ("xlsx",)

    def preview(self, wish):
        return Preview([("Pokok", self.subject(wish))], [Lack("Belum ada bukti.", "/")], rows=12)


class EverythingReport(Sample):
    code = "sample-everything"
    title = "Semua parameter (uji)"
    parameters = (Parameter.YEAR, Parameter.STAGE, Parameter.MEETING, Parameter.QUICK_WIN)
    optional = (Parameter.AGENCY, Parameter.PILLAR)


class LargeReport(Sample):
    """Too large for the whole region, not for one OPD."""

    code = "sample-large"
    title = "Laporan besar (uji)"
    parameters = (Parameter.PERIOD,)
    optional = (Parameter.AGENCY,)
    most_rows = 1000

    def preview(self, wish):
        return Preview([], [], rows=10 if wish.agency else 12_345)


class NationReport(Sample):
    code = "sample-nation"
    title = "Perbandingan nasional (uji)"
    parameters = (Parameter.YEAR,)
    needs = Can.EVALUATE
    is_national = True
