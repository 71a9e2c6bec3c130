"""A daemon that speaks the protocol of clamd, and the real one where it is installed (clamd, or CLAMD names it)."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file that all antivirus programs call infected; it does nothing."""
REAL = os.environ.get("CLAMD", "") or shutil.which("clamd") or ""


@contextmanager
def speaking(folder: Path, *, answer: bytes = b"", silent: bool = False) -> Iterator[str]:
    """A daemon at a socket; finds EICAR only. `answer`: what it says to everything; `silent`: nothing, ever."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.bind(str(folder / "clamd.sock"))
    line.listen()

    def serve() -> None:
        while True:
            try:
                caller, _address = line.accept()
            except OSError:
                return
            threading.Thread(target=_talk, args=(caller, answer, silent), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield str(folder / "clamd.sock")
    finally:
        line.close()


def _talk(caller: socket.socket, answer: bytes, silent: bool) -> None:
    with caller, caller.makefile("rb") as said:
        command = b""
        while not command.endswith(b"\0"):
            command += said.read(1)
        content = b""
        while command == b"zINSTREAM\0" and (size := struct.unpack("!L", said.read(4))[0]):
            content += said.read(size)
        if silent:
            time.sleep(5)
            return
        found = b"Eicar.Test FOUND" if EICAR in content else b"OK"
        caller.sendall((answer or (b"ClamAV 1.4" if command == b"zVERSION\0" else b"stream: " + found)) + b"\0")


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """clamd with one signature of its own, that of EICAR."""
    database = folder / "db"
    database.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (database / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar.Test\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"DatabaseDirectory {database}\nLocalSocket {folder}/clamd.sock\nForeground yes\nTemporaryDirectory {folder}\n"
    )
    with subprocess.Popen([REAL, "-c", str(configuration)], stdout=subprocess.DEVNULL) as process:
        until = time.monotonic() + 20
        while not (folder / "clamd.sock").exists() and time.monotonic() < until:
            time.sleep(0.05)
        try:
            yield str(folder / "clamd.sock")
        finally:
            process.terminate()
