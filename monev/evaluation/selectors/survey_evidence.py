"""The means of the citizen survey by statement, as evidence beside the items that ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from monev.evaluation.measures.facts import SurveyFact
from monev.evaluation.models.surveys import Survey
from monev.evaluation.selectors.surveys import figures_of


def survey_means(surveys: Sequence[Survey]) -> dict[str, SurveyFact]:
    """By code of the statement its mean over the valid answers, as the page of the survey shows it.

    No query without surveys, else four; the surveys know their pillar.
    """
    found: dict[str, SurveyFact] = {}
    for each in figures_of(surveys) if surveys else ():
        for code, mean in each.figures.statements.items():
            if mean.mean is not None:
                found[code] = SurveyFact(
                    each.survey.pk, str(each.survey.pillar), mean.mean, mean.valid, mean.is_sufficient
                )
    return found
