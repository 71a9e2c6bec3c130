"""Whole installations of a test's own: a database, a folder, commands in processes of their own."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.db import connection

from tests.workers import ROOT, database_url

KEPT = ROOT / "tests" / "releases"
SECRET = "a key for the kept data of releases, which is public"
UNPACK = """
import gc, sys; gc.disable()
import django; django.setup()
from tests.operations.unpacking import unpack
unpack({version!r})
"""


@dataclass(frozen=True)
class Installation:
    """A portal: where its files are, and its database."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "smartcity.settings",
            "DATABASE_URL": self.url,
            "REDIS_URL": "",
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": SECRET,
            "DEBUG": "1",
            "DEMO": "0",
            "PRODUCTION": "0",
            "BACKUP_PUBLIC_KEY": "",
            "BACKUP_TARGET": "",
        }
        return {**os.environ, **own}

    def manage(self, *words: object, **more: str) -> str:
        """What the command says; AssertionError with its complaint when it fails."""
        done = self.try_manage(*words, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def try_manage(self, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.environment | more, capture_output=True, text=True)

    def begin(self, *words: object, **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *map(str, words)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment | more, **pipes)

    def run(self, code: str, **more: str) -> str:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment | more, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, statement: str) -> None:
        """A change that no code of the portal makes, behind its back."""
        if self.url.startswith("postgres"):
            living: Any = psycopg2.connect(self.url)
        else:
            living = sqlite3.connect(urlsplit(self.url).path, timeout=30)
        living.cursor().execute(statement)
        living.commit()
        living.close()

    def rows(self) -> dict[str, list[str]]:
        """By table every row as text."""
        return _rows_of_postgres(self.url) if self.url.startswith("postgres") else _rows_of_sqlite(self.url)

    def files(self) -> dict[str, str]:
        """By name the SHA-256 of every file."""
        root = self.folder / "files"
        found = (each for each in root.rglob("*") if each.is_file())
        return {str(each.relative_to(root)): hashlib.sha256(each.read_bytes()).hexdigest() for each in found}

    def destroy(self) -> None:
        """Database and files, as a fire would."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        if self.url.startswith("postgres"):
            remake(self.url)
        else:
            for ending in ("", "-wal", "-shm"):
                Path(urlsplit(self.url).path + ending).unlink(missing_ok=True)


def new_installation(folder: Path, name: str, template: str = "", kind: str = "") -> Installation:
    """With an empty database of `kind` (else the one under test), or a copy of the one at the address `template`."""
    folder.mkdir(parents=True, exist_ok=True)
    if (kind or connection.vendor) == "sqlite":
        path = folder.parent / f"{name}.sqlite3"
        path.unlink(missing_ok=True)
        if template:
            shutil.copyfile(urlsplit(template).path, path)
        return Installation(folder, f"sqlite:///{path}")
    url = urlunsplit(urlsplit(database_url())._replace(path=f"/{name}_{os.getpid()}"))
    remake(url, template)
    return Installation(folder, url)


def copied(demo: Installation, folder: Path, name: str) -> Installation:
    """Another installation with the same rows and files."""
    other = new_installation(folder, name, demo.url)
    if (demo.folder / "files").exists():
        shutil.copytree(demo.folder / "files", other.folder / "files", dirs_exist_ok=True)
    return other


def upgraded(folder: Path, version: str, kind: str = "") -> Installation:
    """The data of that release, brought to this version."""
    portal = new_installation(folder, f"upgraded_{version.replace('.', '_')}", kind=kind)
    portal.run(UNPACK.format(version=version))
    with tarfile.open(KEPT / version / "files.tar.xz") as files:
        files.extractall(portal.folder / "files", filter="data")
    portal.manage("migrate", "-v0")
    return portal


def remake(url: str, template: str = "") -> None:
    """An empty database in place of the one that is there."""
    name = urlsplit(url).path.lstrip("/")
    made = f' TEMPLATE "{urlsplit(template).path.lstrip("/")}"' if template else ""
    on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"{made}')


def on_server(*statements: str) -> None:
    server = psycopg2.connect(urlunsplit(urlsplit(database_url())._replace(path="/postgres")))
    server.autocommit = True
    try:
        for each in statements:
            server.cursor().execute(each)
    finally:
        server.close()


def _rows_of_sqlite(url: str) -> dict[str, list[str]]:
    file = sqlite3.connect(urlsplit(url).path)
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [name for (name,) in file.execute(listed)]
    found = {name: sorted(_line(row) for row in file.execute(f'SELECT * FROM "{name}"')) for name in tables}  # noqa: S608
    file.close()
    return found


def _line(row: tuple[object, ...]) -> str:
    """JSON as what it says: PostgreSQL keeps the names of an object in an order of its own."""
    return repr([_said(value) for value in row])


def _said(value: object) -> object:
    if not isinstance(value, str) or value[:1] not in "{[" or not value:
        return value
    try:
        return json.dumps(json.loads(value), sort_keys=True)
    except ValueError:
        return value


def _rows_of_postgres(url: str) -> dict[str, list[str]]:
    server = psycopg2.connect(url)
    cursor = server.cursor()
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    tables = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in tables:
        cursor.execute(f'SELECT x::text FROM "{name}" x ORDER BY 1')  # noqa: S608
        found[name] = sorted(row for (row,) in cursor.fetchall())
    server.close()
    return found


def release(version: str) -> dict[str, object]:
    """What was kept of a release beside its rows."""
    with lzma.open(KEPT / version / "release.json.xz") as file:
        return json.load(file)
