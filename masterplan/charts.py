"""Charts of plans: the ceilings of two versions by year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext

from core import formats
from core.charts import Chart
from core.pairs import Pair, named_sides, pair_specification, pair_text
from masterplan.models.plans import PlanVersion
from masterplan.selectors.version_totals import Total
from masterplan.tables import ceiling_table, source_of, version_name

COLOR = "#1b4474"


def ceiling_chart(totals: Sequence[Total], old: PlanVersion, new: PlanVersion) -> Chart:
    """The ceilings of each year in both versions, beside each other."""
    years = [each for each in totals if each.year is not None]
    axis = {"title": gettext("Rupiah"), "axis": {"labelExpr": rupiah_axis(), "tickCount": 4, "labelOverlap": True}}
    return Chart(
        id="pagu",
        title=gettext("Ceilings by year") + f": {named_sides(version_name(old), version_name(new))}",
        summary=ceiling_summary(years),
        spec=pair_specification([_pair(each) for each in years], axis, least_end=1),
        table=ceiling_table(totals, old, new),
        source=source_of(old, new),
    )


def ceiling_summary(years: Sequence[Total]) -> str:
    """How the ceilings of all years together differ."""
    before, now = (sum((getattr(each, side) for each in years), Decimal(0)) for side in ("old", "new"))
    facts = {"before": formats.rupiah_short(before), "now": formats.rupiah_short(now)}
    if before == now:
        return gettext("The ceilings of all years together are the same: %(now)s.") % facts
    facts["by"] = signed(now - before)
    return gettext("The ceilings of all years together: %(before)s before, %(now)s now (%(by)s).") % facts


def _pair(total: Total) -> Pair:
    text = pair_text(
        formats.rupiah_short(total.old),
        formats.rupiah_short(total.new),
        signed(total.difference) if total.difference else "",
    )
    return Pair(str(total.year), text, total.old, total.new, COLOR)


def signed(value: Decimal) -> str:
    """`+Rp 1,5 miliar`."""
    return f"+{formats.rupiah_short(value)}" if value > 0 else formats.rupiah_short(value)


def rupiah_axis() -> str:
    """Axis labels in words of the language, as a Vega expression."""
    billion, million = json.dumps(" " + gettext("bn")), json.dumps(" " + gettext("m"))
    return (
        f"datum.value >= 1e9 ? format(datum.value / 1e9, ',.1~f') + {billion} : "
        f"datum.value >= 1e6 ? format(datum.value / 1e6, ',.0f') + {million} : format(datum.value, ',.0f')"
    )
