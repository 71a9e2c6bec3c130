"""Pages are Indonesian until somebody switches."""

import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_an_english_browser_is_greeted_in_indonesian_until_it_switches(client):
    login = reverse("account_login")
    page = client.get(login, headers={"accept-language": "en-US"})
    assert page.headers["Content-Language"] == "id"
    assert '<html lang="id"' in page.content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": login})
    assert '<html lang="en"' in client.get(login).content.decode()


@pytest.mark.django_db
def test_an_unknown_language_cookie_is_ignored(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert client.get(reverse("account_login")).headers["Content-Language"] == "id"
