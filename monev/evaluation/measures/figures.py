"""Rules about figures from outside: those of other institutions, and the means of the citizen survey."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from monev.evaluation.measures.facts import Facts, Record
from monev.evaluation.measures.measure import Measure, lacking, measured


def external_figure(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """The newest figure up to the year, in its unit; of a grade its rank, 1 for the worst one on the list."""
    code = str(parameters.get("indicator", ""))
    name = facts.figure_names.get(code, code)
    figure = facts.figures.get(code)
    if figure is None:
        return lacking("no_figure", [Record("figure", code, name)], name=name, year=facts.year)
    record = Record("figure", code, figure.name, str(figure.year))
    common = {"name": figure.name, "figure_year": str(figure.year), "source": figure.source or "–"}
    if figure.value is not None:
        return measured(figure.value, "external_value", [record], value=figure.value, unit=figure.unit, **common)
    if figure.rank is None:
        return lacking("unknown_grade", [record], name=figure.name, grade=figure.grade)
    return measured(Decimal(figure.rank), "external_grade", [record], grade=figure.grade, **common)


def survey_mean(facts: Facts, parameters: Mapping[str, Any], code: str) -> Measure:
    """The mean of the valid answers to this statement, 0 to 4: evidence, never the score itself."""
    found = facts.surveys.get(code)
    if found is None:
        return lacking("no_survey", [Record("surveys", "", str(_("Citizen surveys")))])
    record = Record("survey", str(found.survey_id), found.pillar)
    words = "survey_mean" if found.is_sufficient else "survey_mean_few"
    return measured(found.mean, words, [record], mean=found.mean, answers=found.answers)
