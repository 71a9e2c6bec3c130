"""Telling the owners of webhooks that were paused by themselves, and why; each pause is told once."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from notices.services.telling import tell
from organizations.models import Membership, User
from organizations.roles import Role
from portal import news
from webhooks.models import Webhook
from webhooks.services.managing import host_of

NEWS = {Webhook.PauseReason.FAILURES: news.WEBHOOK_PAUSED, Webhook.PauseReason.GONE: news.WEBHOOK_GONE}


def tell_paused() -> int:
    """Tell of every webhook that was paused by itself; returns how many people learned something."""
    rows = Webhook.objects.current().filter(pause_reason__in=NEWS, told_at=None)
    return sum(_tell_of(each) for each in rows.select_related("region", "made_by").order_by("pk"))


@transaction.atomic
def _tell_of(webhook: Webhook) -> int:
    if not Webhook.objects.filter(pk=webhook.pk, told_at=None).update(told_at=timezone.now()):
        return 0
    return tell(
        NEWS[Webhook.PauseReason(webhook.pause_reason)].code,
        people_of(webhook),
        key=f"{webhook.uid}:{webhook.paused_at:%Y-%m-%dT%H:%M}",
        params={"name": webhook.name, "host": host_of(webhook)},
        url=reverse("webhooks:webhook-detail", args=[webhook.pk]),
        region=webhook.region,
    )


def people_of(webhook: Webhook) -> list[User]:
    """Who takes care of it: the administrators of its region, or of the nation, today."""
    role = Role.REGION_ADMIN if webhook.region_id else Role.NATIONAL_ADMIN
    held = Membership.objects.in_force(timezone.localdate()).filter(role=role, region=webhook.region)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
