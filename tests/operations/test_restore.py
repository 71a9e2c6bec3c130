"""Getting back: what is refused, what must not go on as before, other stores."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
import redis
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import Session
from citizens.models import FeedbackContact
from core.errors import Refused
from notices.models import Mail
from operations.models import BackupRun
from operations.services import restoring
from operations.services.backups import run_backup
from operations.services.checking import check, choose
from operations.services.held import HELD, Held, held, release
from operations.services.turns import Busy
from operations.vault.manifest import read_manifest, whole_runs
from operations.vault.stores import FolderStore, open_store
from organizations.models import AuditEntry, Region
from smartcity.settings import STORAGES
from tests.factories.citizens import FeedbackFactory
from tests.factories.organizations import RegionFactory
from tests.factories.webhooks import WebhookDeliveryFactory
from tests.operations.installations import Installation
from tests.servers import RedisServer, free_port, wait_for
from webhooks.models import WebhookDelivery

pytestmark = pytest.mark.django_db(transaction=True)
BUCKET, KEY = "cadangan", "kunci-uji"


def restore(*words: object) -> None:
    call_command("restore", *map(str, words), "--replace", "--yes", verbosity=0)


def write_manifest(target: Path, name: str, **other: object) -> None:
    """With other fields, and a sum that fits them."""
    manifest = read_manifest(FolderStore(target), name)
    for field, value in other.items():
        setattr(manifest, field, value)
    (target / "runs" / name / "manifest.json").write_bytes(manifest.write())


def test_rows_and_files_are_as_they_were(place, region):
    kept = default_storage.save("evidence/a.txt", ContentFile(b"isi"))
    run = run_backup()
    Region.objects.filter(pk=region.pk).update(name="Salah")
    extra = RegionFactory()
    Path(default_storage.path(kept)).write_bytes(b"rusak")
    restore(place)
    assert Region.objects.get(pk=region.pk).name == "Kabupaten Sumbawa Barat"
    assert not Region.objects.filter(pk=extra.pk).exists()
    assert Path(default_storage.path(kept)).read_bytes() == b"isi"
    own = BackupRun.objects.get(name=run.name)
    assert (own.state, own.files) == ("done", 1)  # it was under way in its own rows
    entry = AuditEntry.objects.get(verb="backup.restored")
    assert entry.details["files"] == 1
    assert RegionFactory(code="99.99").pk > region.pk


def test_a_database_with_rows_is_not_touched_unless_that_is_said(place, region, monkeypatch):
    run_backup()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(place), verbosity=0)
    asked = input
    monkeypatch.setattr("builtins.input", lambda: "ya")
    with pytest.raises(CommandError):
        call_command("restore", str(place), "--replace", verbosity=0)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("builtins.input", asked)
    with pytest.raises(CommandError):
        call_command("restore", str(place), "--replace", verbosity=0)
    assert not AuditEntry.objects.filter(verb="backup.restored").exists()


def test_a_backup_of_a_newer_version_is_refused(place, region):
    run = run_backup()
    newer = read_manifest(FolderStore(place), run.name).migrations | {"portal": ["9999_from_the_future"]}
    write_manifest(place, run.name, migrations=newer, portal="9.0.0")
    with pytest.raises(CommandError, match=r"9\.0\.0"):
        restore(place)
    write_manifest(place, run.name, format=2)
    with pytest.raises(CommandError):
        restore(place, "--run", run.name)


def test_a_manifest_that_was_changed_is_no_manifest(place, region):
    run = run_backup()
    path = place / "runs" / run.name / "manifest.json"
    path.write_text(path.read_text().replace('"portal": "', '"portal": "1'))
    with pytest.raises(CommandError):
        restore(place, "--run", run.name)


def test_damage_stops_before_the_first_row_is_gone(place, region):
    default_storage.save("evidence/a.txt", ContentFile(b"isi" * 50))
    run_backup()
    path = next(place.glob("files/*/*/*"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    later = RegionFactory(code="99.98")
    with pytest.raises(CommandError):
        restore(place)
    assert Region.objects.filter(pk=later.pk).exists()


def test_log_ins_end_and_kept_pages_are_forgotten(place, region, client, cast):
    client.force_login(cast.admin)
    run_backup()
    cache.set("kept", "page")
    restore(place)
    assert not Session.objects.exists()
    assert cache.get("kept") is None


def test_after_a_recovery_of_the_database_log_ins_end_and_what_waited_is_held(place, region, client, cast):
    client.force_login(cast.admin)
    waiting(cast, region)
    call_command("after_recovery")
    assert not Session.objects.exists()
    assert held() == Held(1, 1, 1)
    assert AuditEntry.objects.filter(verb="database.recovered").count() == 1


def test_what_must_not_go_on_has_ended_before_the_files_come(place, region, client, cast):
    """The disk is full, say, while files are restored: log-ins are over and mails held all the same."""
    kept = Path(default_storage.path(default_storage.save("evidence/a.txt", ContentFile(b"isi"))))
    client.force_login(cast.admin)
    waiting(cast, region)
    run_backup()
    kept.unlink()
    (kept / "in the way").mkdir(parents=True)
    with pytest.raises(CommandError):
        restore(place)
    assert not Session.objects.exists()
    assert held() == Held(1, 1, 1)


def test_no_backup_is_made_while_one_is_restored(place, region, monkeypatch):
    run_backup()
    tried = []

    def meanwhile(*args: object) -> int:
        with pytest.raises(Busy):
            run_backup()
        tried.append(args)
        return 0

    monkeypatch.setattr(restoring, "restore_files", meanwhile)
    restore(place)
    assert len(tried) == 1


@pytest.mark.redis
@pytest.mark.one_database
def test_a_restore_into_another_database_leaves_cache_and_queue_of_the_portal_alone(place, region, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("one database is enough, and SQLite's is a file")
    server = RedisServer(keeps=False)
    server.start()
    try:
        living = redis.Redis.from_url(server.url)
        living.lpush("quick", "a job that waits")
        living.set("page", "kept")
        run_backup()
        other = tmp_path / "other.sqlite3"
        shutil.copyfile(connection.settings_dict["NAME"], other)
        portal = Installation(tmp_path / "var", f"sqlite:///{tmp_path / 'own.sqlite3'}")
        words = ("--into", f"sqlite:///{other}", "--files-into", tmp_path / "other-files", "--replace", "--yes")
        portal.manage("restore", place, *words, REDIS_URL=server.url)
        assert (living.llen("quick"), living.get("page")) == (1, b"kept")
    finally:
        server.remove()


def waiting(cast, region) -> tuple[Mail, WebhookDelivery, FeedbackContact]:
    mail = Mail.objects.create(user=cast.admin, region=region, to="a@contoh.example", subject="Ingat", message_id="<1>")
    now = timezone.now()
    feedback = FeedbackFactory(state="answered", answer="Sudah diperbaiki.", answered_at=now, moderated_at=now)
    contact = FeedbackContact.objects.create(feedback=feedback, email="warga@contoh.example")
    return mail, WebhookDeliveryFactory(), contact


@pytest.mark.parametrize("send", [True, False])
def test_what_waited_to_leave_is_held_until_somebody_decides(place, region, cast, send):
    rows = waiting(cast, region)
    run_backup()
    restore(place)
    mail, delivery, contact = (type(each).objects.get(pk=each.pk) for each in rows)
    now = timezone.now() + timedelta(days=3650)
    assert not Mail.objects.due(now).exists()
    assert not WebhookDelivery.objects.to_send(now).exists()
    assert not FeedbackContact.objects.due(now=now, stale=now).exists()
    assert (mail.not_before, delivery.next_at, contact.claimed_at) == (HELD, HELD, HELD)
    found = held()
    assert (found.mails, found.webhooks, found.answers) == (1, 1, 1)
    assert release(send=send) == found
    assert not held()
    assert Mail.objects.due(timezone.now()).exists() is send
    assert WebhookDelivery.objects.to_send(timezone.now()).exists() is send
    assert FeedbackContact.objects.filter(claimed_at=None).exists() is send
    assert AuditEntry.objects.filter(verb="restore.released" if send else "restore.dropped").exists()


def test_another_secret_key_is_said(place, region, capsys, settings):
    run_backup()
    settings.SECRET_KEY = "another key, with which nothing that was sealed can be opened"
    call_command("restore", str(place), "--replace", "--yes")
    assert "SECRET_KEY" in capsys.readouterr().err


def test_rows_in_the_form_of_no_database_come_back_too(place, region, cast):
    run = run_backup(form="rows")
    before = list(AuditEntry.objects.values()), list(Region.history.values())
    with gzip.open(next((place / "runs" / run.name).glob("database*"))) as lines:
        headers = [json.loads(line) for line in lines if line.startswith(b"{")]
    assert {each["table"] for each in headers} == set(read_manifest(FolderStore(place), run.name).rows)
    RegionFactory(code="99.97")
    restore(place)
    assert list(Region.history.values()) == before[1]
    assert not Region.objects.filter(code="99.97").exists()
    assert RegionFactory(code="99.96").pk > region.pk


@pytest.fixture(scope="module")
def store():
    """The address of an S3 server with an empty bucket."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", port)).close(), "The S3 server")
        keys = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY}
        boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_files_and_backups_in_object_stores(place, store, settings, region):
    """The portal's files in a bucket, the backup in another place of a store; large ones go in parts."""
    settings.BACKUP_ENDPOINT, settings.BACKUP_REGION = store, "us-east-1"
    settings.BACKUP_ACCESS_KEY = settings.BACKUP_SECRET_KEY = KEY
    settings.BACKUP_KEEP_DAYS = settings.BACKUP_KEEP_WEEKS = settings.BACKUP_KEEP_MONTHS = 0
    options = {"bucket_name": BUCKET, "endpoint_url": store, "access_key": KEY, "secret_key": KEY}
    options |= {"location": "portal", "file_overwrite": False, "default_acl": None, "addressing_style": "path"}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    target = f"s3://{BUCKET}/cadangan"
    with override_settings(STORAGES={**STORAGES, "default": backend, "staticfiles": storages.backends["staticfiles"]}):
        large = bytes(range(256)) * 80_000
        names = [
            default_storage.save("evidence/besar.bin", ContentFile(large)),
            default_storage.save("a", ContentFile(b"a")),
        ]
        first = run_backup(target)
        assert (first.files, first.new_files) == (2, 2)
        default_storage.delete(names[0])
        Region.objects.update(name="Salah")
        restore(target)
        with default_storage.open(names[0]) as file:
            assert file.read() == large
        assert Region.objects.get().name == "Kabupaten Sumbawa Barat"
        default_storage.delete(names[1])
        second = run_backup(target)
        assert (second.files, second.new_files) == (1, 0)
        assert [each.uid for each in whole_runs(open_store(target))] == [second.name]
        check(choose(target), lambda: None)
        for around in (f"s3://{BUCKET}", f"s3://{BUCKET}/portal/cadangan"):
            with pytest.raises(Refused, match=around):
                run_backup(around)
