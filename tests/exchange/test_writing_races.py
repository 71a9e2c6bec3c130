"""Two processes with the same key at the same moment: the work is done once. Real commits."""

from threading import Event

import pytest

from core.errors import Conflict
from exchange.models import IdempotentRequest
from exchange.services.bulk_writing import SPENDING, write_rows
from exchange.services.idempotency import Answer, UnderWay, answer_once
from monev.monitoring.models.progress import ProgressReport, Spending
from tests.exchange.conftest import send
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def tried(*args, **kwargs):
    try:
        return answer_once(*args, **kwargs)
    except UnderWay:
        return "under way"


def test_the_same_key_at_once_writes_once_and_the_others_are_told_to_wait(cast):
    done, both = [], Event()

    def work():
        done.append(1)
        both.wait(1)
        return Answer(200, {"n": 1})

    answers = at_once(lambda: tried("a", "same", by=cast.staff, work=work), 3)
    assert len(done) == 1
    assert answers.count("under way") == 2
    assert tried("a", "same", by=cast.staff, work=work) == Answer(200, {"n": 1}, is_replayed=True)
    assert IdempotentRequest.objects.get().status == 200


def test_two_systems_that_send_rows_of_one_report_at_once_lose_nothing(case, cast):
    sources = [case.pad.code, case.csr.code]

    def write():
        code = sources.pop()
        row = {
            "region": "52.07",
            "period": "2026-3",
            "program": case.program.code,
            "source_of_funds": code,
            "amount": 5,
        }
        try:
            result = write_rows(SPENDING, [(row, [])], by=cast.staff)
        except Conflict:
            return "conflict"
        return "conflict" if result.is_refused else "stored"

    answers = at_once(write)
    assert "stored" in answers
    assert ProgressReport.objects.count() == 1
    assert Spending.objects.count() == answers.count("stored")


def test_a_request_that_comes_twice_at_once_is_written_once_and_answered_the_same(case, cast, system):
    """Over HTTP, as a proxy that repeats a request would send it."""
    clients = [system(cast.staff) for _each in range(3)]
    row = {"program": case.program.code, "source_of_funds": case.pad.code, "amount": 5}
    answers = at_once(lambda: send(clients.pop(), "spending", row, key="same"), 3)
    assert {answer.status_code for answer in answers} <= {200, 409}
    written = [answer.json() for answer in answers if answer.status_code == 200]
    assert written
    assert all(each == written[0] for each in written)
    for refused in (answer for answer in answers if answer.status_code == 409):
        assert (refused.json()["errors"][0]["code"], refused["Retry-After"]) == ("under_way", "2")
    assert Spending.history.count() == 1
    again = send(system(cast.staff), "spending", row, key="same")
    assert (again.json(), again["Idempotent-Replayed"]) == (written[0], "true")
    assert Spending.history.count() == 1
