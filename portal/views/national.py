"""Regions side by side, for assessors and the nation; and the shapes that the map is drawn from."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from core.charts import Chart
from core.parts import DOWNLOAD, PICTURE, part, with_pictures
from core.tables import DataTable
from organizations.models import BoundaryMap, Region
from organizations.roles import Can
from organizations.screens import Screen
from portal.charts.classes import ACHIEVEMENT, INDEX, SCALES, Scale, scale_of
from portal.charts.national_map import address_of_shapes, inline_shapes, national_map
from portal.charts.national_spread import spread_chart
from portal.selectors.nation import Asked, National
from portal.selectors.nation_groups import achievement_of, index_of, practices, provinces, spreads
from portal.selectors.nation_version import nation_version
from portal.selectors.national import national
from portal.tables.national import (
    absent_table,
    calculated_text,
    periods_table,
    practices_table,
    provinces_table,
    ranking_table,
    regions_table,
    silent_table,
    source_line,
)
from portal.views.kept import kept_parts, sight_of

PARTS = {"lead": "portal/_national_lead.html", "content": "portal/_national_content.html"}
FOR_GOOD = "private, max-age=31536000, immutable"


class NationalScreen(Screen):
    """The regions that the person oversees: how many report, the map, places, who is silent, what is replicated."""

    needs = Can.OVERSEE

    def get(self, request: HttpRequest) -> HttpResponse:
        if DOWNLOAD in request.GET or PICTURE in request.GET:
            page = self._page()
            alone = part(request, tables=self._tables(page).values(), charts=self._charts(page, self._scale))
            if alone is not None:
                return alone
        kept = kept_parts(request, PARTS, self._context, self._state)
        return render(request, "portal/national.html", {"kept": kept})

    def _state(self) -> tuple[Any, ...]:
        return nation_version(), timezone.localdate(), sight_of(self.person)

    @property
    def _scale(self) -> Scale:
        return scale_of(self.request.GET.get("warna", ""))

    def _page(self) -> National:
        return national(self.person, self._asked(), today=timezone.localdate())

    def _asked(self) -> Asked:
        names = ("periode", "kohort", "provinsi", "jenis")
        return Asked(*(self.request.GET.get(name, "").replace("\x00", "") for name in names))

    def _tables(self, page: National) -> dict[str, DataTable]:
        return {
            "regions": regions_table(page),
            "ranking": ranking_table(page),
            "silent": silent_table(page),
            "periods": periods_table(page),
            "provinces": provinces_table(provinces(page), page),
            "practices": practices_table(practices(self.person, page)),
            "absent": absent_table(page),
        }

    def _charts(self, page: National, scale: Scale) -> list[Chart]:
        source = source_line(page)
        return [
            national_map(page, scale, source=source, geometry=self._geometry(page.boundaries)),
            spread_chart("sebaran-indeks", SCALES[INDEX], spreads(page, index_of), source=source),
            spread_chart("sebaran-capaian", SCALES[ACHIEVEMENT], spreads(page, achievement_of), source=source),
        ]

    def _geometry(self, stored: BoundaryMap | None) -> dict[str, Any] | None:
        """For a page the address of the shapes, for a picture the shapes; nothing where no file was loaded."""
        if stored is None:
            return None
        if PICTURE in self.request.GET:
            return inline_shapes(stored)
        return address_of_shapes(stored, reverse("portal:national-shapes-file", args=[stored.mark]))

    def _context(self) -> dict[str, Any]:
        page, scale = self._page(), self._scale
        tables, charts = self._tables(page), self._charts(page, scale)
        return {
            "page": page,
            "scale": scale,
            "scales": SCALES.values(),
            "tables": tables,
            "charts": with_pictures(charts, self.request),
            "kinds": [each for each in Region.Kind.choices if each[0] != Region.Kind.PROVINCE],
            "indexed": sum(each.index is not None for each in page.lines),
            "calculated": calculated_text(page),
            "compare_url": reverse("portal:compare-regions"),
        }


class NationalShapes(Screen):
    """The shapes of the regions, under an address with their hash: a browser asks for them once."""

    needs = Can.OVERSEE

    def get(self, request: HttpRequest, mark: str) -> HttpResponse:
        stored = BoundaryMap.objects.filter(sha256__startswith=mark).first()
        if stored is None or stored.mark != mark:
            raise Http404
        response = HttpResponse(stored.content, content_type="application/json")
        response["Cache-Control"] = FOR_GOOD
        return response
