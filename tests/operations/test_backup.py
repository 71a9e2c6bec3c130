"""Making backups: what is in them, what is not written twice, what happens when something goes wrong."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import os
import signal
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.errors import Refused
from core.storing import HALVES
from notices.models import Notice
from operations import tasks
from operations.models import BackupRun
from operations.selectors.backups import last_backup
from operations.services import backups, dumping, planned, telling
from operations.services.backups import run_backup
from operations.services.checking import check, choose
from operations.services.preflight import work
from operations.services.preflight.findings import Level
from operations.services.turns import Busy
from operations.vault import programs, retention
from operations.vault.manifest import read_manifest, whole_runs
from operations.vault.portal_files import all_files
from operations.vault.stores import FolderStore
from operations.vault.streams import Damaged, identities
from organizations.models import AuditEntry, Region, User
from tests.factories.citizens import QuickWinStoryFactory
from tests.factories.organizations import RegionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def save(name: str, content: bytes) -> str:
    return default_storage.save(name, ContentFile(content))


def nothing() -> None:
    """No sign of life is needed here."""


def blobs(target: Path) -> dict[str, float]:
    return {path.name: path.stat().st_mtime_ns for path in target.glob("files/*/*/*")}


def test_a_backup_says_what_is_in_it(place):
    RegionFactory(code="52.07")
    save("evidence/a.txt", b"isi")
    run = run_backup()
    manifest = read_manifest(FolderStore(place), run.name)
    assert manifest.rows["organizations_region"] == 1
    assert manifest.files == {"count": 1, "bytes": 3, "new": 1, "new_bytes": 3, "missing": 0}
    assert manifest.form == ("pg_dump" if connection.vendor == "postgresql" else "sqlite")
    listed = json.loads(gzip.decompress((place / "runs" / run.name / "files.jsonl.gz").read_bytes()))
    assert listed == {"name": "evidence/a.txt", "size": 3, "sha256": hashlib.sha256(b"isi").hexdigest()}
    assert run.state == "done"
    assert run.database_bytes == manifest.part("database").size
    assert AuditEntry.objects.filter(verb="backup.done", subject_label=run.name).exists()
    assert last_backup().good == run


def test_a_file_that_is_in_the_target_is_not_written_again(place):
    save("evidence/a.txt", b"isi")
    run_backup()
    before = blobs(place)
    save("evidence/salinan.txt", b"isi")  # the same content under another name
    save("evidence/b.txt", b"lain")
    run = run_backup()
    assert (run.files, run.new_files, run.new_bytes) == (3, 1, 4)
    assert {name: blobs(place)[name] for name in before} == before


def test_a_file_that_was_changed_in_place_is_read_again(place):
    name = save("uploads/potongan.part", b"satu")
    run_backup()
    Path(default_storage.path(name)).write_bytes(b"satu dua")
    run = run_backup()
    assert (run.files, run.new_files) == (1, 1)


def test_a_file_that_a_row_names_and_nobody_finds_is_counted(place):
    QuickWinStoryFactory(picture="stories/hilang.jpg")
    assert run_backup().missing_files == 1


def test_a_file_that_comes_before_the_snapshot_is_in_the_backup(place, monkeypatch):
    """Whoever uploads while the backup reads files: the row is in the snapshot, so the file must be."""
    dump = backups.dump_database

    def late(*args: object) -> str:
        QuickWinStoryFactory(picture=save("stories/baru.jpg", b"baru"))
        return dump(*args)

    monkeypatch.setattr(backups, "dump_database", late)
    run = run_backup()
    assert (run.files, run.missing_files) == (1, 0)


def test_what_is_sealed_can_be_opened_with_the_private_key_only(place, key, region):
    save("evidence/rahasia.txt", b"isi yang rahasia")
    run = run_backup()
    assert run.is_sealed
    stored = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert b"rahasia" not in stored
    with pytest.raises(Refused, match=r"--private-key|kunci privat"):
        choose(str(place))
    check(choose(str(place), keys=identities(key.read_text())), nothing)
    other = identities("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")
    with pytest.raises(Damaged):
        check(choose(str(place), keys=other), nothing)


def test_after_a_new_key_everything_is_sealed_for_it(place, key, settings, tmp_path):
    save("evidence/a.txt", b"isi")
    run_backup()
    call_command("backup_key", str(tmp_path / "new.key"), stdout=(said := _Said()), stderr=_Said())
    settings.BACKUP_PUBLIC_KEY = [said.text.strip().removeprefix("BACKUP_PUBLIC_KEY=")]
    assert run_backup().new_files == 1
    check(choose(str(place), keys=identities((tmp_path / "new.key").read_text())), nothing)
    with pytest.raises(CommandError):
        call_command("backup_key", str(tmp_path / "new.key"))
    assert (tmp_path / "new.key").stat().st_mode & 0o077 == 0


def test_a_key_may_go_to_the_standard_output_and_come_by_the_standard_input(place, settings, tmp_path):
    """Where only root may write or read: the command runs as another user."""
    private, public = _Said(), _Said()
    call_command("backup_key", "-", stdout=private, stderr=public)
    assert private.text.splitlines()[-1].startswith("AGE-SECRET-KEY-1")
    assert "AGE-SECRET-KEY" not in public.text
    settings.BACKUP_PUBLIC_KEY = [public.text.splitlines()[0].removeprefix("BACKUP_PUBLIC_KEY=")]
    save("evidence/a.txt", b"isi")
    run_backup()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(private.text))
        call_command("restore", str(place), "--check", "--private-key", "-", stdout=(said := _Said()))
    assert len(said.text.splitlines()) == 2
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(place), "--replace", "--private-key", "-", stdout=_Said())


def test_a_key_that_cannot_be_written_or_read_is_said_in_a_sentence(place, tmp_path):
    with pytest.raises(CommandError, match="backup_key - >"):
        call_command("backup_key", str(tmp_path / "none/new.key"))
    with pytest.raises(CommandError, match="--private-key - <"):
        call_command("restore", str(place), "--check", "--private-key", str(tmp_path))


class _Said:
    text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...


@pytest.mark.one_database
@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("part", ["database", "files.jsonl", "blobs", "content", "manifest"])
@pytest.mark.parametrize("how", ["flipped", "missing", "short"])
def test_damage_is_found_before_anything_is_touched(request, place, part, how, sealed):
    keys = identities(request.getfixturevalue("key").read_text()) if sealed else None
    save("evidence/a.txt", b"isi" * 100)
    run = run_backup()
    found = place.glob("files/*/*/*") if part == "content" else (place / "runs" / run.name).glob(f"{part}*")
    path = next(iter(found))
    content = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "short":
        path.write_bytes(content[:-20])
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    with pytest.raises(Refused):
        check(choose(str(place), run.name, keys=keys), nothing)
    if how != "flipped" and part != "content":
        with pytest.raises(Refused):  # nor is it taken for the newest good one
            choose(str(place), keys=keys)


def test_a_damaged_file_is_written_anew_when_it_was_taken_away(place):
    save("evidence/a.txt", b"isi")
    run_backup()
    next(place.glob("files/*/*/*")).unlink()
    assert run_backup().new_files == 1
    check(choose(str(place)), nothing)


def test_of_two_at_once_one_is_refused(place, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    dump = backups.dump_database

    def slow(*args: object) -> str:
        begun.set()
        assert go_on.wait(60)
        return dump(*args)

    monkeypatch.setattr(backups, "dump_database", slow)

    def first() -> None:
        run_backup()
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(60)
    with pytest.raises(Busy):
        run_backup()
    go_on.set()
    thread.join()
    assert list(BackupRun.objects.values_list("state", flat=True)) == ["done"]


def test_another_machine_waits_until_the_first_is_surely_dead(place, settings):
    now = timezone.now()
    other = BackupRun.objects.create(host="host2:/var", target=str(place), name="x", heartbeat_at=now)
    with pytest.raises(Busy):
        run_backup()
    BackupRun.objects.update(heartbeat_at=now - timedelta(seconds=settings.BACKUP_STALE_SECONDS + 1))
    assert run_backup().state == "done"
    other.refresh_from_db()
    assert (other.state, bool(other.error)) == ("failed", True)


@pytest.mark.one_database
def test_a_full_disk_fails_with_a_reason_and_leaves_the_last_good_one(place, monkeypatch):
    save("evidence/a.txt", b"isi")
    good = run_backup()
    save("evidence/besar.bin", bytes(3_000_000))
    monkeypatch.setattr(backups, "clean", lambda *args: pytest.fail("nothing may be removed after a failure"))
    resource = pytest.importorskip("resource")
    old, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, old[1]))
    try:
        with pytest.raises(Refused):
            run_backup()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [each.uid for each in whole_runs(FolderStore(place))] == [good.name]
    assert not list(place.rglob("*.unfinished"))


@pytest.mark.one_database
def test_whichever_write_finds_the_disk_full_no_half_backup_is_taken_for_whole(place, monkeypatch):
    """Every write of a backup ends with fsync: the disk is full at the first, the second, … until one is enough."""
    save("evidence/a.txt", b"isi")
    fsync, left, said = os.fsync, [0], []

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0 and not stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    for room in range(0, 60, 2):  # each write: the file, then its folder
        left[0] = room
        try:
            run_backup()
        except Refused as problem:
            said.append(str(problem.message))
            assert list(whole_runs(FolderStore(place))) == []
            with pytest.raises(Refused):
                choose(str(place))
        else:
            break
        assert not list(place.rglob("*.unfinished"))
    assert {os.strerror(errno.ENOSPC) in each for each in said} == {True}
    assert len(said) >= 4  # a content, the database, two lists, the manifest; what was written is not written again
    check(choose(str(place)), nothing)
    assert len(list((place / "runs").iterdir())) == 1
    assert BackupRun.objects.filter(state="failed").exclude(error="").count() == len(said)


def test_a_place_that_is_away_is_said_and_told(place, settings, cast, monkeypatch):
    admin = User.objects.create_superuser("operator@contoh.example", "rahasia-sekali", name="Operator")
    blocked = place.parent / "file"
    blocked.write_text("")
    settings.BACKUP_TARGET = str(blocked / "target")
    settings.BACKUP_HOUR = 0
    assert planned.run_planned_backup() is None
    run = BackupRun.objects.get()
    assert run.state == "failed"
    assert run.error
    told = Notice.objects.filter(kind="backup.failed")
    assert {each.user for each in told} == {admin, cast.national}
    assert run.error[:20] in told[0].body
    telling.tell_of_backups()
    assert Notice.objects.filter(kind="backup.failed").count() == 2
    assert not planned.is_due(timezone.now())  # not again within the hour
    assert planned.is_due(timezone.now() + timedelta(hours=2)) or timezone.localtime().hour >= 22


@pytest.mark.parametrize("wrong", ["folder", "key", "place"])
def test_what_keeps_a_planned_backup_from_beginning_is_told_as_well(place, settings, cast, wrong):
    """A folder that root has made, a mistyped key: nobody should learn of it only when the last one is too old."""
    blocked = place.parent / "file"
    blocked.write_text("")
    if wrong == "folder":
        settings.BACKUP_WORK_DIR = blocked / "work"
    elif wrong == "key":
        settings.BACKUP_PUBLIC_KEY = ["age1mistyped"]
    else:
        settings.BACKUP_TARGET = str(settings.MEDIA_ROOT)
    settings.BACKUP_HOUR = 0
    with pytest.raises(CommandError):
        call_command("backup")
    assert planned.run_planned_backup() is None
    run = BackupRun.objects.get()
    assert (run.state, run.target) == ("failed", settings.BACKUP_TARGET)
    assert run.error[:20] in Notice.objects.filter(kind="backup.failed")[0].body
    assert not planned.is_due(timezone.now())


def test_the_backup_of_the_day_is_made_once(place, settings):
    settings.BACKUP_HOUR = 0
    assert planned.run_planned_backup() is not None
    assert planned.run_planned_backup() is None
    settings.BACKUP_TARGET = ""
    assert not planned.is_due(timezone.now() + timedelta(days=2))


def test_administrators_hear_once_a_day_that_there_is_no_recent_backup(place, cast):
    now = timezone.now()
    assert telling.tell_of_backups(now) == 1
    assert telling.tell_of_backups(now) == 0
    run_backup()
    assert telling.tell_of_backups(now + timedelta(hours=25)) == 0
    assert telling.tell_of_backups(now + timedelta(hours=27)) == 1


def test_without_a_target_nobody_is_reminded(place, settings, cast):
    settings.BACKUP_TARGET = ""
    assert telling.tell_of_backups() == 0
    with pytest.raises(Refused):
        run_backup()


def test_old_backups_go_with_what_only_they_needed_and_the_last_good_one_stays(place, settings, monkeypatch):
    settings.BACKUP_KEEP_DAYS = settings.BACKUP_KEEP_WEEKS = settings.BACKUP_KEEP_MONTHS = 0
    old = save("evidence/lama.txt", b"lama")
    first = run_backup()
    assert read_manifest(FolderStore(place), first.name)  # the last good one, although nothing need stay
    default_storage.delete(old)
    save("evidence/baru.txt", b"baru")
    (place / "runs" / "20200101T000000Z-abcdef").mkdir()
    (place / "runs" / "20200101T000000Z-abcdef" / "database.pgdump").write_bytes(b"never finished")
    second = run_backup()
    assert [path.name for path in (place / "runs").iterdir()] == [second.name]
    assert set(blobs(place)) == {hashlib.sha256(b"baru").hexdigest()}
    assert AuditEntry.objects.filter(verb="backup.removed").exists()


def test_backups_and_files_of_the_portal_must_not_lie_in_each_other(place, settings):
    """Once the target was VAR_DIR, where uploads are in files/: what no backup named was removed with the old ones."""
    upload = save("evidence/penting.txt", b"isi")
    for target in (place.parent, place.parent / "files", place.parent / "files" / "cadangan"):
        with pytest.raises(Refused, match=str(target)):
            run_backup(str(target))
    link = place.parent.parent / f"{place.parent.name}-tautan"
    link.symlink_to(place.parent)
    with pytest.raises(Refused):
        run_backup(str(link))
    assert default_storage.exists(upload)
    assert not BackupRun.objects.exists()


def test_only_what_a_backup_wrote_is_removed_from_a_target(place, settings):
    settings.BACKUP_KEEP_DAYS = settings.BACKUP_KEEP_WEEKS = settings.BACKUP_KEEP_MONTHS = 0
    old = save("evidence/lama.txt", b"lama")
    run_backup()
    default_storage.delete(old)
    others = ["files/evidence/52.07/foto.jpg", f"files/reports/ab/ab{'0' * 62}.pdf", f"files/plain/ab/cd{'0' * 62}"]
    others += ["runs/catatan/2026.txt"]
    for name in others:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"of somebody else")
    run_backup()
    assert [name for name in others if not (place / name).exists()] == []
    assert hashlib.sha256(b"lama").hexdigest() not in blobs(place)


def test_until_the_old_ones_are_gone_no_other_machine_begins(place, monkeypatch):
    """One that begins meanwhile could count on contents that are just being removed."""
    clean, states = backups.clean, []

    def looked_at(*args: object) -> object:
        states.extend(BackupRun.objects.values_list("state", flat=True))
        return clean(*args)

    monkeypatch.setattr(backups, "clean", looked_at)
    run_backup()
    assert states == ["running"]
    monkeypatch.setattr(backups, "clean", lambda *args: (_ for _ in ()).throw(PermissionError(13, "locked")))
    run = BackupRun.objects.get(pk=run_backup().pk)
    assert (run.state, "locked" in run.notes) == ("done", True)  # a target that lets nothing be deleted


def test_a_backup_that_was_made_while_migrations_wait_counts_for_the_upgrade(place, settings):
    """No row tells of it: the tables are those of the older version."""
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="webhooks").latest("pk").name
    recorder.record_unapplied("webhooks", last)
    try:
        assert [each.level for each in work.backup_age()] == [Level.ERROR]
        run_backup()
        assert not BackupRun.objects.exists()
        assert [each.level for each in work.backup_age()] == [Level.GOOD]
        settings.SECRET_KEY = "the key of another portal, whose backups are in the same target"
        assert [each.level for each in work.backup_age()] == [Level.ERROR]
    finally:
        recorder.record_applied("webhooks", last)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "weeks", "months", "expected"),
    [
        (0, 0, 0, {0}),
        (3, 0, 0, {0, 1, 2}),
        (1, 3, 0, {0, 6, 13}),
        (1, 0, 3, {0, 28, 59}),
        (2, 2, 2, {0, 1, 6, 28}),
    ],
)
def test_which_backups_stay(days, weeks, months, expected):
    now = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)  # a Saturday
    nights = [datetime(2026, 11, 28, 2, tzinfo=UTC) - each * DAY for each in range(100)]
    kept = retention.staying(nights, now, days=days, weeks=weeks, months=months)
    assert {(nights[0] - each).days for each in kept} == expected


@pytest.mark.one_database
def test_night_after_night_the_timetable_makes_one_and_removes_what_is_too_old(place, settings, cast):
    """Through the job of the timetable, which comes several times an hour."""
    settings.BACKUP_HOUR = 2
    settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_WEEKS, settings.BACKUP_KEEP_MONTHS = 2, 0, 0
    names = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.run_planned_backup.name, tasks.tell_of_backups.name} <= set(names)
    made = []
    with time_machine.travel(datetime(2026, 11, 1, 4, tzinfo=timezone.get_current_timezone()), tick=True) as clock:
        for _night in range(4):
            for _again in range(2):
                tasks.run_planned_backup()
                tasks.tell_of_backups()
            made.append(BackupRun.objects.latest("began_at").name)
            clock.shift(DAY)
        assert [each.uid for each in whole_runs(FolderStore(place))] == [made[3], made[2]]
        assert BackupRun.objects.count() == len(set(made)) == 4
        assert not Notice.objects.exists()
        settings.BACKUP_TARGET = str(place / "runs" / made[3] / "manifest.json")  # a file: the place is away
        clock.shift(timedelta(hours=6))
        tasks.tell_of_backups()
        tasks.run_planned_backup()
    assert set(Notice.objects.values_list("kind", flat=True)) == {"backup.too_old", "backup.failed"}


@pytest.mark.postgres
def test_without_a_fitting_pg_dump_the_portal_reads_the_rows_itself_and_says_so(place, monkeypatch, region):
    old = programs.Program("/usr/bin/pg_dump", 9)
    for module in (programs, dumping):
        monkeypatch.setattr(module, "programs", lambda name: (old,))
    with pytest.raises(Refused, match="9"):
        run_backup(form="pg_dump")
    run = run_backup()
    assert (run.form, "9" in run.notes) == ("rows", True)
    assert read_manifest(FolderStore(place), run.name).rows["organizations_region"] == Region.objects.count()


def test_nobody_changes_a_run_in_the_administration(place, client):
    client.force_login(User.objects.create_superuser("admin@contoh.example", "rahasia-sekali", name="Admin"))
    run = run_backup()
    page = f"/admin/operations/backuprun/{run.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"state": "failed"}).status_code == 403


def test_a_file_that_is_being_written_is_not_in_a_backup_yet(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in (f"{HALVES}/half.part", "evidence/whole.pdf", f"evidence/{HALVES}/whole.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF")
    assert [each.name for each in all_files()] == ["evidence/whole.pdf", f"evidence/{HALVES}/whole.pdf"]
