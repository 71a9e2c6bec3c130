"""Words of a query and of a text: families, synonyms, abbreviations, marks; without a database."""

import pytest

from portal.search.asked import MOST_TERMS, Word, read_query
from portal.search.matching import Matcher
from portal.search.nearest import nearest
from portal.search.roots import fragments, roots

FAMILIES = """
pelayanan layanan melayani dilayani
kesehatan sehat penyehatan menyehatkan
persampahan sampah
perizinan izin mengizinkan
pengelolaan kelola mengelola
pembangunan bangunan membangun bangun
pendidikan didik mendidik pendidik
penataan tata menata
penanganan tangani menangani
kependudukan penduduk
pemberdayaan daya memberdayakan
digitalisasi digital
pemerintahan pemerintah perintah
penerangan terang
pengaduan aduan adu
pelatihan latihan melatih
penyediaan sedia menyediakan
pemasaran pasar
pertanian tani petani
perikanan ikan
kecamatan camat
penguatan kuat
pencegahan cegah mencegah
penerimaan terima
pengawasan awas mengawasi pengawas
"""
STRANGERS = """
pada pengadaan
data penataan
kesehatan kesatuan
pasar pasir
pertanian tanah
ketahanan tahun
program gram
makanan makam
"""


@pytest.mark.parametrize("family", FAMILIES.strip().splitlines())
def test_words_of_one_root_find_each_other(family):
    words = family.split()
    for one in words:
        for other in words:
            assert roots(one) & roots(other), (one, other)
            assert any(each in other for each in fragments(one)), "the database would not bring it"


@pytest.mark.parametrize("pair", STRANGERS.strip().splitlines())
def test_words_that_only_look_alike_stay_apart(pair):
    one, other = pair.split()
    assert Word(one).likeness(other) == 0


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("wisata", "Pariwisata pesisir", "<mark>Pariwisata</mark> pesisir"),
        (
            "puskesmas",
            "Pusat Kesehatan Masyarakat",
            "<mark>Pusat</mark> <mark>Kesehatan</mark> <mark>Masyarakat</mark>",
        ),
        ("rumah sakit", "Antrean RSUD", "Antrean <mark>RSUD</mark>"),
        (
            "UMKM",
            "Usaha Mikro, Kecil, dan Menengah",
            "<mark>Usaha</mark> <mark>Mikro</mark>, <mark>Kecil</mark>, dan <mark>Menengah</mark>",
        ),
        ("tik", "Statistik daerah", "Statistik daerah"),
        ("a&b <script>", "<script>x</script>", "&lt;<mark>script</mark>&gt;x&lt;/<mark>script</mark>&gt;"),
        ("café", "Warung CAFÉ & kopi", "Warung <mark>CAFÉ</mark> &amp; kopi"),
    ],
)
def test_what_fits_is_marked_and_everything_is_escaped(asked, text, marked):
    assert Matcher(read_query(asked)).marked(text) == marked


def test_a_long_text_is_shown_around_its_first_hit():
    snippet = Matcher(read_query("posyandu")).snippet("kata " * 100 + "lalu posyandu datang " + "kata " * 100)
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert "<mark>posyandu</mark>" in snippet


@pytest.mark.parametrize("text", ["", "%", "_", "%_%", "\x00", "!!! ??? ...", "'; --"])
def test_signs_without_a_word_ask_for_nothing(text):
    assert not read_query(text)


def test_a_very_long_query_is_cut_and_says_so():
    query = read_query("kata " * 1000 + " ".join(f"lain{number}" for number in range(100)))
    assert query.shortened
    assert len(query.terms) <= MOST_TERMS
    assert read_query("satu dua " + "x" * 300).shortened


def test_little_words_count_only_when_there_is_nothing_else():
    assert [each.text for each in read_query("pos dan pasar").terms] == ["pos", "pasar"]
    assert [each.text for each in read_query("yang dan").terms] == ["yang", "dan"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("posyadnu", "posyandu"), ("digitl", "digital"), ("kesehtan", "kesehatan"), ("samph", "sampah"), ("xyzzyx", None)],
)
def test_the_nearest_word_is_what_was_meant(typed, meant):
    known = {"posyandu": 2, "puskesmas": 5, "digital": 9, "kesehatan": 4, "kesatuan": 9, "sampah": 3, "sampai": 9}
    assert next(iter(nearest(typed, known)), None) == meant
