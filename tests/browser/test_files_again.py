"""Forms that are answered with a file: the page stays, and the same form brings the next one."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def file_of(person, button: str) -> str:
    with person.page.expect_download() as found:
        person.page.click(button)
    return found.value.suggested_filename


def test_the_audit_log_is_taken_in_one_format_after_the_other(open_as, cast, region):
    admin = open_as(cast.admin)
    admin.open(reverse("portal:audit", args=[region.code]))
    names = [file_of(admin, f"main [name=format][value={wanted}]") for wanted in ("csv", "xlsx", "ndjson")]
    assert [name.rpartition(".")[2] for name in names] == ["csv", "xlsx", "zip"]


def test_the_record_of_processing_is_taken_in_one_format_after_the_other(open_as, cast, region):
    admin = open_as(cast.admin)
    admin.open(reverse("portal:protection", args=[region.code]))
    names = [file_of(admin, f"main [name=format][value={wanted}]") for wanted in ("xlsx", "pdf")]
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "pdf"]


@pytest.mark.parametrize("page", ["portal:own-data", "portal:pulls"])
def test_a_file_is_taken_twice(open_as, cast, region, page):
    admin = open_as(cast.admin)
    admin.open(reverse(page, args=[region.code] if page == "portal:pulls" else []))
    button = "main form[data-repeatable] button[type=submit]"
    assert file_of(admin, button) == file_of(admin, button)
