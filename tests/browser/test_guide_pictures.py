"""The pictures of the guides are taken from the demonstration, each of the page that the guide describes.

`PICTURES=docs/panduan/gambar` puts them into the guides, as `scripts/pictures` does from a running demonstration.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from tests.handbook.test_guides import script

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YELLOW = (255, 243, 214)
"""Of the strip in the corner that says: example data."""


def test_every_picture_of_the_guides_is_taken_of_its_page(chromium, live_server, settings, tmp_path):
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    pictures = script("pictures")
    pictures.TARGET = Path(os.environ.get("PICTURES", tmp_path))
    pictures.take_all(chromium, live_server.url)
    taken = {each.stem: each for each in pictures.TARGET.glob("*.png")}
    assert set(taken) == set(pictures.SHOTS)
    for name, shot in pictures.SHOTS.items():
        with Image.open(taken[name]) as image:
            assert image.width == shot.screen[0], name
            corner = image.convert("RGB").getpixel((image.width - 4, image.height - 4))
            assert max(abs(seen - wanted) for seen, wanted in zip(corner, YELLOW, strict=True)) < 12, name
        assert taken[name].stat().st_size <= pictures.MOST_BYTES, name
