"""The daily digest: once a day and person, with what they have not read, at their hour, never empty."""

import pytest
import time_machine

from notices.models import Mail, Notice
from notices.services.digests import compose_digests
from notices.services.preferences import keep_preferences
from notices.services.reading import mark_all_read
from notices.services.telling import tell
from tests.factories.organizations import UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
PARAMS = {"period": "2026-3", "verified": 9, "total": 11}
# In Sumbawa (WITA, UTC+8) the quiet hours end at 06.00: 22.00 UTC of the day before.
EVENING, BEFORE, MORNING, LATER = (
    "2026-10-05 10:00:00+00:00",
    "2026-10-05 21:50:00+00:00",
    "2026-10-05 22:00:00+00:00",
    "2026-10-06 03:00:00+00:00",
)


@pytest.fixture
def clock():
    with time_machine.travel(EVENING, tick=False) as found:
        yield found


@pytest.fixture
def person():
    return UserFactory(name="Ani")


def news(person, region, *keys: str) -> None:
    for key in keys:
        tell("period.locked", [person], key=key, params=PARAMS, url="/pekerjaan/", region=region)


def test_it_comes_when_the_quiet_hours_end(person, region, clock):
    news(person, region, "1", "2")
    clock.move_to(BEFORE)
    assert compose_digests() == 0
    clock.move_to(MORNING)
    assert compose_digests() == 1
    mail = Mail.objects.get()
    assert (mail.digest_on.isoformat(), mail.state) == ("2026-10-06", "waiting")
    assert mail.not_before <= mail.created_at
    assert mail.notices.count() == 2
    assert mail.body.count("http://localhost:8000/pekerjaan/") == 2


def test_it_is_written_once_however_often_the_clock_strikes(person, region, clock):
    news(person, region, "1")
    clock.move_to(MORNING)
    assert [compose_digests() for _each in range(3)] == [1, 0, 0]
    assert Mail.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_processes_write_one(region, clock):
    people = UserFactory.create_batch(6)
    for each in people:
        news(each, region, "1")
    clock.move_to(MORNING)
    assert sum(at_once(compose_digests)) == 6
    assert Mail.objects.count() == 6


def test_what_comes_after_the_hour_waits_for_the_next_day(person, region, clock):
    clock.move_to(LATER)
    news(person, region, "1")
    assert compose_digests() == 0
    clock.move_to("2026-10-06 22:00:00+00:00")
    assert compose_digests() == 1


def test_a_run_that_comes_late_still_writes_the_digest_of_the_day(person, region, clock):
    news(person, region, "1")
    clock.move_to(LATER)
    news(person, region, "2")
    assert compose_digests() == 1
    assert list(Mail.objects.get().notices.values_list("key", flat=True)) == ["1"]


def test_nothing_unread_no_digest(person, region, clock):
    news(person, region, "1")
    mark_all_read(person)
    clock.move_to(MORNING)
    assert compose_digests() == 0


def test_what_stood_in_a_digest_does_not_come_again(person, region, clock):
    news(person, region, "1")
    clock.move_to(MORNING)
    compose_digests()
    clock.move_to("2026-10-06 22:00:00+00:00")
    assert compose_digests() == 0
    news(person, region, "2")
    clock.move_to("2026-10-07 22:00:00+00:00")
    assert compose_digests() == 1
    assert [mail.notices.get().key for mail in Mail.objects.order_by("pk")] == ["1", "2"]


def test_it_comes_at_the_hour_that_the_person_chose(person, region, clock):
    keep_preferences(person, language="id", digest_hour=16, mails={})
    news(person, region, "1")
    clock.move_to(LATER)
    assert compose_digests() == 0
    clock.move_to("2026-10-06 08:00:00+00:00")
    assert compose_digests() == 1


def test_an_hour_within_the_quiet_hours_waits_for_their_end(person, region, clock):
    keep_preferences(person, language="id", digest_hour=3, mails={})
    news(person, region, "1")
    clock.move_to("2026-10-05 19:00:00+00:00")
    assert compose_digests() == 1
    assert Mail.objects.get().not_before.isoformat() == "2026-10-05T22:00:00+00:00"


def test_each_region_has_its_own_morning(region, other_region, clock):
    other_region.time_zone = "Asia/Jayapura"
    other_region.store(by=None)
    here, there = UserFactory(), UserFactory()
    news(here, region, "1")
    news(there, other_region, "1")
    clock.move_to("2026-10-05 21:00:00+00:00")
    assert compose_digests() == 1
    assert Mail.objects.get().user == there


def test_who_wants_no_mail_any_more_gets_no_digest(person, region, clock):
    news(person, region, "1")
    keep_preferences(person, language="id", digest_hour=None, mails={"periods": "never"})
    clock.move_to(MORNING)
    assert compose_digests() == 0
    assert Notice.objects.get().mail_wish == "never"


def test_somebody_who_left_gets_no_digest(person, region, clock):
    news(person, region, "1")
    person.is_active = False
    person.save()
    clock.move_to(MORNING)
    assert compose_digests() == 0


def test_one_piece_of_news_is_the_subject_itself(person, region, clock):
    news(person, region, "1")
    clock.move_to(MORNING)
    compose_digests()
    assert Mail.objects.get().subject == person.notices.get().title


def test_many_people_one_digest_each(region, clock):
    people = UserFactory.create_batch(4)
    for person in people:
        news(person, region, "1", "2", "3")
    clock.move_to(MORNING)
    assert compose_digests() == 4
    assert set(Mail.objects.values_list("user", flat=True)) == {person.pk for person in people}
