"""Messages arrive signed, are tried again when they do not, never twice at once, and never in a private network."""

import base64
import json
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.utils import timezone

from organizations.models import AuditEntry
from tests.factories.webhooks import (
    SECRET,
    WebhookDeliveryFactory,
    WebhookEventFactory,
    WebhookFactory,
    WebhookSecretFactory,
)
from tests.webhooks.receiver import proves, receiving
from webhooks.kinds import Kind
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent, WebhookSecret
from webhooks.services import sending
from webhooks.services.emitting import emit
from webhooks.services.managing import Wanted, make_webhook
from webhooks.services.sending import forget_old, send, send_waiting
from webhooks.timetable import DELAYS, MOST_TRIES

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 10, 1, 1, tzinfo=UTC)


def waiting(receiver, **columns) -> WebhookDelivery:
    return WebhookDeliveryFactory(webhook__url=receiver.url, **columns)


def test_a_message_arrives_signed_with_a_stable_id(receiver):
    row = waiting(receiver)
    assert send_waiting() == 1
    (path, headers, body), row = receiver.got[0], WebhookDelivery.objects.get(pk=row.pk)
    assert path == "/terima"
    assert headers["webhook-id"] == str(row.event.uid)
    assert headers["content-type"] == "application/json"
    assert proves(SECRET, headers, body)
    assert not proves(SECRET, headers, body + b" ")
    assert json.loads(body) == {
        "type": "report.verified",
        "timestamp": row.event.occurred_at.isoformat(),
        "data": row.event.payload,
    }
    assert (row.state, row.status, row.answer, row.tries, row.next_at) == ("sent", 200, "diterima", 1, None)
    assert row.duration_ms is not None
    assert send_waiting() == 0
    assert len(receiver.got) == 1


def test_while_two_secrets_are_in_force_both_prove_a_message(receiver):
    row = waiting(receiver)
    WebhookSecret.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    newer = "whsec_" + base64.b64encode(b"n" * 32).decode()
    from core.sealing import seal

    WebhookSecretFactory(webhook=row.webhook, sealed=seal(newer))
    send_waiting()
    _path, headers, body = receiver.got[0]
    assert proves(SECRET, headers, body)
    assert proves(newer, headers, body)
    WebhookSecret.objects.filter(expires_at__isnull=False).update(expires_at=timezone.now() - timedelta(seconds=1))
    WebhookDeliveryFactory(webhook=row.webhook)
    send_waiting()
    assert not proves(SECRET, *receiver.got[1][1:])
    assert proves(newer, *receiver.got[1][1:])


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        (500, 500, ""),
        (404, 404, ""),
        (302, 302, ""),
        (308, 308, ""),
        ("hang", None, "timeout"),
    ],
)
def test_what_is_not_accepted_is_tried_again_after_a_minute(receiver, settings, answer, status, problem):
    receiver.answers = [answer]
    if answer == "hang":
        settings.WEBHOOK_SECONDS = 0.7
    row = waiting(receiver)
    assert send_waiting() == 0
    row.refresh_from_db()
    assert (row.state, row.status, row.problem, row.tries) == ("failed", status, problem, 1)
    assert timedelta(seconds=50) < row.next_at - timezone.now() <= timedelta(minutes=1)
    assert len(receiver.got) == 1, "a redirect is not followed"
    assert len(row.answer) <= 1024
    row.webhook.refresh_from_db()
    assert row.webhook.failing_since


def test_an_answer_without_an_end_is_cut_and_its_beginning_kept(receiver, settings):
    receiver.answers = ["drip"]
    settings.WEBHOOK_SECONDS = 4  # for the status; at twenty letters a second it would take a minute to be full
    row = waiting(receiver)
    assert send_waiting() == 1, "the status was said: it has arrived"
    row.refresh_from_db()
    assert 0 < len(row.answer) < 1024
    assert set(row.answer) == {"x"}


def test_a_receiver_that_is_down_is_a_connection_problem(receiver):
    row = waiting(receiver)
    receiver.shutdown()
    receiver.server_close()
    send_waiting()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "connection")


def test_the_timetable_of_tries_until_it_is_given_up(receiver):
    with time_machine.travel(MORNING, tick=False) as clock:
        row = waiting(receiver)
        receiver.answers = [503] * MOST_TRIES
        for number, delay in enumerate(DELAYS, start=1):
            send_waiting()
            row.refresh_from_db()
            assert (row.state, row.tries, row.next_at) == ("failed", number, timezone.now() + delay)
            clock.shift(delay - timedelta(seconds=1))
            assert send(row.pk) is None
            clock.shift(timedelta(seconds=1))
        send_waiting()
        row.refresh_from_db()
        assert (row.state, row.tries, row.next_at) == ("given_up", MOST_TRIES, None)
        clock.shift(timedelta(days=3))
        assert send_waiting() == 0
    assert len(receiver.got) == MOST_TRIES
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1
    assert len({body for _path, _headers, body in receiver.got}) == 1


def test_a_success_ends_the_failing(receiver):
    row = waiting(receiver, webhook__failing_since=timezone.now() - timedelta(days=6))
    send_waiting()
    row.webhook.refresh_from_db()
    assert row.webhook.failing_since is None


def test_after_a_week_without_success_it_is_paused_and_nothing_is_sent(receiver):
    receiver.answers = [500]
    row = waiting(receiver, webhook__failing_since=timezone.now() - timedelta(days=7, seconds=1))
    later = WebhookDeliveryFactory(webhook=row.webhook)
    send_waiting()
    hook = Webhook.objects.get()
    assert (hook.state, hook.pause_reason, hook.told_at) == ("paused", "failures", None)
    assert AuditEntry.objects.get(verb="webhook.stopped").by is None
    send_waiting()
    later.refresh_from_db()
    assert (later.state, later.tries, len(receiver.got)) == ("waiting", 0, 1)


def test_of_a_message_that_is_claimed_a_paused_webhook_gets_nothing(receiver):
    row = waiting(receiver, webhook__paused_at=timezone.now(), webhook__pause_reason="by_hand")
    assert send(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.tries, receiver.got) == ("waiting", 0, [])


def test_a_receiver_that_fails_keeps_nobody_else_waiting(receiver):
    receiver.answers = [500]
    broken = waiting(receiver)
    WebhookDeliveryFactory(webhook=broken.webhook)
    waiting(receiver)
    assert send_waiting() == 1
    assert len(receiver.got) == 2


def test_a_receiver_that_is_down_for_long_does_not_take_the_place_of_the_others(receiver, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    receiver.answers = [500]
    broken = waiting(receiver)
    for _number in range(3):
        WebhookDeliveryFactory(webhook=broken.webhook)
    healthy = waiting(receiver)
    assert send_waiting() == 0
    assert send_waiting() == 1
    healthy.refresh_from_db()
    assert healthy.state == "sent"
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=True):
        waiting(receiver)
        receiver.answers = [200, 500]
        assert send_waiting() == 1, "those that work come first"
        assert send_waiting() == 0
    assert broken.webhook.deliveries.filter(attempt__gt=0).count() >= 1


def test_a_slow_receiver_gets_its_share_of_a_run_and_the_rest_later(receiver, monkeypatch):
    monkeypatch.setattr(sending, "SLOW_SECONDS", -1)
    woken = []
    monkeypatch.setattr(sending.jobs, "send", lambda _task: woken.append(1))
    first = waiting(receiver)
    WebhookDeliveryFactory(webhook=first.webhook)
    other = waiting(receiver)
    send_waiting()
    other.refresh_from_db()
    assert other.state == "waiting"
    assert woken, "what was left out is asked for at once"


def test_a_receiver_that_is_gone_is_not_asked_again_and_the_webhook_pauses(receiver):
    receiver.answers = [410]
    row = waiting(receiver)
    later = WebhookDeliveryFactory(webhook=row.webhook)
    send_waiting()
    row.refresh_from_db()
    assert (row.state, row.status, row.next_at) == ("given_up", 410, None)
    hook = Webhook.objects.get()
    assert (hook.state, hook.pause_reason, hook.told_at) == ("paused", "gone", None)
    assert AuditEntry.objects.get(verb="webhook.gone").by is None
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        send_waiting()
    later.refresh_from_db()
    assert (later.state, later.tries, len(receiver.got)) == ("waiting", 0, 1)


@pytest.mark.parametrize(("said", "minutes"), [("1800", 30), ("5", 1), ("besok", 1), ("99999999", 24 * 60)])
def test_a_receiver_says_for_how_long_it_wants_to_be_left_alone(receiver, said, minutes):
    receiver.answers = [(429, {"Retry-After": said})]
    row = waiting(receiver)
    send_waiting()
    row.refresh_from_db()
    wait = (row.next_at - timezone.now()).total_seconds()
    assert minutes * 60 - 20 < wait <= minutes * 60


def test_two_workers_with_the_same_message_send_it_once(receiver):
    row = waiting(receiver)
    WebhookDelivery.objects.filter(pk=row.pk).update(state="sending", attempt=1, tries=1, heartbeat_at=timezone.now())
    assert send(row.pk) is None
    assert send_waiting() == 0
    assert receiver.got == []


def test_what_a_dead_worker_left_is_sent_by_the_next_one(receiver):
    row = waiting(receiver)
    long_ago = timezone.now() - timedelta(minutes=2)
    WebhookDelivery.objects.filter(pk=row.pk).update(state="sending", attempt=1, tries=1, heartbeat_at=long_ago)
    assert send_waiting() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == ("sent", 2)


def test_a_worker_that_lost_its_claim_writes_nothing(receiver):
    """The receiver takes its time; meanwhile somebody else took the message over."""
    row = waiting(receiver)
    claim = sending._claim(row.pk)
    WebhookDelivery.objects.filter(pk=row.pk).update(attempt=2)
    with pytest.raises(sending.ClaimLost):
        sending._write_down(claim, row, sending.Reply(200), duration=0.1)
    row.refresh_from_db()
    assert row.state == "sending"


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/x", "https://10.1.2.3/x", "https://[::1]/x", "https://169.254.169.254/"]
)
def test_nothing_is_sent_into_a_private_network(url, settings):
    settings.WEBHOOK_PRIVATE = []
    row = WebhookDeliveryFactory(webhook__url=url)
    send_waiting()
    row.refresh_from_db()
    assert (row.state, row.problem, row.status) == ("failed", "private", None)


def test_a_name_that_leads_into_a_private_network_later_is_not_followed_there(settings, monkeypatch, region, cast):
    """The name is public when the webhook is made, and belongs to this machine when the message is sent."""
    settings.WEBHOOK_SECONDS = 0.7
    where = ["93.184.216.34"]
    known = socket.getaddrinfo

    def resolve(host, port, *args, **options):
        return known(where[0] if host == "penerima.example" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with receiving() as server:
        url = f"https://penerima.example:{server.server_port}/"
        hook, _secret = make_webhook(region, Wanted("Dasbor", url, ["report.verified"]), by=cast.admin)
        row = WebhookDeliveryFactory(webhook=hook)
        where[0] = "127.0.0.1"
        send_waiting()
        assert server.got == []
    row.refresh_from_db()
    assert row.problem == "private"


def test_the_name_is_asked_for_once_and_the_checked_address_is_told(receiver, monkeypatch):
    """A second answer of the name server would not count: the connection goes to the first."""
    asked, known = [], socket.getaddrinfo

    def resolve(host, port, *args, **options):
        if host != "penerima.example":
            return known(host, port, *args, **options)
        asked.append(host)
        return known("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    row = WebhookDeliveryFactory(webhook__url=receiver.url.replace("127.0.0.1", "penerima.example"))
    assert send_waiting() == 1
    assert asked == ["penerima.example"]
    _path, headers, _body = receiver.got[0]
    assert headers["host"].startswith("penerima.example")
    assert row.webhook.url.startswith("http://penerima.example")


def test_a_receiver_must_prove_who_it_is(settings, tmp_path):
    """Nobody vouches for its certificate: nothing is sent."""
    settings.WEBHOOK_PRIVATE, settings.WEBHOOK_SECONDS = ["127.0.0.0/8"], 5
    with receiving(own_certificate(tmp_path)) as server:
        row = waiting(server)
        send_waiting()
        assert server.got == []
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "certificate")


def own_certificate(folder) -> str:
    """A file with a key and the certificate that it made for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    form = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "penerima.pem").write_bytes(key.private_bytes(form, *plain) + signed.public_bytes(form))
    return str(folder / "penerima.pem")


def test_without_the_setting_only_https_is_spoken(receiver, settings):
    settings.WEBHOOK_HTTP = False
    row = waiting(receiver)
    send_waiting()
    row.refresh_from_db()
    assert (row.problem, receiver.got) == ("scheme", [])


def test_a_secret_that_cannot_be_opened_is_said_so(receiver, settings):
    row = waiting(receiver)
    settings.SECRET_KEY = "sebuah kunci baru"
    send_waiting()
    row.refresh_from_db()
    assert (row.problem, receiver.got) == ("secret", [])


def test_without_a_secret_nothing_is_sent_unsigned(receiver):
    row = waiting(receiver)
    WebhookSecret.objects.all().delete()
    send_waiting()
    row.refresh_from_db()
    assert (row.problem, receiver.got) == ("secret", [])


def test_an_event_exists_only_if_the_transaction_commits(region):
    WebhookFactory(region=region)
    try:
        with transaction.atomic():
            emit(Kind.REPORT_VERIFIED, region=region, subject=region.uid, payload=dict)
            assert WebhookEvent.objects.count() == 1
            raise RuntimeError
    except RuntimeError:
        pass
    assert (WebhookEvent.objects.count(), WebhookDelivery.objects.count()) == (0, 0)


def test_without_a_webhook_an_event_is_one_query_and_no_row(region, django_assert_num_queries):
    def payload():
        raise AssertionError("nobody wants to know")

    with django_assert_num_queries(1):
        assert emit(Kind.REPORT_VERIFIED, region=region, subject=region.uid, payload=payload) is None
    assert not WebhookEvent.objects.exists()


def test_a_region_hears_of_itself_the_nation_of_all(region, other_region):
    own, foreign, nation = (
        WebhookFactory(region=region),
        WebhookFactory(region=other_region),
        WebhookFactory(region=None),
    )
    WebhookFactory(region=region, events=["period.locked"])
    WebhookFactory(region=region, archived_at=timezone.now())
    emit(Kind.REPORT_VERIFIED, region=region, subject=region.uid, payload=dict)
    assert set(WebhookDelivery.objects.values_list("webhook", flat=True)) == {own.pk, nation.pk}
    assert foreign.deliveries.count() == 0


def test_with_a_key_the_same_is_said_once(region):
    WebhookFactory(region=region)
    for _time in range(2):
        emit(Kind.REPORT_VERIFIED, region=region, subject=region.uid, payload=dict, key="tahap")
    assert WebhookEvent.objects.count() == 1


def test_what_is_old_is_forgotten(region, monkeypatch):
    monkeypatch.setattr(sending, "FORGOTTEN_AT_ONCE", 2)
    for _number in range(4):
        WebhookEventFactory(occurred_at=timezone.now() - timedelta(days=100), region=region)
    old = WebhookDeliveryFactory(event=WebhookEventFactory(occurred_at=timezone.now() - timedelta(days=91)))
    young = WebhookDeliveryFactory()
    WebhookSecretFactory(webhook=young.webhook, expires_at=timezone.now())
    forget_old()
    assert list(WebhookDelivery.objects.values_list("pk", flat=True)) == [young.pk]
    assert list(WebhookEvent.objects.values_list("pk", flat=True)) == [young.event_id]
    assert old.event_id != young.event_id
    assert young.webhook.secrets.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_sends(receiver):
    row = waiting(receiver)
    replies = []

    def work():
        from django.db import connection

        replies.append(send(row.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(5)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(receiver.got) == 1
    assert sum(reply is not None for reply in replies) == 1
