"""The forms of a survey that a person should look at: flagged, not counted, excluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monev.evaluation.models.surveys import SurveyResponse
from monev.evaluation.selectors.surveys import SurveyFigures
from monev.evaluation.survey_checks import Flag, Judged, Standing
from monev.evaluation.survey_labels import label_of

EXCLUDED, ALL = "excluded", ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One form for the list: its judgement in words, and the row with who entered or excluded it."""

    row: SurveyResponse
    judged: Judged
    standing: str
    flags: Sequence[str]
    values: str
    same_person: str


def suspects(found: SurveyFigures, kind: str = ALL) -> list[Judged]:
    """The forms that were flagged or do not count, newest first; `kind`: those of one flag or standing."""
    rows = [each for each in found.judged if not each.is_clean and each.standing is not Standing.NON_USER]
    if kind:
        rows = [each for each in rows if kind == each.standing or kind in each.flags]
    return rows[::-1]


def kinds_of(found: SurveyFigures) -> list[tuple[str, str, int]]:
    """What the list can be narrowed to: code, words, how many."""
    rows = suspects(found)
    wanted = [each for each in Standing if each not in (Standing.VALID, Standing.NON_USER)]
    counted = [(str(each), label_of(each), sum(row.standing is each for row in rows)) for each in wanted]
    counted += [(str(each), label_of(each), sum(each in row.flags for row in rows)) for each in Flag]
    return [each for each in counted if each[2]]


def looked_at(found: SurveyFigures, judged: Sequence[Judged]) -> list[Looked]:
    """Some forms with their rows, in one query."""
    wanted = [each.form.id for each in judged]
    rows = SurveyResponse.objects.filter(pk__in=wanted).select_related("entered_by", "excluded_by", "service")
    by_id = {row.pk: row for row in rows}
    return [_looked(found, by_id[each.form.id], each) for each in judged if each.form.id in by_id]


def _looked(found: SurveyFigures, row: SurveyResponse, each: Judged) -> Looked:
    values = " · ".join(
        " ".join(str(each.form.answers[code]) for code in codes if code in each.form.answers)
        for codes in found.sheet.statements.values()
        if any(code in each.form.answers for code in codes)
    )
    flags = [label_of(flag) for flag in Flag if flag in each.flags]
    same = f"#{each.same_person}" if each.same_person else ""
    return Looked(row, each, label_of(each.standing), flags, values, same)
