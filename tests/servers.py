"""Servers of a test's own, on free ports of this machine, that it may stop, kill and start again."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg2
import redis

PATIENCE = 60
FIRST_PORT, PORTS = 20_000, 12_000
FAST_SHUTDOWN, CRASH = signal.SIGINT, signal.SIGKILL


def free_port() -> int:
    """A port of this machine that nobody has.

    Not one of those that the system gives out (from 32768 on): each line that somebody opens takes one of them, and so
    does every server that asks for any, before the server that is meant here begins.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port


def wait_for(answer: Callable[[], object], what: str) -> None:
    """Until `answer` raises nothing."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            answer()
        except Exception as problem:
            if time.monotonic() > end:
                raise TimeoutError(f"{what} does not answer: {problem}") from problem
            time.sleep(0.05)
        else:
            return


class RedisServer:
    """Redis with a password; `keeps`: with an append-only file, so that messages outlive it."""

    def __init__(self, *, keeps: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-redis-"))
        self.port, self.password = free_port(), secrets.token_hex(8)
        self.keeps = keeps
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--requirepass", self.password]
        words += ["--save", "", "--dir", str(self.folder), "--appendonly", "yes" if self.keeps else "no"]
        words += ["--appendfsync", "always"] if self.keeps else []
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: redis.Redis.from_url(self.url).ping(), "Redis")

    def stop(self, how: int = CRASH) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=PATIENCE)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresServer:
    """A PostgreSQL that holds a copy of another database. It refuses to run as root: then as `postgres` or `nobody`."""

    def __init__(self, programs: Path, *, within: Path | None = None) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=within))
        self.port, self.password = free_port(), secrets.token_hex(8)
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self._own()
        secret = self.folder / "password"
        secret.write_text(self.password)
        self.data.mkdir(mode=0o700)
        self._own()
        flags = ["-U", "portal", f"--pwfile={secret}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run([str(programs / "initdb"), "-D", str(self.data), *flags]).wait(timeout=PATIENCE)

    @property
    def url(self) -> str:
        return f"postgres://portal:{self.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        flags = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
        settings = [part for flag in flags for part in ("-c", flag)]
        program = str(self.programs / "postgres")
        self.process = self._run([program, "-D", str(self.data), "-p", str(self.port), *settings])
        wait_for(lambda: psycopg2.connect(self.url).close(), "PostgreSQL")

    def stop(self, how: int = FAST_SHUTDOWN) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=PATIENCE)
            self.process = None

    def copy_of(self, url: str) -> None:
        """Fill it with what is in the database behind `url`."""
        dump = subprocess.Popen([str(self.programs / "pg_dump"), url], stdout=subprocess.PIPE)
        quiet = ["-q", "-v", "ON_ERROR_STOP=0"]
        subprocess.run([str(self.programs / "psql"), *quiet, self.url], stdin=dump.stdout, capture_output=True)
        assert dump.wait(timeout=PATIENCE) == 0

    def one(self, query: str, *values: object) -> tuple[object, ...]:
        """The first row of `query`."""
        with psycopg2.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            found = cursor.fetchone()
        connection.close()
        return tuple(found or ())

    def try_to_use(self, query: str) -> None:
        """Do this, if it can be done at this moment."""
        with suppress(psycopg2.Error):
            self.one(query)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _own(self) -> None:
        if self._person:
            self.folder.chmod(0o755)
            for each in (self.folder, *self.folder.rglob("*")):
                os.chown(each, self._person.pw_uid, self._person.pw_gid)

    @property
    def _person(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        known = {each.pw_name: each for each in pwd.getpwall()}
        return known.get("postgres") or known["nobody"]

    def _run(self, words: list[str]) -> subprocess.Popen[bytes]:
        person = self._person
        rights = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if person else {}
        with self.log.open("ab") as log:
            return subprocess.Popen(words, cwd="/", stdout=log, stderr=log, start_new_session=True, **rights)


def postgres_programs() -> Path | None:
    """Where initdb, postgres, pg_dump and psql are."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    needed = ("initdb", "postgres", "pg_dump", "psql")
    return next((each for each in folders if all((each / name).exists() for name in needed)), None)
