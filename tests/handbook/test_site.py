"""The built site: whole, by itself, and within the policy of the portal."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from handbook.places import BY_ROLE, PLACES
from scripts import docs_site

ROOT = Path(settings.BASE_DIR)
LEFT_OUT = ("parts",)
LOADING = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
LINKED_ONLY = ("canonical", "prev", "next", "alternate")


class Page(HTMLParser):
    """What a page loads, what it holds inline, and its anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.refused: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs) -> None:
        given = dict(attrs)
        self.anchors |= {given["id"]} if given.get("id") else set()
        source = given.get(LOADING.get(tag, ""))
        if source and given.get("rel") not in LINKED_ONLY:
            self.loads.append(source)
        inline = tag == "script" and "src" not in given and given.get("type", "") != "application/json"
        handlers = [name for name in given if name.startswith("on") or name == "style"]
        if inline or tag == "style" or handlers:
            self.refused.append(f"<{tag} {handlers}>")


@pytest.fixture(scope="module")
def built(built_site) -> dict[str, Page]:
    return {path.relative_to(built_site).as_posix(): Page(path) for path in built_site.rglob("*.html")}


def pages_of_docs() -> set[str]:
    docs = ROOT / "docs"
    found = {path.relative_to(docs) for path in docs.rglob("*.md")}
    return {path.as_posix() for path in found if path.parts[0] not in LEFT_OUT}


def address(name: str) -> str:
    stem = name.removesuffix(".md")
    return "index.html" if stem == "index" else f"{stem.removesuffix('/README').removesuffix('/index')}/index.html"


def test_every_page_of_docs_is_in_the_site_and_in_the_navigation_once(built):
    listed = [
        name
        for part in docs_site.navigation(ROOT / "docs")
        for value in part.values()
        for name in ([value] if isinstance(value, str) else value)
    ]
    assert sorted(listed) == sorted(pages_of_docs())
    assert {address(name) for name in pages_of_docs()} == set(built)


def test_a_page_that_nobody_placed_is_shown_nevertheless(tmp_path):
    for name in ("index.md", "access.md", "brand-new.md"):
        (tmp_path / name).write_text("# x\n")
    assert {docs_site.MORE: ["brand-new.md"]} in docs_site.navigation(tmp_path)


def test_nothing_inline_that_the_policy_refuses(built):
    assert {name: page.refused for name, page in built.items() if page.refused} == {}


def test_a_page_that_would_need_an_inline_style_is_not_built(tmp_path):
    with pytest.raises(SystemExit, match="style"):
        docs_site.without_inline_scripts('<p style="color: red">x</p>', "", tmp_path)


def test_inline_scripts_become_files_that_say_the_same(tmp_path):
    output = docs_site.without_inline_scripts("<script>var a=1</script><script src='b.js'></script>", "../", tmp_path)
    name = re.search(r'<script src="\.\./(assets/inline/\w+\.js)"></script>', output)[1]
    assert (tmp_path / name).read_text() == "var a=1"
    assert "<script src='b.js'></script>" in output


def test_nothing_is_loaded_from_another_host_and_everything_is_there(built, built_site):
    missing = []
    for name, page in built.items():
        for source in page.loads:
            target = (built_site / name).parent / source.split("?")[0].split("#")[0]
            if "//" in source or not target.exists():
                missing.append(f"{name}: {source}")
    assert missing == []
    styles = "".join(path.read_text() for path in built_site.rglob("*.css"))
    assert re.findall(r"url\((?![\"']?data:)[^)]*//[^)]*\)|@import", styles) == []


def test_every_place_of_help_is_an_anchor_of_the_site(built):
    missing = []
    for _name, place in PLACES:
        page, _mark, anchor = place.partition("#")
        if place != BY_ROLE and (anchor or "__drawer") not in built[f"{page}index.html"].anchors:
            missing.append(place)
    assert missing == []


def test_english_pages_say_so(built_site):
    assert '<article lang="en"' in (built_site / "rest" / "index.html").read_text()
    assert '<article lang="en"' not in (built_site / "panduan" / "warga" / "index.html").read_text()
    assert '<html lang="id"' in (built_site / "panduan" / "warga" / "index.html").read_text()


def test_it_stays_small(built_site):
    size = sum(path.stat().st_size for path in built_site.rglob("*") if path.is_file())
    assert size < 8_000_000


def test_nothing_is_built_twice(built_site):
    """And what is built does not depend on the time: a release is the same bytes."""
    before = (built_site / "index.html").stat().st_mtime_ns
    command = [str(ROOT / "scripts" / "docs"), "--to", str(built_site)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "is built" in said
    assert (built_site / "index.html").stat().st_mtime_ns == before


def test_the_same_pages_give_the_same_bytes(built_site, tmp_path):
    again = tmp_path / "again"
    subprocess.run([str(ROOT / "scripts" / "docs"), "--quiet", "--to", str(again)], check=True, timeout=120)
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (built_site, again)
    )
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
