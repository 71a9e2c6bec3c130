"""The means of the citizen survey by statement, as evidence beside the items that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from monev.evaluation.measures.facts import SurveyFact
from monev.evaluation.models.surveys import Survey, SurveyResponse

ENOUGH = 50
"""Answers that count, of each pillar: with fewer the mean is marked as insufficient."""


def survey_means(surveys: Iterable[Survey], responses: Iterable[SurveyResponse]) -> dict[str, SurveyFact]:
    """By code of the statement the mean of what people answered, over the responses that count."""
    by_id = {each.pk: each for each in surveys}
    given: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
    for row in responses:
        for code, score in _scores(row.answers):
            given[code, row.survey_id].append(score)
    found: dict[str, SurveyFact] = {}
    for (code, survey_id), scores in sorted(given.items()):
        survey = by_id[survey_id]
        mean = sum(scores, Decimal(0)) / len(scores)
        found[code] = SurveyFact(survey_id, str(survey.pillar), mean, len(scores), len(scores) >= ENOUGH)
    return found


def _scores(answers: Mapping[str, Any]) -> Iterable[tuple[str, Decimal]]:
    """What was answered, 0 to 4; a statement that was left out has none."""
    for code, score in answers.items():
        if isinstance(score, int) and not isinstance(score, bool) and 0 <= score <= 4:
            yield code, Decimal(score)
