"""What stands in the navigation for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region
from organizations.roles import Can

REGION_CODE = re.compile(r"/daerah/([0-9.]+)/")


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation; a folded one stands in the menu at its end."""

    label: Any
    url: str
    icon: str
    active: bool
    folded: bool = False


@dataclass(frozen=True)
class Place:
    """A page that can be opened: by whom, whether it belongs to a region, and whether it is asked for seldom."""

    label: Any
    name: str
    icon: str
    needs: Can | None = None
    of_region: bool = False
    seldom: bool = False


OWN = (
    Place(_("My work"), "portal:home", "home"),
    Place(_("My reports"), "monitoring:work-list", "clipboard-list", Can.ENTER),
    Place(_("Citizens ask"), "citizens:answer-list", "message", Can.ENTER, seldom=True),
    Place(_("Approval"), "monitoring:approval-list", "checklist", Can.APPROVE),
    Place(_("Posts"), "monitoring:post-overview", "briefcase", Can.HAND_OVER),
    Place(_("Verification"), "monitoring:verification-list", "clipboard-check", Can.VERIFY),
    Place(_("Assessing"), "evaluation:desk", "clipboard-check", Can.ASSESS),
)
REGIONAL = (
    Place(_("Dashboard"), "portal:dashboard", "layout-dashboard", Can.VIEW, True),
    Place(_("Forecast"), "portal:forecast", "trending-up", Can.VIEW, True, seldom=True),
    Place(_("Master plan"), "masterplan:plan-list", "road", Can.VIEW, True),
    Place(_("Preparation"), "masterplan:preparation", "list-check", Can.VIEW, True, seldom=True),
    Place(_("Quick wins"), "quickwins:quick-win-list", "bolt", Can.VIEW, True),
    Place(_("Directives"), "portal:directives", "gavel", Can.VIEW, True),
    Place(_("Meetings"), "portal:meetings", "calendar-event", Can.VIEW, True),
    Place(_("Commitments"), "portal:commitments", "heart-handshake", Can.VIEW, True, seldom=True),
    Place(
        pgettext_lazy("navigation", "Follow-up"), "evaluation:follow-up-list", "list-check", Can.VIEW, True, seldom=True
    ),
    Place(_("National evaluation"), "evaluation:assessment-list", "certificate", Can.VIEW, True),
    Place(_("Monev reports"), "reports:report-list", "report-analytics", Can.VIEW, True),
    Place(_("Citizen surveys"), "evaluation:survey-list", "message", Can.VIEW, True, seldom=True),
    Place(_("Status of entry"), "monitoring:status-matrix", "table", Can.VIEW, True),
    Place(pgettext_lazy("navigation", "Compare"), "portal:compare-periods", "arrows-sort", Can.VIEW, True, seldom=True),
    Place(_("Evaluation results"), "evaluation:comparison", "chart-bar", Can.VIEW, True, seldom=True),
    Place(_("External figures"), "evaluation:external-figures", "database", Can.SELF_ASSESS, True, seldom=True),
    Place(_("Data quality"), "monitoring:quality-rules", "shield-check", Can.VIEW, True, seldom=True),
    Place(_("Evidence ledger"), "monitoring:ledger", "paperclip", Can.VIEW, True, seldom=True),
    Place(_("Periods"), "monitoring:period-list", "calendar", Can.LOCK, True, seldom=True),
    Place(_("Feedback of citizens"), "citizens:moderation-list", "message", Can.MODERATE, True, seldom=True),
    Place(_("Public page"), "citizens:publishing", "users", Can.ADMINISTER, True, seldom=True),
    Place(pgettext_lazy("users", "People"), "people:list", "users", Can.ADMINISTER, True, seldom=True),
    Place(_("Settings"), "monitoring:region-settings", "settings", Can.ADMINISTER, True, seldom=True),
    Place(_("Webhooks"), "webhooks:webhook-list", "send", Can.ADMINISTER, True, seldom=True),
    Place(_("Audit log"), "portal:audit", "history", Can.ADMINISTER, True, seldom=True),
    Place(_("Who takes data"), "portal:pulls", "api", Can.WATCH, True, seldom=True),
    Place(_("Personal data"), "portal:protection", "shield-check", Can.PROTECT, True, seldom=True),
)
TOOLS = (
    Place(pgettext_lazy("navigation", "National"), "portal:national", "map", Can.OVERSEE),
    Place(_("Instruments"), "evaluation:instrument-list", "clipboard-list", Can.OVERSEE),
    Place(_("Evaluation rounds"), "evaluation:round-list", "certificate", Can.EVALUATE),
    Place(_("Monev reports of the nation"), "reports:national-list", "report-analytics", Can.EVALUATE, seldom=True),
    Place(_("National runs"), "reports:run-list", "stack-2", Can.EVALUATE),
    Place(pgettext_lazy("navigation", "Import"), "masterplan:import-list", "upload", Can.PLAN, seldom=True),
    Place(_("Data export"), "exchange:export-list", "download", Can.VIEW, seldom=True),
    Place(pgettext_lazy("navigation", "Data service"), "api:docs", "api", Can.ASSESS),
    Place(_("Webhooks of the nation"), "webhooks:national-list", "send", Can.EVALUATE, seldom=True),
    Place(pgettext_lazy("users", "People"), "people:national-list", "users", Can.CATALOGUE, seldom=True),
    Place(_("Audit log"), "portal:audit-nation", "history", Can.CATALOGUE),
    Place(_("State of the portal"), "operations:status", "settings", Can.CATALOGUE, seldom=True),
    Place(_("State of the portal"), "operations:status", "settings", Can.ADMINISTER, seldom=True),
    Place(_("Personal data"), "portal:protection-nation", "shield-check", Can.CATALOGUE, seldom=True),
)


def entries_for(user: Any, path: str, region: Region | None = None) -> list[Entry]:
    """Entries in the order in which a person works: own work, the region they look at, tools."""
    region = region or region_at(user, path)
    return [entry for place in (*OWN, *REGIONAL, *TOOLS) if (entry := _entry(place, user, region, path))]


def region_at(user: Any, path: str) -> Region | None:
    """The region of the address, else the person's own; None for somebody of the nation on a page of no region."""
    match = REGION_CODE.search(path)
    rows = Region.objects.allowed(user, Can.VIEW)
    if match:
        return rows.filter(code=match[1]).first()
    own = user.access.reach(Can.VIEW).regions
    return rows.filter(pk__in=own).order_by("code").first() if own else None


def region_places(region: Region, user: Any) -> Iterator[Entry]:
    """The pages of one region, for lists of regions."""
    return (entry for place in REGIONAL if (entry := _entry(place, user, region, "")))


def _entry(place: Place, user: Any, region: Region | None, path: str) -> Entry | None:
    if place.needs is not None and not user.access.may(place.needs):
        return None
    if place.of_region and region is None:
        return None
    url = reverse(place.name, args=[region.code] if place.of_region and region else [])
    active = path == url if place.name == "portal:home" else path.startswith(url)
    return Entry(place.label, url, place.icon, active, place.seldom)
