"""The story of a quick win: which photos it shows, that they are those of the snapshot, and its words."""

import hashlib
import io
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from core.documents import Picture
from core.errors import Refused
from core.spreadsheets import xlsx
from monev.monitoring.models.evidence import EvidenceUse
from monev.reports.wishes import Wish
from tests.factories.citizens import QuickWinStoryFactory
from tests.factories.monitoring import PeriodFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory, ReplicationFactory, RiskFactory
from tests.factories.trail import EvidenceUseFactory, QuickWinReportFactory
from tests.monev.reports.test_quarterly import sheets
from tests.portal.papers.case import collected, column, document, pages, paper, words

pytestmark = pytest.mark.django_db
YEAR = 2025
Verdict = EvidenceUse.Verdict


@pytest.fixture
def quick_win(region, agency):
    row = QuickWinFactory(
        region=region, agency=agency, title="Antrean daring", year=YEAR, problem="Antre lama", benefit="Cepat"
    )
    MilestoneFactory(quick_win=row, name="Uji coba", due_on=date(2025, 5, 1), done_on=date(2025, 4, 28))
    RiskFactory(quick_win=row, text="Jaringan putus", mitigation="Jaringan cadangan")
    ReplicationFactory(quick_win=row, message="Pesan antardaerah")
    return row


@pytest.fixture
def wish(region, quick_win):
    return Wish(region, quick_win=quick_win)


def jpeg(color="#336699") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(made, "JPEG")
    return made.getvalue()


def proven(quick_win, verdict, color="#336699", state="verified", title="Foto loket"):
    """A photo that proves a report of the quick win."""
    content = jpeg(color)
    number = quick_win.reports.count() + 1
    report = QuickWinReportFactory(
        quick_win=quick_win,
        period=PeriodFactory(region=quick_win.region, year=YEAR, number=number),
        state=state,
        physical_percent=60,
        narrative="Loket dibuka",
    )
    use = EvidenceUseFactory(
        progress_report=None,
        quick_win_report=report,
        verdict=verdict,
        evidence__region=quick_win.region,
        evidence__agency=quick_win.agency,
        evidence__kind="photo",
        evidence__title=title,
        evidence__stored_file__content=content,
        evidence__stored_file__file=ContentFile(content, name="foto.jpg"),
        evidence__stored_file__size=len(content),
        evidence__stored_file__content_type="image/jpeg",
    )
    return use.evidence


def told(quick_win, **more):
    """The story that the region shows to everybody, with its picture."""
    name = default_storage.save("stories/foto.jpg", ContentFile(jpeg("#993366")))
    return QuickWinStoryFactory(quick_win=quick_win, picture=name, picture_text="Warga di loket", **more)


def shown(data) -> list[str]:
    return [each["alternative"] for each in data["pictures"]]


def test_the_public_picture_comes_first_then_convincing_verified_photos(quick_win, wish):
    told(quick_win)
    proven(quick_win, Verdict.STRONG)
    assert shown(collected("quick-win-story", wish)) == ["Warga di loket", "Foto loket"]


@pytest.mark.parametrize(
    ("verdict", "state"), [(Verdict.WEAK, "verified"), (Verdict.UNJUDGED, "verified"), (Verdict.STRONG, "submitted")]
)
def test_a_photo_that_convinced_nobody_stays_out(quick_win, wish, verdict, state):
    proven(quick_win, verdict, state=state)
    assert shown(collected("quick-win-story", wish)) == []


def test_a_story_that_is_held_back_shows_no_photo(quick_win, wish):
    told(quick_win, is_withheld=True)
    proven(quick_win, Verdict.STRONG)
    assert shown(collected("quick-win-story", wish)) == []


def test_the_photo_is_that_of_the_snapshot_or_none(quick_win, wish):
    story = told(quick_win)
    data = collected("quick-win-story", wish)
    pictures = [
        each
        for section in document("quick-win-story", data).sections
        for each in section.blocks
        if isinstance(each, Picture)
    ]
    assert [hashlib.sha256(each.content).hexdigest() for each in pictures] == [data["pictures"][0]["sha256"]]
    default_storage.delete(story.picture.name)
    with pytest.raises(Refused):
        document("quick-win-story", data)
    default_storage.save(story.picture.name, ContentFile(jpeg("#000000")))
    with pytest.raises(Refused):
        document("quick-win-story", data)


def test_the_paper_tells_the_story_on_two_pages_with_the_words_of_its_photo(quick_win, wish):
    told(quick_win)
    proven(quick_win, Verdict.SUFFICIENT)
    data = collected("quick-win-story", wish)
    content = paper("quick-win-story", data)

    text = words(content)
    for part in ("Antrean daring", "Antre lama", "60,0 %", "Uji coba", "Jaringan putus", "Loket dibuka", "Foto loket"):
        assert part in text, part
    assert "Pesan antardaerah" not in text
    assert pages(content) <= 2
    assert "Warga di loket".encode("utf-16-be") in content or b"Warga di loket" in content
    assert content == paper("quick-win-story", data)


def test_a_workbook_says_what_its_pictures_show(quick_win, wish):
    told(quick_win)
    book = sheets(xlsx(document("quick-win-story", collected("quick-win-story", wish))))
    assert "Warga di loket" in [cell.value for row in book.worksheets[0] for cell in row]


def test_what_waits_for_verification_tells_no_progress(quick_win, wish):
    proven(quick_win, Verdict.STRONG, state="submitted")
    data = collected("quick-win-story", wish)
    assert data["percent"] is None
    assert data["last"] is None
    assert column(data["milestones"], "state") == ["tercapai"]
