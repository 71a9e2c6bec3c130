"""The handbook where no site was built: each page from its source, plainly. Nobody is left without help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from handbook.site import within

EXTENSIONS = ("admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables", "toc")
WIDE = re.compile(r"<table>.*?</table>|<pre>.*?</pre>", re.S)
"""What may be wider than a phone: it is moved inside its own frame, by keys too, and the page stays."""
ALIGNED = re.compile(r' style="text-align: (left|center|right);"')
"""How Markdown aligns the columns of a table: no page of the portal may carry such styles."""
LINK = re.compile(r'(href|src)="(?![a-z]+:|/|#)([^"#]*)(#[^"]*)?"')
TITLE = re.compile(r"^# (.+?)(?: \{.*\})?$", re.M)


@dataclass(frozen=True)
class PlainPage:
    """A page of the handbook as HTML, without navigation and search. `in_english`: one for developers."""

    title: str
    html: SafeString
    in_english: bool


def docs() -> Path:
    return Path(settings.BASE_DIR) / "docs"


def source_of(path: str) -> Path | None:
    """The Markdown of an address below /bantuan/: `panduan/staf-opd/` is docs/panduan/staf-opd.md."""
    name = path.strip("/") or "index"
    top = docs().resolve()
    for candidate in (f"{name}.md", f"{name}/index.md", f"{name}/README.md"):
        found = within(top, candidate)
        if found is not None and found.is_file():
            return found
    return None


def render(source: Path, address: str) -> PlainPage:
    """`address` is that of the handbook's first page; links between pages lead below it."""
    from markdown import markdown

    text = source.read_text()
    folder = source.parent.relative_to(docs().resolve())
    html = LINK.sub(lambda match: _link(match, folder, address), markdown(text, extensions=list(EXTENSIONS)))
    title = match[1] if (match := TITLE.search(text)) else source.stem
    in_english = not (source.name == "index.md" or "panduan" in source.parts)
    html = ALIGNED.sub(lambda match: ' class="is-number"' if match[1] == "right" else "", html)
    html = WIDE.sub(lambda match: _framed(match[0], in_english), html)
    # The Markdown of the project itself: as trusted as its templates.
    return PlainPage(title, mark_safe(html.replace("<h1", "<h2", 1).replace("</h1", "</h2", 1)), in_english)  # noqa: S308


def _framed(wide: str, in_english: bool) -> str:
    words = ("Table", "Text of a program") if in_english else ("Tabel", "Teks program")
    label = words[0] if wide.startswith("<table") else words[1]
    return f'<div class="table-wrap" tabindex="0" role="region" aria-label="{label}">{wide}</div>'


def _link(match: re.Match[str], folder: Path, address: str) -> str:
    """`gambar/x.png` and `staf-opd.md#isi`, from a page that lies in `folder`, as addresses of the portal."""
    attribute, target, anchor = match[1], match[2], match[3] or ""
    parts: list[str] = []
    for part in (*folder.parts, *target.split("/")):
        if part == "..":
            parts = parts[:-1]
        elif part not in (".", ""):
            parts.append(part)
    path = "/".join(parts)
    if path.endswith(".md"):
        path = path.removesuffix(".md").removesuffix("README").removesuffix("index").rstrip("/") + "/"
    return f'{attribute}="{address}{path}{anchor}"'
