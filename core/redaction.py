"""Secrets taken out of what is written down: logs, reports of errors, what is shown of a failed message.

Pure: `redact` for text, `redact_data` for structures. `Redacting` is the filter that settings give to every handler.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any

GONE = "***"
LONGEST = 100_000
"""Of one text; what is behind is cut off."""
SECRET_NAMES = re.compile(
    r"(?:^|[_\-.\s])(?:pass(?:word|wd|phrase)?|kata_?sandi|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"authorization|cookie|session(?:id)?|csrf\w*|credential\w*|otp|recovery[_-]?codes?|salt|dsn|database[_-]?url|"
    r"redis[_-]?url|broker[_-]?url|signature|sig)(?:$|[_\-.\s\d])",
    re.IGNORECASE,
)
_NAME = (
    r"[\w.\-]{0,40}(?:passw(?:or)?d|passphrase|kata_sandi|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"csrf\w{0,20}|sessionid|recovery[_-]?code|x-amz-signature|x-amz-credential|x-amz-security-token|signature)[\w.\-]{0,20}"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A header, as it stands in a request or in the text of a dictionary.
    (
        re.compile(
            r"((?:proxy-)?authorization|set-cookie|cookie|x-api-key|x-csrftoken|webhook-signature)"
            r"(['\"]?\s{0,3}[:=]\s{0,3}['\"]?)[^\r\n'\"]{1,4000}",
            re.IGNORECASE,
        ),
        rf"\1\2{GONE}",
    ),
    # The password in an address: of a database, a broker, a mail server.
    (re.compile(r"\b([a-z][a-z0-9+.\-]{1,20}://)[^\s/@:]{0,200}:[^\s/@]{1,500}@", re.IGNORECASE), rf"\1{GONE}@"),
    # name=value and "name": "value"
    (
        re.compile(
            rf"(?<![\w.\-])({_NAME})(['\"]?\s{{0,3}}[=:]\s{{0,3}}['\"]?)(?!\s)[^\s&'\",;}}]{{1,4000}}", re.IGNORECASE
        ),
        rf"\1\2{GONE}",
    ),
    # Words that bear a secret.
    (re.compile(r"\b(Api-Key|Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=\-]{8,4000}", re.IGNORECASE), rf"\1 {GONE}"),
    (re.compile(r"\bsc_[A-Za-z0-9_\-]{20,200}"), f"sc_{GONE}"),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_\-]{8,200}"), f"whsec_{GONE}"),
    (re.compile(r"\bAGE-SECRET-KEY-1[A-Z0-9]{10,200}"), f"AGE-SECRET-KEY-{GONE}"),
    (re.compile(r"\beyJ[A-Za-z0-9_\-]{8,4000}\.[A-Za-z0-9_\-]{4,4000}\.[A-Za-z0-9_\-]{4,4000}"), GONE),
    # Links that let in whoever has them: reset of a password, invitation, e-mail, files.
    (
        re.compile(r"(/(?:akun|berkas|undangan|invitations?|accounts?)/(?:[\w\-]{1,30}/){0,4})[^\s?'\"<>/]{20,4000}"),
        rf"\1{GONE}",
    ),
    (
        re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{1,8000}?-----END", re.DOTALL),
        f"-----BEGIN {GONE} -----END",
    ),
)
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """The text with secrets replaced by `***`.

    >>> redact("GET /x?token=abc Authorization: Api-Key 12345678"), redact("postgres://portal:rahasia@db/x")
    ('GET /x?token=*** Authorization: ***', 'postgres://***@db/x')
    """
    found = text[:LONGEST]
    for rule, instead in _RULES:
        found = rule.sub(instead, found)
    return found


def redact_data(value: Any, name: str = "") -> Any:
    """A structure of dictionaries, lists and texts, without the values whose names say that they are secret."""
    if name and SECRET_NAMES.search(name) and not isinstance(value, bool) and value not in (None, ""):
        return GONE
    if isinstance(value, Mapping):
        return {key: redact_data(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_data(each, name) for each in value]
    return redact(value) if isinstance(value, str) else value


def one_line(text: str) -> str:
    r"""Without breaks of lines and marks of direction, so that nobody writes a second entry into a log.

    >>> one_line("a\n2026-01-01 ERROR faked")
    'a\\n2026-01-01 ERROR faked'
    """
    return _BREAKS.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class Redacting(logging.Filter):
    """Takes secrets out of every record, also of its traceback; a message stays one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = one_line(redact(_message(record))), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg} {record.args}"
