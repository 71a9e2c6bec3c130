"""Asking a ClamAV daemon (`clamd`) about a file: INSTREAM over a socket, with a limit on waiting. Off until a setting
names the daemon; its address comes from the operator only."""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Iterable

from django.conf import settings

LOG = logging.getLogger(__name__)
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
DEFAULT_PORT = 3310


class Unreachable(Exception):
    """The daemon did not answer, or did not answer this question."""


class Infected(Exception):
    """The daemon knows what it is: `name` is that of the signature."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def is_used() -> bool:
    """Whether files are looked at by a daemon here."""
    return bool(settings.CLAMAV_ADDRESS)


def scan(pieces: Iterable[bytes]) -> None:
    """Return when nothing is known against the file. Raises `Infected` or `Unreachable`."""
    answer = _ask(b"zINSTREAM\0", pieces)
    if answer.endswith("OK"):
        return
    if answer.endswith("FOUND"):
        raise Infected(answer.removesuffix("FOUND").partition(":")[2].strip()[:100] or "?")
    LOG.warning("clamd answered: %s", answer[:200])
    raise Unreachable(answer[:200])


def version() -> str:
    """What the daemon is and how old its signatures are. Raises `Unreachable`."""
    return _ask(b"zVERSION\0", ())


def _ask(command: bytes, pieces: Iterable[bytes]) -> str:
    try:
        with _line() as line:
            line.sendall(command)
            if command.startswith(b"zINSTREAM"):
                _send(line, pieces)
            return _answer(line)
    except OSError as error:
        raise Unreachable(str(error)) from error


def _line() -> socket.socket:
    address, seconds = settings.CLAMAV_ADDRESS, settings.CLAMAV_SECONDS
    if address.startswith(("/", "unix:")):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.removeprefix("tcp://").rpartition(":")
    if not host or not port.isdecimal():
        host, port = address.removeprefix("tcp://"), str(DEFAULT_PORT)
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _send(line: socket.socket, pieces: Iterable[bytes]) -> None:
    """The daemon ends the line when a file is larger than it takes: then its answer stands there already."""
    try:
        for content in pieces:
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    except BrokenPipeError:
        return


def _answer(line: socket.socket) -> str:
    held = b""
    while b"\0" not in held and len(held) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        held += piece
    return held.partition(b"\0")[0].decode("utf-8", "replace").strip()
