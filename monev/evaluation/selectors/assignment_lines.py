"""Reading a table of assignments: which region, which person, for whom, as chair; and what cannot be read, by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.words import plain
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import EvaluationRound
from organizations.models import User

YES = frozenset(["ya", "y", "yes", "1", "true", "ketua", "chair", "x"])
HEADINGS = frozenset(["region", "daerah", "kode", "kode daerah", "kabupaten/kota"])
MOST = 5000


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as it was read; `problem` says what cannot be used of it."""

    number: int
    text: str
    assessment: Assessment | None = None
    assessor: User | None = None
    institution: str = ""
    is_chair: bool = False
    problem: str = ""


def read_lines(evaluation: EvaluationRound, text: str) -> list[ReadLine]:
    """The lines of a table, each with its assessment and person, in a fixed number of queries."""
    rows = [(number, row) for number, row in _rows(text) if any(row)][:MOST]
    assessments = assessments_by_name(evaluation)
    emails = {row[1].lower() for _number, row in rows if len(row) > 1}
    people = {each.email: each for each in User.objects.filter(email__in=emails)}
    return [_line(number, row, assessments, people) for number, row in rows]


def assessments_by_name(evaluation: EvaluationRound) -> dict[str, Assessment]:
    """The assessments of a round by the code and by the name of their region."""
    rows = Assessment.objects.filter(round=evaluation, archived_at=None).select_related("region", "round")
    found: dict[str, Assessment] = {}
    for row in rows:
        found[row.region.code] = found[row.region.code.replace(".", "")] = row
        found[name_key(row.region.name)] = row
    return found


def name_key(text: str) -> str:
    """The name of a region as people write it: `KAB. SUMBAWA BARAT` for `Kabupaten Sumbawa Barat`.

    >>> name_key("KAB. SUMBAWA BARAT"), name_key("Kota  Batu")
    ('kabupaten sumbawa barat', 'kota batu')
    """
    words = plain(text).replace(".", " ").split()
    return " ".join("kabupaten" if word == "kab" else word for word in words)


def _rows(text: str) -> Iterable[tuple[int, list[str]]]:
    lines = text.splitlines()
    mark = _delimiter(lines)
    for number, row in enumerate(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark), start=1):
        cells = [" ".join(cell.split()) for cell in row]
        if number == 1 and cells and plain(cells[0]) in HEADINGS:
            continue
        yield number, cells


def _delimiter(lines: Sequence[str]) -> str:
    """The mark that stands in the first line with an address; a comma where none does."""
    first = next((line for line in lines if "@" in line), "")
    return next((mark for mark in ("\t", ";") if mark in first), ",")


def _line(number: int, row: list[str], assessments: dict[str, Assessment], people: dict[str, User]) -> ReadLine:
    region, email, institution, chair = (*row, "", "", "", "")[:4]
    text = ", ".join(cell for cell in row if cell)
    assessment = assessments.get(region) or assessments.get(name_key(region))
    assessor = people.get(email.lower())
    problem = ""
    if assessment is None:
        problem = _("“%(region)s” is no region of this round.") % {"region": region}
    elif assessor is None:
        problem = _("Nobody has an account with “%(email)s”.") % {"email": email}
    return ReadLine(number, text, assessment, assessor, institution, plain(chair) in YES, problem)
