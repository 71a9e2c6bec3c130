"""Reading from copies of the database: who reads where, and that nobody misses what they just wrote."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from core import replicas
from core.replica_middleware import COOKIE, ReadFromReplica
from core.replicas import Reading, ReplicaRouter, reading_from
from organizations.models import ApiKey, Membership, Province, User
from organizations.services.keys import make_key
from tests.servers import PostgresServer, free_port, postgres_programs, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
OLD, NEW = "Nama lama", "Nama baru"


def name() -> str:
    return Province.objects.get(code="52").name


@pytest.fixture
def two(settings, tmp_path: Path, transactional_db) -> Iterator[None]:
    """A replica that stays as it is: the primary has the new name, the replica the old one."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy is a file; PostgreSQL has a real replica below")
    Province.objects.create(code="52", name=OLD)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = tmp_path / "replica.sqlite3"
    shutil.copyfile(connection.settings_dict["NAME"], file)
    own = copy.deepcopy(connection.settings_dict)
    connections.databases["replica1"] = {**own, "NAME": str(file)}
    made = connections["replica1"]
    made.ensure_connection = lambda: opened(made)  # type: ignore[method-assign]  # Django's tests know one alias
    settings.DATABASE_ROUTERS = ["core.replicas.ReplicaRouter"]
    replicas._looked.clear()
    cache.clear()
    Province.objects.update(name=NEW)
    yield
    connections["replica1"].close()
    del connections["replica1"], connections.databases["replica1"]
    replicas._looked.clear()


def opened(made: Any) -> None:
    if made.connection is None:
        with made.wrap_database_errors:
            made.connect()


def ask(view, *, method: str = "GET", cookies: dict[str, str] | None = None, key: str = "") -> HttpResponse:
    headers = {"Authorization": f"Api-Key {key}"} if key else {}
    request = RequestFactory().generic(method, "/", headers=headers)
    request.COOKIES.update(cookies or {})
    return ReadFromReplica(view)(request)


def shows(request: HttpRequest) -> HttpResponse:
    return HttpResponse(name())


def writes(request: HttpRequest) -> HttpResponse:
    Province.objects.filter(code="52").update(name=NEW)
    return HttpResponse(name())


def test_who_only_reads_reads_from_the_replica(two: None) -> None:
    assert ask(shows).content.decode() == OLD
    assert ask(shows, method="HEAD").content.decode() == OLD


def test_jobs_and_commands_read_from_the_primary(two: None) -> None:
    assert name() == NEW


def test_a_request_that_may_change_something_reads_from_the_primary(two: None) -> None:
    assert ask(shows, method="POST").content.decode() == NEW


def test_after_a_write_a_request_goes_on_reading_from_the_primary(two: None) -> None:
    assert ask(writes).content.decode() == NEW


def test_within_a_transaction_everything_comes_from_the_primary(two: None) -> None:
    def careful(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            return HttpResponse(name())

    assert ask(careful).content.decode() == NEW


def test_a_row_that_is_held_for_a_change_comes_from_the_primary(two: None) -> None:
    with reading_from(Reading("replica1")):
        assert Province.objects.select_for_update().db == "default"


def test_a_row_read_from_the_replica_is_saved_in_the_primary(two: None) -> None:
    with reading_from(Reading("replica1")):
        row = Province.objects.get(code="52")
        assert row.name == OLD
        row.name = "Nama ketiga"
        row.save()
    assert name() == "Nama ketiga"


def test_a_browser_that_wrote_reads_what_it_wrote_and_others_the_copy(two: None) -> None:
    cookie = ask(writes, method="POST").cookies[COOKIE]
    assert ask(shows, cookies={COOKIE: cookie.value}).content.decode() == NEW
    assert ask(shows).content.decode() == OLD
    assert cookie["httponly"]
    assert int(cookie["max-age"]) == 25


def test_a_cookie_that_is_old_or_forged_does_not_count(two: None, settings) -> None:
    value = ask(writes, method="POST").cookies[COOKIE].value
    assert ask(shows, cookies={COOKIE: "1:abc:def"}).content.decode() == OLD
    with time_machine.travel(timezone.now() + timedelta(seconds=24)):
        assert ask(shows, cookies={COOKIE: value}).content.decode() == NEW
    with time_machine.travel(timezone.now() + timedelta(seconds=26)):
        assert ask(shows, cookies={COOKIE: value}).content.decode() == OLD


def test_a_system_that_wrote_with_its_key_reads_what_it_wrote(two: None) -> None:
    answer = ask(writes, method="POST", key="satu")
    assert COOKIE not in answer.cookies
    assert ask(shows, key="satu").content.decode() == NEW
    assert ask(shows, key="dua").content.decode() == OLD


def test_who_changes_nothing_gets_no_cookie(two: None) -> None:
    assert COOKIE not in ask(shows, method="POST").cookies
    assert COOKIE not in ask(shows).cookies


def test_what_is_sent_bit_by_bit_is_read_from_the_replica_to_its_end(two: None) -> None:
    def streams(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(part for _turn in range(2) for part in (name(),))

    assert ask(streams).getvalue().decode() == OLD + OLD
    assert name() == NEW


def test_a_replica_that_is_away_is_not_asked(two: None, tmp_path: Path) -> None:
    connections["replica1"].close()
    connections["replica1"].settings_dict["NAME"] = str(tmp_path / "nowhere" / "db.sqlite3")
    assert ask(shows).content.decode() == NEW


def test_a_note_on_who_was_here_does_not_end_reading_from_the_replica(two: None) -> None:
    from accounts.models import Session

    with reading_from(Reading("replica1")) as reading:
        ReplicaRouter().db_for_write(Session)
        assert not reading.wrote
        ReplicaRouter().db_for_write(Province)
        assert reading.wrote


def test_who_somebody_is_and_what_they_may_comes_from_the_primary(two: None) -> None:
    """A revoked key, a closed account, a role that was taken away: refused at once, however far a replica is behind."""
    from allauth.account.models import EmailAddress

    from accounts.models import Session

    router = ReplicaRouter()
    with reading_from(Reading("replica1")):
        for model in (ApiKey, User, Membership, Session, EmailAddress):
            assert router.db_for_read(model) == "default", model
            assert model._default_manager.all().db == "default", model
        assert router.db_for_read(Province) == "replica1"


def test_reading_with_a_key_writes_nothing_that_ends_reading_from_the_replica(region, cast, settings) -> None:
    """Of what a pull writes down (last use, the log) nothing counts as a change of the reader."""
    _key, secret = make_key(cast.council, "Dasbor")
    request = RequestFactory().get("/api/v1/regions/", headers={"Authorization": f"Api-Key {secret}"})
    settings.DATABASE_ROUTERS = ["core.replicas.ReplicaRouter"]
    with reading_from(Reading("default")) as reading:
        assert resolve("/api/v1/regions/").func(request).status_code == 200
    assert reading == Reading("default", wrote=False)


def test_replicas_are_off_unless_they_are_named(settings) -> None:
    assert settings.DATABASE_ROUTERS == []
    assert set(settings.DATABASES) == {"default"}
    assert not any("replica" in each for each in settings.MIDDLEWARE)


SCRIPT = """
import json, time
import django
django.setup()
from django.db import connections
from django.test import Client
from organizations.models import Region, User, Membership
def names(browser):
    return json.loads(browser.get("/api/v1/regions/?format=json&page_size=5").content)["results"][0]["name"]
def replay(word):
    with connections["replica1"].cursor() as cursor:
        cursor.execute(f"SELECT pg_wal_replay_{word}()")
def caught_up():
    end = time.monotonic() + 30
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        mark = cursor.fetchone()[0]
    while time.monotonic() < end:
        with connections["replica1"].cursor() as cursor:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [mark])
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.05)
from organizations.models import Province
province = Province.objects.create(code="52", name="NTB")
region = Region.objects.create(code="52.07", name="Nama lama", kind="kabupaten", province=province, is_active=True)
people = []
for number in (1, 2):
    user = User.objects.create_superuser(f"admin{number}@contoh.example", "rahasia-sekali", name="Admin")
    Membership.objects.create(user=user, role="national_admin")
    browser = Client()
    browser.force_login(user)
    people.append(browser)
writer, reader = people
caught_up()
found = {"before": names(reader)}
replay("pause")
page = f"/admin/organizations/region/{region.pk}/change/"
data = {
    "code": "52.07", "name": "Nama baru", "kind": "kabupaten", "province": province.pk, "time_zone": "Asia/Makassar",
    "rhythm": "quarter", "quiet_from": "21:00", "quiet_until": "06:00", "is_active": "on", "source": "",
}
answer = writer.post(page, data)
found["status"] = answer.status_code
found["errors"] = "" if answer.status_code == 302 else answer.content.decode()[:20000]
found["stored"] = Region.objects.get().name
found["writer"], found["reader"] = names(writer), names(reader)
replay("resume")
caught_up()
found["later"] = names(reader)
def source(browser):
    asked = []
    def note(execute, sql, params, many, context):
        if 'FROM "organizations_region"' in sql:
            asked.append(context["connection"].alias)
        return execute(sql, params, many, context)
    with connections["default"].execute_wrapper(note), connections["replica1"].execute_wrapper(note):
        names(browser)
    return sorted(set(asked))
found["sources"] = source(writer), source(reader)
try:
    with connections["replica1"].cursor() as cursor:
        cursor.execute("UPDATE organizations_region SET name = 'x'")
    found["writable"] = True
except Exception:
    found["writable"] = False
import os, signal
from django.db import close_old_connections
os.kill(int(os.environ["STANDBY"]), signal.SIGKILL)
time.sleep(0.5)
close_old_connections()
found["away"] = names(reader), source(reader)
print("FOUND" + json.dumps(found))
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_with_a_real_replica_the_writer_reads_the_new_name_and_others_the_old_one(tmp_path: Path) -> None:
    programs = postgres_programs()
    if programs is None or not (programs / "pg_basebackup").exists():
        pytest.skip("needs initdb, postgres, pg_dump, psql and pg_basebackup")
    primary, standby = PostgresServer(programs), Standby(programs)
    try:
        primary.start()
        primary.copy_of(url_of_tests())
        standby.follow(primary)
        standby.start()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "smartcity.settings",
            "DATABASE_URL": primary.url,
            "DATABASE_REPLICA_URL": standby.url,
            "REPLICA_LAG_SECONDS": "30",
            "DATABASE_CONN_MAX_AGE": "60",
            "STANDBY": (standby.data / "postmaster.pid").read_text().split()[0],
            "VAR_DIR": str(tmp_path),
            "REDIS_URL": "",
            "DEBUG": "1",
            "ALLOWED_HOSTS": "*",
        }
        done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND")]
        assert lines, done.stderr[-3000:]
        found = json.loads(lines[0][5:])
    finally:
        standby.remove()
        primary.remove()
    assert found["status"] == 302, found["errors"]
    assert found["before"] == "Nama lama"
    assert (found["stored"], found["writer"], found["reader"]) == ("Nama baru", "Nama baru", "Nama lama")
    assert found["later"] == "Nama baru"
    assert found["sources"] == [["replica1"], ["replica1"]], "who wrote reads from the replica when it has caught up"
    assert found["away"] == ["Nama baru", ["default"]], "the replica died: its readers go on with the primary"
    assert found["writable"] is False


def url_of_tests() -> str:
    own = connection.settings_dict
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


class Standby(PostgresServer):
    """A streaming replica of another server of the tests."""

    def follow(self, primary: PostgresServer) -> None:
        shutil.rmtree(self.data)
        words = [str(self.programs / "pg_basebackup"), "-d", primary.url, "-D", str(self.data), "-R", "-X", "stream"]
        running = self._run([*words, "--checkpoint=fast", "--no-sync"])
        assert running.wait(timeout=120) == 0, self.log.read_text()
        self.password, self.port = primary.password, free_port()
        wait_for(lambda: (self.data / "standby.signal").stat(), "the copy")
