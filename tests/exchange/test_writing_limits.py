"""What a key may not write, and in which words and languages it is told: every refusal is a problem."""

import json

import pytest
from django.test import Client

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import QualityFlag, Transition
from organizations.models import AuditEntry, User
from organizations.roles import Role
from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.exchange.conftest import errors_of, send
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import AgencyFactory, MembershipFactory

pytestmark = pytest.mark.django_db
TABLES = ("spending", "indicator-values", "progress-reports")


def holding(person, **limits):
    _key, secret = make_key(person, "SIPD", **limits)
    return Client(headers={"authorization": f"Api-Key {secret}"})


def spent(case, amount=1_000_000, **more):
    return {"program": case.program.code, "source_of_funds": case.pad.code, "amount": amount} | more


def rows_of(case):
    return {
        "spending": spent(case),
        "indicator-values": {"program": case.program.code, "indicator": "Cakupan desa", "value": 1},
        "progress-reports": {"program": case.program.code, "narrative": "Pekerjaan"},
    }


def problem_of(answer):
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize("table", TABLES)
def test_a_key_that_only_reads_writes_nothing(case, cast, table):
    client = holding(cast.staff, scopes=[Scope.READ, Scope.EXPORT, Scope.COMPILE, Scope.WEBHOOKS])
    assert problem_of(send(client, table, spent(case))) == (403, "scope_missing")
    link = {"region": "52.07", "period": "2026-3", "program": case.program.code, "link": "https://a.example.id/x"}
    body = {"data": json.dumps(link), "content_type": "application/json", "headers": {"idempotency-key": "a"}}
    assert problem_of(client.post("/api/v1/evidence/hand-in/", **body)) == (403, "scope_missing")
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("table", TABLES)
def test_a_key_for_another_region_writes_nothing_here(case, cast, other_region, table):
    PeriodFactory(region=other_region)
    there = AgencyFactory(region=other_region)
    MembershipFactory(user=cast.staff, role=Role.AGENCY_STAFF, region=other_region, agency=there)
    person = User.objects.get(pk=cast.staff.pk)
    client = holding(person, scopes=[Scope.WRITE], regions=[other_region])
    answer = send(client, table, rows_of(case)[table])
    assert (answer.status_code, errors_of(answer)) == (422, [("unknown_region", "rows[0].region")])
    assert not ProgressReport.objects.exists()


def test_a_key_is_refused_from_another_address(case, cast):
    client = holding(cast.staff, scopes=[Scope.WRITE], networks=["10.9.8.0/24"])
    assert problem_of(send(client, "spending", spent(case))) == (403, "address_refused")


def test_without_a_key_and_without_a_login_nothing_is_read(case):
    assert problem_of(send(Client(), "spending", spent(case))) == (401, "not_authenticated")


def test_a_browser_session_needs_its_token(case, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.staff)
    assert send(client, "spending", spent(case)).status_code == 403
    assert not ProgressReport.objects.exists()


def test_errors_of_rows_are_told_in_the_language_that_was_asked_for(case, cast, system):
    client, rows = system(cast.staff), [spent(case, program="tidak ada"), spent(case, -5), {"amount": 1}]
    told = {}
    for language in ("id", "en"):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        answer = send(client, "spending", *rows)
        told[language] = answer.json()
        assert (answer.status_code, answer["Content-Language"]) == (422, language)
    assert told["en"]["detail"] == "Nothing was stored. See what is to be mended in each row."
    assert told["en"]["rows"][0]["errors"][0] == {
        "code": "unknown_program",
        "detail": "No program that is reported in this period has this identifier.",
        "attr": "rows[0].program",
    }
    pairs = list(zip(told["id"]["errors"], told["en"]["errors"], strict=True))
    assert len(pairs) == 3
    assert all((one["code"], one["attr"]) == (two["code"], two["attr"]) for one, two in pairs)
    assert all(one["detail"] != two["detail"] for one, two in pairs)


def test_all_or_nothing_leaves_nothing_behind(case, cast, system):
    def everything():
        tables = (ProgressReport, ProgressReport.history.model, Transition, QualityFlag)
        return [model.objects.count() for model in tables], AuditEntry.objects.count()

    client = system(cast.staff)
    before = everything()
    row = {"program": case.program.code, "nil": True, "nil_reason": "Menunggu transfer"}
    wrong = {"program": case.programs[1].code, "nil": True, "nil_reason": "Menunggu", "physical_percent": 40}
    answer = send(client, "progress-reports", row, wrong)
    assert (answer.status_code, errors_of(answer)) == (422, [("refused", "rows[1].nil_reason")])
    assert [each["state"] for each in answer.json()["rows"]] == ["skipped", "refused"]
    assert everything() == before


def test_row_by_row_what_is_refused_at_its_last_step_takes_back_what_was_entered_for_it(case, cast, system):
    row = {"program": case.program.code, "nil": True, "nil_reason": "Menunggu transfer"}
    wrong = {"program": case.programs[1].code, "nil": True, "nil_reason": "Menunggu", "physical_percent": 40}
    answer = send(system(cast.staff), "progress-reports", wrong, row, query="?mode=rows")
    assert (answer.status_code, errors_of(answer)) == (200, [("refused", "rows[0].nil_reason")])
    assert [each["state"] for each in answer.json()["rows"]] == ["refused", "created"]
    assert list(ProgressReport.objects.values_list("program", "state")) == [(case.program.pk, "submitted")]
    assert Transition.objects.count() == 1
