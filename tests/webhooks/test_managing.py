"""Webhooks are made, changed, paused and repeated by those who administer; their secrets are shown once."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import Conflict, Refused
from core.sealing import unseal
from notices.models import Notice
from organizations.models import AuditEntry
from portal.services.webhooks import tell_paused
from tests.factories.webhooks import WebhookDeliveryFactory, WebhookFactory
from webhooks.models import Webhook, WebhookDelivery, WebhookSecret
from webhooks.services import managing
from webhooks.services.managing import Wanted
from webhooks.services.replaying import replay_delivery, replay_missed
from webhooks.services.sending import send_waiting

pytestmark = pytest.mark.django_db
PUBLIC = "https://93.184.216.34/webhook?token=rahasia"
WANTED = Wanted("Dasbor", PUBLIC, ["report.verified"])


def test_an_administrator_makes_a_webhook_and_gets_its_secret_once(region, cast):
    hook, secret = managing.make_webhook(region, WANTED, by=cast.admin)
    assert (hook.region, hook.made_by, hook.events) == (region, cast.admin, ["report.verified"])
    stored = WebhookSecret.objects.get()
    assert secret.startswith("whsec_")
    assert unseal(stored.sealed) == secret
    assert secret not in stored.sealed
    entry = AuditEntry.objects.get(verb="webhook.made")
    assert entry.details["host"] == "93.184.216.34"
    assert "rahasia" not in str(entry.details)
    assert secret.removeprefix("whsec_") not in str(entry.details)


@pytest.mark.parametrize("who", ["staff", "verifier", "assessor", "national", "foreign_region_admin"])
def test_nobody_else_makes_one_for_the_region(region, cast, who):
    with pytest.raises(PermissionDenied):
        managing.make_webhook(region, WANTED, by=getattr(cast, who))


def test_the_nation_makes_its_own_and_the_region_does_not(cast):
    hook, _secret = managing.make_webhook(None, WANTED, by=cast.national)
    assert hook.region is None
    with pytest.raises(PermissionDenied):
        managing.make_webhook(None, WANTED, by=cast.admin)
    with pytest.raises(PermissionDenied):
        managing.pause_webhook(hook, by=cast.admin)


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("http://93.184.216.34/", ["report.verified"], "url"),
        ("https://127.0.0.1/", ["report.verified"], "url"),
        ("https://10.0.0.8/x", ["report.verified"], "url"),
        ("https://orang:sandi@93.184.216.34/", ["report.verified"], "url"),
        ("https://93.184.216.34:25/", ["report.verified"], "url"),
        (PUBLIC, [], "events"),
        (PUBLIC, ["ping"], "events"),
        (PUBLIC, ["tidak.ada"], "events"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(region, cast, url, events, field):
    with pytest.raises(Refused) as refused:
        managing.make_webhook(region, Wanted("Dasbor", url, events), by=cast.admin)
    assert refused.value.field == field
    assert not Webhook.objects.exists()


def test_a_private_address_is_accepted_where_the_setting_allows_it(region, cast, settings):
    settings.WEBHOOK_PRIVATE = ["10.0.0.0/24"]
    managing.make_webhook(region, Wanted("Dasbor", "https://10.0.0.8/x", ["report.verified"]), by=cast.admin)


def test_too_many_are_refused(region, cast, monkeypatch):
    monkeypatch.setattr(managing, "MOST", 1)
    managing.make_webhook(region, WANTED, by=cast.admin)
    with pytest.raises(Refused):
        managing.make_webhook(region, WANTED, by=cast.admin)


def test_a_new_secret_signs_beside_the_old_one_for_a_day(region, cast):
    hook, first = managing.make_webhook(region, WANTED, by=cast.admin)
    second = managing.rotate_secret(hook, by=cast.admin)
    third = managing.rotate_secret(hook, by=cast.admin)

    def in_force(moment):
        return [unseal(each.sealed) for each in WebhookSecret.objects.in_force(moment)]

    now = timezone.now()
    assert set(in_force(now)) == {second, third}
    assert in_force(now + timedelta(hours=25)) == [third]
    assert first not in (second, third)


def test_a_change_does_not_overwrite_a_newer_one(region, cast):
    hook, _secret = managing.make_webhook(region, WANTED, by=cast.admin)
    managing.change_webhook(hook, Wanted("Lain", PUBLIC, ["period.locked"]), by=cast.admin, seen_version=1)
    with pytest.raises(Conflict):
        managing.change_webhook(hook, WANTED, by=cast.admin, seen_version=1)
    hook.refresh_from_db()
    assert (hook.name, hook.events) == ("Lain", ["period.locked"])


def test_what_waits_is_sent_when_a_paused_webhook_goes_on(receiver, cast, region):
    row = WebhookDeliveryFactory(webhook__region=region, webhook__url=receiver.url)
    hook = managing.pause_webhook(row.webhook, by=cast.admin)
    assert send_waiting() == 0
    managing.resume_webhook(hook, by=cast.admin)
    assert send_waiting() == 1


def test_a_test_message_arrives(receiver, cast, region, django_capture_on_commit_callbacks):
    hook = WebhookFactory(region=region, url=receiver.url)
    managing.ping_webhook(hook, by=cast.admin)
    send_waiting()
    message = json.loads(receiver.got[0][2])
    assert (message["type"], message["data"]["webhook"]["uid"]) == ("ping", str(hook.uid))
    managing.pause_webhook(hook, by=cast.admin)
    with pytest.raises(Refused):
        managing.ping_webhook(hook, by=cast.admin)


def test_out_of_use_nothing_waits_and_no_secret_is_left(cast, region):
    row = WebhookDeliveryFactory(webhook__region=region)
    managing.archive_webhook(row.webhook, by=cast.admin)
    row.refresh_from_db()
    assert (row.state, row.next_at, WebhookSecret.objects.count()) == ("given_up", None, 0)
    with pytest.raises(Refused):
        replay_delivery(row, by=cast.admin)


def test_what_arrived_is_sent_again_under_the_same_id(receiver, cast, region):
    row = WebhookDeliveryFactory(webhook__region=region, webhook__url=receiver.url)
    send_waiting()
    replay_delivery(row, by=cast.admin)
    with pytest.raises(Refused):
        replay_delivery(row, by=cast.admin)
    send_waiting()
    ids = {headers["webhook-id"] for _path, headers, _body in receiver.got}
    assert (len(receiver.got), len(ids)) == (2, 1)
    row.refresh_from_db()
    assert (row.attempt, row.tries, row.state) == (2, 1, "sent")


def test_everything_missed_since_a_moment_is_sent_again(cast, region):
    hook, now = WebhookFactory(region=region), timezone.now()
    wanted = {
        "old": ("given_up", now - timedelta(days=3)),
        "new": ("given_up", now - timedelta(hours=1)),
        "tried": ("failed", now),
        "fine": ("sent", now),
    }
    rows = {
        name: WebhookDeliveryFactory(webhook=hook, state=state, event__occurred_at=moment)
        for name, (state, moment) in wanted.items()
    }
    assert replay_missed(hook, by=cast.admin, since=now - timedelta(days=1)) == 2
    states = {name: WebhookDelivery.objects.get(pk=row.pk).state for name, row in rows.items()}
    assert states == {"old": "given_up", "new": "waiting", "tried": "waiting", "fine": "sent"}
    with pytest.raises(PermissionDenied):
        replay_missed(hook, by=cast.foreign_region_admin)


def test_the_notice_of_a_receiver_that_is_gone_says_so(receiver, cast, region):
    receiver.answers = [410]
    WebhookDeliveryFactory(webhook__region=region, webhook__url=receiver.url, webhook__name="Dasbor")
    send_waiting()
    assert tell_paused() == 1
    assert tell_paused() == 0
    notice = Notice.objects.get(user=cast.admin)
    assert notice.kind == "webhook.gone"


def test_administrators_are_told_once_of_a_webhook_that_was_paused_by_itself(cast, region):
    hook = WebhookFactory(region=region, name="Dasbor", paused_at=timezone.now(), pause_reason="failures")
    WebhookFactory(region=region, paused_at=timezone.now(), pause_reason="by_hand")
    assert tell_paused() == 1
    assert tell_paused() == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (cast.admin, f"/webhook/{hook.pk}/")
    national = WebhookFactory(region=None, paused_at=timezone.now(), pause_reason="failures")
    tell_paused()
    assert Notice.objects.get(url=f"/webhook/{national.pk}/").user == cast.national
