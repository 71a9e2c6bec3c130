"""The processes and what waits for them: workers, timetable, queues."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import number
from core.pulses import Pulse, pulses
from operations.selectors.queues import QueueState, queues
from operations.selectors.state import ATTENTION, BROKEN, GOOD, UNKNOWN, Section, Text, above, worst
from operations.selectors.words import age

QUICK_WAITS, LONG_WAITS = (300.0, 1800.0), (3600.0, 6 * 3600.0)
"""Seconds from which on a queue needs attention, and is broken."""


def processes() -> Section:
    """Web server, workers and timetable: who gave a sign of life, and in which version."""
    seen = pulses()
    web, workers, beats = ([each for each in seen if each.role == role] for role in ("web", "worker", "beat"))
    states, advice = [_workers(workers), _beats(beats)], list[Text]()
    if states[0] == BROKEN:
        advice.append(
            _("No worker runs: reports, mails and imports wait. Start it (systemctl start, or docker compose up).")
        )
    if states[1] == BROKEN:
        advice.append(_("The timetable does not run: nothing starts by itself. Start the process 'beat'."))
    if len(_fresh(beats)) > 1:
        advice.append(_("Two timetables run: work is asked for twice. Stop one of them."))
    if others := {each.version for each in _fresh(seen) if each.version != settings.VERSION}:
        states.append(ATTENTION)
        advice.append(
            _("Some processes still run version %(others)s: restart them after an upgrade.")
            % {"others": ", ".join(sorted(others))}
        )
    lines: list[tuple[Text, object]] = [
        (_("Web processes"), number(len(_fresh(web))) if web else _("not counted (development server)")),
        *((_worker_name(each), _worker_words(each)) for each in workers),
        *((_beat_name(each), _("%(time)s ago") % {"time": age(each.age)}) for each in beats),
    ]
    return Section("processes", _("Processes"), worst(*states), lines, advice)


def _fresh(seen: list[Pulse]) -> list[Pulse]:
    return [each for each in seen if each.is_fresh]


def _workers(workers: list[Pulse]) -> str:
    """Every queue must be served by somebody."""
    served = {queue for each in _fresh(workers) for queue in each.said.get("queues", ())}
    return GOOD if {each.name for each in settings.CELERY_TASK_QUEUES} <= served else BROKEN


def _beats(beats: list[Pulse]) -> str:
    fresh = _fresh(beats)
    return GOOD if len(fresh) == 1 else ATTENTION if fresh else BROKEN


def _beat_name(each: Pulse) -> str:
    return _("Timetable (%(name)s)") % {"name": each.host}


def _worker_name(each: Pulse) -> str:
    return _("Worker %(name)s") % {"name": each.name}


def _worker_words(each: Pulse) -> str:
    served = ", ".join(_queue_name(name) for name in each.said.get("queues", ()))
    if not each.is_fresh:
        return _("silent for %(time)s; served %(queues)s") % {"time": age(each.age), "queues": served}
    return _("sign of life %(time)s ago; serves %(queues)s") % {"time": age(each.age), "queues": served}


def waiting() -> Section:
    """The queues: how much waits, and for how long already."""
    try:
        found = queues()
    except OSError:
        return Section("queues", _("Queues"), UNKNOWN, [], [_("The broker does not answer; see the parts above.")])
    served = {each.name: each for each in pulses() if each.role == "queue"}
    states = [above(each.oldest, *(LONG_WAITS if each.name == "long" else QUICK_WAITS)) for each in found]
    lines: list[tuple[Text, object]] = [(_queue_name(each.name), _queue_words(each, served)) for each in found]
    advice: list[Text] = []
    if worst(*states) != GOOD:
        advice.append(_("Work waits longer than usual. Does a worker run? If all are busy, raise WORKER_CONCURRENCY."))
    return Section("queues", _("Queues"), worst(*states), lines, advice)


def _queue_name(name: str) -> str:
    return {"quick": _("Short work"), "long": _("Long work")}.get(name, name)


def _queue_words(queue: QueueState, served: dict[str, Pulse]) -> str:
    words = ngettext("%(number)s waits", "%(number)s wait", queue.waiting) % {"number": number(queue.waiting)}
    if queue.waiting:
        words += ", " + _("the oldest for %(time)s") % {"time": age(queue.oldest)}
    if queue.name in served:
        words += "; " + _("last served %(time)s ago") % {"time": age(served[queue.name].age)}
    return words
