"""Importing a file into a draft: all of it, or nothing and a list of what is wrong."""

from __future__ import annotations

from django.db import transaction

from monev.evaluation.instrument_content import Head
from monev.evaluation.instrument_files.reading import Read, read_file
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.selectors.instruments import instrument_page, known_for
from monev.evaluation.services.instrument_writing import write_content
from monev.evaluation.services.instruments import cohorts_of, hold_draft
from organizations import audit
from organizations.intake import take_in
from organizations.models import User

LARGEST_FILE = 5 * 1024 * 1024


@transaction.atomic
def import_file(
    instrument: Instrument, *, filename: str, content: bytes, by: User, seen_version: int | None = None
) -> Read:
    """Bring the draft to what the file says; nothing is written when anything in it is wrong.

    Raises PermissionDenied, `Conflict`, `Refused`, and `UnreadableFile` for what is no table. The code of the draft
    stays its own; where the file says nothing about the whole, the draft's own head stays.
    """
    instrument = hold_draft(instrument, by=by, seen_version=seen_version)
    take_in(content, by=by)
    read = _read(instrument, filename, content)
    if not read.problems:
        _store_head(instrument, read.content.head, by)
        write_content(instrument, read.content, by=by, reason=f"imported from {filename}"[:100])
        audit.record(by, "instrument.imported", instrument, region=None, file=filename[:150])
    return read


def _read(instrument: Instrument, filename: str, content: bytes) -> Read:
    """Read with the pillars of the draft's year; once more where the file says another year."""
    page = instrument_page(instrument)
    head, roundings = page.content().head, Instrument.Rounding.values
    read = read_file(content, filename=filename, head=head, known=page.known, roundings=roundings)
    year = read.content.head.year
    if year == instrument.year:
        return read
    return read_file(content, filename=filename, head=head, known=known_for(year), roundings=roundings)


def _store_head(instrument: Instrument, head: Head, by: User) -> None:
    for name in ("name_id", "name_en", "year", "rounding", "note", "source"):
        setattr(instrument, name, getattr(head, name))
    instrument.steps = dict(head.steps)
    instrument.store(by=by, reason="instrument imported")
    instrument.cohorts.set(cohorts_of(head.cohorts))
