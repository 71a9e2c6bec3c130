"""Whether a PDF does anything by itself: scripts, programs, files inside, addresses that are opened without a click.

Nothing is run and no content is decoded but the tables of the file itself. A file that keeps its objects packed is read
in a process of its own with limits on memory and time: packed tables of a few kilobytes can unpack to gigabytes, and
what brings the reader down must not bring the server down.

Run as a program: prints one word (see `screened`).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SMALL = 64 * 1024
PACKED = re.compile(rb"ObjStm|XRef|#[0-9A-Fa-f]{2}|Encrypt")
"""Marks of a file whose objects are not all readable as they stand."""
ACTIVE = re.compile(rb"/(?:JS|JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|OpenAction)\b")
SCRIPTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie"})
"""Kinds of actions that run something, send something, or open something that lies inside."""
LEAVING = frozenset({"/URI", "/GoToR"})
"""Kinds of actions that lead elsewhere: for a click they are links, by themselves they are not."""
MOST_OBJECTS = 1_000_000
SECONDS, MEMORY = 30, 1024 * 1024 * 1024
FINE, ACTIVE_FOUND, LOCKED, BROKEN = "fine", "active", "locked", "broken"


def screened(content: bytes) -> str:
    """`fine`, `active`, `locked` (a password is needed to read it) or `broken`."""
    if len(content) <= SMALL and not PACKED.search(content):
        return screened_here(content)
    return _screened_apart(content)


def screened_here(content: bytes) -> str:
    """The same in this process."""
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
            return ACTIVE_FOUND if _is_active(document) else FINE
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, RecursionError, MemoryError, RuntimeError):
        return _unreadable(content)


def _unreadable(content: bytes) -> str:
    """What no reader can open: fine only where nothing is packed, so that all of it was seen."""
    if ACTIVE.search(content):
        return ACTIVE_FOUND
    return BROKEN if b"stream" in content or PACKED.search(content) else FINE


def _screened_apart(content: bytes) -> str:
    with tempfile.NamedTemporaryFile(prefix="pdf-", suffix=".pdf") as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-I", str(Path(__file__).resolve()), file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603
        except subprocess.TimeoutExpired:
            return BROKEN
    said = done.stdout.strip()
    return said if done.returncode == 0 and said in (FINE, ACTIVE_FOUND, LOCKED) else BROKEN


def _is_active(document: Any) -> bool:
    """Whether any of its objects acts; actions that belong to opening a file or page may only turn to a page."""
    root = document.Root
    if _has(root, "/OpenAction", _acts_by_itself) or "/AA" in root or _has_names(root) or _has_form(root):
        return True
    for number, each in enumerate(document.objects):
        if number > MOST_OBJECTS or _acts(each, 0):
            return True
    return _acts(root, 0)


def _has(holder: Any, key: str, test: Any) -> bool:
    return key in holder and test(holder[key])


def _acts_by_itself(action: Any) -> bool:
    import pikepdf

    if not isinstance(action, pikepdf.Dictionary):
        return False  # a page to begin with
    kind = str(action.get("/S", ""))
    return kind in SCRIPTS or kind in LEAVING


def _has_names(root: Any) -> bool:
    import pikepdf

    names = root.get("/Names")
    return isinstance(names, pikepdf.Dictionary) and any(
        key in names and _is_filled(names[key]) for key in ("/JavaScript", "/EmbeddedFiles")
    )


def _is_filled(tree: Any) -> bool:
    return bool(len(tree.get("/Names", ())) or len(tree.get("/Kids", ())))


def _has_form(root: Any) -> bool:
    import pikepdf

    form = root.get("/AcroForm")
    return isinstance(form, pikepdf.Dictionary) and "/XFA" in form


def _acts(value: Any, depth: int) -> bool:
    """Whether an object, or what stands in it without a number of its own, is something that acts."""
    import pikepdf

    if depth > 40:
        return True
    if isinstance(value, pikepdf.Array):
        return any(not each.is_indirect and _acts(each, depth + 1) for each in _objects(value))
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if "/JS" in value or "/RichMediaContent" in value or _opens(value):
        return True
    if str(value.get("/S", "")) in SCRIPTS or str(value.get("/Type", "")) == "/EmbeddedFile":
        return True
    held = (value[key] for key in list(value.keys()))
    return any(not each.is_indirect and _acts(each, depth + 1) for each in _objects(held))


def _opens(value: Any) -> bool:
    """Additional actions: they happen without a click, so none of them may lead elsewhere."""
    import pikepdf

    more = value.get("/AA")
    if not isinstance(more, pikepdf.Dictionary):
        return False
    return any(_acts_by_itself(more[key]) for key in list(more.keys()))


def _objects(values: Any) -> Any:
    import pikepdf

    return (each for each in values if isinstance(each, pikepdf.Object))


def main(path: str) -> int:
    """Look at one file with limits of this process; prints the word."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(screened_here(Path(path).read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
