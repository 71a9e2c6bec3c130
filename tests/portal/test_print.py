"""Style sheets and paper: what is laid out for a phone is for the screen only, an A4 page is as narrow as one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted(each for each in (Path(settings.BASE_DIR) / "static/css").rglob("*.css") if "vendor" not in each.parts)
NARROW = re.compile(r"@media\s*\(max-width")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
def test_rules_for_narrow_screens_do_not_reach_paper(sheet):
    assert NARROW.findall(sheet.read_text()) == [], "write @media screen and (max-width: …)"
