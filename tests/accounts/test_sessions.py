"""Where somebody is logged in: the list, ending one, ending all, and what ends sessions by itself."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session
from notices.models import Mail, Notice
from organizations.models import AuditEntry
from tests.accounts.conftest import FIREFOX, PASSWORD, browser, is_in, type_password, with_password
from tests.factories.organizations import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = "2026-11-02 01:00:00+00:00"
STEPS = ("sessions", "factors", "account")
"""What administrators do to an account on the page of its person."""


@pytest.fixture
def staff(cast):
    return with_password(cast.staff)


def test_the_list_says_where_with_what_and_since_when(staff, logged_in):
    with time_machine.travel(NOW, tick=False):
        client = logged_in(staff)
        logged_in(staff, FIREFOX, "2001:db8::7")
        page = (
            client.get(reverse("accounts:session-list")).content.decode().partition("<main")[2].partition("</main")[0]
        )
    assert "Chrome di Android" in page
    assert "Firefox di Windows" in page
    assert "2001:db8::7" in page
    assert "2 November 2026, 08.00 WIB" in page
    assert page.count("peramban ini") == 1
    assert not [each for each in Session.objects.values_list("session_key", flat=True) if each in page]


def test_a_browser_that_is_logged_out_elsewhere_is_a_stranger_at_its_next_request(staff, logged_in):
    client, other = logged_in(staff), logged_in(staff, FIREFOX)
    assert other.get(reverse("api:region-list")).status_code == 200
    page = client.get(reverse("accounts:session-list")).content.decode()
    (address,) = re.findall(r'action="(/akun/sesi/[0-9a-f-]{36}/akhiri/)"', page)
    assert client.post(address).status_code == 302
    assert not is_in(other)
    assert other.get(reverse("api:region-list")).status_code == 401
    assert other.get("/", headers={"Accept": "application/json"}).status_code in (302, 401)
    assert is_in(client)
    entry = AuditEntry.objects.get(verb="session.ended")
    assert (entry.by, entry.details["device"]) == (staff, "Firefox di Windows")


def test_all_others_at_once(staff, logged_in):
    client, one, two = logged_in(staff), logged_in(staff), logged_in(staff, FIREFOX)
    client.post(reverse("accounts:session-end-others"))
    assert [is_in(each) for each in (client, one, two)] == [True, False, False]
    assert AuditEntry.objects.get(verb="session.others_ended").details["count"] == 2


def test_nobody_ends_the_session_of_somebody_else(staff, cast, logged_in):
    victim = logged_in(with_password(cast.head))
    session = Session.objects.get(user=cast.head)
    assert logged_in(staff).post(reverse("accounts:session-end", args=[session.uid])).status_code == 404
    assert is_in(victim)


def test_a_new_password_ends_all_other_sessions_and_is_told(staff, logged_in):
    client, other = logged_in(staff), logged_in(staff)
    new = {"oldpassword": PASSWORD, "password1": "Rinjani-3726-meter", "password2": "Rinjani-3726-meter"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert Session.objects.filter(user=staff).count() == 1
    assert Notice.objects.filter(user=staff, kind="account.password_changed").count() == 1
    assert AuditEntry.objects.filter(verb="account.password_changed", by=staff).count() == 1


def test_a_session_ends_when_nothing_was_opened_for_long(staff, logged_in, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 30, 12
    with time_machine.travel(NOW, tick=False) as clock:
        client = logged_in(staff)
        for _turn in range(4):
            clock.shift(25 * 60)
            assert is_in(client), "it is used"
        clock.shift(31 * 60)
        assert not is_in(client)


def test_a_session_ends_after_its_hours_however_much_it_is_used(staff, logged_in, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 2
    with time_machine.travel(NOW, tick=False) as clock:
        client = logged_in(staff)
        for _turn in range(3):
            clock.shift(39 * 60)
            assert is_in(client)
            client.get(reverse("account_change_password"))
        clock.shift(4 * 60)
        assert not is_in(client)


def test_reading_writes_at_most_once_a_minute(staff, logged_in, django_assert_max_num_queries):
    with time_machine.travel(NOW, tick=False) as clock:
        client = logged_in(staff)
        client.get(reverse("accounts:session-list"))
        for seconds, expected in ((10, 0), (61, 1)):
            clock.shift(seconds)
            with django_assert_max_num_queries(15) as queries:
                client.get(reverse("accounts:session-list"))
            written = [each for each in queries if each["sql"].startswith("UPDATE")]
            assert len(written) == expected


def test_the_token_of_a_form_and_the_log_in_get_a_new_session_key(staff):
    client = browser()
    client.get(reverse("account_login"))
    type_password(client, staff)
    before = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=before).exists()


class TestAdministrators:
    def test_those_of_the_region_log_somebody_out_everywhere(self, staff, cast, region, logged_in, as_):
        victim = logged_in(staff)
        address = reverse("people:sessions", args=[region.code, staff.uid])
        assert as_(cast.admin).post(address).status_code == 302
        assert not is_in(victim)
        entry = AuditEntry.objects.get(verb="session.all_ended")
        assert (entry.by, entry.region, entry.subject_uid) == (cast.admin, region, str(staff.uid))
        told = Notice.objects.get(user=staff, kind="account.sessions_ended")
        assert told.params["by"] == cast.admin.name

    @pytest.mark.parametrize("page", STEPS)
    def test_those_of_another_region_and_others_do_not(self, staff, cast, region, as_, page):
        address = reverse(f"people:{page}", args=[region.code, staff.uid])
        for who, status in (("foreign_region_admin", 404), ("head", 403), ("assessor", 403), ("verifier", 403)):
            assert as_(getattr(cast, who)).post(address).status_code == status, who

    @pytest.mark.parametrize("page", STEPS)
    def test_somebody_of_another_region_is_not_found_in_ones_own(self, cast, region, as_, page):
        stranger = cast.foreign_agency_staff
        address = reverse(f"people:{page}", args=[region.code, stranger.uid])
        assert as_(cast.admin).post(address).status_code == 404

    @pytest.mark.parametrize("page", ["sessions", "factors"])
    def test_who_left_the_region_or_begins_later_is_no_more_its_matter(self, staff, cast, region, logged_in, as_, page):
        away = logged_in(staff)
        today = timezone.localdate()
        address = reverse(f"people:{page}", args=[region.code, staff.uid])
        for dates in (
            {"ends_on": today - timedelta(days=1)},
            {"starts_on": today + timedelta(days=1), "ends_on": None},
        ):
            staff.memberships.update(**dates)
            assert as_(cast.admin).post(address).status_code == 404
        assert is_in(away)

    @pytest.mark.parametrize("page", STEPS)
    def test_people_of_a_region_are_not_found_among_those_of_the_nation(self, staff, cast, as_, page):
        assert as_(cast.national).post(reverse(f"people:national-{page}", args=[staff.uid])).status_code == 404
        assert as_(cast.admin).post(reverse(f"people:national-{page}", args=[cast.national.uid])).status_code == 403

    def test_nobody_logs_themselves_out_by_this_page(self, cast, region, as_):
        client = as_(cast.admin)
        answer = client.post(reverse("people:sessions", args=[region.code, cast.admin.uid]))
        assert answer["Location"] == reverse("accounts:session-list")
        assert is_in(client)

    def test_who_reaches_further_than_the_region_is_reset_by_the_nation(self, cast, region, other_region, as_):
        MembershipFactory(user=cast.assessor, role="assessor", region=other_region)
        address = reverse("people:factors", args=[region.code, cast.assessor.uid])
        assert as_(cast.admin).post(address).status_code == 403
        assert as_(cast.national).post(address).status_code == 302

    def test_nobody_resets_their_own_factor_on_this_page(self, cast, region, as_):
        address = reverse("people:factors", args=[region.code, cast.admin.uid])
        assert as_(cast.admin).post(address).status_code == 403

    def test_deactivating_somebody_ends_their_sessions_for_good(self, staff, logged_in, client):
        victim = logged_in(staff)
        chief = UserFactory(is_staff=True, is_superuser=True)
        client.force_login(chief)
        address = reverse("admin:organizations_user_change", args=[staff.pk])
        form = client.get(address).context["adminform"].form
        values = {key: value for key, value in form.initial.items() if value is not None} | {"is_active": ""}
        values |= no_rows(client.get(address))
        assert client.post(address, values).status_code == 302
        assert not is_in(victim)
        assert not Session.objects.filter(user=staff).exists()
        type(staff).objects.filter(pk=staff.pk).update(is_active=True)
        assert not is_in(victim)

    def test_a_new_address_is_told_to_the_old_one_too(self, staff, client):
        before = staff.email
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        address = reverse("admin:organizations_user_change", args=[staff.pk])
        page = client.get(address)
        values = {key: value for key, value in page.context["adminform"].form.initial.items() if value is not None}
        values |= {"email": "baru@contoh.example"} | no_rows(page)
        assert client.post(address, values).status_code == 302
        assert set(Mail.objects.filter(user=staff).values_list("to", flat=True)) == {before, "baru@contoh.example"}
        assert len(set(Mail.objects.values_list("message_id", flat=True))) == 2

    def test_the_actions_of_the_administration(self, staff, logged_in, client):
        victim = logged_in(staff)
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        address = reverse("admin:organizations_user_changelist")
        client.post(address, {"action": "end_sessions", "_selected_action": [staff.pk]})
        assert not is_in(victim)
        client.post(address, {"action": "reset_second_factors", "_selected_action": [staff.pk]})
        assert AuditEntry.objects.filter(verb="factor.all_reset", subject_uid=str(staff.uid)).exists()


def no_rows(page) -> dict:
    """The management form of the inline as it is."""
    found = {}
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        found |= {f"{management.prefix}-{key}": value for key, value in management.initial.items()}
        for form in formset.formset.initial_forms:
            shown = {key: value for key, value in form.initial.items() if value is not None}
            found |= {f"{form.prefix}-{key}": value for key, value in shown.items()}
            found[f"{form.prefix}-id"] = form.instance.pk
            found[f"{form.prefix}-user"] = form.instance.user_id
    return found
