"""Parts of this machine set apart: network namespaces, control groups, and going in and out of them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def run(*words: str, check: bool = True, **more: object) -> subprocess.CompletedProcess[str]:
    """A command, its output kept; told with its output when it fails."""
    streams = {"capture_output": True} if not {"stdout", "capture_output"} & set(more) else {}
    done = subprocess.run(words, text=True, check=False, **streams, **more)  # type: ignore[call-overload]
    if check and done.returncode:
        said = (done.stdout or "")[-3000:] + (done.stderr or "")[-3000:]
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{said}")
    return done


def _set(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        if _libc.setns(handle, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {path}")
    finally:
        os.close(handle)


@contextlib.contextmanager
def inside(network: str) -> Iterator[None]:
    """This thread, and what it starts, in the network at a path such as /run/netns/NAME or /proc/PID/ns/net."""
    own = f"/proc/self/task/{ctypes.CDLL(None).gettid()}/ns/net"
    before = os.open(own, os.O_RDONLY)
    try:
        _set(network)
        yield
    finally:
        if _libc.setns(before, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns back")
        os.close(before)


def control_groups() -> Path | None:
    """Where the unified control groups of this machine are."""
    for place in (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup")):
        if (place / "cgroup.procs").exists() and (place / "cgroup.controllers").exists():
            return place
    return None


def remove_group(group: Path) -> None:
    """A control group with all below it; its processes have ended."""
    for folder in sorted((each for each in group.rglob("*") if each.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    with contextlib.suppress(OSError):
        group.rmdir()
