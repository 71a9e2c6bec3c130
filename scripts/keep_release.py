"""Keeps the data of a release for the tests of all later ones: tests/releases/VERSION/.

    python scripts/keep_release.py                        this tree, about to be released
    python scripts/keep_release.py --tree /other/tree     an unpacked older release

For the tables of PostgreSQL a server is started in a temporary folder and stopped again; --postgres ADDRESS names an
empty database instead.

The release itself makes the demonstration and says its figures; this tree's `backup --form rows` reads the database,
also one of an older version. Everything in it is invented or published (data/README.md); nobody's real data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "releases"
SECRET = "a key for the kept data of releases, which is public"  # noqa: S105
MOMENT = "2026-11-29T09:00:00+08:00"
"""Figures depend on the day; the test goes back to it."""
FROZEN = """
import datetime, json, sys, time_machine
with time_machine.travel(datetime.datetime.fromisoformat({moment!r}), tick=True):
    import django
    django.setup()
    {what}
"""
MAKE = """
    from django.core.management import call_command
    for each in ("migrate", "load_reference", "load_demo"):
        call_command(each, verbosity=0)
"""
TABLES = """
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
"""
ASK = """
    sys.path.insert(0, {here!r})
    from figures import figures
    from django.conf import settings
    print("\\n" + json.dumps({{"version": settings.VERSION, **figures()}}, sort_keys=True))
"""


def main() -> None:
    """Make, ask, read, pack."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tree", type=Path, default=ROOT)
    options.add_argument("--postgres", default="", help="address of an empty database")
    asked = options.parse_args()
    if asked.postgres:
        _keep(asked.tree.resolve(), asked.postgres)
        return
    with _own_postgres() as postgres:
        _keep(asked.tree.resolve(), postgres)


@contextmanager
def _own_postgres() -> Iterator[str]:
    """The address of an empty database of a server of our own, as the tests start it."""
    sys.path.insert(0, str(ROOT))
    from tests.servers import PostgresServer, postgres_programs

    programs = postgres_programs()
    if programs is None:
        sys.exit("PostgreSQL (initdb, postgres, pg_dump) is not installed here: say --postgres ADDRESS")
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"  # its pg_dump is of the same version
    server = PostgresServer(programs)
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def _keep(tree: Path, postgres: str) -> None:
    with tempfile.TemporaryDirectory(prefix="keep-release-") as folder:
        work = Path(folder)
        environment = _environment(work)
        _run(tree, environment, MAKE.strip())
        said = json.loads(_run(tree, environment, ASK.format(here=str(KEPT)).strip()).splitlines()[-1])
        subprocess.run(
            [sys.executable, "manage.py", "backup", str(work / "target"), "--form", "rows"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        _run(tree, environment | {"DATABASE_URL": postgres}, TABLES.strip())
        _pack(work, KEPT / said.pop("version"), said, postgres)


def _environment(work: Path) -> dict[str, str]:
    own = {
        "VAR_DIR": str(work / "var"),
        "DATABASE_URL": f"sqlite:///{work}/release.sqlite3",
        "REDIS_URL": "",
        "SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "smartcity.settings",
        "DEMO": "1",
        "DEBUG": "1",  # pages without collected static files
        "PRODUCTION": "0",
        "BACKUP_PUBLIC_KEY": "",
    }
    (work / "var").mkdir()
    return {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "1"}


def _run(tree: Path, environment: dict[str, str], what: str) -> str:
    code = FROZEN.format(moment=MOMENT, what=what)
    done = subprocess.run([sys.executable, "-c", code], cwd=tree, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def _pack(work: Path, target: Path, said: dict[str, object], postgres: str) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    run = next((work / "target" / "runs").iterdir())
    rows = next(run.glob("database*.rows.jsonl.gz"))
    with gzip.open(rows) as plain, lzma.open(target / "rows.jsonl.xz", "wb", preset=9) as packed:
        shutil.copyfileobj(plain, packed)
    with tarfile.open(target / "files.tar.xz", "w:xz") as files:
        files.add(work / "var" / "files", arcname=".")
    manifest = json.loads((run / "manifest.json").read_text())
    kept = {name: manifest[name] for name in ("portal", "migrations", "rows")}
    _write(target / "release.json.xz", json.dumps({"moment": MOMENT, **kept, "figures": said}, indent=1))
    _write(target / "schema.sqlite.sql.xz", _sqlite_tables(work / "release.sqlite3"))
    words = ["pg_dump", "--schema-only", "--no-owner", "--no-privileges", postgres]
    _write(target / "schema.postgresql.sql.xz", subprocess.run(words, capture_output=True, check=True).stdout.decode())
    for each in sorted(target.iterdir()):
        print(f"{each.relative_to(ROOT)}: {each.stat().st_size} bytes")


def _sqlite_tables(path: Path) -> str:
    """The statements that make tables, indexes and triggers, in the order in which they were made."""
    file = sqlite3.connect(path)
    listed = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    found = [f"{statement};" for (statement,) in file.execute(listed)]
    file.close()
    return "\n".join(each for each in found if '"django_migrations"' not in each)


def _write(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode(), preset=9))


if __name__ == "__main__":
    main()
