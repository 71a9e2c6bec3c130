"""The tables of open data: their columns with a sentence each, and their rows. CSV and JSON have the same columns.

Keys of columns are Indonesian and never change; labels and sentences are in the reader's language. Numbers are exact,
with a decimal point; percent 0 to 100; money in rupiah. Only what `published` lets through is in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from citizens.exports.values import amount, day, flag, share
from citizens.selectors.program import IndicatorLine, indicator_lines
from citizens.selectors.region import PublicRegion, not_running
from citizens.selectors.stories import Story, documents, stories
from citizens.selectors.years import Years, sources_of, years_of
from masterplan.models.plans import Program
from monev.monitoring.labels import light_label, predicate_label
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import ProgramFigure

Row = Mapping[str, Any]
TEXT, NUMBER, INTEGER, BOOLEAN, DATE = "string", "number", "integer", "boolean", "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its key, its type, what it means."""

    key: str
    type: str
    meaning: Any
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table of open data: its name in addresses, what it is about, its columns and where its rows come from."""

    slug: str
    title: Any
    about: Any
    keywords: tuple[str, ...]
    fields: tuple[Field, ...]
    rows: Callable[[OpenData], Iterator[Row]]
    part: str = ""


@dataclass(frozen=True, slots=True)
class OpenData:
    """What the rows are made of, read once for all tables."""

    public: PublicRegion
    years: Years
    stories: tuple[Story, ...]

    @property
    def has_money(self) -> bool:
        return self.public.publication.shows_spending


def open_data(public: PublicRegion) -> OpenData:
    """Everything that the tables of a region are made of, in a fixed number of queries."""
    return OpenData(public, years_of(public), stories(public))


def datasets_of(public: PublicRegion) -> tuple[Dataset, ...]:
    """The tables that the region publishes: those of the parts that it shows."""
    return tuple(each for each in ALL if not each.part or getattr(public.publication, each.part))


def fields_of(dataset: Dataset, public: PublicRegion) -> tuple[Field, ...]:
    """Its columns; those about money only where the region shows them."""
    return tuple(each for each in dataset.fields if public.publication.shows_spending or not each.is_money)


def rows_of(dataset: Dataset, data: OpenData) -> list[dict[str, Any]]:
    """Its rows with exactly these columns, in this order."""
    keys = [each.key for each in fields_of(dataset, data.public)]
    return [{key: row.get(key) for key in keys} for row in dataset.rows(data)]


def _of_program(row: Program) -> dict[str, Any]:
    """What every table says of the program of a row."""
    sub = row.sub_dimension
    return {
        "program_id": str(row.lineage),
        "program": row.name,
        "pilar": sub.pillar.letters if sub else None,
        "opd": row.lead_agency.name,
        "data_contoh": flag(row.is_example),
    }


def _programs(data: OpenData) -> Iterator[Row]:
    figures = data.public.figures
    for each in figures.programs if figures else ():
        yield {**_plan_of(each.program), **_figures_of(each, str(data.public.period))}
    for row in not_running(data.public):
        yield _plan_of(row)


def _plan_of(row: Program) -> dict[str, Any]:
    sub = row.sub_dimension
    return {
        **_of_program(row),
        "kode": row.code,
        "nama_pilar": sub.pillar.name_id if sub else None,
        "subdimensi": sub.name_id if sub else None,
        "tahun_mulai": row.start_year,
        "tahun_selesai": row.end_year,
        "keluaran": row.output or None,
        "hasil": row.outcome or None,
    }


def _figures_of(each: ProgramFigure, period: str) -> dict[str, Any]:
    return {
        "periode": period,
        "terverifikasi": flag(each.is_counted),
        "capaian_persen": share(each.achievement.value),
        "predikat": predicate_label(each.predicate) if each.predicate else None,
        "rencana_fisik_persen": share(each.planned),
        "realisasi_fisik_persen": share(each.actual),
        "deviasi_poin": share(each.deviation),
        "status": light_label(each.light) if each.light else None,
        "pagu_rp": amount(each.ceiling),
        "realisasi_rp": amount(each.spending),
        "serapan_persen": share(each.absorption),
    }


def _indicators(data: OpenData) -> Iterator[Row]:
    for own in data.years.by_program.values():
        program = own[-1].plan.program
        for line in indicator_lines(own):
            yield from _indicator_years(program, line)


def _indicator_years(program: Program, line: IndicatorLine) -> Iterator[Row]:
    row = line.indicator
    for year in line.years:
        yield {
            **_of_program(program),
            "indikator_id": str(row.lineage),
            "indikator": row.name,
            "satuan": row.unit or None,
            "arah": row.polarity,
            "tahun": year.year,
            "target": amount(year.target),
            "target_teks": year.target_text or None,
            "realisasi": amount(year.realised),
            "capaian_persen": share(year.percent),
        }


def _budgets(data: OpenData) -> Iterator[Row]:
    for own in data.years.by_program.values():
        for year in own:
            for source in sources_of(year):
                spent = getattr(source, "spending", None)
                yield {
                    **_of_program(own[-1].plan.program),
                    "tahun": year.plan.year,
                    "sumber_dana": source.name,
                    "apbd": flag(source.is_apbd),
                    "pagu_rp": amount(source.ceiling),
                    "realisasi_rp": amount(spent),
                    "periode": str(year.period) if year.period else None,
                }


def _pillars(data: OpenData) -> Iterator[Row]:
    figures = data.public.figures
    for each in figures.pillars if figures else ():
        yield {
            "pilar": each.letters or None,
            "nama_pilar": each.label or None,
            "periode": str(data.public.period),
            **_group(each),
        }


def _group(each: GroupFigure) -> dict[str, Any]:
    return {
        "program": each.total,
        "program_terverifikasi": each.verified,
        "capaian_persen": share(each.achievement.value),
        "predikat": predicate_label(each.predicate) if each.predicate else None,
        "rencana_fisik_persen": share(each.planned),
        "realisasi_fisik_persen": share(each.physical.value),
        "pagu_rp": amount(each.ceiling),
        "realisasi_rp": amount(each.spending),
        "serapan_persen": share(each.absorption),
        "data_contoh": flag(any(one.program.is_example for one in each.programs)),
    }


def _quick_wins(data: OpenData) -> Iterator[Row]:
    for each in data.stories:
        row = each.quick_win
        yield {
            "quick_win_id": str(row.uid),
            "judul": row.title,
            "tahun": row.year,
            "pilar": row.pillar.letters,
            "opd": row.agency.name,
            "masalah": row.problem or None,
            "inovasi": row.innovation or None,
            "manfaat": row.benefit or None,
            "kemajuan_persen": share(each.percent),
            "tahapan": len(each.milestones),
            "tahapan_selesai": each.done,
            "praktik_baik": flag(row.is_practice),
            "data_contoh": flag(row.is_example),
        }


def _documents(data: OpenData) -> Iterator[Row]:
    for row in documents(data.public.region):
        yield {
            "dokumen_id": str(row.uid),
            "jenis": row.kind,
            "nomor": row.number or None,
            "judul": row.title,
            "tanggal": day(row.dated_on),
            "tahun": row.year,
            "ada_berkas": flag(bool(row.file)),
            "tautan": row.link or None,
            "sumber": row.source or None,
            "data_contoh": flag(row.is_example),
        }


def _money(key: str, meaning: Any) -> Field:
    return Field(key, NUMBER, meaning, is_money=True)


PROGRAM: Sequence[Field] = (
    Field("program_id", TEXT, _("Identifier of the program, the same in all versions of the plan")),
    Field("program", TEXT, _("Name of the program")),
    Field("pilar", TEXT, _("Two letters of the pillar: GO, BR, EC, LI, SO, EN")),
    Field("opd", TEXT, _("OPD that leads the program")),
)
EXAMPLE = Field("data_contoh", BOOLEAN, _("Made up for the demonstration, not a fact"))
CEILING = _money("pagu_rp", _("Budget ceiling of the year, rupiah"))
SPENT = _money("realisasi_rp", _("Verified spending within the year so far, rupiah; empty: not verified"))
ABSORBED = _money("serapan_persen", _("Spending in percent of the ceiling"))
PHYSICAL = (
    Field("rencana_fisik_persen", NUMBER, _("Planned physical progress of the year's work at the end of the period")),
    Field("realisasi_fisik_persen", NUMBER, _("Verified physical progress of the year's work; empty: not verified")),
)
REACHED = (
    Field("capaian_persen", NUMBER, _("Achievement: realised against target, percent; verified reports only")),
    Field("predikat", TEXT, _("Predicate of the achievement")),
)
PERIOD = Field("periode", TEXT, _("Period at whose end the figures stand"))
YEAR = Field("tahun", INTEGER, _("Year"))

ALL: tuple[Dataset, ...] = (
    Dataset(
        "program",
        _("Programs and their verified figures"),
        _("Every published program of the plan with achievement, physical progress and spending of the year."),
        ("smart city", "program", "capaian", "realisasi fisik dan keuangan"),
        (
            *PROGRAM,
            Field("kode", TEXT, _("Code in the plan")),
            Field("nama_pilar", TEXT, _("Name of the pillar")),
            Field("subdimensi", TEXT, _("Sub-dimension of the pillar")),
            Field("tahun_mulai", INTEGER, _("First year")),
            Field("tahun_selesai", INTEGER, _("Last year")),
            Field("keluaran", TEXT, _("Output that the plan names")),
            Field("hasil", TEXT, _("Outcome that the plan names")),
            PERIOD,
            Field("terverifikasi", BOOLEAN, _("Whether a verified report of the period exists")),
            *REACHED,
            *PHYSICAL,
            Field("deviasi_poin", NUMBER, _("Actual minus planned, points; negative is late")),
            Field("status", TEXT, _("On schedule, late or seriously late")),
            *(CEILING, SPENT, ABSORBED, EXAMPLE),
        ),
        _programs,
    ),
    Dataset(
        "indikator",
        _("Indicators: targets and realised values by year"),
        _("Each indicator of each published program: the target of every year and the verified value."),
        ("smart city", "indikator", "target"),
        (
            *PROGRAM,
            Field("indikator_id", TEXT, _("Identifier of the indicator, the same in all versions of the plan")),
            Field("indikator", TEXT, _("What is measured")),
            Field("satuan", TEXT, _("Unit")),
            Field("arah", TEXT, _("higher: more is better; lower: less is better; stabilise: the closer the better")),
            YEAR,
            Field("target", NUMBER, _("Target of the year")),
            Field("target_teks", TEXT, _("Target as published, where it is no number")),
            Field("realisasi", NUMBER, _("Verified value of the year so far; empty: not verified")),
            REACHED[0],
            EXAMPLE,
        ),
        _indicators,
    ),
    Dataset(
        "anggaran",
        _("Budgets by year and source of funds"),
        _("The ceiling of each published program by year and source, and what was spent as far as verified."),
        ("smart city", "anggaran", "APBD", "pagu"),
        (
            *PROGRAM,
            YEAR,
            Field("sumber_dana", TEXT, _("Source of funds")),
            Field("apbd", BOOLEAN, _("Whether the source is part of the regional budget (APBD)")),
            *(CEILING, SPENT, PERIOD, EXAMPLE),
        ),
        _budgets,
        "shows_spending",
    ),
    Dataset(
        "pilar",
        _("The pillars with their figures"),
        _("The figures of the published programs, rolled up by pillar."),
        ("smart city", "pilar", "dimensi"),
        (
            Field("pilar", TEXT, _("Two letters of the pillar: GO, BR, EC, LI, SO, EN")),
            Field("nama_pilar", TEXT, _("Name of the pillar")),
            PERIOD,
            Field("program", INTEGER, _("Number of published programs")),
            Field("program_terverifikasi", INTEGER, _("How many of them have a verified report of the period")),
            *REACHED,
            *PHYSICAL,
            *(CEILING, SPENT, ABSORBED, EXAMPLE),
        ),
        _pillars,
    ),
    Dataset(
        "quick-win",
        _("Quick wins"),
        _("Short programs whose benefit is felt within about a year: problem, innovation, benefit and progress."),
        ("smart city", "quick win", "inovasi"),
        (
            Field("quick_win_id", TEXT, _("Identifier of the quick win")),
            Field("judul", TEXT, _("Title")),
            YEAR,
            *PROGRAM[2:3],
            Field("opd", TEXT, _("OPD that leads it")),
            Field("masalah", TEXT, _("Problem")),
            Field("inovasi", TEXT, _("Innovation")),
            Field("manfaat", TEXT, _("Benefit")),
            Field("kemajuan_persen", NUMBER, _("Verified progress of the whole quick win, percent")),
            Field("tahapan", INTEGER, _("Number of milestones")),
            Field("tahapan_selesai", INTEGER, _("Milestones reached")),
            Field("praktik_baik", BOOLEAN, _("Published as a practice for other regions")),
            EXAMPLE,
        ),
        _quick_wins,
        "shows_quick_wins",
    ),
    Dataset(
        "dokumen",
        _("Documents"),
        _("Memoranda, decrees and regulations that the region publishes, with their source."),
        ("smart city", "dokumen", "peraturan", "kesepahaman"),
        (
            Field("dokumen_id", TEXT, _("Identifier of the document")),
            Field("jenis", TEXT, _("Kind of document")),
            Field("nomor", TEXT, _("Number")),
            Field("judul", TEXT, _("Title")),
            Field("tanggal", DATE, _("Date, where it is known")),
            YEAR,
            Field("ada_berkas", BOOLEAN, _("Whether the file can be downloaded here")),
            Field("tautan", TEXT, _("Link, where it was published elsewhere")),
            Field("sumber", TEXT, _("Where the fact was published")),
            EXAMPLE,
        ),
        _documents,
        "shows_documents",
    ),
)
BY_SLUG = {each.slug: each for each in ALL}
