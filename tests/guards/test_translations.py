"""The interface is whole in Indonesian: every text has a translation, with the same placeholders, and it is in use."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "locale" / "id" / "LC_MESSAGES"
APPS = (
    "core",
    "organizations",
    "notices",
    "webhooks",
    "accounts",
    "pillars",
    "masterplan",
    "quickwins",
    "monev",
    "citizens",
    "exchange",
    "portal",
    "operations",
    "handbook",
    "smartcity",
)
SOURCES = (*APPS, "templates", "static/js")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sdif](?![a-z])|\{\w*\}")
READERS = ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext")
WITHOUT_XGETTEXT = shutil.which("xgettext") is None or shutil.which("msgmerge") is None


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(FOLDER / "django.po")


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def said(entry):
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def test_every_text_is_translated(catalogue):
    missing = [entry.msgid for entry in catalogue if not entry.obsolete and not all(said(entry))]
    assert not missing


def test_no_translation_is_a_guess(catalogue):
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_no_text_stands_in_an_f_string():
    """There the tool that collects the texts does not see it: it would stay English, and no other test would notice."""
    hidden = []
    for path in (each for app in APPS for each in (ROOT / app).rglob("*.py")):
        if "gettext" not in (source := path.read_text(encoding="utf-8")):
            continue
        strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
        calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
        hidden += [f"{path}:{call.lineno}" for call in calls if getattr(call.func, "id", "") in READERS]
    assert not hidden


def test_what_reads_a_text_has_a_name_that_the_extraction_knows():
    """It knows the functions by their names and `_`: a text that is read under another name is never translated."""
    renamed = []
    for path in (each for app in APPS for each in (ROOT / app).rglob("*.py")):
        if "gettext" not in (source := path.read_text(encoding="utf-8")):
            continue
        imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
        names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
        renamed += [
            f"{path}: {name.asname}" for name in names if name.name in READERS and name.asname not in (None, "_")
        ]
    assert not renamed


def test_indonesian_has_one_plural_form(catalogue):
    assert re.match(r"nplurals\s*=\s*1\b", catalogue.metadata["Plural-Forms"])
    assert all(len(entry.msgstr_plural) == 1 for entry in catalogue if entry.msgid_plural)


def test_placeholders_agree(catalogue):
    """A placeholder that is missing or misspelt in the translation breaks the page that shows it."""
    wrong = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
        for text in filter(None, said(entry)):
            found = set(PLACEHOLDER.findall(text))
            if found - wanted or (not entry.msgid_plural and wanted - found):
                wrong.append((entry.msgid, text))
    assert not wrong


def test_no_text_stands_twice(catalogue):
    keys = [key(entry)[:2] for entry in catalogue if not entry.obsolete]
    assert len(keys) == len(set(keys))


def test_the_compiled_catalogue_is_made_from_this_one(catalogue):
    compiled = {key(entry)[:2]: said(entry) for entry in polib.mofile(FOLDER / "django.mo")}
    wanted = {key(entry)[:2]: said(entry) for entry in catalogue.translated_entries()}
    assert {where: text for where, text in wanted.items() if compiled.get(where) != text} == {}
    assert set(compiled) - set(wanted) - {(None, "")} == set()


@pytest.mark.skipif(WITHOUT_XGETTEXT and not os.environ.get("REQUIRE_ALL"), reason="xgettext is not installed")
def test_every_text_of_the_code_is_in_the_catalogue(catalogue, tmp_path):
    """A fresh extraction, in a copy, finds nothing that the catalogue does not know."""
    for name in SOURCES:
        if (ROOT / name).exists():
            leave_out = shutil.ignore_patterns("migrations", "vendor", "__pycache__")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=leave_out)
    (tmp_path / "locale").mkdir()
    extract = f"""
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(LOCALE_PATHS=[{str(tmp_path / "locale")!r}])
django.setup()
call_command("makemessages", "--locale", "id", "--no-location", "--no-wrap")
"""
    subprocess.run([sys.executable, "-c", extract], cwd=tmp_path, check=True, capture_output=True)
    found = polib.pofile(tmp_path / "locale" / "id" / "LC_MESSAGES" / "django.po")
    known = {key(entry)[:2] for entry in catalogue if not entry.obsolete}
    assert sorted(entry.msgid for entry in found if not entry.obsolete and key(entry)[:2] not in known) == []
