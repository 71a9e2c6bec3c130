"""What browsers get for working without a connection: the same for everybody, small, and allowed by the policy."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STATIC = Path(settings.BASE_DIR) / "static"
SCRIPT = re.compile(r"'(js/entry/[\w-]+\.js)'")
MOST = 25 * 1024
"""Bytes of our scripts on the page of entry, compressed."""


def scripts_of(*templates):
    found = [SCRIPT.findall(Path(get_template(name).origin.name).read_text()) for name in templates]
    return [name for names in found for name in names]


def test_the_service_worker_may_answer_for_the_whole_site(client):
    answer = client.get(reverse("portal:service-worker"))
    assert reverse("portal:service-worker").count("/") == 1
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_service_worker_names_scripts_that_exist_and_nobody(client, as_, cast):
    text = client.get(reverse("portal:service-worker")).content.decode()
    names = re.findall(r"/static/(js/entry/[\w-]+)", text)
    assert names[-1] == "js/entry/worker"
    assert all((STATIC / f"{name}.js").exists() for name in names)
    assert as_(cast.staff).get(reverse("portal:service-worker")).content.decode() == text


def test_the_page_without_a_connection_names_nobody(as_, cast):
    """It is kept for whoever uses the device next."""
    text = as_(cast.staff).get(reverse("portal:offline")).content.decode()
    assert "data-person" not in text
    assert cast.staff.name not in text
    assert str(cast.staff.uid) not in text


def test_pages_say_whose_they_are(as_, client, cast):
    """What is kept is kept for this person; without a name in it."""
    assert f'data-person="{cast.staff.uid}"' in as_(cast.staff).get(reverse("portal:home")).content.decode()
    assert "data-person" not in client.get(reverse("account_login")).content.decode()


def test_every_way_out_removes_what_was_kept(as_, cast):
    for address in (reverse("portal:home"), reverse("account_logout")):
        page = as_(cast.staff).get(address).content.decode()
        forms = re.findall(rf'<form[^>]*action="{reverse("account_logout")}"[^>]*>', page)
        assert forms
        assert all("data-leaves" in form for form in forms)


def test_the_manifest_opens_the_portal(client):
    found = json.loads(client.get(reverse("portal:app-manifest")).content)
    assert found["start_url"] == reverse("portal:home")
    assert found["icons"][0]["src"].endswith(".svg")


def test_the_scripts_of_the_page_of_entry_stay_small():
    names = scripts_of("base.html", "monitoring/_entry_scripts.html")
    assert "js/entry/draft.js" in names
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names) < MOST


def test_every_script_is_used():
    used = {*scripts_of("base.html", "monitoring/_entry_scripts.html", "portal/offline.html"), "js/entry/worker.js"}
    assert used == {f"js/entry/{path.name}" for path in (STATIC / "js/entry").glob("*.js")}
