"""The disk of the files, and that of the database, fill up while people work: they are told, and what was confirmed is
there (docs/reliability.md)."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from core.full_disk import is_full
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from tests.core.nasty_files import pdf
from tests.reliability.clerk import BACKGROUND, entry, form
from tests.servers import PostgresServer, postgres_programs
from tests.workers import database_url

FULL = "Disk portal penuh"
TRIES = 400
LEFT = 40 << 20
"""Bytes that are free when people begin: three pieces of the log of PostgreSQL."""


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of that size at `folder`."""
    folder.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
    mounted = subprocess.run(words, capture_output=True)
    if mounted.returncode:
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail("Required here: mounting a small file system needs root")
        pytest.skip("mounting a small file system needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Nothing more goes into the file system of `folder`."""
    filler = folder / "other"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left") as raised:
        file.writelines(repeat(b"x" * 4096))
    assert is_full(raised.value)
    return filler


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_refuses_the_file_in_words_and_keeps_the_figures(case, cast, machines):
    files = machines.folder / "files"
    with small_disk(files, "256k"):
        machines.serve()
        clerk = machines.visitor(cast.staff)
        filler = fill(files)
        proof = {"evidence_file": ("bukti.pdf", pdf())}
        status, page = clerk.ask(entry(case), form(case, 62), files=proof)
        assert status == 422
        assert FULL in page
        report = ProgressReport.objects.get()
        assert report.physical_percent == 62
        later = {"action": "attach", "key": form(case, 0)["key"]}
        status, answer = clerk.ask(entry(case), later, files=proof, accept=BACKGROUND)
        assert status == 507, "the browser keeps the file and tries again"
        assert FULL in answer
        assert not EvidenceUse.objects.exists()
        assert [each for each in files.rglob("*") if each.is_file()] == [filler], "no half file"
        filler.unlink()
        for _time in range(2):
            assert clerk.ask(entry(case), later, files=proof, accept=BACKGROUND)[0] == 200
        assert EvidenceUse.objects.count() == 1


@pytest.mark.worker
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_without_room_loses_nothing_that_was_confirmed(case, cast, machines):
    """PostgreSQL on a disk of its own, which fills up; then there is room again, and it is started again."""
    disk = Path(tempfile.mkdtemp(prefix="portal-disk-"))  # the server has a user of its own, who must get there
    disk.chmod(0o755)
    programs = postgres_programs()
    assert programs, "PostgreSQL is here: the test runs on it"
    with small_disk(disk, "500m"):
        server = PostgresServer(programs, within=disk)
        try:
            server.start()
            server.copy_of(database_url())
            machines.environment["DATABASE_URL"] = server.url
            machines.serve()
            clerk = machines.visitor(cast.staff)
            clerk.ask(entry(case))
            filler = fill(disk)
            os.truncate(filler, filler.stat().st_size - LEFT)
            version, confirmed, refusals = 0, 0, []
            for number in range(TRIES):
                percent = 1 + number % 90
                status, answer = clerk.ask(entry(case), form(case, percent, version), accept=BACKGROUND)
                if status != 200:
                    refusals.append((status, answer))
                    break
                version, confirmed = json.loads(answer)["version"], percent
                server.try_to_use("SELECT pg_switch_wal()")
            refusals += [clerk.ask(entry(case)) for _time in range(2)]
            assert {status for status, _answer in refusals} <= {200, 503, 507}, refusals
            assert refusals[0][0] in (503, 507)
            assert all("Code" in answer or "Kode" in answer for status, answer in refusals if status != 200)
            filler.unlink()
            server.stop()
            server.start()
            assert confirmed
            assert server.one("SELECT physical_percent FROM monitoring_progressreport") == (confirmed,)
            assert clerk.ask(entry(case), form(case, 95, version), accept=BACKGROUND)[0] == 200
            assert server.one("SELECT physical_percent FROM monitoring_progressreport") == (95,)
        finally:
            machines.end()
            server.remove()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own words")
def test_sqlite_says_that_there_is_no_room():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filled (words text)")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError) as raised:
                cursor.execute("INSERT INTO filled VALUES (%s)", ["x" * 100_000])
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")
    assert is_full(raised.value)
    assert not is_full(OperationalError("the connection was closed"))
