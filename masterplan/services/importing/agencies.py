"""OPDs of a region by the names that a plan writes: found, or created and told."""

from collections.abc import Iterable

from django.utils.text import slugify

from masterplan.importing.agencies import agency_key
from masterplan.services.importing.wanted import MISSING_AGENCY
from organizations import audit
from organizations.models import Agency, Region, User


class AgencyBook:
    """The OPDs of one region, by spelling-proof name."""

    def __init__(self, region: Region) -> None:
        self.region = region
        rows = Agency.objects.of_region(region).current().order_by("-pk")
        self.rows: dict[str, Agency] = {}
        for row in rows:
            self.rows |= {agency_key(name): row for name in (row.short_name, row.name) if name}
        self.codes = set(Agency.objects.of_region(region).values_list("code", flat=True))

    def names(self) -> list[str]:
        """All names by which OPDs are known here."""
        return [name for row in self.rows.values() for name in (row.name, row.short_name) if name]

    def unknown(self, names: Iterable[str]) -> list[str]:
        """The names among these that no OPD has, each once."""
        found: dict[str, str] = {}
        for name in names:
            if agency_key(name) not in self.rows:
                found.setdefault(agency_key(name), name)
        return list(found.values())

    def find(self, name: str) -> Agency | None:
        """The OPD of this name."""
        return self.rows.get(agency_key(name))

    def obtain(self, name: str, *, collective: bool, by: User | None) -> Agency:
        """The OPD of this name, created where the region has none; one that stands for several is marked so."""
        row = self.find(name)
        if row is None:
            row = Agency(
                region=self.region,
                code=self._code(name),
                name=name[:250],
                is_collective=collective or name == MISSING_AGENCY,
            )
            row.parent = self.find(name.split(" (")[0]) if " (" in name else None
            row.store(by=by, reason="import")
            audit.record(by, "agency.created", row, region=self.region, source="import")
            self.rows[agency_key(name)] = row
        return row

    def _code(self, name: str) -> str:
        """A code of our own until the region gives the official one."""
        stem = slugify(name)[:34].strip("-") or "opd"
        code, number = stem, 1
        while code in self.codes:
            number += 1
            code = f"{stem}-{number}"
        self.codes.add(code)
        return code
