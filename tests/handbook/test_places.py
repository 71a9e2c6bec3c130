"""Every page of the portal leads to its part of the handbook, and that part exists."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from handbook.context_processors import help_url
from handbook.places import BY_ROLE, FIRST_STEPS, GUIDES, PLACES, place_of
from organizations.roles import Role
from tests.guards.access_table import LOGIN, PAGES
from tests.guards.structure import routes

DOCS = Path(settings.BASE_DIR) / "docs"
ANCHOR = re.compile(r"\{#([\w-]+)\}")
TARGETS = sorted({place for _name, place in PLACES if place != BY_ROLE} | {*GUIDES.values(), FIRST_STEPS})
LATER = (
    *("accounts:", "people:", "mfa_", "socialaccount_", "openid_connect_", "identity_", "operations:"),
    *("portal:public-privacy", "portal:own-data", "portal:protection", "portal:data-request", "portal:breach"),
)
"""Of apps that may not have pages yet."""
NO_PAGE = {"set_language", "portal:service-worker", "portal:app-manifest", "portal:robots", "portal:sitemap"}
"""Read by browsers and search engines."""


def test_every_page_has_its_place():
    """A new page is given a line in handbook/places.py."""
    assert [name for name in (*PAGES, *LOGIN) if name not in NO_PAGE and place_of(name) is None] == []


def test_every_place_is_written():
    """A part of a guide has its name in the heading: `## Bukti {#bukti}`."""
    missing = []
    for target in TARGETS:
        page, _mark, anchor = target.partition("#")
        source = DOCS / f"{page.rstrip('/')}.md"
        if not (source.exists() and (not anchor or anchor in anchors(source))):
            missing.append(target)
    assert missing == []


def anchors(source: Path) -> list[str]:
    return ANCHOR.findall(source.read_text())


def test_no_line_is_about_pages_that_are_gone():
    first = {route.name: place_at(route.name) for route in routes() if route.name}
    used = set(first.values())
    assert [name for at, (name, _place) in enumerate(PLACES) if at not in used and not name.startswith(LATER)] == []


def place_at(view_name: str) -> int | None:
    """Which line of the table is the one for this page."""
    return next((at for at, (name, _place) in enumerate(PLACES) if fnmatchcase(view_name, name)), None)


def test_every_role_has_a_guide():
    assert set(GUIDES) == set(Role)


def test_the_first_page_leads_to_the_guide_of_ones_own_role(cast, as_):
    answers = {who: as_(getattr(cast, who)).get("/").content.decode() for who in ("staff", "verifier", "national")}
    assert 'href="/bantuan/panduan/staf-opd/"' in answers["staff"]
    assert 'href="/bantuan/panduan/verifikator/"' in answers["verifier"]
    assert 'href="/bantuan/panduan/admin-nasional/"' in answers["national"]


@pytest.mark.parametrize(
    ("who", "name", "place"),
    [
        ("staff", "monitoring:work-list", "/bantuan/panduan/staf-opd/#laporan-saya"),
        ("", "account_login", "/bantuan/panduan/akun/"),
        ("", "reports:check", "/bantuan/panduan/warga/#memeriksa-laporan"),
        ("", "portal:public-list", "/bantuan/panduan/warga/"),
        ("", "evaluation:survey-find", "/bantuan/panduan/warga/#survei"),
    ],
)
def test_a_page_shows_the_way(cast, client, as_, who, name, place):
    browser = as_(getattr(cast, who)) if who else client
    assert f'href="{place}"' in browser.get(reverse(name)).content.decode()


def test_where_no_part_is_named_help_is_the_first_page():
    assert help_url("") == "/bantuan/"
