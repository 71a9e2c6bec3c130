"""Evidence over REST: place, validity, state of the link, and the verdict on what it proves."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.trail import EvidenceFactory, EvidenceUseFactory

pytestmark = pytest.mark.django_db


def rows(client, address, **query):
    answer = client.get(f"/api/v1/{address}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_place_validity_and_link(as_, cast, region):
    EvidenceFactory(
        region=region,
        latitude=Decimal("-8.743210"),
        longitude=Decimal("116.852100"),
        expires_on=date(2026, 12, 31),
    )
    EvidenceFactory(region=region, stored_file=None, link="https://contoh.example/a", link_state="dead")
    file, link = rows(as_(cast.assessor), "evidence")
    assert (file["latitude"], file["longitude"], file["expires_on"]) == ("-8.743210", "116.852100", "2026-12-31")
    assert (link["link_state"], link["link_failures"], link["expires_on"]) == ("dead", 0, None)
    assert [row["id"] for row in rows(as_(cast.assessor), "evidence", link_state="dead")] == [link["id"]]
    assert [row["id"] for row in rows(as_(cast.assessor), "evidence", expires_until="2026-12-31")] == [file["id"]]


def test_the_verdict_and_who_gave_it(as_, cast, region):
    of = {"progress_report__program__plan_version__plan__region": region}
    EvidenceUseFactory(**of)
    judged = EvidenceUseFactory(**of, verdict="strong", judged_at=timezone.now(), judged_by=cast.verifier)
    found = rows(as_(cast.assessor), "evidence-uses", verdict="strong")
    assert [row["id"] for row in found] == [judged.pk]
    assert (found[0]["judged_by"], found[0]["milestone_progress"]) == (cast.verifier.name, None)
    assert found[0]["judged_at"]
