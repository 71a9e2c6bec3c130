"""Stages, documents, councils, meetings, directives, support requests."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from masterplan.models.agenda import AgendaItem
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.preparation import (
    Attendance,
    Council,
    CouncilMember,
    Decision,
    Directive,
    LegalDocument,
    Meeting,
    PreparationStage,
    SupportRequest,
)
from masterplan.serializers import references
from organizations.rest import PersonName, ScopedSerializer, record, reference


class LegalDocumentSerializer(ScopedSerializer):
    """A document; its file, if it has one, is at `file/` below its own address."""

    region = references.region()
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = LegalDocument
        fields = record(
            "region", "kind", "number", "title", "dated_on", "year", "signatories", "has_file", "link", "note"
        )

    def get_has_file(self, row: Any) -> bool:
        return bool(row.file)


class PreparationStageSerializer(ScopedSerializer):
    """One step on the way to the plan."""

    region = references.region()
    document = references.document()

    class Meta:
        model = PreparationStage
        fields = record(
            "region",
            "kind",
            "position",
            "status",
            "period_text",
            "started_on",
            "ended_on",
            "deliverable",
            "document",
            "note",
        )


class CouncilSerializer(ScopedSerializer):
    """A body formed by decree."""

    region = references.region()
    decree = references.document()

    class Meta:
        model = Council
        fields = record("region", "kind", "name", "decree", "valid_from", "valid_until")


class CouncilMemberSerializer(ScopedSerializer):
    """A seat in a council; the person by name only."""

    region = references.region("council.region")
    council = references.council()
    agency = references.agency()

    class Meta:
        model = CouncilMember
        fields = record("region", "council", "post", "person_name", "role_text", "agency", "is_external", "position")


class MeetingSerializer(ScopedSerializer):
    """A meeting; its minutes as a file are at `file/` below its own address."""

    region = references.region("council.region")
    council = references.council()
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = record("region", "council", "state", "held_on", "starts_at", "place", "agenda", "minutes", "has_file")

    def get_has_file(self, row: Any) -> bool:
        return bool(row.minutes_file)


class AttendanceSerializer(ScopedSerializer):
    """Whether a member came."""

    region = references.region("meeting.council.region")
    meeting = references.meeting()
    member = reference(CouncilMember, "id", "uid", "post", "person_name")

    class Meta:
        model = Attendance
        fields = record("region", "meeting", "member", "present", "represented_by")


class DecisionSerializer(ScopedSerializer):
    """A decision of a meeting."""

    region = references.region("meeting.council.region")
    meeting = references.meeting()

    class Meta:
        model = Decision
        fields = record("region", "meeting", "position", "text")


class DirectiveSerializer(ScopedSerializer):
    """An instruction to an OPD. `about` names the figure that the council looked at, `about_url` its page."""

    region = references.region()
    agency = references.agency()
    meeting = references.meeting()
    decision = serializers.IntegerField(source="decision_id", allow_null=True)
    pledge = serializers.IntegerField(source="pledge_id", allow_null=True)
    given_by = PersonName()

    class Meta:
        model = Directive
        fields = record(
            "region",
            "agency",
            "program_lineage",
            "meeting",
            "decision",
            "pledge",
            "about",
            "about_url",
            "given_by",
            "given_on",
            "text",
            "due_on",
            "status",
            "answer",
            "closed_on",
        )


class DirectiveAnswerSerializer(ScopedSerializer):
    """What an OPD answered to a directive; the evidence names the answer (`evidence-uses`, `directive_answer`)."""

    region = references.region("directive.region")
    agency = references.agency("directive.agency")
    directive = references.directive()
    answered_by = PersonName()

    class Meta:
        model = DirectiveAnswer
        fields = record("region", "agency", "directive", "text", "answered_by", "answered_at")


class DirectiveStepSerializer(ScopedSerializer):
    """One step of a directive: answered, sent back, closed or reopened."""

    region = references.region("directive.region")
    agency = references.agency("directive.agency")
    directive = references.directive()
    answer = serializers.IntegerField(source="answer_id", allow_null=True)
    by = PersonName()

    class Meta:
        model = DirectiveStep
        fields = record("region", "agency", "directive", "step", "words", "due_on", "answer", "by", "at")


class AgendaItemSerializer(ScopedSerializer):
    """One item of a meeting's agenda, and what came of it."""

    region = references.region("meeting.council.region")
    meeting = references.meeting()

    class Meta:
        model = AgendaItem
        fields = record("region", "meeting", "position", "kind", "text", "reference", "is_own", "result")


class SupportRequestSerializer(ScopedSerializer):
    """What the region asks of a ministry."""

    region = references.region()
    ministry = references.ministry()
    agency = references.agency()

    class Meta:
        model = SupportRequest
        fields = record("region", "ministry", "agency", "subject", "text", "status", "sent_on", "answer", "answered_on")
