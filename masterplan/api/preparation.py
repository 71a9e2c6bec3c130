"""REST: stages, documents and their files, councils, meetings, directives, support requests."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.openapi import DOWNLOAD, FILE
from core.rest.formats import AnyAccepted
from core.rest.moments import NO_FIGURES
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
from masterplan.serializers.preparation import (
    AgendaItemSerializer,
    AttendanceSerializer,
    CouncilMemberSerializer,
    CouncilSerializer,
    DecisionSerializer,
    DirectiveAnswerSerializer,
    DirectiveSerializer,
    DirectiveStepSerializer,
    LegalDocumentSerializer,
    MeetingSerializer,
    PreparationStageSerializer,
    SupportRequestSerializer,
)
from organizations.rest import ScopedViewSet, attachment
from organizations.scopes import FILES


class LegalDocumentViewSet(ScopedViewSet):
    """Memoranda, decrees, regulations, commitment sheets."""

    queryset = LegalDocument.objects.select_related("region").order_by("-year", "-dated_on", "title", "pk")
    serializer_class = LegalDocumentSerializer
    filters = {"kind": "kind", "number": "number", "year": "year", "is_example": "is_example"}
    orderings = {"year": "year", "dated_on": "dated_on", "title": "title", "updated_at": "updated_at"}
    search_fields = ("number", "title", "signatories")

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """The document itself."""
        row = self.get_object()
        return attachment(row.file, PurePath(row.file.name or "").name, request)


class PreparationStageViewSet(ScopedViewSet):
    """The way to the plan: readiness assessment, MoU, decree, four Bimtek, commitment, adoption."""

    queryset = PreparationStage.objects.select_related("region", "document").order_by("region__code", "position", "pk")
    serializer_class = PreparationStageSerializer
    filters = {"kind": "kind", "status": "status", "is_example": "is_example"}
    orderings = {"region": "region__code", "position": "position", "updated_at": "updated_at"}
    search_fields = ("deliverable", "note")


class CouncilViewSet(ScopedViewSet):
    """Dewan, Tim Pelaksana, Forum, working groups."""

    queryset = Council.objects.select_related("region", "decree").order_by("region__code", "kind", "name", "pk")
    serializer_class = CouncilSerializer
    filters = {"kind": "kind", "decree": "decree"}
    orderings = {"region": "region__code", "kind": "kind", "name": "name", "updated_at": "updated_at"}
    search_fields = ("name",)


class CouncilMemberViewSet(ScopedViewSet):
    """Seats in councils."""

    queryset = CouncilMember.objects.select_related("council__region", "agency").order_by("council", "position", "pk")
    serializer_class = CouncilMemberSerializer
    filters = {"council": "council", "is_external": "is_external", "member_agency": "agency"}
    orderings = {"position": "position", "post": "post", "updated_at": "updated_at"}
    search_fields = ("post", "person_name", "role_text")


class MeetingViewSet(ScopedViewSet):
    """Meetings of councils with agenda and minutes."""

    carries = NO_FIGURES
    queryset = Meeting.objects.select_related("council__region").order_by("-held_on", "pk")
    serializer_class = MeetingSerializer
    filters = {"council": "council", "state": "state", "held_from": "held_on__gte", "held_until": "held_on__lte"}
    orderings = {"held_on": "held_on", "updated_at": "updated_at"}
    search_fields = ("agenda", "minutes", "place")

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """The minutes as a file."""
        row = self.get_object()
        return attachment(row.minutes_file, PurePath(row.minutes_file.name or "").name, request)


class AttendanceViewSet(ScopedViewSet):
    """Who came to which meeting."""

    queryset = Attendance.objects.select_related("meeting__council__region", "member").order_by("meeting", "pk")
    serializer_class = AttendanceSerializer
    filters = {"meeting": "meeting", "member": "member", "present": "present"}
    orderings = {"held_on": "meeting__held_on", "updated_at": "updated_at"}
    search_fields = ("member__post", "member__person_name", "represented_by")


class DecisionViewSet(ScopedViewSet):
    """Decisions of meetings."""

    queryset = Decision.objects.select_related("meeting__council__region").order_by(
        "-meeting__held_on", "position", "pk"
    )
    serializer_class = DecisionSerializer
    filters = {"meeting": "meeting", "council": "meeting__council"}
    orderings = {"held_on": "meeting__held_on", "position": "position", "updated_at": "updated_at"}
    search_fields = ("text",)


class DirectiveViewSet(ScopedViewSet):
    """Instructions (arahan) of the council to OPDs."""

    queryset = Directive.objects.select_related("region", "agency", "meeting", "given_by").order_by("due_on", "pk")
    serializer_class = DirectiveSerializer
    filters = {
        "status": "status",
        "meeting": "meeting",
        "decision": "decision",
        "pledge": "pledge",
        "program_lineage": "program_lineage",
        "due_from": "due_on__gte",
        "due_until": "due_on__lte",
    }
    orderings = {"due_on": "due_on", "given_on": "given_on", "status": "status", "updated_at": "updated_at"}
    search_fields = ("text", "answer")


class DirectiveAnswerViewSet(ScopedViewSet):
    """What OPDs answered to directives."""

    queryset = DirectiveAnswer.objects.select_related("directive__region", "directive__agency", "answered_by").order_by(
        "answered_at", "pk"
    )
    serializer_class = DirectiveAnswerSerializer
    filters = {
        "directive": "directive",
        "answered_from": "answered_at__gte",
        "answered_until": "answered_at__lte",
    }
    orderings = {"answered_at": "answered_at", "updated_at": "updated_at"}
    search_fields = ("text",)


class DirectiveStepViewSet(ScopedViewSet):
    """The course of directives, step by step."""

    queryset = DirectiveStep.objects.select_related("directive__region", "directive__agency", "by").order_by("at", "pk")
    serializer_class = DirectiveStepSerializer
    filters = {"directive": "directive", "step": "step", "from": "at__gte", "until": "at__lte"}
    orderings = {"at": "at", "updated_at": "updated_at"}
    search_fields = ("words",)


class AgendaItemViewSet(ScopedViewSet):
    """What meetings have to speak about, and what came of it."""

    queryset = AgendaItem.objects.select_related("meeting__council__region").order_by(
        "-meeting__held_on", "position", "pk"
    )
    serializer_class = AgendaItemSerializer
    filters = {"meeting": "meeting", "kind": "kind", "council": "meeting__council"}
    orderings = {"held_on": "meeting__held_on", "position": "position", "updated_at": "updated_at"}
    search_fields = ("text", "result")


class SupportRequestViewSet(ScopedViewSet):
    """What regions ask of ministries, and the answers."""

    queryset = SupportRequest.objects.select_related("region", "ministry", "agency").order_by(
        "-sent_on", "subject", "pk"
    )
    serializer_class = SupportRequestSerializer
    filters = {"ministry": "ministry__code", "status": "status"}
    orderings = {"sent_on": "sent_on", "status": "status", "updated_at": "updated_at"}
    search_fields = ("subject", "text", "answer")
