"""What was said about single fields of a report: threads, what is still open, and what each field is called.

Fields are named as on the page of entry: `physical_percent`, `spending_<source>`, `value_<indicator>`,
`action_<action item>`, `milestone_<milestone>`, the texts, `pledge_state`, `evidence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import ActionItem, Indicator
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.subjects import Report, kind_of
from quickwins.models import Milestone

EVIDENCE = "evidence"
COLUMNS = ("physical_percent", "pledge_state", *WORDS)
"""Fields that are columns of the report itself; their label is the column's."""


@dataclass(frozen=True, slots=True)
class Thread:
    """All that was said about one field, the oldest first."""

    field: str
    label: str
    remarks: tuple[Remark, ...]

    @property
    def is_open(self) -> bool:
        """Whether something of it is not resolved yet."""
        return any(each.resolved_at is None for each in self.remarks)

    @property
    def is_answered(self) -> bool:
        """Whether the OPD had the last word."""
        return self.remarks[-1].is_answer


def open_remarks(report: Report | None) -> dict[str, list[Remark]]:
    """By field: the remarks that nobody resolved yet, the oldest first; nothing for a report that does not exist."""
    if report is None:
        return {}
    found: dict[str, list[Remark]] = defaultdict(list)
    for each in remarks_of(report).filter(resolved_at=None):
        found[each.field].append(each)
    return dict(found)


def threads(report: Report) -> dict[str, Thread]:
    """By field: its whole thread, resolved or not, with the field's label."""
    found: dict[str, list[Remark]] = defaultdict(list)
    for each in remarks_of(report):
        found[each.field].append(each)
    labels = field_labels(report, found)
    return {name: Thread(name, labels[name], tuple(rows)) for name, rows in found.items()}


def corrections(report: Report | None, remarks: Mapping[str, list[Remark]] | None = None) -> list[Thread]:
    """What has to be corrected: the open threads in the order of the page of entry. `remarks`: if read already."""
    if report is None:
        return []
    found = open_remarks(report) if remarks is None else remarks
    labels = field_labels(report, found)
    return [Thread(name, labels[name], tuple(found[name])) for name in sorted(found, key=_place)]


def remarks_of(report: Report) -> Any:
    """The remarks of a report with who wrote and resolved them."""
    rows = Remark.objects.filter(**{kind_of(report).use: report}).select_related("by", "resolved_by", "region")
    return rows.order_by("at", "pk")


def field_labels(report: Report, names: Iterable[str]) -> dict[str, str]:
    """What the fields `names` are called, in the reader's language; a field that is gone is called so."""
    known = known_labels(report, names)
    return {name: known.get(name, gettext("an input that is not there any more")) for name in names}


def known_labels(report: Report, names: Iterable[str]) -> dict[str, str]:
    """Labels of those of `names` that are fields of this report; one query for each kind of row that is named."""
    wanted = set(names)
    found = {name: _column_label(report, name) for name in COLUMNS if name in wanted and hasattr(report, name)}
    if EVIDENCE in wanted:
        found[EVIDENCE] = str(_("Evidence"))
    for prefix, rows in _row_sources(report):
        ids = [
            int(name[len(prefix) :]) for name in wanted if name.startswith(prefix) and name[len(prefix) :].isdecimal()
        ]
        if ids:
            found |= {f"{prefix}{row.pk}": _row_label(prefix, row) for row in rows.filter(pk__in=ids)}
    return found


def _row_sources(report: Any) -> Iterator[tuple[str, Any]]:
    """By beginning of the name: the rows that a field of this report can stand for."""
    slug = kind_of(report).slug
    if slug == "progress":
        yield "spending_", FundSource.objects.all()
        yield "value_", Indicator.objects.filter(program__lineage=report.program.lineage)
        yield "action_", ActionItem.objects.filter(program__lineage=report.program.lineage)
    elif slug == "quick-win":
        yield "milestone_", Milestone.objects.filter(quick_win=report.quick_win_id)


def _row_label(prefix: str, row: Any) -> str:
    if prefix == "spending_":
        return gettext("Spending: %(source)s") % {"source": row.name}
    return str(row)


def _column_label(report: Any, name: str) -> str:
    return capfirst(str(report._meta.get_field(name).verbose_name))


def _place(name: str) -> tuple[int, str]:
    """Where a field stands on the page of entry."""
    figures = ("pledge_state", "physical_percent", "nil_reason", "spending_", "value_", "action_", "milestone_")
    order = (*figures, "narrative", "hindering_factors", "follow_up", "supporting_factors", EVIDENCE)
    return next((place for place, each in enumerate(order) if name.startswith(each)), len(order)), name
