"""The administrator of a region enters how its reports begin and who signs them."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.emblems import emblem
from core.errors import Conflict, Refused
from monev.reports.models import Letterhead, Signatory
from monev.reports.services.compiling import fill_report
from monev.reports.services.letterheads import (
    archive_signatory,
    move_signatory,
    save_letterhead,
    save_signatory,
)
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from organizations.models import AuditEntry
from tests.drawings import SHIELD
from tests.factories.reports import LetterheadFactory, SignatoryFactory

pytestmark = pytest.mark.django_db
WORDS = {"institution": "Pemerintah Kabupaten\nDinas", "address": "Jalan 1", "place": "Taliwang"}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page_of(region) -> str:
    return reverse("reports:letterhead", args=[region.code])


def uploaded(content: bytes, name: str = "lambang.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_administrator_enters_the_head_with_arms_and_sees_it(as_, cast, region):
    browser = as_(cast.admin)
    answer = browser.post(page_of(region), WORDS | {"arms_upload": uploaded(SHIELD)}, follow=True)
    assert "Kop laporan tersimpan" in answer.content.decode()
    head = Letterhead.objects.get(region=region)
    assert (head.institution, head.place) == ("Pemerintah Kabupaten\nDinas", "Taliwang")
    picture = browser.get(reverse("reports:letterhead-picture", args=[region.code]))
    assert b"".join(picture.streaming_content) == emblem(SHIELD)
    assert AuditEntry.objects.get(verb="letterhead.saved").by == cast.admin


def test_what_is_no_picture_is_refused_and_what_was_typed_stays(as_, cast, region):
    answer = as_(cast.admin).post(page_of(region), WORDS | {"arms_upload": uploaded(b"<svg broken", "a.svg")})
    assert answer.status_code == 422
    assert "tidak dapat digambar" in answer.content.decode()
    assert "Jalan 1" in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_a_file_that_is_too_large_is_refused(as_, cast, region, settings):
    settings.ARMS_MAX_BYTES = 100
    answer = as_(cast.admin).post(page_of(region), WORDS | {"arms_upload": uploaded(SHIELD)})
    assert answer.status_code == 422
    assert not Letterhead.objects.exists()


def test_arms_stay_until_they_are_taken_away(cast, region):
    head = save_letterhead(region, WORDS, by=cast.admin, arms=SHIELD)
    kept = save_letterhead(region, WORDS | {"place": "Jereweh"}, by=cast.admin, seen_version=head.version)
    assert (kept.place, kept.arms_sha256) == ("Jereweh", head.arms_sha256)
    bare = save_letterhead(region, WORDS, by=cast.admin, seen_version=kept.version, without_arms=True)
    assert (bare.arms.name, bare.arms_sha256) == ("", "")


def test_two_administrators_at_once_overwrite_nothing(as_, cast, region):
    head = save_letterhead(region, WORDS, by=cast.admin)
    save_letterhead(region, WORDS | {"place": "Jereweh"}, by=cast.admin, seen_version=head.version)
    answer = as_(cast.admin).post(page_of(region), WORDS | {"place": "Maluk", "seen_version": head.version})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Jereweh" in text
    assert 'value="Maluk"' in text
    with pytest.raises(Conflict):
        save_letterhead(region, WORDS, by=cast.admin)  # saw none, but there is one


def test_nobody_else_enters_it(cast, region):
    for person in (cast.verifier, cast.foreign_region_admin, cast.national):
        with pytest.raises(PermissionDenied):
            save_letterhead(region, WORDS, by=person)
    assert not Letterhead.objects.exists()


def test_a_signatory_is_entered_changed_and_taken_out(as_, cast, region):
    browser = as_(cast.admin)
    new = {"kind": "", "post": "Sekretaris Daerah", "name": "Contoh", "nip": "19700101 200001 1 001", "rank": ""}
    browser.post(reverse("reports:signatory-new", args=[region.code]), new)
    row = Signatory.objects.get()
    assert (row.nip, row.position, row.region) == ("197001012000011001", 1, region)
    address = reverse("reports:signatory-change", args=[row.pk])
    browser.post(address, new | {"kind": "quarterly", "name": "Nama Baru", "seen_version": row.version})
    row.refresh_from_db()
    assert (row.kind, row.name) == ("quarterly", "Nama Baru")
    assert browser.post(address, new | {"name": "Lain", "seen_version": 1}).status_code == 409
    assert "Nama Baru" in browser.get(page_of(region)).content.decode()
    browser.post(reverse("reports:signatory-archive", args=[row.pk]))
    assert "Nama Baru" not in browser.get(page_of(region)).content.decode()
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("nip", ["123", "19700101200001100x", "１９７００１０１２００００１１００１"])
def test_a_nip_has_eighteen_digits(as_, cast, region, nip):
    answer = as_(cast.admin).post(
        reverse("reports:signatory-new", args=[region.code]), {"post": "Kepala Dinas", "nip": nip}
    )
    assert answer.status_code == 422
    assert not Signatory.objects.exists()


def test_signatories_change_places(cast, region):
    first, second = (SignatoryFactory(region=region, position=number) for number in (1, 2))
    other = SignatoryFactory(region=region, kind="quarterly", position=1)
    move_signatory(first, by=cast.admin, later=True)
    assert list(Signatory.objects.filter(kind="").order_by("position")) == [second, first]
    with pytest.raises(Refused):
        move_signatory(Signatory.objects.get(pk=other.pk), by=cast.admin, later=True)
    third = save_signatory(Signatory(region=region, post="Bupati"), by=cast.admin)
    assert third.position == 3


def test_a_report_keeps_the_head_and_the_signatories_it_was_compiled_with(plan, region, cast):
    head = save_letterhead(region, WORDS, by=cast.admin, arms=SHIELD)
    signer = SignatoryFactory(region=region, name="Contoh Pertama")
    report = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    fill_report(report.pk)
    save_letterhead(region, WORDS | {"place": "Maluk"}, by=cast.admin, seen_version=head.version, without_arms=True)
    archive_signatory(signer, by=cast.admin)
    report.refresh_from_db()
    assert report.frame["place"] == "Taliwang"
    assert [each["name"] for each in report.frame["signers"]] == ["Contoh Pertama"]
    assert Letterhead(arms=report.frame["arms"]).arms.read() == emblem(SHIELD)


def test_signatories_of_the_kind_of_report_go_first(plan, region, cast):
    SignatoryFactory(region=region, name="Untuk semua")
    SignatoryFactory(region=region, name="Untuk triwulanan", kind="quarterly")
    report = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    fill_report(report.pk)
    report.refresh_from_db()
    assert [each["name"] for each in report.frame["signers"]] == ["Untuk triwulanan"]


def test_only_the_administrator_finds_the_link(as_, cast, region):
    listed = reverse("reports:report-list", args=[region.code])
    assert page_of(region) in as_(cast.admin).get(listed).content.decode()
    assert page_of(region) not in as_(cast.verifier).get(listed).content.decode()


def test_more_signatories_need_no_more_queries(as_, cast, region, django_assert_max_num_queries):
    LetterheadFactory(region=region)
    browser = as_(cast.admin)
    SignatoryFactory(region=region)
    browser.get(page_of(region))
    with django_assert_max_num_queries(12) as few:
        browser.get(page_of(region))
    for number in range(6):
        SignatoryFactory(region=region, position=number)
    with django_assert_max_num_queries(len(few)):
        browser.get(page_of(region))


def test_a_photo_becomes_no_larger_than_print_needs(cast, region):
    given = io.BytesIO()
    Image.effect_noise((1500, 1500), 90).save(given, "PNG")
    head = save_letterhead(region, WORDS, by=cast.admin, arms=given.getvalue())
    assert Image.open(head.arms.open()).size == (800, 800)
