"""Words and addresses of monitoring for templates: `{% load monitoring %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import uploads
from core.previews import PREVIEWED
from monev.monitoring import labels
from monev.monitoring.quality_catalogue import BY_CODE
from monev.monitoring.selectors.subjects import kind_of
from monev.monitoring.workflow import State

register = template.Library()

register.filter("light_label", lambda code: labels.light_label(code or None))
register.filter("predicate_label", lambda code: labels.predicate_label(code or None))
register.filter("predicate_rule", labels.predicate_rule)

KINDS = {
    "progress": _("Program"),
    "quick-win": _("Quick win"),
    "pledge": _("Pledge"),
    "directive": pgettext_lazy("directive", "Directive"),
}
STANDINGS = {
    "upcoming": pgettext_lazy("period", "Not open yet"),
    "open": pgettext_lazy("period", "Open"),
    "closing": pgettext_lazy("period", "Closes soon"),
    "closed": pgettext_lazy("period", "Closed, entries are late"),
    "locked": pgettext_lazy("period", "Locked"),
}
CELLS = {
    "verified": pgettext_lazy("status of entry", "all verified"),
    "returned": pgettext_lazy("status of entry", "returned"),
    "missing": pgettext_lazy("status of entry", "not sent"),
    "submitted": pgettext_lazy("status of entry", "waits for verification"),
    "upcoming": pgettext_lazy("status of entry", "not open yet"),
}
FIELD_GROUPS = {
    "figures": _("Progress"),
    "spending": _("Spending per source of funds"),
    "indicators": _("Indicators"),
    "actions": _("Action items"),
    "milestones": _("Milestones"),
    "texts": _("Explanation"),
    "evidence": _("Evidence"),
}
VERDICTS = {"none": "danger", "weak": "warning", "sufficient": "success", "strong": "success"}
LINKS = {"alive": "success", "doubtful": "warning", "dead": "danger"}
REPORTS = {
    "progress": "monitoring:report-detail",
    "quick-win": "monitoring:quick-win-report-detail",
    "pledge": "monitoring:pledge-report-detail",
    # The page of a directive shows more than monitoring knows, so it stands above; only its name is known here.
    "directive": "portal:directive-detail",
}


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """The value of a mapping at a key that only the template knows."""
    return mapping.get(key) if mapping else None


@register.filter
def work_label(state: str) -> str:
    """A report's state, or that nothing was entered yet."""
    return gettext("Not filled in") if state == "missing" else str(State(state).label)


@register.filter
def kind_label(slug: str) -> str:
    """Program, quick win, pledge or directive."""
    return str(KINDS[slug])


@register.filter
def entry_name(slug: str) -> str:
    """The name of the page of entry of a kind."""
    return f"monitoring:{slug}-entry"


@register.filter
def report_name(slug: str) -> str:
    """The name of the page of a report of a kind."""
    return REPORTS[slug]


@register.filter
def flag_kind(severity: str) -> str:
    """The badge of a finding."""
    return "warning" if severity == "warning" else "info"


@register.filter
def rule_titles(codes: Any) -> str:
    """The names of rules of data quality."""
    return ", ".join(str(BY_CODE[code].title) for code in codes or () if code in BY_CODE) or "–"


register.filter("score_rule", labels.score_rule)

CORRECTIONS = {
    "open": ("returned", pgettext_lazy("correction", "under way")),
    "counts": ("verified", pgettext_lazy("correction", "counts")),
    "superseded": ("neutral", pgettext_lazy("correction", "corrected again")),
    "withdrawn": ("neutral", pgettext_lazy("correction", "withdrawn")),
}


@register.filter
def correction_kind(standing: str) -> str:
    """The badge of a correction."""
    return CORRECTIONS[standing][0]


@register.filter
def correction_label(standing: str) -> str:
    """Where a correction stands, in words."""
    return str(CORRECTIONS[standing][1])


@register.filter
def standing_label(code: str) -> str:
    """Where a period stands, in words."""
    return str(STANDINGS[code])


@register.filter
def desk_name(slug: str, prefix: str) -> str:
    """The name of the page on which a kind is checked: `prefix` is verification or approval."""
    return f"monitoring:{'' if slug == 'progress' else f'{slug}-'}{prefix}-detail"


@register.filter
def answer_address(report: Any) -> str:
    """Where the OPD answers the remarks at the fields of a report."""
    return _of_report(report, "remark-answer")


@register.filter
def explain_address(report: Any) -> str:
    """Where the OPD explains what the data-quality rules found."""
    return _of_report(report, "finding-explain")


def _of_report(report: Any, name: str) -> str:
    slug = kind_of(report).slug
    return reverse(f"monitoring:{'' if slug == 'progress' else f'{slug}-'}{name}", args=[report.pk])


@register.filter
def field_group_label(code: str) -> str:
    """The heading of a part of the table of fields."""
    return str(FIELD_GROUPS[code])


@register.filter
def verdict_kind(verdict: str) -> str:
    """The badge of a verdict on evidence."""
    return VERDICTS.get(verdict, "neutral")


@register.filter
def link_kind(state: str) -> str:
    """The badge of the last check of a link."""
    return LINKS.get(state, "neutral")


@register.filter
def has_preview(stored: Any) -> bool:
    """Whether a small picture of the file can be made."""
    return stored is not None and stored.content_type in PREVIEWED


@register.filter
def file_kind(content_type: str) -> str:
    """What people call a type of file: `PDF`, `Excel (XLSX)`."""
    return next((kind.label for kind in uploads.KINDS.values() if kind.content_type == content_type), content_type)


@register.filter
def cell_label(state: str) -> str:
    """What stands out in a cell of the status of entry."""
    return str(CELLS[state])


@register.simple_tag
def field_columns(*shown: Any) -> int:
    """How many columns the table of fields has: the field, now, and those of the others that are shown."""
    return 2 + sum(bool(each) for each in shown)
