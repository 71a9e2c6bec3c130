"""Two periods, two OPDs, two regions side by side. Everything that is chosen stands in the address."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.charts import Chart
from core.parts import part, with_pictures
from core.tables import DataTable
from monev.monitoring.labels import light_rule, missing_rule
from monev.monitoring.models.periods import Period
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.figures import RegionFigures
from monev.monitoring.selectors.inputs import last_day
from organizations.models import Agency, Region
from organizations.roles import Can
from organizations.screens import Screen, region_of
from portal.charts.comparing import dumbbell, group_rows, measure_rows
from portal.forms import PairForm
from portal.selectors.comparing import GroupPair, PeriodComparison, both_years, compare_periods
from portal.selectors.comparing_agencies import AgencyComparison, compare_agencies
from portal.selectors.comparing_regions import (
    RegionComparison,
    common_addresses,
    compare_regions,
    periods_by_region,
    visible_regions,
)
from portal.selectors.dashboard import chosen_period
from portal.sentences import source_line
from portal.tables.comparing import (
    agency_program_table,
    group_table,
    measure_table,
    pillar_table,
    program_pair_table,
)
from portal.tables.comparing_words import differs, headlines, period_sentence, rules_note
from portal.views.dashboards import PeriodScreen


def page(
    request: HttpRequest,
    *,
    charts: list[Chart],
    tables: list[DataTable],
    context: dict[str, Any],
) -> HttpResponse:
    """A comparison as a page, or the part of it that the address asks for."""
    if (answer := part(request, tables=tables, charts=charts)) is not None:
        return answer
    drawn = with_pictures(charts, request).values()
    return render(request, "portal/compare.html", context | {"charts": drawn, "tables": tables})


def group_page(region: Region, pair: GroupPair) -> str:
    """The dashboard of a group, without its period; empty where it has none."""
    group = pair.either
    if pair.kind == "region":
        return reverse("portal:dashboard", args=[region.code])
    if pair.kind == "pillar" and group.letters:
        return reverse("portal:pillar", args=[region.code, group.letters])
    if pair.kind == "agency" and group.object_id:
        return reverse("portal:agency", args=[region.code, group.object_id])
    return ""


class ComparePeriods(PeriodScreen):
    """A region at the end of two periods: `?a=2026-2&b=2026-3`; without them the newest closed and the one before."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        a, b = self.chosen()
        years = both_years(self.region, a, b, self.all_periods)
        found = compare_periods(years[0], a, years[1], b, preliminary=self.preliminary)
        sides = (str(a), str(b))
        source = f"{source_line(found.a)} {source_line(found.b)}"
        groups = [each for each in found.groups if each.kind != "agency"]
        charts = [
            dumbbell("fisik", _("Physical progress"), group_rows(groups, "physical"), sides=sides, source=source),
            dumbbell("capaian", _("Achievement"), group_rows(groups, "achievement"), sides=sides, source=source),
        ]
        tables = [
            program_pair_table(found.programs, sides, source=source),
            group_table(found.groups, sides, links=self.group_links, source=source),
            measure_table(found.measures, sides, source=source),
        ]
        return page(request, charts=charts, tables=tables, context=self.words(found, a, b))

    def chosen(self) -> tuple[Period, Period]:
        """The two periods of the address. The later one is the newest closed, the earlier the one before it."""
        get = self.request.GET.get
        b = chosen_period(self.periods, get("b", "")) or self.periods[0]
        older = [each for each in self.periods if each.kind == b.kind and last_day(each) < last_day(b)]
        named = next((each for each in self.periods if each.address == get("a", "")), None)
        return named or next(iter(older), b), b

    def group_links(self, pair: GroupPair) -> dict[str, str]:
        """The pages of a group at the end of either period."""
        page_of = group_page(self.region, pair)
        if not page_of:
            return {}
        a, b = (each.address for each in self.chosen())
        return {
            "name": f"{page_of}?periode={b}",
            "physical_a": f"{page_of}?periode={a}",
            "physical_b": f"{page_of}?periode={b}",
        }

    def words(self, found: PeriodComparison, a: Period, b: Period) -> dict[str, Any]:
        notes = [rules_note([found.a.rules.version, found.b.rules.version])]
        if found.crosses_years:
            notes.append(
                _("The periods lie in different years: physical progress and spending begin anew with each year.")
            )
        choices = [(each.address, str(each)) for each in self.periods]
        return {
            "active": "periods",
            "title": _("Compare two periods"),
            "region": self.region,
            "form": PairForm(
                {"a": a.address, "b": b.address, "sementara": self.preliminary},
                sides=(_("Earlier period"), _("Later period")),
                choices=choices,
            ),
            "address": _address(self.request, a=a.address, b=b.address, sementara=self.preliminary),
            "sentence": period_sentence(found),
            "headlines": headlines(found.measures),
            "sides": (_side(str(a), found.a), _side(str(b), found.b)),
            "notes": notes,
            "rule_sentences": _rules([found.a.rules, found.b.rules]),
        }


class CompareAgencies(PeriodScreen):
    """Two OPDs at the end of a period: `?a=3&b=7&periode=2026-3`, by their keys."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        rows: Any = Agency.objects.allowed(request.user, Can.VIEW).filter(region=self.region, archived_at=None)
        agencies = tuple(rows.order_by("name", "pk"))
        year = self.load_all(self.period)
        leading = Counter(each.program.lead_agency_id for each in year.inputs.programs if each.entries)
        a, b = self.chosen(agencies, leading)
        if a is None or b is None:
            return page(request, charts=[], tables=[], context=self.frame_words(agencies, a, b) | {"lacking": True})
        found = compare_agencies(year, a, b, preliminary=self.preliminary)
        sides = (a.short_name or a.name, b.short_name or b.name)
        source = source_line_of(found)
        charts = [
            dumbbell("ukuran-opd", _("Figures in percent"), measure_rows(found.measures), sides=sides, source=source)
        ]
        tables = [measure_table(found.measures, sides, source=source), agency_program_table(found, source=source)]
        context = self.frame_words(agencies, a, b) | {
            "sentence": " ".join(
                differs(found.total[code], *sides)
                for code in ("achievement", "physical", "absorption", "quality_on_time", "quality_value")
            ),
            "headlines": headlines(found.measures),
            "sides": tuple(
                _agency_side(name, each, found) for name, each in zip(sides, (found.a, found.b), strict=True)
            ),
            "notes": [rules_note([found.rules.version])],
            "rule_sentences": _rules([found.rules]),
        }
        return page(request, charts=charts, tables=tables, context=context)

    def chosen(self, agencies: tuple[Agency, ...], leading: Counter[int]) -> tuple[Agency | None, Agency | None]:
        """The OPDs of the address; without them those with most programs reported. A foreign one does not exist."""
        usual = sorted((each for each in agencies if leading[each.pk]), key=lambda each: -leading[each.pk])
        found: list[Agency | None] = []
        for place, name in enumerate(("a", "b")):
            wanted = self.request.GET.get(name, "")
            named = next((each for each in agencies if str(each.pk) == wanted), None)
            if wanted and named is None:
                raise Http404
            rest = [each for each in usual if each not in found] if place else usual
            found.append(named or next(iter(rest), None))
        return found[0], found[1]

    def frame_words(self, agencies: tuple[Agency, ...], a: Agency | None, b: Agency | None) -> dict[str, Any]:
        assert self.period is not None  # noqa: S101
        chosen = {"a": str(a.pk) if a else "", "b": str(b.pk) if b else "", "periode": self.period.address}
        return {
            "active": "agencies",
            "title": _("Compare two OPDs"),
            "region": self.region,
            "form": PairForm(
                chosen | {"sementara": self.preliminary},
                sides=(_("First OPD"), _("Second OPD")),
                choices=[(str(each.pk), each.name) for each in agencies],
                periods=[(each.address, str(each)) for each in self.periods],
            ),
            "address": _address(self.request, **chosen, sementara=self.preliminary),
        }


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
            pillar_table(found.pillars, sides, links=lambda pair: pillar_links(a, b, pair, address), source=source),
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
            "address": _address(self.request, **chosen, sementara=preliminary),
        }


def pillar_links(a: Region, b: Region, pair: GroupPair, address: str) -> dict[str, str]:
    """The pages of one pillar in both regions."""
    found = {}
    for side, region, group in (("a", a, pair.a), ("b", b, pair.b)):
        if group is not None and group.letters:
            found[f"achievement_{side}"] = f"{group_page(region, pair)}?periode={address}"
    return found


def _region_words(found: RegionComparison, sides: tuple[str, str]) -> dict[str, Any]:
    rules = [each.figures.rules for each in (found.a, found.b) if each.figures]
    notes = [rules_note([each.version for each in rules])] if rules else []
    notes += [
        _("%(region)s has no such period.") % {"region": each.region} for each in (found.a, found.b) if not each.figures
    ]
    return {
        "sentence": " ".join(
            differs(found.total[code], *sides) for code in ("achievement", "physical", "completeness")
        ),
        "headlines": headlines(found.measures),
        "sides": tuple(_side(str(each.region), each.figures) for each in (found.a, found.b)),
        "notes": notes,
        "rule_sentences": _rules(rules),
    }


def _side(name: str, figures: RegionFigures | None) -> dict[str, Any]:
    """What stands beside the name of a side: state, period, how complete, which rules."""
    if figures is None:
        return {"name": name, "kind": "missing", "state": _("no figures")}
    total = figures.total
    return {
        "name": name,
        "kind": "preliminary" if figures.preliminary else "verified",
        "state": _("with preliminary reports") if figures.preliminary else _("verified reports only"),
        "period": "" if name == str(figures.period) else str(figures.period),
        "is_example": any(each.program.is_example for each in figures.programs),
        "complete": _("%(reported)s of %(total)s programs") % {"reported": total.reported, "total": total.total},
        "rules": figures.rules.version,
    }


def _agency_side(name: str, side: Any, found: AgencyComparison) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "preliminary" if found.preliminary else "verified",
        "state": _("with preliminary reports") if found.preliminary else _("verified reports only"),
        "period": str(found.period),
        "is_example": any(each.program.is_example for each in side.programs),
        "complete": _("%(reported)s of %(total)s programs")
        % {"reported": side.figure.reported, "total": side.figure.total},
        "rules": found.rules.version,
    }


def source_line_of(found: AgencyComparison) -> str:
    """What the figures of two OPDs rest on."""
    facts = {"period": found.period}
    if found.preliminary:
        return _("Source: OPD reports up to %(period)s, also preliminary.") % facts
    return _("Source: verified OPD reports up to %(period)s.") % facts


def _rules(rules: list[Rules]) -> list[str]:
    """The sentences of each version of the rules, once."""
    sentences = [sentence for each in rules for sentence in (light_rule(each), missing_rule(each))]
    return list(dict.fromkeys(sentences))


def _address(request: HttpRequest, *, sementara: bool, **chosen: str) -> str:
    """The whole address of what is shown, for a colleague: also what was chosen by itself."""
    made = request.GET.copy()
    for key, value in chosen.items():
        if value:
            made[key] = value
    if sementara:
        made["sementara"] = "1"
    return request.build_absolute_uri(f"{request.path}?{made.urlencode()}")
