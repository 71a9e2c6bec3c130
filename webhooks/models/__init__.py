"""The tables of this app."""

from webhooks.models.events import WebhookDelivery, WebhookEvent
from webhooks.models.hooks import Webhook, WebhookSecret

__all__ = ["Webhook", "WebhookDelivery", "WebhookEvent", "WebhookSecret"]
