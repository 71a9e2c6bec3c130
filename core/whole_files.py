"""The folder of files, where a file appears under its name when it is whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from core.storing import HALVES, UNFINISHED


class Written:
    """A file that is whole, at a place from which it can be moved."""

    def __init__(self, path: str) -> None:
        self.path = path

    def temporary_file_path(self) -> str:
        """What the storage of Django asks for a file that is moved, not copied."""
        return self.path


class WholeFiles(FileSystemStorage):
    """Written beside, then renamed: what breaks off (a full disk, say) leaves nothing behind; a process that was killed
    leaves a file in `HALVES`, which `core.storing.remove_unfinished` removes."""

    def _save(self, name: str, content: Any) -> str:
        folder = Path(self.path(HALVES))
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder, suffix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).chmod(self.file_permissions_mode or 0o644)
            return super()._save(name, Written(unfinished))  # type: ignore[misc,no-any-return]
        finally:
            Path(unfinished).unlink(missing_ok=True)
