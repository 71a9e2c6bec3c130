"""Hooks of mkdocs.yml: the navigation from what is there, the language of a page, and scripts as files.

The portal allows no inline script (Content-Security-Policy), and the theme has a few: each is moved into a file of the
site that is named by what it holds.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

GUIDES = {
    "Mulai": ("panduan/hari-pertama.md", "panduan/dasar.md", "panduan/tanya-jawab.md", "panduan/glosarium.md"),
    "Panduan per peran": (
        "panduan/staf-opd.md",
        "panduan/kepala-opd.md",
        "panduan/verifikator.md",
        "panduan/dewan.md",
        "panduan/sekda-admin.md",
        "panduan/asesor.md",
        "panduan/pelindungan-data.md",
        "panduan/admin-nasional.md",
        "panduan/warga.md",
    ),
    "Administrasi": (
        "panduan/administrasi.md",
        "panduan/rencana.md",
        "panduan/evaluasi-nasional.md",
        "panduan/laporan.md",
        "panduan/akun.md",
        "panduan/data-dan-sistem-lain.md",
    ),
}
"""Indonesian, for those who use and administer the portal."""
ENGLISH = {
    "Operating (English)": (
        "deployment.md",
        "hosts.md",
        "settings.md",
        "operation.md",
        "backup.md",
        "upgrade.md",
        "release.md",
        "reliability.md",
        "replicas.md",
        "performance.md",
        "plans.md",
    ),
    "Security (English)": (
        "security.md",
        "threat-model.md",
        "accounts.md",
        "identity.md",
        "access.md",
        "files.md",
        "audit.md",
        "personal-data.md",
        "licences.md",
    ),
    "REST and other systems (English)": (
        "rest.md",
        "rest-lists.md",
        "rest-writing.md",
        "rest-plan.md",
        "plan-format.md",
        "webhooks.md",
    ),
    "How it works (English)": (
        "architecture.md",
        "work.md",
        "entry.md",
        "excel.md",
        "offline.md",
        "dashboards.md",
        "meeting-mode.md",
        "decide.md",
        "evaluation.md",
        "national.md",
        "public.md",
        "reminders.md",
        "reports.md",
        "samples/README.md",
        "search.md",
        "scoring.md",
        "calculations.md",
        "data-dictionary.md",
    ),
    "Changing it (English)": ("contributing.md", "handbook.md", "glossary.md"),
}
"""English, for those who run or change it. What is not there (yet) is left out."""
DECISIONS, MORE = "Decisions (English)", "More (English)"
LEFT_OUT = ("parts/", "samples/")
INLINE = re.compile(r"<script>(.*?)</script>", re.S)
TABLE = re.compile(r"<table>(.*?)</table>", re.S)
STYLE = re.compile(r"<style\b|<[^<>]+\sstyle=", re.I)


def navigation(docs: Path) -> list[dict[str, Any]]:
    """Every page that exists, each once: a page that nobody placed stands under "More" until somebody does."""
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    there = {name for name in there if not name.startswith(LEFT_OUT) or name == "samples/README.md"}
    decisions = sorted(name for name in there if name.startswith("decisions/"))
    placed = {"index.md", *decisions}
    sections: list[dict[str, Any]] = [{"Beranda": "index.md"}]
    for title, names in {**GUIDES, **ENGLISH}.items():
        found = [name for name in names if name in there]
        placed |= set(found)
        sections += [{title: found}] if found else []
    sections.append({DECISIONS: decisions})
    more = sorted(there - placed)
    return [*sections, {MORE: more}] if more else sections


def is_indonesian(name: str) -> bool:
    return name == "index.md" or name.startswith("panduan/")


def on_config(config: Any) -> Any:
    """The navigation."""
    config.nav = navigation(Path(config.docs_dir))
    return config


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """A wide table moves sideways in a box that keys reach too; that of the theme they do not."""
    name = "Tabel" if is_indonesian(page.file.src_uri) else "Table"
    box = f'<div class="tabel" tabindex="0" role="region" aria-label="{name}"><table class="tabel__isi">'
    return TABLE.sub(lambda found: f"{box}{found[1]}</table></div>", html)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Move inline scripts into files; say in which language an English page is written."""
    if not is_indonesian(page.file.src_uri):
        output = output.replace('<article class="md-content__inner', '<article lang="en" class="md-content__inner', 1)
    return without_inline_scripts(output, "../" * page.url.count("/"), Path(config.site_dir))


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """The page for what is not found lies at the top, but is shown anywhere: the portal has its own."""
    return "" if template_name == "404.html" else output_content


def without_inline_scripts(output: str, up: str, site: Path) -> str:
    if found := STYLE.search(output):
        raise SystemExit(f"the policy of the portal would refuse a style: {output[found.start() : found.end() + 80]}")

    def moved(match: re.Match[str]) -> str:
        body = match[1].encode()
        name = f"assets/inline/{hashlib.sha256(body).hexdigest()[:16]}.js"
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        return f'<script src="{up}{name}"></script>'

    return INLINE.sub(moved, output)


NOT_NEEDED = ("assets/javascripts/lunr", "sitemap.xml", "sitemap.xml.gz", "404.html")
"""Stemmers of languages that the search does not use; lists for a site with an address of its own."""


def on_post_build(config: Any) -> None:
    """Leave out what no page asks for: half of the size."""
    site = Path(config.site_dir)
    for path in (*(site / name for name in NOT_NEEDED), *site.rglob("*.map")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
