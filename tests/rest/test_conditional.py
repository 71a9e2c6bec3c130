"""What the caller has already is not sent again, compressed or not; no cache shows it to somebody else."""

import gzip

import pytest

from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import PartnerFactory
from tests.factories.trail import EvidenceFactory

LIST = "/api/v1/partners/"
READ = [
    LIST,
    f"{LIST}?format=csv",
    "/api/v1/",
    "/api/v1/schema/?format=json",
    "/api/v1/report-kinds/",
    "/api/v1/problems/",
]


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


@pytest.mark.parametrize("address", READ)
def test_what_is_known_is_not_sent_again(assessor, region, address):
    PartnerFactory(region=region)
    first = assessor.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    vary = {each.strip() for each in first["Vary"].split(",")}
    assert vary >= {"Accept", "Accept-Language", "Authorization", "Cookie"}
    again = assessor.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Vary"] == first["Vary"]
    assert assessor.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_change_is_seen_at_once(assessor, region):
    partner = PartnerFactory(region=region)
    known = assessor.get(LIST)["ETag"]
    type(partner).objects.filter(pk=partner.pk).update(name="Nama baru")  # leaves `updated_at` as it was
    changed = assessor.get(LIST, headers={"If-None-Match": known})
    assert changed.status_code == 200
    assert changed["ETag"] != known


def test_another_person_and_another_language_have_other_tags(assessor, as_, cast, region):
    PartnerFactory(region=region)
    address = "/api/v1/partners/0/"
    refused = assessor.get(address)
    assert not refused.has_header("ETag")
    own = assessor.get(LIST)["ETag"]
    foreign = as_(cast.foreign_assessor).get(LIST, headers={"If-None-Match": own})
    assert foreign.status_code == 200


def test_figures_of_a_region_are_the_same_until_they_change(assessor, region):
    PeriodFactory(region=region)
    address = f"/api/v1/regions/{region.code}/figures/?period=2026-3"
    first = assessor.get(address)
    again = assessor.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Data-Status"] == "verified"
    assert again["Data-As-Of"] > first["Data-As-Of"]


@pytest.mark.parametrize("address", [LIST, f"{LIST}?format=csv"])
def test_compressed_answers_are_compared_too_and_their_length_tells_nothing(assessor, region, address):
    PartnerFactory.create_batch(30, region=region)
    plain = assessor.get(address)
    packed = [assessor.get(address, headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    assert {each["Content-Encoding"] for each in packed} == {"gzip"}
    assert {gzip.decompress(each.content) for each in packed} == {plain.content}
    assert len(packed[0].content) < len(plain.content) / 2
    assert len({len(each.content) for each in packed}) > 1, (
        "a random length, so that nobody guesses words by it (BREACH)"
    )
    assert packed[0]["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in packed[0]["Vary"]
    again = assessor.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed[0]["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_keep_what_they_say_themselves(assessor, region):
    row = EvidenceFactory(region=region)
    answer = assessor.get(f"/api/v1/evidence/{row.pk}/file/")
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert "Authorization" in answer["Vary"]
    assert b"".join(answer.streaming_content)


def test_head_answers_as_get_without_the_rows(assessor, region):
    PartnerFactory(region=region)
    answer = assessor.head(LIST)
    assert answer.content == b""
    assert answer["ETag"] == assessor.get(LIST)["ETag"]


def test_pages_outside_of_rest_are_left_alone(client, db):
    assert not client.get("/akun/login/").has_header("ETag")
