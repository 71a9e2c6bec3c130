"""The pack of a meeting: the agenda as it is or would be, directives, decisions due, quick wins in trouble."""

import datetime

import pytest
import time_machine

from masterplan.models.preparation import Meeting
from monev.reports.catalogue.registry import report_named
from monev.reports.wishes import Wish
from tests.factories.preparation import (
    AgendaItemFactory,
    CouncilFactory,
    DecisionFactory,
    DirectiveFactory,
    MeetingFactory,
)
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.portal.figures_case import YEAR
from tests.portal.papers.case import collected, column, paper, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2025-11-20 02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def council(region):
    return CouncilFactory(region=region, name="Dewan Smart City")


@pytest.fixture
def wish(region, programs, quarters):
    return lambda **about: Wish(region, period=quarters[1], **about)


def planned(council, day=datetime.date(2025, 12, 4), **more):
    return MeetingFactory(council=council, state=Meeting.State.PLANNED, held_on=day, agenda="Evaluasi akhir", **more)


def told(region, agency, text, due, status="open", **more):
    day = datetime.date(2025, 9, 1)
    return DirectiveFactory(region=region, agency=agency, text=text, given_on=day, due_on=due, status=status, **more)


def test_without_a_meeting_the_pack_holds_what_would_stand_on_its_agenda(wish, region, agency):
    told(region, agency, "Arahan lewat", datetime.date(2025, 11, 1))
    data = collected("meeting-pack", wish())
    assert data["meeting"] is None
    assert any("Arahan lewat" in each for each in column(data["agenda"], "text"))
    assert any("Pasar daring" in each for each in column(data["agenda"], "text"))
    preview = report_named("meeting-pack").preview(wish())
    assert dict(preview.facts)["Arahan lewat tenggat"] == "1"
    assert len(preview.lacks) == 1


def test_the_next_meeting_is_taken_where_none_is_chosen(wish, council):
    later = planned(council, datetime.date(2026, 1, 9))
    AgendaItemFactory(meeting=planned(council), text="Serapan anggaran")
    data = collected("meeting-pack", wish())
    assert column(data["agenda"], "text") == ["Serapan anggaran"]
    assert data["meeting"]["held_on"] == "2025-12-04"
    AgendaItemFactory(meeting=later, text="Rencana tahun depan", kind="other")
    assert column(collected("meeting-pack", wish(meeting=later))["agenda"], "text") == ["Rencana tahun depan"]


def test_open_directives_come_overdue_first_and_answered_ones_wait_for_the_council(wish, region, agency):
    told(region, agency, "Arahan dekat", datetime.date(2025, 12, 1))
    told(region, agency, "Arahan lewat", datetime.date(2025, 11, 1))
    told(region, agency, "Arahan dijawab", datetime.date(2025, 11, 1), "answered")
    told(region, agency, "Arahan selesai", datetime.date(2025, 11, 1), "closed")
    data = collected("meeting-pack", wish())
    assert column(data["directives"], "arahan") == ["Arahan lewat", "Arahan dekat"]
    assert column(data["waiting"], "arahan") == ["Arahan dijawab"]


def test_decisions_stay_until_they_are_carried_out(wish, council, region, agency):
    held = MeetingFactory(council=council, held_on=datetime.date(2025, 8, 1))
    DecisionFactory(meeting=held, text="Tanpa arahan")
    running = DecisionFactory(meeting=held, text="Sedang dikerjakan")
    done = DecisionFactory(meeting=held, text="Sudah selesai")
    told(region, agency, "a", datetime.date(2025, 12, 1), decision=running)
    told(region, agency, "b", datetime.date(2025, 10, 1), "closed", decision=done)
    data = collected("meeting-pack", wish())
    assert column(data["decisions"], "text") == ["Tanpa arahan", "Sedang dikerjakan"]
    assert column(data["decisions"], "state") == [None, "menunggu OPD"]


def test_only_quick_wins_in_trouble_are_named(wish, region, agency):
    late, fine = (QuickWinFactory(region=region, agency=agency, year=YEAR, title=text) for text in ("Macet", "Lancar"))
    MilestoneFactory(quick_win=late, due_on=datetime.date(2025, 5, 1))
    MilestoneFactory(quick_win=fine, due_on=datetime.date(2025, 5, 1), done_on=datetime.date(2025, 4, 1))
    data = collected("meeting-pack", wish())
    assert column(data["quick_wins"], "title") == ["Macet"]


def test_the_paper_names_deviations_with_their_causes(wish, council):
    AgendaItemFactory(meeting=planned(council, place="Ruang rapat Bupati"), text="Serapan anggaran")
    data = collected("meeting-pack", wish())
    text = words(paper("meeting-pack", data))
    for part in (
        "Serapan anggaran",
        "Pasar daring",
        "Gagal lelang",
        "Lelang ulang",
        "4 Desember 2025",
        "Ruang rapat Bupati",
    ):
        assert part in text, part
