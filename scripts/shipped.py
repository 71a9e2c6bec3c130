"""What a release consists of besides our own code: Python packages with all that they need, and files of others.

Read by scripts/sbom, scripts/licences, scripts/lock and scripts/audit; from what is installed and committed, without a
network.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
NORMAL = re.compile(r"[-_.]+")
CLASSIFIER = "License :: OSI Approved :: "
SPDX = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
}
"""Classifiers of packages as identifiers of SPDX."""
KNOWN = {
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "uritemplate": "BSD-3-Clause OR Apache-2.0",
    "certifi": "MPL-2.0",
    "pyrage": "MIT",
}
"""Packages whose own words are no identifier; read in their licences."""
VENDOR_ROW = re.compile(r"^\| `([^`]+)/` \| (\S+) \| (\S+) \| (\S+) \| (.*) \|$", re.MULTILINE)
DATA_ROW = re.compile(r"`(reference/[\w.\-]+)`[^|]*\|[^|]*\| npm package `([\w\-]+)` ([\d.]+)[^|]*ODbL\) 1\.0")
FONTS = ("core/fonts", "Liberation Sans", "2.1.5", "OFL-1.1", "fonts of PDF files")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of others: its kind (`pypi`, `npm`, `font`, `data`), its committed files with their SHA-256."""

    kind: str
    name: str
    version: str
    licence: str
    purpose: str = ""
    files: tuple[tuple[str, str], ...] = field(default=())
    needs: tuple[str, ...] = field(default=())

    @property
    def purl(self) -> str:
        """Its address among packages."""
        name = self.name.replace("@", "%40", 1) if self.name.startswith("@") else self.name
        kind = self.kind if self.kind in ("pypi", "npm") else "generic"
        return f"pkg:{kind}/{name.replace(' ', '-').lower() if kind == 'generic' else name}@{self.version}"


def wanted(path: str = "requirements.txt") -> dict[str, tuple[Requirement, str]]:
    """The packages that a file of requirements names, with the reason that stands behind each."""
    found = {}
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        text, _mark, reason = line.partition("#")
        if text.strip() and not text.startswith("-"):
            requirement = Requirement(text.strip())
            found[normal(requirement.name)] = (requirement, reason.strip())
    return found


def normal(name: str) -> str:
    """The name of a package as registries compare it."""
    return NORMAL.sub("-", name).lower()


def packages() -> list[Part]:
    """All Python packages of the running portal, with those that they need."""
    asked = wanted()
    todo, extras, needs = [each for each, _reason in asked.values()], dict[str, set[str]](), dict[str, set[str]]()
    while todo:
        each = todo.pop()
        key = normal(each.name)
        if key in extras and not each.extras - extras[key]:
            continue
        extras.setdefault(key, set()).update(each.extras)
        inner = list(_needed(each))
        needs.setdefault(key, set()).update(normal(one.name) for one in inner)
        todo += inner
    return [_package(key, asked[key][1] if key in asked else "", needs[key]) for key in sorted(extras)]


def _needed(requirement: Requirement) -> Iterator[Requirement]:
    for text in importlib.metadata.distribution(requirement.name).requires or ():
        each = Requirement(text)
        marks = [{"extra": extra} for extra in ("", *requirement.extras)]
        if each.marker is None or any(each.marker.evaluate(mark) for mark in marks):
            yield each


def _package(name: str, reason: str, needs: set[str]) -> Part:
    told = importlib.metadata.metadata(name)
    return Part("pypi", name, str(told["Version"]), _licence(name, told), reason, needs=tuple(sorted(needs)))


def _licence(name: str, told: object) -> str:
    if name in KNOWN:
        return KNOWN[name]
    get_all, get = told.get_all, told.get  # type: ignore[attr-defined]
    if expression := get("License-Expression"):
        return str(expression)
    classifiers = [each.removeprefix(CLASSIFIER) for each in get_all("Classifier", []) if each.startswith(CLASSIFIER)]
    spoken = sorted(SPDX.get(each, each) for each in classifiers)
    return " OR ".join(spoken) or str(get("License") or "").split("\n")[0][:80]


def files_of_others() -> list[Part]:
    """What is committed of others: browser files, fonts, data."""
    rows = VENDOR_ROW.findall((ROOT / "static/vendor/README.md").read_text(encoding="utf-8"))
    found = [
        Part("npm", name, version, licence, purpose, _files(f"static/vendor/{folder}"))
        for folder, name, version, licence, purpose in rows
    ]
    folder, name, version, licence, purpose = FONTS
    found.append(Part("font", name, version, licence, purpose, _files(folder)))
    data = (ROOT / "data/README.md").read_text(encoding="utf-8")
    for path, package, version in DATA_ROW.findall(data):
        found.append(
            Part("data", package, version, "ODbL-1.0", "codes of provinces and regions", _files(f"data/{path}"))
        )
    return found


def _files(place: str) -> tuple[tuple[str, str], ...]:
    path = ROOT / place
    paths = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return tuple((str(each.relative_to(ROOT)), hashlib.sha256(each.read_bytes()).hexdigest()) for each in paths)


def own_version() -> str:
    """The version of the portal."""
    text = (ROOT / "smartcity/settings/base.py").read_text(encoding="utf-8")
    found = re.search(r'^VERSION = "([^"]+)"', text, re.MULTILINE)
    return found.group(1) if found else "0"
