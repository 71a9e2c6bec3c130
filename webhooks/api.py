"""REST: webhooks, what happened, and the log of telling it; made, changed, tested and repeated here too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Refused
from core.openapi import Problem
from core.rest.moments import NO_FIGURES
from core.rest.refusals import refusal
from organizations.models import User
from organizations.rest import ScopedViewSet
from organizations.roles import Can
from organizations.scopes import Scope
from organizations.throttling import ON_WRITING
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from webhooks.serializers import (
    ChangedWebhookSerializer,
    ReplayedSerializer,
    ReplaySerializer,
    WantedWebhookSerializer,
    WebhookDeliverySerializer,
    WebhookEventSerializer,
    WebhookMadeSerializer,
    WebhookSerializer,
)
from webhooks.services import managing
from webhooks.services.replaying import replay_delivery, replay_missed

NOT_NOW = OpenApiResponse(Problem, description="A rule says no: not in this state, too many, or changed meanwhile.")
JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}
STEP = {(200, JSON): WebhookSerializer, 409: NOT_NOW}
MADE = {(200, JSON): WebhookMadeSerializer, 409: NOT_NOW}
JUST_JSON: dict[str, Any] = {"renderer_classes": [JSONRenderer]}
MANAGING = {"POST": Scope.WEBHOOKS, "PATCH": Scope.WEBHOOKS}
"""What a key needs to change something; looking is reading."""


class ManagedViewSet(ScopedViewSet):
    """Rows that are looked at by whoever may read them, and changed with a key for that, not too often."""

    scopes = MANAGING
    rates = ON_WRITING


def person_of(request: Request) -> User:
    """Who asks; nobody gets here without having logged in."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]


class WebhookViewSet(ManagedViewSet):
    """Webhooks: for administrators of their region; those of no region for the administrators of the nation."""

    http_method_names = ["get", "head", "options", "post", "patch"]
    queryset = Webhook.objects.for_list()
    serializer_class = WebhookSerializer
    carries = NO_FIGURES
    filters = {"paused": "paused_at__isnull", "pause_reason": "pause_reason"}
    orderings = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    search_fields = ("name",)

    def get_renderers(self) -> list[Any]:
        """Rows also as CSV; what was made or changed only as JSON."""
        return [JSONRenderer()] if self.action in ("create", "partial_update") else super().get_renderers()

    @extend_schema(
        request={JSON: WantedWebhookSerializer},
        responses={
            (201, JSON): OpenApiResponse(WebhookMadeSerializer, description="Keep the secret: it is not shown again."),
            409: NOT_NOW,
        },
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a webhook; its secret stands in this answer and nowhere else."""
        user = person_of(request)
        if not (user.access.may(Can.ADMINISTER) or user.access.may(Can.EVALUATE)):
            raise PermissionDenied
        asked = WantedWebhookSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            made, secret = managing.make_webhook(asked.place(user), asked.wanted(), by=user)
        except Refused as refused:
            raise refusal(refused, asked.fields) from refused
        address = request.build_absolute_uri(reverse("api:webhook-detail", args=[made.pk]))
        return Response(self._with_secret(made, secret), status=201, headers={"Location": address} | NO_STORE)

    @extend_schema(request={JSON: ChangedWebhookSerializer}, responses=STEP)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change name, address or events."""
        row = self._changeable(request)
        asked = ChangedWebhookSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        seen = asked.validated_data.get("version")
        return self._done(
            lambda: managing.change_webhook(row, asked.wanted(row), by=person_of(request), seen_version=seen),
            fields=asked.fields,
        )

    @extend_schema(request=None, responses=STEP)
    @action(detail=True, methods=["post"], **JUST_JSON)
    def pause(self, request: Request, **kwargs: Any) -> Response:
        """Send nothing for now; what happens meanwhile waits."""
        return self._step(request, managing.pause_webhook)

    @extend_schema(request=None, responses=STEP)
    @action(detail=True, methods=["post"], **JUST_JSON)
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Go on: what waited is sent."""
        return self._step(request, managing.resume_webhook)

    @extend_schema(request=None, responses=STEP)
    @action(detail=True, methods=["post"], **JUST_JSON)
    def archive(self, request: Request, **kwargs: Any) -> Response:
        """Take it out of use for good."""
        return self._step(request, managing.archive_webhook)

    @extend_schema(request=None, responses=STEP)
    @action(detail=True, methods=["post"], **JUST_JSON)
    def ping(self, request: Request, **kwargs: Any) -> Response:
        """Send a test message; what became of it stands in `webhook-deliveries`."""
        return self._step(request, managing.ping_webhook)

    @extend_schema(request=None, responses=MADE)
    @action(detail=True, methods=["post"], **JUST_JSON)
    def rotate(self, request: Request, **kwargs: Any) -> Response:
        """Make a new secret; the one before signs beside it for a day."""
        row = self._changeable(request)
        try:
            secret = managing.rotate_secret(row, by=person_of(request))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response(self._with_secret(row, secret), headers=NO_STORE)

    @extend_schema(request={JSON: ReplaySerializer}, responses={(200, JSON): ReplayedSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], **JUST_JSON)
    def replay(self, request: Request, **kwargs: Any) -> Response:
        """Send again what did not arrive."""
        row = self._changeable(request)
        asked = ReplaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            count = replay_missed(row, by=person_of(request), since=asked.validated_data.get("since"))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response({"count": count})

    def _changeable(self, request: Request) -> Webhook:
        """The row of the address, for somebody who may change it."""
        row: Webhook = self.get_object()
        managing.require_right(row.region, person_of(request))
        return row

    def _step(self, request: Request, service: Callable[..., Any]) -> Response:
        row = self._changeable(request)
        return self._done(lambda: service(row, by=person_of(request)))

    def _done(self, work: Callable[[], Any], fields: Any = ()) -> Response:
        try:
            work()
        except Refused as refused:
            raise refusal(refused, fields) from refused
        return Response(WebhookSerializer(self.get_object(), context=self.get_serializer_context()).data)

    def _with_secret(self, row: Webhook, secret: str) -> dict[str, Any]:
        stored: Any = self.get_queryset().get(pk=row.pk)
        stored.secret = secret
        return dict(WebhookMadeSerializer(stored, context=self.get_serializer_context()).data)


class WebhookEventViewSet(ScopedViewSet):
    """What happened and was told to webhooks, with the content of the message."""

    queryset = WebhookEvent.objects.for_list()
    serializer_class = WebhookEventSerializer
    filters = {"kind": "kind", "subject": "subject_uid", "from": "occurred_at__gte", "to": "occurred_at__lte"}
    orderings = {"occurred_at": "occurred_at"}


class WebhookDeliveryViewSet(ManagedViewSet):
    """The log: every message to every webhook, its tries, and the beginning of the last answer."""

    http_method_names = ["get", "head", "options", "post"]
    queryset = WebhookDelivery.objects.for_list()
    serializer_class = WebhookDeliverySerializer
    carries = NO_FIGURES
    filters = {"webhook": "webhook", "event": "event", "kind": "event__kind", "state": "state"}
    orderings = {"created_at": "created_at", "updated_at": "updated_at", "sent_at": "sent_at"}

    @extend_schema(request=None, responses={(200, JSON): WebhookDeliverySerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], **JUST_JSON)
    def replay(self, request: Request, **kwargs: Any) -> Response:
        """Send this message again."""
        row: WebhookDelivery = self.get_object()
        managing.require_right(row.webhook.region, person_of(request))
        try:
            replay_delivery(row, by=person_of(request))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response(WebhookDeliverySerializer(self.get_object(), context=self.get_serializer_context()).data)
