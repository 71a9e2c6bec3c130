"""A pack of files can be trusted: what is in it is what the manifest says, what is not in it is named."""

import hashlib
import json
import tracemalloc
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.documents import Attachment
from core.packs import ChangedWhilePacking, Pack, write_pack

HEADINGS = {"path": "Path", "sha256": "SHA-256", "size": "Size", "state": "State", "part": "Part"}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def kept(path: str, content: bytes) -> Attachment:
    name = default_storage.save("evidence/file.bin", ContentFile(content))
    return Attachment(path, name, hashlib.sha256(content).hexdigest(), len(content))


def packed(tmp_path, files, most_bytes=10**9):
    told = []
    pack = Pack(
        files=files, created=1_790_000_000, about={"title": "Laporan"},
        readme=lambda lines, part, count: told.append(len(lines)) or f"{part}/{count}", readme_name="BACA.txt",
        headings=HEADINGS, most_bytes=most_bytes,
    )  # fmt: skip
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    return [zipfile.ZipFile(each) for each in write_pack(pack, folder, "report")]


def manifest(archive) -> dict:
    return json.loads(archive.read("manifest.json"))


def test_every_file_is_in_the_pack_with_its_hash(tmp_path):
    (archive,) = packed(tmp_path, [kept("bukti/b.pdf", b"beta"), kept("bukti/a.txt", b"alfa" * 1000)])
    assert archive.testzip() is None
    assert [each["path"] for each in manifest(archive)["files"]] == ["bukti/a.txt", "bukti/b.pdf"]
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, _space, path = line.partition("  ")
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest
    assert archive.read("manifest.csv").decode("utf-8-sig").splitlines()[0] == "Path,SHA-256,Size,State,Part"


def test_the_same_files_give_the_same_bytes_in_whatever_order_they_come(tmp_path):
    files = [kept("b", b"beta"), kept("a", b"alfa"), kept("A", b"other")]
    (first,) = packed(tmp_path, files)
    before = (tmp_path / "out" / "report.zip").read_bytes()
    packed(tmp_path, files[::-1])
    assert (tmp_path / "out" / "report.zip").read_bytes() == before
    assert {"a (2)", "b"} < set(first.namelist()), "no path is another one on a system that ignores capitals"


def test_a_missing_file_and_a_changed_one_are_named_and_left_out(tmp_path):
    lost, changed, fine = kept("lost", b"1"), kept("changed", b"2"), kept("fine", b"3")
    default_storage.delete(lost.stored)
    with default_storage.open(changed.stored, "wb") as file:
        file.write(b"forged")
    (archive,) = packed(tmp_path, [lost, changed, fine])
    told = manifest(archive)
    assert told["counts"] == {"present": 1, "missing": 1, "damaged": 1}
    assert {each["path"]: each["state"] for each in told["files"]} == {
        "changed": "damaged", "fine": "present", "lost": "missing",
    }  # fmt: skip
    assert not {"lost", "changed"} & set(archive.namelist())


def test_a_large_pack_comes_in_parts_that_open_by_themselves(tmp_path):
    files = [kept(f"{number}.bin", bytes([number]) * 5000) for number in range(1, 8)]
    parts = packed(tmp_path, files, most_bytes=12_000)
    assert len(parts) == 4
    assert [manifest(each)["part"] for each in parts] == [1, 2, 3, 4]
    assert len(manifest(parts[0])["files"]) == 7, "the first part lists all"
    for number, part in enumerate(parts[1:], start=2):
        assert part.testzip() is None
        own = manifest(part)["files"]
        assert {each["part"] for each in own} == {number}
        assert {each["path"] for each in own} < set(part.namelist())
    together = [name for part in parts for name in part.namelist() if name.endswith(".bin")]
    assert sorted(together) == sorted(each.path for each in files)


def test_a_file_larger_than_a_part_gets_its_own(tmp_path):
    parts = packed(tmp_path, [kept("a", b"x"), kept("b", b"y" * 30_000), kept("c", b"z")], most_bytes=10_000)
    assert [sorted(set("abc") & set(each.namelist())) for each in parts] == [["a"], ["b"], ["c"]]


def test_a_pack_of_nothing_says_so(tmp_path):
    (archive,) = packed(tmp_path, [])
    assert manifest(archive)["files"] == []
    assert archive.read("BACA.txt") == b"1/1"


def test_a_file_that_changes_meanwhile_stops_the_pack(tmp_path, monkeypatch):
    file = kept("a", b"before")
    reads = []
    opened = default_storage.open

    def changing(name, mode="rb"):
        reads.append(name)
        return opened(name, mode) if len(reads) == 1 else ContentFile(b"after")

    monkeypatch.setattr(default_storage, "open", changing)
    with pytest.raises(ChangedWhilePacking):
        packed(tmp_path, [file])


def test_memory_does_not_grow_with_the_files(tmp_path):
    files = [kept(f"{number}.jpg", bytes([number]) * 8_000_000) for number in range(3)]
    tracemalloc.start()
    packed(tmp_path, files)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000
