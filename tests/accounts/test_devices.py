"""A device that is new is told to its owner; one that is known is not."""

import pytest
import time_machine
from django.urls import reverse

from accounts.device_words import device_code
from accounts.models import Device
from accounts.services.devices import COOKIE
from notices.models import Mail, Notice
from tests.accounts.conftest import CHROME, FIREFOX, browser, type_password, with_password

pytestmark = pytest.mark.django_db
LATE = "2026-11-02 16:30:00+00:00"
"""23.30 in Jakarta: within the quiet hours."""


@pytest.fixture
def staff(cast):
    return with_password(cast.staff)


def told(user) -> int:
    return Notice.objects.filter(user=user, kind="account.new_device").count()


def test_the_first_device_of_all_is_no_news_the_second_is(staff, logged_in):
    logged_in(staff)
    assert told(staff) == 0
    logged_in(staff, FIREFOX, "203.0.113.9")
    notice = Notice.objects.get(user=staff, kind="account.new_device")
    assert notice.title == "Masuk dari perangkat baru: Firefox di Windows"
    assert "203.0.113.9" in notice.body
    assert notice.url == reverse("accounts:session-list")


def test_the_same_browser_is_known_again_wherever_it_is(staff, logged_in):
    logged_in(staff)
    client = logged_in(staff, FIREFOX)
    client.post(reverse("account_logout"))
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    type_password(client, staff)
    assert told(staff) == 1
    assert Device.objects.filter(user=staff).count() == 2


def test_the_mail_goes_at_once_in_quiet_hours_too(staff, logged_in):
    with time_machine.travel(LATE, tick=False):
        logged_in(staff)
        logged_in(staff, FIREFOX)
        mail = Mail.objects.get(user=staff)
        assert mail.not_before == mail.created_at
    assert "akhiri sesi itu" in mail.body


def test_nobody_switches_this_news_off(staff, as_):
    page = as_(staff).get(reverse("notices:preferences"))
    assert "mail_safety" not in page.context["form"].fields


def test_a_device_of_a_colleague_is_new_for_oneself(staff, cast, logged_in):
    head = with_password(cast.head)
    logged_in(head)
    shared = logged_in(staff)
    shared.post(reverse("account_logout"))
    type_password(shared, head)
    assert told(head) == 1


def test_a_cookie_that_somebody_made_up_is_no_known_device(staff, logged_in):
    real = logged_in(staff)
    assert real.cookies[COOKIE]["httponly"]
    forged = browser(FIREFOX)
    forged.cookies[COOKIE] = real.cookies[COOKIE].value[:-4] + "AAAA"
    type_password(forged, staff)
    assert told(staff) == 1


def test_of_the_cookie_only_a_digest_is_kept(staff, logged_in):
    client = logged_in(staff)
    device = Device.objects.get(user=staff)
    assert len(device.digest) == 64
    assert device.digest not in client.cookies[COOKIE].value


def test_devices_that_were_not_seen_for_long_are_forgotten(staff, logged_in):
    with time_machine.travel("2025-01-01 01:00:00+00:00", tick=False):
        logged_in(staff)
    logged_in(staff, FIREFOX)
    assert Device.objects.filter(user=staff).count() == 1


@pytest.mark.parametrize(
    ("agent", "code"),
    [
        (CHROME, "Chrome/Android"),
        (FIREFOX, "Firefox/Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605 Version/17.5 Mobile Safari/604", "Safari/iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/126.0 Safari/537 Edg/126.0", "Edge/Windows"),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A146P) SamsungBrowser/25.0 Chrome/121 Mobile Safari/537",
            "Samsung Internet/Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605 Version/17.5 Safari/605", "Safari/macOS"),
        ("curl/8.5.0", "/"),
        ("", "/"),
    ],
)
def test_a_browser_in_words(agent, code):
    assert device_code(agent) == code


def test_an_odd_browser_logs_in_all_the_same(staff):
    client = browser("\x00" + "x" * 900)
    assert type_password(client, staff).status_code == 302
    assert Device.objects.get(user=staff).user_agent == "x" * 199
