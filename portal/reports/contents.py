"""What every report of this package freezes about itself, and how it says the figures of a group of programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Facts, Text
from monev.monitoring.achievement import RollUp
from monev.monitoring.labels import counted, light_label, light_rule, missing_rule, predicate_label, predicate_rule
from monev.monitoring.progress import traffic_light
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.reports.catalogue.quarterly.reading import Data, decimal, roll_up, rules
from monev.reports.catalogue.quarterly.summary import basis
from monev.reports.selectors.contents import period_data, region_data
from monev.reports.wishes import Wish

LIGHTS = ("green", "amber", "red")


def about(wish: Wish, *, taken_at: datetime, used: Rules | None = None) -> dict[str, Any]:
    """Language, moment, region, period and rules."""
    region = wish.required_region
    found: dict[str, Any] = {
        "format": 1,
        "language": wish.language,
        "preliminary": wish.include_preliminary,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "code_version": settings.VERSION,
        "ministry": settings.MINISTRY_NAME,
        "region": region_data(region),
    }
    if wish.period:
        found["period"] = period_data(wish.period)
    if used:
        found["rules"] = asdict(used)
    return found


def _roll_up(value: RollUp) -> dict[str, Any]:
    return {"value": value.value, "counted": value.counted, "total": value.total}


def frozen_group(group: GroupFigure, used: Rules) -> dict[str, Any]:
    """The figures of a pillar, an OPD or a region."""
    names = ("label", "letters", "predicate", "planned", "deviation", "ceiling", "spending", "absorption")
    return {
        **{name: getattr(group, name) for name in names},
        "programs": group.total,
        "reported": group.reported,
        "verified": group.verified,
        "achievement": _roll_up(group.achievement),
        "physical": _roll_up(group.physical),
        "light": None if group.planned is None else traffic_light(group.deviation, group.planned, used),
        "lights": dict(group.lights),
    }


def group_facts(group: Data) -> Facts:
    """The figures of a group in words, each with what it rests on."""
    lights = [f"{light_label(key)}: {group['lights'][key]}" for key in LIGHTS]
    lights.append(f"{light_label(None)}: {group['lights']['none']}")
    return Facts(
        [
            (gettext("On track?"), light_label(group["light"])),
            (gettext("Achievement of indicators"), _achievement(group)),
            (gettext("Physical progress"), _physical(group)),
            (gettext("Spending"), spending_text(group)),
            (gettext("Programs by state"), "; ".join(lights)),
            (gettext("Completeness"), _completeness(group)),
        ]
    )


def _achievement(group: Data) -> str:
    reached = roll_up(group["achievement"])
    if reached.value is None:
        return gettext("Not measurable: no counted report has an indicator with a target (%(counted)s).") % {
            "counted": counted(reached)
        }
    return gettext("%(percent)s – %(predicate)s (%(counted)s)") % {
        "percent": formats.percent(reached.value),
        "predicate": predicate_label(group["predicate"]),
        "counted": counted(reached),
    }


def _physical(group: Data) -> str:
    return gettext("%(actual)s, planned %(planned)s, deviation %(deviation)s (%(counted)s)") % {
        "actual": formats.percent(decimal(group["physical"]["value"])),
        "planned": formats.percent(decimal(group["planned"])),
        "deviation": formats.points(decimal(group["deviation"])),
        "counted": counted(roll_up(group["physical"])),
    }


def spending_text(figures: Data) -> str:
    """Spending against the ceiling."""
    return gettext("%(spending)s of a ceiling of %(ceiling)s (%(absorption)s)") % {
        "spending": formats.rupiah(decimal(figures["spending"])),
        "ceiling": formats.rupiah(decimal(figures["ceiling"])),
        "absorption": formats.percent(decimal(figures["absorption"])),
    }


def _completeness(group: Data) -> str:
    return ngettext(
        "%(counted)s of %(total)s program counted, %(verified)s verified",
        "%(counted)s of %(total)s programs counted, %(verified)s verified",
        group["programs"],
    ) % {"counted": group["reported"], "total": group["programs"], "verified": group["verified"]}


def rule_note(data: Data) -> Text:
    """Which rules gave predicate and traffic light."""
    used = rules(data)
    return Text(" ".join([predicate_rule(used), missing_rule(used), light_rule(used), basis(data)]), is_note=True)


def facts_of(pairs: Sequence[tuple[str, Any]]) -> Facts:
    """Those of the pairs that say something."""
    return Facts([(label, str(text)) for label, text in pairs if text])
