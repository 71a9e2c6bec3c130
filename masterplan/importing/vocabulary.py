"""What the words in the header of a plan matrix mean, in Indonesian and English: the only list of synonyms."""

import re
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a column holds."""

    IGNORE = "ignore", pgettext_lazy("column", "not used")
    CODE = "code", pgettext_lazy("column", "code")
    NAME = "name", pgettext_lazy("column", "program (or urusan/program)")
    GROUP = "group", pgettext_lazy("column", "urusan, field or goal")
    ACTIVITY = "activity", pgettext_lazy("column", "activity")
    INDICATOR = "indicator", pgettext_lazy("column", "indicator")
    UNIT = "unit", pgettext_lazy("column", "unit")
    BASELINE = "baseline", pgettext_lazy("column", "baseline")
    TARGET = "target", pgettext_lazy("column", "target")
    BUDGET = "budget", pgettext_lazy("column", "amount (Rp)")
    ACTIVE = "active", pgettext_lazy("column", "mark: carried out in this year")
    END_TARGET = "end_target", pgettext_lazy("column", "target at the end")
    END_BUDGET = "end_budget", pgettext_lazy("column", "amount at the end or total")
    END_UNIT = "end_unit", pgettext_lazy("column", "unit at the end")
    AGENCY = "agency", pgettext_lazy("column", "responsible OPD")
    SUPPORT = "support", pgettext_lazy("column", "supporting OPDs")
    FUND = "fund", pgettext_lazy("column", "source of funds")
    PILLAR = "pillar", pgettext_lazy("column", "pillar")
    SUB_DIMENSION = "sub_dimension", pgettext_lazy("column", "sub-dimension")
    OUTPUT = "output", pgettext_lazy("column", "output")
    OUTCOME = "outcome", pgettext_lazy("column", "outcome")
    LINK = "link", pgettext_lazy("column", "link to the RPJMD")
    YEAR = "year", pgettext_lazy("column", "year (one row per year)")


YEARLY = (Role.TARGET, Role.BUDGET, Role.UNIT, Role.ACTIVE)
"""Roles that may carry a year."""

# First match wins: the order is part of the meaning.
_ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.FUND,
        r"\bsumber (dana|pendanaan|anggaran|pembiayaan|biaya)\b|\b(source of funds|fund(ing)? source|funding)\b",
    ),
    (Role.CODE, r"^(kode|code|kd)\b"),
    (Role.YEAR, r"^(waktu|periode|jangka waktu|tahun) (pelaksanaan|kegiatan|program)$"),
    (Role.SUPPORT, r"\b(pendukung|terkait|kolaborator|supporting|koordinasi)\b"),
    (Role.UNIT, r"\bsatuan\b(?! (kerja|polisi))|\b(unit of measure|uom)\b"),
    (
        Role.IGNORE,
        (
            r"\b(realisasi|realization|realisation|keterangan|catatan|ket|remarks?|notes?|lokasi|lokus|location|mitra"
            r"|partner|prioritas|jenis)$"
        ),
    ),
    (
        Role.AGENCY,
        (
            r"\b(perangkat daerah|pd|opd|skpd|skpk|penanggung ?jawab|pelaksana|pengampu|leading sector|unit kerja"
            r"|instansi"
            r"|dinas|pic|agency|agencies|responsible)\b"
        ),
    ),
    (Role.SUB_DIMENSION, r"\bsub ?(dimensi|pilar|dimension|pillar)\b"),
    (Role.PILLAR, r"\b(pilar|dimensi|pillar|dimension)\b"),
    (
        Role.LINK,
        (
            r"\b(rpjmd|rpjpd|renstra)\b(?=.*\b(kaitan|keterkaitan|link|dukungan|sasaran|misi)\b)"
            r"|\b(kaitan|keterkaitan|link|misi|sasaran rpjmd)\b.*\b(rpjmd|renstra)\b"
        ),
    ),
    (
        Role.BUDGET,
        (
            r"^(pagu|anggaran|kebutuhan (dana|anggaran)|alokasi|biaya|dana|pendanaan|budget|amount|ceiling|rp)\b"
            r"|\b(rp|rupiah|idr)$|\b(pagu|anggaran|budget)\b(?!.*\bprogram\b)"
        ),
    ),
    (Role.TARGET, r"^(target|volume|vol|k|tk|sasaran target)\b|\btarget$"),
    (Role.INDICATOR, r"\b(indikator|indicators?|tolok ukur|tolak ukur|kpi|iku|ikk|ukuran)\b"),
    (Role.TARGET, r"\b(target|kinerja|capaian kinerja|volume)\b"),
    (Role.NAME, r"\b(program|programme|programs|nomenklatur|inisiatif|nama program|uraian)\b"),
    (Role.ACTIVITY, r"\b(sub ?kegiatan|kegiatan|aktivitas|activity|activities|rencana aksi|aksi)\b"),
    (Role.OUTPUT, r"\b(outputs?|keluaran)\b"),
    (Role.OUTCOME, r"\b(outcomes?|hasil|manfaat|dampak)\b"),
    (Role.BUDGET, r"\b(pagu|anggaran|dana|biaya|pendanaan|budget|rp|rupiah)\b"),
    (Role.CODE, r"\b(kode|code|kd|rekening)\b"),
    (Role.UNIT, r"^(unit|sat)$"),
    (Role.GROUP, r"\b(urusan|bidang|sasaran|tujuan|misi|strategi|goal|objective)\b"),
    (Role.YEAR, r"^(tahun|year|thn|th|tahun (anggaran|pelaksanaan|ke)|ta)$"),
    (Role.NAME, r"^(nama|name|judul)$"),
)
_IGNORED_MEASURE = re.compile(
    r"\b(realisasi|realization|realisation|capaian(?! kinerja)|sisa|serapan|persentase capaian|%)\b"
)
_BASELINE = re.compile(
    r"\b(kondisi (kinerja )?awal|awal (periode|rpjmd|tahun|kinerja)?|baseline|data awal|base ?line)\b"
)
_END = re.compile(
    r"\b(akhir(?! tahun (ke )?\d)|total|jumlah|end of (plan|period)|end|5 tahun|lima tahun)\b(?! (penduduk|orang|desa))"
)
_REVISED = re.compile(r"\b(perubahan|p apbd|apbd p|apbdp|revised|setelah perubahan)\b")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_RELATIVE = re.compile(r"\b(?:tahun|thn|th|year|y)\s*(?:ke\s*)?(\d|i{1,3}|iv|vi{0,3})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_FACTORS = (
    (Decimal(10) ** 12, re.compile(r"\b(triliun(an)?|trilyun|trillion)\b")),
    (Decimal(10) ** 9, re.compile(r"\b(miliar(an)?|milyar(an)?|billion)\b")),
    (Decimal(10) ** 6, re.compile(r"\b(juta(an)?|jt|million)\b")),
    (
        Decimal(10) ** 3,
        re.compile(r"\b(ribu(an)?|rb|thousand)\b|\brp\s*(x\s*)?(1\s*)?000\b|\bx\s*1\s?000\b|\b000\s*rp\b"),
    ),
)


def plain(text: str) -> str:
    """A label in lower case without punctuation: 't2021_Rp.' becomes 't2021 rp'."""
    return " ".join(re.sub(r"[^0-9a-z%]+", " ", text.lower()).split())


def role_of(text: str) -> Role | None:
    """What one label says the column holds; None when it says nothing known.

    >>> role_of("Perangkat Daerah Penanggung Jawab"), role_of("urusan_program"), role_of("2021")
    (Role.AGENCY, Role.NAME, None)
    """
    label = re.sub(r"\bt?20\d\d\b", " ", plain(text))
    label = " ".join(_RELATIVE.sub(" ", label).split()) or plain(text)
    if len(label) > 160:
        return None
    if _IGNORED_MEASURE.search(label) and "indikator" not in label:
        return Role.IGNORE
    return next((role for role, pattern in _ROLES if re.search(pattern, label)), None)


def is_ordinal(text: str) -> bool:
    """A running number: it is no code."""
    return plain(text) in ("no", "nomor", "nomer", "no urut", "number", "nr", "")


def is_baseline(text: str) -> bool:
    """Whether the label speaks of the state before the plan."""
    return bool(_BASELINE.search(plain(text)))


def is_end(text: str) -> bool:
    """Whether the label speaks of the end of the plan, or of a total over its years."""
    return bool(_END.search(plain(text)))


def is_revised(text: str) -> bool:
    """Whether the label names the revised budget (perubahan)."""
    return bool(_REVISED.search(plain(text)))


def year_of(text: str, start: int | None) -> int | None:
    """The one year a label names, also as 'Tahun ke-2' of a plan that starts in `start`.

    >>> year_of("t2021_target", None), year_of("Tahun 2", 2021), year_of("RPJMD 2021-2026", None)
    (2021, 2022, None)
    """
    years = {int(found) for found in _YEAR.findall(text)}
    if years:
        return years.pop() if len(years) == 1 else None
    relative = _RELATIVE.search(plain(text))
    if relative is None or start is None:
        return None
    found = relative.group(1)
    return start + (_ROMAN.get(found) or int(found)) - 1


def factor_of(text: str) -> Decimal | None:
    """By how much amounts under this label are shortened ('juta rupiah'); None when it does not say."""
    label = plain(text)
    return next((factor for factor, pattern in _FACTORS if pattern.search(label)), None)


def speaks_of_money(text: str) -> bool:
    """Whether a free text such as a title names rupiah."""
    return bool(re.search(r"\b(rp|rupiah|idr)\b", plain(text))) or "dalam" in plain(text)
