"""scripts/drill, as it is given on a server: the newest backup into a database and a folder that are thrown away."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from operations.models import BackupRun
from operations.services.backups import run_backup
from operations.vault.manifest import read_manifest
from operations.vault.stores import FolderStore
from organizations.models import Region
from tests.factories.organizations import RegionFactory
from tests.operations.installations import new_installation, on_server
from tests.workers import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def drill(tmp_path: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """With the settings of a server whose own database must not be touched: there is none at its address."""
    temporary = tmp_path / "temporary"
    temporary.mkdir(exist_ok=True)
    own = {"TMPDIR": str(temporary), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DEBUG": "1", "LC_ALL": "C"}
    done = subprocess.run(
        ["scripts/drill", *map(str, words)], cwd=ROOT, env=os.environ | own, capture_output=True, text=True
    )
    assert list(temporary.iterdir()) == []  # thrown away, also when it fails
    return done


def test_the_newest_backup_is_restored_and_timed(place, key, tmp_path, region):
    """Sealed, in the form of the database under test."""
    RegionFactory()
    for number in range(3):
        default_storage.save(f"evidence/{number}.txt", ContentFile(f"isi {number}".encode()))
    manifest = read_manifest(FolderStore(place), run_backup().name)
    where = new_installation(tmp_path / "elsewhere", "drilled")
    if connection.vendor == "sqlite":
        Path(where.url.removeprefix("sqlite:///")).unlink(missing_ok=True)
    done = drill(tmp_path, place, "--private-key", key, "--into", where.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert manifest.uid in done.stdout
    assert "Restored: 3 files" in done.stdout
    assert done.stdout.count(" s  ") == 2  # how long both steps took
    found = {name: len(rows) for name, rows in where.rows().items()}
    there = {name: found[name] for name in manifest.rows}
    own = {"operations_backuprun", "organizations_auditentry"}
    assert {name for name, count in manifest.rows.items() if there[name] != count} <= own
    assert Region.objects.count() == found["organizations_region"] == 2
    assert BackupRun.objects.count() == 1
    if connection.vendor == "postgresql":
        on_server(f'DROP DATABASE "{where.url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.mark.one_database
def test_a_drill_that_fails_says_at_which_step(place, key, tmp_path, region):
    default_storage.save("evidence/a.txt", ContentFile(b"isi"))
    run_backup()
    without = drill(tmp_path, place)
    assert without.returncode == 1
    assert "--private-key" in without.stderr
    assert "FAILED" in without.stdout
    assert "check every sum" in without.stdout
    path = next(place.glob("files/*/*/*"))
    path.write_bytes(path.read_bytes()[:-1])
    assert drill(tmp_path, place, "--private-key", key).returncode == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "code", "said"), [(["--help"], 0, "--private-key"), (["--what"], 1, "--what"), (["--run"], 1, "--run")]
)
def test_what_it_does_not_understand_it_does_not_do(words, code, said):
    done = subprocess.run(["scripts/drill", *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
