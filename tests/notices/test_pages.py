"""The bell, the list, the mails, the choices: everybody sees their own and nothing of others."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.kinds import all_groups
from notices.models import Notice, Preference
from notices.selectors.inbox import outbox_trouble
from tests.factories.notices import MailFactory, NoticeFactory
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db


def page(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_bell_counts_what_is_unread(as_, cast, region):
    NoticeFactory.create_batch(3, user=cast.staff, region=region)
    NoticeFactory(user=cast.head, region=region)
    assert 'aria-label="Pemberitahuan, 3 belum dibaca"' in page(as_(cast.staff), "portal:home")
    assert 'aria-label="Pemberitahuan, tidak ada yang belum dibaca"' in page(as_(cast.colleague), "portal:home")


def test_a_number_that_is_too_long_for_the_bell_is_cut_short_for_the_eye_only(as_, cast, region):
    NoticeFactory.create_batch(101, user=cast.staff, region=region)
    text = page(as_(cast.staff), "portal:home")
    assert "99+" in text
    assert "101 belum dibaca" in text


def test_the_bell_costs_one_query_on_pages_that_show_it(as_, cast, region, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("account_login"))


def test_unread_news_stand_first(as_, cast, region):
    old = NoticeFactory(user=cast.staff, region=region, params={"period": "2025-1", "verified": "1", "total": "1"})
    new = NoticeFactory(user=cast.staff, region=region)
    browser = as_(cast.staff)
    browser.post(reverse("notices:notice-read", args=[new.pk]))
    text = page(browser, "notices:notice-list")
    assert text.index(f'id="n{old.pk}"') < text.index(f'id="n{new.pk}"')


def test_opening_marks_as_read_and_leads_to_the_page(as_, cast, region):
    notice = NoticeFactory(user=cast.staff, region=region, url="/pekerjaan/")
    answer = as_(cast.staff).post(reverse("notices:notice-open", args=[notice.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/pekerjaan/")
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_news_never_lead_out_of_the_portal(as_, cast, region, url):
    notice = NoticeFactory(user=cast.staff, region=region, url=url)
    answer = as_(cast.staff).post(reverse("notices:notice-open", args=[notice.pk]))
    assert answer.headers["Location"] == reverse("notices:notice-list")


@pytest.mark.parametrize("back", ["https://jahat.example/", "//jahat.example", "/pemberitahuan/../akun/"])
def test_marking_as_read_goes_back_to_the_list_only(as_, cast, region, back):
    notice = NoticeFactory(user=cast.staff, region=region)
    answer = as_(cast.staff).post(reverse("notices:notice-read", args=[notice.pk]), {"back": back})
    assert answer.headers["Location"] == reverse("notices:notice-list")


def test_marking_as_read_keeps_the_filters(as_, cast, region):
    notice = NoticeFactory(user=cast.staff, region=region)
    back = f"{reverse('notices:notice-list')}?show=unread&page=2"
    answer = as_(cast.staff).post(reverse("notices:notice-read", args=[notice.pk]), {"back": back})
    assert answer.headers["Location"] == back


def test_reading_again_keeps_the_time_of_the_first_reading(as_, cast, region):
    notice = NoticeFactory(user=cast.staff, region=region)
    browser = as_(cast.staff)
    browser.post(reverse("notices:notice-read", args=[notice.pk]))
    notice.refresh_from_db()
    first = notice.read_at
    browser.post(reverse("notices:notice-open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_all_at_once_marks_ones_own_only(as_, cast, region):
    NoticeFactory.create_batch(2, user=cast.staff, region=region)
    other = NoticeFactory(user=cast.head, region=region)
    answer = as_(cast.staff).post(reverse("notices:read-all"), follow=True)
    assert "2 pemberitahuan" in answer.content.decode()
    assert list(Notice.objects.filter(read_at=None)) == [other]


@pytest.mark.parametrize(("name", "method"), [("notice-open", "post"), ("notice-read", "post"), ("mail-detail", "get")])
def test_what_belongs_to_somebody_else_is_not_there(as_, cast, region, name, method):
    """The administrator of the region neither."""
    row = (MailFactory if name == "mail-detail" else NoticeFactory)(user=cast.staff, region=region)
    answer = getattr(as_(cast.admin), method)(reverse(f"notices:{name}", args=[row.pk]))
    assert answer.status_code == 404


def test_filters_narrow_the_list(as_, cast, region):
    locked = NoticeFactory(user=cast.staff, region=region)
    ready = NoticeFactory(
        user=cast.staff, region=region, kind="report.done", params={"title": "Laporan", "subject": "Sumbawa"}
    )
    browser = as_(cast.staff)
    browser.post(reverse("notices:notice-read", args=[ready.pk]))
    shown = lambda **query: set(re.findall(r'<li [^>]*id="n(\d+)"', page(browser, "notices:notice-list", **query)))  # noqa: E731
    assert shown() == {str(locked.pk), str(ready.pk)}
    assert shown(group="files") == {str(ready.pk)}
    assert shown(show="unread") == {str(locked.pk)}
    assert shown(group="no-such") == {str(locked.pk), str(ready.pk)}
    assert "Tidak ada yang cocok" in page(browser, "notices:notice-list", group="files", show="unread")


def test_nothing_there_says_what_will_be(as_, cast):
    assert "Belum ada pemberitahuan" in page(as_(cast.staff), "notices:notice-list")
    assert "Belum ada surel" in page(as_(cast.staff), "notices:mail-list")


def test_a_person_reads_the_mails_that_were_kept(as_, cast, region, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    mail = MailFactory(user=cast.staff, region=region, state="kept", body="Buka: http://localhost:8000/pekerjaan/\n<b>")
    text = page(as_(cast.staff), "notices:mail-list")
    assert "hanya di portal" in text
    assert mail.subject in text
    text = page(as_(cast.staff), "notices:mail-detail", mail.pk)
    assert 'href="http://localhost:8000/pekerjaan/"' in text
    assert "&lt;b&gt;" in text


def test_what_a_reason_says_is_not_html(as_, cast, region):
    params = {"subject": "<script>", "period": "2026-3", "agency": "A", "by": "B", "reason": "<img src=x>"}
    NoticeFactory(user=cast.staff, region=region, kind="report.returned", params=params)
    text = page(as_(cast.staff), "notices:notice-list")
    assert "<script>" not in text.split("<main")[1]
    assert "&lt;img src=x&gt;" in text


def choices(**changed) -> dict[str, str]:
    wanted = {f"mail_{group.code}": "never" for group in all_groups()}
    return wanted | {"language": "id", "digest_hour": "quiet"} | changed


def test_choices_are_kept_and_shown_again(as_, cast):
    browser = as_(cast.staff)
    answer = browser.post(
        reverse("notices:preferences"), choices(mail_returned="digest", digest_hour="16", language="en"), follow=True
    )
    assert "Pilihan Anda tersimpan" in answer.content.decode()
    kept = Preference.objects.get(user=cast.staff)
    assert (kept.digest_hour, kept.language) == (16, "en")
    assert kept.choices.get(group="returned").mail == "digest"
    form = browser.get(reverse("notices:preferences")).context["form"]
    assert (form["mail_returned"].value(), form["digest_hour"].value()) == ("digest", 16)
    browser.post(reverse("notices:preferences"), choices())
    assert Preference.objects.get(user=cast.staff).digest_hour is None
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"mail_returned": "sms"}, {"digest_hour": "24"}, {"language": "fr"}])
def test_a_choice_that_does_not_exist_is_refused(as_, cast, wrong):
    answer = as_(cast.staff).post(reverse("notices:preferences"), choices(**wrong))
    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_trouble_with_mails_is_known_by_region(region, other_region):
    assert not outbox_trouble(region)
    MailFactory(region=region, state="failed", error="550 no such mailbox", user=UserFactory())
    found = outbox_trouble(region)
    assert (found.failed, found.stuck, found.error) == (1, 0, "550 no such mailbox")
    assert not outbox_trouble(other_region)


def test_the_administrator_sees_trouble_with_mails_on_the_first_page(as_, cast, region, other_region):
    MailFactory(region=other_region, state="failed", user=UserFactory())
    assert "gagal dikirim" not in page(as_(cast.admin), "portal:home")
    MailFactory(region=region, state="failed", error="550 no such mailbox", user=UserFactory())
    text = page(as_(cast.admin), "portal:home")
    assert "1 surel gagal dikirim dalam tujuh hari terakhir" in text
    assert "550 no such mailbox" in text
    assert "gagal dikirim" not in page(as_(cast.verifier), "portal:home")


def test_mails_that_wait_for_hours_are_trouble_but_not_those_that_wait_for_the_morning(as_, cast, region):
    now = timezone.now()
    MailFactory(
        region=region, user=UserFactory(), not_before=now + timedelta(hours=5), created_at=now - timedelta(hours=5)
    )
    assert not outbox_trouble(region)
    MailFactory(region=region, user=UserFactory(), not_before=now - timedelta(hours=5), error="ConnectionRefusedError")
    assert outbox_trouble(region).stuck == 1
    assert "server surel tidak menjawab" in page(as_(cast.admin), "portal:home")
