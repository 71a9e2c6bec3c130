"""A photo for everybody: its pixels, and nothing else of the file."""

from io import BytesIO

import pytest
from PIL import Image

from core.cards import HEIGHT, WIDTH, Card, png
from core.pictures import NoPicture, web_pictures


def photo(size=(2000, 1500), *, place=True) -> bytes:
    """A JPEG with the place where it was taken, held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Telepon Rahasia"
    if place:
        exif.get_ifd(0x8825)[1] = "S"
    made = BytesIO()
    Image.new("RGB", size, "#336699").save(made, "JPEG", exif=exif, comment=b"rahasia")
    return made.getvalue()


def test_place_camera_and_comment_are_gone_and_it_stands_upright():
    made = web_pictures(photo())
    assert (made.width, made.height) == (960, 1280)
    for content in (made.large, made.small):
        picture = Image.open(BytesIO(content))
        assert dict(picture.getexif()) == {}
        assert "comment" not in picture.info
        assert b"Rahasia" not in content
        assert b"rahasia" not in content
    assert max(Image.open(BytesIO(made.small)).size) == 640


def test_a_transparent_picture_stands_on_white():
    source = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(source, "PNG")
    picture = Image.open(BytesIO(web_pictures(source.getvalue()).small))
    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'/>", photo()[:200], b"GIF89a" + bytes(40)])
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(NoPicture):
        web_pictures(content)


def test_a_card_has_the_size_that_messengers_show_and_any_title_fits():
    card = Card("Smart City", "Program yang namanya sangat panjang " * 12, "71,4 %", "capaian: Sedang", "TW III 2026")
    picture = Image.open(BytesIO(png(card)))
    assert picture.size == (WIDTH, HEIGHT)
    assert len(png(card)) < 60_000
