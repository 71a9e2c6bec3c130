"""What comes out of the printer: an A4 page with a head, page numbers, charts, and nothing of the screen's tools."""

from __future__ import annotations

import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from tests.guards.world import NOW, make_more, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)
TOOLS = (
    "Pekerjaan saya",
    "Laporan monev",
    "Tampilkan",
    "Unduh",
    "Kembali ke atas",
    "Langsung ke isi",
    "SVG",
    "http",
)
MOST_PAGES = 12


@pytest.fixture
def world(live_server):
    with time_machine.travel(NOW, tick=True):
        made = make_world()
        make_more(made.own, 3)
        yield made


def printed(person, address: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The texts and sizes of the pages."""
    person.open(address, axe=False)
    paper = pypdfium2.PdfDocument(person.page.pdf(prefer_css_page_size=True))
    sizes = [(round(page.get_width()), round(page.get_height())) for page in paper]
    return [page.get_textpage().get_text_bounded() for page in paper], sizes


def test_dashboards_print_as_clean_pages(world, open_as):
    council, place = open_as(world.cast.council), world.own
    addresses = {
        "region": reverse("portal:dashboard", args=[place.region.code]),
        "pillar": reverse("portal:pillar", args=[place.region.code, "LI"]),
        "opd": reverse("portal:agency", args=[place.region.code, place.agency.pk]),
        "program": reverse("portal:program-detail", args=[place.program.pk]),
        "search": reverse("portal:search") + "?q=tambahan",
    }
    for name, address in addresses.items():
        texts, sizes = printed(council, address)
        whole = "\n".join(texts)
        assert len(texts) <= MOST_PAGES, name
        assert set(sizes) == {A4}, name
        assert "Dicetak" in texts[0], name
        assert all(f"{number} / {len(texts)}" in text for number, text in enumerate(texts, 1)), name
        assert [each for each in TOOLS if each in whole] == [], name


def test_charts_are_printed_as_pictures_and_not_cut(world, open_as):
    """On paper each chart is the server's picture, in one piece."""
    council = open_as(world.cast.council)
    council.open(reverse("portal:pillar", args=[world.own.region.code, "LI"]), axe=False)
    council.page.emulate_media(media="print")

    charts = council.page.locator("figure.chart")
    assert charts.count() > 0
    for number in range(charts.count()):
        chart = charts.nth(number)
        expect(chart.locator("img")).to_be_visible()  # it is fetched when paper is asked for
        assert not chart.locator("canvas").is_visible()
        assert not chart.locator("details").is_visible()
        assert chart.evaluate("each => getComputedStyle(each).breakInside") == "avoid"


def test_a_step_of_meeting_mode_prints_on_one_page(world, open_as):
    texts, sizes = printed(
        open_as(world.cast.council), reverse("portal:meeting-mode", args=[world.own.region.code]) + "?layar=LI"
    )
    assert len(texts) == 1
    assert sizes == [A4]
