"""A release: what stands in its way, and that it is the same bytes every time."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings

from scripts import making_release as release

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def small(tmp_path) -> Path:
    """What the checks look at, in order."""
    for name in (*release.NEEDED, "smartcity/settings/base.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n")
    (tmp_path / "smartcity/settings/base.py").write_text('VERSION = "1.2.3"\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 1.2.3\n- New.\n\n## 1.2.2\n- Old.\n")
    return tmp_path


def test_nothing_stands_in_the_way(small):
    assert release.problems(small) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pyproject.toml", '[project]\nversion = "1.2.2"\n', "VERSION is 1.2.3, pyproject.toml says 1.2.2"),
        ("CHANGELOG.md", "## 1.2.2\n", "CHANGELOG.md begins with 1.2.2, not with 1.2.3"),
        ("docs/parts/changelog-x.md", "- y\n", "docs/parts/ holds lines that are not in CHANGELOG.md yet"),
    ],
)
def test_what_does_not_fit_is_said(small, name, text, said):
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_text(text)
    assert release.problems(small) == [said]


def test_a_licence_that_is_missing_is_said(small):
    (small / "LICENSE").unlink()
    assert release.problems(small) == ["LICENSE is missing"]


def test_the_notes_are_those_of_this_version_only(small):
    assert release.notes(small, "1.2.3") == "# smart-city-portal 1.2.3\n- New.\n"


def test_the_versions_of_this_tree_agree():
    text = (ROOT / "pyproject.toml").read_text()
    assert f'version = "{release.version_of_settings(ROOT)}"' in text


def test_an_archive_is_the_same_bytes_in_any_order():
    files = {"b.txt": (b"b", False), "a.sh": (b"#!/bin/sh", True)}
    one = release.archive("top", files, 1_700_000_000)
    two = release.archive("top", dict(reversed(files.items())), 1_700_000_000)
    assert one == two
    with tarfile.open(fileobj=io.BytesIO(one)) as tar:
        assert [(each.name, each.mode) for each in tar] == [("top/a.sh", 0o755), ("top/b.txt", 0o644)]


@pytest.mark.worker
def test_a_release_is_made_from_a_committed_tree(tmp_path):
    """`./scripts/release --check` and `./scripts/release`, in a copy; then `sha256sum --check`."""
    copy = tmp_path / "tree"
    skipped = shutil.ignore_patterns(
        ".git", ".venv*", "var", "node_modules", "__pycache__", "samples", "dashboards", "parts"
    )
    shutil.copytree(ROOT, copy, ignore=skipped)
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    (copy / "docs" / "samples").mkdir()
    shutil.copy(ROOT / "docs" / "samples" / "README.md", copy / "docs" / "samples")
    identity = ("-c", "user.name=x", "-c", "user.email=x@contoh.example")
    for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "All")):
        subprocess.run(["git", *words], cwd=copy, check=True, capture_output=True)
    environment = os.environ | {"VAR_DIR": str(tmp_path / "var"), "GIT_CONFIG_GLOBAL": os.devnull}

    def make(*words: str) -> str:
        command = [str(copy / ".venv/bin/python"), "scripts/making_release.py", *words]
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "can be released" in make("--check")
    assert not (copy / "dist").exists()
    assert "SHA-256" in make()
    subprocess.run(["bash", "-c", "cd dist && sha256sum --check *.sha256"], cwd=copy, check=True, capture_output=True)
    (packed,) = (copy / "dist").glob("*.tar.gz")
    with tarfile.open(packed) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames()}
    assert {"manage.py", "site/index.html", "site/panduan/staf-opd/index.html"} <= names
    assert not {name for name in names if name.startswith((".git/", ".venv/", "var/", "dist/"))}
    (copy / "docs" / "index.md").write_text("# Changed\n")
    assert release.more_problems(copy) == ["not committed: docs/index.md"]
