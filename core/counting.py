"""Counting what happens, for the metrics that operators watch: `count("logins", result="ok", reason="")`.

Any layer may call this. Nothing is kept where nobody may ask for it (neither METRICS_TOKEN nor METRICS_NETWORKS), and
the library is loaded with the first thing that is counted. Each process counts for itself; where several share a folder
(`settle`), whoever answers for all of them adds up what lies there.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)
PREFIX = "smartcity_"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Known to the library; set by `settle`."""
FORGOTTEN_AFTER = 7 * 86400
"""Seconds: what a host that is gone left in a shared folder is removed."""
QUICK = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LONG = (0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: in words, and by what it is told apart; with `steps` it is a duration in seconds."""

    help: str
    labels: tuple[str, ...] = ()
    steps: tuple[float, ...] = ()


COUNTED: dict[str, Counted] = {
    "requests": Counted("Requests that were answered.", ("view", "method", "status")),
    "request_seconds": Counted("How long answers took.", ("view", "method"), QUICK),
    "database_queries": Counted("Queries, by what they were made for.", ("during",)),
    "database_seconds": Counted("Time spent in queries.", ("during",)),
    "slow_queries": Counted("Queries that took longer than SLOW_QUERY_MS.", ("during",)),
    "jobs": Counted("Jobs that ended, by how.", ("task", "state")),
    "job_seconds": Counted("How long jobs took.", ("task",), LONG),
    "job_wait_seconds": Counted("How long messages waited for a worker.", ("queue",), LONG),
    "logins": Counted("Attempts to log in; result: ok, failed; reason of a failure.", ("result", "reason")),
}
_made: dict[str, Any] = {}
_lock = threading.Lock()


def is_on() -> bool:
    """Whether anybody may ask for what is counted."""
    return bool(settings.METRICS_TOKEN or settings.METRICS_NETWORKS)


def count(name: str, amount: float = 1, **labels: str) -> None:
    """It happened (`amount` times, or for so many seconds). Labels are those of `COUNTED`, all of them."""
    if is_on():
        _labelled(name, labels).inc(amount)


def observe(name: str, seconds: float, **labels: str) -> None:
    """It took so long."""
    if is_on():
        _labelled(name, labels).observe(seconds)


@contextmanager
def timed(name: str, **labels: str) -> Iterator[None]:
    """What happens within took as long as it took, also when it failed."""
    began = time.perf_counter()
    try:
        yield
    finally:
        observe(name, time.perf_counter() - began, **labels)


def settle(role: str) -> Path | None:
    """Give this process, and those it forks, a folder for what they count. To be called before anything is counted.

    One folder for each role, host and process: what dead ones of this host left is removed, and begins at nothing
    again, which Prometheus expects of a process that was started anew.
    """
    if not is_on():
        return None
    own = settings.METRICS_DIR / f"{role}-{socket.gethostname()}-{os.getpid()}"
    _sweep(own)
    own.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(own)
    return own


def mark_dead(process: int) -> None:
    """A forked process ended: what it counted stays, what it said of itself (live gauges) goes."""
    if not os.environ.get(FOLDER):
        return
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(process)


def written_files() -> list[str]:
    """What all processes have counted so far, one file each kind and process."""
    return sorted(str(each) for each in settings.METRICS_DIR.glob("*/*.db"))


def _labelled(name: str, labels: dict[str, str]) -> Any:
    if (metric := _made.get(name)) is None:
        metric = _make(name)
    return metric.labels(**labels)


def _make(name: str) -> Any:
    """The counter of the library; made once, by whichever thread comes first."""
    import prometheus_client

    what = COUNTED[name]
    with _lock:
        if name not in _made:
            _made[name] = (
                prometheus_client.Histogram(PREFIX + name, what.help, what.labels, buckets=what.steps)
                if what.steps
                else prometheus_client.Counter(PREFIX + name, what.help, what.labels)
            )
    return _made[name]


def _sweep(own: Path) -> None:
    """Remove the folders of processes that are gone."""
    here = f"-{socket.gethostname()}-"
    for each in own.parent.glob("*-*"):
        name, _, process = each.name.rpartition("-")
        is_gone = each == own or (f"{name}-".endswith(here) and not _is_running(process))
        if is_gone or time.time() - _last_written(each) > FORGOTTEN_AFTER:
            shutil.rmtree(each, ignore_errors=True)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _last_written(folder: Path) -> float:
    return max((each.stat().st_mtime for each in (folder, *folder.glob("*.db"))), default=0.0)
