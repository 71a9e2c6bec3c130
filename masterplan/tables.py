"""The tables of two versions of a plan: what stands in each, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from masterplan.models.plans import PlanVersion
from masterplan.selectors.version_totals import Total
from masterplan.selectors.versions import ProgramDifference

KINDS: dict[str, tuple[object, Tone]] = {
    "added": (_("added"), "good"),
    "removed": (_("removed"), "bad"),
    "changed": (_("changed"), "active"),
}
PARTS = {
    "program": pgettext_lazy("part of a plan", "Program"),
    "supporter": pgettext_lazy("part of a plan", "Supporting OPD"),
    "action": pgettext_lazy("part of a plan", "Action item"),
    "indicator": pgettext_lazy("part of a plan", "Indicator"),
    "target": pgettext_lazy("part of a plan", "Target"),
    "budget": pgettext_lazy("part of a plan", "Ceiling"),
    "planned": pgettext_lazy("part of a plan", "Planned progress"),
    "partner": pgettext_lazy("part of a plan", "Partner"),
}
TOTALS = {
    "programs": _("Programs"),
    "indicators": _("Indicators"),
    "targets": _("Targets"),
    "actions": _("Action items"),
}


def version_name(version: PlanVersion) -> str:
    """`Versi 2`."""
    return gettext("Version %(number)s") % {"number": version.number}


def total_table(totals: Sequence[Total], old: PlanVersion, new: PlanVersion) -> DataTable:
    """Counts of both versions."""
    return DataTable(
        id="jumlah",
        title=gettext("How much stands in each version"),
        columns=(
            Column("what", gettext("What"), share=3),
            Column("old", version_name(old), "count"),
            Column("new", version_name(new), "count"),
            Column("difference", gettext("Difference"), "count"),
        ),
        lines=[
            Line({"what": str(TOTALS[each.code]), "old": each.old, "new": each.new, "difference": each.difference})
            for each in totals
            if each.year is None
        ],
        source=source_of(old, new),
    )


def ceiling_table(totals: Iterable[Total], old: PlanVersion, new: PlanVersion) -> DataTable:
    """Ceilings of both versions by year."""
    return DataTable(
        id="pagu",
        title=gettext("Ceilings by year in both versions"),
        columns=(
            Column("year", gettext("Year")),
            Column("old", version_name(old), "rupiah"),
            Column("new", version_name(new), "rupiah"),
            Column("difference", gettext("Difference"), "rupiah"),
        ),
        lines=[
            Line({"year": str(each.year), "old": each.old, "new": each.new, "difference": each.difference})
            for each in totals
            if each.year is not None
        ],
        empty=gettext("Neither version has a ceiling."),
        source=source_of(old, new),
    )


def difference_table(found: Iterable[ProgramDifference], old: PlanVersion, new: PlanVersion) -> DataTable:
    """Each difference as a row: which program, what kind of row, before and now."""
    return DataTable(
        id="perubahan",
        title=gettext("What differs"),
        columns=(
            Column("program", gettext("Program"), share=4),
            Column("code", gettext("Code"), share=1),
            Column("kind", gettext("Kind of change"), "state"),
            Column("part", gettext("Part of the plan")),
            Column("what", gettext("What"), share=3),
            Column("before", gettext("Before"), share=3),
            Column("after", gettext("Now"), share=3),
        ),
        lines=[line for each in found for line in _lines(each, old, new)],
        choices=("kind", "part"),
        empty=gettext("The two versions say the same."),
        source=source_of(old, new),
    )


def _lines(difference: ProgramDifference, old: PlanVersion, new: PlanVersion) -> Iterable[Line]:
    row = difference.program
    label, tone = KINDS[difference.kind]
    version = old if difference.kind == "removed" else new
    address = reverse("masterplan:version-detail", args=[version.pk])
    links = {"program": f"{address}?{urlencode({'q': row.name})}"}
    head: dict[str, Value] = {"program": row.name, "code": row.code, "kind": State(str(label), tone, difference.kind)}
    if not difference.changes:
        is_new = difference.kind == "added"
        facts: dict[str, Value] = {
            "part": str(PARTS["program"]),
            "what": gettext("the whole program"),
            "before": "" if is_new else row.name,
            "after": row.name if is_new else "",
        }
        yield Line(head | facts, links, is_example=row.is_example)
    for change in difference.changes:
        facts = {
            "part": str(PARTS[change.part]),
            "what": capfirst(change.label),
            "before": change.before,
            "after": change.after,
        }
        yield Line(head | facts, links, is_example=row.is_example)


def source_of(old: PlanVersion, new: PlanVersion) -> str:
    """Which versions are compared, and in what state they are."""
    return gettext("%(plan)s: version %(old)s (%(old_state)s) and version %(new)s (%(new_state)s).") % {
        "plan": new.plan,
        "old": old.number,
        "old_state": old.get_status_display(),
        "new": new.number,
        "new_state": new.get_status_display(),
    }
