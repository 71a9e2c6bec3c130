"""Head, number, check code and signatures: what the region entered, and what is left to be filled in by hand."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import override

from core.errors import Refused
from monev.reports.catalogue import frame_parts
from monev.reports.catalogue.base import Frame, Signer

FRAME = Frame(
    sha256="a" * 64,
    taken_at=datetime(2026, 10, 6, 3, tzinfo=UTC),
    code_version="1.0",
    rules="2026-1",
    edition=1,
    check_code="7K3MXQ2RT9WB",
    check_url="https://portal.example/periksa/7K3MXQ2RT9WB/",
)
DATA = {
    "language": "en",
    "taken_at": "2026-10-06T03:00:00+00:00",
    "examples": {"rows": 0, "of": 4},
    "region": {
        "name": "Kabupaten Sumbawa Barat",
        "code": "52.07",
        "province": "Nusa Tenggara Barat",
        "time_zone": "Asia/Makassar",
        "is_example": False,
    },
    "period": {"label": "TW III 2026", "is_locked": True},
}
POSTS = [Signer("Mengetahui", "Ketua Dewan"), Signer("", "Kepala Dinas")]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_what_was_not_entered_is_left_to_be_filled_in():
    facts = dict(frame_parts.head_facts(FRAME, DATA))
    assert facts["Number"] == frame_parts.TO_FILL_IN
    assert facts["Date"] == f"{frame_parts.TO_FILL_IN}, {frame_parts.TO_FILL_IN}"
    assert facts["Compiled on"] == "6 October 2026 11.00 WITA"
    assert facts["Edition"] == "1"
    assert facts["Period"] == "TW III 2026 (locked: the reports behind it no longer change)"


def test_number_place_and_date_are_those_that_were_entered():
    frame = replace(FRAME, number="050/12/2026", dated_on="2026-10-07", place="Taliwang", edition=3)
    facts = dict(frame_parts.head_facts(frame, DATA))
    assert (facts["Number"], facts["Date"]) == ("050/12/2026", "Taliwang, 7 October 2026")
    assert facts["Edition"] == "3 (replaces the editions before it)"


def test_a_report_of_the_nation_has_no_region_and_the_clock_of_jakarta():
    nation = DATA | {"region": None, "period": None, "year": 2026}
    facts = dict(frame_parts.head_facts(FRAME, nation))
    assert "Region" not in facts
    assert (facts["Year"], facts["Compiled on"]) == ("2026", "6 October 2026 10.00 WIB")
    made = frame_parts.report_document("Comparison", nation, FRAME, [], subtitle="2026")
    assert made.author == "Portal Smart City"


def test_the_last_who_signs_stands_below_place_and_date():
    [block] = frame_parts.signature_section(DATA, replace(FRAME, place="Taliwang"), POSTS).blocks
    first, last = block.blocks
    assert first.introduction == "Mengetahui"
    assert last.introduction == f"Taliwang, {frame_parts.TO_FILL_IN}"
    assert (last.name, last.number) == ("", f"NIP {frame_parts.TO_FILL_IN}")


def test_signatories_of_the_region_take_the_place_of_the_usual_posts():
    own = Signer("", "Sekretaris Daerah", "Contoh Nama", "197001012000011001", "Pembina (IV/a)")
    [block] = frame_parts.signature_section(DATA, replace(FRAME, signers=(own,)), POSTS).blocks
    [only] = block.blocks
    assert (only.post, only.name, only.number) == ("Sekretaris Daerah", "Contoh Nama", "NIP 197001012000011001")
    assert only.rank == "Pembina (IV/a)"


def test_four_who_sign_stand_in_two_rows():
    rows = frame_parts.signature_section(DATA, FRAME, POSTS * 2).blocks
    assert [len(each.blocks) for each in rows] == [3, 1]


def test_without_an_institution_there_is_no_head():
    assert frame_parts.official_head(FRAME) is None


def test_the_arms_are_the_bytes_that_were_frozen_or_nothing_is_compiled(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = default_storage.save("letterheads/a.png", ContentFile(b"\x89PNG"))
    frame = replace(FRAME, institution="Pemerintah\n Dinas ", address="Jalan 1\nTaliwang", arms=name)
    good = replace(frame, arms_sha256=hashlib.sha256(b"\x89PNG").hexdigest())
    head = frame_parts.official_head(good)
    assert (head.institution, head.address, head.arms) == (["Pemerintah", "Dinas"], "Jalan 1 · Taliwang", b"\x89PNG")
    with pytest.raises(Refused):
        frame_parts.official_head(replace(frame, arms_sha256="0" * 64))
    with pytest.raises(Refused):
        frame_parts.official_head(replace(good, arms="letterheads/away.png"))


def test_example_data_are_named_and_counted():
    mark, explained = frame_parts.example_mark(DATA | {"examples": {"rows": 3, "of": 4}})
    assert mark == "Example data"
    assert "3 of 4 rows" in explained
    assert frame_parts.example_mark(DATA) == ("", "")
    assert frame_parts.example_mark(DATA | {"region": DATA["region"] | {"is_example": True}})[0] == "Example data"


def test_the_document_says_where_it_comes_from_and_how_it_is_checked():
    made = frame_parts.report_document(
        "Report", DATA, FRAME, [frame_parts.origin_section(DATA, FRAME)], subtitle="KSB", head=[("Basis", "verified")]
    )
    assert made.footer == "Check code 7K3M-XQ2R-T9WB · edition 1"
    assert made.check.address == FRAME.check_url
    assert made.head[-1] == ("Basis", "verified")
    facts = dict(made.sections[0].blocks[1].items)
    assert (facts["Snapshot (SHA-256)"], facts["Calculation rules"]) == ("a" * 64, "2026-1")
