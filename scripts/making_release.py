"""What scripts/release does: checks, and an archive that is the same bytes whenever it is made from the same commit."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "smart-city-portal"
NEEDED = ("LICENSE", "CHANGELOG.md", "README.md", "requirements.txt", "static/vendor/README.md", "docs/release.md")
PUBLISHED = re.compile(r"^## (\d+\.\d+\.\d+)$", re.M)


def version_of_settings(root: Path) -> str:
    found = re.search(r'^VERSION = "([^"]+)"$', (root / "smartcity/settings/base.py").read_text(), re.M)
    return found[1] if found else ""


def notes(root: Path, version: str) -> str:
    """The part of the changelog about one version."""
    text = (root / "CHANGELOG.md").read_text()
    _before, found, rest = text.partition(f"\n## {version}\n")
    return f"# {NAME} {version}\n{rest.split(chr(10) + '## ')[0].strip()}\n" if found else ""


def problems(root: Path) -> list[str]:
    """What speaks against a release, in words; without looking at git or building anything."""
    version = version_of_settings(root)
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    wrong = [f"{name} is missing" for name in NEEDED if not (root / name).exists()]
    if version != project:
        wrong.append(f"VERSION is {version}, pyproject.toml says {project}")
    newest = PUBLISHED.search((root / "CHANGELOG.md").read_text())
    if not newest or newest[1] != version:
        wrong.append(f"CHANGELOG.md begins with {newest[1] if newest else 'no version'}, not with {version}")
    if list((root / "docs" / "parts").glob("changelog-*.md")):
        wrong.append("docs/parts/ holds lines that are not in CHANGELOG.md yet")
    return wrong


def more_problems(root: Path) -> list[str]:
    """What git and the code say: nothing left uncommitted, generated pages current."""
    wrong = [f"not committed: {line[3:]}" for line in _said(root, "git", "status", "--porcelain").splitlines()]
    check = subprocess.run(
        [sys.executable, "manage.py", "handbook_pages", "--check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return [*wrong, *([check.stderr.strip().splitlines()[-1]] if check.returncode else [])]


def build_site(root: Path, folder: Path) -> None:
    subprocess.run([str(root / "scripts" / "docs"), "--quiet", "--to", str(folder)], check=True)


def archive(top: str, files: dict[str, tuple[bytes, bool]], moment: int) -> bytes:
    """A gzipped tar of files (name -> content, whether it is a program), the same bytes for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, (content, is_program) in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), moment, 0o755 if is_program else 0o644
            tar.addfile(entry, io.BytesIO(content))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=moment) as file:
        file.write(buffer.getvalue())
    return packed.getvalue()


def tree(root: Path) -> dict[str, tuple[bytes, bool]]:
    """The committed files."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", "HEAD"], cwd=root, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        entries = [(each, tar.extractfile(each)) for each in tar if each.isfile()]
        return {each.name: (file.read(), bool(each.mode & 0o100)) for each, file in entries if file}


def site(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """The built handbook, as it lies beside the code."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {f"site/{path.relative_to(folder).as_posix()}": (path.read_bytes(), False) for path in paths}


def write(target: Path, version: str, content: bytes, said: str) -> Path:
    """The archive, its sum and the notes."""
    target.mkdir(exist_ok=True)
    packed = target / f"{NAME}-{version}.tar.gz"
    packed.write_bytes(content)
    packed.with_name(f"{packed.name}.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  {packed.name}\n")
    (target / f"{NAME}-{version}.md").write_text(said)
    return packed


def main(only_check: bool) -> int:
    wrong = problems(ROOT) + more_problems(ROOT)
    with tempfile.TemporaryDirectory() as temporary:
        built = Path(temporary) / "site"
        try:
            build_site(ROOT, built)
        except subprocess.CalledProcessError:
            wrong.append("the handbook does not build; see above")
        if wrong:
            print("No release:", *wrong, sep="\n- ")
            return 1
        version = version_of_settings(ROOT)
        if only_check:
            print(f"Version {version} can be released.")
            return 0
        moment = int(_said(ROOT, "git", "log", "-1", "--format=%ct"))
        content = archive(f"{NAME}-{version}", tree(ROOT) | site(built), moment)
    packed = write(ROOT / "dist", version, content, notes(ROOT, version))
    print(f"{packed.relative_to(ROOT)}: {len(content) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")
    return 0


def _said(root: Path, *words: str) -> str:
    return subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout.strip("\n")


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
