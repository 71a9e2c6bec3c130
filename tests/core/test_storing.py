"""Whether files lie in a folder or in an object store is known without asking the store; no half file is ever seen."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import DefaultStorage, default_storage

from core.storing import HALVES, is_folder, remove_unfinished
from core.whole_files import WholeFiles

NOBODY = {"bucket_name": "files", "endpoint_url": "http://127.0.0.1:1", "access_key": "a", "secret_key": "b"}


@pytest.mark.parametrize("prefix", ["", "portal"])
def test_a_store_is_recognised_though_nobody_answers(settings, prefix):
    store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**NOBODY, "location": prefix}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    assert is_folder(DefaultStorage()) is False


def test_a_folder_is_recognised(settings, tmp_path):
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    assert is_folder(DefaultStorage()) is True


class BrokenOff(ContentFile):
    """A sending that ends after its first piece."""

    def chunks(self, chunk_size=None):
        yield b"the first piece"
        raise OSError("broken off")


def test_what_breaks_off_leaves_nothing(tmp_path):
    store = WholeFiles(location=tmp_path)
    with pytest.raises(OSError, match="broken off"):
        store.save("evidence/a.pdf", BrokenOff(b""))
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_two_files_of_one_name_are_both_kept_and_may_be_read(tmp_path):
    store = WholeFiles(location=tmp_path)
    names = [store.save("evidence/a.pdf", ContentFile(content)) for content in (b"one", b"two")]
    assert len(set(names)) == 2
    assert [store.open(name).read() for name in names] == [b"one", b"two"]
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in names} == {0o644}
    assert not list((tmp_path / HALVES).iterdir())


def test_what_a_killed_process_left_half_is_removed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    left = tmp_path / HALVES / "left.part"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert is_folder(default_storage)
    assert isinstance(default_storage._wrapped, WholeFiles)
    assert remove_unfinished(3600) == 0
    assert remove_unfinished(-1) == 1
    assert not left.exists()
