"""The sentences that stand beside figures: what they rest on and how true they are."""

from __future__ import annotations

from django.utils.translation import gettext

from monev.monitoring.selectors.figures import RegionFigures


def state_words(figures: RegionFigures) -> str:
    """Verified, or preliminary because reports that wait for verification count too."""
    return gettext("Preliminary") if figures.preliminary else gettext("Verified")


def source_line(figures: RegionFigures) -> str:
    """What a chart rests on: OPD reports, period, state, completeness."""
    return gettext(
        "Source: OPD reports, %(period)s, %(state)s figures, %(counted)s of %(total)s programs reported."
    ) % {
        "period": figures.period,
        "state": state_words(figures).lower(),
        "counted": figures.total.reported,
        "total": figures.total.total,
    }
