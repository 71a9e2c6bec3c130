"""Exports by a real worker: one that is killed in the middle is followed by another, and there is one whole file."""

import hashlib
import os
import signal
import time

import pytest

from exchange.models import Export
from masterplan.models.catalogues import NomenclatureItem
from tests.workers import BEAT, run_in, starting, worker_environment

PATIENCE = 120
ASK = """
from exchange.services.exports import request_export
from organizations.models import User
print(request_export(["nomenclature"], by=User.objects.get(pk={person}), file_format="xlsx").pk)
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def wait_for(export, condition, folder):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, (folder / "worker.log").read_text()[-3000:]
        time.sleep(0.005)
        export.refresh_from_db()


def test_an_export_whose_worker_is_killed_is_finished_by_the_next(cast, tmp_path):
    NomenclatureItem.objects.bulk_create(
        NomenclatureItem(edition="uji", code=f"9.{n}", level="program", name=f"Penyelenggaraan {n} " * 20)
        for n in range(30_000)
    )
    environment = worker_environment(tmp_path, EXPORT_STALE_SECONDS="2", REPORT_SWEEP_SECONDS="1")
    export = Export.objects.get(pk=int(run_in(environment, ASK.format(person=cast.national.pk)).splitlines()[-1]))
    starter = starting(environment, tmp_path)
    start = next(starter)
    try:
        worker = start()
        wait_for(export, lambda: export.state == "running", tmp_path)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)
        export.refresh_from_db()
        assert (export.state, export.attempt) == ("running", 1)
        start()
        start(command=BEAT)
        wait_for(export, lambda: export.state not in ("queued", "running"), tmp_path)
    finally:
        next(starter, None)
    assert (export.state, export.rows_done) == ("done", 30_000), export.error
    assert export.attempt >= 2
    kept = [each for each in (tmp_path / "files" / "exports").rglob("*") if each.is_file()]
    assert [hashlib.sha256(each.read_bytes()).hexdigest() for each in kept] == [export.sha256]
