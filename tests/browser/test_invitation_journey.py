"""Somebody is invited, opens the link on a telephone, chooses a password, enters; and comes back through a provider."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation
from accounts.services.sending import send_invitation
from organizations.models import User
from organizations.roles import Role
from tests.accounts.providers import RealProvider
from tests.accounts.test_identity import KEY, use
from tests.people import person as somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS, PASSWORD = "rina.contoh@ksb.example", "panen jagung bulan maret"


@pytest.fixture
def provider(settings):
    found = RealProvider()
    use(settings, found)
    yield found
    found.stop()


def test_from_the_invitation_to_the_first_day_and_back_through_the_provider(region, open_as, provider, settings):
    admin = open_as(somebody(Role.REGION_ADMIN, region))
    admin.open(reverse("people:list", args=[region.code]))
    admin.press('a[href$="/undang/"]')
    admin.page.fill("#id_email", ADDRESS)
    admin.page.fill("#id_name", "Rina Contoh")
    admin.page.select_option("#id_role", Role.VERIFIER)
    admin.press('main form button[type="submit"]')
    assert ADDRESS in admin.page.text_content("#content")

    send_invitation(Invitation.objects.get().pk)
    link = re.search(r"(/undangan/\S+)", mail.outbox[-1].body)[1]
    rina = open_as(None, width=390, height=844)
    rina.open(link)
    rina.page.fill("#id_password", "bismillah123")
    rina.press('button:has-text("Terima dan masuk")')
    assert "pernah bocor" in rina.page.text_content("#field-password")
    rina.page.fill("#id_password", PASSWORD)
    rina.page.click('button:has-text("Tampilkan")')
    assert rina.page.get_attribute("#id_password", "type") == "text"
    rina.press('button:has-text("Terima dan masuk")')
    assert rina.page.url.endswith(reverse("portal:home"))
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)

    provider.know("s-1", email=ADDRESS, email_verified=True)
    later = open_as(None, width=390, height=844)
    later.open(reverse("account_login"))
    with later.page.expect_navigation(url=re.compile(re.escape(provider.issuer))):
        later.page.click('button:has-text("Masuk Negara")')
    later.page.fill('input[name="sub"]', "s-1")
    with later.page.expect_navigation(url=re.compile(re.escape(reverse("portal:home")) + "$")):
        later.page.locator('button[type="submit"], input[type="submit"]').first.click()
    # Its page is not ours, nor what the browser says of it.
    later.complaints[:] = [each for each in later.complaints if not each.startswith(provider.issuer)]
    later.check()
    assert KEY in {each.provider for each in User.objects.get(email=ADDRESS).socialaccount_set.all()}
