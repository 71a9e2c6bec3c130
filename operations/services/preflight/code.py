"""The new version itself: its Python, its packages, its static files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import gettext as _

from operations.services.preflight.findings import Finding, error, good, warning

OLDEST, NEWEST = (3, 11), (3, 13)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;#\n]+)(?!.*;)", re.MULTILINE)
SHOWN = 5


def python() -> Iterator[Finding]:
    """Older ones are refused by manage.py before anything is read; newer ones nobody has tried."""
    found = ".".join(map(str, sys.version_info[:3]))
    said = {"found": found, "oldest": ".".join(map(str, OLDEST)), "newest": ".".join(map(str, NEWEST))}
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        yield good("python", _("Python %(found)s") % said)
        return
    make = error if sys.version_info[:2] < OLDEST else warning
    text = _("Python %(found)s: this version runs with %(oldest)s to %(newest)s.")
    yield make("python", text % said, _("Make its environment (.venv) with such a Python."))


def packages() -> Iterator[Finding]:
    """What requirements.txt pins is installed in that version: an upgrade without pip is found here."""
    path = Path(settings.BASE_DIR) / "requirements.txt"
    if not path.exists():
        return
    other = [
        f"{name} {_installed(name) or '-'} ({wanted})"
        for name, wanted in PIN.findall(path.read_text())
        if _installed(name) != wanted
    ]
    if not other:
        yield good("packages", _("All packages have the versions of requirements.txt."))
        return
    text = _("%(count)s packages are missing or of another version (wanted in brackets): %(names)s")
    said = {"count": len(other), "names": ", ".join(other[:SHOWN])}
    yield error("packages", text % said, _("Run: .venv/bin/pip install -r requirements.txt"))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def static_files() -> Iterator[Finding]:
    """Pages of the new version without their styles: the list of collected files is older than the files."""
    listed = getattr(staticfiles_storage, "hashed_files", None)
    if listed is None:
        return
    advice = _("Run: manage.py collectstatic --noinput")
    if not listed:
        yield warning("static_files", _("Static files were not collected."), advice)
        return
    if missing := sorted(name for name in _names() if name not in listed):
        text = _("%(count)s static files of this version were not collected: %(names)s")
        yield warning("static_files", text % {"count": len(missing), "names": ", ".join(missing[:SHOWN])}, advice)
        return
    yield good("static_files", _("Static files were collected."))


def _names() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            prefix = getattr(storage, "prefix", "")
            yield f"{prefix}/{name}" if prefix else name


ALL: Iterable[Any] = (python, packages, static_files)
