"""One request to a page or a REST address, undone afterwards."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.guards.headers import problems

WRITES = re.compile(
    r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(?!accounts_session|organizations_pullentry)(\w+)", re.I
)
REFUSALS = {"302", "401", "403", "404"}
SERVER_ERROR = 500


def browser_of(cast: SimpleNamespace, name: str) -> Client:
    browser = Client(raise_request_exception=False)
    if name != "anonymous":
        browser.force_login(getattr(cast, name))
    return browser


def ask(browser: Client, method: str, address: str) -> tuple[str, Any, list[str]]:
    """What came of it (`in`, or the refusal), the status, and the tables that were written to; then all is undone."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(browser, method)(address)
        b"".join(answer)
        assert not (wrong := problems(address, answer)), "\n".join(wrong)
        transaction.set_rollback(True)
    written = [found.group(2) for each in queries if (found := WRITES.match(each["sql"]))]
    to_login = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))
    refused = to_login or answer.status_code in (401, 403, 404)
    broken = getattr(answer, "exc_info", None) if answer.status_code == SERVER_ERROR else None
    return str(answer.status_code) if refused else "in", broken or answer.status_code, written
