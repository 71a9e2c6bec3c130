"""The stored files are compared with the tables: what is missing, changed or left over is named."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.kept_files import columns
from core.storing import store_once
from monev.monitoring.models.evidence import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def verified() -> str:
    said = io.StringIO()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        try:
            call_command("verify_files", stdout=said)
        except CommandError as error:
            return f"{error.returncode} {said.getvalue()}"
    return f"fine {said.getvalue()}"


@pytest.fixture
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.delete("none")
    row = StoredFile(
        size=3, content_type="text/plain", sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    row.file.save("abc.txt", ContentFile(b"abc"))
    return row


def test_all_is_as_it_should_be(kept):
    store_once(b"isi", "pdf")
    assert verified().startswith("fine 2 files")


def test_a_file_that_was_changed_is_named(kept):
    with default_storage.open(kept.file.name, "wb") as file:
        file.write(b"abd")
    said = verified()
    assert said.startswith("1 ")
    assert f"changed: {kept.file.name}" in said


def test_a_file_that_is_gone_is_named(kept):
    default_storage.delete(kept.file.name)
    assert f"missing: {kept.file.name} (monitoring.StoredFile.file)" in verified()


def test_a_file_that_nobody_names_is_named_unless_it_can_be_made_again(kept):
    default_storage.save("evidence/lupa.txt", ContentFile(b"x"))
    default_storage.save("previews/ab/x.jpg", ContentFile(b"x"))
    said = verified()
    assert "left over: evidence/lupa.txt" in said
    assert "previews" not in said


def test_a_file_named_by_its_content_is_compared_with_its_name(kept):
    name, _digest = store_once(b"isi", "pdf")
    with default_storage.open(name, "wb") as file:
        file.write(b"lain")
    assert f"changed: {name}" in verified()


def test_the_columns_that_hold_hashes_are_found():
    found = {each.label: each.digest for each in columns()}
    assert found["monitoring.StoredFile.file"] == "sha256"
    assert found["reports.Letterhead.arms"] == "arms_sha256"
    assert (
        found["exchange.DataExport.file" if "exchange.DataExport.file" in found else "reports.ReportFile.file"]
        == "sha256"
    )
