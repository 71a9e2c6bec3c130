"""The drill: back up while people write, lose everything, get it back; in processes, as an operator would."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest
from django.apps import apps
from django.db import connection

from core.errors import Refused
from operations.services.checking import check, choose
from operations.vault.manifest import whole_runs
from operations.vault.stores import FolderStore
from tests.operations.installations import Installation, copied, on_server, upgraded
from tests.workers import ROOT

pytestmark = pytest.mark.django_db
PATIENCE = 120
WRITER = """
import sys, time
from pathlib import Path
import django; django.setup()
from django.core.files.base import ContentFile
from masterplan.models.preparation import LegalDocument
from organizations.models import Region, User
region, by = Region.objects.get(code="52.07"), User.objects.get(email="admin.daerah@ksb.example")
stop, mine = Path(sys.argv[1]), sys.argv[2]
number = 0
while not stop.exists():
    number += 1
    name = f"{mine}-{number}"
    row = LegalDocument(region=region, kind="decree", number=name, title=name, year=2026, is_example=True)
    row.file.save(f"{name}.pdf", ContentFile(f"isi {name}".encode() * 200), save=False)
    row.store(by=by, reason="drill")
    Path(sys.argv[3]).joinpath(mine).touch()
    time.sleep(0.01)
"""
CHANGES = {"operations_backuprun", "organizations_auditentry", "django_session", "webhooks_webhookdelivery"}
"""What a restore itself writes: that it was done, log-ins ended, what is held."""


Rows = dict[str, list[str]]
OF_DJANGO = {"django_migrations"}
"""The only table that belongs to no model; every form of a backup has all the others by their models."""


@contextmanager
def people_writing(portal: Installation, folder: Path, people: int = 2):
    """Until the end of the block, as soon as each has written something."""
    stop, signs = folder / "stop", folder / "signs"
    signs.mkdir()
    words = [sys.executable, "-c", WRITER, str(stop)]
    running = [
        subprocess.Popen([*words, f"tulis{each}", str(signs)], cwd=ROOT, env=portal.environment)
        for each in range(people)
    ]
    try:
        end = time.monotonic() + PATIENCE
        while len(list(signs.iterdir())) < people:
            assert time.monotonic() < end
            assert all(each.poll() is None for each in running)
            time.sleep(0.05)
        yield
        assert all(each.poll() is None for each in running)
    finally:
        stop.touch()
        assert [each.wait(PATIENCE) for each in running] == [0] * people


@pytest.fixture
def portal(demo: Installation, tmp_path: Path) -> Installation:
    return copied(demo, tmp_path / "var", "drill")


def same(before: Rows, after: Rows) -> None:
    """Every row of every table that the database lists, but for what a restore itself writes."""
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} <= CHANGES
    entries = set(before["organizations_auditentry"]), set(after["organizations_auditentry"])
    assert not {row for row in entries[0] - entries[1] if "backup.done" not in row}  # written when the backup was whole
    assert {"backup.restored" in row for row in entries[1] - entries[0]} == {True}
    assert len(before["webhooks_webhookdelivery"]) == len(after["webhooks_webhookdelivery"])


EXAMPLE: Rows = {name: [f"{name} 1", f"{name} 2"] for name in (*sorted(CHANGES), "masterplan_program")}


@pytest.mark.parametrize(
    ("after", "is_same"),
    [
        ({}, True),
        ({"masterplan_program": ["masterplan_program 1", "masterplan_program 3"]}, False),
        ({"masterplan_program": ["masterplan_program 1"]}, False),
        ({"came_later": []}, False),
        ({"organizations_auditentry": ["organizations_auditentry 1"]}, False),
        ({"webhooks_webhookdelivery": []}, False),
    ],
)
def test_the_comparison_sees_a_row_that_differs(after, is_same):
    restored = EXAMPLE["organizations_auditentry"] + ["3 backup.restored"]
    try:
        same(EXAMPLE, EXAMPLE | {"organizations_auditentry": restored} | after)
    except AssertionError:
        assert not is_same
    else:
        assert is_same


def test_every_table_is_in_the_comparison_and_belongs_to_a_model(demo):
    """So a table that a later version brings is compared and backed up without anybody thinking of it."""
    rows = demo.rows()
    models = {each._meta.db_table for each in apps.get_models(include_auto_created=True) if each._meta.managed}
    assert set(rows) == models | OF_DJANGO
    assert sum(map(len, rows.values())) > 20_000
    assert len(demo.files()) > 250


def test_after_a_disaster_every_row_and_every_file_is_back(portal, tmp_path):
    pair, target = pyrage.x25519.Identity.generate(), tmp_path / "target"
    key = tmp_path / "private.key"
    key.write_text(f"{pair}\n")
    sealed = {"BACKUP_PUBLIC_KEY": str(pair.to_public()), "BACKUP_TARGET": str(target)}
    first = portal.rows()
    with people_writing(portal, tmp_path):
        portal.manage("backup", **sealed)
    last, files = portal.rows(), portal.files()

    portal.destroy()
    said = portal.manage("restore", target, "--private-key", key)
    assert "Restored" in said or "dipulihkan" in said.lower()
    found, table = portal.rows(), "masterplan_legaldocument"
    assert set(first[table]) < set(found[table]) <= set(last[table])
    assert len(found["masterplan_historicallegaldocument"]) - len(first["masterplan_historicallegaldocument"]) == len(
        found[table]
    ) - len(first[table])
    assert {files[name] == digest for name, digest in portal.files().items()} == {True}
    *named, counts_on, of_people = portal.run(NAMED + FRESH).split("\n")[:-1]
    assert (counts_on, of_people) == ("True", "True")
    assert len(named) > len(found[table]) - len(first[table]) > 0
    assert set(named) <= set(portal.files())

    # Once more while nobody writes: then everything must be the same to the letter.
    portal.manage("backup", **sealed)
    before, files = portal.rows(), portal.files()
    portal.destroy()
    portal.manage("restore", target, "--private-key", key)
    same(before, portal.rows())
    assert portal.files() == files


NAMED = """
import django; django.setup()
from operations.vault.portal_files import named_files
from django.apps import apps
print("\\n".join(named_files("default", [each for each in apps.get_models()])))
"""
FRESH = """
import django; django.setup()
from django.db.models import Max
from organizations.models import Province, User
for table, columns in ((Province, {"code": "99", "name": "Contoh"}), (User, {"email": "baru@contoh.example"})):
    highest = table.objects.aggregate(highest=Max("pk"))["highest"]
    print(table.objects.create(**columns).pk > highest)
"""


def test_a_backup_that_was_killed_is_none_and_the_next_one_goes_on_from_it(portal, tmp_path):
    target = tmp_path / "target"
    big = portal.folder / "files" / "evidence"
    big.mkdir(parents=True, exist_ok=True)
    for each in range(400):
        (big / f"{each}.bin").write_bytes(os.urandom(20_000))
    running = portal.begin("backup", target)
    end = time.monotonic() + PATIENCE
    while len(list(target.glob("files/*/*/*"))) < 20:
        assert time.monotonic() < end
        assert running.poll() is None
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = len([each for each in target.glob("files/*/*/*") if each.suffix != ".unfinished"])
    assert not list(whole_runs(FolderStore(target)))
    with pytest.raises(Refused):
        choose(str(target))
    portal.manage("backup", target)
    (whole,) = whole_runs(FolderStore(target))
    assert whole.files["new"] == len({*portal.files().values()}) - done
    check(choose(str(target)), lambda: None)
    assert len(list((target / "runs").iterdir())) == 1


def test_a_restore_that_was_killed_is_done_again(portal, tmp_path):
    target = tmp_path / "target"
    portal.manage("backup", target)
    before, files = portal.rows(), portal.files()
    portal.destroy()
    running = portal.begin("restore", target, PYTHONUNBUFFERED="1")
    assert running.stdout is not None
    for line in running.stdout:
        if ("files" in line.lower() and "estor" in line) or ("berkas" in line.lower() and "pulih" in line.lower()):
            break
    running.send_signal(signal.SIGKILL)
    running.wait()
    refused = portal.try_manage("restore", target)
    assert refused.returncode == 1
    portal.manage("restore", target, "--replace", "--yes")
    same(before, portal.rows())
    assert portal.files() == files


@pytest.mark.postgres
def test_a_small_server_becomes_a_large_one_and_the_other_way_round(portal, tmp_path):
    """PostgreSQL into SQLite and back, each by the other's backup: every row and file as at the beginning.

    Two upgrades of the same data would not be the same: each makes the first anchor of the audit log at its own moment.
    """
    small = upgraded(tmp_path / "small", "0.6.0", "sqlite")  # with tables: all migrations from nothing take a minute
    first = small.rows()
    before, files = portal.rows(), portal.files()
    portal.manage("backup", tmp_path / "from-large", "--form", "rows")
    assert "--replace" in small.try_manage("restore", tmp_path / "from-large").stderr
    assert small.rows() == first
    small.manage("restore", tmp_path / "from-large", "--replace", "--yes")
    halfway = small.rows()
    assert halfway["organizations_auditanchor"] != first["organizations_auditanchor"]
    assert {name: len(halfway[name]) for name in set(before) - CHANGES} == {
        name: len(before[name]) for name in set(before) - CHANGES
    }
    assert {name: small.files()[name] for name in files} == files

    small.manage("backup", tmp_path / "from-small")
    assert "SQLite" in small.try_manage("backup", tmp_path / "none", "--form", "pg_dump").stderr
    portal.sql("UPDATE organizations_province SET name = 'Salah'")
    shutil.rmtree(portal.folder / "files")
    portal.manage("restore", tmp_path / "from-small", "--replace", "--yes")
    same(before, portal.rows())
    extra = set(portal.files()) - set(files)  # a restore leaves files alone: the small one's own anchor went along
    assert {name: portal.files()[name] for name in files} == files
    assert all(name.startswith("audit/anchors/") for name in extra)
    assert portal.run(FRESH).split() == ["True", "True"]


@pytest.fixture(scope="module", autouse=True)
def _remove_databases(django_db_blocker):
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            on_server(f'DROP DATABASE IF EXISTS "drill_{os.getpid()}" WITH (FORCE)')
