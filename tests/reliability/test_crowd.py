"""People who enter and read at the same time, with a worker and the timetable beside them: nothing lost, nothing
double, no page without an answer. For five minutes, 50 who save and 200 who read: `benchmarks/national_crowd.py`."""

from __future__ import annotations

import threading
import time

import pytest
from django.urls import reverse

from benchmarks.crowd import Entering, ReadingPerson, wrong
from tests.workers import BEAT

SECONDS = 8
READERS = 12


@pytest.mark.worker
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_double_while_many_people_work(case, region, cast, machines):
    machines.serve()
    machines.start()
    machines.start(command=BEAT)
    clerk, council = (machines.visitor(person).cookies["sessionid"] for person in (cast.staff, cast.council))
    writers = [Entering(clerk, machines.port, program=each.pk, period=case.period.pk) for each in case.programs]
    pages = (reverse("portal:dashboard", args=[region.code]), "/cari/?q=program", "/")
    readers = [ReadingPerson(council, machines.port, addresses=pages) for _number in range(READERS)]
    until = time.monotonic() + SECONDS
    threads = []
    for person in (*writers, *readers):
        person.until, person.pause = until, 0.2
        threads.append(threading.Thread(target=person.work))
        threads[-1].start()
    for each in threads:
        each.join(timeout=120)
    assert [error for person in (*writers, *readers) for error in person.errors] == []
    assert all(writer.stored >= 1 for writer in writers)
    assert wrong(writers) == []
