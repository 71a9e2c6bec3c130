"""Jobs carry the number of the request that asked for them, are measured, and end with one line in the log.

Connected to the signals of Celery by `smartcity.celery`; those arguments have the names that Celery gives them.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from core import counting, incidents, queries

logger = logging.getLogger("core.jobs_done")
NUMBER, SENT = "incident", "sent_at"
"""Names in the head of a message."""
_RUNNING: dict[str, tuple[float, object, queries.Spent, object]] = {}
"""By job: when it began and what is to be put back when it ends."""


def stamp(headers: dict[str, Any] | None = None, **_signal: Any) -> None:
    """A message is sent: it carries the number of what is going on, and the time."""
    if headers is not None:
        headers.setdefault(NUMBER, incidents.number() or incidents.new_number())
        headers[SENT] = time.time()


def begin(task_id: str = "", task: Any = None, **_signal: Any) -> None:
    """A job begins, under the number that its message carries."""
    request = getattr(task, "request", None)
    given = incidents.accepted(str(_head(request, NUMBER) or ""))
    _RUNNING[task_id] = (time.perf_counter(), incidents.begin(given), *queries.begin(queries.JOB))
    if isinstance(sent := _head(request, SENT), int | float):
        queue = str((getattr(request, "delivery_info", None) or {}).get("routing_key") or "")
        counting.observe("job_wait_seconds", max(0.0, time.time() - sent), queue=queue)


def end(task_id: str = "", task: Any = None, state: str | None = None, **_signal: Any) -> None:
    """A job has ended, one way or another."""
    if (known := _RUNNING.pop(task_id, None)) is None:
        return
    began, number, spent, token = known
    seconds = time.perf_counter() - began
    name, how = str(getattr(task, "name", "")), (state or "UNKNOWN").lower()
    counting.count("jobs", task=name, state=how)
    counting.observe("job_seconds", seconds, task=name)
    queries.end(spent, token)
    fields = {"state": how, "ms": round(seconds * 1000), "queries": spent.queries, "database_ms": spent.ms}
    level = logging.INFO if how == "success" else logging.WARNING
    logger.log(level, "%s", name, extra={"fields": {**fields, "job": task_id}})
    incidents.end(number)


def _head(request: Any, name: str) -> Any:
    """A head of our own, wherever this broker leaves it."""
    found = getattr(request, name, None)
    return found if found is not None else (getattr(request, "headers", None) or {}).get(name)
