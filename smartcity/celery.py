"""The Celery app and the timetable of periodic jobs; what a worker and the timetable say of themselves."""

import os
from typing import Any

from celery import Celery, bootsteps, signals
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")

app = Celery("smartcity")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_pages(**_signal: Any) -> None:
    """Read the site map before the first job: links in reports and mails need it, and reading it takes a second."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018


@worker_init.connect
def count_for_itself(**_signal: Any) -> None:
    """What the jobs of this worker come to is counted in a folder of its own, before the first process is forked."""
    from core import counting

    counting.settle("worker")


@signals.worker_ready.connect
def hand_out_metrics(**_signal: Any) -> None:
    """On a host without a web server the worker answers for what is counted there."""
    from django.conf import settings

    if settings.WORKER_METRICS_BIND:
        from operations.services.worker_metrics import serve

        serve(settings.WORKER_METRICS_BIND)


class Pulse(bootsteps.StartStopStep):
    """The loop that takes messages says that it turns: a worker that hangs falls silent, as does one without broker."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **_options: Any) -> None:
        self.timer: Any = None

    def start(self, parent: Any) -> None:
        from core import pulses

        queues = sorted(parent.app.amqp.queues.consume_from)
        said = {"queues": queues, "pool": parent.pool.__class__.__module__.rpartition(".")[2]}

        def tell() -> None:
            pulses.quietly(pulses.tell, "worker", parent.hostname, **said, at_once=parent.initial_prefetch_count)

        tell()
        self.timer = parent.timer.call_repeatedly(pulses.EVERY, tell)

    def stop(self, parent: Any) -> None:
        from core import pulses

        if self.timer is not None:
            self.timer.cancel()
        pulses.quietly(pulses.forget, "worker", parent.hostname)


app.steps["consumer"].add(Pulse)


@signals.beat_init.connect
def tell_of_each_tick(**_signal: Any) -> None:
    """The timetable has no loop to look at: each message that it sends is its sign of life."""
    signals.after_task_publish.connect(tick, weak=False)


def tick(**_signal: Any) -> None:
    """The timetable has sent something."""
    from core import pulses

    pulses.quietly(pulses.tell, "beat", every=5.0)


@signals.setup_logging.connect
def log_as_the_web_server_does(loglevel: Any = None, **_signal: Any) -> None:
    """The same lines from every process; the level of the command line may make them more or fewer."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
    if loglevel is not None:
        logging.getLogger().setLevel(loglevel)


@signals.before_task_publish.connect
def stamp(**signal: Any) -> None:
    """A job carries the number of what asked for it."""
    from core import job_log

    job_log.stamp(**signal)


@signals.task_prerun.connect
def begin(**signal: Any) -> None:
    """A job begins."""
    from core import job_log

    job_log.begin(**signal)


@signals.task_postrun.connect
def end(**signal: Any) -> None:
    """A job has ended."""
    from core import job_log

    job_log.end(**signal)
