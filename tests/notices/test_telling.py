"""Telling: once per person, kind and key; by mail as each person wants."""

import pytest
import time_machine
from django.db import transaction

from notices.kinds import all_groups, all_kinds
from notices.models import Mail, Notice
from notices.services.preferences import keep_preferences
from notices.services.telling import News, tell, tell_each
from tests.factories.organizations import UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
KIND = "period.locked"
PARAMS = {"period": "2026-3", "verified": 9, "total": 11}
RETURNED = {
    "subject": "Posyandu digital",
    "period": "2026-3",
    "agency": "Dinas Kesehatan",
    "by": "Rina",
    "reason": "Foto\nkurang",
}


def wants(user, mail: str, *, language: str = "id", hour: int | None = None) -> None:
    keep_preferences(user, language=language, digest_hour=hour, mails={group.code: mail for group in all_groups()})


def test_somebody_is_told_once(region):
    people = [UserFactory(), UserFactory()]
    assert tell(KIND, people, key="7", params=PARAMS, url="/", region=region) == 2
    assert tell(KIND, [*people, UserFactory()], key="7", params=PARAMS, url="/", region=region) == 1
    assert tell(KIND, people, key="8", params=PARAMS, region=region) == 2
    assert Notice.objects.count() == 5


def test_the_same_person_twice_in_one_call_is_told_once(region):
    person = UserFactory()
    assert tell(KIND, [person, person], key="7", params=PARAMS, region=region) == 1


def test_somebody_who_is_not_active_is_not_told(region):
    assert tell(KIND, [UserFactory(is_active=False)], key="7", params=PARAMS, region=region) == 0


def test_what_is_told_within_a_change_that_is_undone_was_not_told(region):
    person = UserFactory()
    with transaction.atomic():
        tell("report.returned", [person], key="7", params=RETURNED, region=region)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


def test_a_kind_that_nobody_registered_is_a_mistake(region):
    with pytest.raises(KeyError):
        tell("no.such", [UserFactory()], key="7", params={}, region=region)


def test_a_text_that_lacks_its_figures_is_a_mistake(region):
    with pytest.raises(ValueError, match="total"):
        tell(KIND, [UserFactory()], key="7", params={"period": "2026-3", "verified": 9}, region=region)


@pytest.mark.parametrize("url", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "pekerjaan/"])
def test_news_lead_to_pages_of_the_portal_only(region, url):
    with pytest.raises(ValueError, match="not a page"):
        tell(KIND, [UserFactory()], key="7", params=PARAMS, url=url, region=region)


def test_each_person_has_figures_of_their_own(region):
    one, other = UserFactory(), UserFactory()
    tell_each(KIND, [News(one, "7", PARAMS, region=region), News(other, "7", PARAMS | {"verified": 3}, region=region)])
    assert other.notices.get().params == {"period": "2026-3", "verified": "3", "total": "11"}


def test_the_number_of_queries_does_not_grow_with_the_people(region, django_assert_max_num_queries):
    people = UserFactory.create_batch(30)
    with django_assert_max_num_queries(14):
        assert tell("report.returned", people, key="7", params=RETURNED, region=region) == 30


@pytest.mark.parametrize(("wish", "mails"), [("once", 1), ("digest", 0), ("never", 0)])
def test_news_go_by_the_way_that_the_person_chose(region, wish, mails):
    person = UserFactory()
    wants(person, wish)
    tell("report.returned", [person], key="7", params=RETURNED, region=region)
    assert Mail.objects.count() == mails
    assert person.notices.get().mail_wish == wish


def test_the_defaults_hold_for_who_chose_nothing(region):
    person = UserFactory()
    tell("report.returned", [person], key="7", params=RETURNED, region=region)
    tell(KIND, [person], key="7", params=PARAMS, region=region)
    assert list(person.notices.order_by("pk").values_list("mail_wish", flat=True)) == ["once", "digest"]


def test_a_mail_says_what_why_where_and_how_to_change_it(region, settings):
    settings.PORTAL_URL = "https://smartcity.contoh.go.id/"
    person = UserFactory(name="Ani Lestari")
    tell("report.returned", [person], key="7", params=RETURNED, url="/laporan/program/3/2/isi/", region=region)
    mail = Mail.objects.get()
    assert "\n" not in mail.subject
    assert "Posyandu digital" in mail.subject
    assert mail.notices.get() == person.notices.get()
    for said in (
        "Ani Lestari",
        "Foto\nkurang",
        "https://smartcity.contoh.go.id/laporan/program/3/2/isi/",
        "https://smartcity.contoh.go.id/profil/pemberitahuan/",
    ):
        assert said in mail.body
    assert "&" not in mail.body


def test_names_are_not_written_as_html(region):
    person = UserFactory(name="Ani & <Budi>")
    tell("report.returned", [person], key="7", params=RETURNED | {"by": "O'Neil & Co"}, region=region)
    assert "Ani & <Budi>" in Mail.objects.get().body
    assert "O'Neil & Co" in Mail.objects.get().body


def test_a_mail_speaks_the_language_of_its_reader(region):
    one, other = UserFactory(), UserFactory()
    wants(one, "once", language="en")
    wants(other, "once", language="id")
    tell(KIND, [one, other], key="7", params=PARAMS, region=region)
    assert Mail.objects.get(user=one).subject == "QIII 2026 is locked"
    assert Mail.objects.get(user=other).subject.startswith("TW III 2026")


@time_machine.travel("2026-10-05 15:00:00+00:00", tick=False)
def test_a_mail_written_at_night_waits_for_the_morning(region):
    tell("report.returned", [UserFactory()], key="7", params=RETURNED, region=region)
    assert Mail.objects.get().not_before.isoformat() == "2026-10-05T22:00:00+00:00"


@pytest.mark.parametrize("backend", ["filebased", "console", "dummy"])
def test_without_a_mail_server_mails_are_kept_in_the_portal(region, settings, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    tell("report.returned", [UserFactory()], key="7", params=RETURNED, region=region)
    assert Mail.objects.get().state == "kept"


def test_a_preference_of_another_person_does_not_count(region):
    one, other = UserFactory(), UserFactory()
    wants(one, "never")
    tell("report.returned", [one, other], key="7", params=RETURNED, region=region)
    assert list(Mail.objects.values_list("user", flat=True)) == [other.pk]


def test_every_kind_belongs_to_a_group_with_a_default():
    assert {kind.group.mail_default for kind in all_kinds()} <= {"once", "digest", "never"}
    assert len({group.code for group in all_groups()}) == len(all_groups())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_tell_at_once_tell_once(region):
    """Both have begun before either has finished; the unique constraint decides."""
    people = UserFactory.create_batch(5)
    told = at_once(lambda: tell("report.returned", people, key="7", params=RETURNED, region=region))
    assert sum(told) == 5
    assert (Notice.objects.count(), Mail.objects.count()) == (5, 5)
