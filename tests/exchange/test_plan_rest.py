"""A program takes a plan out of one portal and brings it into another."""

import hashlib
import json
from itertools import count

import pytest

from exchange.interchange.document import bytes_of
from exchange.interchange.reading import read_document
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import AuditEntry, PullEntry
from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.exchange.documents import LINEAGE, catalogues, document, encoded  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogues")]
IMPORT = "/api/v1/plans/import/"
KEYS = count(1)
SCOPES = [Scope.READ, Scope.EXPORT, Scope.WRITE]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(cast, client):
    """A program that holds a key of the administrator of the region."""
    return holding(client, cast.admin, SCOPES)


def holding(client, owner, scopes):
    _key, secret = make_key(owner, "SPBE", scopes=scopes)
    client.defaults["HTTP_AUTHORIZATION"] = f"Api-Key {secret}"
    return client


def bring(program, data=None, key=None, **parameters):
    asked = {"region": "52.07", "create_agencies": "true"} | parameters
    content = data if isinstance(data, bytes) else encoded(data)
    named = {"idempotency-key": key or f"key {next(KEYS)}"}
    return program.post(IMPORT, content, content_type="application/json", query_params=asked, headers=named)


def errors(answer, status=422) -> list[tuple[str, str | None]]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.content
    return [(each["code"], each["attr"]) for each in answer.json()["errors"]]


def test_in_and_out_again(program):
    brought = bring(program)
    assert brought.status_code == 201
    told = brought.json()
    assert told["counts"]["programs"] == 1
    assert told["versions"][0]["status"] == "adopted"
    plan = MasterPlan.objects.get(pk=told["plan"]["id"])
    assert brought.headers["Location"].endswith(f"/api/v1/plans/{plan.pk}/")

    taken = program.get(f"/api/v1/plans/{plan.pk}/document/")
    assert taken.headers["ETag"] == f'"{hashlib.sha256(taken.content).hexdigest()}"'
    assert read_document(taken.content, limit=10**6).problems == []
    again = program.get(f"/api/v1/plans/{plan.pk}/document/", headers={"if-none-match": taken.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    version = program.get(f"/api/v1/plan-versions/{told['versions'][0]['id']}/document/").json()
    assert version["versions"][0]["programs"][0]["lineage"] == LINEAGE
    assert version["quick_wins"] == []


def test_a_dry_run_answers_the_same_and_stores_nothing(program):
    tried = bring(program, dry_run="true")
    assert tried.status_code == 200
    told = tried.json()
    assert (told["dry_run"], told["plan"]["id"], told["versions"][0]["id"]) == (True, None, None)
    assert not MasterPlan.objects.exists()
    assert not AuditEntry.objects.filter(verb="agency.created").exists()
    stored = bring(program).json()
    assert {**stored, "dry_run": True, "plan": None, "versions": None} == {**told, "plan": None, "versions": None}


def test_mistakes_have_json_pointers_and_are_the_same_in_a_dry_run(program):
    data = {
        "/versions/0/programs/0/lead_agency": "X",
        "/versions/0/programs/0/budget_lines/0/year": 2026,
        "/plan/end_year": 2000,
    }
    wanted = [("years", "/plan/end_year"), ("unknown_agency", "/versions/0/programs/0/lead_agency")]
    assert errors(bring(program, data)) == errors(bring(program, data, dry_run="true")) == wanted
    assert errors(bring(program, b"{"), 400) == [("not_json", None)]
    assert errors(bring(program, b""), 400) == [("not_json", None)]
    assert errors(bring(program, b"[]")) == [("not_object", None)]


def test_a_refusal_says_what_it_is_about(program):
    told = bring(program, {"/plan/end_year": 2000}, mode="draft").json()
    errors = told.pop("errors")
    assert told == {
        "type": "/api/v1/problems/unprocessable/",
        "title": "Isi tidak dapat diproses",
        "status": 422,
        "code": "unprocessable",
        "detail": errors[0]["detail"],
        "instance": IMPORT,
        "mode": "draft",
        "dry_run": False,
        "region": "52.07",
        "count": 1,
    }


def test_a_plan_that_is_there_already_is_a_conflict_and_stays(program):
    assert bring(program).status_code == 201
    before = MasterPlan.objects.values().get()
    assert errors(bring(program), 409) == [("plan_exists", "/plan")]
    assert errors(bring(program, {"/plan/end_year": 2000})) == [("years", "/plan/end_year")]
    assert MasterPlan.objects.values().get() == before


def test_the_same_request_again_gets_the_same_answer_and_writes_once(program):
    first, again = bring(program, key="one"), bring(program, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert MasterPlan.objects.count() == 1
    assert errors(bring(program, {"/plan/title": "Lain"}, key="one")) == [("idempotency_key_reused", None)]


def test_a_key_of_a_refused_import_may_be_used_again_with_the_corrected_document(program):
    assert bring(program, {"/plan/end_year": 2000}, key="one").status_code == 422
    assert bring(program, key="one").status_code == 201


def test_without_a_key_of_its_own_only_a_dry_run_is_taken(program):
    def send(**parameters):
        asked = {"region": "52.07", "create_agencies": "true"} | parameters
        return program.post(IMPORT, encoded(), content_type="application/json", query_params=asked)

    assert errors(send(), 400) == [("idempotency_key_missing", "Idempotency-Key")]
    assert send(dry_run="true").status_code == 200


def test_a_key_for_reading_takes_plans_out_but_brings_none(client, cast):
    reader = holding(client, cast.admin, [Scope.READ, Scope.EXPORT])
    assert errors(bring(reader), 403) == errors(bring(reader, dry_run="true"), 403) == [("scope_missing", None)]
    assert not MasterPlan.objects.exists()


def test_a_key_for_single_records_takes_no_whole_plan_out(client, cast, program):
    plan = bring(program).json()["plan"]["id"]
    reader = holding(client, cast.admin, [Scope.READ])
    assert errors(reader.get(f"/api/v1/plans/{plan}/document/"), 403) == [("scope_missing", None)]


def test_who_took_and_who_brought_the_plan_is_written_down_and_audited(program, region):
    plan = bring(program).json()["plan"]["id"]
    program.get(f"/api/v1/plans/{plan}/document/")
    brought, taken = PullEntry.objects.order_by("pk")
    assert [(each.table, each.region, each.key.name, each.status) for each in (brought, taken)] == [
        ("plans/import", region, "SPBE", 201),
        ("plans/document", region, "SPBE", 200),
    ]
    assert taken.rows == 1
    assert AuditEntry.objects.get(verb="plan.document_imported").details["through"] == "REST: SPBE"


def test_texts_come_in_the_language_that_is_asked_for(program):
    texts = {
        language: program.post(
            f"{IMPORT}?region=52.07&dry_run=true",
            b"{",
            content_type="application/json",
            headers={"accept-language": language},
        ).json()["errors"][0]["detail"]
        for language in ("id", "en")
    }
    assert texts == {"id": "Ini bukan JSON: baris 1, kolom 2.", "en": "This is not JSON: line 1, column 2."}


PARAMETERS = [
    ({"region": ""}, "region"),
    ({"region": "99.99"}, "region"),
    ({"region": "52.04"}, "region"),  # of others: it is not seen
    ({"mode": "replace"}, "mode"),
    ({"dry_run": "perhaps"}, "dry_run"),
    ({"agency": "DINKES"}, "agency.0"),
    ({"agency": ["A:B", "A:C"]}, "agency"),
    ({"overwrite": "true"}, "overwrite"),
]


@pytest.mark.parametrize(("changed", "attr"), PARAMETERS, ids=[str(row[0]) for row in PARAMETERS])
def test_parameters_that_are_wrong_are_named(program, other_region, changed, attr):
    assert [name for _code, name in errors(bring(program, **changed), 400)] == [attr]


def test_opds_are_mapped_in_the_address(program, agency, other_agency):
    assert errors(
        bring(program, {"/agencies/1/code": "LH", "/agencies/1/name": "LH", **LH}, create_agencies="false")
    ) == [("missing_agency", "/agencies/1")]
    answer = bring(program, {"/agencies/1/code": "LH", "/agencies/1/name": "LH", **LH}, agency="LH:DLH")
    assert answer.status_code == 201
    assert PlanVersion.objects.get().programs.get().supporters.get().agency == other_agency


LH = {"/versions/0/programs/0/supporters/0/agency": "LH"}


def test_a_document_that_is_too_large_is_not_read(program, settings):
    settings.PLAN_MAX_BYTES = 1000
    answer = bring(program)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["code"] == "too_large"


def test_only_json_is_taken(program):
    answer = program.post(f"{IMPORT}?region=52.07&dry_run=true", b"<plan/>", content_type="application/xml")
    assert answer.status_code == 415


@pytest.mark.parametrize("person", ["staff", "verifier", "council", "assessor", "national"])
def test_who_reads_the_region_but_does_not_plan_may_not(as_, cast, person):
    answer = as_(getattr(cast, person)).post(f"{IMPORT}?region=52.07", encoded(), content_type="application/json")
    assert answer.status_code == 403
    assert not MasterPlan.objects.exists()


def test_an_assessor_takes_the_plan_out_byte_by_byte_the_same(program, as_, cast):
    plan = bring(program).json()["plan"]["id"]
    address = f"/api/v1/plans/{plan}/document/"
    taken = [as_(person).get(address).content for person in (cast.assessor, cast.staff, cast.national)]
    assert len(set(taken)) == 1
    assert as_(cast.foreign_verifier).get(address).status_code == 404
    assert bytes_of(json.loads(taken[0])) == taken[0]


def test_the_document_of_the_tests_is_what_a_person_writes():
    assert "uid" not in document()["plan"]
