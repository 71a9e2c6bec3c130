"""The commands of docs/backup.md for PostgreSQL: to the second before somebody dropped a table."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest

from tests.servers import PostgresServer, postgres_programs, wait_for
from tests.workers import ROOT

pytestmark = pytest.mark.postgres
PAGE = ROOT / "docs" / "backup.md"


def block(name: str) -> str:
    """The commands, or lines of configuration, that stand behind the mark of that name."""
    found = re.search(rf"<!-- tested: {name} -->\s*```\w*\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found, name
    return found.group(1)


@pytest.fixture
def server():
    programs = postgres_programs()
    assert programs is not None
    running = PostgresServer(programs)
    yield running
    running.remove()


def run(server: PostgresServer, commands: str, **where: object) -> None:
    """As the person whom the server belongs to."""
    person = server._person
    rights = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if person else {}
    environment = {
        "PATH": f"{server.programs}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": "portal",
        "PGPASSWORD": server.password,
        **{name: str(value) for name, value in where.items()},
    }
    done = subprocess.run(
        ["bash", "-e", "-u", "-c", commands], cwd="/", env=environment, capture_output=True, text=True, **rights
    )
    assert done.returncode == 0, done.stdout + done.stderr


def do(server: PostgresServer, *statements: str) -> None:
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    for each in statements:
        connection.cursor().execute(each)
    connection.close()


def test_a_table_that_was_dropped_is_back_as_it_was_a_second_before(server):
    folder: Path = server.folder
    archive, base, recovered = folder / "wal", folder / "base", folder / "recovered"
    archive.mkdir()
    server._own()
    configuration = server.data / "postgresql.conf"
    settings = block("archive").replace("/srv/wal", str(archive))
    configuration.write_text(f"{configuration.read_text()}\n{settings}\n")
    server.start()
    do(server, "CREATE TABLE laporan (id serial PRIMARY KEY, isi text)", "INSERT INTO laporan (isi) VALUES ('satu')")
    run(server, block("base"), BASE=base)
    do(server, "INSERT INTO laporan (isi) SELECT 'sesudah' FROM generate_series(1, 1000)")
    (moment,) = server.one("SELECT clock_timestamp()::text")
    time.sleep(1.1)
    do(server, "DROP TABLE laporan", "CREATE TABLE lain ()", "SELECT pg_switch_wal()")
    wait_for(lambda: server.one("SELECT 1 / (last_archived_wal IS NOT NULL)::int FROM pg_stat_archiver"), "The archive")
    server.stop()

    commands = block("recover").replace("/srv/wal", str(archive))
    run(server, commands, BASE=base, DATA=recovered, MOMENT=moment)
    server.data = recovered
    server.start()
    wait_for(lambda: server.one("SELECT 1 / (NOT pg_is_in_recovery())::int"), "The recovered server")
    assert server.one("SELECT count(*) FROM laporan") == (1001,)
    assert server.one("SELECT to_regclass('lain')") == (None,)
    assert server.one("INSERT INTO laporan (isi) VALUES ('baru') RETURNING id") > (1001,)
