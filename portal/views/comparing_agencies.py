"""Two OPDs of a region side by side: what they achieve, and how they report."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from organizations.models import Agency
from organizations.roles import Can
from portal.charts.comparing import dumbbell, measure_rows
from portal.forms import PairForm
from portal.selectors.comparing_agencies import AgencyComparison, compare_agencies
from portal.tables.comparing import agency_program_table, measure_table
from portal.tables.comparing_words import differs, headlines, rules_note
from portal.views.comparison import address_of, figure_page, page, rules_told
from portal.views.dashboards import PeriodScreen


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
        own, period = {"a": found.a, "b": found.b}, self.period.address

        def explained(side: str, figure: str) -> str:
            opd = str(own[side].agency.pk) if own[side].programs else ""
            return figure_page(self.region, figure, period, preliminary=self.preliminary, opd=opd) if opd else ""

        context = self.frame_words(agencies, a, b) | {
            "sentence": " ".join(
                differs(found.total[code], *sides)
                for code in ("achievement", "physical", "absorption", "quality_on_time", "quality_value")
            ),
            "headlines": headlines(found.measures, address=explained),
            "sides": tuple(
                _agency_side(name, each, found) for name, each in zip(sides, (found.a, found.b), strict=True)
            ),
            "notes": [rules_note([found.rules.version])],
            "rule_sentences": rules_told([found.rules]),
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
            "address": address_of(self.request, **chosen, sementara=self.preliminary),
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
