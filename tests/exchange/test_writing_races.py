"""Two processes with the same key at the same moment: the work is done once. Real commits."""

from threading import Event

import pytest

from core.errors import Conflict
from exchange.models import IdempotentRequest
from exchange.services.bulk_writing import SPENDING, write_rows
from exchange.services.idempotency import Answer, UnderWay, answer_once
from monev.monitoring.models.progress import ProgressReport, Spending
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
