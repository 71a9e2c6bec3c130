"""Each of several test processes has its own files, cache and queue: what one does must not be seen in another."""

from __future__ import annotations

import os
import re
from pathlib import Path


def settle() -> None:
    """VAR_DIR and REDIS_URL of this process, for its settings and for the processes it starts."""
    if process := os.environ.get("PYTEST_XDIST_WORKER", ""):
        shared = Path(os.environ["VAR_DIR"])
        os.environ["VAR_DIR"] = str(shared if shared.name == process else shared / process)
        url = os.environ.get("REDIS_URL", "")
        os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{int(process[2:]) + 1}", url)
    Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
