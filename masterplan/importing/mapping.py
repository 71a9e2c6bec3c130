"""How the columns of a table are to be read: kept as JSON that a person can correct."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.vocabulary import YEARLY, Role


@dataclass(frozen=True)
class Column:
    """One column (counted from 0): its header as written, what it holds, for which year."""

    index: int
    header: str
    role: Role
    year: int | None = None
    revised: bool = False
    factor: Decimal = Decimal(1)
    guessed: bool = False


@dataclass(frozen=True)
class Mapping:
    """How a table is to be read. `header` and `body` are rows counted from 0; the header ends before the body."""

    sheet: str
    header: int
    body: int
    columns: tuple[Column, ...]
    repeated_once: bool = False
    year: int | None = None

    def of(self, role: Role) -> list[Column]:
        """Columns with this role, from left to right."""
        return [column for column in self.columns if column.role == role]

    @property
    def is_long(self) -> bool:
        """One row per year instead of one column per year."""
        return bool(self.of(Role.YEAR)) and not any(c.year for c in self.columns if c.role in YEARLY)

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the upload, and for a person to correct."""
        return {
            "sheet": self.sheet,
            "header_row": self.header + 1,
            "first_row": self.body + 1,
            "repeated_once": self.repeated_once,
            "year": self.year,
            "columns": [
                {
                    "index": c.index,
                    "header": c.header,
                    "role": str(c.role),
                    "year": c.year,
                    "revised": c.revised,
                    "factor": str(c.factor),
                    "guessed": c.guessed,
                }
                for c in self.columns
            ],
        }


def mapping_from_json(kept: dict[str, Any]) -> Mapping:
    """The mapping as it was kept; raises `Refused` when it is none."""
    try:
        columns = tuple(
            Column(
                int(c["index"]),
                str(c["header"]),
                Role(c["role"]),
                c.get("year"),
                bool(c.get("revised")),
                Decimal(c.get("factor", "1")),
                bool(c.get("guessed")),
            )
            for c in kept["columns"]
        )
        return Mapping(
            str(kept["sheet"]),
            int(kept["header_row"]) - 1,
            int(kept["first_row"]) - 1,
            columns,
            bool(kept.get("repeated_once")),
            kept.get("year"),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as problem:
        raise Refused(_("The mapping of columns cannot be read.")) from problem
