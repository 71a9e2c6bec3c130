"""Meetings: minutes, attendance, decisions, and what people do to an agenda; two people at once lose nothing."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from core.errors import Conflict, Refused
from masterplan.agenda import Proposal
from masterplan.models.agenda import AgendaItem
from masterplan.models.preparation import Meeting
from masterplan.services.agenda import add_item, apply_proposals, change_item, drop_item, move_item, restore_item
from masterplan.services.meetings import Came, record_attendance, record_decisions, save_meeting
from tests.factories.preparation import (
    AgendaItemFactory,
    CouncilFactory,
    CouncilMemberFactory,
    DecisionFactory,
    DirectiveFactory,
    MeetingFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
ARAHAN = Proposal("directive", "directive:1", "Arahan 1")
PROGRAM = Proposal("deviation", "program:1", "Program 1")


@pytest.fixture
def meeting(region):
    return MeetingFactory(council__region=region, state="planned", held_on=datetime.date(2026, 12, 1))


def agenda(meeting):
    rows = AgendaItem.objects.filter(meeting=meeting, archived_at=None)
    return list(rows.order_by("position").values_list("text", flat=True))


def test_the_council_plans_and_nobody_else(region, cast):
    council = CouncilFactory(region=region)
    made = save_meeting(Meeting(council=council, held_on=datetime.date(2026, 12, 1), state="planned"), by=cast.council)
    assert (made.history.first().history_user, made.is_planned) == (cast.council, True)
    for who in (cast.admin, cast.staff, cast.foreign_council):
        with pytest.raises(PermissionDenied), transaction.atomic():
            save_meeting(Meeting(council=council, held_on=datetime.date(2026, 12, 2)), by=who)


def test_minutes_are_a_document_or_a_photo_and_what_they_say_they_are(meeting, cast):
    for name, content in (("notulen.xlsx", PDF), ("notulen.docx", PDF), ("notulen.pdf", b"bukan pdf")):
        with pytest.raises(Refused) as refused:
            save_meeting(meeting, by=cast.council, minutes=SimpleUploadedFile(name, content))
        assert refused.value.field == "minutes_file"
    kept = save_meeting(meeting, by=cast.council, minutes=SimpleUploadedFile("../notulen.pdf", PDF))
    assert kept.minutes_file.read() == PDF
    assert kept.minutes_file.name.startswith("minutes/")


def test_two_who_change_a_meeting_at_once_do_not_overwrite_each_other(meeting, cast):
    mine, theirs = Meeting.objects.get(pk=meeting.pk), Meeting.objects.get(pk=meeting.pk)
    theirs.place = "Bappeda"
    save_meeting(theirs, by=cast.secretary)
    mine.place = "Setda"
    with pytest.raises(Conflict):
        save_meeting(mine, by=cast.council)
    meeting.refresh_from_db()
    assert meeting.place == "Bappeda"


def test_members_come_are_represented_or_are_absent(meeting, cast):
    one, two, three, four = (CouncilMemberFactory(council=meeting.council, post=f"Anggota {n}") for n in range(4))
    came = {one.pk: Came("present"), two.pk: Came("represented", "Sekretaris"), three.pk: Came("absent", "siapa")}
    record_attendance(meeting, came, by=cast.council, seen_version=meeting.version)
    kinds = {each.member: (str(each.kind), each.represented_by) for each in meeting.attendance.all()}
    assert kinds == {one: ("present", ""), two: ("represented", "Sekretaris"), three: ("absent", "")}
    assert four not in kinds


def test_a_stand_in_has_a_name_and_a_member_belongs_to_the_body(meeting, cast):
    member, stranger = CouncilMemberFactory(council=meeting.council), CouncilMemberFactory()
    for came in ({member.pk: Came("represented", " ")}, {stranger.pk: Came("present")}):
        with pytest.raises(Refused):
            record_attendance(meeting, came, by=cast.council, seen_version=meeting.version)
    assert not meeting.attendance.exists()


def test_decisions_are_written_changed_and_taken_away_in_order(meeting, cast):
    record_decisions(meeting, [(None, "Satu"), (None, " "), (None, "Dua")], by=cast.council, seen_version=1)
    one, two = meeting.decisions.order_by("position")
    meeting.refresh_from_db()
    record_decisions(
        meeting, [(one.pk, ""), (two.pk, "Dua lagi"), (None, "Tiga")], by=cast.council, seen_version=meeting.version
    )
    rows = meeting.decisions.filter(archived_at=None).order_by("position")
    assert list(rows.values_list("position", "text")) == [(1, "Dua lagi"), (2, "Tiga")]
    with pytest.raises(Conflict):
        record_decisions(meeting, [], by=cast.council, seen_version=meeting.version)


def test_a_decision_on_which_a_directive_rests_stays(meeting, region, cast):
    decision = DecisionFactory(meeting=meeting)
    DirectiveFactory(region=region, decision=decision)
    with pytest.raises(Refused):
        record_decisions(meeting, [(decision.pk, "")], by=cast.council, seen_version=meeting.version)
    decision.refresh_from_db()
    assert decision.archived_at is None


def test_compiling_again_keeps_what_people_changed(meeting, cast):
    apply_proposals(meeting, [ARAHAN, PROGRAM], by=cast.council)
    assert agenda(meeting) == ["Arahan 1", "Program 1"]
    first, second = meeting.agenda_items.order_by("position")
    change_item(first, by=cast.council, text="Arahan 1 dibahas dahulu", result="", seen_version=first.version)
    add_item(meeting, "Anggaran 2027", by=cast.council)
    drop_item(second, by=cast.council)
    apply_proposals(meeting, [ARAHAN, PROGRAM, Proposal("finding", "finding:1", "Temuan")], by=None)
    assert agenda(meeting) == ["Arahan 1 dibahas dahulu", "Temuan", "Anggaran 2027"]
    restore_item(second, by=cast.council)
    assert "Program 1" in agenda(meeting)


def test_compiling_twice_writes_nothing(meeting, cast):
    assert apply_proposals(meeting, [ARAHAN, PROGRAM], by=cast.council) == 2
    versions = list(meeting.agenda_items.values_list("version", flat=True))
    assert apply_proposals(meeting, [ARAHAN, PROGRAM], by=None) == 0
    assert list(meeting.agenda_items.values_list("version", flat=True)) == versions


def test_an_item_with_a_result_outlives_its_reason(meeting, cast):
    apply_proposals(meeting, [ARAHAN], by=cast.council)
    item = meeting.agenda_items.get()
    change_item(item, by=cast.council, text=item.text, result="Disepakati", seen_version=item.version)
    apply_proposals(meeting, [], by=None)
    assert agenda(meeting) == ["Arahan 1"]


def test_the_agenda_of_a_held_meeting_is_not_compiled(meeting, cast):
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    with pytest.raises(Refused):
        apply_proposals(meeting, [ARAHAN], by=cast.council)


def test_items_are_moved_and_two_at_once_do_not_overwrite_each_other(meeting, cast):
    apply_proposals(meeting, [ARAHAN, PROGRAM], by=cast.council)
    _first, second = meeting.agenda_items.order_by("position")
    move_item(second, -1, by=cast.council)
    assert agenda(meeting) == ["Program 1", "Arahan 1"]
    with pytest.raises(Conflict):
        change_item(second, by=cast.secretary, text="Lain", result="", seen_version=second.version)


def test_nobody_else_touches_the_agenda(meeting, cast):
    item = AgendaItemFactory(meeting=meeting)
    for who in (cast.staff, cast.admin, cast.foreign_council):
        with pytest.raises(PermissionDenied):
            add_item(meeting, "Titipan", by=who)
        with pytest.raises(PermissionDenied):
            drop_item(item, by=who)


def test_the_same_thing_stands_on_an_agenda_once(meeting):
    AgendaItemFactory(meeting=meeting, reference="directive:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItemFactory(meeting=meeting, reference="directive:1")
