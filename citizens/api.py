"""REST: public pages of regions, their decisions, feedback of citizens."""

from __future__ import annotations

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from citizens.serializers import (
    DocumentSwitchSerializer,
    FeedbackSerializer,
    ProgramSwitchSerializer,
    PublicationSerializer,
    QuickWinStorySerializer,
)
from core.rest.moments import NO_FIGURES
from organizations.rest import ScopedViewSet


class PublicationViewSet(ScopedViewSet):
    """How regions show themselves to citizens."""

    queryset = Publication.objects.select_related("region").order_by("region__code", "pk")
    serializer_class = PublicationSerializer
    filters = {"is_published": "is_published"}
    orderings = {"published_since": "published_since", "updated_at": "updated_at"}
    search_fields = ("region__name", "introduction")


class ProgramSwitchViewSet(ScopedViewSet):
    """Programs that a region holds back from its public page."""

    queryset = ProgramSwitch.objects.select_related("region").order_by("region__code", "pk")
    serializer_class = ProgramSwitchSerializer
    filters = {"program_lineage": "program_lineage", "is_withheld": "is_withheld"}
    orderings = {"updated_at": "updated_at"}


class DocumentSwitchViewSet(ScopedViewSet):
    """Documents on the public page of a region."""

    queryset = DocumentSwitch.objects.select_related("region", "document").order_by("region__code", "pk")
    serializer_class = DocumentSwitchSerializer
    filters = {"document": "document", "is_public": "is_public"}
    orderings = {"updated_at": "updated_at"}
    search_fields = ("document__title",)


class QuickWinStoryViewSet(ScopedViewSet):
    """Quick wins as citizens see them."""

    queryset = QuickWinStory.objects.select_related("quick_win__region").order_by("quick_win", "pk")
    serializer_class = QuickWinStorySerializer
    filters = {"quick_win": "quick_win", "is_withheld": "is_withheld"}
    orderings = {"updated_at": "updated_at"}
    search_fields = ("quick_win__title", "picture_text")


class FeedbackViewSet(ScopedViewSet):
    """What citizens wrote about programs, without who wrote it."""

    carries = NO_FIGURES
    queryset = Feedback.objects.for_list()
    serializer_class = FeedbackSerializer
    filters = {"state": "state", "program_lineage": "program_lineage"}
    orderings = {"created_at": "created_at", "state": "state", "updated_at": "updated_at"}
    search_fields = ("text", "answer", "program_name")
