"""The Celery app and the timetable of periodic jobs."""

import os
from typing import Any

from celery import Celery
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
