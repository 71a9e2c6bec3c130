"""Tables of the national evaluation, one module a subject; import them from there."""

import monev.evaluation.models.assessments
import monev.evaluation.models.closing
import monev.evaluation.models.external
import monev.evaluation.models.instruments
import monev.evaluation.models.results
import monev.evaluation.models.rounds
import monev.evaluation.models.scores
import monev.evaluation.models.surveys  # noqa: F401
