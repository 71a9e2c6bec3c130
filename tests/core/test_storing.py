"""Whether files lie in a folder or in an object store is known without asking the store."""

from __future__ import annotations

import pytest
from django.core.files.storage import DefaultStorage

from core.storing import is_folder

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
