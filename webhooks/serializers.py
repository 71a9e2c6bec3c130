"""How webhooks and their log are shown through REST, and what is written; a secret is shown once, when it is made."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from organizations.models import Region, User
from organizations.rest import PersonName, ScopedSerializer, record, reference
from organizations.roles import Can
from webhooks.kinds import CHOICES
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from webhooks.services.managing import Wanted


class WebhookSerializer(ScopedSerializer):
    """An address that is told what happens; without `region` it is of the nation and hears of all regions."""

    region = reference(Region, "code", "name")
    made_by = PersonName()
    events: Any = serializers.ListField(child=serializers.ChoiceField(CHOICES), read_only=True)
    is_active = serializers.BooleanField(read_only=True)
    state = serializers.ChoiceField(Webhook.State.choices, read_only=True)
    pause_reason = serializers.ChoiceField(Webhook.PauseReason.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Webhook
        fields = record(
            "region",
            "name",
            "url",
            "events",
            "is_active",
            "state",
            "paused_at",
            "pause_reason",
            "failing_since",
            "made_by",
        )


class WebhookMadeSerializer(WebhookSerializer):
    """With the secret, which is shown in this answer only."""

    secret = serializers.CharField(read_only=True)

    class Meta:
        model = Webhook
        fields = (*WebhookSerializer.Meta.fields, "secret")


class WebhookEventSerializer(ScopedSerializer):
    """Something that happened; `uid` is the `webhook-id` of its message."""

    region = reference(Region, "code", "name")
    payload: Any = serializers.DictField(read_only=True)

    class Meta:
        model = WebhookEvent
        fields = ("id", "uid", "region", "kind", "subject_uid", "occurred_at", "payload", "created_at")


class WebhookDeliverySerializer(ScopedSerializer):
    """What became of telling one webhook one event."""

    region = reference(Region, "code", "name", source="webhook.region")
    webhook = reference(Webhook, "id", "uid", "name")
    event = reference(WebhookEvent, "id", "uid", "kind", "occurred_at")

    class Meta:
        model = WebhookDelivery
        fields = (
            "id",
            "region",
            "webhook",
            "event",
            "state",
            "attempt",
            "tries",
            "next_at",
            "sent_at",
            "status",
            "problem",
            "answer",
            "duration_ms",
            "created_at",
            "updated_at",
        )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "region",
            summary="Tell a system of the region what was verified",
            value={
                "region": "52.07",
                "name": "Dasbor Diskominfo",
                "url": "https://dasbor.example/webhook",
                "events": ["report.verified", "period.locked"],
            },
            request_only=True,
        )
    ]
)
class WantedWebhookSerializer(serializers.Serializer[Any]):
    """A new webhook."""

    region = serializers.CharField(
        max_length=13, required=False, help_text="Official code, such as 52.07; left out for one of the nation."
    )
    name = serializers.CharField(max_length=120)
    url = serializers.URLField(max_length=500, help_text="Begins with https:// and does not lie in a private network.")
    events = serializers.ListField(child=serializers.ChoiceField(CHOICES), allow_empty=False, max_length=len(CHOICES))

    def wanted(self) -> Wanted:
        """What the service takes."""
        given = self.validated_data
        return Wanted(given["name"], given["url"], given["events"])

    def place(self, by: User) -> Region | None:
        """The region, if the person sees it; a hidden one and a missing one are refused alike."""
        code = self.validated_data.get("region")
        if code is None:
            return None
        region = Region.objects.allowed(by, Can.ADMINISTER).filter(code=code).first()
        if region is None:
            raise PermissionDenied
        return region


class ChangedWebhookSerializer(serializers.Serializer[Any]):
    """What is changed; what is left out stays. With `version` a newer change of somebody else is not overwritten."""

    name = serializers.CharField(max_length=120, required=False)
    url = serializers.URLField(max_length=500, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(CHOICES), allow_empty=False, max_length=len(CHOICES), required=False
    )
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)

    def wanted(self, stored: Webhook) -> Wanted:
        """What is to stand there."""
        given = self.validated_data
        return Wanted(given.get("name", stored.name), given.get("url", stored.url), given.get("events", stored.events))


class ReplaySerializer(serializers.Serializer[Any]):
    """From when on what did not arrive is sent again; left out: everything that is kept."""

    since = serializers.DateTimeField(required=False)


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many messages are sent again."""

    count = serializers.IntegerField()
