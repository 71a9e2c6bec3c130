"""Two regions side by side, for who may see both."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from monev.monitoring.models.periods import Period
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import Screen, region_of
from portal.charts.comparing import dumbbell, group_rows
from portal.forms import PairForm
from portal.selectors.comparing import GroupPair
from portal.selectors.comparing_regions import (
    RegionComparison,
    common_addresses,
    compare_regions,
    periods_by_region,
    visible_regions,
)
from portal.selectors.dashboard import chosen_period
from portal.sentences import source_line
from portal.tables.comparing import measure_table, pillar_table
from portal.tables.comparing_words import differs, headlines, rules_note
from portal.views.comparison import address_of, figure_page, group_page, page, rules_told, side_of


class CompareRegions(Screen):
    """Two regions at the end of a period: `?a=52.07&b=52.04&periode=2026-3`; a region one may not see is not found."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        regions = visible_regions(request.user)
        a, b = self.chosen(regions)
        if a is None or b is None:
            return page(
                request, charts=[], tables=[], context=self.frame_words(regions, (), a, b, "") | {"lacking": True}
            )
        self.place(a)
        periods = periods_by_region([a, b])
        known = common_addresses(periods.values())
        address = self.period_address(known, periods)
        preliminary = request.GET.get("sementara") == "1"
        found = compare_regions(a, b, address, periods, preliminary=preliminary, seen_by=request.user)
        sides = (str(a), str(b))
        source = " ".join(source_line(each.figures) for each in (found.a, found.b) if each.figures)
        charts = [
            dumbbell(code, title, group_rows(found.pillars, figure), sides=sides, source=source)
            for code, title, figure in (
                ("capaian", _("Achievement"), "achievement"),
                ("fisik", _("Physical progress"), "physical"),
            )
        ]
        tables = [
            pillar_table(found.pillars, sides, links=lambda pair: pillar_links(a, b, pair, found), source=source),
            measure_table(found.measures, sides, source=source),
        ]
        context = self.frame_words(regions, known, a, b, address) | _region_words(found, sides)
        return page(request, charts=charts, tables=tables, context=context)

    def chosen(self, regions: tuple[Region, ...]) -> tuple[Region | None, Region | None]:
        """The regions of the address; without them the person's first two. Http404 for one they may not see."""
        found: list[Region | None] = []
        for name in ("a", "b"):
            code = self.request.GET.get(name, "")
            if code:
                found.append(region_of(self.request, self.needs, code))
            else:
                found.append(next((each for each in regions if each not in found), None))
        return found[0], found[1]

    def period_address(self, known: tuple[Period, ...], periods: dict[int, tuple[Period, ...]]) -> str:
        """The period of the address; else the newest closed one that both have; else the newest."""
        wanted = self.request.GET.get("periode", "")
        if any(each.address == wanted for each in known):
            return wanted
        sets = [{each.address for each in rows} for rows in periods.values()]
        both = tuple(each for each in known if all(each.address in one for one in sets))
        found = chosen_period(both or known, "")
        return found.address if found else ""

    def frame_words(
        self,
        regions: tuple[Region, ...],
        known: tuple[Period, ...],
        a: Region | None,
        b: Region | None,
        address: str,
    ) -> dict[str, Any]:
        preliminary = self.request.GET.get("sementara") == "1"
        chosen = {"a": a.code if a else "", "b": b.code if b else "", "periode": address}
        named = {each.code: str(each) for each in (*regions, a, b) if each is not None}
        return {
            "active": "regions",
            "title": _("Compare two regions"),
            "region": a,
            "form": PairForm(
                chosen | {"sementara": preliminary},
                sides=(_("First region"), _("Second region")),
                choices=sorted(named.items()),
                periods=[(each.address, str(each)) for each in known],
            ),
            "address": address_of(self.request, **chosen, sementara=preliminary),
        }


def pillar_links(a: Region, b: Region, pair: GroupPair, found: RegionComparison) -> dict[str, str]:
    """The pages of one pillar in both regions."""
    links = {}
    for side, region, group in (("a", a, pair.a), ("b", b, pair.b)):
        if group is not None and group.letters:
            page_of = group_page(region, pair, found.address, preliminary=found.preliminary)
            links[f"achievement_{side}"] = page_of
    return links


def _region_words(found: RegionComparison, sides: tuple[str, str]) -> dict[str, Any]:
    rules = [each.figures.rules for each in (found.a, found.b) if each.figures]
    notes = [rules_note([each.version for each in rules])] if rules else []
    notes += [
        _("%(region)s has no such period.") % {"region": each.region} for each in (found.a, found.b) if not each.figures
    ]

    def explained(side: str, figure: str) -> str:
        own = found.a if side == "a" else found.b
        return figure_page(own.region, figure, found.address, preliminary=found.preliminary) if own.figures else ""

    return {
        "sentence": " ".join(
            differs(found.total[code], *sides) for code in ("achievement", "physical", "completeness")
        ),
        "headlines": headlines(found.measures, address=explained),
        "sides": tuple(side_of(str(each.region), each.figures) for each in (found.a, found.b)),
        "notes": notes,
        "rule_sentences": rules_told(rules),
    }
