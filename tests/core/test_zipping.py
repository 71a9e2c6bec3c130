"""ZIP files written into a stream."""

import hashlib
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.uploads import clean_folder
from core.zipping import Entry, Names, zipped

AT = datetime(2026, 10, 1, 9, 30, 2, tzinfo=UTC)


def opened(entries):
    return zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries))))


def test_what_goes_in_comes_out():
    archive = opened([Entry("a/foto.jpg", [b"ab", b"", b"c"], AT), Entry("b.txt", [b"x" * 10_000], AT)])
    assert archive.testzip() is None
    assert [info.filename for info in archive.infolist()] == ["a/foto.jpg", "b.txt"]
    assert archive.read("a/foto.jpg") == b"abc"
    assert archive.getinfo("b.txt").compress_size < 1000
    assert archive.getinfo("a/foto.jpg").compress_type == zipfile.ZIP_STORED
    assert archive.getinfo("b.txt").date_time == (2026, 10, 1, 9, 30, 2)


def test_an_empty_archive_opens():
    assert opened([]).namelist() == []


def test_the_next_entry_is_read_only_when_its_turn_comes():
    read = []

    def content(name):
        read.append(name)
        yield b"x" * 100_000

    pieces = zipped(Entry(name, content(name), AT) for name in ("a.jpg", "b.jpg"))
    while not read:
        next(pieces)
    assert read == ["a.jpg"]


def test_memory_does_not_grow_with_the_files():
    piece = b"\x00\x01" * 32_768
    entries = (Entry(f"{number}.jpg", (piece for _ in range(160)), AT) for number in range(10))
    tracemalloc.start()
    size = sum(len(each) for each in zipped(entries))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000_000
    assert peak < 4_000_000


@given(st.lists(st.sampled_from(["a/Foto.jpg", "a/foto.jpg", "a/foto (2).jpg", "b/foto.jpg", "a/x"]), max_size=20))
def test_no_path_stands_twice(paths):
    names = Names()
    found = [names.free(path).casefold() for path in paths]
    assert len(set(found)) == len(found)


@given(st.text(max_size=80))
def test_folders_never_lead_out(name):
    folder = clean_folder(name)
    assert folder
    assert folder not in {".", ".."}
    assert not set(folder) & set('\\/:*?"<>|\n\r\x00')
    assert len(folder) <= 61


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("nul", "_nul"),
        ("COM1.x", "_COM1.x"),
        ("", "file"),
        (" . ", "file"),
        ("Dinas A/B", "Dinas A_B"),
        ("x" * 90, "x" * 60),
    ],
)
def test_names_of_folders(name, folder):
    assert clean_folder(name) == folder


def test_the_hash_of_an_entry_is_that_of_its_content():
    content = b"bukti" * 1000
    archive = opened([Entry("a.pdf", [content], AT)])
    assert hashlib.sha256(archive.read("a.pdf")).hexdigest() == hashlib.sha256(content).hexdigest()
