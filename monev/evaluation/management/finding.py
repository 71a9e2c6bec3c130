"""What the commands of the national evaluation are told: a file, an instrument, a region."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from monev.evaluation.importing.results import unmatched
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.services.published_results import register_of_regions
from organizations.models import Region


def content_of(path: Path) -> bytes:
    """The bytes of a file that somebody named."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(_("The file %(file)s cannot be opened.") % {"file": path}) from problem


def instrument_of(code: str) -> Instrument:
    """The instrument with this code; else which ones there are."""
    found = Instrument.objects.filter(code=code.strip()).first()
    if found is None:
        facts = {"code": code, "codes": ", ".join(Instrument.objects.order_by("code").values_list("code", flat=True))}
        raise CommandError(_("No instrument has the code %(code)s. Known: %(codes)s") % facts)
    return found


def region_of(text: str) -> Region:
    """The region with this code or name."""
    match = register_of_regions().match(text)
    if match.found is None:
        raise CommandError(unmatched(text, match))
    return Region.objects.get(code=match.found.code)


def day_of(text: str) -> date:
    """A day as `2022-12-06`."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(_("“%(text)s” is no day; write it as 2022-12-06.") % {"text": text}) from problem
