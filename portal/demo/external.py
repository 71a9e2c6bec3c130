"""Example figures of other institutions for two years; the rest is left to be entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from organizations.models import Region
from portal.demo.store import examples

NUMBERS = {
    "spbe": ("2.61", "2.94"),
    "apbd_total": ("1385.40", "1462.75"),
    "poverty": ("12.95", "12.41"),
    "hdi": ("73.12", "73.80"),
    "stunting_handled": ("81.50", "86.20"),
    "immunization": ("94.10", "96.30"),
    "skilled_births": ("98.70", "99.10"),
    "safe_water": ("91.30", "92.60"),
    "sanitation": ("88.40", "90.10"),
    "stable_roads": ("71.20", "74.50"),
    "net_enrolment_9y": ("86.90", "87.70"),
}
GRADES = {"lkpd_opinion": ("WTP", "WTP"), "sakip": ("B", "BB"), "eppd_status": ("Sedang", "Tinggi")}
"""By indicator the year before last and last year."""


def load(region: Region, today: date) -> None:
    """The figures of the year before last and of last year."""
    indicators = ExternalIndicator.objects.in_bulk([*NUMBERS, *GRADES], field_name="code")
    years = (today.year - 2, today.year - 1)
    examples(
        ExternalFigure(
            region=region,
            indicator=indicators[code],
            year=year,
            **({"value": Decimal(text)} if code in NUMBERS else {"grade": text}),
        )
        for code, texts in (NUMBERS | GRADES).items()
        for year, text in zip(years, texts, strict=True)
        if code in indicators
    )
