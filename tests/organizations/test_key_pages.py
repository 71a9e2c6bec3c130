"""One's own keys in the browser: make with limits, look at, replace."""

import re

from django.test import Client
from django.utils import timezone

from organizations.models import ApiKey
from organizations.services.keys import make_key
from tests.factories.organizations import MembershipFactory, PullEntryFactory, RegionFactory

MAKE = "/profil/kunci/baru/"


def secret_in(answer):
    return re.search(r"Api-Key (sc_[\w-]+)", answer.content.decode()).group(1)


def test_a_key_is_made_with_its_limits(as_, cast, region, other_region):
    MembershipFactory(user=cast.assessor, role="assessor", region=other_region)
    form = {"name": "Laptop", "scopes": ["read"], "regions": [region.code], "networks": "103.10.20.30\n10.0.0.0/8"}
    answer = as_(cast.assessor).post(MAKE, form)
    key = ApiKey.objects.get()
    assert answer.status_code == 200
    assert (key.scopes, key.is_limited, list(key.regions.all())) == (["read"], True, [region])
    assert key.networks == ["103.10.20.30/32", "10.0.0.0/8"]


def test_someone_of_many_regions_names_them_by_code(as_, cast, region):
    for _ in range(14):
        RegionFactory()
    browser = as_(cast.national)
    wrong = browser.post(MAKE, {"name": "KSB", "scopes": ["read"], "regions": f"{region.code}, 99.99"})
    assert wrong.status_code == 422
    assert "99.99" in wrong.content.decode()
    assert browser.post(MAKE, {"name": "KSB", "scopes": ["read"], "regions": region.code}).status_code == 200
    assert list(ApiKey.objects.get().regions.all()) == [region]


def test_an_address_that_is_none_is_refused_at_its_field(as_, cast):
    answer = as_(cast.assessor).post(MAKE, {"name": "x", "scopes": ["read"], "networks": "kantor"})
    assert answer.status_code == 422
    assert "“kantor”" in answer.content.decode()


def test_a_region_that_one_may_not_see_is_no_choice(as_, cast, region, other_region):
    MembershipFactory(user=cast.assessor, role="assessor", region=other_region)
    third = RegionFactory()
    answer = as_(cast.assessor).post(MAKE, {"name": "x", "scopes": ["read"], "regions": [third.code]})
    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_is_replaced_in_the_browser_and_the_secret_is_shown_once(as_, cast):
    key, old = make_key(cast.assessor, "Laptop")
    browser = as_(cast.assessor)
    answer = browser.post(f"/profil/kunci/{key.pk}/ganti/", {"grace_days": 0})
    assert answer["Cache-Control"] == "no-store"
    fresh = secret_in(answer)
    ask = [
        Client().get("/api/v1/partners/", headers={"Authorization": f"Api-Key {secret}"}).status_code
        for secret in (old, fresh)
    ]
    assert ask == [401, 200]
    assert fresh not in browser.get(f"/profil/kunci/{key.replaced_by.pk}/").content.decode()
    again = browser.post(f"/profil/kunci/{key.pk}/ganti/", {"grace_days": 0})
    assert again.status_code == 422


def test_nobody_replaces_or_opens_the_key_of_another(as_, cast):
    key, _secret = make_key(cast.verifier, "Laptop")
    browser = as_(cast.assessor)
    assert browser.get(f"/profil/kunci/{key.pk}/").status_code == 404
    assert browser.post(f"/profil/kunci/{key.pk}/ganti/", {"grace_days": 0}).status_code == 404


def test_a_key_shows_when_and_from_where_it_was_used(as_, cast, region):
    key, secret = make_key(cast.assessor, "Laptop")
    Client().get("/api/v1/partners/", headers={"Authorization": f"Api-Key {secret}"}, REMOTE_ADDR="103.10.20.7")
    shown = as_(cast.assessor).get(f"/profil/kunci/{key.pk}/").content.decode()
    assert "103.10.20.7" in shown
    assert "/api/v1/partners/" in shown


def test_a_person_finds_what_they_took_and_nothing_of_others(as_, cast, region):
    PullEntryFactory(user=cast.assessor, region=region, path="/api/v1/mine/", at=timezone.now())
    PullEntryFactory(user=cast.verifier, region=region, path="/api/v1/theirs/")
    shown = as_(cast.assessor).get("/profil/pengambilan/").content.decode()
    assert ("/api/v1/mine/" in shown, "/api/v1/theirs/" in shown) == (True, False)
