"""Which OPDs a cell names. A comma or 'dan' may divide two OPDs or stand inside one name: learned, never assumed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_HEADS = (
    "dinas",
    "badan",
    "sekretariat",
    "inspektorat",
    "kecamatan",
    "satuan",
    "satpol",
    "rsud",
    "rumah sakit",
    "kantor",
    "puskesmas",
    "uptd",
    "upt",
    "perumda",
    "pdam",
    "bumd",
    "setda",
    "setwan",
    "dprd",
    "polres",
    "kodim",
    "kementerian",
    "universitas",
    "seluruh",
    "asisten",
    "staf ahli",
    "diskominfo",
    "kominfo",
    "bappeda",
    "bapelitbang",
    "bappelitbangda",
    "bapperida",
    "bapenda",
    "bkpsdm",
    "bkpp",
    "bkd",
    "bpkad",
    "bpbd",
    "bpkpd",
    "bkad",
    "bkdpsdm",
    "bpsdm",
    "bnn",
    "dlh",
    "dinkes",
    "dindik",
    "disdik",
    "disdikbud",
    "dikbud",
    "disdukcapil",
    "dukcapil",
    "dinsos",
    "dishub",
    "dispar",
    "disparpora",
    "disporapar",
    "dispora",
    "disperindag",
    "disnaker",
    "disnakertrans",
    "dpmptsp",
    "dpmd",
    "dpupr",
    "pupr",
    "dpu",
    "perkim",
    "disperkim",
    "damkar",
    "kesbangpol",
    "dp3a",
    "dp2kb",
    "dp3akb",
    "dppkb",
    "distan",
    "dkp",
    "dispertan",
    "disnak",
    "diskop",
    "diskopukm",
    "perpusda",
    "disarpus",
    "dpk",
    "bakesbangpol",
    "pmd",
    "bpn",
    "bps",
)
_HEAD = re.compile(rf"^(?:{'|'.join(_HEADS)})\b", re.IGNORECASE)
_COLLECTIVE = re.compile(
    r"^(?:\d+\s+)(?:opd|skpd|perangkat daerah|kecamatan|kelurahan|puskesmas|desa|dinas|badan)\b"
    r"|^(?:seluruh|semua|setiap|all)\b|^(?:opd|skpd|perangkat daerah|dinas|instansi)\s+(?:terkait|lain|lainnya)\b"
    r"|^(?:opd|skpd|perangkat daerah)$|^lintas\b",
    re.IGNORECASE,
)
_HARD = re.compile(r"\s*(?:\r?\n|;|\||\u2022)\s*")
_BULLET = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s*|[-–*•]\s+|[a-z][.)]\s+)", re.IGNORECASE)
_INLINE_NUMBERS = re.compile(r"(?<!\w)\(?\d{1,2}[.)]\s+(?=[A-Z])")
_SOFT = re.compile(r"\s*,\s*(?:dan\s+|serta\s+)?|\s+(?:dan|serta|bersama|&|\+)\s+|\s*/\s*", re.IGNORECASE)


class How(StrEnum):
    """How sure the reading of a cell is."""

    SINGLE = "single"
    SPLIT = "split"
    WHOLE = "whole"
    COLLECTIVE = "collective"


@dataclass(frozen=True)
class AgencyNames:
    """The OPDs of one cell, the lead first."""

    names: tuple[str, ...]
    how: How


def agency_key(name: str) -> str:
    """Two spellings of one OPD have the same key: case, spaces, 'dan' and '&', a closing dot do not matter."""
    text = (
        re.sub(r"\b(kabupaten|kab|kota)\.?\s+[\w ]+$", "", name.casefold()) if _plain_office(name) else name.casefold()
    )
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text.replace("&", " dan ")).split())


def _plain_office(name: str) -> bool:
    """Whether a closing 'Kabupaten X' may be dropped: not where the rest would be only the kind of office."""
    rest = re.sub(r"\b(kabupaten|kab|kota)\.?\s+[\w ]+$", "", name.casefold()).split()
    return len(rest) > 1 and rest[-1] not in ("dan", "daerah", "di", "opd", "perangkat")


def read_agencies(cells: Iterable[str], *, known: Iterable[str] = ()) -> dict[str, AgencyNames]:
    """Every distinct cell with the OPDs it names; `known` are names of the region's own OPDs.

    Names are learned first from cells that cannot be divided, so that a longer cell is measured by them.
    """
    distinct = list(dict.fromkeys(cell for cell in cells if cell.strip()))
    parts = {cell: _hard_parts(cell) for cell in distinct}
    learned = {agency_key(name) for name in known}
    learned |= {agency_key(part) for pieces in parts.values() for part in pieces if not _SOFT.search(_outside(part))}
    return {cell: _read(pieces, learned) for cell, pieces in parts.items()}


def _hard_parts(cell: str) -> list[str]:
    """Pieces that stand on lines of their own, behind semicolons or numbers."""
    text = _INLINE_NUMBERS.sub("\n", cell) if len(_INLINE_NUMBERS.findall(cell)) > 1 else cell
    pieces = [" ".join(_BULLET.sub("", piece).split()).strip(" ,.") for piece in _HARD.split(text)]
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and not _HEAD.match(piece) and not _COLLECTIVE.match(piece) and "\n" in text and ";" not in text:
            joined[-1] = f"{joined[-1]} {piece}"  # a name that was only wrapped
        else:
            joined.append(piece)
    return joined


def _read(pieces: list[str], learned: set[str]) -> AgencyNames:
    """The names of one cell."""
    if len(pieces) == 1 and _COLLECTIVE.match(pieces[0]):
        return AgencyNames((pieces[0],), How.COLLECTIVE)
    names = [name for piece in pieces for name in _soft_parts(piece, learned)]
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(agency_key(name), name)
    distinct = tuple(first.values())
    if not distinct:
        return AgencyNames((), How.SINGLE)
    if len(distinct) > 1:
        return AgencyNames(distinct, How.SPLIT)
    sure = agency_key(distinct[0]) in learned or not _SOFT.search(_outside(distinct[0]))
    return AgencyNames(distinct, How.SINGLE if sure else How.WHOLE)


def _soft_parts(piece: str, learned: set[str]) -> list[str]:
    """Divide at a comma or 'dan' only where the next part is an OPD by itself."""
    if agency_key(piece) in learned or _COLLECTIVE.match(piece):
        return [piece]
    names, begin = [], 0
    for cut in _SOFT.finditer(_outside(piece)):
        rest = piece[cut.end() :]
        if _HEAD.match(rest) or _starts_known(rest, learned) or _COLLECTIVE.match(rest):
            names.append(piece[begin : cut.start()].strip(" ,"))
            begin = cut.end()
    return [name for name in [*names, piece[begin:].strip(" ,")] if name]


def _starts_known(rest: str, learned: set[str]) -> bool:
    """Whether the text up to the next possible cut is a known OPD (such as an acronym)."""
    first = _SOFT.split(rest, maxsplit=1)[0]
    return agency_key(first) in learned or agency_key(rest) in learned


def _outside(text: str) -> str:
    """The text with what stands in brackets blanked, so that nothing is cut there."""
    return re.sub(r"\([^)]*\)?", lambda found: "_" * len(found[0]), text)
