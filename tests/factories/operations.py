"""Rows of running the portal."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from operations.models import BackupRun


class BackupRunFactory(DjangoModelFactory):
    """One that is whole."""

    class Meta:
        model = BackupRun

    state = BackupRun.State.DONE
    target = "/srv/cadangan"
    name = factory.Sequence(lambda n: f"20261129T0100{n % 60:02d}Z-abcdef")
    form = "sqlite"
    finished_at = factory.LazyFunction(timezone.now)
    database_bytes = 2_000_000
    files = new_files = 3
    file_bytes = new_bytes = 3000
