"""The administration of entering shows who and when, and never a secret."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import Session
from tests.accounts.conftest import give_app, give_codes
from tests.factories.accounts import DeviceFactory, SessionFactory
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_factors_are_seen_without_their_secrets(chief):
    person = UserFactory()
    give_app(person)
    give_codes(person)
    for row in Authenticator.objects.filter(user=person):
        page = chief.get(reverse("admin:mfa_authenticator_change", args=[row.pk]))
        assert page.status_code == 200
        assert not [each for each in row.data.values() if str(each) in page.content.decode() and len(str(each)) > 8]
        assert chief.post(reverse("admin:mfa_authenticator_delete", args=[row.pk])).status_code == 403


def test_sessions_are_seen_without_what_opens_them(chief):
    row = SessionFactory(session_data="geheim-und-signiert")
    listed = chief.get(reverse("admin:accounts_session_changelist")).content.decode()
    assert "10.9.8.7" in listed
    shown = chief.get(reverse("admin:accounts_session_change", args=[row.pk])).content.decode()
    assert "geheim-und-signiert" not in shown
    assert Session.objects.filter(user=None).count() == 0


def test_devices_are_seen_without_their_digest(chief):
    row = DeviceFactory(address="10.1.1.1")
    page = chief.get(reverse("admin:accounts_device_change", args=[row.pk])).content.decode()
    assert "10.1.1.1" in page
    assert row.digest not in page
