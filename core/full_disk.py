"""What says that there is no room left: the disk of the files, or that of the database."""

from __future__ import annotations

import errno

from django.db import OperationalError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
DISK_FULL = "53100"
"""SQLSTATE of PostgreSQL: disk_full."""
SQLITE_FULL = "database or disk is full"


def is_full(problem: BaseException | None) -> bool:
    """Whether what went wrong is that nothing more can be written.

    >>> is_full(OSError(errno.ENOSPC, "No space left on device")), is_full(OSError(errno.EIO, "I/O error"))
    (True, False)
    """
    if isinstance(problem, OperationalError):
        return getattr(problem.__cause__, "pgcode", None) == DISK_FULL or SQLITE_FULL in str(problem)
    return isinstance(problem, OSError) and problem.errno in NO_ROOM
