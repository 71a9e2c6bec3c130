"""Log-ins are counted as Django tells of them: who got in, and whose password was wrong.

What refuses a log-in for another reason counts that itself: `count("logins", result="failed", reason="second-factor")`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed

from core.counting import count


def connect() -> None:
    """Listen from now on."""
    user_logged_in.connect(_got_in, dispatch_uid="operations.logins")
    user_login_failed.connect(_was_refused, dispatch_uid="operations.logins")


def _got_in(**_signal: Any) -> None:
    count("logins", result="ok", reason="")


def _was_refused(**_signal: Any) -> None:
    count("logins", result="failed", reason="credentials")
