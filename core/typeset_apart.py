"""Sets one document in a process of its own: `python -I typeset_apart.py source folder fonts timestamp target`.

Run by `core.typesetting` for large documents: what typst needs for them goes back to the machine when the process ends.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(source: str, folder: str, fonts: str, timestamp: str, target: str) -> None:
    """Write the PDF to `target`."""
    import typst

    made = typst.compile(
        Path(source),
        root=Path(folder),
        font_paths=[Path(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(timestamp),
    )
    Path(target).write_bytes(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
