"""Administrators see, make and repair webhooks in the browser and through REST; a secret is shown in one answer."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.services.keys import make_key
from tests.factories.webhooks import SECRET, WebhookDeliveryFactory, WebhookFactory
from tests.webhooks.receiver import messages
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from webhooks.services.sending import send_waiting

pytestmark = pytest.mark.django_db
FORM = {"name": "Dasbor Diskominfo", "url": "https://93.184.216.34/terima", "events": ["report.verified"]}


def test_the_secret_is_shown_in_the_answer_and_never_again(as_, cast, region):
    browser = as_(cast.admin)
    answer = browser.post(f"/daerah/{region.code}/webhook/baru/", FORM)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "whsec_" in answer.content.decode()
    hook = Webhook.objects.get()
    for address in (f"/daerah/{region.code}/webhook/", f"/webhook/{hook.pk}/", f"/webhook/{hook.pk}/ubah/"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "whsec_" not in page.content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(as_, cast, region):
    answer = as_(cast.admin).post(f"/daerah/{region.code}/webhook/baru/", FORM | {"url": "https://10.0.0.1/x"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["url"]
    assert "Dasbor Diskominfo" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_the_nation_makes_its_own_and_looks_at_those_of_regions_without_changing_them(as_, cast, region):
    browser = as_(cast.national)
    assert browser.post("/nasional/webhook/baru/", FORM).status_code == 200
    national, regional = Webhook.objects.get(), WebhookFactory(region=region)
    assert browser.post(f"/webhook/{national.pk}/jeda/").status_code == 302
    assert browser.get(f"/webhook/{regional.pk}/").status_code == 200
    assert browser.post(f"/webhook/{regional.pk}/jeda/").status_code == 403
    assert as_(cast.admin).get(f"/webhook/{national.pk}/").status_code == 404
    listed = reverse("webhooks:webhook-list", args=[region.code])
    assert f'href="{listed}"' in as_(cast.admin).get(f"/webhook/{regional.pk}/").content.decode().split("<main")[1]
    assert f'href="{listed}"' not in browser.get(f"/webhook/{regional.pk}/").content.decode()


def test_the_log_is_narrowed_by_state_and_paged(as_, cast, region):
    hook = WebhookFactory(region=region)
    for _number in range(27):
        WebhookDeliveryFactory(webhook=hook, state="given_up", status=500)
    WebhookDeliveryFactory(webhook=hook, state="sent", status=200)
    browser = as_(cast.admin)
    assert len(browser.get(f"/webhook/{hook.pk}/").context["lines"]) == 25
    assert len(browser.get(f"/webhook/{hook.pk}/?page=2").context["lines"]) == 3
    assert len(browser.get(f"/webhook/{hook.pk}/?keadaan=sent").context["lines"]) == 1
    assert len(browser.get(f"/webhook/{hook.pk}/?keadaan=tidakada").context["lines"]) == 25
    browser.post(f"/webhook/{hook.pk}/kirim-ulang/")
    assert WebhookDelivery.objects.filter(state="waiting").count() == 27


@pytest.mark.parametrize("all_of_them", [True, False])
def test_what_did_not_arrive_arrives_when_it_is_sent_again_from_a_page(as_, cast, region, receiver, all_of_them):
    row = WebhookDeliveryFactory(webhook__region=region, webhook__url=receiver.url, state="given_up", next_at=None)
    address = f"/webhook/{row.webhook_id}/kirim-ulang/" if all_of_them else f"/webhook/kiriman/{row.pk}/kirim-ulang/"
    for who in ("foreign_region_admin", "verifier", "staff", "assessor"):
        assert as_(getattr(cast, who)).post(address).status_code == 404
    assert as_(cast.national).post(address).status_code == 403
    send_waiting()
    assert receiver.got == []
    assert as_(cast.admin).post(address).status_code == 302
    send_waiting()
    [message] = messages(receiver, SECRET)
    assert message["data"] == row.event.payload
    assert receiver.got[0][1]["webhook-id"] == str(row.event.uid)


@pytest.mark.parametrize("all_of_them", [True, False])
def test_what_did_not_arrive_arrives_when_a_program_sends_it_again(client, cast, region, receiver, all_of_them):
    row = WebhookDeliveryFactory(webhook__region=region, webhook__url=receiver.url, state="given_up", next_at=None)
    table, number = ("webhooks", row.webhook_id) if all_of_them else ("webhook-deliveries", row.pk)

    def ask(person) -> int:
        _key, secret = make_key(person, "Dasbor", scopes=["webhooks"])
        head = {"authorization": f"Api-Key {secret}"}
        return client.post(f"/api/v1/{table}/{number}/replay/", {}, "application/json", headers=head).status_code

    assert [ask(getattr(cast, who)) for who in ("foreign_region_admin", "verifier", "national")] == [404, 404, 403]
    send_waiting()
    assert receiver.got == []
    assert ask(cast.admin) == 200
    send_waiting()
    assert len(messages(receiver, SECRET)) == 1


def test_who_sends_again_to_a_paused_webhook_is_told_that_it_waits(as_, cast, region):
    paused = {"paused_at": timezone.now(), "pause_reason": "by_hand"}
    hook = WebhookFactory(region=region, **paused)
    row = WebhookDeliveryFactory(webhook=hook, state="given_up")
    browser = as_(cast.admin)
    for address in (f"/webhook/kiriman/{row.pk}/kirim-ulang/", f"/webhook/{hook.pk}/kirim-ulang/"):
        WebhookDelivery.objects.update(state="given_up")
        page = browser.post(address, follow=True)
        [said] = page.context["messages"]
        assert "dijeda" in str(said)


def test_the_page_of_a_secret_leads_to_receivers_that_can_be_fetched(as_, cast, region, client):
    hook = WebhookFactory(region=region)
    page = as_(cast.admin).post(f"/webhook/{hook.pk}/kunci-baru/").content.decode()
    for name, word in (("receive.py", "import hmac"), ("receive.php", "hash_hmac")):
        assert f'href="/webhook/penerima/{name}"' in page
        assert word in client.get(f"/webhook/penerima/{name}").content.decode()
    assert client.get("/webhook/penerima/manage.py").status_code == 404


def test_a_message_and_its_answer_can_be_read_and_what_a_receiver_said_is_not_run(as_, cast, region):
    row = WebhookDeliveryFactory(webhook__region=region, state="failed", status=500, answer="<script>x</script>")
    page = as_(cast.admin).get(f"/webhook/kiriman/{row.pk}/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "report.verified" in page
    assert as_(cast.foreign_region_admin).get(f"/webhook/kiriman/{row.pk}/").status_code == 404


def test_who_changes_an_older_version_sees_what_is_stored_now(as_, cast, region):
    hook = WebhookFactory(region=region, name="Lama")
    Webhook.objects.filter(pk=hook.pk).update(version=5, name="Baru")
    answer = as_(cast.admin).post(f"/webhook/{hook.pk}/ubah/", FORM | {"seen_version": 1})
    assert answer.status_code == 409
    assert answer.context["form"].initial["name"] == "Baru"


@pytest.fixture
def program(client, cast):
    """A program with the key of the region's administrator."""
    _key, secret = make_key(cast.admin, "SPBE", scopes=["read", "webhooks"])

    def ask(method, path, **body):
        headers = {"authorization": f"Api-Key {secret}"}
        return getattr(client, method)(f"/api/v1/{path}", json.dumps(body), "application/json", headers=headers)

    ask.get = lambda path: client.get(f"/api/v1/{path}", headers={"authorization": f"Api-Key {secret}"})
    return ask


def test_a_program_makes_changes_tests_and_replaces_the_secret(program, region):
    made = program("post", "webhooks/", region="52.07", **FORM)
    assert made.status_code == 201
    row = made.json()
    assert row["secret"].startswith("whsec_")
    assert made["Cache-Control"] == "no-store"
    address = f"webhooks/{row['id']}/"
    assert made["Location"].endswith(f"/api/v1/{address}")
    assert "secret" not in program.get(address).json()
    changed = program("patch", address, events=["period.locked"], version=row["version"])
    assert (changed.status_code, changed.json()["events"]) == (200, ["period.locked"])
    assert changed.json()["url"] == FORM["url"]
    assert program("patch", address, name="Lain", version=row["version"]).status_code == 409
    assert program("post", f"{address}ping/").status_code == 200
    assert WebhookEvent.objects.get().kind == "ping"
    again = program("post", f"{address}rotate/").json()["secret"]
    assert again not in ("", row["secret"])
    assert program("post", f"{address}pause/").json()["state"] == "paused"
    assert program("post", f"{address}pause/").status_code == 409
    assert program("post", f"{address}resume/").json()["state"] == "active"
    assert program("post", f"{address}archive/").json()["state"] == "archived"


def test_a_key_that_only_reads_looks_at_webhooks_and_changes_none(client, cast, region):
    row = WebhookDeliveryFactory(webhook__region=region, state="given_up")
    _key, secret = make_key(cast.admin, "Dasbor", scopes=["read"])
    headers = {"authorization": f"Api-Key {secret}"}
    assert client.get(f"/api/v1/webhooks/{row.webhook_id}/", headers=headers).status_code == 200
    for path in ("webhooks/", f"webhooks/{row.webhook_id}/pause/", f"webhook-deliveries/{row.pk}/replay/"):
        answer = client.post(f"/api/v1/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    row.refresh_from_db()
    assert row.state == "given_up"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"url": "https://10.0.0.1/"}, 400),
        ({"events": ["ping"]}, 400),
        ({"events": []}, 400),
        ({"region": "52.04"}, 403),
        ({"region": "99.99"}, 403),
        ({"region": None}, 400),
    ],
)
def test_a_program_is_refused_what_is_wrong(program, other_region, wrong, status):
    assert program("post", "webhooks/", **({"region": "52.07"} | FORM | wrong)).status_code == status
    assert not Webhook.objects.exists()


def test_a_program_sends_again_what_was_missed(program, region):
    hook = WebhookFactory(region=region)
    missed = WebhookDeliveryFactory(webhook=hook, state="given_up")
    assert program("post", f"webhooks/{hook.pk}/replay/", since="2099-01-01T00:00:00Z").json() == {"count": 0}
    assert program("post", f"webhooks/{hook.pk}/replay/").json() == {"count": 1}
    assert program("post", f"webhook-deliveries/{missed.pk}/replay/").status_code == 409
    assert program("post", f"webhooks/{hook.pk}/replay/", since="kemarin").status_code == 400
    shown = program.get(f"webhook-deliveries/?webhook={hook.pk}&state=waiting").json()["results"]
    assert [each["id"] for each in shown] == [missed.pk]
    assert SECRET not in str(shown)


def test_who_is_not_signed_in_or_of_another_region_sees_nothing(as_, cast, region, client):
    hook = WebhookFactory(region=region, paused_at=timezone.now(), pause_reason="failures")
    assert client.get(f"/api/v1/webhooks/{hook.pk}/").status_code == 401
    other = as_(cast.foreign_region_admin)
    assert other.get(f"/api/v1/webhooks/{hook.pk}/").status_code == 404
    assert other.get("/api/v1/webhooks/").json()["results"] == []
