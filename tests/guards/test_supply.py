"""What is shipped of others is pinned, known by name and licence, and can be looked up in a list of weaknesses."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PERMITTED = {
    "MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "PSF-2.0", "MPL-2.0",
    "LGPL-3.0-or-later", "OFL-1.1", "ODbL-1.0", "Unlicense",
}  # fmt: skip
"""Licences under which parts may be shipped with the portal; a new one is a decision."""


@cache
def script(name: str):
    """A command of scripts/ as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    loader = importlib.machinery.SourceFileLoader(f"script_{name}", str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    sys.path.remove(str(ROOT / "scripts"))
    return module


@pytest.mark.parametrize("name", sorted(each.name for each in ROOT.glob("requirements*.txt")))
def test_every_requirement_is_pinned_and_says_why(name):
    for line in (ROOT / name).read_text().splitlines():
        if line.strip() and not line.startswith(("#", "-r ")):
            assert re.match(r"^[\w.\-]+(\[[\w,\-]+\])?==[\w.]+\s+#\s*\S+", line), line


def test_the_lock_is_what_is_installed_and_needed():
    assert (ROOT / "requirements.lock").read_text() == script("lock").lines(), "run scripts/lock"


def test_the_list_of_licences_is_current():
    assert (ROOT / "docs/licences.md").read_text() == script("licences").page(), "run scripts/licences"


def test_every_licence_is_one_that_may_be_shipped():
    shipped = script("sbom").shipped
    for part in (*shipped.packages(), *shipped.files_of_others()):
        words = set(re.split(r"\s+(?:OR|AND)\s+", part.licence.replace("(", "").replace(")", "")))
        is_choice = " AND " not in part.licence
        assert words & PERMITTED if is_choice else words <= PERMITTED, f"{part.name}: {part.licence!r}"


def test_every_folder_of_others_is_in_the_list():
    listed = {path for part in script("sbom").shipped.files_of_others() for path, _digest in part.files}
    there = {str(each.relative_to(ROOT)) for each in (ROOT / "static/vendor").rglob("*") if each.is_file()}
    assert there - listed == {"static/vendor/README.md"}


def test_the_bill_of_materials_is_valid_whole_and_always_the_same():
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = script("sbom").written()
    assert text == script("sbom").written()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    data = json.loads(text)
    named = {each["name"]: each for each in data["components"]}
    assert named["django"]["purl"].startswith("pkg:pypi/django@5.2")
    assert named["htmx.org"]["components"][0]["hashes"][0]["alg"] == "SHA-256"
    assert all(each.get("licenses") for each in data["components"])
    assert {each["ref"] for each in data["dependencies"]} >= {"portal", named["celery"]["bom-ref"]}


def advisory(name: str, version: str, ecosystem: str = "PyPI", **more) -> dict:
    events = [{"introduced": "0"}, {"fixed": version}]
    ranges = [{"type": "ECOSYSTEM", "events": events}]
    return {
        "id": f"TEST-{name}",
        "summary": "made up",
        "affected": [{"package": {"name": name, "ecosystem": ecosystem}, "ranges": ranges}],
        **more,
    }


def test_known_weaknesses_are_found_in_a_snapshot(tmp_path):
    rows = [
        advisory("Django", "99"),
        advisory("celery", "1.0"),
        advisory("htmx.org", "99", "npm"),
        advisory("vega", "99"),
        advisory("pillow", "99", withdrawn="2026-01-01"),
        {
            "id": "TEST-named",
            "affected": [{"package": {"name": "PyYAML", "ecosystem": "PyPI"}, "versions": [version("pyyaml")]}],
        },
    ]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for row in rows:
            archive.writestr(f"{row['id']}.json", json.dumps(row))
    audit = script("audit")
    found = {row[2] for row in audit.found_in(audit.advisories(tmp_path / "all.zip"))}
    assert found == {"TEST-Django", "TEST-htmx.org", "TEST-named"}


def version(name: str) -> str:
    return next(part.version for part in script("sbom").shipped.packages() if part.name == name)


def test_the_command_fails_when_something_is_found(tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(advisory("django", "99")))
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/audit")],
        env={"ADVISORIES": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "TEST-django" in done.stdout
