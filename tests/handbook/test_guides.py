"""The guides say what stands on the screen, and their pictures are there."""

from __future__ import annotations

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import trans_real
from PIL import Image

ROOT = Path(settings.BASE_DIR)
GUIDES = sorted((ROOT / "docs" / "panduan").glob("*.md"))
PICTURES = ROOT / "docs" / "panduan" / "gambar"
QUESTION = re.compile(r"\*\*[^*]+\*\*\{\.tanya\}")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
SHOWN = re.compile(r"!\[([^\]]*)\]\(gambar/([\w-]+)\.png\)(\{\.hp\})?")
PHONE, DESK, MOST_BYTES = 390, 1366, 60_000


def script(name: str):
    """A script without an ending, as a module."""
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    module = module_from_spec(spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def on_screen() -> set[str]:
    """Every text of the portal in Indonesian, as somebody reads it."""
    catalogue = trans_real.translation("id")._catalog
    texts = (text for part in getattr(catalogue, "_catalogs", [catalogue]) for text in part.values())
    return {plain(text) for text in texts if isinstance(text, str)}


def plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" .:")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_bold_words_are_those_on_the_screen(guide, on_screen):
    """A button that is renamed is renamed in the guides too."""
    found = BOLD.findall(QUESTION.sub("", guide.read_text()))
    assert [words for words in found if plain(words) not in on_screen] == []


def test_every_picture_is_there_and_none_is_left_over():
    shown = {name for guide in GUIDES for _text, name, _phone in SHOWN.findall(guide.read_text())}
    assert shown == {path.stem for path in PICTURES.glob("*.png")} == set(script("pictures").SHOTS)


def test_every_picture_is_described():
    assert [name for guide in GUIDES for text, name, _phone in SHOWN.findall(guide.read_text()) if len(text) < 5] == []


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.png")), ids=lambda path: path.stem)
def test_pictures_are_small_and_of_a_phone_or_a_desk(path):
    with Image.open(path) as image:
        assert image.width in (PHONE, DESK)
        phones = {name for guide in GUIDES for _text, name, phone in SHOWN.findall(guide.read_text()) if phone}
        assert (path.stem in phones) == (image.width == PHONE)
    assert path.stat().st_size <= MOST_BYTES


def test_a_picture_says_that_its_data_are_made_up():
    """The strip in the corner is drawn whatever the page shows."""
    pictures = script("pictures")
    image = Image.new("RGB", (PHONE, 200), "#ffffff")
    pictures.mark(image)
    assert image.getpixel((PHONE - 4, 196)) == (255, 243, 214)


def test_the_glossary_explains_every_term_of_the_interface():
    english = (ROOT / "docs" / "glossary.md").read_text()
    terms = re.findall(r"^\| ([^|]+) \|", english, re.M)[2:]
    indonesian = (ROOT / "docs" / "panduan" / "glosarium.md").read_text().casefold()
    left_out = {"kementerian", "mitra", "potret data", "halaman publik", "temuan mutu data"}
    words = {part.strip().casefold() for term in terms for part in re.sub(r"\(.*?\)", "", term).split(",")}
    assert {word for word in words if word not in indonesian} - left_out == set()
