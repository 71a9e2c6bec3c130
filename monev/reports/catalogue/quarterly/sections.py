"""The sections of the quarterly monev report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from core.documents import Section
from monev.reports.catalogue.quarterly import annex, trust
from monev.reports.catalogue.quarterly.council import commitments, directives
from monev.reports.catalogue.quarterly.deviations import deviations, notes
from monev.reports.catalogue.quarterly.progress import agencies, curve, pillars, tables
from monev.reports.catalogue.quarterly.quality import quality
from monev.reports.catalogue.quarterly.reading import Data
from monev.reports.catalogue.quarterly.subjects import quick_wins
from monev.reports.catalogue.quarterly.summary import basis, summary

__all__ = ["MAKERS", "basis"]

MAKERS: tuple[Callable[[Data], Section | None], ...] = (
    summary,
    pillars,
    curve,
    tables,
    agencies,
    deviations,
    quick_wins,
    commitments,
    directives,
    quality,
    trust.corrections,
    annex.programs,
    annex.actions,
    notes,
)
"""Each makes one section from a snapshot, or none where the snapshot is older than the section.

Upright pages first, then the wide ones, then what OPDs wrote.
"""
