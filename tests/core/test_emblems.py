"""Arms that somebody uploads become pixels and nothing else."""

import io
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from core.emblems import SIDE, emblem
from core.pictures import NoPicture
from tests.drawings import SHIELD


def opened(content: bytes):
    return Image.open(io.BytesIO(content))


def test_a_drawing_becomes_a_sharp_png_transparent_where_it_was():
    made = emblem(SHIELD)
    picture = opened(made)
    assert picture.format == "PNG"
    assert SIDE * 0.9 < max(picture.size) <= SIDE, "the empty edges are cut off"
    assert picture.getpixel((0, picture.height - 1))[3] == 0
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (0x1D, 0x6B, 0x2F, 255)
    assert emblem(SHIELD) == made


def test_what_a_png_says_beside_its_pixels_is_left_behind():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "rahasia")
    given = io.BytesIO()
    Image.new("RGBA", (1600, 1200), (10, 20, 30, 255)).save(given, "PNG", pnginfo=note)
    made = emblem(given.getvalue())
    assert b"rahasia" not in made
    assert opened(made).size == (800, 600)


def test_a_drawing_shows_no_other_file_and_runs_nothing(tmp_path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (50, 50), "red").save(secret)
    for address in (f"file://{secret}", str(secret), "../secret.png"):
        with pytest.raises(NoPicture):
            emblem(SHIELD.replace(b"</svg>", f'<image href="{address}" width="200" height="240"/></svg>'.encode()))
    assert emblem(SHIELD.replace(b"</svg>", b"<script>alert(1)</script></svg>")) == emblem(SHIELD)


def test_a_drawing_of_any_length_stays_within_its_size():
    long = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 90000"><path d="M0 0h9v90000z" fill="red"/></svg>'
    with suppress(NoPicture):  # too thin to be seen is fine as well
        assert max(opened(emblem(long)).size) <= SIDE


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<html></html>", b"<svg", b"\x89PNG\r\n\x1a\nbroken", b"<svg xmlns='x'>" + b"<g>" * 5],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NoPicture):
        emblem(content)


def test_a_picture_too_small_to_print_is_refused():
    given = io.BytesIO()
    Image.new("RGB", (40, 40)).save(given, "PNG")
    with pytest.raises(NoPicture):
        emblem(given.getvalue())
