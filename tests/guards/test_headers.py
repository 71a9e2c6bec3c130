"""Headers of answers that the access matrix does not ask for (it compares those of all others); no page without
protection against forged requests; no way to another site; files leave through the access check only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from rest_framework.authentication import SessionAuthentication

from core.safe_headers import ALLOWED_HERE
from organizations.models import User
from tests.guards.access_table import LOGIN, LOGIN_KEYS, PAGES
from tests.guards.headers import problems
from tests.guards.structure import routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_pages_around_the_log_in_of_the_administration_and_of_errors(world):
    anonymous, wrong = world.browsers["anonymous"], []
    for name in LOGIN:
        wrong += problems(name, anonymous.get(reverse(name, kwargs=LOGIN_KEYS.get(name))))
    for address in ("/tidak-ada/", "/api/v1/tidak-ada/", "/admin/", "/robots.txt"):
        wrong += problems(address, anonymous.get(address))
    wrong += problems("a host of somebody else", anonymous.get("/", HTTP_HOST="evil..example"))
    ruler = Client()
    ruler.force_login(User.objects.create_superuser("ruler@contoh.example", "rahasia-sekali", name="Admin"))
    pages = [
        reverse("admin:index"),
        *(
            reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist")
            for m in list(admin.site._registry)[::6]
        ),
    ]
    for address in pages:
        wrong += problems(address, ruler.get(address), is_private=True)
    assert not wrong, "\n".join(wrong)


def test_a_page_of_somebody_is_not_kept_and_one_for_everybody_may_be(world):
    home = reverse("portal:home")
    assert "no-store" in world.browsers["staff"].get(home)["Cache-Control"]
    public = reverse("reports:check")
    assert world.browsers["anonymous"].get(public)["Cache-Control"] == "no-store"


def test_what_a_page_may_use_of_a_device_is_little(world):
    answer = world.browsers["staff"].get(reverse("portal:home"))
    granted = re.findall(r"([a-z-]+)=\(self\)", answer["Permissions-Policy"])
    assert sorted(granted) == sorted(ALLOWED_HERE)


def test_files_of_the_portal_itself_carry_the_headers_too(settings, tmp_path):
    """The server of static files answers before the views do."""
    settings.STATIC_ROOT, settings.STATIC_URL, settings.SECURE_HSTS_SECONDS = str(tmp_path), "/static/", 31_536_000
    kinds = ("css", "js", "svg", "html", "png", "woff2")
    for ending in kinds:
        (tmp_path / f"contoh.{ending}").write_text("x")
    browser, found = Client(), []
    for ending in kinds:
        answer = browser.get(f"/static/contoh.{ending}", secure=True)
        assert answer.status_code == 200, ending
        b"".join(answer)
        found += [each for each in problems(ending, answer) if "policy" not in each]
        if ending in ("svg", "html"):
            policy = answer.headers["Content-Security-Policy"].split("; ")
            found += [ending] if not {"default-src 'none'", "sandbox"} <= set(policy) else []
        found += [] if "max-age=31536000" in answer.headers.get("Strict-Transport-Security", "") else [ending]
    assert found == []


def test_every_answer_says_that_only_https_is_spoken(world, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    browser = Client(raise_request_exception=False)
    for address in ("/", "/akun/login/", "/tidak-ada/", "/api/v1/regions/", "/admin/", "/bantuan/", "/robots.txt"):
        answer = browser.get(address, secure=True)
        assert "max-age=31536000" in answer.headers.get("Strict-Transport-Security", ""), address


UNPROTECTED = {
    "reports:check": "looks a file up, stores nothing, knows nobody",
    "evaluation:survey-form": "answered by citizens without a session",
}
"""Pages that take a POST without a token, with the reason."""


def test_every_page_asks_for_a_token():
    assert "django.middleware.csrf.CsrfViewMiddleware" in configured.MIDDLEWARE
    exempt = {
        route.name
        for route in routes()
        if getattr(route.view, "csrf_exempt", False) and not route.name.startswith("api:")
    }
    assert exempt == set(UNPROTECTED)


def test_rest_takes_a_session_only_with_a_token(world):
    """Each view of REST knows keys and sessions; a session is believed only with the token of its page."""
    writing = [route for route in routes() if route.name.startswith("api:") and hasattr(route.view, "cls")]
    for route in writing:
        classes = route.view.cls.authentication_classes
        assert all(
            not issubclass(each, SessionAuthentication) or each.enforce_csrf is SessionAuthentication.enforce_csrf
            for each in classes
        )
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(world.cast.admin)
    for name in ("api:webhook-list", "api:progress-reports-bulk", "api:evidence-hand-in", "api:plan-import"):
        answer = forger.post(reverse(name), "{}", content_type="application/json")
        assert answer.status_code == 403, name
        assert "CSRF" in answer.content.decode()


def test_a_forged_request_to_a_page_changes_nothing(world):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(world.cast.admin)
    for name, row in list(PAGES.items())[::7]:
        if row.post != 405 and name not in UNPROTECTED:
            address = reverse(name, kwargs=row.named(world.own) if row.named else None)
            assert forger.post(address).status_code == 403, address


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "/\\evil.example",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_to_another_site(world, target):
    anonymous, staff = Client(), world.browsers["staff"]
    answers = [
        anonymous.post(reverse("set_language"), {"language": "en", "next": target}),
        anonymous.post(reverse("set_language"), {"language": "en"}, HTTP_REFERER=target),
        staff.get(reverse("account_login"), {"next": target}),
        Client().post(reverse("account_logout"), {"next": target}),
    ]
    for answer in answers:
        host = urlsplit(answer.headers.get("Location", "")).netloc
        assert host in ("", "testserver")
        assert not answer.headers.get("Location", "").lower().startswith(("javascript:", "\\", "//", "https:e"))


def test_stored_files_have_no_address_of_their_own(world):
    """They are handed out by views that ask for rights; the folder itself is served nowhere."""
    stored = world.own.evidence.stored_file.file.name
    for address in (f"/{stored}", f"/media/{stored}", f"/static/{stored}", f"/files/{stored}", f"/berkas/{stored}"):
        assert world.browsers["admin"].get(address).status_code == 404
    assert not any("serve" in getattr(route.view, "__name__", "") for route in routes())
