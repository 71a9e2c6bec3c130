"""What comes in through REST says so, whatever it is: in the audit log, by the name of the key."""

import pytest

from core.origin import origin
from organizations.api import PartnerViewSet
from organizations.models import AuditEntry
from organizations.scopes import Scope
from organizations.services.keys import make_key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "body", "verb"),
    [
        ("exports", {"tables": ["programs"], "region": "52.07", "format": "csv"}, "export.requested"),
        (
            "webhooks",
            {"name": "Dasbor", "url": "https://8.8.8.8/", "region": "52.07", "events": ["period.locked"]},
            "webhook.made",
        ),
    ],
)
@pytest.mark.parametrize("with_key", [True, False])
def test_an_act_names_the_door_that_it_came_in_through(address, body, verb, with_key, client, cast):
    if with_key:
        _key, secret = make_key(cast.admin, "SIPD", scopes=list(Scope))
        headers = {"Authorization": f"Api-Key {secret}"}
    else:
        client.force_login(cast.admin)
        headers = {}
    answer = client.post(f"/api/v1/{address}/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content
    assert AuditEntry.objects.get(verb=verb).details["through"] == ("REST: SIPD" if with_key else "REST")


def test_the_door_is_shut_behind_a_request(client, cast, region):
    _key, secret = make_key(cast.admin, "SIPD", scopes=list(Scope))
    for path in ("programs/", "programs/999999/", "programs/?nonsense=1"):
        client.get(f"/api/v1/{path}", headers={"Authorization": f"Api-Key {secret}"})
        assert origin() == ""


def test_the_door_is_shut_behind_an_error_of_ours_that_nobody_answers(client, cast, settings, monkeypatch):
    """Else the next page that this thread serves would be said to come through the key."""

    def broken(*args, **kwargs):
        raise RuntimeError("ours")

    settings.DEBUG = True  # the error goes on to the page with its place in the code
    monkeypatch.setattr(PartnerViewSet, "list", broken)
    _key, secret = make_key(cast.admin, "SIPD", scopes=list(Scope))
    client.raise_request_exception = False
    answer = client.get("/api/v1/partners/", headers={"Authorization": f"Api-Key {secret}"})
    assert (answer.status_code, origin()) == (500, "")
