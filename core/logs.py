"""Lines of the log: one JSON object each, or words for people. `fields` of a record (`extra={"fields": {...}}`) stand
beside its message."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

from core import incidents

LONGEST_TRACE = 20_000
"""Characters of a traceback; its end, where it says what happened, is kept."""


class InContext(logging.Filter):
    """Each record knows to which request or job it belongs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "incident"):
            record.incident = incidents.number()
        return True


class JsonLines(logging.Formatter):
    """`{"at": ..., "level": ..., "logger": ..., "message": ..., "request": ..., ...}`"""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if number := getattr(record, "incident", ""):
            line["request"] = number
        line |= getattr(record, "fields", {})
        if trace := _trace(record):
            line["trace"] = trace
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class PlainLines(logging.Formatter):
    """`2026-11-24 09:00:01 INFO core.requests GET /daerah/... [K7QM-2RTX-9ABC] status=200 ms=31`"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone()
        words = [f"{at:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name} {_one_line(record.getMessage())}"]
        if number := getattr(record, "incident", ""):
            words.append(f"[{number}]")
        words += [f"{name}={_one_line(str(value))}" for name, value in getattr(record, "fields", {}).items()]
        trace = _trace(record)
        return " ".join(words) + (f"\n{trace}" if trace else "")


def _one_line(text: str) -> str:
    """Nobody writes a line of their own into the log by putting a line break into a value."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _trace(record: logging.LogRecord) -> str:
    if record.exc_text:  # secrets are taken out of it (core.redaction)
        return record.exc_text[-LONGEST_TRACE:]
    if record.exc_info and record.exc_info[0] is not None:
        return "".join(traceback.format_exception(*record.exc_info))[-LONGEST_TRACE:]
    return ""
