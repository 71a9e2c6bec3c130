"""A dump that cannot be restored here is refused, and whatever fails on the way, what was in the database stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError

from operations.services.backups import run_backup
from operations.vault import programs
from operations.vault.manifest import read_manifest
from operations.vault.stores import FolderStore
from organizations.models import AuditEntry, Region
from tests.factories.organizations import RegionFactory
from tests.operations.test_restore import restore, write_manifest

pytestmark = pytest.mark.django_db(transaction=True)
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lets a program of PostgreSQL be installed in a version, beside those that tell their own or in place of all."""
    folder = tmp_path / "programs"
    monkeypatch.setattr(programs, "PLACES", ())

    def put(name: str, version: int, does: str = "exit 1") -> None:
        path = folder / str(version) / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        told = f'[ "$1" != --version ] || {{ echo "{name} (PostgreSQL) {version}.3"; exit; }}'
        path.write_text(f"#!/bin/bash\n{told}\n{does}\n")
        path.chmod(0o755)
        monkeypatch.setattr(programs, "PLACES", (str(folder / "*" / "bin"),))
        programs.programs.cache_clear()

    yield put
    programs.programs.cache_clear()


@pytest.fixture
def nothing_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    programs.programs.cache_clear()


@pytest.mark.parametrize(
    ("there", "oldest", "server", "taken"),
    [
        ((15, 17), 15, 15, 15),
        ((16, 17), 15, 15, 16),
        ((17, 18), 15, 15, None),  # they send SET transaction_timeout, which servers before 17 refuse
        ((15, 16), 17, 17, None),
        ((15, 17), 15, 17, 15),
        ((18,), 17, 17, 18),
    ],
)
def test_the_program_is_taken_that_the_server_understands(install, nothing_on_the_path, there, oldest, server, taken):
    for version in there:
        install("pg_restore", version)
    found = programs.fitting("pg_restore", oldest, server)
    assert (found.version if found else None) == taken


def test_programs_reach_the_database_as_the_portal_does():
    """A server that wants a certificate of its clients (`?sslmode=verify-full&sslcert=...` in DATABASE_URL)."""
    files = {"sslmode": "verify-full", "sslrootcert": "/ca.pem", "sslcert": "/own.pem", "sslkey": "/own.key"}
    where = {"HOST": "db", "PASSWORD": "secret", "OPTIONS": files | {"connect_timeout": 3, "keepalives_idle": 5}}
    found = programs.environment_of(where)
    said = {name: found.get(name) for name in ("PGHOST", "PGPASSWORD", "PGSSLCERT", "PGSSLKEY", "PGCONNECT_TIMEOUT")}
    assert list(said.values()) == ["db", "secret", "/own.pem", "/own.key", "3"]
    assert (found["PGSSLMODE"], found["PGSSLROOTCERT"]) == ("verify-full", "/ca.pem")


@pytest.mark.postgres
def test_a_dump_of_a_newer_server_is_refused_before_anything_is_touched(place, region):
    run = run_backup()
    write_manifest(place, run.name, server="99", program="99")
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError, match=r"99.*--form rows"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()


@pytest.mark.postgres
def test_programs_that_this_server_does_not_understand_are_refused_before_anything_is_touched(
    place, region, install, nothing_on_the_path
):
    """Debian's newest client beside an older server: it sends what the server refuses."""
    install("pg_dump", 99)
    run = run_backup()
    assert (run.form, "99" in run.notes) == ("rows", True)  # no dump that could not come back
    write_manifest(place, run.name, form="pg_dump")
    install("pg_restore", 99)
    install("psql", 99)
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError, match="99"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "does",
    [
        'echo "SET no_such_timeout = 0;"; exec {real} "$@"',
        '{real} "$@" | head -c 90000; exit 1',
        "exit 1",
        "kill -9 $$",
    ],
    ids=["refused by the server", "cut off in the middle", "at once", "killed"],
)
def test_what_was_there_stays_when_the_dump_does_not_come(place, region, install, does):
    run = run_backup()
    version = int(read_manifest(FolderStore(place), run.name).program)
    real = programs.fitting("pg_restore", version, version) or programs.programs("pg_restore")[0]
    psql = programs.beside(real, "psql")
    later = RegionFactory(code="99.98")
    install("pg_restore", real.version, does.format(real=real.path))
    install("psql", real.version, f'exec {psql.path} "$@"')
    with pytest.raises(CommandError, match=r"no_such_timeout|pg_restore"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    assert not AuditEntry.objects.filter(verb="backup.restored").exists()
    RegionFactory(code="99.97")  # keys count on, triggers and constraints are there
    programs.programs.cache_clear()


@pytest.mark.postgres
def test_what_was_there_stays_when_rows_are_missing_from_the_dump(place, region):
    run = run_backup()
    rows = read_manifest(FolderStore(place), run.name).rows
    write_manifest(place, run.name, rows=rows | {"organizations_region": 7})
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError, match="organizations_region"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    write_manifest(place, run.name, rows=rows)
    restore(place)
    assert not Region.objects.filter(pk=later.pk).exists()
