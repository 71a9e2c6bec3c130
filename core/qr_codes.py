"""QR codes as SVG, the same bytes for the same address."""

from __future__ import annotations

import io

import segno


def qr_code(address: str) -> bytes:
    """A QR code that is still read when a part of it is stained; black on white, with the quiet zone around it.

    >>> qr_code("https://portal.example/periksa/7K3MXQ2RT9WB/").startswith(b"<svg")
    True
    """
    made = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(made, kind="svg", xmldecl=False, svgns=True, nl=False, light="#ffffff", border=4, scale=4)
    return made.getvalue()
