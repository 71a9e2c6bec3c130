"""Small pictures of evidence: of pictures and first pages, of broken files none, and through the access rule."""

import contextlib
import hashlib
from io import BytesIO
from threading import Event, Thread

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import previews
from core.previews import HEIGHT, PREVIEWED, WIDTH, NoPreview, preview
from monev.monitoring.models.evidence import StoredFile
from monev.monitoring.services.previews import preview_of
from tests.factories.trail import EvidenceFactory


def picture(kind="PNG", size=(1600, 400), mode="RGB", color="red", **options):
    made = BytesIO()
    Image.new(mode, size, color).save(made, kind, **options)
    return made.getvalue()


def pdf(pages=2, size=(595, 842)):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_picture_becomes_smaller_and_keeps_its_shape(kind, mime):
    made = opened(preview(picture(kind), mime))
    assert (made.format, made.size) == ("JPEG", (WIDTH, WIDTH // 4))


def test_a_small_picture_is_not_blown_up():
    assert opened(preview(picture(size=(40, 30)), "image/png")).size == (40, 30)


def test_pages_are_drawn_one_after_the_other():
    """PDFium may be called by one thread at a time only."""
    drawn = Event()
    work = Thread(target=lambda: (preview(pdf(), "application/pdf"), drawn.set()), daemon=True)
    with previews._PDFIUM:
        work.start()
        assert not drawn.wait(0.3)
    assert drawn.wait(10)


def test_what_is_transparent_becomes_white():
    content = picture(mode="RGBA", color=(0, 0, 0, 0), size=(10, 10))
    assert opened(preview(content, "image/png")).getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_is_turned_as_the_camera_was_held_and_loses_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "S", 2: (8.0, 30.0, 0.0)}
    made = opened(preview(picture("JPEG", size=(400, 200), exif=exif), "image/jpeg"))
    assert made.size == (200, 400)
    assert not made.getexif()


def test_the_first_page_of_a_pdf_is_drawn_within_bounds():
    made = opened(preview(pdf(), "application/pdf"))
    assert made.height <= HEIGHT
    assert abs(made.width / made.height - 595 / 842) < 0.02
    wide = opened(preview(pdf(size=(14_000, 10)), "application/pdf"))
    assert wide.width <= WIDTH


@pytest.mark.parametrize("mime", sorted(PREVIEWED))
@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n%%EOF\n", picture()[:60], pdf()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 99]
)
def test_a_broken_file_has_no_preview(content, mime):
    with pytest.raises(NoPreview):
        preview(content, mime)


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = picture("PNG", size=(20_000, 20_000), mode="1", color=0)
    assert len(bomb) < 200_000
    with pytest.raises(NoPreview):
        preview(bomb, "image/png")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(PREVIEWED)), st.booleans())
def test_no_content_does_harm(content, mime, as_pdf):
    whole = (pdf()[:400] if as_pdf else picture(size=(8, 8))[:50]) + content
    with contextlib.suppress(NoPreview):
        assert opened(preview(whole, mime)).format == "JPEG"


def stored_file(content, mime):
    digest = hashlib.sha256(content).hexdigest()
    row = StoredFile(sha256=digest, size=len(content), content_type=mime)
    row.file.save(f"{digest}.bin", ContentFile(content))
    return row


@pytest.mark.django_db
def test_a_preview_is_drawn_once_and_kept_by_the_hash():
    stored = stored_file(picture(color="blue"), "image/png")
    first = preview_of(stored)
    name = f"previews/{stored.sha256[:2]}/{stored.sha256}.jpg"
    assert default_storage.exists(name)
    stored.file.delete(save=False)
    assert preview_of(stored) == first, "the kept one is handed out"


@pytest.mark.django_db
def test_what_cannot_be_drawn_is_remembered(as_, cast, region, agency):
    broken = stored_file(b"%PDF-1.7\nrusak", "application/pdf")
    assert preview_of(broken) is None
    assert default_storage.size(f"previews/{broken.sha256[:2]}/{broken.sha256}.jpg") == 0
    assert preview_of(broken) is None
    office = stored_file(b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert preview_of(office) is None


@pytest.mark.django_db
def test_the_page_hands_the_picture_to_people_of_the_region_only(as_, cast, region, agency):
    evidence = EvidenceFactory(
        region=region, agency=agency, stored_file=stored_file(pdf(), "application/pdf"), file_name="a.pdf"
    )
    url = reverse("monitoring:evidence-preview", args=[evidence.pk])
    answer = as_(cast.verifier).get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "private" in answer["Cache-Control"]
    assert as_(cast.verifier).get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert as_(cast.foreign_verifier).get(url).status_code == 404
    assert as_(cast.nobody).get(url).status_code == 403


@pytest.mark.django_db
def test_a_link_and_a_broken_file_show_the_sign_for_none(as_, cast, region, agency):
    link = EvidenceFactory(
        region=region, agency=agency, stored_file=None, file_name="", link="https://contoh.example/a"
    )
    broken = EvidenceFactory(region=region, agency=agency, stored_file=stored_file(b"%PDF-x", "application/pdf"))
    for each in (link, broken):
        answer = as_(cast.verifier).get(reverse("monitoring:evidence-preview", args=[each.pk]))
        assert answer.status_code == 302
        assert answer["Location"].endswith(".svg")
