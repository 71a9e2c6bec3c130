"""A folder that cannot be read (root's, or of a dying disk) is no empty one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from core.errors import Refused
from operations.models import BackupRun
from operations.services.backups import run_backup
from operations.services.checking import choose

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch):
    """Tests may run as root, for whom everything can be read."""
    scan = os.scandir

    def name(folder: Path, number: int) -> None:
        def refused(path: object = ".") -> object:
            if Path(str(path)) == folder:
                raise OSError(number, os.strerror(number), str(path))
            return scan(path)

        monkeypatch.setattr(os, "scandir", refused)

    return name


def test_a_target_that_the_portal_may_not_read_is_not_called_empty(place, unreadable):
    """Backups that root copied to a new server keep others out."""
    run_backup()
    unreadable(place / "runs", 13)
    with pytest.raises(CommandError, match="Permission denied"):
        call_command("restore", str(place), "--check")


def test_a_backup_without_the_files_that_could_not_be_read_is_none(place, unreadable):
    default_storage.save("evidence/a.txt", ContentFile(b"isi"))
    good = run_backup()
    unreadable(Path(default_storage.path("evidence")), 5)
    with pytest.raises(Refused, match="Input/output error"):
        run_backup()
    assert BackupRun.objects.filter(state="failed").count() == 1
    assert choose(str(place)).manifest.uid == good.name


def test_a_folder_that_goes_meanwhile_is_none(place, unreadable):
    default_storage.save("evidence/a.txt", ContentFile(b"isi"))
    unreadable(Path(default_storage.path("evidence")), 2)
    assert run_backup().files == 0


def test_files_may_have_a_disk_of_their_own(place, unreadable):
    """Its `lost+found` is root's."""
    default_storage.save("evidence/a.txt", ContentFile(b"isi"))
    lost = Path(default_storage.path("lost+found"))
    lost.mkdir()
    unreadable(lost, 13)
    assert run_backup().files == 1
