"""One backup or restore at a time, whichever host begins it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError
from django.db import connection, connections

from operations.models import BackupRun
from operations.services import backups, restoring
from operations.services.backups import run_backup
from operations.services.turns import Busy
from tests.factories.organizations import RegionFactory
from tests.operations.test_restore import restore
from tests.workers import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def on_another_host(settings, tmp_path: Path) -> Callable[[Callable[[], object]], None]:
    """What another host does meanwhile: its own folders and connections, the same database."""

    def do(work: Callable[[], object]) -> None:
        def there() -> None:
            try:
                work()
            finally:
                connections.close_all()

        here = settings.BACKUP_WORK_DIR
        settings.BACKUP_WORK_DIR = tmp_path / "another host"
        try:
            with ThreadPoolExecutor(1) as threads:
                threads.submit(there).result(60)
        finally:
            settings.BACKUP_WORK_DIR = here

    return do


def test_no_other_host_begins_a_backup_while_one_restores(place, region, monkeypatch, on_another_host):
    """Its row would wait for the tables, and then stand in the restored ones."""
    run_backup()
    tried = []

    def refused() -> None:
        with pytest.raises(Busy):
            run_backup()
        tried.append(1)

    come, finish = restoring.restore_database, restoring.finish
    monkeypatch.setattr(restoring, "restore_database", lambda *words: (on_another_host(refused), come(*words)))
    monkeypatch.setattr(restoring, "finish", lambda *words, **more: (finish(*words, **more), on_another_host(refused)))
    restore(place)
    assert tried == [1, 1]
    assert BackupRun.objects.count() == 1
    run_backup()


def test_nothing_is_restored_while_another_host_backs_up(place, region, monkeypatch, on_another_host):
    run_backup()
    later = RegionFactory(code="99.98")
    dump = backups.dump_database

    def refused() -> None:
        with pytest.raises(CommandError):
            restore(place)

    def meanwhile(*words: object) -> str:
        on_another_host(refused)
        later.refresh_from_db()
        return dump(*words)

    monkeypatch.setattr(backups, "dump_database", meanwhile)
    assert run_backup().state == "done"


def test_a_host_that_is_gone_is_not_waited_for(place, region, monkeypatch):
    """Its connection ends, and with it its turn; PostgreSQL looks for that within a minute."""
    gone = psycopg2.connect(database_url())
    gone.cursor().execute("SELECT pg_try_advisory_xact_lock(7246010134)")
    with pytest.raises(Busy):
        run_backup()
    gone.close()
    assert run_backup().state == "done"
    dump = backups.dump_database

    def looked_at(*words: object) -> str:
        with connections["turn"].cursor() as cursor:
            cursor.execute("SHOW tcp_keepalives_idle")
            assert 0 < int(cursor.fetchone()[0]) <= 30
        return dump(*words)

    monkeypatch.setattr(backups, "dump_database", looked_at)
    run_backup()
    assert connection.is_usable()
