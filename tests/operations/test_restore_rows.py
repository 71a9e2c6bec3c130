"""Rows in the form of no database come in place of what is there whole or not at all, on both databases."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction

from operations.services import restoring_database
from operations.services.backups import run_backup
from operations.services.checking import choose
from operations.services.restoring import restore as restore_source
from operations.vault import triggers
from operations.vault.manifest import read_manifest
from operations.vault.snapshots import second_connection
from operations.vault.stores import FolderStore
from organizations.models import AuditEntry, Membership, Region
from tests.factories.organizations import RegionFactory
from tests.operations.test_restore import restore, write_manifest

pytestmark = pytest.mark.django_db(transaction=True)


def change_rows(target: Path, name: str, old: bytes, new: bytes, **other: object) -> None:
    """A backup that was written with other rows: its sums fit them."""
    path = next((target / "runs" / name).glob("database*"))
    lines = gzip.decompress(path.read_bytes())
    assert old in lines
    path.write_bytes(gzip.compress(lines.replace(old, new)))
    parts = read_manifest(FolderStore(target), name).parts
    for each in parts:
        if "/database" in each["name"]:
            each |= {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    write_manifest(target, name, parts=parts, **other)


def trigger_states() -> list[tuple[str, ...]]:
    """Triggers of ours with what they do and whether they are in force."""
    states = {
        "postgresql": "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, tgrelid",
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    }
    with connection.cursor() as cursor:
        cursor.execute(states[connection.vendor])
        return cursor.fetchall()


LAST_TABLE = b'{"table":"webhooks_webhookdelivery"'
"""By the order of names nearly all other tables have been filled when this one begins."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LAST_TABLE, b'["no row of this table"]\n' + LAST_TABLE),
        (LAST_TABLE, b"\x00\x00\x00\n" + LAST_TABLE),
        (LAST_TABLE, b'{"table":"no_such_table","columns":["id"]}\n' + LAST_TABLE),
        (b'"columns":["id","uid","state","target"', b'"columns":["id","uid","state","no_such"'),
        (b'"Kabupaten Sumbawa Barat"', b"null"),
        (b'"52.07"', b'"' + b"9" * 300 + b'"'),
    ],
    ids=["a row too many", "no text", "table", "column", "empty where it must not be", "too long"],
)
def test_what_was_there_stays_when_a_row_cannot_be_read(place, region, old, new):
    run = run_backup(form="rows")
    change_rows(place, run.name, old, new)
    later, before = RegionFactory(code="99.98"), trigger_states()
    if connection.vendor == "sqlite" and b"999" in new:
        pytest.skip("SQLite does not look at the length")
    with pytest.raises(CommandError):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    assert Region.objects.get(pk=region.pk).name == "Kabupaten Sumbawa Barat"
    assert not AuditEntry.objects.filter(verb="backup.restored").exists()
    assert trigger_states() == before != []
    assert RegionFactory(code="99.97").pk > later.pk


def test_what_was_there_stays_when_rows_are_missing(place, region):
    run = run_backup(form="rows")
    rows = read_manifest(FolderStore(place), run.name).rows
    write_manifest(place, run.name, rows=rows | {"organizations_region": 7})
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError, match="organizations_region"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    write_manifest(place, run.name, rows=rows)
    restore(place)
    assert not Region.objects.filter(pk=later.pk).exists()


def test_a_row_whose_other_row_is_missing_is_found_before_it_is_too_late(place, region, cast):
    run = run_backup(form="rows")
    membership = Membership.objects.filter(region=region).first()
    lines = gzip.decompress(next((place / "runs" / run.name).glob("database*")).read_bytes()).splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith(b'{"table":"organizations_region"'))
    row = lines[begin + 1]
    rows = read_manifest(FolderStore(place), run.name).rows
    fewer = rows | {"organizations_region": rows["organizations_region"] - 1}
    change_rows(place, run.name, row + b"\n", b"", rows=fewer)
    with pytest.raises(CommandError):
        restore(place)
    assert Membership.objects.filter(pk=membership.pk, region=region).exists()


class Stopped(BaseException):
    """As Ctrl+C, or a process that is killed: the database sees the end of the connection."""


def test_what_was_there_stays_when_the_restore_is_stopped_in_the_middle(place, region, cast):
    run_backup(form="rows")
    later, before, signs = RegionFactory(code="99.98"), trigger_states(), []

    def alive() -> None:
        signs.append(Region.objects.count())
        if signs[-1] != signs[0]:
            raise Stopped

    with pytest.raises(Stopped):
        restore_source(choose(str(place)), replace=True, alive=alive, say=print)
    assert Region.objects.filter(pk=later.pk).exists()
    assert trigger_states() == before


def test_tables_of_another_version_stay_until_the_rows_have_been_read_once(place, region):
    """They must be made anew, which no transaction holds: what can be found before that is found."""
    run = run_backup(form="rows")
    older = read_manifest(FolderStore(place), run.name).migrations
    app, names = next((app, names) for app, names in older.items() if app == "operations")
    before = older | {app: names[:-1]} if len(names) > 1 else {each: older[each] for each in older if each != app}
    begin = b'{"table":"operations_backuprun"'
    path = next((place / "runs" / run.name).glob("database*"))
    lines = gzip.decompress(path.read_bytes())
    at = lines.index(begin)
    own = lines[at : lines.index(b'{"table"', at + 1)]
    rows = read_manifest(FolderStore(place), run.name).rows
    del rows["operations_backuprun"]
    change_rows(place, run.name, own, b"", migrations=before, rows=rows)
    later = RegionFactory(code="99.98")
    for wrong in ({"rows": rows | {"organizations_region": 7}}, {"rows": rows, "old": LAST_TABLE}):
        if "old" in wrong:
            change_rows(place, run.name, LAST_TABLE, b"[1]\n" + LAST_TABLE, rows=rows)
        else:
            write_manifest(place, run.name, **wrong)
        with pytest.raises(CommandError):
            restore(place)
        assert Region.objects.filter(pk=later.pk).exists()


@pytest.mark.postgres
def test_a_table_that_somebody_uses_is_not_waited_for_without_end(place, region, monkeypatch):
    monkeypatch.setattr(triggers, "LOCK_WAIT", "200ms")
    run_backup(form="rows")
    later = RegionFactory(code="99.98")
    with second_connection("somebody") as somebody, transaction.atomic(using=somebody.alias):
        with somebody.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organizations_region")
        with pytest.raises(CommandError, match="lock timeout"):
            restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    restore(place)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def test_rows_of_a_copy_of_sqlite_are_counted_before_it_comes_into_place(place, region):
    if connection.vendor != "sqlite":
        pytest.skip("the form of SQLite")
    run = run_backup()
    rows = read_manifest(FolderStore(place), run.name).rows
    write_manifest(place, run.name, rows=rows | {"organizations_region": 7})
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError, match="organizations_region"):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()
    assert restoring_database.is_empty() is False
