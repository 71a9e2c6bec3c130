"""Small files that stand for evidence, each marked CONTOH; pure, the same bytes every time."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT, SCALE = 480, 270, 12
GLYPHS = {
    "C": ("01110", "10001", "10000", "10000", "10000", "10001", "01110"),
    "O": ("01110", "10001", "10001", "10001", "10001", "10001", "01110"),
    "N": ("10001", "11001", "10101", "10101", "10011", "10001", "10001"),
    "T": ("11111", "00100", "00100", "00100", "00100", "00100", "00100"),
    "H": ("10001", "10001", "10001", "11111", "10001", "10001", "10001"),
}
"""Five columns by seven rows each."""
WORD = "CONTOH"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"


def picture(color: str, caption: str) -> bytes:
    """A PNG that says CONTOH in `color` (such as #1F5FA8); the caption makes each file another one."""
    palette = bytes.fromhex(color.lstrip("#")) + b"\xff\xff\xff"
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tEXt", b"Comment\x00" + caption.encode("latin-1", "replace")),
        (b"IDAT", zlib.compress(b"".join(b"\x00" + line for line in _lines()), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _lines() -> list[bytes]:
    """The rows of the picture, one bit a pixel: white letters on the coloured ground."""
    left = (WIDTH - (len(WORD) * 6 - 1) * SCALE) // 2
    top = (HEIGHT - 7 * SCALE) // 2
    rows = []
    for y in range(HEIGHT):
        row = (y - top) // SCALE
        bits = "".join("0" + GLYPHS[letter][row] for letter in WORD)[1:] if 0 <= row < 7 else ""
        pixels = ("0" * left + "".join(bit * SCALE for bit in bits)).ljust(WIDTH, "0")
        rows.append(int(pixels, 2).to_bytes(WIDTH // 8, "big"))
    return rows


def document(lines: list[str]) -> bytes:
    """A PDF of one page: CONTOH in large letters, then the lines."""
    text = ["BT /F1 40 Tf 60 740 Td (CONTOH) Tj /F1 12 Tf 0 -40 Td 18 TL"]
    text += [f"({_escaped(line)}) Tj T*" for line in lines]
    stream = "\n".join([*text, "ET"]).encode("latin-1", "replace")
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(objects: list[bytes]) -> bytes:
    """The objects with their table of places."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
