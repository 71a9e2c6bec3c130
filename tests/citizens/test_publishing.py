"""The administrator publishes the region and chooses what is shown."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from citizens.models import DocumentSwitch, ProgramSwitch, Publication, QuickWinStory
from citizens.selectors.photos import photos_of
from citizens.services import publishing
from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.workflow import State
from tests.core.test_pictures import photo
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory, adopt
from tests.factories.preparation import LegalDocumentFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import EvidenceFactory, QuickWinReportFactory, StoredFileFactory


@pytest.fixture
def program(region, agency, cast):
    version = PlanVersionFactory(plan__region=region)
    row = ProgramFactory(plan_version=version, lead_agency=agency)
    adopt(version)
    return row


def test_a_region_without_a_plan_in_force_is_not_published(region, cast):
    PlanVersionFactory(plan__region=region)
    with pytest.raises(Refused):
        publishing.publish_region(region, by=cast.admin)
    assert not Publication.objects.exists()


def test_publishing_and_withdrawing_are_remembered(region, cast, program):
    publishing.publish_region(region, by=cast.admin)
    publishing.withdraw_region(region, by=cast.admin)
    row = Publication.objects.get()
    assert (row.is_published, row.published_since is None) == (False, False)
    assert [each.history_user for each in row.history.all()] == [cast.admin, cast.admin]


def test_nobody_publishes_another_region(region, cast, program):
    with pytest.raises(PermissionDenied):
        publishing.publish_region(region, by=cast.foreign_region_admin)
    assert not Publication.objects.exists()


def test_a_colour_that_cannot_be_read_is_refused_at_its_field(region, as_, cast, program):
    page = as_(cast.admin).post(reverse("citizens:publishing", args=[region.code]), {"accent": "#ffee00"})
    assert page.status_code == 422
    assert "4,5 : 1" in page.content.decode()
    with pytest.raises(ValidationError):
        Publication(region=region, accent="#ffee00").full_clean()


def test_only_what_stands_on_the_page_is_decided(region, as_, cast, program, agency):
    later = ProgramFactory(
        plan_version=PlanVersionFactory(plan=program.plan_version.plan, number=2), lead_agency=agency
    )
    document, other = LegalDocumentFactory(region=region), LegalDocumentFactory()
    win = QuickWinFactory(region=region, agency=agency)
    address = reverse("citizens:choose", args=[region.code])
    listed = {
        "listed_program": [str(program.lineage), str(later.lineage)],
        "listed_document": [document.pk, other.pk],
        "document": [document.pk, other.pk],
        "listed_quick_win": [str(win.uid)],
    }
    assert as_(cast.admin).post(address, listed).status_code == 302
    assert [row.program_lineage for row in ProgramSwitch.objects.filter(is_withheld=True)] == [program.lineage]
    assert [row.document for row in DocumentSwitch.objects.all()] == [document]
    assert QuickWinStory.objects.get().is_withheld
    as_(cast.admin).post(address, {})
    assert ProgramSwitch.objects.get().is_withheld
    as_(cast.admin).post(address, {"listed_program": str(program.lineage), "program": str(program.lineage)})
    assert not ProgramSwitch.objects.get().is_withheld


def test_a_photo_is_taken_over_without_where_it_was_made(region, as_, cast, agency):
    win = QuickWinFactory(region=region, agency=agency)
    address = reverse("citizens:story", args=[region.code, win.uid])
    upload = SimpleUploadedFile("foto.jpg", photo(), "image/jpeg")
    words = {"picture_text": "Kader mencatat di posyandu", "consent": "on", "upload": upload}
    assert as_(cast.admin).post(address, words).status_code == 302
    story = QuickWinStory.objects.get()
    picture = Image.open(BytesIO(story.picture.read()))
    assert (picture.size, dict(picture.getexif())) == ((story.width, story.height), {})


def test_without_the_consent_of_people_there_is_no_picture(region, as_, cast, agency):
    win = QuickWinFactory(region=region, agency=agency)
    upload = SimpleUploadedFile("foto.jpg", photo(), "image/jpeg")
    page = as_(cast.admin).post(
        reverse("citizens:story", args=[region.code, win.uid]), {"picture_text": "Foto", "upload": upload}
    )
    assert page.status_code == 422
    assert not QuickWinStory.objects.exists()


def test_only_photos_of_verified_reports_are_offered(region, cast, agency):
    win = QuickWinFactory(region=region, agency=agency)
    found = {}
    for number, state in enumerate((State.VERIFIED, State.SUBMITTED), start=1):
        report = QuickWinReportFactory(quick_win=win, period__number=number, state=state)
        stored = StoredFileFactory(content=state.encode(), content_type="image/jpeg", file__data=photo((60, 40)))
        found[state] = EvidenceFactory(region=region, agency=agency, stored_file=stored)
        EvidenceUse.objects.create(evidence=found[state], quick_win_report=report)
    assert list(photos_of(win)) == [found[State.VERIFIED]]
    with pytest.raises(Refused):
        publishing.take_picture(win, found[State.SUBMITTED].uid, "Foto", by=cast.admin)
    story = publishing.take_picture(win, found[State.VERIFIED].uid, "Foto", by=cast.admin)
    assert story.evidence == found[State.VERIFIED]
    assert story.picture.name != found[State.VERIFIED].stored_file.file.name
