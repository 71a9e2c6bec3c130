"""Releases as somebody downloads them, brought into a Debian."""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path

from debian import Debian
from namespaces import run

TREE = Path(__file__).resolve().parents[2]


def version_of(tree: Path) -> str:
    found = re.search(r'^VERSION = "(.*)"$', (tree / "smartcity/settings/base.py").read_text(), re.M)
    assert found
    return found[1]


def bring(debian: Debian, name: str, version: str = "", commit: str = "") -> Path:
    """The release as an archive, as somebody downloads it, unpacked to /root/NAME; with another version number, if
    asked for: what a next release looks like from outside. A `commit` without deploy/ gets the one of today."""
    target = debian.root / "root" / name
    target.mkdir(parents=True)
    archive = debian.folder / f"{name.replace('/', '-')}.tar"
    if commit:
        run("git", "-C", str(TREE), "archive", "-o", str(archive), commit)
    else:
        files = run("git", "-C", str(TREE), "ls-files", "-co", "--exclude-standard").stdout.splitlines()
        with tarfile.open(archive, "w") as packed:
            for each in files:
                if not each.startswith(("tests/", ".venv")) and (TREE / each).exists():
                    packed.add(TREE / each, arcname=each)
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    archive.unlink()
    debian.pip = debian.cache.settings(target)
    if not (target / "deploy").exists():  # 0.6.0: that folder, and the setting of static files that it needs
        shutil.copytree(TREE / "deploy", target / "deploy")
        base = target / "smartcity/settings/base.py"
        static = 'STATIC_ROOT = env.str("STATIC_DIR", "") or VAR_DIR / "static"'
        base.write_text(base.read_text().replace('STATIC_ROOT = VAR_DIR / "static"', static))
    if version:
        base = target / "smartcity/settings/base.py"
        base.write_text(re.sub(r'^VERSION = ".*"$', f'VERSION = "{version}"', base.read_text(), flags=re.M))
    return target
