"""What preflight says before an upgrade; each finding is made to happen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.utils import timezone
from django.utils.translation import override
from whitenoise.storage import CompressedManifestStaticFilesStorage

from exchange.models import Export
from operations.management.commands.preflight import findings
from operations.services.held import HELD
from operations.services.preflight import code, database, machine, work
from operations.services.preflight import migrations as pending
from operations.services.preflight.findings import Level, ask_all
from organizations.models import Agency, Region
from tests.factories.exchange import ExportFactory
from tests.factories.operations import BackupRunFactory
from tests.factories.organizations import AgencyFactory
from tests.factories.webhooks import WebhookDeliveryFactory, WebhookSecretFactory
from tests.workers import ROOT

pytestmark = pytest.mark.django_db


def said(check) -> dict[str, Level]:
    return {each.code: each.level for each in ask_all([check])}


def migration(*operations) -> migrations.Migration:
    made = migrations.Migration("0009_coming", "organizations")
    made.operations = list(operations)
    return made


def test_without_pending_migrations_nothing_is_to_be_feared():
    assert said(pending.pending_migrations) == {"migrations": Level.GOOD}
    assert said(pending.database_is_not_newer) == {}
    assert said(pending.refused_rows) == {}


def test_a_migration_that_the_code_does_not_know_stops_the_upgrade():
    migrations.recorder.MigrationRecorder(connection).record_applied("portal", "0099_from_the_future")
    assert said(pending.database_is_not_newer) == {"newer_database": Level.ERROR}


def test_a_list_of_migrations_with_a_gap_stops_the_upgrade():
    assert said(pending.history_has_no_gap) == {}
    migrations.recorder.MigrationRecorder(connection).record_unapplied("organizations", "0001_initial")
    assert said(pending.history_has_no_gap) == {"migration_gap": Level.ERROR}


def test_tables_that_the_list_of_migrations_promises_are_there():
    assert said(pending.tables_are_there) == {}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE operations_backuprun RENAME TO away")
    assert "operations_backuprun" in next(iter(pending.tables_are_there())).text
    assert said(pending.tables_are_there) == {"missing_tables": Level.ERROR}
    migrations.recorder.MigrationRecorder(connection).flush()
    assert said(pending.tables_are_there) == {"no_tables": Level.WARNING}


def test_a_constraint_on_a_column_that_comes_with_the_upgrade_is_not_asked(monkeypatch):
    """As from 0.6.0 to 0.7.0: such a migration made preflight refuse the upgrade."""
    check = models.CheckConstraint(condition=models.Q(motto__gt=""), name="y")
    monkeypatch.setattr(pending, "plan", lambda: [migration(migrations.AddConstraint("region", check))])
    assert said(pending.refused_rows) == {}


@pytest.mark.parametrize(
    ("operation", "code", "level"),
    [
        (migrations.RemoveField("agency", "code"), "breaks_old_version", Level.WARNING),
        (migrations.RunPython(lambda apps, editor: None), "data_migration", Level.GOOD),
        (migrations.AlterField("agency", "code", models.CharField(max_length=99)), "long_lock", Level.WARNING),
        (
            migrations.AddConstraint("agency", models.UniqueConstraint(fields=["name"], name="x")),
            "long_lock",
            Level.WARNING,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_locks_and_breaks_are_named(monkeypatch, operation, code, level):
    monkeypatch.setattr(pending, "plan", lambda: [migration(operation)])
    monkeypatch.setattr(pending, "rows_about", lambda table: 3_000_000 if table == "organizations_agency" else 0)
    assert said(pending.pending_migrations)[code] == level


def test_a_small_table_keeps_nobody_waiting(monkeypatch):
    index = migrations.AddIndex("agency", models.Index(fields=["name"], name="x"))
    monkeypatch.setattr(pending, "plan", lambda: [migration(index)])
    assert said(pending.pending_migrations) == {"migrations": Level.GOOD}


def test_rows_that_a_coming_constraint_would_refuse_are_counted(region, other_region):
    AgencyFactory(region=region, name="Dinas Sama"), AgencyFactory(region=other_region, name="Dinas Sama")
    AgencyFactory(region=region, name="Dinas Lain", short_name="")
    unique = models.UniqueConstraint(fields=["name"], name="x")
    check = models.CheckConstraint(condition=~models.Q(name="Dinas Lain"), name="y")
    unknown = models.CheckConstraint(condition=models.Q(archived_at__gt=datetime(2020, 1, 1, tzinfo=UTC)), name="z")
    assert pending.violating(Agency, unique) == 1
    assert pending.violating(Agency, check) == 1
    assert pending.violating(Agency, unknown) == 0  # NULL breaks nothing
    assert pending.violating(Region, models.UniqueConstraint(fields=["code"], name="x")) == 0


def test_a_pending_constraint_that_rows_break_stops_the_upgrade(monkeypatch, region, other_region):
    constraint = models.CheckConstraint(condition=~models.Q(code="52.07"), name="y")
    monkeypatch.setattr(pending, "plan", lambda: [migration(migrations.AddConstraint("region", constraint))])
    assert said(pending.refused_rows) == {"refused_rows": Level.ERROR}
    null = migrations.AlterField("region", "archived_at", models.DateTimeField())
    monkeypatch.setattr(pending, "plan", lambda: [migration(null)])
    assert said(pending.refused_rows) == {"refused_rows": Level.ERROR}


def test_what_comes_with_the_upgrade_itself_has_no_rows_to_refuse(monkeypatch):
    check = models.CheckConstraint(condition=models.Q(pk__gt=0), name="y")
    coming = migrations.AddConstraint("coming", check), migrations.AlterField("region", "coming", models.TextField())
    monkeypatch.setattr(pending, "plan", lambda: [migration(*coming)])
    assert said(pending.refused_rows) == {}


def test_without_a_fresh_backup_there_is_no_way_back(settings, tmp_path):
    settings.BACKUP_TARGET = str(tmp_path)
    assert said(work.backup_age) == {"backup": Level.ERROR}
    run = BackupRunFactory(finished_at=timezone.now() - timedelta(hours=25))
    assert said(work.backup_age) == {"backup": Level.ERROR}
    type(run).objects.update(finished_at=timezone.now())
    assert said(work.backup_age) == {"backup": Level.GOOD}
    settings.PRODUCTION = True
    assert said(work.backup_age) == {"backup": Level.GOOD, "backup_sealed": Level.WARNING}


def test_who_makes_backups_by_other_means_may_upgrade(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "ANSWER_SECONDS", 0.05)
    settings.MEDIA_ROOT, settings.BACKUP_TARGET = tmp_path / "files", str(tmp_path / "target")
    told = [{each.code: each.level for each in findings(without_backup=so)}["backup"] for so in (False, True)]
    assert told == [Level.ERROR, Level.WARNING]
    settings.BACKUP_TARGET = ""
    assert said(work.backup_age) == {"backup": Level.WARNING}


def test_a_planned_backup_among_the_files_of_the_portal_is_named(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    for target, expected in (("", {}), (tmp_path / "backup", {}), (tmp_path, {"backup_place": Level.ERROR})):
        settings.BACKUP_TARGET = str(target)
        assert said(work.backup_is_apart) == expected


def test_work_under_way_is_named(region):
    assert said(work.work_under_way) == {"work": Level.GOOD}
    export = ExportFactory()
    Export.objects.filter(pk=export.pk).update(state="running", heartbeat_at=timezone.now())
    assert said(work.work_under_way) == {"work": Level.WARNING}


def test_what_is_held_waits_for_a_decision():
    assert said(work.held_after_a_restore) == {}
    WebhookDeliveryFactory(state="waiting", next_at=HELD)
    assert said(work.held_after_a_restore) == {"held": Level.WARNING}


def test_secrets_of_another_key_are_found(settings):
    WebhookSecretFactory()
    assert said(work.secrets_can_be_opened) == {"secrets": Level.GOOD}
    settings.SECRET_KEY = "another one"
    assert said(work.secrets_can_be_opened) == {"secrets": Level.ERROR}


def test_an_old_database_server_is_refused(monkeypatch):
    assert said(database.can_be_asked) == {"database_version": Level.GOOD}
    monkeypatch.setattr(connection.features, "minimum_database_version", (99,))
    assert said(database.can_be_asked) == {"database_version": Level.ERROR}


@pytest.mark.postgres
def test_somebody_who_may_not_change_tables_hears_it_before_the_upgrade():
    assert said(database.rights) == {"database_rights": Level.GOOD}
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE preflight_clerk NOLOGIN")
        cursor.execute("GRANT USAGE ON SCHEMA public TO preflight_clerk")
        cursor.execute("SET LOCAL ROLE preflight_clerk")
    (found,) = database.rights()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert (found.code, found.level) == ("database_rights", Level.ERROR)
    assert "preflight_clerk" in found.text


def test_a_file_of_another_user_is_named(monkeypatch):
    if connection.vendor == "sqlite":
        assert said(database.rights) == {}
        monkeypatch.setattr(os, "access", lambda path, how: False)
        assert said(database.rights) == {"database_rights": Level.ERROR}


def test_a_disk_without_room_is_named(monkeypatch, settings, tmp_path):
    settings.BACKUP_TARGET = str(tmp_path / "not" / "there" / "yet")
    assert set(said(database.free_disk).values()) == {Level.GOOD}
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 1))
    assert set(said(database.free_disk).values()) == {Level.ERROR}
    assert "disk_backup" in said(database.free_disk)


def test_redis_that_is_away_is_named(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert said(machine.redis) == {"redis": Level.ERROR}
    settings.REDIS_URL = ""
    assert said(machine.redis) == {}


def test_files_that_cannot_be_written_are_named(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    assert said(machine.files_can_be_written) == {"files": Level.GOOD}
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.MEDIA_ROOT = blocked / "files"
    assert set(said(machine.files_can_be_written).values()) == {Level.ERROR}


def test_settings_that_are_gone_and_new_ones_are_named(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert said(machine.settings_known) == {}
    (tmp_path / ".env.example").write_text("# Text.\nPRODUCTION=0\n# BACKUP_TARGET=\n")
    (tmp_path / ".env").write_text("PRODUCTION=1\nOLD_NAME=1\n")
    found = {each.code: each for each in machine.settings_known()}
    assert "OLD_NAME" in found["settings_gone"].text
    assert "BACKUP_TARGET" in found["settings_new"].text


def test_workers_of_two_versions_are_named(monkeypatch):
    told = {"a@host": "0.6.0", "b@host": "0.7.0"}
    monkeypatch.setattr("celery.app.control.Inspect._request", lambda self, command: told)
    assert said(machine.workers) == {"workers": Level.WARNING}
    told["b@host"] = "0.6.0"
    assert said(machine.workers) == {"workers": Level.GOOD}
    told.update({name: {"error": "KeyError('portal_version')"} for name in told})
    assert [str(each.text) for each in machine.workers()] == ["2 worker versi lebih lama dari 0.7.0"]
    told.clear()
    assert said(machine.workers) == {"workers": Level.WARNING}


def test_the_exit_code_is_the_worst_finding_and_programs_can_read_it(capsys, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT, settings.BACKUP_TARGET = tmp_path / "files", str(tmp_path / "target")
    monkeypatch.setattr(machine, "ANSWER_SECONDS", 0.1)
    with pytest.raises(SystemExit) as ended:
        call_command("preflight", "--json")
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == told["exit_code"] == 2
    assert {"level", "code", "text", "advice"} == set(told["findings"][0])
    assert "backup" in {each["code"] for each in told["findings"] if each["level"] == "error"}
    with pytest.raises(SystemExit):
        call_command("preflight", "--json", "--without-backup")
    told = json.loads(capsys.readouterr().out)
    assert "backup" in {each["code"] for each in told["findings"] if each["level"] == "warning"}
    for language, word in (("id", "Hasil"), ("en", "Result")):
        with pytest.raises(SystemExit):
            call_command("preflight", "--language", language)
        assert word in capsys.readouterr().out


def test_another_python_and_other_packages_are_named(monkeypatch, settings, tmp_path):
    assert said(code.python) == {"python": Level.GOOD}
    monkeypatch.setattr(code, "NEWEST", (3, 10))
    assert said(code.python) == {"python": Level.WARNING}
    monkeypatch.setattr(code, "OLDEST", (3, 99))
    assert said(code.python) == {"python": Level.ERROR}
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").write_text(f"# Text\nDjango=={version('Django')}  # the framework\n")
    assert said(code.packages) == {"packages": Level.GOOD}
    (tmp_path / "requirements.txt").write_text("Django==1.0  # old\nnobody-has-it[all]==2.0\n")
    (found,) = code.packages()
    assert found.level == Level.ERROR
    assert f"Django {version('Django')} (1.0), nobody-has-it - (2.0)" in found.text


def test_static_files_that_were_not_collected_are_named(monkeypatch, tmp_path):
    def collected(names: list[str]) -> dict[str, Level]:
        listed = {"version": "1.1", "hash": "", "paths": {name: name for name in names}}
        (tmp_path / "staticfiles.json").write_text(json.dumps(listed))
        monkeypatch.setattr(code, "staticfiles_storage", CompressedManifestStaticFilesStorage(location=tmp_path))
        return said(code.static_files)

    names = list(code._names())
    assert len(names) > 100
    assert collected([]) == {"static_files": Level.WARNING}
    assert collected(names[1:]) == {"static_files": Level.WARNING}
    assert collected(names) == {"static_files": Level.GOOD}


def run_alone(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {
        "DJANGO_SETTINGS_MODULE": "smartcity.settings",
        "DEBUG": "0",
        "DEMO": "0",
        "PRODUCTION": "0",
        "REDIS_URL": "",
    }
    whole = os.environ | own | environment
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=whole, capture_output=True, text=True)


@pytest.mark.one_database
def test_database_and_redis_away_is_said_once_each(tmp_path):
    away = {"DATABASE_URL": "postgres://x@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = run_alone("manage.py", "preflight", VAR_DIR=str(tmp_path), **away)
    assert done.returncode == 2, done.stderr
    stops = [line for line in done.stdout.splitlines() if line.startswith("[hentikan]")]
    assert len(stops) == 2
    assert "DATABASE_URL" in stops[0]
    assert "REDIS_URL" in stops[1]
    assert done.stdout.rstrip().endswith("Hasil: hentikan")


@pytest.mark.one_database
def test_unsafe_settings_stop_it_with_a_sentence(tmp_path):
    done = run_alone("manage.py", "preflight", PRODUCTION="1", DEBUG="1", SECRET_KEY="", VAR_DIR=str(tmp_path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for each in ("unsafe settings", "pengaturan tidak aman", "[debug]", "[secret-key-missing]"):
        assert each in done.stderr


@pytest.mark.one_database
def test_an_old_python_is_refused_with_a_sentence():
    old = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('manage.py', run_name='__main__')"
    done = run_alone("-c", old)
    assert done.returncode == 2
    assert "too old" in done.stderr
    assert "terlalu lama" in done.stderr


def test_every_sentence_is_said_in_both_languages(settings, tmp_path, monkeypatch, region):
    """Many things at once go wrong; each line in Indonesian is another than in English."""
    migrations.recorder.MigrationRecorder(connection).record_unapplied("organizations", "0001_initial")
    migrations.recorder.MigrationRecorder(connection).record_applied("portal", "0099_from_the_future")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: namedtuple("usage", "total used free")(1, 1, 1))
    monkeypatch.setattr(machine, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(code, "NEWEST", (3, 10))
    settings.MEDIA_ROOT, settings.REDIS_URL = tmp_path / "files", "redis://127.0.0.1:1/0"
    settings.BACKUP_TARGET, settings.BASE_DIR = str(tmp_path), tmp_path
    (tmp_path / "requirements.txt").write_text("nobody-has-it==2.0\n")
    (tmp_path / ".env.example").write_text("PRODUCTION=0\n")
    (tmp_path / ".env").write_text("OLD_NAME=1\n")
    told = {}
    for language in ("id", "en"):
        with override(language):
            told[language] = {each.code: (each.text, each.advice) for each in findings() if each.level > Level.GOOD}
    assert {"migration_gap", "newer_database", "disk_backup", "python", "packages", "redis", "backup"} <= set(
        told["id"]
    )
    assert {"settings_gone", "workers"} <= set(told["id"])
    assert set(told["id"]) == set(told["en"])
    same = {each for each, (text, advice) in told["id"].items() if text == told["en"][each][0] or not advice}
    assert same == set()


def test_a_check_that_fails_is_a_finding():
    def broken():
        raise RuntimeError("no")

    assert said(broken) == {"broken": Level.ERROR}


def test_what_the_portal_does_on_purpose_is_no_finding(settings):
    """Its own pages show evidence in a frame: Django's remark about that is silenced, here too."""
    settings.PRODUCTION = True
    assert "check_security.W019" not in said(machine.settings_safe)
    settings.SILENCED_SYSTEM_CHECKS = []
    assert said(machine.settings_safe)["check_security.W019"] == Level.WARNING
