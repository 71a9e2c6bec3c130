"""Every template compiles, includes what exists, and holds nothing that the Content-Security-Policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
PAGES = [name for name in TEMPLATES if name.endswith(".html")]
NAMED = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
ISOLATED = re.compile(r"{%\s*include\s+[\"']([^\"']+)[\"']([^%]*)\bonly\s*%}")
POSTS_WHEN = {"monitoring/_findings.html": "settleable="}
"""Parts whose form stands there only for those who pass this."""
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S | re.I)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^<>]*\sstyle\s*=", re.I | re.S),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline handler": re.compile(r"<[^<>]*\son[a-z]+\s*=\s*[\"']", re.I | re.S),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "unescaped text (safe)": re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off"),
    "a table that scrolls but is not reached by the keyboard": re.compile(
        r'class="table-wrap[^">]*"(?! tabindex="0" role="region" aria-label)'
    ),
    "an asset of another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^<>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ),
}


def source(name):
    return COMMENT.sub("", (ROOT / name).read_text())


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_include_exists(name):
    for other in NAMED.findall(source(name)):
        engines["django"].engine.find_template(other)


@pytest.mark.parametrize("name", PAGES)
def test_a_part_with_a_form_is_given_the_token(name):
    """An include with `only` loses the token; the form would be refused in a browser, and no client of tests asks."""
    lost = [
        part
        for part, given in ISOLATED.findall(source(name))
        if "{% csrf_token %}" in source(part) and "csrf_token=" not in given and POSTS_WHEN.get(part, "") in given
    ]
    assert lost == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_that_the_policy_refuses(name):
    text = source(name)
    found = {what: match.group(0)[:120] for what, rule in FORBIDDEN.items() if (match := rule.search(text))}
    assert found == {}


@pytest.mark.parametrize("name", PAGES)
def test_scripts_are_files(name):
    for attributes, body in SCRIPT.findall(source(name)):
        assert "src=" in attributes, f"an inline script: {body[:80]!r}"
        assert not body.strip()


def test_there_is_one_html_element():
    """Layouts and pages extend base.html; only the documentation of REST, with a style sheet of its own, does not."""
    assert [name for name in PAGES if "<html" in source(name)] == ["api/documentation.html", "base.html"]
