"""Loads an edition of the government's nomenclature: fields, programs, activities and sub-activities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.reading import Table, read_tables
from masterplan.importing.vocabulary import plain
from masterplan.models.catalogues import NomenclatureItem

Level = NomenclatureItem.Level
LEVELS = (
    (Level.FIELD, "bidang_kode", "bidang"),
    (Level.PROGRAM, "program_kode", "program"),
    (Level.ACTIVITY, "kegiatan_kode", "kegiatan"),
    (Level.SUB_ACTIVITY, "subkegiatan_kode", "subkegiatan"),
)
OF_SUB_ACTIVITY = {
    "performance": "kinerja",
    "indicator": "indikator",
    "unit": "satuan",
    "predecessor": "subkegiatan_sebelumnya",
}
_COMPARED = ("level", "name", "performance", "indicator", "unit", "predecessor", "parent_id")


@dataclass
class Loaded:
    """How many rows of each kind the file holds, and what was written."""

    levels: dict[str, int]
    created: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load_nomenclature(content: bytes, *, filename: str, edition: str) -> Loaded:
    """Store the edition; again: only what differs. Raises `Refused` when the file is of another kind."""
    table = read_tables(content, filename=filename)[0]
    wanted = dict(_items(table))
    loaded = Loaded({level.value: sum(item["level"] == level for item in wanted.values()) for level, _c, _n in LEVELS})
    known = {row.code: row for row in NomenclatureItem.objects.filter(edition=edition)}
    for level, _code, _name in LEVELS:
        rows = [
            NomenclatureItem(edition=edition, code=code, **_values(item, known))
            for code, item in wanted.items()
            if item["level"] == level
        ]
        new = [row for row in rows if row.code not in known]
        changed = [
            _updated(known[row.code], row) for row in rows if row.code in known and _differs(known[row.code], row)
        ]
        NomenclatureItem.objects.bulk_create(new, batch_size=500)
        NomenclatureItem.objects.bulk_update(changed, _COMPARED, batch_size=200)
        known |= {row.code: row for row in new}
        loaded.created += len(new)
        loaded.changed += len(changed)
        loaded.unchanged += len(rows) - len(new) - len(changed)
    return loaded


def _items(table: Table) -> Iterator[tuple[str, dict[str, str]]]:
    """Every item of the file once, parents first within their row; the first wording of a parent counts."""
    columns = {"_".join(plain(table.text(0, c)).split()): c for c in range(table.width)}
    needed = [name for _level, code, text in LEVELS for name in (code, text)]
    missing = [name for name in needed if name not in columns]
    if missing:
        raise Refused(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}, field="file")
    seen: set[str] = set()
    for row in range(1, len(table.rows)):
        parent = ""
        for level, code_column, name_column in LEVELS:
            code = table.text(row, columns[code_column]).strip(".")
            if code and code not in seen:
                seen.add(code)
                item = {"level": str(level), "name": table.text(row, columns[name_column]), "parent": parent}
                if level == Level.SUB_ACTIVITY:
                    item |= {f: table.text(row, columns[c]) for f, c in OF_SUB_ACTIVITY.items() if c in columns}
                yield code, item
            parent = code or parent


def _values(item: dict[str, str], known: dict[str, NomenclatureItem]) -> dict[str, object]:
    values: dict[str, object] = {name: value for name, value in item.items() if name != "parent"}
    values["unit"] = item.get("unit", "")[:120]
    return values | {"parent": known.get(item["parent"])}


def _differs(old: NomenclatureItem, new: NomenclatureItem) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _COMPARED)


def _updated(old: NomenclatureItem, new: NomenclatureItem) -> NomenclatureItem:
    for name in _COMPARED:
        setattr(old, name, getattr(new, name))
    return old


def levels_in_words(levels: dict[str, int]) -> Iterable[str]:
    """'12 programs' and so on, for the command."""
    return (f"{Level(level).label}: {count}" for level, count in levels.items())
