"""Invitations: a link that works once, in time, for the person with that address, and never into an account."""

from __future__ import annotations

import os
import re
import signal
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Session
from accounts.services.accepting import TAKEN, accept_as_new, invitation_of
from accounts.services.inviting import Wanted, invite, send_again, withdraw
from accounts.services.sending import digest_of, send_invitation, send_waiting
from core.errors import Refused
from organizations.models import AuditEntry, Membership, User
from organizations.roles import Role
from tests.factories.organizations import MembershipFactory, UserFactory
from tests.notices.smtp import ACCEPTED, Server
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ADDRESS = "budi.santoso@ksb.go.id"
GOOD = "panen jagung bulan maret"


@pytest.fixture
def invited(cast, region) -> Invitation:
    return invite(Wanted(ADDRESS, "Budi Santoso", Role.VERIFIER, region), by=cast.admin)


@pytest.fixture
def link(invited) -> str:
    """The link of the mail, as it arrives."""
    assert send_invitation(invited.pk)
    return link_in(mail.outbox[-1])


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/undangan/\S+)", message.body)[1]


def opened(link: str) -> Client:
    browser = Client()
    browser.get(link)
    return browser


def accept(browser: Client, **words):
    return browser.post(reverse("people:accept"), {"name": "Budi Santoso", "password": GOOD, **words})


def test_the_mail_names_who_invites_to_what_and_until_when(link, cast, region):
    message = mail.outbox[-1]
    assert message.to == [ADDRESS]
    for word in (cast.admin.name, region.name, "Verifikator", "7 hari"):
        assert word in message.body
    assert region.name in message.subject


def test_the_invited_person_chooses_a_password_and_is_in(link, invited, region):
    browser = opened(link)
    page = browser.get(reverse("people:accept"))
    assert ADDRESS in page.content.decode()
    answer = accept(browser)
    assert answer.status_code == 302
    assert browser.get(reverse("portal:home")).status_code == 200
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(GOOD)
    assert user.access.has_role(Role.VERIFIER)
    invited.refresh_from_db()
    assert (invited.state, invited.accepted_by, invited.digest) == ("accepted", user, None)


def test_looking_at_the_link_uses_nothing_up(link):
    for _each in range(5):
        Client().get(link, follow=True)
    assert accept(opened(link)).status_code == 302


def test_the_link_stands_in_no_address_that_goes_further(link):
    answer = Client().get(link)
    assert answer["Location"] == reverse("people:accept")
    assert "no-store" in answer["Cache-Control"]


def test_the_link_works_once(link):
    accept(opened(link))
    browser = opened(link)
    assert browser.get(reverse("people:accept")).status_code == 410
    assert accept(browser, name="Orang Lain").status_code == 410
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_enters(link):
    row = invitation_of(link.rstrip("/").rpartition("/")[2])

    def take() -> bool:
        try:
            accept_as_new(row, name="Budi", password=GOOD)
        except Refused:
            return False
        return True

    assert sum(at_once(take)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_invitations_of_one_address_accepted_at_once_make_one_account(invited, cast, region):
    rows = [invited, invite(Wanted(ADDRESS, "Budi Santoso", Role.COUNCIL, region), by=cast.admin)]

    def take() -> str:
        try:
            return accept_as_new(rows.pop(), name="Budi", password=GOOD).email
        except Refused as refused:
            return str(refused.message)

    assert sorted(at_once(take)) == [str(TAKEN), ADDRESS]


def test_links_that_never_worked_fill_no_table(db):
    for number in range(3):
        answer = Client().get(reverse("people:invitation", args=[f"karangan-{number}"]))
        assert answer.status_code == 410
    assert not Session.objects.exists()


def test_the_link_grows_old(link):
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert opened(link).get(reverse("people:accept")).status_code == 410


def test_only_a_hash_of_the_link_is_kept(link, invited):
    token = link.rstrip("/").rpartition("/")[2]
    row = Invitation.objects.filter(pk=invited.pk).values_list().get()
    assert token not in {str(value) for value in row}
    assert digest_of(token) in row
    assert not AuditEntry.objects.filter(details__icontains=token).exists()
    assert not Invitation.history.filter(digest=token).exists()


def test_sent_again_the_old_link_is_dead(link, invited, cast):
    send_again(invited, by=cast.admin)
    send_invitation(invited.pk)
    fresh = link_in(mail.outbox[-1])
    assert fresh != link
    assert opened(link).get(reverse("people:accept")).status_code == 410
    assert opened(fresh).get(reverse("people:accept")).status_code == 200


def test_withdrawn_it_leads_nowhere(link, invited, cast):
    withdraw(invited, by=cast.admin)
    assert accept(opened(link)).status_code == 410
    with pytest.raises(Refused):
        send_again(invited, by=cast.admin)


def test_it_dies_with_the_account_of_whoever_invited(link, cast):
    cast.admin.is_active = False
    cast.admin.save()
    accept(opened(link))
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_weak_password_is_refused_and_everything_typed_stays(link):
    answer = accept(opened(link), password="bismillah123", name="Budi S.")
    assert answer.status_code == 422
    assert "Budi S." in answer.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_nobody_gets_into_an_account_that_exists(link):
    """The address got an account in another way meanwhile: the link sets no password."""
    user = User.objects.create_user(ADDRESS, "sandi lama yang panjang", name="Budi")
    browser = opened(link)
    answer = accept(browser)
    assert answer["Location"].startswith(reverse("account_login"))
    user.refresh_from_db()
    assert user.check_password("sandi lama yang panjang")
    assert not user.memberships.exists()


def test_whoever_has_an_account_accepts_as_themselves(link, region, as_):
    user = UserFactory(email=ADDRESS)
    browser = as_(user)
    browser.get(link)
    assert browser.post(reverse("people:accept"))["Location"] == reverse("portal:home")
    assert Membership.objects.get(user=user).region == region


def test_somebody_else_who_is_logged_in_does_not_take_the_role(link, as_, cast):
    UserFactory(email=ADDRESS)
    browser = as_(cast.council)
    browser.get(link)
    browser.post(reverse("people:accept"))
    assert not Membership.objects.filter(user=cast.council, role=Role.VERIFIER).exists()
    assert invitation_of(link.rstrip("/").rpartition("/")[2]) is not None


@pytest.mark.parametrize("role", [Role.AGENCY_HEAD, Role.VERIFIER, Role.COUNCIL, Role.SECRETARY, Role.REGION_ADMIN])
def test_the_administrator_of_a_region_invites_to_its_roles(cast, region, agency, role):
    wanted = Wanted(ADDRESS, "Budi", role, region, agency)
    assert invite(wanted, by=cast.admin).state == "waiting"


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.NATIONAL_ADMIN])
def test_but_to_nothing_of_the_nation(cast, region, role):
    with pytest.raises((Refused, PermissionDenied)):
        invite(Wanted(ADDRESS, "Budi", role, region), by=cast.admin)
    with pytest.raises(PermissionDenied):
        invite(Wanted(ADDRESS, "Budi", role, None), by=cast.admin)


@pytest.mark.parametrize(
    "who", ["staff", "head", "verifier", "council", "secretary", "assessor", "foreign_region_admin"]
)
def test_nobody_else_invites(cast, region, who):
    with pytest.raises(PermissionDenied):
        invite(Wanted(ADDRESS, "Budi", Role.VERIFIER, region), by=getattr(cast, who))


def test_the_nation_invites_administrators_and_assessors(cast, region):
    assert invite(Wanted(ADDRESS, "Budi", Role.NATIONAL_ADMIN, None), by=cast.national)
    assert invite(Wanted(ADDRESS, "Budi", Role.ASSESSOR, region), by=cast.national)


def test_nobody_is_invited_to_assess_where_they_have_a_role(cast, region):
    MembershipFactory(user=UserFactory(email=ADDRESS), region=region, role=Role.COUNCIL)
    with pytest.raises(Refused):
        invite(Wanted(ADDRESS, "Budi", Role.ASSESSOR, region), by=cast.national)


def test_an_opd_of_another_region_is_refused(cast, region, other_region):
    foreign = cast.foreign_agency_staff.memberships.get().agency
    with pytest.raises(Refused):
        invite(Wanted(ADDRESS, "Budi", Role.AGENCY_STAFF, region, foreign), by=cast.admin)


def test_the_same_invitation_twice_is_refused(invited, cast, region):
    with pytest.raises(Refused):
        invite(Wanted(ADDRESS.upper(), "Budi", Role.VERIFIER, region), by=cast.admin)


def test_the_membership_has_the_dates_of_the_invitation(cast, region):
    first, last = date(2026, 12, 1), date(2099, 12, 31)
    row = invite(Wanted(ADDRESS, "Budi", Role.COUNCIL, region, starts_on=first, ends_on=last), by=cast.admin)
    send_invitation(row.pk)
    accept(opened(link_in(mail.outbox[-1])))
    held = Membership.objects.get(user__email=ADDRESS)
    assert (held.starts_on, held.ends_on) == (first, last)


def test_everything_is_in_the_audit_log(invited, cast):
    send_invitation(invited.pk)
    accept(opened(link_in(mail.outbox[-1])))
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"invitation.made", "invitation.accepted", "person.entered"} <= verbs


def test_a_mail_server_that_is_away_is_tried_again(invited, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert not send_invitation(invited.pk)
    invited.refresh_from_db()
    assert invited.problem
    assert invited.state == "waiting"
    settings.EMAIL_BACKEND = backend
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert send_waiting() == 1
    invited.refresh_from_db()
    assert (invited.state, invited.problem) == ("sent", "")


def test_two_workers_send_one_mail(invited):
    assert [send_invitation(invited.pk), send_invitation(invited.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_the_link_leads_to_the_portal_of_the_settings(link, settings):
    """Whoever forges the Host header cannot have a link sent that leads to them."""
    assert f"{settings.PORTAL_URL}/undangan/" in mail.outbox[-1].body


def test_an_invitation_dies_with_the_right_of_whoever_sent_it_unless_another_sends_it_again(cast, invited, link):
    Membership.objects.filter(user=cast.admin).delete()
    browser = opened(link)
    said = browser.get(accept(browser).url).content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert "sudah dipakai, ditarik, atau kedaluwarsa" in said
    follower = MembershipFactory(user=UserFactory(), role=Role.REGION_ADMIN, region=invited.region).user
    send_again(invited, by=follower)
    assert send_invitation(invited.pk)
    accept(opened(link_in(mail.outbox[-1])))
    assert Membership.objects.get(user__email=ADDRESS).role == Role.VERIFIER


class Killed(BaseException):
    """What ends a worker, wherever it is."""


def _die(*_args: object) -> None:
    raise Killed


def test_an_invitation_whose_worker_is_killed_while_it_sends_is_sent_by_the_next(invited, settings):
    server, before = Server(), signal.signal(signal.SIGUSR1, _die)

    def killed_meanwhile(_number: int) -> str:
        os.kill(os.getpid(), signal.SIGUSR1)
        time.sleep(0.3)
        return "451 later"

    server.data = killed_meanwhile
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        with pytest.raises(Killed):
            send_invitation(invited.pk)
        invited.refresh_from_db()
        left_behind = invited.digest
        assert invited.state == "waiting"
        assert not send_invitation(invited.pk)  # another worker may still be at it
        server.data = lambda number: ACCEPTED
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            assert send_waiting() == 1
    finally:
        server.stop()
        signal.signal(signal.SIGUSR1, before)
    invited.refresh_from_db()
    assert invited.state == "sent"
    assert invited.digest != left_behind
    assert [each["To"] for each in server.received] == [ADDRESS]
