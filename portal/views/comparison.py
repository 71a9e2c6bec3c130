"""What pages of comparisons share: the page itself, the ways to other pages, what stands beside each side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.charts import Chart
from core.parts import part, with_pictures
from core.tables import DataTable
from monev.monitoring.labels import light_rule, missing_rule
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.figures import RegionFigures
from organizations.models import Region
from portal.selectors.comparing import GroupPair


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


def group_page(region: Region, pair: GroupPair, periode: str, *, preliminary: bool) -> str:
    """The dashboard of a group at the end of a period; empty where it has none."""
    page_of = _dashboard(region, pair)
    query = {"periode": periode, **({"sementara": "1"} if preliminary else {})}
    return f"{page_of}?{urlencode(query)}" if page_of else ""


def _dashboard(region: Region, pair: GroupPair) -> str:
    group = pair.either
    if pair.kind == "region":
        return reverse("portal:dashboard", args=[region.code])
    if pair.kind == "pillar" and group.letters:
        return reverse("portal:pillar", args=[region.code, group.letters])
    if pair.kind == "agency" and group.object_id:
        return reverse("portal:agency", args=[region.code, group.object_id])
    return ""


def figure_page(region: Region, figure: str, periode: str, *, preliminary: bool, **more: str) -> str:
    """The page on which a figure of one side explains itself."""
    query = {"periode": periode, **({"sementara": "1"} if preliminary else {}), **more}
    return f"{reverse('portal:figure', args=[region.code, figure])}?{urlencode(query)}"


def side_of(name: str, figures: RegionFigures | None) -> dict[str, Any]:
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


def rules_told(rules: Sequence[Rules]) -> list[str]:
    """The sentences of each version of the rules, once."""
    sentences = [sentence for each in rules for sentence in (light_rule(each), missing_rule(each))]
    return list(dict.fromkeys(sentences))


def address_of(request: HttpRequest, *, sementara: bool, **chosen: str) -> str:
    """The whole address of what is shown, for a colleague: also what was chosen by itself."""
    made = request.GET.copy()
    for key, value in chosen.items():
        if value:
            made[key] = value
    if sementara:
        made["sementara"] = "1"
    return request.build_absolute_uri(f"{request.path}?{made.urlencode()}")
