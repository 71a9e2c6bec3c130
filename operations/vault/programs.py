"""The programs of PostgreSQL that dump and restore, and how they are told where the database is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
TAIL = 2000
TRANSACTION_TIMEOUT = 17
"""From this version on pg_restore sends `SET transaction_timeout`, which older servers refuse."""


class ProgramFailed(Exception):
    """A program of PostgreSQL ended with an error; the message is its own."""


@dataclass(frozen=True, slots=True)
class Program:
    """Where it is and of which major version."""

    path: str
    version: int


OF_CONNECTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "options")
"""What DATABASE_URL may say of a connection and libpq reads from the environment."""


@cache
def programs(name: str) -> tuple[Program, ...]:
    """All of that name, the newest first: on the path, and where distributions put those of several versions."""
    found = [shutil.which(name)]
    for place in PLACES:
        found += [str(each) for each in Path("/").glob(f"{place.lstrip('/')}/{name}")]
    known = {path: _version(path) for path in found if path}
    return tuple(sorted((Program(*each) for each in known.items() if each[1]), key=lambda each: -each.version))


def _version(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0


def fitting(name: str, oldest: int, server: int) -> Program | None:
    """One that is not older than `oldest` (major version), the nearest to it, whose dumps go into that server."""
    found = (each for each in reversed(programs(name)) if each.version >= oldest)
    return next((each for each in found if goes_into(each.version, server)), None)


def goes_into(program: int, server: int) -> bool:
    """Whether pg_restore of that version can fill a server of that version. An older one reads no dump of a newer.

    >>> goes_into(15, 15), goes_into(16, 15), goes_into(17, 16), goes_into(18, 17)
    (True, True, False, True)
    """
    return program < TRANSACTION_TIMEOUT or server >= TRANSACTION_TIMEOUT


def beside(program: Program, name: str) -> Program | None:
    """Another program of the same version, which knows what that one writes; of the same folder if it can be."""
    found = [each for each in programs(name) if each.version == program.version]
    return next(
        (each for each in found if Path(each.path).parent == Path(program.path).parent), next(iter(found), None)
    )


def environment_of(where: dict[str, Any]) -> dict[str, str]:
    """Address and password as libpq reads them: never among the words of a command, which everybody sees."""
    said = {
        "PGHOST": where.get("HOST"),
        "PGPORT": where.get("PORT"),
        "PGUSER": where.get("USER"),
        "PGPASSWORD": where.get("PASSWORD"),
        "PGDATABASE": where.get("NAME"),
    }
    said |= {f"PG{name.upper()}": where.get("OPTIONS", {}).get(name) for name in OF_CONNECTIONS}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: str(value) for name, value in said.items() if value} | {"LC_ALL": "C"}


@contextmanager
def running(words: list[str], where: dict[str, Any], **pipes: Any) -> Iterator[Any]:
    """The program while it runs; it is stopped when the caller stops, and must end well."""
    import tempfile

    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, env=environment_of(where), stderr=errors, **pipes)  # noqa: S603
        try:
            yield process
        except BaseException as problem:
            process.kill()
            process.wait()
            # Who hangs up on us has ended by itself, also when it says nothing.
            _raise_if_failed(process, words, errors, killed=not isinstance(problem, BrokenPipeError))
            raise
        process.wait()
        _raise_if_failed(process, words, errors)


def _raise_if_failed(process: Any, words: list[str], errors: Any, *, killed: bool = False) -> None:
    errors.seek(0)
    said = errors.read()[-TAIL:].decode(errors="replace").strip()
    if process.returncode and (said or not killed):
        raise ProgramFailed(f"{Path(words[0]).name}: {said or process.returncode}")
