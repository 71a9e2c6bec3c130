"""Keys: shown once, kept as a digest, act as their owner, only read, and stop when they are told to."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.errors import Refused
from organizations.models import ApiKey, AuditEntry, Membership
from organizations.services.keys import MOST_KEYS, make_key, revoke_key
from tests.factories.organizations import ApiKeyFactory, PartnerFactory

LIST = "/api/v1/partners/"


def ask(secret: str, address: str = LIST, **headers):
    return Client().get(address, headers={"Authorization": f"Api-Key {secret}", **headers})


@pytest.fixture
def key(cast) -> tuple[ApiKey, str]:
    return make_key(cast.assessor, "Laptop tim penilai")


def test_the_bearer_reads_what_the_owner_may_see(key, region, other_region):
    own, foreign = PartnerFactory(region=region), PartnerFactory(region=other_region)
    shown = {row["id"] for row in ask(key[1]).json()["results"]}
    assert own.pk in shown
    assert foreign.pk not in shown


def test_the_secret_is_nowhere_in_the_database(key):
    row, secret = key
    assert secret not in {str(value) for value in ApiKey.objects.filter(pk=row.pk).values_list().get()}
    assert row.prefix == secret[:12]
    assert not AuditEntry.objects.filter(details__icontains=secret).exists()


@pytest.mark.parametrize("secret", ["", "sc_guessed", "sc_é", "a b"])
def test_an_unknown_key_is_refused_with_401(secret, db):
    answer = ask(secret)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Api-Key"
    assert answer.json()["errors"][0]["code"] in ("authentication_failed", "not_authenticated")


def test_a_revoked_an_expired_and_an_orphaned_key_are_refused(key, cast):
    row, secret = key
    assert ask(secret).status_code == 200
    revoke_key(row, by=cast.assessor)
    assert ask(secret).status_code == 401
    _row, short = make_key(cast.assessor, "sehari", timezone.now() + timedelta(days=1))
    assert ask(short).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert ask(short).status_code == 401
    _row, other = make_key(cast.assessor, "lain")
    cast.assessor.is_active = False
    cast.assessor.save()
    assert ask(other).status_code == 401


def test_a_key_ends_with_the_role_of_its_owner(key, cast):
    Membership.objects.filter(user=cast.assessor).update(ends_on="2023-01-01")
    assert ask(key[1]).status_code == 403


def test_a_key_cannot_write(key):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(LIST, headers={"Authorization": f"Api-Key {key[1]}"})
        assert answer.status_code == 405


def test_a_key_opens_no_page(key):
    assert ask(key[1], "/profil/").status_code == 302


def test_use_is_noted_at_most_once_a_minute(key):
    row, secret = key
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        ask(secret)
        row.refresh_from_db()
        assert row.last_used_at == start
        clock.shift(30)
        ask(secret)
        row.refresh_from_db()
        assert row.last_used_at == start
        clock.shift(31)
        ask(secret)
        row.refresh_from_db()
        assert row.last_used_at > start


def test_nobody_holds_more_keys_than_they_can_oversee(cast):
    ApiKeyFactory.create_batch(MOST_KEYS, user=cast.assessor)
    with pytest.raises(Refused):
        make_key(cast.assessor, "satu lagi")


def test_a_wrong_key_is_not_saved_by_a_session(as_, cast):
    answer = as_(cast.assessor).get(LIST, headers={"Authorization": "Api-Key sc_wrong"})
    assert answer.status_code == 401
