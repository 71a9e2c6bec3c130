"""How far each right of one person reaches today; pure, built from memberships."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from organizations.roles import GRANTS, NATION_ONLY, Breadth, Can, Role


class Standing(NamedTuple):
    """One membership in force: a role in a region and, for OPD roles, an OPD (database ids)."""

    role: str
    region_id: int | None
    agency_id: int | None


@dataclass(frozen=True)
class Reach:
    """Where one right holds: everywhere, in whole regions, in single OPDs (database ids)."""

    nation: bool = False
    regions: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.nation or bool(self.regions) or bool(self.agencies)

    def covers(self, *, region_id: int | None, agency_id: int | None = None) -> bool:
        """Whether a row of this region and OPD lies within reach."""
        return self.nation or region_id in self.regions or (agency_id is not None and agency_id in self.agencies)


@dataclass(frozen=True)
class Access:
    """All rights of one person; with `only` no more of them than reaches these regions.

    >>> Access((Standing(Role.VERIFIER, 7, None),)).reach(Can.VERIFY).regions
    frozenset({7})
    >>> bool(Access((Standing(Role.VERIFIER, 7, None),)).reach(Can.ENTER))
    False
    """

    standings: tuple[Standing, ...] = ()
    only: frozenset[int] | None = None
    _reaches: dict[Can, Reach] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Access:
        return cls(tuple(standings))

    def limited_to(self, regions: Iterable[int]) -> Access:
        """The same rights within these regions, and never more than before.

        >>> Access((Standing(Role.NATIONAL_ADMIN, None, None),)).limited_to([7]).reach(Can.VIEW)
        Reach(nation=False, regions=frozenset({7}), agencies=frozenset())
        """
        wanted = frozenset(regions)
        return replace(self, only=wanted if self.only is None else wanted & self.only, _reaches={})

    def reach(self, can: Can) -> Reach:
        """Where the person may do `can`."""
        if can not in self._reaches:
            self._reaches[can] = self._compute(can)
        return self._reaches[can]

    def may(self, can: Can) -> bool:
        """Whether the person may do `can` anywhere at all."""
        return bool(self.reach(can))

    def looks_after(self, region_id: int) -> bool:
        """Whether the person administers the region, or the nation with all of them."""
        return self.may(Can.CATALOGUE) or self.reach(Can.ADMINISTER).covers(region_id=region_id)

    def has_role(self, role: Role) -> bool:
        """For wording only (which home page, which greeting); rights are asked with `reach`."""
        return any(standing.role == role for standing in self.standings)

    def _compute(self, can: Can) -> Reach:
        granted = [(s, GRANTS[s.role][can]) for s in self.standings if can in GRANTS[s.role]]
        if self.only is not None:
            return self._within(self.only, granted, can)
        return Reach(
            nation=any(breadth is Breadth.NATION for _, breadth in granted),
            regions=frozenset(s.region_id for s, b in granted if b is Breadth.REGION and s.region_id),
            agencies=frozenset(s.agency_id for s, b in granted if b is Breadth.AGENCY and s.agency_id),
        )

    def _within(self, only: frozenset[int], granted: list[tuple[Standing, Breadth]], can: Can) -> Reach:
        """What was granted, cut to some regions: whoever reaches all reaches these; what is of the nation is out."""
        of_nation = can not in NATION_ONLY and any(breadth is Breadth.NATION for _, breadth in granted)
        near = [(s, breadth) for s, breadth in granted if s.region_id in only]
        whole = frozenset(s.region_id for s, breadth in near if breadth is Breadth.REGION and s.region_id)
        return Reach(
            regions=only if of_nation else whole,
            agencies=frozenset(s.agency_id for s, breadth in near if breadth is Breadth.AGENCY and s.agency_id),
        )
