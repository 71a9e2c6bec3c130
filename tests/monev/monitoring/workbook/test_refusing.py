"""Files that are refused as a whole, each with its reason."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks.handling import handle_workbook
from monev.monitoring.services.workbooks.sending import send_workbook
from monev.monitoring.workbook import sound, traits
from monev.monitoring.workbook.columns import ABOUT
from organizations.models import AuditEntry
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import AgencyFactory
from tests.monev.monitoring.workbook.workbook_case import Sheets, make_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(case, cast):
    return make_workbook(case, cast.staff)


def send(case, cast, content: bytes, name: str = "buku.xlsx", **where) -> WorkbookUpload:
    agency, period = where.get("agency", case.agency), where.get("period", case.period)
    return send_workbook(agency, period, SimpleUploadedFile(name, content), by=where.get("by", cast.staff))


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """The same archive with parts replaced, added or (None) left out."""
    made = io.BytesIO()
    names = {name.replace("__", "/").replace("_dot_", "."): value for name, value in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in names:
                new.writestr(item, old.read(item))
        for name, value in names.items():
            if value is not None:
                new.writestr(name, value)
    return made.getvalue()


def test_a_part_that_cannot_be_unpacked(case, cast, content):
    """The directory is whole, the compressed bytes are not."""
    broken = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/workbook.xml")
    begin = part.header_offset + 30 + len(part.filename)
    broken[begin : begin + 20] = b"\xff" * 20
    with pytest.raises(Refused) as refused:
        send(case, cast, bytes(broken))
    assert "rusak" in str(refused.value.message)


def test_what_is_no_workbook(case, cast, content):
    for name, what, said in (
        ("laporan.pdf", b"%PDF-1.7", "XLSX"),
        ("buku.xlsx", b"%PDF-1.7", "bukan buku kerja"),
        ("buku.xlsx", b"PK\x03\x04 rusak", "bukan buku kerja"),
        ("buku.xlsx", content[: len(content) // 2], "bukan buku kerja"),
        ("buku.xlsx", sound.OLD_OR_LOCKED + b"\x00" * 512, "kata sandi"),
        ("buku.xls", sound.OLD_OR_LOCKED + b"\x00" * 512, "XLSX"),
        ("buku.xlsm", content, "makro"),
        ("buku.xlsx", changed(content, xl__vbaProject_dot_bin=b"x"), "makro"),
        ("buku.xlsx", changed(content, xl__workbook_dot_xml=None), "bukan buku kerja"),
    ):
        with pytest.raises(Refused, match=said):
            send(case, cast, what, name)
    assert not WorkbookUpload.objects.exists()


def test_a_file_that_is_too_large(case, cast, content, settings):
    settings.WORKBOOK_MAX_BYTES = 1000
    with pytest.raises(Refused, match="paling besar"):
        send(case, cast, content)


def test_an_archive_that_unpacks_to_far_more(case, cast, content, monkeypatch):
    monkeypatch.setattr(sound, "MOST_UNPACKED", 2_000_000)
    bomb = changed(content, xl__media__besar_dot_xml=b"0" * 3_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="terlalu besar"):
        send(case, cast, bomb)


def test_an_archive_that_lies_about_its_size(case, cast, content, monkeypatch):
    """The size in the header is not believed: what really comes out is counted."""
    made = bytearray(changed(content, xl__media__besar_dot_xml=b"0" * 3_000_000))
    large, small = (3_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    lied = bytes(made.replace(large, small))
    assert lied != bytes(made)
    monkeypatch.setattr(sound, "MOST_UNPACKED", 2_000_000)
    with pytest.raises(Refused):
        send(case, cast, lied)


def test_a_workbook_encrypted_as_an_archive(case, cast, content):
    made = bytearray(content)
    central = made.find(b"PK\x01\x02")
    made[central + 8] |= 1
    with pytest.raises(Refused, match="kata sandi"):
        send(case, cast, bytes(made))


def refused(case, cast, content: bytes, **where) -> str:
    """Why the check refuses the workbook as a whole."""
    upload = send(case, cast, content, **where)
    handle_workbook(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert AuditEntry.objects.filter(verb="workbook.refused").count() == 1
    return upload.error


def told(content: bytes, **values: str) -> bytes:
    """The workbook with other words on its hidden sheet."""
    sheets = Sheets(content)
    for row in sheets.book[ABOUT].iter_rows():
        if row[0].value in values:
            row[1].value = values[row[0].value]
    return sheets.content()


def test_a_workbook_of_another_opd(case, cast, content):
    head = cast.colleague
    upload = send(case, cast, content, agency=case.other_agency, by=head)
    handle_workbook(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert case.agency.name in upload.error
    assert case.other_agency.name in upload.error


def test_a_workbook_of_another_period(case, cast, content):
    said = refused(
        case,
        cast,
        content,
        period=PeriodFactory(region=case.region, kind="month", number=9, opens_on=date(2026, 9, 20)),
    )
    assert case.period.label in said


def test_a_workbook_of_another_region(case, cast, content, other_region):
    said = refused(case, cast, told(content, region=other_region.code))
    assert other_region.name in said


def test_a_format_that_is_not_known(case, cast, content):
    assert "“99”" in refused(case, cast, told(content, format="99"))


def test_a_workbook_of_ones_own(case, cast, content):
    sheets = Sheets(content)
    del sheets.book[ABOUT]
    assert "bukan buku kerja pengisian" in refused(case, cast, sheets.content())


def test_a_sheet_that_is_no_sheet(case, cast, content):
    assert "tidak dapat dibaca" in refused(case, cast, changed(content, xl__worksheets__sheet2_dot_xml=b"<worksheet"))


def test_a_sheet_with_entities_is_refused_at_the_door(case, cast, content):
    part = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    with pytest.raises(Refused, match="rusak"):
        send(case, cast, changed(content, xl__worksheets__sheet2_dot_xml=part))


def test_a_sheet_that_claims_a_million_rows(case, cast, content):
    sheets = Sheets(content)
    sheets.page("programs")["A1048576"] = "jauh"
    assert str(traits.MOST_ROWS) in refused(case, cast, sheets.content())


def test_a_locked_period(case, cast, content):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now(), locked_by=cast.verifier)
    with pytest.raises(Refused, match="dikunci"):
        send(case, cast, content)


def test_a_period_locked_before_the_check(case, cast, content):
    upload = send(case, cast, content)
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now(), locked_by=cast.verifier)
    handle_workbook(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, "dikunci" in upload.error) == ("refused", True)


def test_nobody_sends_for_another_opd(case, cast, content, other_region):
    for who in (cast.colleague, cast.verifier, cast.foreign_agency_staff):
        with pytest.raises(PermissionDenied):
            send(case, cast, content, by=who)
    with pytest.raises(PermissionDenied):
        send(case, cast, content, agency=AgencyFactory(region=other_region))


def test_a_person_who_lost_the_right_before_the_check(case, cast, content):
    upload = send(case, cast, content)
    cast.staff.memberships.all().delete()
    handle_workbook(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "refused"
