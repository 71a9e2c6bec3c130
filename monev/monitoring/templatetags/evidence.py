"""Words for evidence in templates: `{% load evidence %}`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import formats
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.evidence_levels import MISSING, UNJUDGED
from monev.monitoring.selectors.subjects import kind_of

register = template.Library()

LEVELS = {
    "strong": pgettext_lazy("level of evidence", "Strong evidence"),
    "sufficient": pgettext_lazy("level of evidence", "Sufficient evidence"),
    "weak": pgettext_lazy("level of evidence", "Weak evidence"),
    "none": pgettext_lazy("level of evidence", "Evidence proves nothing"),
    UNJUDGED: pgettext_lazy("level of evidence", "Evidence not judged yet"),
    MISSING: pgettext_lazy("level of evidence", "No evidence"),
}
BADGES = {"strong": "success", "sufficient": "success", "weak": "warning", "none": "danger", MISSING: "missing"}
EVENTS = {
    "handed_in": _("handed in"),
    "changed": _("changed"),
    "attached": _("attached to a report"),
    "detached": _("taken out of a report"),
    "judged": _("judged"),
}
PROBLEMS = {
    "scheme": _("the address is not one of the web"),
    "port": _("the address has an unusual port"),
    "name": _("nobody knows this host"),
    "private": _("the address belongs to a private network"),
    "connection": _("no connection"),
    "timeout": _("no answer in time"),
    "certificate": _("the certificate is not valid"),
    "redirects": _("it redirects without end"),
    "answer": _("the answer is not one of the web"),
}


@register.filter
def level_in(report: Any, levels: Any) -> Any:
    """The level of a report among those that were read for a page."""
    return levels[kind_of(report).slug, report.pk]


@register.filter
def level_label(code: str) -> str:
    """How well something is proven."""
    return str(LEVELS[code])


@register.filter
def level_kind(code: str) -> str:
    """The badge of a level."""
    return BADGES.get(code, "neutral")


@register.filter
def level_word(code: str) -> str:
    """The best verdict alone: `kuat`, `belum dinilai`."""
    return str(EvidenceUse.Verdict("" if code == UNJUDGED else code).label)


@register.filter
def level_parts(level: Any) -> str:
    """`2 kuat, 1 belum dinilai`."""
    words = {str(verdict.value) or UNJUDGED: verdict.label for verdict in EvidenceUse.Verdict}
    return ", ".join(f"{count} {words[code]}" for code, count in level.parts)


@register.filter
def event_label(code: str) -> str:
    """What happened to evidence."""
    return str(EVENTS[code])


@register.filter
def check_label(check: Any) -> str:
    """What came back from a link: `dijawab dengan 404`, `tidak ada jawaban`."""
    if check.status is not None:
        return gettext("answered with %(status)s") % {"status": check.status}
    return str(PROBLEMS.get(check.code, check.code))


@register.filter
def coordinates(evidence: Any) -> str:
    """`8,7432° LS, 116,8521° BT`."""
    if evidence.latitude is None or evidence.longitude is None:
        return ""
    north = pgettext_lazy("latitude", "N") if evidence.latitude >= 0 else pgettext_lazy("latitude", "S")
    east = pgettext_lazy("longitude", "E") if evidence.longitude >= 0 else pgettext_lazy("longitude", "W")
    return f"{_degrees(evidence.latitude)} {north}, {_degrees(evidence.longitude)} {east}"


def _degrees(value: Decimal) -> str:
    return f"{formats.number(abs(value), 6)}°"


@register.filter
def verdict_label(code: str) -> str:
    """A verdict in words."""
    return str(EvidenceUse.Verdict(code).label)
