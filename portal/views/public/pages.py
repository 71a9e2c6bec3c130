"""The pages of a region: start, pillars, programs, quick wins, documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from citizens.selectors.program import public_program
from citizens.selectors.published import publications
from citizens.selectors.region import PublicRegion, not_running
from citizens.selectors.stories import documents, stories, story, way_to_the_plan
from core import formats
from monev.monitoring.labels import predicate_label, predicate_rule
from monev.monitoring.selectors.group_figures import GroupFigure
from portal.charts.public import curve_of, indicator_chart, region_curve
from portal.templatetags.public import address
from portal.views.public.base import Made, PublicView, RegionPage, site_of

SHOWN_STORIES = 3
MOST_DESCRIPTION = 160


def short(text: str) -> str:
    """A text for the description of a page: one line of at most 160 characters."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_DESCRIPTION else f"{line[: MOST_DESCRIPTION - 1].rsplit(' ', 1)[0]}…"


class RegionList(PublicView):
    """The regions that publish themselves."""

    def make(self, **kwargs: Any) -> Made:
        rows = list(publications())
        context = {
            "title": _("Smart City in the regions"),
            "description": _("Regions that show how far the programs of their Smart City master plan are."),
            "rows": rows,
            "site": site_of(self.request.path),
            "image": "",
        }
        changed = max((row.updated_at for row in rows), default=None)
        return Made(render_to_string("portal/public/regions.html", context).encode(), changed=changed)


class RegionStart(RegionPage):
    """What the plan is, how far it is, what it costs, the six pillars."""

    template, active = "portal/public/region.html", "region"

    def context(self, public: PublicRegion, **kwargs: Any) -> dict[str, Any]:
        chart = region_curve(public)
        self.charts = (chart,) if chart else ()
        shown = stories(public) if public.publication.shows_quick_wins else ()
        return {
            "title": _("Smart City %(region)s") % {"region": public.region},
            "description": short(public.publication.introduction or region_sentence(public)),
            "sentence": region_sentence(public),
            "rule": predicate_rule(public.figures.rules) if public.figures else "",
            "stories": shown[:SHOWN_STORIES],
            "more_stories": max(len(shown) - SHOWN_STORIES, 0),
            **_path(public),
            "programs": len(public.lineages),
        }


def _path(public: PublicRegion) -> dict[str, Any]:
    """The steps to the plan, each with the number of its source in the list below them."""
    stages = way_to_the_plan(public.region)
    sources = list(dict.fromkeys(stage.source for stage in stages if stage.source and not stage.is_example))
    numbered = [(each, sources.index(each.source) + 1 if each.source in sources else 0) for each in stages]
    return {"path": numbered, "sources": sources}


def region_sentence(public: PublicRegion) -> str:
    """The region in one sentence, for who reads only that."""
    if public.figures is None:
        return _("%(region)s publishes its Smart City master plan; no figures are verified yet.") % {
            "region": public.region
        }
    total = public.figures.total
    return _(
        "%(period)s: achievement %(achievement)s (%(predicate)s), %(verified)s of %(total)s programs with a verified "
        "report."
    ) % {
        "period": public.period,
        "achievement": formats.percent(total.achievement.value),
        "predicate": predicate_label(total.predicate),
        "verified": total.verified,
        "total": total.total,
    }


class PillarPage(RegionPage):
    """A pillar: its figures and its programs."""

    template, active = "portal/public/pillar.html", "programs"

    def context(self, public: PublicRegion, letters: str = "", **kwargs: Any) -> dict[str, Any]:
        group = _pillar(public, letters)
        chart = curve_of(public, group.programs, group.color or public.publication.accent)
        self.charts = (chart,) if chart else ()
        return {
            "title": f"{group.label} · {public.region}",
            "description": short(
                _("%(pillar)s in %(region)s: %(count)s programs, achievement %(achievement)s.")
                % {
                    "pillar": group.label,
                    "region": public.region,
                    "count": group.total,
                    "achievement": formats.percent(group.achievement.value),
                }
            ),
            "group": group,
            "rule": predicate_rule(public.figures.rules) if public.figures else "",
        }


def _pillar(public: PublicRegion, letters: str) -> GroupFigure:
    groups = public.figures.pillars if public.figures else ()
    found = next((each for each in groups if each.letters and each.letters == letters), None)
    if found is None:
        raise Http404
    return found


class ProgramList(RegionPage):
    """All published programs, by pillar."""

    template, active = "portal/public/programs.html", "programs"

    def context(self, public: PublicRegion, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("Programs") + f" · {public.region}",
            "description": short(
                _("%(count)s programs of the Smart City master plan of %(region)s, with verified figures.")
                % {"count": len(public.lineages), "region": public.region}
            ),
            "others": not_running(public),
        }


class ProgramPage(RegionPage):
    """A program: what it is for, verified figures, indicators, budget, its periods, feedback."""

    template, active = "portal/public/program.html", "programs"

    def context(self, public: PublicRegion, lineage: uuid.UUID, **kwargs: Any) -> dict[str, Any]:
        page = public_program(public, lineage)
        sub = page.program.sub_dimension
        color = sub.pillar.color if sub else public.publication.accent
        curve = curve_of(public, [page.figure], color) if page.figure else None
        drawn = [indicator_chart(line, number, color) for number, line in enumerate(page.indicators, start=1)]
        self.charts = tuple(each for each in (curve, *drawn) if each)
        return {
            "title": f"{page.program.name} · {public.region}",
            "description": short(page.program.outcome or page.program.output or page.program.name),
            "page": page,
            "curve": curve,
            "indicators": list(zip(page.indicators, drawn, strict=True)),
            "image": address("program-card", self.code, lineage),
            "kind": "article",
        }


class QuickWinList(RegionPage):
    """Quick wins as stories."""

    template, active, part = "portal/public/quick_wins.html", "quick-wins", "shows_quick_wins"

    def context(self, public: PublicRegion, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("Quick wins") + f" · {public.region}",
            "description": short(
                _("What changed within a year in %(region)s: quick wins of the Smart City master plan.")
                % {"region": public.region}
            ),
            "stories": stories(public),
        }


class QuickWinPage(RegionPage):
    """One story."""

    template, active, part = "portal/public/quick_win.html", "quick-wins", "shows_quick_wins"

    def context(self, public: PublicRegion, uid: uuid.UUID, **kwargs: Any) -> dict[str, Any]:
        page = story(public, uid)
        row = page.quick_win
        image = address("picture", self.code, uid, "1280") if page.picture else ""
        return {
            "title": f"{row.title} · {public.region}",
            "description": short(row.benefit or row.innovation or row.problem or row.title),
            "story": page,
            "image": image,
            "kind": "article",
        }


class DocumentList(RegionPage):
    """Documents that the region publishes, each with its source."""

    template, active, part = "portal/public/documents.html", "documents", "shows_documents"

    def context(self, public: PublicRegion, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("Documents") + f" · {public.region}",
            "description": short(
                _("Memorandum, decrees and regulations of the Smart City master plan of %(region)s.")
                % {"region": public.region}
            ),
            "rows": documents(public.region),
        }
