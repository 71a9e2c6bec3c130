"""The handbook where its site was not built, on a phone: no page of it is wider than the phone."""

from __future__ import annotations

import pytest
from django.conf import settings

from handbook.plain import docs
from tests.browser.cases import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def addresses() -> list[str]:
    """Of every source; pieces that other pages take in are no pages."""
    sources = [each.relative_to(docs()).with_suffix("") for each in docs().rglob("*.md")]
    return sorted(f"/bantuan/{each}/" for each in sources if each.parts[0] != "parts")


def test_every_page_fits_a_phone(db, open_as, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HANDBOOK_DIR", str(tmp_path / "nothing"))
    phone = open_as(None, **PHONE)
    wide = []
    for address in addresses():
        answer = phone.page.goto(f"{phone.host}{address}", wait_until="load")
        assert answer.status == 200, address
        if phone.page.evaluate(TOO_WIDE):
            wide.append(address)
    assert wide == []
