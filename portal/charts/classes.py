"""The classes by which the national map is coloured: few, named, dark enough apart to be told in grey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import formats
from core.documents import Kind, shown
from monev.monitoring.rules import DEFAULT
from portal.selectors.nation import RegionLine

COLORS = ("#d3e3f3", "#9cc2e5", "#5b93cb", "#28609f", "#0f2c52")
"""One hue from light to dark: the order is seen without colours, and by those who see them differently."""
NO_FIGURE, OUTSIDE = "#ffffff", "#dfe3e8"
INDEX, ACHIEVEMENT, COMPLETENESS = "indeks", "capaian", "kelengkapan"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a map is coloured by: its lower bounds, how a figure is read and written, and how far it goes."""

    code: str
    label: str | Promise
    kind: Kind
    bounds: tuple[Decimal, ...]
    most: Decimal
    read: Callable[[RegionLine], Decimal | None]

    def class_of(self, value: Decimal | None) -> int | None:
        """The number of the class, from 0; None without a figure.

        >>> SCALES["indeks"].class_of(Decimal("2.49")), SCALES["indeks"].class_of(Decimal(4))
        (2, 4)
        """
        if value is None:
            return None
        return max(sum(value >= bound for bound in self.bounds) - 1, 0)

    def labels(self) -> tuple[str, ...]:
        """The classes in words, lowest first: from their lower bound to below the next one."""
        ends = (*self.bounds[1:], None)
        return tuple(self._label(low, high) for low, high in zip(self.bounds, ends, strict=True))

    def text(self, value: Decimal | None) -> str:
        """A figure with its unit."""
        return shown(value, self.kind)

    def _label(self, low: Decimal, high: Decimal | None) -> str:
        places = 2 if self.kind == "score" else 0
        first = formats.number(low, places)
        if high is None:
            return gettext("%(low)s and more") % {"low": first}
        return gettext("%(low)s to below %(high)s") % {"low": first, "high": formats.number(high, places)}


def _decimals(*numbers: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in numbers)


SCALES: dict[str, Scale] = {
    each.code: each
    for each in (
        Scale(INDEX, _("Index"), "score", _decimals("0", "1.5", "2", "2.5", "3"), Decimal(4), lambda line: line.index),
        Scale(
            ACHIEVEMENT,
            _("Achievement"),
            "percent",
            (Decimal(0), *sorted(bound for bound, _code in DEFAULT.predicate_bands if bound > 0)),
            Decimal(100),
            lambda line: line.achievement,
        ),
        Scale(
            COMPLETENESS,
            _("Completeness"),
            "percent",
            _decimals("0", "25", "50", "75", "100"),
            Decimal(100),
            lambda line: line.completeness,
        ),
    )
}


def scale_of(wanted: str) -> Scale:
    """The scale that the address names, else the index."""
    return SCALES.get(wanted, SCALES[INDEX])


def no_figure_label() -> str:
    return gettext("no figure")


def outside_label() -> str:
    return gettext("not in this selection")


def legend(scale: Scale, *, outside: bool) -> dict[str, Any]:
    """Domain and range of the colours, with a class for what has no figure, and one for what is not selected."""
    domain, colors = [*scale.labels(), no_figure_label()], [*COLORS, NO_FIGURE]
    if outside:
        domain, colors = [*domain, outside_label()], [*colors, OUTSIDE]
    return {"domain": domain, "range": colors}
