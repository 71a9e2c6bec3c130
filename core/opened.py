"""A signed note of when a form was opened: it tells how long somebody took, without a session."""

from __future__ import annotations

import time

from django.core import signing


def opening_note(subject: str, *, salt: str) -> str:
    """A note that a form about `subject` was opened now."""
    return signing.Signer(salt=salt).sign(f"{subject}:{int(time.time())}")


def seconds_open(note: str, subject: str, *, salt: str) -> int | None:
    """How long ago the form was opened; None when the note was not made here for this subject."""
    try:
        about, _colon, began = signing.Signer(salt=salt).unsign(note).rpartition(":")
    except signing.BadSignature:
        return None
    if about != subject or not began.isdecimal():
        return None
    return max(int(time.time()) - int(began), 0)
