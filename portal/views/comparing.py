"""Two periods of a region side by side. Everything that is chosen stands in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.inputs import last_day
from portal.charts.comparing import dumbbell, group_rows
from portal.forms import PairForm
from portal.selectors.comparing import GroupPair, PeriodComparison, both_years, compare_periods
from portal.selectors.dashboard import chosen_period
from portal.sentences import source_line
from portal.tables.comparing import group_table, measure_table, program_pair_table
from portal.tables.comparing_words import headlines, period_sentence, rules_note
from portal.views.comparison import address_of, figure_page, group_page, page, rules_told, side_of
from portal.views.dashboards import PeriodScreen


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
        a, b = (group_page(self.region, pair, each.address, preliminary=self.preliminary) for each in self.chosen())
        return {"name": b, "physical_a": a, "physical_b": b} if b else {}

    def words(self, found: PeriodComparison, a: Period, b: Period) -> dict[str, Any]:
        notes = [rules_note([found.a.rules.version, found.b.rules.version])]
        if found.crosses_years:
            notes.append(
                _("The periods lie in different years: physical progress and spending begin anew with each year.")
            )
        choices = [(each.address, str(each)) for each in self.periods]
        chosen = {"a": a.address, "b": b.address}

        def explained(side: str, figure: str) -> str:
            return figure_page(self.region, figure, chosen[side], preliminary=self.preliminary)

        return {
            "active": "periods",
            "title": _("Compare two periods"),
            "region": self.region,
            "form": PairForm(
                chosen | {"sementara": self.preliminary},
                sides=(_("Earlier period"), _("Later period")),
                choices=choices,
            ),
            "address": address_of(self.request, **chosen, sementara=self.preliminary),
            "sentence": period_sentence(found),
            "headlines": headlines(found.measures, address=explained),
            "sides": (side_of(str(a), found.a), side_of(str(b), found.b)),
            "notes": notes,
            "rule_sentences": rules_told([found.a.rules, found.b.rules]),
        }
