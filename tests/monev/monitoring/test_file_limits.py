"""How much evidence may be handed in, and what is kept of a photo."""

import hashlib

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.evidence import Evidence, StoredFile
from monev.monitoring.selectors.stored_bytes import room_of
from monev.monitoring.services.entry import open_report
from monev.monitoring.services.evidence import attach_file
from monev.monitoring.services.virus_checks import check_unscanned
from tests.core.clamd_server import EICAR, speaking
from tests.core.test_uploads import photo
from tests.monev.monitoring.entry_case import NOW, make_case
from tests.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def report(cast, region, agency, other_agency):
    case = make_case(region, agency, other_agency)
    return open_report(case.program, case.period, by=cast.staff)


def hand_in(report, by, content=b"laporan", name="a.txt", **words):
    return attach_file(report, SimpleUploadedFile(name, content), by=by, **words).use.evidence


def refused(report, by, *args, **words):
    with pytest.raises(Refused) as refusal:
        hand_in(report, by, *args, **words)
    return refusal.value


def test_a_report_holds_so_many_pieces(report, cast, settings):
    settings.EVIDENCE_MAX_PER_REPORT = 2
    hand_in(report, cast.staff, b"satu")
    hand_in(report, cast.staff, b"dua")
    assert refused(report, cast.staff, b"tiga").field == "evidence_file"


def test_a_person_brings_so_much_a_day(report, cast, settings):
    settings.UPLOADS_PER_DAY = 1
    hand_in(report, cast.staff, b"satu")
    assert refused(report, cast.staff, b"dua").field == "evidence_file"
    hand_in(report, cast.head, b"tiga")


def test_a_person_brings_so_many_bytes_a_day(report, cast, settings):
    settings.UPLOAD_BYTES_PER_DAY = 10
    refused(report, cast.staff, b"lebih dari sepuluh")


def test_a_region_keeps_so_much_and_sees_it(report, cast, region, as_, settings):
    settings.REGION_FILES_MAX_BYTES = 10
    hand_in(report, cast.staff, b"0123456789")
    refused(report, cast.staff, b"x")
    room = room_of(region)
    assert (room.used, room.share, room.is_short) == (10, 100, True)
    shown = as_(cast.staff).get(reverse("monitoring:ledger", args=[region.code])).content.decode()
    assert "100%" in shown


def test_a_photo_keeps_when_and_where_and_both_hashes(report, cast, as_):
    content = photo()
    evidence = hand_in(report, cast.staff, content, "foto.jpg", kind=Evidence.Kind.PHOTO)
    stored = evidence.stored_file
    assert (str(evidence.latitude), str(evidence.longitude)) == ("-8.5", "116.26")
    assert stored.received_sha256 == hashlib.sha256(content).hexdigest()
    assert stored.sha256 == hashlib.sha256(stored.file.open("rb").read()).hexdigest()
    assert b"evil" not in stored.file.open("rb").read()
    page = as_(cast.staff).get(reverse("monitoring:evidence-detail", args=[evidence.pk])).content.decode()
    assert stored.received_sha256 in page
    assert "05.06" in page


def test_a_place_that_was_given_counts_and_other_kinds_tell_no_place(report, cast):
    given = (-1, 100)
    assert hand_in(report, cast.staff, photo(), "a.jpg", kind=Evidence.Kind.PHOTO, place=given).latitude == -1
    assert hand_in(report, cast.head, photo(quality=50), "b.jpg", kind=Evidence.Kind.INVOICE).latitude is None


def test_the_same_photo_is_kept_once_by_what_was_received_and_by_what_is_kept(report, cast):
    first = hand_in(report, cast.staff, photo(), "foto.jpg")
    again = refused(report, cast.staff, photo(), "nama-lain.jpg")
    downloaded = refused(report, cast.staff, first.stored_file.file.open("rb").read(), "unduhan.jpg")
    assert again.message == downloaded.message
    assert StoredFile.objects.count() == 1


def test_evidence_that_waited_for_the_daemon_is_looked_at_later(report, cast, as_, settings, tmp_path):
    settings.CLAMAV_ADDRESS, settings.CLAMAV_WHEN_AWAY = "/nowhere", "accept"
    good, bad = hand_in(report, cast.staff, b"baik"), hand_in(report, cast.staff, EICAR)
    assert check_unscanned() == 0
    address = reverse("monitoring:evidence-file", args=[bad.pk])
    browser = as_(cast.staff)
    assert browser.get(address).status_code == 200
    with speaking(tmp_path) as settings.CLAMAV_ADDRESS:
        assert check_unscanned() == 2
        assert check_unscanned() == 0
    assert StoredFile.objects.get(pk=bad.stored_file_id).infection == "Eicar.Test"
    assert browser.get(address).status_code == 404
    assert browser.get(reverse("monitoring:evidence-file", args=[good.pk])).status_code == 200


def test_a_picture_that_is_no_picture_is_refused(report, cast):
    refused(report, cast.staff, picture()[:120], "foto.jpg")
    assert not StoredFile.objects.exists()
