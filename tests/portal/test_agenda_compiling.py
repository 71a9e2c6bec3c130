"""The next agenda: from deviations, open directives, pledges behind and findings; on its pages two lose nothing."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from masterplan.models.agenda import AgendaItem
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Meeting
from monev.evaluation.models.results import Finding
from organizations.models import Region
from portal.selectors.agenda import DEVIATIONS, latest_closed, proposals
from portal.services.agenda import compile_agendas
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.preparation import CouncilFactory, CouncilMemberFactory, DirectiveFactory, MeetingFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 11, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2025-11-20 02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def full(region, programs, agency, other_agency):
    """A late program, directives, pledges and findings."""
    Region.objects.filter(pk=region.pk).update(is_active=True)
    day = datetime.date(2025, 9, 1)
    for text, due, status in (
        ("Arahan dekat", datetime.date(2025, 12, 1), "open"),
        ("Arahan lewat", datetime.date(2025, 11, 1), "open"),
        ("Arahan selesai", datetime.date(2025, 11, 1), "closed"),
    ):
        DirectiveFactory(region=region, agency=agency, text=text, given_on=day, due_on=due, status=status)
    sheet = CommitmentFactory(region=region, agency=agency)
    PledgeFactory(commitment=sheet, text="Janji batal", due_year=2025, state=Pledge.State.BROKEN)
    PledgeFactory(commitment=sheet, text="Janji ditepati", due_year=2024, state=Pledge.State.KEPT)
    PledgeFactory(commitment=sheet, text="Janji nanti", due_year=2026, state=Pledge.State.OPEN)
    Finding.objects.create(region=region, year=2024, kind="recommendation", text="Lengkapi SOP")
    Finding.objects.create(region=region, year=2024, kind="strength", text="Sudah baik")
    Finding.objects.create(region=region, year=2024, kind="weakness", text="Sudah selesai", status="done")
    return programs


def texts(region):
    return [each.text for each in proposals(region, TODAY)]


def test_the_agenda_names_what_is_open_overdue_first_then_the_largest_deviations(full, region):
    found = texts(region)
    assert next(text for text in found if "Arahan" in text).startswith("Dinas Kesehatan: Arahan lewat")
    assert len([text for text in found if "Arahan" in text]) == 2
    late = next(text for text in found if "Pasar daring" in text)
    assert "-30,0 poin" in late
    assert "Gagal lelang" in late
    assert not [text for text in found if "Posyandu digital" in text]
    assert [text for text in found if "Janji" in text] == [next(text for text in found if "Janji batal" in text)]
    assert [text for text in found if "SOP" in text or "Sudah" in text] == ["Evaluasi 2024: Lengkapi SOP"]


def test_figures_are_those_of_the_latest_closed_period(full, region, quarters):
    assert latest_closed(region, TODAY) == quarters[-1]
    assert latest_closed(region, quarters[0].closes_on) is None
    assert len([each for each in proposals(region, TODAY) if each.kind == "deviation"]) <= DEVIATIONS


def test_a_planned_meeting_gets_its_agenda_at_once_and_every_hour(as_, cast, full, region, agency):
    council = CouncilFactory(region=region)
    given = {"council": council.pk, "state": "planned", "held_on": "2025-12-05", "place": "Setda", "agenda": "Evaluasi"}
    as_(cast.council).post(reverse("portal:meeting-plan", args=[region.code]), given)
    meeting = Meeting.objects.get()
    kinds = list(meeting.agenda_items.order_by("position").values_list("kind", flat=True))
    assert kinds == ["directive", "directive", "deviation", "commitment", "finding"]
    assert compile_agendas() == 0
    DirectiveFactory(region=region, agency=agency, text="Arahan baru", due_on=datetime.date(2026, 12, 1))
    assert compile_agendas() == 1 + 3  # one more item, and those behind it move on
    assert meeting.agenda_items.filter(text__contains="Arahan baru").exists()


def test_a_meeting_that_is_past_or_cancelled_is_left_alone(full, region):
    MeetingFactory(council__region=region, state="planned", held_on=datetime.date(2025, 11, 1))
    MeetingFactory(council__region=region, state="cancelled", held_on=datetime.date(2025, 12, 1))
    assert compile_agendas() == 0


def test_people_take_off_put_back_move_and_add(as_, cast, full, region):
    meeting = MeetingFactory(council__region=region, state="planned", held_on=datetime.date(2025, 12, 5))
    browser, address = as_(cast.council), reverse("portal:meeting-agenda", args=[meeting.pk])

    def act(action, item=None, **more):
        return browser.post(address, {"action": action, **({"item": item.pk} if item else {}), **more})

    act("compile")
    first, second, *_rest = meeting.agenda_items.order_by("position")
    act("down", first)
    assert meeting.agenda_items.order_by("position").first() == second
    act("drop", second)
    act("add", text="Anggaran 2026")
    act("compile")
    standing = list(meeting.agenda_items.filter(archived_at=None).values_list("text", flat=True))
    assert second.text not in standing
    assert "Anggaran 2026" in standing
    act("restore", second)
    assert meeting.agenda_items.filter(archived_at=None, pk=second.pk).exists()
    assert act("add", text=" ").status_code == 422
    stranger = AgendaItem.objects.create(meeting=MeetingFactory(council__region=region), text="Lain")
    assert act("drop", stranger).status_code == 404


def test_a_meeting_that_somebody_changed_meanwhile_is_shown_beside_what_was_typed(as_, cast, region):
    meeting = MeetingFactory(council__region=region, place="Setda", agenda="Evaluasi")
    address = reverse("portal:meeting-change", args=[meeting.pk])
    given = {"council": meeting.council_id, "state": "held", "held_on": "2026-03-12", "agenda": "Evaluasi"}
    theirs = {**given, "place": "Bappeda", "seen_version": meeting.version}
    assert as_(cast.secretary).post(address, theirs).status_code == 302
    posted = as_(cast.council).post(address, {**theirs, "place": "Aula", "minutes": "Notulen kami"})
    assert posted.status_code == 409
    assert ("tempat", "Bappeda") in [(label.lower(), text) for label, text in posted.context["stored"]]
    assert "Notulen kami" in posted.content.decode()
    again = {**theirs, "place": "Aula", "seen_version": posted.context["form"]["seen_version"].value()}
    assert as_(cast.council).post(address, again).status_code == 302
    meeting.refresh_from_db()
    assert meeting.place == "Aula"


def test_attendance_and_decisions_are_written_on_their_pages(as_, cast, region):
    meeting = MeetingFactory(council__region=region)
    one, two = (CouncilMemberFactory(council=meeting.council) for _each in range(2))
    browser = as_(cast.council)
    address = reverse("portal:meeting-attendance", args=[meeting.pk])
    came = {f"kind_{one.pk}": "present", f"represented_by_{two.pk}": "Sekretaris Dinas"}
    assert browser.post(address, {"seen_version": meeting.version, **came}).status_code == 302
    assert {each.member: str(each.kind) for each in meeting.attendance.all()} == {one: "present", two: "represented"}
    wrong = browser.post(address, {"seen_version": 2, f"kind_{one.pk}": "represented"})
    assert wrong.status_code == 422
    address = reverse("portal:meeting-decisions", args=[meeting.pk])
    assert browser.post(address, {"seen_version": 2, "new_1": "Satu", "new_3": "Dua"}).status_code == 302
    shown = browser.get(reverse("portal:meeting-detail", args=[meeting.pk])).content.decode()
    decision = meeting.decisions.first()
    assert f"{reverse('portal:directive-give', args=[region.code])}?keputusan={decision.pk}" in shown
    assert "Sekretaris Dinas" in shown
