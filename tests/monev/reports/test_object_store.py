"""Files in an S3-compatible store: a real server on this machine, a real worker, and the web server that hands them
out; no folder is shared between them."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import override_settings
from django.urls import reverse

from core import storing
from exchange.models import Export
from monev.reports.models import CompiledReport, ReportFile
from organizations.rest import attachment
from smartcity.settings import STORAGES
from tests.monev.reports.conftest import make_plan, reopen
from tests.servers import free_port, wait_for
from tests.workers import run_in, starting, worker_environment

ASK = """
from monev.monitoring.models.periods import Period
from monev.reports.wishes import Wish
from monev.reports.services.requests import request_report
from organizations.models import User
period = Period.objects.get(pk={period})
print(request_report("quarterly", Wish(period.region, "id", period=period), by=User.objects.get(pk={person})).pk)
"""
BUCKET, KEY, PREFIX = "berkas-portal", "kunci-uji", "portal"
PATIENCE = 120


@pytest.fixture(scope="module")
def store():
    """The address of an S3 server with an empty bucket."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", port)).close(), "The S3 server")
        boto3.client("s3", endpoint_url=address, region_name="us-east-1", **_keys()).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _keys() -> dict[str, str]:
    return {"aws_access_key_id": KEY, "aws_secret_access_key": KEY}


@pytest.fixture
def in_store(store):
    """The portal of this test keeps its files in the bucket."""
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": store,
        "access_key": KEY,
        "secret_key": KEY,
        "location": PREFIX,
        "file_overwrite": False,
        "default_acl": None,
        "addressing_style": "path",
    }
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    with override_settings(STORAGES={**STORAGES, "default": backend, "staticfiles": storages.backends["staticfiles"]}):
        yield


def objects(store: str) -> set[str]:
    client = boto3.client("s3", endpoint_url=store, region_name="us-east-1", **_keys())
    return {each["Key"] for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def test_the_same_bytes_are_one_object(in_store, store):
    first = storing.store_once(b"isi", "pdf")
    assert storing.store_once(b"isi", "pdf") == first
    name, digest = first
    assert digest == hashlib.sha256(b"isi").hexdigest()
    assert f"{PREFIX}/{name}" in objects(store)
    with default_storage.open(name) as kept:
        assert kept.read() == b"isi"


def test_a_large_file_is_stored_whole(in_store, tmp_path):
    path = tmp_path / "besar.zip"
    path.write_bytes(b"0123456789" * 1_200_000)
    name, digest = storing.store_file_once(path, "zip")
    with default_storage.open(name) as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == digest
    assert default_storage.size(name) == 12_000_000


def test_a_download_from_the_store_goes_on_where_it_broke_off(in_store, rf):
    name, digest = storing.store_once(b"0123456789" * 1000, "zip", folder=storing.EXPORTS)
    file = Export(file=name).file
    for sha256 in (digest, ""):  # known beforehand, or as the store says
        whole = attachment(file, "ekspor.zip", rf.get("/"), sha256)
        rest = attachment(file, "ekspor.zip", rf.get("/", headers={"range": "bytes=9990-"}), sha256)
        assert (rest.status_code, rest["Content-Range"]) == (206, "bytes 9990-9999/10000")
        assert b"".join(rest.streaming_content) == b"0123456789"
        assert hashlib.sha256(b"".join(whole.streaming_content)).hexdigest() == digest
        known = rf.get("/", headers={"if-none-match": whole["ETag"]})
        assert attachment(file, "ekspor.zip", known, sha256).status_code == 304


def test_an_upload_in_pieces_goes_on_after_a_piece_that_was_undone(in_store):
    name = default_storage.save("sebagian/a.part", ContentFile(b""))
    storing.write_from(default_storage, name, 0, b"satu ")
    storing.write_from(default_storage, name, 5, b"salah")
    storing.write_from(default_storage, name, 5, b"dua")
    with default_storage.open(name) as kept:
        assert kept.read() == b"satu dua"


def test_nothing_is_looked_for_in_a_folder(in_store):
    assert not storing.is_folder(default_storage)
    assert storing.remove_unfinished(0) == 0


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_report_compiled_on_one_machine_is_downloaded_from_another(
    store, in_store, region, agency, cast, as_, tmp_path
):
    environment = worker_environment(
        tmp_path,
        STORAGE_BUCKET=BUCKET,
        STORAGE_ENDPOINT=store,
        STORAGE_REGION="us-east-1",
        STORAGE_ACCESS_KEY=KEY,
        STORAGE_SECRET_KEY=KEY,
        STORAGE_PREFIX=PREFIX,
    )
    plan = make_plan(region, agency, programs=2)
    said = run_in(environment, ASK.format(period=plan.period.pk, person=cast.verifier.pk))
    report = CompiledReport.objects.get(pk=int(said.splitlines()[-1]))
    workers = starting(environment, tmp_path)
    next(workers)()
    end = time.monotonic() + PATIENCE
    while report.state not in ("done", "failed"):
        assert time.monotonic() < end, (tmp_path / "worker.log").read_text()[-3000:]
        time.sleep(0.05)
        report.refresh_from_db()
    next(workers, None)
    assert report.state == "done", report.error
    kept = ReportFile.objects.get(report=report, format="pdf")
    answer = as_(cast.verifier).get(reverse("reports:report-download", args=[report.pk, "pdf"]))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert not (tmp_path / "files").exists() or not any(path.is_file() for path in (tmp_path / "files").rglob("*"))
    reopen()
