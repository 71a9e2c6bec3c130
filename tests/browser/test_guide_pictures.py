"""Pictures of the guides are taken by one command."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.handbook.test_guides import script

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_picture_is_taken_of_a_page(chromium, live_server, tmp_path, region):
    """As `scripts/pictures` does it: the width of a phone, few colours, the mark; a page with nobody logged in."""
    pictures = script("pictures")
    pictures.TARGET = tmp_path
    page = pictures.person(chromium, live_server.url, "", pictures.PHONE)
    pictures.take(page, live_server.url, "warga-periksa", pictures.SHOTS["warga-periksa"])
    page.context.close()
    with Image.open(tmp_path / "warga-periksa.png") as image:
        assert image.width == 390
        assert image.convert("RGB").getpixel((386, image.height - 4)) == (255, 243, 214)
    assert (tmp_path / "warga-periksa.png").stat().st_size <= pictures.MOST_BYTES
