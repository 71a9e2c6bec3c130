"""Webhooks, what happened, and what was sent."""

import uuid

import factory
from factory.django import DjangoModelFactory

from core.sealing import seal
from tests.factories.organizations import RegionFactory, UserFactory
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent, WebhookSecret

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="


class WebhookFactory(DjangoModelFactory):
    """With its secret, which is `SECRET`."""

    class Meta:
        model = Webhook
        skip_postgeneration_save = True

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Sistem {n}")
    url = "https://93.184.216.34/webhook"
    events = ("report.submitted", "report.verified")
    made_by = factory.SubFactory(UserFactory)
    secret = factory.RelatedFactory("tests.factories.webhooks.WebhookSecretFactory", factory_related_name="webhook")


class WebhookSecretFactory(DjangoModelFactory):
    class Meta:
        model = WebhookSecret

    webhook = factory.SubFactory(WebhookFactory, secret=None)
    sealed = factory.LazyFunction(lambda: seal(SECRET))


class WebhookEventFactory(DjangoModelFactory):
    class Meta:
        model = WebhookEvent

    kind = "report.verified"
    region = factory.SubFactory(RegionFactory)
    subject_uid = factory.LazyFunction(uuid.uuid4)
    payload = factory.LazyAttribute(lambda row: {"code": row.region.code, "state": "verified"})


class WebhookDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = WebhookDelivery

    webhook = factory.SubFactory(WebhookFactory)
    event = factory.SubFactory(
        WebhookEventFactory,
        region=factory.LazyAttribute(lambda row: row.factory_parent.webhook.region or RegionFactory()),
    )
