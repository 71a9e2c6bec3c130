"""The profile: one's own roles and keys, nobody else's."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from organizations.models import ApiKey
from tests.factories.organizations import ApiKeyFactory, PostFactory


def test_a_person_sees_the_roles_in_force(as_, cast, agency):
    page = as_(cast.staff).get("/profil/").content.decode()
    assert agency.name in page
    assert cast.staff.email in page


def test_a_role_names_the_post_that_comes_with_it(as_, cast, agency):
    post = PostFactory(agency=agency, name="Kepala Seksi Data")
    cast.staff.memberships.update(held_post=post)
    assert "Kepala Seksi Data" in as_(cast.staff).get("/profil/").content.decode()


def test_a_key_is_shown_once_and_works(as_, cast):
    browser = as_(cast.assessor)
    end = (timezone.localdate() + timedelta(days=90)).isoformat()
    answer = browser.post("/profil/kunci/baru/", {"name": "Laptop", "expires_on": end, "scopes": ["read"]})
    assert answer["Cache-Control"] == "no-store"
    secret = re.search(r"Api-Key (sc_[\w-]+)", answer.content.decode()).group(1)
    assert Client().get("/api/v1/partners/", headers={"Authorization": f"Api-Key {secret}"}).status_code == 200
    page = browser.get("/profil/kunci/").content.decode()
    assert "Laptop" in page
    assert secret not in page


def test_what_was_typed_stays_when_the_day_has_passed(as_, cast):
    answer = as_(cast.assessor).post("/profil/kunci/baru/", {"name": "Laptop lama", "expires_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "Laptop lama" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_person_revokes_an_own_key_and_finds_no_other(as_, cast):
    own, other = ApiKeyFactory(user=cast.assessor), ApiKeyFactory(user=cast.verifier)
    browser = as_(cast.assessor)
    assert browser.post(f"/profil/kunci/{own.pk}/cabut/").status_code == 302
    assert browser.post(f"/profil/kunci/{other.pk}/cabut/").status_code == 404
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.revoked_at is not None
    assert other.revoked_at is None


def test_the_profile_needs_a_login(client, db):
    for address in ("/profil/", "/profil/kunci/", "/profil/kunci/baru/", "/profil/pengambilan/"):
        assert client.get(address).status_code in (302, 405)
    assert client.get("/profil/")["Location"].startswith("/akun/")
