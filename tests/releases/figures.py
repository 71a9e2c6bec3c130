"""What a release says about its data: run by that release when it is kept, and by every later one after an upgrade.

Uses nothing but addresses and log-in, so that the code of any release can run it.
"""

from __future__ import annotations

import re
from typing import Any

REGION = "52.07"
PERSON = "verifikator@ksb.example"
"""Somebody who needs no second factor."""
REST = (f"/api/v1/regions/{REGION}/figures/", f"/api/v1/regions/{REGION}/quality-scores/")
PAGES = (
    (PERSON, f"/daerah/{REGION}/dasbor/"),
    (PERSON, "/"),
    (PERSON, "/cari/?q=kesehatan"),
    (None, "/publik/"),
)
NOT_COMPARED = {"as_of", "url", "urls", "links", "etag"}
PERCENT = re.compile(r"\d+(?:,\d+)?\s?%")
LANGUAGE = {"HTTP_ACCEPT_LANGUAGE": "id"}


def figures() -> dict[str, Any]:
    """By address the figures of REST, and the percentages that pages show."""
    said: dict[str, Any] = {"rest": {}, "pages": {}}
    for address in REST:
        answer = _rest_client(PERSON).get(address, HTTP_ACCEPT="application/json", HTTP_HOST="localhost")
        assert answer.status_code == 200, (address, answer.status_code)
        said["rest"][address] = _plain(answer.json())
    for person, address in PAGES:
        answer = _client(person).get(address, **LANGUAGE)
        assert answer.status_code == 200, (address, answer.status_code)
        text = re.sub(r"<[^>]*>", " ", answer.content.decode().split("<main", 1)[-1])
        said["pages"][address] = sorted({found.replace("\xa0", " ") for found in PERCENT.findall(text)})
    return said


def _client(email: str | None) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    if email:
        client.force_login(get_user_model().objects.get(email=email))
    return client


def _rest_client(email: str) -> Any:
    from django.contrib.auth import get_user_model
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(get_user_model().objects.get(email=email))
    return client


def _plain(said: Any) -> Any:
    """Without what names a moment or a machine."""
    if isinstance(said, dict):
        return {name: _plain(value) for name, value in sorted(said.items()) if name not in NOT_COMPARED}
    return [_plain(each) for each in said] if isinstance(said, list) else said
