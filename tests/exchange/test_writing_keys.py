"""The same request twice writes once: replay, another body, a crash halfway, what is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchange.models import IdempotentRequest
from exchange.services import idempotency
from exchange.services.idempotency import Answer, KeyReused, answer_once
from exchange.tasks import forget_old_requests
from monev.monitoring.models.progress import ProgressReport, Spending
from tests.exchange.conftest import errors_of, send

pytestmark = pytest.mark.django_db


def spent(case, amount=1_000_000):
    return {"program": case.program.code, "source_of_funds": case.pad.code, "amount": amount}


def test_the_same_key_and_body_give_the_stored_answer_and_write_nothing(case, cast, system):
    client = system(cast.staff)
    first = send(client, "spending", spent(case), key="a")
    send(client, "spending", spent(case, 7), key="b")
    again = send(client, "spending", spent(case), key="a")
    assert (again.status_code, again.json()) == (200, first.json())
    assert (again["Idempotent-Replayed"], first.has_header("Idempotent-Replayed")) == ("true", False)
    assert Spending.objects.get().amount == 7


def test_the_same_key_with_another_body_or_mode_is_refused(case, cast, system):
    client = system(cast.staff)
    send(client, "spending", spent(case), key="a")
    for answer in (
        send(client, "spending", spent(case, 2), key="a"),
        send(client, "spending", spent(case), key="a", query="?mode=rows"),
        send(client, "indicator-values", spent(case), key="a"),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert Spending.objects.get().amount == 1_000_000


def test_keys_of_two_people_never_meet(case, cast, system):
    send(system(cast.staff), "spending", spent(case), key="a")
    answer = send(system(cast.colleague), "spending", {**spent(case), "program_uid": str(case.foreign.uid)}, key="a")
    assert (answer.status_code, IdempotentRequest.objects.count()) == (422, 1)
    assert errors_of(answer)[0][0] in ("permission_denied", "unknown_program")


def test_a_refused_request_is_not_remembered_and_may_be_corrected_under_its_key(case, cast, system):
    client = system(cast.staff)
    assert send(client, "spending", spent(case, -1), key="a").status_code == 422
    assert not IdempotentRequest.objects.exists()
    assert send(client, "spending", spent(case, 1), key="a").status_code == 200


def test_a_dry_run_needs_no_key_and_takes_none(case, cast, system):
    client = system(cast.staff)
    send(client, "spending", spent(case), key="a", query="?dry_run=true")
    assert send(client, "spending", spent(case), key="a").json()["rows"][0]["state"] == "created"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "idempotency_key_missing"),
        ({"idempotency-key": "  "}, "idempotency_key_missing"),
        ({"idempotency-key": "x" * 201}, "idempotency_key_invalid"),
    ],
)
@pytest.mark.parametrize("address", ["spending/bulk", "evidence/hand-in"])
def test_without_a_key_nothing_is_read(case, cast, system, address, headers, code):
    answer = system(cast.staff).post(f"/api/v1/{address}/", "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert [(each["code"], each["attr"]) for each in answer.json()["errors"]] == [(code, "Idempotency-Key")]


def test_killed_halfway_nothing_is_left_and_the_key_is_free(case, cast, system, monkeypatch):
    client = system(cast.staff)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(idempotency, "plain", lambda body: 1 / 0)  # after the rows are written, before the answer is
        assert send(client, "spending", spent(case), key="a").status_code == 500
    assert (ProgressReport.objects.count(), IdempotentRequest.objects.count()) == (0, 0)
    assert send(client, "spending", spent(case), key="a").status_code == 200
    assert ProgressReport.objects.count() == 1


def test_a_row_that_was_left_without_an_answer_is_under_way(case, cast, system):
    row = IdempotentRequest.objects.create(user=cast.staff, key="a", request_sha256="")
    with pytest.raises(KeyReused):
        answer_once("a", "other", by=cast.staff, work=lambda: Answer(200, {}))
    row.request_sha256 = "same"
    row.save()
    with pytest.raises(idempotency.UnderWay):
        answer_once("a", "same", by=cast.staff, work=lambda: Answer(200, {}))


def test_old_answers_are_forgotten_by_a_job_of_the_timetable(case, cast, settings):
    assert forget_old_requests.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    settings.IDEMPOTENCY_HOURS = 72
    for key, hours in (("old", 73), ("young", 71)):
        row = IdempotentRequest.objects.create(user=cast.staff, key=key, request_sha256="", status=200, answer={})
        IdempotentRequest.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    forget_old_requests()
    assert IdempotentRequest.objects.get().key == "young"
