"""What a key is kept from: scopes, regions, addresses, days, and too many requests; and how it is replaced."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from core.errors import Refused
from exchange.tables import TABLES
from organizations.models import ApiKey, AuditEntry
from organizations.scopes import Scope, scope_of
from organizations.services.keys import make_key, rotate_key
from organizations.throttling import KeyThrottle
from tests.factories.exchange import ExportFactory
from tests.guards.structure import routes
from tests.rest.tables import MAKERS, NATION_ONLY, NATIONAL, SCOPED

LIST = "/api/v1/partners/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def ask(secret, address=LIST, method="get", **extra):
    return getattr(Client(), method)(address, headers={"Authorization": f"Api-Key {secret}"}, **extra)


def code_of(answer):
    found = answer.json()
    return found.get("code") or found["errors"][0]["code"]


def _hands_out(route, method):
    """Whether the address gives a file."""
    return method == "GET" and (getattr(route.view, "actions", None) or {}).get("get") == "file"


def rest_views():
    """(name, view class, method, attributes of the action) of every route of REST that has the method."""
    for route in routes():
        view = getattr(route.view, "cls", None)
        if not route.name.startswith("api:") or view is None or not hasattr(view, "needs"):
            continue
        actions = getattr(route.view, "actions", None) or {
            method.lower(): method.lower() for method in METHODS if hasattr(view, method.lower())
        }
        for method in METHODS:
            if method.lower() in actions and method.lower() in view.http_method_names:
                yield route, view, method


@pytest.mark.parametrize(
    ("route", "view", "method"), [pytest.param(*each, id=f"{each[0].name} {each[2]}") for each in rest_views()]
)
def test_every_address_says_which_scope_it_needs(route, view, method):
    made = view(**getattr(route.view, "initkwargs", {}))
    assert scope_of(made, method) in Scope.values
    assert set(getattr(made, "scopes", {})) <= {*METHODS, "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(view(**route.view.initkwargs), id=route.name)
        for route, view, method in rest_views()
        if _hands_out(route, method)
    ],
)
def test_no_file_leaves_for_a_key_that_may_only_read(view):
    assert scope_of(view, "GET") == Scope.EXPORT


@pytest.mark.one_database
@pytest.mark.parametrize("name", TABLES)
def test_a_key_that_may_not_read_is_refused_by_every_list(name, cast):
    _key, secret = make_key(cast.national, "hanya kait", scopes=[Scope.WEBHOOKS])
    answer = ask(secret, f"/api/v1/{name}/")
    assert (answer.status_code, code_of(answer)) == (403, "scope_missing")


def test_a_key_that_only_reads_asks_for_no_report_and_takes_no_file(cast, region):
    _key, secret = make_key(cast.verifier, "baca", scopes=[Scope.READ])
    assert ask(secret, "/api/v1/compiled-reports/").status_code == 200
    answer = ask(secret, "/api/v1/compiled-reports/", "post")
    assert (answer.status_code, code_of(answer)) == (403, "scope_missing")
    file = MAKERS["report-files"](region)
    answer = ask(secret, f"/api/v1/report-files/{file.pk}/file/")
    assert (answer.status_code, code_of(answer)) == (403, "scope_missing")


def test_a_key_needs_a_scope_that_exists(cast):
    for scopes in ([], ["segalanya"]):
        with pytest.raises(Refused):
            make_key(cast.admin, "kosong", scopes=scopes)


def test_a_key_made_before_there_were_scopes_reads_and_asks(cast):
    key, _secret = make_key(cast.assessor, "lama")
    assert key.scopes == ["read", "export", "compile"]
    assert ApiKey._meta.get_field("scopes").get_default() == key.scopes


@pytest.mark.parametrize("name", SCOPED)
def test_a_key_of_the_nation_for_one_region_shows_no_row_of_another(name, cast, region, other_region):
    own, foreign = MAKERS[name](region), MAKERS[name](other_region)
    _key, secret = make_key(cast.national, "KSB saja", regions=[region])
    answer = ask(secret, f"/api/v1/{name}/?page_size=200&archived=all" if _has_archive(name) else f"/api/v1/{name}/")
    assert answer.status_code == 200, answer.content
    shown = {row["id"] for row in answer.json()["results"]}
    assert foreign.pk not in shown
    assert ask(secret, f"/api/v1/{name}/{foreign.pk}/").status_code == 404
    if name != "pulls":  # the line is of somebody else there
        assert own.pk in shown


def _has_archive(name):
    return any(field.name == "archived_at" for field in TABLES[name].queryset.model._meta.fields)


def test_a_key_for_one_region_finds_no_other_region_and_none_of_its_figures(cast, region, other_region):
    _key, secret = make_key(cast.national, "KSB saja", regions=[region])
    assert [row["code"] for row in ask(secret, "/api/v1/regions/").json()["results"]] == [region.code]
    assert ask(secret, f"/api/v1/regions/{other_region.code}/").status_code == 404
    assert ask(secret, f"/api/v1/regions/{other_region.code}/figures/").status_code == 404
    assert ask(secret, f"{LIST}?region={other_region.code}").status_code == 400


@pytest.mark.parametrize("name", [name for name in NATION_ONLY if name != "exports"])
def test_what_is_of_the_nation_is_not_for_a_key_of_some_regions(name, cast, region):
    _key, secret = make_key(cast.national, "KSB saja", regions=[region])
    assert ask(secret, f"/api/v1/{name}/").status_code == 403


@pytest.mark.parametrize("name", NATIONAL)
def test_catalogues_are_read_with_a_limited_key_too(name, cast, region):
    _key, secret = make_key(cast.national, "KSB saja", regions=[region])
    assert ask(secret, f"/api/v1/{name}/").status_code == 200


def test_a_key_never_reaches_more_than_its_owner(cast, region, other_region):
    with pytest.raises(Refused):
        make_key(cast.assessor, "dua daerah", regions=[region, other_region])
    key, secret = make_key(cast.assessor, "satu", regions=[region])
    key.regions.set([other_region])  # as after the assessor left the region
    assert ask(secret, "/api/v1/regions/").status_code == 403
    key.regions.set([])
    assert ask(secret, "/api/v1/regions/").status_code == 403, "a limit whose regions are gone reaches nothing"


def test_a_key_is_used_from_its_addresses_only(cast, settings):
    _key, secret = make_key(cast.assessor, "kantor", networks=["103.10.20.0/24", "2001:db8::/32"])
    for address in ("103.10.20.7", "2001:db8::1", "::ffff:103.10.20.7"):
        assert ask(secret, REMOTE_ADDR=address).status_code == 200, address
    for address in ("103.10.21.7", "2001:db9::1", ""):
        answer = ask(secret, REMOTE_ADDR=address)
        assert (answer.status_code, code_of(answer)) == (403, "address_refused"), address


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(cast, settings):
    settings.BEHIND_PROXY = True
    _key, secret = make_key(cast.assessor, "kantor", networks=["103.10.20.0/24"])
    head = {"Authorization": f"Api-Key {secret}"}
    inside = Client().get(LIST, headers={**head, "X-Forwarded-For": "8.8.8.8, 103.10.20.7"})
    forged = Client().get(LIST, headers={**head, "X-Forwarded-For": "103.10.20.7, 8.8.8.8"})
    assert (inside.status_code, forged.status_code) == (200, 403)


def test_a_key_holds_for_a_year_and_for_two_at_most(cast):
    now = timezone.now()
    key, _secret = make_key(cast.assessor, "biasa")
    assert timedelta(days=364) < key.expires_at - now < timedelta(days=366)
    with pytest.raises(Refused):
        make_key(cast.assessor, "selamanya", now + timedelta(days=800))
    with pytest.raises(Refused):
        make_key(cast.assessor, "kemarin", now - timedelta(days=1))


def test_a_key_is_replaced_while_the_old_one_still_holds(cast, region):
    old, secret = make_key(cast.assessor, "Portal", scopes=["read"], regions=[region], networks=["127.0.0.0/8"])
    new, fresh = rotate_key(old, by=cast.assessor, grace_days=7)
    assert (new.replaces, new.scopes, new.networks, list(new.regions.all())) == (
        old, ["read"], ["127.0.0.0/8"], [region],
    )  # fmt: skip
    assert new.is_limited
    assert ask(secret).status_code == ask(fresh).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert (ask(secret).status_code, ask(fresh).status_code) == (401, 200)
    assert AuditEntry.objects.filter(verb="api_key.rotated", details__before=old.prefix).exists()


def test_without_grace_the_old_key_ends_at_once(cast):
    old, secret = make_key(cast.assessor, "bocor")
    _new, fresh = rotate_key(old, by=cast.assessor, grace_days=0)
    assert (ask(secret).status_code, ask(fresh).status_code) == (401, 200)


def test_a_key_is_replaced_once_and_only_while_it_holds(cast):
    old, _secret = make_key(cast.assessor, "sekali")
    with pytest.raises(Refused):
        rotate_key(old, by=cast.assessor, grace_days=31)
    rotate_key(old, by=cast.assessor, grace_days=3)
    with pytest.raises(Refused):
        rotate_key(old, by=cast.assessor, grace_days=3)
    old.revoked_at = timezone.now()
    old.save()
    with pytest.raises(Refused):
        rotate_key(old, by=cast.assessor)


def test_replacing_never_makes_a_key_live_longer_than_it_would(cast):
    old, _secret = make_key(cast.assessor, "sebentar", timezone.now() + timedelta(days=2))
    rotate_key(old, by=cast.assessor, grace_days=30)
    old.refresh_from_db()
    assert old.expires_at < timezone.now() + timedelta(days=3)


def test_every_answer_says_what_is_left_and_the_last_when_to_come_back(cast, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "key", "2/min")
    _key, secret = make_key(cast.assessor, "deras")
    _other, quiet = make_key(cast.assessor, "tenang")
    first, second, third = (ask(secret) for _ in range(3))
    assert first["RateLimit-Policy"] == '"key";q=2;w=60'
    assert first["RateLimit"].startswith('"key";r=1;t=')
    assert [each.status_code for each in (first, second, third)] == [200, 200, 429]
    assert 0 < int(third["Retry-After"]) <= 60
    assert third["RateLimit"].startswith('"key";r=0;t=')
    assert ask(quiet).status_code == 200, "each key counts by itself"
    assert KeyThrottle.scope == "key"


def test_a_key_for_one_region_exports_that_region_and_finds_no_wider_export(cast, region, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ExportFactory(requested_by=cast.national, region=None)
    _key, secret = make_key(cast.national, "KSB saja", regions=[region])
    assert ask(secret, "/api/v1/exports/").json()["results"] == []
    client = Client(headers={"authorization": f"Api-Key {secret}"})

    def asked(**more):
        body = {"tables": ["programs"], "format": "csv", **more}
        return client.post("/api/v1/exports/", body, content_type="application/json")

    assert asked().json()["errors"][0]["attr"] == "region"
    assert asked(region=region.code).status_code == 201
    assert [row["region"]["code"] for row in ask(secret, "/api/v1/exports/").json()["results"]] == [region.code]


def test_a_key_that_only_reads_takes_no_whole_list(cast, region):
    _key, secret = make_key(cast.assessor, "baca", scopes=[Scope.READ])
    assert ask(secret, "/api/v1/regions/").status_code == 200
    assert ask(secret, "/api/v1/regions/?all=true&format=csv").json()["code"] == "scope_missing"
