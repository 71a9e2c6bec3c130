"""An antivirus daemon looks at every file, where the operator names one."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import antivirus
from core.errors import Refused
from core.uploads import inspect
from tests.core.clamd_server import EICAR, real, speaking


@pytest.fixture(params=["the protocol", pytest.param("clamd", marks=pytest.mark.clamd)])
def daemon(request, tmp_path, settings):
    with (real if request.param == "clamd" else speaking)(tmp_path) as address:
        settings.CLAMAV_ADDRESS = address
        yield address


def brought(content, **options):
    return inspect(SimpleUploadedFile("catatan.txt", content), max_bytes=10**7, **options)


def test_a_clean_file_is_taken_and_an_infected_one_is_named(daemon):
    assert brought(b"laporan" * 30_000).is_scanned
    assert antivirus.version().startswith("ClamAV")
    with pytest.raises(Refused, match=r"Eicar\.Test"):
        brought(EICAR)


def test_without_a_daemon_nothing_is_asked(settings):
    settings.CLAMAV_ADDRESS = ""
    assert brought(EICAR).is_scanned


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "unix:/nowhere", "tcp://[::1]:1"])
def test_a_daemon_that_is_away_refuses_files_or_lets_evidence_wait(settings, address):
    settings.CLAMAV_ADDRESS, settings.CLAMAV_WHEN_AWAY = address, "refuse"
    with pytest.raises(Refused):
        brought(b"laporan", may_wait=True)
    settings.CLAMAV_WHEN_AWAY = "accept"
    assert not brought(b"laporan", may_wait=True).is_scanned
    with pytest.raises(Refused):
        brought(b"laporan")


def test_a_daemon_that_hangs_is_not_waited_for(settings, tmp_path):
    with speaking(tmp_path, silent=True) as address:
        settings.CLAMAV_ADDRESS, settings.CLAMAV_SECONDS = address, 0.2
        began = time.monotonic()
        with pytest.raises(antivirus.Unreachable):
            antivirus.scan([b"x"])
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"UNKNOWN COMMAND", b""])
def test_an_answer_that_says_neither_yes_nor_no_is_no_yes(settings, tmp_path, answer):
    with speaking(tmp_path, answer=answer or b"?") as address:
        settings.CLAMAV_ADDRESS = address
        with pytest.raises(antivirus.Unreachable):
            antivirus.scan([b"x" * 99])
