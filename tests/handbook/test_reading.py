"""Reading the handbook under /bantuan/."""

from __future__ import annotations

import pytest

from handbook import site

pytestmark = pytest.mark.one_database
GUIDE = "/bantuan/panduan/staf-opd/"


@pytest.fixture
def small(tmp_path, settings):
    """A site of two pages and a script."""
    folder = tmp_path / "site"
    (folder / "panduan").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<h1>Buku panduan</h1>")
    (folder / "panduan" / "index.html").write_text("<h1>Panduan</h1>")
    (folder / "assets" / "main.0a1b2c.min.js").write_text("1;")
    (folder / "notes.exe").write_text("no")
    (tmp_path / "secret.txt").write_text("secret")
    settings.HANDBOOK_DIR = str(folder)
    return folder


def test_everybody_reads_it_without_logging_in(client, small):
    answer = client.get("/bantuan/")
    assert answer.status_code == 200
    assert answer.content == b"<h1>Buku panduan</h1>"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_policy_of_the_portal_holds_for_it(client, small):
    policy = client.get("/bantuan/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


def test_what_the_browser_has_is_not_sent_again(client, small):
    etag = client.get("/bantuan/").headers["ETag"]
    again = client.get("/bantuan/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    (small / "index.html").write_text("<h1>Changed</h1>")
    assert client.get("/bantuan/", headers={"If-None-Match": etag}).status_code == 200


def test_files_named_by_their_content_are_kept_for_good(client, small):
    assert client.get("/bantuan/assets/main.0a1b2c.min.js").headers["Cache-Control"] == site.FOREVER
    assert client.get("/bantuan/").headers["Cache-Control"] == site.A_WHILE


def test_a_folder_leads_to_its_page(client, small):
    answer = client.get("/bantuan/panduan")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/bantuan/panduan/")
    assert client.get("/bantuan/panduan/").status_code == 200


@pytest.mark.parametrize(
    "path", ["../secret.txt", "%2e%2e/secret.txt", "panduan/../../secret.txt", "notes.exe", "nothing/", "/etc/passwd"]
)
def test_nothing_outside_the_site_and_no_other_kind_of_file_is_handed_out(client, small, db, path):
    assert client.get(f"/bantuan/{path}").status_code == 404


IMPOSSIBLE = ["a%00b", f"{'a' * 300}", f"{'a' * 300}/b.png", "%00.png", f"panduan/{'a' * 300}.html", "a/" * 3000]


@pytest.mark.parametrize("path", IMPOSSIBLE, ids=lambda path: path[:20])
@pytest.mark.parametrize("is_built", [True, False], ids=["built", "plain"])
def test_an_address_that_no_file_can_have_is_not_found(client, small, db, settings, is_built, path):
    """Not an error that is reported: everybody may ask for such a thing, as often as they like."""
    settings.HANDBOOK_DIR = settings.HANDBOOK_DIR if is_built else str(small.parent / "nowhere")
    assert client.get(f"/bantuan/{path}").status_code == 404


def test_nobody_writes_to_it(client, small):
    assert client.post("/bantuan/").status_code == 405


def test_a_release_shows_its_own_site_first(client, small, settings, tmp_path):
    shipped = tmp_path / "release" / "site"
    shipped.mkdir(parents=True)
    (shipped / "index.html").write_text("<h1>Shipped</h1>")
    settings.BASE_DIR = shipped.parent
    assert client.get("/bantuan/").content == b"<h1>Shipped</h1>"


@pytest.fixture
def not_built(tmp_path, settings):
    settings.HANDBOOK_DIR = str(tmp_path / "nothing")


def test_a_portal_without_the_site_still_helps(client, not_built, db):
    """Plainly, with a note on how it is built, and with links and pictures that lead somewhere."""
    answer = client.get(GUIDE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "./scripts/docs" in text
    assert 'id="buku-kerja"' in text
    assert (
        'href="/bantuan/panduan/verifikator/#koreksi"' in client.get("/bantuan/panduan/tanya-jawab/").content.decode()
    )
    assert 'src="/bantuan/panduan/gambar/staf-isi.png"' in text
    assert client.get("/bantuan/panduan/gambar/staf-isi.png").headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("path", ["../README", "..%2fREADME/", "nothing/", "parts/../../CHANGELOG"])
def test_plainly_too_nothing_outside_the_pages_is_shown(client, not_built, db, path):
    assert client.get(f"/bantuan/{path}").status_code == 404


@pytest.mark.parametrize(("path", "words"), [("panduan/administrasi/", "Tabel"), ("operation/", "Table")])
def test_plainly_too_wide_tables_move_in_a_frame_that_keys_reach(client, not_built, db, path, words):
    text = client.get(f"/bantuan/{path}").content.decode()
    frame = f'<div class="table-wrap" tabindex="0" role="region" aria-label="{words}"><table>'
    assert text.count("<table>") == text.count(frame) > 0


def test_plainly_too_no_page_carries_styles_of_its_own(client, not_built, db):
    text = client.get("/bantuan/performance/").content.decode()
    assert "style=" not in text.partition("<article")[2]
    assert '<td class="is-number">' in text
