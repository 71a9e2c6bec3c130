"""Rounds and their stages."""

from __future__ import annotations

from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.serializers.naming import round_reference
from organizations.rest import ScopedSerializer, record, reference


class EvaluationRoundSerializer(ScopedSerializer):
    """The evaluation of a year with one instrument."""

    instrument = reference(Instrument, "id", "uid", "code", "year")

    class Meta:
        model = EvaluationRound
        fields = record("instrument", "year", "name", "self_assessment_until")


class RoundStageSerializer(ScopedSerializer):
    """A stage of a round."""

    round = round_reference()

    class Meta:
        model = RoundStage
        fields = record("round", "kind", "opens_on", "closes_on", "state", "closed_at", "published_at")
