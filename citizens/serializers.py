"""How what citizens see and write is shown through REST. Who wrote is not among it."""

from __future__ import annotations

from rest_framework import serializers

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from masterplan.serializers import references
from monev.monitoring.serializers.references import quick_win as reference_to_quick_win
from organizations.rest import PersonName, ScopedSerializer, record


class PublicationSerializer(ScopedSerializer):
    """How a region shows itself."""

    region = references.region()

    class Meta:
        model = Publication
        fields = record(
            *("region", "is_published", "published_since", "introduction", "contact", "contact_email", "accent"),
            *("shows_spending", "shows_quick_wins", "shows_documents", "shows_path", "shows_data", "shows_feedback"),
        )


class ProgramSwitchSerializer(ScopedSerializer):
    """Whether a program is held back."""

    region = references.region()

    class Meta:
        model = ProgramSwitch
        fields = record("region", "program_lineage", "is_withheld")


class DocumentSwitchSerializer(ScopedSerializer):
    """Whether a document is public."""

    region = references.region()
    document = references.document()

    class Meta:
        model = DocumentSwitch
        fields = record("region", "document", "is_public")


class QuickWinStorySerializer(ScopedSerializer):
    """A quick win as citizens see it."""

    region = references.region("quick_win.region")
    quick_win = reference_to_quick_win()
    has_picture = serializers.SerializerMethodField()

    class Meta:
        model = QuickWinStory
        fields = record("region", "quick_win", "is_withheld", "has_picture", "width", "height", "picture_text")

    def get_has_picture(self, row: QuickWinStory) -> bool:
        return bool(row.picture)


class FeedbackSerializer(ScopedSerializer):
    """What a citizen wrote and what the OPD answered."""

    region = references.region()
    agency = references.agency()
    moderated_by = PersonName()
    answered_by = PersonName()

    class Meta:
        model = Feedback
        fields = record(
            *("region", "agency", "program_lineage", "program_name", "text", "language", "state"),
            *("moderated_by", "moderated_at", "rejection_reason", "answer", "answered_by", "answered_at"),
        )
