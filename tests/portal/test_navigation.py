"""What stands in the navigation for whom."""

import pytest
from django.urls import reverse

from portal.navigation import entries_for, region_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EVERYWHERE = ["portal:dashboard", "masterplan:plan-list", "masterplan:preparation", "quickwins:quick-win-list"]


def urls_of(user, path="/"):
    return [each.url for each in entries_for(user, path)]


@pytest.mark.parametrize(
    ("name", "finds", "lacks"),
    [
        ("staff", ["monitoring:work-list"], ["monitoring:verification-list", "masterplan:import-list"]),
        ("head", ["monitoring:work-list"], ["monitoring:verification-list"]),
        ("verifier", ["monitoring:verification-list"], ["monitoring:work-list", "masterplan:import-list"]),
        ("council", [], ["monitoring:work-list", "monitoring:verification-list", "masterplan:import-list"]),
        ("admin", ["masterplan:import-list"], ["monitoring:work-list", "monitoring:verification-list"]),
        ("assessor", [], ["monitoring:work-list", "monitoring:verification-list"]),
    ],
)
def test_everybody_finds_their_own_work_and_the_pages_of_their_region(cast, region, name, finds, lacks):
    urls = urls_of(getattr(cast, name))
    assert urls[0] == "/"
    for each in EVERYWHERE:
        assert reverse(each, args=[region.code]) in urls
    for each in finds:
        assert reverse(each) in urls
    for each in lacks:
        assert reverse(each) not in urls


@pytest.mark.parametrize("name", ["staff", "head", "verifier", "council", "admin", "assessor", "national"])
def test_no_page_stands_twice_in_the_navigation(cast, region, name):
    urls = urls_of(getattr(cast, name), f"/daerah/{region.code}/dasbor/")
    assert len(urls) == len(set(urls))


def test_the_list_of_work_is_named_as_its_page(cast, client):
    client.force_login(cast.staff)
    url = reverse("monitoring:work-list")
    label = next(str(each.label) for each in entries_for(cast.staff, "/") if each.url == url)
    assert f"<title>{label} " in client.get(url).content.decode().replace("\n", "")


def test_only_those_who_lock_periods_find_them(cast, region):
    url = reverse("monitoring:period-list", args=[region.code])
    assert url in urls_of(cast.verifier)
    assert url in urls_of(cast.admin)
    assert url not in urls_of(cast.council)


def test_the_nation_finds_the_pages_of_the_region_it_looks_at(cast, region):
    assert region_at(cast.national, "/") is None
    assert reverse("portal:dashboard", args=[region.code]) in urls_of(cast.national, f"/daerah/{region.code}/dasbor/")


def test_an_address_of_a_foreign_region_shows_none_of_its_pages(cast, region):
    assert region_at(cast.foreign_council, f"/daerah/{region.code}/dasbor/") is None


def test_the_page_that_is_open_is_marked(cast):
    marked = [each.url for each in entries_for(cast.verifier, "/verifikasi/12/") if each.active]
    assert marked == [reverse("monitoring:verification-list")]


def test_who_has_no_role_finds_the_first_page_only(cast):
    assert urls_of(cast.nobody) == ["/"]
