"""Files leave through one door: as attachments in a sandbox, or from a host of their own with a link that expires."""

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory
from django.urls import reverse

from core.safe_headers import is_page
from core.serving import PATH, hand_out

HOST = "berkas.contoh.go.id"


@pytest.fixture
def stored(db):
    name = default_storage.save("uji/halaman.html", ContentFile(b"<script>alert(1)</script>"))
    yield type("Stored", (), {"name": name, "open": staticmethod(lambda mode: default_storage.open(name, mode))})
    default_storage.delete(name)


def handed(stored, **options):
    return hand_out(
        RequestFactory().get("/"), stored, **{"name": "halaman.html", "content_type": "text/html", **options}
    )


def test_what_could_run_is_an_attachment_even_when_asked_to_be_shown(stored):
    answer = handed(stored, inline=True, sha256="a" * 64)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{"a" * 64}"'


def test_a_name_cannot_add_a_header(stored):
    answer = handed(stored, name='a"\r\nSet-Cookie: x=1;.pdf')
    assert "\r" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


def test_the_second_host_hands_out_what_the_link_names_and_nothing_else(stored, settings):
    settings.FILES_HOST = HOST
    address = handed(stored)["Location"]
    assert address.startswith(f"http://{HOST}{PATH}")
    there = Client(HTTP_HOST=HOST)
    answer = there.get(address)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    part = there.get(address, HTTP_RANGE="bytes=0-7")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"<script>")
    for path in ("/", "/admin/", "/akun/masuk/", PATH, f"{PATH}x", "/static/css/base.css"):
        assert there.get(path).status_code in (404, 410)
    assert there.post(address).status_code == 404


@pytest.mark.parametrize("name", [HOST.upper(), f"{HOST}.", f"{HOST}:443", f"{HOST}:80", f"{HOST}.:443"])
def test_the_second_host_shows_no_page_however_its_name_is_written(settings, db, name):
    settings.FILES_HOST, settings.ALLOWED_HOSTS = HOST, ["testserver", HOST]
    assert Client(HTTP_HOST=name).get(reverse("account_login")).status_code == 404


def test_the_portal_may_stand_on_another_port_of_the_same_name(settings, db):
    settings.FILES_HOST, settings.ALLOWED_HOSTS = f"{HOST}:8443", [HOST]
    assert Client(HTTP_HOST=f"{HOST}:8000").get(reverse("account_login")).status_code == 200
    assert Client(HTTP_HOST=f"{HOST}:8443").get(reverse("account_login")).status_code == 404


def test_a_link_expires_and_cannot_be_changed(stored, settings):
    settings.FILES_HOST = HOST
    address, there = handed(stored)["Location"], Client(HTTP_HOST=HOST)
    path = address.partition(HOST)[2]
    assert there.get(f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}").status_code == 410
    assert Client().get(path).status_code == 404  # the portal itself knows no such address
    with time_machine.travel(time_machine_later(settings.FILE_LINK_SECONDS + 1)):
        assert there.get(path).status_code == 410


def time_machine_later(seconds):
    from django.utils import timezone

    return timezone.now() + timezone.timedelta(seconds=seconds)


def test_a_file_that_is_gone_is_not_found(stored, settings):
    settings.FILES_HOST = HOST
    address = handed(stored)["Location"]
    default_storage.delete(stored.name)
    assert Client(HTTP_HOST=HOST).get(address).status_code == 404


@pytest.mark.parametrize(("kind", "page"), [("text/html", True), ("TEXT/HTML; charset=x", True), ("text/plain", False)])
def test_what_a_browser_takes_for_a_page(kind, page):
    assert is_page(kind) is page
